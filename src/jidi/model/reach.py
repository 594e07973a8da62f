"""How a parcel gets from county to county, as data: ``definitions/network/reach.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from jidi.core.errors import Place
from jidi.model.strict import Strict, build, read_text, read_toml

_FILE: Final = "reach.toml"
_CLOCK: Final = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")


def clock_minutes(clock: str) -> int:
    """Minutes from midnight of ``HH:MM``.

    :raises ValueError: when it is no such clock.
    """
    if not _CLOCK.match(clock):
        raise ValueError(f"{clock!r} is no time of day such as 18:00")
    return int(clock[:2]) * 60 + int(clock[3:])


def _checked(clock: str) -> str:
    clock_minutes(clock)
    return clock


Clock = Annotated[str, AfterValidator(_checked)]
Minutes = Annotated[int, Field(ge=0)]


class LaneRule(Strict):
    """How the lanes of one kind of the table ``route`` run.

    :param departs: clocks of the runs, the first for a lane that runs once a day.
    :param load_min: cut-off before it leaves; ``unload_min``: until at hand after it comes.
    :param price: a factor in yuan a tonne and km, or yuan a kg.
    """

    zh: str
    en: str
    departs: tuple[Clock, ...] = Field(min_length=1)
    load_min: Minutes
    unload_min: Minutes = Field(ge=1)
    kmh: float = Field(gt=0)
    price: str


class ModeRule(Strict):
    """What a mode of a lane changes about its kind."""

    kmh: float = Field(gt=0)
    load_min: Minutes
    unload_min: Minutes = Field(ge=1)


class CarrierRule(Strict):
    """How lines of a timetable take parcels.

    :param types: ranges of GTFS route types, both ends included.
    """

    mode: str
    zh: str
    en: str
    types: tuple[tuple[int, int], ...]
    load_min: Minutes
    unload_min: Minutes = Field(ge=1)
    price: str


class ReachValues(Strict):
    """Everything ``reach.toml`` says."""

    days: int = Field(ge=2, le=14)
    collecting_min: Minutes
    next_day_by: Clock
    hours: tuple[int, ...]
    station_km: float = Field(gt=0)
    station_handling_min: Minutes
    station_speed: str
    lanes: Mapping[str, LaneRule]
    modes: Mapping[str, ModeRule]
    carriers: tuple[CarrierRule, ...]

    def carrier_of(self, route_type: int) -> CarrierRule | None:
        """The rule of a line's type; None where such lines take no parcels."""
        for carrier in self.carriers:
            if any(low <= route_type <= high for low, high in carrier.types):
                return carrier
        return None


@cache
def reach_values() -> ReachValues:
    """The values of reach.

    :raises DefinitionError: D-101, D-102 where the definition is wrong.
    """
    path = files("jidi.definitions") / "network" / _FILE
    return build(ReachValues, read_toml(read_text(path), file=_FILE), where=Place(_FILE))
