"""What a synthetic province is made to: totals, yearly series, brands, service, days.

Read strictly from ``definitions/synth/*.toml``. Every figure says whether it was ``published``,
``derived`` from published ones, or is our ``own choice``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from jidi.core.errors import Place, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period
from jidi.model.strict import Strict, build, read_text, read_toml

Status = Literal["published", "derived", "own choice"]

VOLUMES = (
    "express_same_city",
    "express_inter_city",
    "express_international",
    "postal_delivery",
)
"""Businesses counted in items; a control's measure for volume is one of these."""
BUSINESSES = (*VOLUMES, "other_postal")
FAULT_KINDS = (
    "camera_offline",
    "complaint_repeated",
    "complaint_spike",
    "courier_shortage",
    "delivery_stopped",
    "duplicate_scans",
    "excessive_fines",
    "hazard_left_open",
    "impossible_speed",
    "licence_expired",
    "machine_offline",
    "outlet_backlog",
    "sensor_gap",
    "temperature_excursion",
    "time_reversed",
    "volume_misplaced",
    "wrong_county",
)
"""Kinds of faults that can be planted; what each does stands in ``faults`` and ``scan_faults``."""
MONEY = ("express_revenue", "industry_revenue", "business_total")

_UNITS = {"件": 1, "万件": 10**4, "亿件": 10**8, "元": 1, "亿元": 10**8}

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
PeriodField = Annotated[
    Period, BeforeValidator(lambda v: Period.parse(v) if isinstance(v, str) else v)
]


class Control(Strict):
    """A total of the whole province that the monthly returns add up to exactly."""

    measure: str
    period: PeriodField
    value: Decimal
    unit: str
    status: Status
    source: str = ""

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.measure not in (*VOLUMES, *MONEY):
            near = suggestion(self.measure, (*VOLUMES, *MONEY))
            raise ValueError(f"measure '{self.measure}' is unknown; nearest: {near}")
        if self.unit not in _UNITS:
            raise ValueError(f"unit '{self.unit}' is not one of {', '.join(_UNITS)}")
        if self.status == "published" and not self.source:
            raise ValueError("a published total names its source")
        if self.whole < 0:
            raise ValueError("a total is not negative")
        return self

    @property
    def whole(self) -> int:
        """The total in whole items or yuan."""
        return int((self.value * _UNITS[self.unit]).to_integral_value())


class Series(Strict):
    """A yearly figure of the province; years between two given ones lie on a straight line."""

    name: str
    values: Mapping[int, float]
    published: Mapping[int, str] = {}
    """Years whose value was published, with the source; the others are our own choice."""

    @model_validator(mode="after")
    def _rooted(self) -> Self:
        if not self.values:
            raise ValueError(f"series {self.name} has no values")
        loose = sorted(set(self.published) - set(self.values))
        if loose:
            raise ValueError(f"series {self.name}: published years without value: {loose}")
        return self

    def at(self, year: int) -> float:
        """The figure of a year; before the first and after the last given year it stays."""
        years = sorted(self.values)
        if year <= years[0]:
            return self.values[years[0]]
        if year >= years[-1]:
            return self.values[years[-1]]
        before = max(y for y in years if y <= year)
        after = min(y for y in years if y > year)
        part = (year - before) / (after - before)
        return self.values[before] + part * (self.values[after] - self.values[before])


class Brand(Strict):
    """An operator. The name is invented; ``share`` is of express volume."""

    name: str
    kind: Literal["postal", "express", "locker"] = "express"
    ownership: Literal["state", "private", "foreign"] = "private"
    share: Share = 0.0
    reach: Share = 1.0
    """Share of the counties it works in, the most populous first."""
    international: bool = False
    price: Positive = 1.0
    """Revenue per parcel against the mean of all."""


class Stock(Strict):
    """How one kind of facility is spread over the province; the counts are a series."""

    kind: str
    series: str
    each: Literal["cities", "counties", "townships"] | None = None
    """One to each such unit before any other place gets one; the rest in proportion to demand.

    Counties proper, banners and county cities come before urban districts; of townships only towns,
    townships and sumu count."""
    owner: Literal["postal", "brands", "shared"] = "shared"
    where: tuple[str, ...] = ()
    """Counties (short codes) that hold one each, in order of opening; instead of ``each``."""
    closing: Share = 0.0
    """Share of the stock that closes in a year."""
    area_m2: Positive = 60.0
    capacity: int = 0
    lines: int = 0


class Gate(Strict):
    """Where international routes leave the province: one to each route, in order of opening."""

    county: str
    """Short code."""
    mode: Literal["road", "rail", "air"] = "air"
    runs_weekly: Positive
    length_km: Positive


