"""What a sorting problem is made of besides the book: ``definitions/network/sorting.toml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, model_validator

from jidi.core.errors import Place
from jidi.model.factor import load_factors
from jidi.model.own_values import own_values
from jidi.model.strict import Strict, build, read_text, read_toml

_FILE: Final = "sorting.toml"
Hour = Annotated[int, Field(ge=0, le=23)]
Share = Annotated[float, Field(ge=0, le=1)]
Window = tuple[Hour, Hour]
DEPARTURES_MOST: Final = 4
"""Departures a day of one destination."""


def _several(told: Any) -> Any:
    """One window, from … to …, is a list of one."""
    if isinstance(told, list | tuple) and told and all(isinstance(one, int) for one in told):
        return (tuple(told),)
    return told


Departures = Annotated[
    tuple[Window, ...],
    BeforeValidator(_several),
    Field(min_length=1, max_length=DEPARTURES_MOST),
]
Profile = Annotated[tuple[Share, ...], Field(min_length=24, max_length=24)]


def factor_value(name: str) -> float:
    """The value of a factor of ``definitions/factors``."""
    return float(load_factors().get(name).value)


class Lines(Strict):
    """Sorting lines; ``rate``, ``price`` and ``years`` name factors."""

    rate: str
    used: float = Field(gt=0, le=1)
    most_added: int = Field(ge=0)
    price: str
    years: str
    running_yuan: float = Field(ge=0)
    chutes: int = Field(gt=0)
    chute_rate: float = Field(gt=0)

    @property
    def planned(self) -> float:
        """Parcels an hour of a line that may be planned with."""
        return factor_value(self.rate) * self.used


class Second(Strict):
    """Sorting again by hand; ``rate`` (of a person) and ``price`` name factors."""

    group: int = Field(gt=0)
    rate: str
    people: int = Field(gt=0)
    price: str


class ClockRule(Strict):
    """Hours between sorting and leaving, and what waves and waiting cost."""

    load_h: int = Field(ge=0)
    hold_h: int = Field(ge=0)
    yuan_wave: float = Field(ge=0)
    yuan_parcel_hour: float = Field(ge=0)


class Windows(Strict):
    """When vehicles may leave: one window, or one for every departure of a day, first the one that
    a destination with a single departure has."""

    province: Departures
    city: Departures
    township: Departures

    @property
    def most(self) -> int:
        """Departures a day that there are windows for."""
        return max(len(self.province), len(self.city), len(self.township))


class DepartureRule(Strict):
    """Who leaves several times a day.

    :param a_day: departures of a large destination; ``from_parcels``: a day make it large.
    :param more_begins: hours at which waves may begin besides, where some leave several times.
    """

    a_day: int = Field(ge=1, le=DEPARTURES_MOST)
    from_parcels: float = Field(ge=0)
    more_begins: tuple[Hour, ...] = ()


class WaveRule(Strict):
    """Waves that may be run."""

    begins: tuple[Hour, ...] = Field(min_length=1)
    hours: tuple[Annotated[int, Field(ge=1, le=24)], ...] = Field(min_length=1)


class Arrivals(Strict):
    """Shares of a day by the hour."""

    sent: Profile
    received: Profile

    @model_validator(mode="after")
    def _whole_days(self) -> Arrivals:
        for name in ("sent", "received"):
            whole = sum(getattr(self, name))
            if abs(whole - 1) > 1e-6:
                raise ValueError(f"{name}: {whole:g} ≠ 1")
        return self


class SortingValues(Strict):
    """The values of ``sorting.toml``."""

    peak: str
    least_scans: int = Field(gt=0)
    lag_h: int = Field(ge=0, le=23)
    lines: Lines
    second: Second
    clock: ClockRule
    windows: Windows
    waves: WaveRule
    departures: DepartureRule | None = None
    arrivals: Arrivals

    @model_validator(mode="after")
    def _windows_for_every_departure(self) -> SortingValues:
        most = self.windows.most
        if self.departures is None and most > 1:
            raise ValueError(f"[departures] is missing: windows has {most} a day")
        if self.departures is not None and self.departures.a_day > most:
            raise ValueError(f"[departures] a_day: {self.departures.a_day} > {most} (windows)")
        return self

    @property
    def departures_a_day(self) -> int:
        """Of a large destination, where nothing else is asked for."""
        return 1 if self.departures is None else self.departures.a_day


@cache
def _shipped() -> SortingValues:
    path = files("jidi.definitions") / "network" / _FILE
    return build(SortingValues, read_toml(read_text(path), file=_FILE), where=Place(_FILE))


def sorting_values(own: Path | None = None) -> SortingValues:
    """The values; a file of the same form takes their place.

    :raises DefinitionError: D-100 to D-103, every fault of the file at once.
    :raises InputError: as :func:`jidi.model.own_values.own_values`.
    """
    return _shipped() if own is None else own_values(own, SortingValues)
