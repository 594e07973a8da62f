"""A province's cold-chain problem: bases out of plan and statistics, places out of the book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from jidi.core.division import Division, Level
from jidi.core.errors import InputError, JidiError, raise_together
from jidi.core.period import PeriodKind
from jidi.core.units import Unit
from jidi.model.cold import (
    ColdBase,
    ColdProduct,
    ColdSize,
    ColdValues,
    cold_bases,
    cold_values,
    rising_shares,
)
from jidi.model.factor import load_factors
from jidi.model.statistics import load_statistics
from jidi.model.statistics_census import load_census
from jidi.network.cold import Base, Carriage, ColdProblem, Outlets, Product, Site, Size
from jidi.network.costs import yearly_share
from jidi.service.asked_range import YUAN_A_DAY, YUAN_A_TONNE, out_of_range
from jidi.service.books import Book
from jidi.service.hub_problem import Asked, ProvinceHubs, province_hubs
from jidi.service.within_county import km_within

PARCELS: Final = Unit.parse("件")
FAR: Final = 1e5
"""km"""
MOST_YUAN: Final = 1e10
"""A day, the largest budget that may be asked for."""
_STORES: Final = """
SELECT SUBSTR(f.division, 1, 4) AS city, COUNT(f.facility_id) AS stores, SUM(f.area_m2) AS area
FROM facility AS f
WHERE f.kind = 'cold_store' AND f.opened_on <= {day}
  AND (f.closed_on IS NULL OR f.closed_on > {day})
GROUP BY SUBSTR(f.division, 1, 4)
ORDER BY city
"""
_OUTLETS: Final = """
SELECT SUBSTR(f.division, 1, 4) AS city,
  SUM(CASE WHEN f.cold_storage IS NULL THEN 0 ELSE 1 END) AS recorded,
  SUM(CASE WHEN f.cold_storage THEN 1 ELSE 0 END) AS equipped,
  SUM(CASE WHEN f.cold_storage IS NULL THEN 1 ELSE 0 END) AS unknown
FROM facility AS f
WHERE f.kind = 'express_outlet' AND f.standardised AND f.opened_on <= {day}
  AND (f.closed_on IS NULL OR f.closed_on > {day})