class Hours(Strict):
    """Mean hours of the four parts of a parcel's way (寄出地处理, 运输, 寄达地处理, 投递)."""

    origin: Positive
    transport: Positive
    destination: Positive
    delivery: Positive

    @property
    def parts(self) -> tuple[float, float, float, float]:
        """In the order of the way."""
        return (self.origin, self.transport, self.destination, self.delivery)


class Service(Strict):
    """How parcels move: shares, hours, marks."""

    full_day_events: Positive
    """Events of a full provincial day in the last year."""
    outward: Share
    """Share of the parcels that were accepted in the province; the others arrive in it."""
    to_same_province: Share
    hours: Hours
    spread: Positive
    """Standard deviation of the logarithm of the whole hours."""
    international_hours: Positive
    destinations: Mapping[str, Positive]
    """Province code (two digits) to its pull: volume over distance."""
    distance: Mapping[str, Positive]
    """Province code to kilometres by road from the capital."""

    @model_validator(mode="after")
    def _same_provinces(self) -> Self:
        one_sided = sorted(self.destinations.keys() ^ self.distance.keys())
        if one_sided:
            raise ValueError(f"destination without distance or the reverse: {one_sided}")
        return self


class Plant(Strict):
    """A kind of fault and how many of it are planted."""

    kind: str
    count: int = Field(ge=0)

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.kind not in FAULT_KINDS:
            near = suggestion(self.kind, FAULT_KINDS)
            raise ValueError(f"fault '{self.kind}' is unknown; nearest: {near}")
        return self


class ProjectRow(Strict):
    """How an entry of the register goes; several rows of one entry are the things it counts.

    :param entry: id of the entry.
    """

    entry: str
    status: Literal["not_started", "under_way", "done", "stopped"]
    started_on: date | None = None
    finished_on: date | None = None


class Demo(Strict):
    """What the demonstration holds of parcels and events."""

    scale: Share
    days: tuple[date, ...]


class Recipe(Strict):
    """All that is needed to make one synthetic province, besides its map and people."""

    province: str
    prefix: str = Field(min_length=2, max_length=2)
    zh: str
    en: str
    first_year: int
    last_year: int
    season: tuple[Positive, ...] = Field(min_length=12, max_length=12)
    price: Mapping[str, Positive]
    """Revenue per item of a business against inter-city express."""
    controls: tuple[Control, ...]
    series_: tuple[Series, ...] = Field(alias="series")
    brands: tuple[Brand, ...]
    stocks: tuple[Stock, ...]
    gates: tuple[Gate, ...]
    service: Service
    plants: tuple[Plant, ...]
    projects: tuple[ProjectRow, ...]
    demo: Demo

    @model_validator(mode="after")
    def _whole(self) -> Self:
        names = [s.name for s in self.series_]
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice:
            raise ValueError(f"series stand twice: {', '.join(twice)}")
        unpriced = sorted(self.price.keys() ^ set(BUSINESSES))
        if unpriced:
            raise ValueError(f"prices are needed for just {BUSINESSES}; amiss: {unpriced}")
        outside = [day for day in self.demo.days if day.year not in self.years]
        if outside:
            raise ValueError(f"demo days outside the years: {outside}")
        if abs(sum(b.share for b in self.brands) - 1) > 1e-9:
            raise ValueError(f"brand shares sum to {sum(b.share for b in self.brands)}, not 1")
        if sum(b.kind == "postal" for b in self.brands) != 1:
            raise ValueError("exactly one brand is the postal enterprise")
        return self

    @cached_property
    def _series(self) -> dict[str, Series]:
        return {s.name: s for s in self.series_}

    @property
    def years(self) -> range:
        """The years of the returns."""
        return range(self.first_year, self.last_year + 1)

    def at(self, name: str, year: int) -> float:
        """A yearly figure.

        :raises UnknownName: S-103, with the nearest known series.
        """
        found = self._series.get(name)
        if found is None:
            raise UnknownName(
                "S-103", name=name, recipe=self.en, nearest=suggestion(name, self._series)
            )
        return found.at(year)

    def names(self, name: str) -> bool:
        """Whether it has a series of that name."""
        return name in self._series

    def count(self, name: str, year: int) -> int:
        """A yearly figure that counts things."""
        return round(self.at(name, year))


def read_recipe(name: str) -> Recipe:
    """The recipe of that name: ``shanxi`` or ``inner_mongolia``.

    :raises UnknownName: S-104, with the nearest known recipe.
    :raises DefinitionError: D-100 to D-103 when the file is wrong.
    """
    folder = files("jidi.definitions") / "synth"
    known = {p.name.removesuffix(".toml"): p for p in folder.iterdir() if p.name.endswith(".toml")}
    if name not in known:
        raise UnknownName("S-104", name=name, nearest=suggestion(name, known))
    path = known[name]
    data: dict[str, Any] = read_toml(read_text(path), file=path.name)
    return build(Recipe, data, where=Place(file=path.name))
