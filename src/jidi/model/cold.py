"""What a cold-chain problem is made of besides the book: ``cold.toml`` and ``cold_bases.csv``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from jidi.core.errors import Place
from jidi.model.own_values import own_values
from jidi.model.rows import read_models, refuse_twins
from jidi.model.strict import Strict, build, read_text, read_toml
from jidi.model.trust import Trust

_FILE: Final = "cold.toml"


class ColdBase(Strict):
    """A product base of a city, with what it sends a year.

    :param figure: published indicator of which it sends ``share``, in ``period``; where there is
        none, ``parcels`` stands in, and is synthetic. :param node: a node that the plan names.
    """

    province: str
    city: str
    product: str
    figure: str = ""
    period: str = ""
    share: float = Field(ge=0, le=1)
    parcels: float | None = Field(default=None, gt=0)
    node: Literal["yes", "no"]
    source: str
    trust: Trust
    note: str = ""

    @model_validator(mode="after")
    def _figure_or_stand_in(self) -> Self:
        if bool(self.figure) == (self.parcels is not None) or bool(self.figure) != bool(self.share):
            raise ValueError("either figure with share, or parcels")
        return self

    @property
    def synthetic(self) -> bool:
        """Whether its amount is nobody's figure."""
        return not self.figure


class ColdClock(Strict):
    """Hours and speeds."""

    cool_h: float = Field(ge=0)
    dwell_h: float = Field(ge=0)
    first_kmh: float = Field(gt=0)
    second_kmh: float = Field(gt=0)
    third_kmh: float = Field(gt=0)


class ColdCarriage(Strict):
    """Prices; ``*_emission`` and ``truck_price`` name factors."""

    first_yuan_tkm: float = Field(ge=0)
    second_yuan_tkm: float = Field(ge=0)
    first_emission: str
    second_emission: str
    third_emission: str
    truck_kg: float = Field(gt=0)
    truck_price: str
    truck_more: float = Field(ge=1)
    cool_yuan_kg: float = Field(ge=0)
    store_yuan_kg: float = Field(ge=0)
    years: float = Field(gt=0)
    store_kg_m2: float = Field(gt=0)


class ColdProduct(Strict):
    """A product; see ``cold.toml``. :param people: which people tell where its bases lie."""

    id: str
    zh: str
    en: str
    band: str
    kg: float = Field(gt=0)
    peak: float = Field(ge=1)
    budget_h: float = Field(gt=0)
    warmth: float = Field(ge=1)
    open_h: float = Field(ge=0)
    people: Literal["rural", "urban"]


class ColdSize(Strict):
    """A size of a cooler or a store."""

    id: str
    zh: str
    en: str
    kg_day: float = Field(gt=0)
    invest_yuan: float = Field(ge=0)
    running_yuan: float = Field(ge=0)


def rising_shares(shares: Sequence[float]) -> bool:
    """Whether each lies between 0 and 1 and is more than the one before."""
    return all(low < high for low, high in pairwise((0.0, *shares, 1.0)))


class ColdFrontier(Strict):
    """Shares of all kilograms for which a frontier has designs."""

    coverage: tuple[float, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not rising_shares(self.coverage):
            raise ValueError("coverage must rise between 0 and 1")
        return self


class ColdValues(Strict):
    """The values of ``cold.toml``.

    :param frontier: None in a file without: the shipped ones are taken.
    """

    counties: int = Field(gt=0)
    coolers_near: int = Field(gt=0)
    stores_near: int = Field(gt=0)
    markets: int = Field(gt=0)
    within: float = Field(ge=0, le=1)
    outlets_share: float = Field(ge=0, le=1)
    outlet_set_yuan: float = Field(ge=0)
    clock: ColdClock
    carriage: ColdCarriage
    products: tuple[ColdProduct, ...] = Field(min_length=1)
    coolers: tuple[ColdSize, ...] = Field(min_length=1)
    stores: tuple[ColdSize, ...] = Field(min_length=1)
    frontier: ColdFrontier | None = None


@cache
def _shipped() -> ColdValues:
    path = files("jidi.definitions") / "network" / _FILE
    return build(ColdValues, read_toml(read_text(path), file=_FILE), where=Place(_FILE))


def cold_values(own: Path | None = None) -> ColdValues:
    """The values; a file of the same form takes their place.

    :raises DefinitionError: D-100 to D-103, every fault of the file at once.
    :raises InputError: as :func:`jidi.model.own_values.own_values`.
    """
    return _shipped() if own is None else own_values(own, ColdValues)


def frontier_shares(values: ColdValues) -> tuple[float, ...]:
    """The shares of a frontier, the least first."""
    frontier = values.frontier or _shipped().frontier
    assert frontier is not None
    return frontier.coverage


@cache
def cold_bases() -> tuple[ColdBase, ...]:
    """The bases of all provinces.

    :raises DefinitionError: as :func:`jidi.model.rows.read_models`; D-202 for one twice.
    """
    path = files("jidi.definitions") / "network" / "cold_bases.csv"
    rows = read_models(path, ColdBase)
    refuse_twins(rows, key=lambda row: f"{row.city} {row.product}", path=path)
    return tuple(row for _, row in rows)
