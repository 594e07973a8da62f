"""A reading: the value of an indicator for a division and a period, with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jidi.core.division import Level
from jidi.core.period import Period


class Status(StrEnum):
    """How far a value may be trusted, from the printed to the invented."""

    REPORTED = "reported"
    REVISED = "revised"
    PRELIMINARY = "preliminary"
    BOUND = "bound"
    COMPUTED = "computed"
    INFERRED = "inferred"
    FORECAST = "forecast"
    TARGET = "target"
    DOUBTFUL = "doubtful"
    SYNTHETIC = "synthetic"
    DESIGNED = "designed"
    """What would be if a design were built: a scenario, never measured."""


@dataclass(frozen=True)
class Source:
    """Where a value was taken from.

    :param name: a table of the lake, or the address or title of a publication.
    :param version: data version of the lake the value was computed at; None for publications.
    """

    name: str
    version: int | None = None


@dataclass(frozen=True)
class Reading:
    """One value and its parts. ``value`` None means *no data*, never zero.

    :param squares: of a mean: the sum of the squared values, where the table holds it.
    :param parts: finest rows that were summed; ``missing_parts`` of them had no numbers.
    """

    indicator: str
    division: str
    level: Level
    period: Period
    numerator: float | None
    denominator: float | None
    value: float | None
    unit: str
    status: Status
    sources: tuple[Source, ...] = ()
    parts: int = 0
    missing_parts: int = 0
    scope: str = ""
    price_base: str = ""
    note: str = ""
    squares: float | None = None