GROUP BY SUBSTR(f.division, 1, 4)
ORDER BY city
"""


@dataclass(frozen=True)
class ColdAsked:
    """What a user asked for.

    :param scale: amounts against those of the published years. :param carbon: yuan a tonne CO2e.
    :param coverage: and ``budget`` (yuan a day): as in the problem; None where not asked.
    :param each: share of every product, likewise.
    :param frontier: shares of all kilograms for which designs are wanted beside the one that
        carries all that can be in time, the least first; none where no frontier is asked for.
    :raises InputError: N-978; N-940 for a frontier with coverage, share of each or budget.
    """

    scale: float = 1.0
    carbon: float = 0.0
    values: ColdValues = field(default_factory=cold_values)
    coverage: float | None = None
    budget: float | None = None
    frontier: tuple[float, ...] = ()
    each: float | None = None

    def __post_init__(self) -> None:
        asked = (self.coverage, self.budget, self.each)
        if self.frontier and any(one is not None for one in asked):
            raise InputError("N-940")
        if not rising_shares(self.frontier):
            said = ", ".join(f"{share:g}" for share in self.frontier)
            raise InputError("N-978", name="frontier", value=said, allowed="0 < … < … < 1")
        raise_together(
            (
                *out_of_range("scale", self.scale, above=0, most=100),
                *out_of_range("carbon", self.carbon, most=1e5, unit=YUAN_A_TONNE),
                *out_of_range("coverage", self.coverage, most=1),
                *out_of_range("each", self.each, above=0, most=1),
                *out_of_range("budget", self.budget, above=0, most=MOST_YUAN, unit=YUAN_A_DAY),
            )
        )

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        values = self.values.model_dump(mode="json")
        asked = {
            "scale": self.scale,
            "carbon": self.carbon,
            "values": values,
            "coverage": self.coverage,
            "budget": self.budget,
        }
        later = {"frontier": list(self.frontier) or None, "each": self.each}
        return asked | {name: value for name, value in later.items() if value is not None}


def cold_asked(plain: Mapping[str, Any]) -> ColdAsked:
    """What was asked, from plain values of this or an earlier version.

    :raises ValueError: and TypeError for values that are none.
    """
    values = ColdValues.model_validate(plain["values"])
    frontier = tuple(float(share) for share in plain.get("frontier", ()))
    return ColdAsked(**{**plain, "values": values, "frontier": frontier})


@dataclass(frozen=True)
class BaseFact:
    """Where the amount of a base comes from.

    :param parcels: a day of the mean year.
    """

    county: Division
    product: ColdProduct
    parcels: float
    kg: float
    base: ColdBase


@dataclass(frozen=True)
class ProvinceCold:
    """The problem, with what its numbers are called and where they come from.

    :param invest: yuan to build a size of a store (by its number), the standing part apart.
    """

    hubs: ProvinceHubs
    asked: ColdAsked
    problem: ColdProblem
    bases: tuple[BaseFact, ...]
    coolers: tuple[Division, ...]
    stores: tuple[Division, ...]
    standing: Mapping[str, float]
    nodes: frozenset[str]
    markets: tuple[tuple[str, str], ...]
    outlets: Mapping[str, Outlets]
    cities: Mapping[str, Division]
    notes: tuple[JidiError, ...]


def province_cold(book: Book, asked: ColdAsked) -> ProvinceCold:
    """The problem.

    :raises InputError: as the hub problem; N-984 where the plan names no base of the province,
        N-985 for a published figure there is not, N-980.
    """
    hubs = province_hubs(book, Asked(year=book.plan.target_year))
    read = _Read(book, hubs, asked)
    bases = tuple(read.bases())
    if not bases:
        raise InputError("N-984", name=book.province.name)
    coolers = tuple(sorted({one.county.code.text: one.county for one in bases}.values(),
                           key=lambda one: one.code.text))  # fmt: skip
    stores = tuple(read.hearts().values())
    problem = read.problem(bases, coolers, stores)
    stand_ins = sum(one.base.synthetic for one in bases)
    return ProvinceCold(
        hubs=hubs,
        asked=asked,
        problem=problem,
        bases=bases,
        coolers=coolers,
        stores=stores,
        standing=read.standing,
        nodes=frozenset(one.base.city[:4] for one in bases if one.base.node == "yes"),
        markets=read.markets(),
        outlets=read.outlets(),
        cities=read.cities,
        notes=(
            *hubs.notes,
            InputError("N-986", bases=len(bases), stand_ins=stand_ins),
            read.within_note,
        ),
    )


class _Read:
    """What is read of the book and the definitions, once."""

    def __init__(self, book: Book, hubs: ProvinceHubs, asked: ColdAsked) -> None:
        self.book, self.hubs, self.asked, self.values = book, hubs, asked, asked.values
        found = book.tree.at_level(Level.CITY, within=book.province.code)
        self.cities = {city.code.short[:4]: city for city in found}
        counties = book.tree.at_level(Level.COUNTY, within=book.province.code)
        self.counties = {county.code.short: county for county in counties}
        self.number = {node.code: n for n, node in enumerate(hubs.nodes) if node.kind == "county"}
        day = book.until
        assert day is not None
        self.day = f"DATE '{day.isoformat()}'"
        self.within, self.within_note = km_within(book, hubs.nodes)
        self.standing = {
            row["city"]: float(row["area"]) * self.values.carriage.store_kg_m2
            for row in self._asked(_STORES) if row["area"]
        }  # fmt: skip

    def _asked(self, sql: str) -> list[dict[str, Any]]:
        return list(self.book.ask(sql.format(day=self.day), {}, file="cold").to_pylist())

    def outlets(self) -> dict[str, Outlets]:
        """Standardised outlets by city."""
        return {
            row["city"]: Outlets(int(row["recorded"]), int(row["equipped"]), int(row["unknown"]))
            for row in self._asked(_OUTLETS) if row["city"] in self.cities
        }  # fmt: skip

    def _people(self, county: str, kind: str) -> int:
        census = load_census()
        division = self.counties[county].code
        return int(getattr(census[division], kind)) if division in census else 0

    def hearts(self) -> dict[str, Division]:
        """Each city's county with most people, where its cold store lies."""
        found: dict[str, Division] = {}
        for city in sorted(self.cities):
            inside = [code for code in self.number if code[:4] == city]
            if inside:
                best = max(inside, key=lambda code: (self._people(code, "population"), code))
                found[city] = self.counties[best]
        return found

    def bases(self) -> Iterator[BaseFact]:
        """Every base of the province, in the counties that stand for it."""
        products = {product.id: product for product in self.values.products}
        for base in cold_bases():
            if base.province[:2] != self.book.province.code.text[:2]:
                continue
            if base.product not in products:
                raise InputError("N-985", name=base.product, period="products")
            product = products[base.product]
            parcels = self._parcels(base) * self.asked.scale
            inside = [code for code in self.number if code[:4] == base.city[:4]]
            inside.sort(key=lambda code: (-self._people(code, product.people), code))
            chosen = inside[: self.values.counties]
            people = [max(1, self._people(code, product.people)) for code in chosen]
            for code, count in zip(chosen, people, strict=True):
                each = parcels * count / sum(people)
                kg = each * product.kg * product.peak
                yield BaseFact(self.counties[code], product, each, kg, base)

    def _parcels(self, base: ColdBase) -> float:
        """Parcels a day on the mean. :raises InputError: N-985."""
        if base.parcels is not None:
            return base.parcels / 365.0
        for one in load_statistics():
            same = one.indicator == base.figure and str(one.period) == base.period
            if same and one.division.text[:2] == base.province[:2] and one.value is not None:
                days = (one.period.end - one.period.start).days
                if one.period.kind is PeriodKind.YEAR and days not in (365, 366):
                    raise InputError("N-985", name=base.figure, period=base.period)
                return float(one.value * one.unit.factor_to(PARCELS)) * base.share / days
        raise InputError("N-985", name=base.figure, period=base.period)

    # The problem ---------------------------------------------------------------

    def _markets(self) -> list[int]:
        """Numbers of the provinces that get most parcels of this one."""
        sent = self.hubs.problem.sent.sum(axis=0)
        return [int(n) for n in np.argsort(-sent, kind="stable")[: self.values.markets]]

    def markets(self) -> tuple[tuple[str, str], ...]:
        """What the markets are called: the capital of the province first."""
        outside = [node for node in self.hubs.nodes if node.kind == "province"]
        own = self.book.province
        return (
            (own.name, own.name_en or own.name),
            *((outside[n].zh, outside[n].en) for n in self._markets()),
        )

    def problem(
        self,
        bases: tuple[BaseFact, ...],
        coolers: tuple[Division, ...],
        stores: tuple[Division, ...],
    ) -> ColdProblem:
        """Kilograms and yuan a day."""
        values, km = self.values, self.hubs.problem.distances.copy()
        for node, number in self.number.items():  # else legs within a county would cost nothing
            km[number, number] = self.within.get(node, 0.0)
        at_base = [self.number[one.county.code.short] for one in bases]
        at_cooler = [self.number[one.code.short] for one in coolers]
        at_store = [self.number[one.code.short] for one in stores]
        capital = max(at_store, key=lambda n: self._people(self.hubs.nodes[n].code, "population"))
        chosen = self._markets()
        sent = self.hubs.problem.sent.sum(axis=0)[chosen]
        share = np.concatenate([[values.within], (1 - values.within) * sent / sent.sum()])
        third = np.column_stack(
            [km[at_store, capital], self.hubs.problem.gateways[np.ix_(at_store, chosen)]]
        )
        # Cooler and store in the county of a base stand at the base: those legs stay at 0 km.
        apart = self.hubs.problem.distances
        first = _near(apart[np.ix_(at_base, at_cooler)], values.coolers_near)
        ids = [product.id for product in values.products]
        origins = {o for t in ("facility", "monthly_return") for o in self.book.origins(t)}
        stand_in = any(one.base.synthetic for one in bases)
        return ColdProblem(
            name=self.book.province.name,
            products=tuple(Product(p.id, p.budget_h, p.warmth, p.open_h) for p in values.products),
            bases=tuple(
                Base(f"{one.county.code.short} {one.product.id}", ids.index(one.product.id))
                for one in bases
            ),
            coolers=tuple(
                Site(one.code.short, tuple(_new(size, values) for size in values.coolers))
                for one in coolers
            ),
            stores=tuple(self._store(one, bases) for one in stores),
            markets=tuple(zh for zh, _ in self.markets()),
            kg=np.round(np.array([one.kg for one in bases])[:, None] * share[None], 3),
            first_km=first,
            second_km=_near(apart[np.ix_(at_cooler, at_store)], values.stores_near),
            third_km=third,
            **self._carriage(),
            yuan_per_tonne=self.asked.carbon,
            coverage=self.asked.coverage,
            budget=self.asked.budget,
            each=self.asked.each,
            synthetic=stand_in or self.hubs.synthetic or "synthetic" in origins,
        )

    def _store(self, city: Division, bases: tuple[BaseFact, ...]) -> Site:
        values, short = self.values, city.code.short[:4]
        standing = self.standing.get(short, 0.0)
        forced = any(one.base.city[:4] == short and one.base.node == "yes" for one in bases)
        sizes = [_new(size, values) for size in values.stores]
        if not standing:
            return Site(short, tuple(sizes), forced)
        more = [Size(f"standing+{s.id}", s.kg + standing, s.yuan) for s in sizes]
        return Site(short, (Size("standing", standing, 0.0), *more), forced)

    def _carriage(self) -> dict[str, Any]:
        rule, clock, known = self.values.carriage, self.values.clock, load_factors()

        def grams(name: str) -> float:
            return float(known.get(name).value)

        return {
            "first": Carriage(clock.first_kmh, rule.first_yuan_tkm, grams(rule.first_emission)),
            "second": Carriage(clock.second_kmh, rule.second_yuan_tkm, grams(rule.second_emission)),
            "third": Carriage(clock.third_kmh, 0.0, grams(rule.third_emission)),
            "cool_h": clock.cool_h,
            "dwell_h": clock.dwell_h,
            "cool_yuan_kg": rule.cool_yuan_kg,
            "store_yuan_kg": rule.store_yuan_kg,
            "truck_kg": rule.truck_kg,
            "truck_yuan_km": round(grams(rule.truck_price) * rule.truck_more, 4),
        }


def _near(km: np.ndarray, count: int) -> np.ndarray:
    """Only the nearest of each row's places: the others lie too far for any product."""
    far = np.full(km.shape, FAR)
    for row, distances in enumerate(km):
        near = np.argsort(distances, kind="stable")[:count]
        far[row, near] = distances[near]
    return far


def _new(size: ColdSize, values: ColdValues) -> Size:
    share = yearly_share(invest_yuan=size.invest_yuan, years=values.carriage.years)
    return Size(size.id, size.kg_day, round(share + size.running_yuan, 2))


def by_city(bases: tuple[BaseFact, ...]) -> Mapping[str, float]:
    """Kilograms a day of each city's bases."""
    found: dict[str, float] = defaultdict(float)
    for one in bases:
        found[one.county.code.short[:4]] += one.kg
    return found
