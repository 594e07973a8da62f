"""What a rural network problem is drafted from: its tables, patterns, detours and stand-in values.

All of it is data in ``definitions/network``; what is our own choice is marked so there.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, Self

from pydantic import model_validator

from jidi.core.errors import Place
from jidi.model.factor import load_factors
from jidi.model.rows import read_models, refuse_twins
from jidi.model.strict import Strict, build, read_text, read_toml
from jidi.model.trust import Trust

CellType = Literal["text", "number", "integer", "clock", "marks", "flag", "word"]
Terrain = Literal["plain", "hill", "mountain", "pastoral"]
Road = Literal["county", "village", "pastoral"]


class DraftColumn(Strict):
    """One column of a draft's table.

    :param optional: may be blank, and then means what its label says.
    :param default: may be blank, and then has the value that ``rural.toml`` gives it.
    :param above: whether ``min`` itself is excluded.
    :param refers: the table whose ids it holds.
    :param words_zh: how the words may be written in Chinese, in the same order.
    """

    name: str
    type: CellType
    zh: str
    en: str
    unit: str = ""
    optional: bool = False
    default: bool = False
    min: float | None = None
    max: float | None = None
    above: bool = False
    words: tuple[str, ...] = ()
    words_zh: tuple[str, ...] = ()
    refers: str = ""

    @model_validator(mode="after")
    def _words_go_with_their_type(self) -> Self:
        if (self.type == "word") != bool(self.words):
            raise ValueError(f"{self.name}: words and the type 'word' come together")
        if len(self.words) != len(self.words_zh):
            raise ValueError(f"{self.name}: every word is written in Chinese as well")
        return self


class DraftTable(Strict):
    """One table of a draft; ``rows`` says how many rows it must have."""

    zh: str
    en: str
    rows: Literal["one", "maybe", "some", "any"]
    columns: tuple[DraftColumn, ...]

    def column(self, name: str) -> DraftColumn:
        """A column by its name."""
        return next(column for column in self.columns if column.name == name)


class _Tables(Strict):
    tables: dict[str, DraftTable]


class StandIn(Strict):
    """The value of a column left blank: a factor of ``definitions/factors``, or our own choice."""

    factor: str = ""
    value: bool | float | str | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if bool(self.factor) == (self.value is not None):
            raise ValueError("either factor or value")
        return self

    @property
    def figure(self) -> bool | float | str:
        """The value itself."""
        if self.value is not None:
            return self.value
        return float(load_factors().get(self.factor).value)

    @property
    def source(self) -> str:
        """Where it comes from, in a word."""
        return f"factor {self.factor}" if self.factor else "own choice"


class ParcelSize(Strict):
    """Mass and room of a mean parcel."""

    kg: float
    m3: float


class VehicleOffer(Strict):
    """A vehicle type as offered where a county says nothing of its fleet.

    :param volume: factor; ``load``: factor; ``per_km``: factor, or ``own_per_km`` yuan.
    :param emissions: factor in g CO2e a tkm, times ``mean_load_t``; or ``kwh_per_km`` times the
        grid's factor.
    """

    id: str
    zh: str
    en: str
    volume: str
    load: str
    fixed: float
    per_km: str = ""
    own_per_km: float | None = None
    emissions: str = ""
    mean_load_t: float = 0.0
    kwh_per_km: float | None = None
    range_km: float | None = None
    feeder: bool
    line: bool


class LaneOffer(Strict):
    """What a carrier of a kind asks for; ``price_per_parcel`` is a factor."""

    price_per_parcel: str
    price_per_stop: float
    capacity: float
    grams_per_parcel: float


class PointOffer(Strict):
    """A way to keep a village's point; ``fee_per_parcel`` is a factor."""

    kind: str
    zh: str
    en: str
    fee_per_day: float
    fee_per_parcel: str = ""
    own_fee_per_parcel: float | None = None
    parcels_per_day: float | None = None

    @property
    def fee(self) -> float:
        """Yuan a parcel."""
        if self.own_fee_per_parcel is not None:
            return self.own_fee_per_parcel
        return float(load_factors().get(self.fee_per_parcel).value)


class Demand(Strict):
    """Parcels where none are reported: collections for every delivery, and a village's factor."""

    up_share: float
    stand_in: str


class FrequencyRule(Strict):
    """How many visits a week a village, and a remote one, is to have."""

    zh: str
    en: str
    village: int
    remote: int


