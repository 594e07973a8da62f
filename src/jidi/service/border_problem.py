"""A province's border problem out of a book: its international lines, clearance seen, parcels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from jidi.core.division import Division, Level
from jidi.core.errors import InputError, JidiError, raise_together
from jidi.core.nearest import suggestion
from jidi.model.border import BorderMode, BorderValues, border_values
from jidi.network.border import Back, BorderProblem, Clearance, Flow, Route
from jidi.service.asked_range import out_of_range
from jidi.service.books import Book
from jidi.service.border_gateways import INWARD, OUTWARD, Gateways
from jidi.service.hub_places import ProvincePlaces
from jidi.service.hub_problem import Asked, ProvinceHubs, province_hubs
from jidi.service.network_outages import Outages

_LINES: Final = """
SELECT r.route_id, r.kind, r.mode, r.from_division, r.length_km, r.runs_weekly
FROM route AS r
WHERE r.kind IN ('international', 'rail_europe')
  AND r.opened_on <= {day} AND (r.closed_on IS NULL OR r.closed_on > {day})
ORDER BY r.route_id
"""
BUSINESS: Final = "express_international"
TABLES: Final = ("route", "dispatch", "monthly_return", "facility")


@dataclass(frozen=True)
class BorderAsked:
    """What a user asked for.

    :param scale: parcels against those of the last twelve months of returns.
    :param add: a line (id) that may get one more weekly run.
    :param exports_only: nothing comes in. :param no_stores: nothing lies in warehouses at gateways.
    """

    scale: float = 1.0
    add: str = ""
    exports_only: bool = False
    no_stores: bool = False
    values: BorderValues = field(default_factory=border_values)

    def __post_init__(self) -> None:
        raise_together(out_of_range("scale", self.scale, above=0, most=100))

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        values = self.values.model_dump(mode="json")
        return {
            "scale": self.scale, "add": self.add, "exports_only": self.exports_only,
            "no_stores": self.no_stores, "values": values,
        }  # fmt: skip


@dataclass(frozen=True)
class LineFact:
    """What a route is.

    :param gateway: what its place is called, Chinese and English; of a city's districts the city.
    :param seen: dispatches whose clearance was seen; 0 where values stand in; ``seen_in``: of what
        comes in.
    :param kind: ``international`` or ``rail_europe``.
    """

    id: str
    county: str
    gateway: tuple[str, str]
    mode: BorderMode
    seen: int
    kind: str
    seen_in: int = 0


@dataclass(frozen=True)
class ProvinceBorder:
    """The problem, with what its routes and flows are called.

    :param places: of each gateway what it is called.
    :param hearts: of each city (four digits) the number of the county its parcels start at.
    """

    hubs: ProvinceHubs
    asked: BorderAsked
    problem: BorderProblem
    lines: tuple[LineFact, ...]
    cities: Mapping[str, Division]
    hearts: Mapping[str, int]
    notes: tuple[JidiError, ...]
    places: tuple[tuple[str, str], ...] = ()


def province_border(book: Book, asked: BorderAsked) -> ProvinceBorder:
    """The problem.

    :raises InputError: as the hub problem; N-994 without international lines or parcels, N-995 for
        an unknown line, N-990.
    """
    hubs = province_hubs(book, Asked(year=book.plan.target_year))
    read = _Read(book, hubs, asked)
    lines = tuple(read.lines())
    flows = tuple(read.flows([line for line, _ in lines]))
    gateways = read.gateways.standing()
    if not lines or not flows:
        raise InputError("N-994", name=book.province.name)
    ids = [line.id for line, _ in lines]
    if asked.add and asked.add not in ids:
        raise InputError("N-995", name=asked.add[:60], nearest=suggestion(asked.add[:60], ids))
    origins = {o for t in TABLES for o in book.origins(t)}
    problem = BorderProblem(
        name=book.province.name,
        markets=tuple(market.id for market in asked.values.markets),
        routes=tuple(replace(route, most_added=int(route.id == asked.add)) for _, route in lines),
        flows=flows,
        ready=asked.values.ready,
        yuan_hour=asked.values.yuan_hour,
        synthetic="synthetic" in origins or hubs.synthetic,
        gateways=gateways,
        ready_abroad=asked.values.ready_abroad,
    )
    seen = sum(line.seen > 0 for line, _ in lines)
    seen_in = sum(line.seen_in > 0 for line, _ in lines)
    notes: list[JidiError] = [InputError("N-996", lines=len(lines), seen=seen, seen_in=seen_in)]
    notes += read.gateways.notes
    notes += read.outages.told.values()
    if read.left:
        notes.append(InputError("N-997", count=read.left))
    return ProvinceBorder(
        hubs=hubs,
        asked=asked,
        problem=problem,
        lines=tuple(line for line, _ in lines),
        cities=read.cities,
        hearts=read.hearts,
        notes=(*hubs.notes, *notes),
        places=tuple(read.gateways.places.values()),
    )


class _Read:
    """What is read of the book once."""

    def __init__(self, book: Book, hubs: ProvinceHubs, asked: BorderAsked) -> None:
        self.book, self.hubs, self.asked, self.values = book, hubs, asked, asked.values
        found = book.tree.at_level(Level.CITY, within=book.province.code)
        self.cities = {city.code.short[:4]: city for city in found}
        self.number = {node.code: n for n, node in enumerate(hubs.nodes) if node.kind == "county"}
        self.left = 0
        day = book.until
        assert day is not None
        self.outages = Outages.on(book, day)
        self.gateways = Gateways(
            book, asked.values, self.outages, day, not asked.no_stores, self.cities
        )
        self.hearts: dict[str, int] = {}

    def lines(self) -> Iterator[tuple[LineFact, Route]]:
        """Lines abroad that run at least once a week, each with its gateway."""
        day = self.book.until
        assert day is not None
        modes = {mode.mode: mode for mode in self.values.modes}
        seen = self.gateways.cleared()
        sql = _LINES.format(day=f"DATE '{day.isoformat()}'")
        known = self.book.ask(sql, {}, file="border").to_pylist()
        for row in self.outages.running(known, lambda row: str(row["route_id"])):
            county, mode = row["from_division"][:6], modes.get(row["mode"])
            runs = int(row["runs_weekly"] or 0)
            city = self.cities.get(county[:4])
            km = row["length_km"]  # unknown is not zero: such a line would carry for nothing
            if mode is None or city is None or km is None:
                self.left += 1
                continue
            if runs < 1 or county not in self.number:
                self.left += 1
                continue
            gateway, place = self.gateways.number(county)
            out = seen.get((county[:4], OUTWARD), (0, self.values.clearance_h))
            home = seen.get((county[:4], INWARD), (0, self.values.clearance_in_h))
            fact = LineFact(row["route_id"], county, place, mode, out[0], row["kind"], home[0])
            yield fact, self._route(fact, runs, float(km), gateway, out=out[1], home=home[1])

    def _route(
        self, fact: LineFact, runs: int, km: float, gateway: int,
        *, out: tuple[float, ...], home: tuple[float, ...],
    ) -> Route:  # fmt: skip
        mode, values = fact.mode, self.values
        own = [rule.markets for rule in values.gateways if rule.city == fact.county[:4]]
        serves = [m for m in mode.markets if not own or m in own[0]]
        ids = [market.id for market in values.markets]
        back = Back(
            waits=mode.back_waits_h,
            hours=round(mode.back_h + km / mode.kmh, 3),
            capacity=mode.capacity * mode.back_share,
            clearance=Clearance(home),
            yuan_parcel=mode.back_yuan_parcel,
        ) if mode.back_share and not self.asked.exports_only else None  # fmt: skip
        return Route(
            id=fact.id,
            runs=tuple(run * 7 // runs for run in range(runs)),
            leaves=mode.leaves,
            capacity=mode.capacity,
            clearance=Clearance(out),
            after=round(mode.after_h + km / mode.kmh, 3),
            yuan_parcel=mode.yuan_parcel,
            yuan_run=mode.yuan_run,
            markets=frozenset(ids.index(market) for market in serves),
            gateway=gateway,
            back=back,
        )

    def flows(self, lines: list[LineFact]) -> Iterator[Flow]:
        """International parcels of each city for each market, and those that come in from it."""
        day = self.book.until
        assert day is not None
        sent = ProvincePlaces(self.book, day).sent.get(BUSINESS, {})
        at = [self.number[line.county] for line in lines]
        people = {code.short: count for code, count in self.book.population.items()}
        everyone = sum(people.get(county, 0) for county in self.number)
        whole = sum(sent.get(county, 0.0) for county in self.number) * self.asked.scale
        inward = 0.0 if self.asked.exports_only or not whole else self.gateways.inward() * whole
        for code in sorted(self.cities):
            inside = [c for c in self.number if c[:4] == code]
            out = sum(sent.get(c, 0.0) for c in inside) * self.asked.scale
            home = inward * sum(people.get(c, 0) for c in inside) / max(1, everyone)
            if not out and not home:
                continue
            heart = max(inside, key=lambda c: (sent.get(c, 0.0), people.get(c, 0), c))
            self.hearts[code] = self.number[heart]
            # Distances of the hub problem are the same there and back.
            km = self.hubs.problem.distances[self.number[heart]][at]
            hours = tuple(float(h) for h in km / self.values.kmh + self.values.handling_h)
            yuan = tuple(float(y) for y in km * self.values.yuan_parcel_km)
            for number, market in enumerate(self.values.markets):
                if out:
                    yield Flow(f"{code} {market.id}", number, round(out * market.share, 6), hours,
                               yuan, stocked=self.values.stocked_out)  # fmt: skip
                if home:
                    yield Flow(f"{code} {market.id} in", number, round(home * market.share_in, 6),
                               hours, yuan, True, self.values.stocked_in)  # fmt: skip
