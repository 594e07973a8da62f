"""What a sorting problem is made of besides the book: ``definitions/network/sorting.toml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, model_validator

from jidi.core.errors import Place
from jidi.model.factor import load_factors
from jidi.model.own_values import own_values
from jidi.model.strict import Strict, build, read_text, read_toml

_FILE: Final = "sorting.toml"
Hour = Annotated[int, Field(ge=0, le=23)]
Share = Annotated[float, Field(ge=0, le=1)]
Window = tuple[Hour, Hour]
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
    """When vehicles may leave."""

    province: Window
    city: Window
    township: Window


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
    arrivals: Arrivals


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