class Near(Strict):
    """Which villages lie on a line whose stops are not known, and when it comes there.

    :param km: at most so far from the straight way; ``stops``: at most so many villages.
    :param departs: moment of its departure; ``speed``: km/h on the road, stops apart.
    """

    km: float
    stops: int
    departs: str
    speed: float
    minutes_a_stop: float


class TimetableRule(Strict):
    """How a timetable's stops stand for a county's places, and how many departures are taken.

    :param village_km: a stop no farther from a village stands for it; likewise the others.
    :param runs_a_line: departures taken of one line from one depot, the first of the day.
    """

    village_km: float
    station_km: float
    centre_km: float
    runs_a_line: int


class PlacesRule(Strict):
    """How far from the centre a place is taken for mistyped, in a straight line.

    :param farthest_km: farther than any place of a county lies from its centre.
    :param times: so many times the third quartile of all places' distances, where there are
        ``least_places`` and it is farther than ``near_km``.
    """

    farthest_km: float
    times: float
    near_km: float
    least_places: int


class CompaniesRule(Strict):
    """From how many parcels in the book on, companies' shares are read off them."""

    least_parcels: int


class RuralValues(Strict):
    """The stand-in values of ``rural.toml``."""

    defaults: dict[str, StandIn]
    parcel: ParcelSize
    vehicles: tuple[VehicleOffer, ...]
    lanes: dict[str, LaneOffer]
    points: tuple[PointOffer, ...]
    demand: Demand
    frequency: dict[str, FrequencyRule]
    near: Near
    timetable: TimetableRule
    places: PlacesRule
    companies: CompaniesRule


class PatternRow(Strict):
    """One day pattern: on how many days a week, and on which."""

    frequency: int
    marks: str
    own_choice: bool = False
    note: str = ""


class Detour(Strict):
    """How much longer the road is than the straight line, by terrain and class of road."""

    terrain: Terrain
    road: Road
    factor: Decimal
    zh: str
    en: str
    source: str
    trust: Trust
    note: str = ""


class TerrainRow(Strict):
    """The terrain of all counties whose code begins so; the longest beginning counts."""

    prefix: str
    terrain: Terrain
    own_choice: bool = False
    note: str = ""


def _folder() -> Traversable:
    return files("jidi.definitions") / "network"


@cache
def draft_tables() -> Mapping[str, DraftTable]:
    """The tables of a draft, by name.

    :raises DefinitionError: D-101, D-102 where the definition is wrong.
    """
    path = _folder() / "draft.toml"
    data = read_toml(read_text(path), file=path.name)
    return build(_Tables, data, where=Place(path.name)).tables


@cache
def rural_values() -> RuralValues:
    """The stand-in values.

    :raises DefinitionError: D-101, D-102 where the definition is wrong.
    """
    path = _folder() / "rural.toml"
    return build(RuralValues, read_toml(read_text(path), file=path.name), where=Place(path.name))


@cache
def pattern_rows() -> tuple[PatternRow, ...]:
    """The day patterns to choose from, by frequency.

    :raises DefinitionError: as :func:`jidi.model.rows.read_models`; D-202 for a pattern twice.
    """
    path = _folder() / "patterns.csv"
    rows = read_models(path, PatternRow)
    refuse_twins(rows, key=lambda row: row.marks, path=path)
    return tuple(row for _, row in rows)


@cache
def detours() -> Mapping[tuple[str, str], float]:
    """Detour factors by terrain and class of road.

    :raises DefinitionError: as :func:`jidi.model.rows.read_models`; D-202 for a pair twice.
    """
    path = _folder() / "detours.csv"
    rows = read_models(path, Detour)
    refuse_twins(rows, key=lambda row: f"{row.terrain} {row.road}", path=path)
    return {(row.terrain, row.road): float(row.factor) for _, row in rows}


@cache
def terrains() -> Mapping[str, str]:
    """Terrain by the beginning of a division's code.

    :raises DefinitionError: as :func:`jidi.model.rows.read_models`; D-202 for a beginning twice.
    """
    path = _folder() / "terrain.csv"
    rows = read_models(path, TerrainRow)
    refuse_twins(rows, key=lambda row: row.prefix, path=path)
    return {row.prefix: row.terrain for _, row in rows}


def terrain_of(code: str) -> str | None:
    """The terrain of a division; None where nothing is said of its part of the country."""
    known = terrains()
    return next((known[code[:n]] for n in (6, 4, 2) if code[:n] in known), None)
