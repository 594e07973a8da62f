"""Sorting problems out of a book: of every city its hours, of one city its destinations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final

import numpy as np

from jidi.core.division import Division, Level
from jidi.core.errors import InputError, JidiError, raise_together
from jidi.core.nearest import suggestion
from jidi.model.sorting import SortingValues, Window, factor_value, sorting_values
from jidi.network.costs import yearly_share
from jidi.network.sorting import Destination, SortingProblem, Stream, Wave, least_rate
from jidi.service.asked_range import out_of_range
from jidi.service.books import Book
from jidi.service.hub_problem import Asked, ProvinceHubs, check_asked, province_hubs

Profile = tuple[float, ...]

_LINES: Final = """
SELECT SUBSTR(f.division, 1, 4) AS city, COUNT(f.facility_id) AS hubs,
  SUM(f.sorting_lines) AS lines, SUM(f.capacity_daily) AS capacity,
  SUM(CASE WHEN f.sorting_lines IS NULL THEN 1 ELSE 0 END) AS unknown
FROM facility AS f
WHERE f.kind = 'hub' AND f.opened_on <= {day} AND (f.closed_on IS NULL OR f.closed_on > {day})
GROUP BY SUBSTR(f.division, 1, 4)
ORDER BY city
"""
_SENT: Final = """
SELECT SUBSTR(e.division, 1, 4) AS city, EXTRACT(hour FROM e.occurred_at) AS hour,
  COUNT(e.event_id) AS scans
FROM event AS e
WHERE e.step = 'departed_origin'
GROUP BY SUBSTR(e.division, 1, 4), EXTRACT(hour FROM e.occurred_at)
"""
_RECEIVED: Final = """
SELECT SUBSTR(e.division, 1, 4) AS city, EXTRACT(hour FROM e.occurred_at) AS hour,
  COUNT(e.event_id) AS scans
FROM event AS e
JOIN parcel AS p ON p.parcel_id = e.parcel_id
WHERE e.step = 'arrived_hub' AND SUBSTR(p.to_division, 1, 4) = SUBSTR(e.division, 1, 4)
GROUP BY SUBSTR(e.division, 1, 4), EXTRACT(hour FROM e.occurred_at)
"""


@dataclass(frozen=True)
class SortingAsked:
    """What a user asked for.

    :param hub: name or code of the city; the one that lacks most lines where empty.
    :param volume: hundred million parcels a year; the plan's where None.
    :param peak: the day planned for, against the mean day; the factor's where None.
    :param departures: a day of large destinations; as the values say where None.
    """

    year: int
    volume: float | None = None
    hub: str = ""
    peak: float | None = None
    values: SortingValues = field(default_factory=sorting_values)
    departures: int | None = None

    def __post_init__(self) -> None:
        most = self.values.windows.most
        raise_together(
            (
                *out_of_range("departures", self.departures, least=1, most=most),
                *out_of_range("peak", self.peak, above=0, most=20),
            )
        )

    @property
    def against_mean(self) -> float:
        """The day planned for, against the mean day."""
        return factor_value(self.values.peak) if self.peak is None else self.peak

    @property
    def a_day(self) -> int:
        """Departures a day of large destinations."""
        return self.values.departures_a_day if self.departures is None else self.departures

    @property
    def from_parcels(self) -> float:
        """A day, from which on a destination is large."""
        rule = self.values.departures
        return 0.0 if rule is None else rule.from_parcels

    @property
    def begins(self) -> tuple[int, ...]:
        """Hours at which waves may begin."""
        rule = self.values.departures
        more = rule.more_begins if rule is not None and self.a_day > 1 else ()
        return tuple(dict.fromkeys((*self.values.waves.begins, *more)))

    def windows(self, held: tuple[Window, ...], parcels: float) -> tuple[Window, ...]:
        """When vehicles for a destination with so many parcels a day may leave."""
        return held[: self.a_day if parcels >= self.from_parcels else 1]

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "year": self.year, "volume": self.volume, "hub": self.hub, "peak": self.peak,
            "departures": self.departures,
            "values": self.values.model_dump(mode="json"),
        }  # fmt: skip


@dataclass(frozen=True)
class CityHub:
    """A city's hub on the day that is planned for.

    :param sent: parcels to other cities and provinces, by hour; ``received``: to its own counties.
    :param lines: that stand; ``unknown``: hubs of which that is not known.
    :param capacity: parcels a day as entered; None where no hub of the city says so.
    :param own_hours: whether the hours come from scans.
    """

    city: Division
    sent: Profile
    received: Profile
    hubs: int
    lines: int
    unknown: int
    capacity: float | None
    own_hours: bool

    def streams(self, values: SortingValues) -> tuple[Stream, Stream]:
        """What must be sorted by when, with one departure a day."""
        load = values.clock.load_h
        return (
            Stream(self.sent, (values.windows.province[0][1] - load) % 24),
            Stream(self.received, (values.windows.township[0][1] - load) % 24),
        )

    def needs(self, values: SortingValues) -> int:
        """Lines without which parcels miss their hour, whatever the order of sorting."""
        return ceil(least_rate(self.streams(values)) / values.lines.planned - 1e-9)

    def lacks(self, values: SortingValues) -> int:
        """Lines that are needed and not there."""
        return max(0, self.needs(values) - self.lines)


@dataclass(frozen=True)
class ProvinceSorting:
    """Every city's hours, and the problem of one.

    :param names: of the destinations, Chinese and English.
    """

    hubs: ProvinceHubs
    asked: SortingAsked
    cities: tuple[CityHub, ...]
    city: CityHub
    problem: SortingProblem
    names: Mapping[str, tuple[str, str]]
    synthetic: bool
    notes: tuple[JidiError, ...]


def check_sorting(book: Book, asked: SortingAsked) -> None:
    """Whether what is asked can be, as far as it tells without posing the problem.

    Whether the city has a hub shows when the problem is posed.

    :raises InputError: N-843, N-851; N-977 for a name of no city of the province; all at once.
    """
    cities = book.tree.at_level(Level.CITY, book.province.code)
    faults: list[JidiError] = []
    if asked.hub and not any(city.is_called(asked.hub) for city in cities):
        names = [name for city in cities for name in (city.name, city.name_en) if name]
        near = suggestion(asked.hub[:60], names)
        faults.append(InputError("N-977", name=asked.hub[:60], nearest=near))
    try:
        check_asked(book, Asked(year=asked.year, volume=asked.volume))
    except JidiError as error:
        faults += [error, *error.also]
    raise_together(faults)


def province_sorting(book: Book, asked: SortingAsked) -> ProvinceSorting:
    """The problem. :raises InputError: as the hub problem; N-977, N-970."""
    hubs = province_hubs(book, Asked(year=asked.year, volume=asked.volume))
    read = _Read(book, hubs, asked)
    cities = tuple(read.cities())
    if not cities:
        raise InputError("N-943", name=book.province.name)
    city = _chosen(asked, cities)
    found = tuple(read.destinations(city))
    origins = {o for t in ("facility", "event", "parcel") for o in book.origins(t)}
    synthetic = hubs.synthetic or "synthetic" in origins
    own = sum(one.own_hours for one in cities)
    return ProvinceSorting(
        hubs=hubs,
        asked=asked,
        cities=cities,
        city=city,
        problem=_problem(asked, city, tuple(one for one, _, _ in found), synthetic=synthetic),
        names={one.id: (zh, en) for one, zh, en in found},
        synthetic=synthetic,
        notes=(*hubs.notes, InputError("N-979", own=own)),
    )


def _chosen(asked: SortingAsked, cities: tuple[CityHub, ...]) -> CityHub:
    """The one asked for, or the one that lacks most lines."""
    if not asked.hub:
        return max(cities, key=lambda one: (one.lacks(asked.values), one.city.code.text))
    for one in cities:
        if one.city.is_called(asked.hub):
            return one
    names = [name for one in cities for name in (one.city.name, one.city.name_en) if name]
    raise InputError("N-977", name=asked.hub[:60], nearest=suggestion(asked.hub[:60], names))


def _problem(
    asked: SortingAsked, city: CityHub, destinations: tuple[Destination, ...], *, synthetic: bool
) -> SortingProblem:
    values = asked.values
    lines, second, clock = values.lines, values.second, values.clock
    share = yearly_share(invest_yuan=factor_value(lines.price), years=factor_value(lines.years))
    return SortingProblem(
        name=f"{city.city.name} {asked.year}",
        destinations=destinations,
        waves=tuple(
            Wave(f"{begins:02}:00–{(begins + hours) % 24:02}:00", begins, hours)
            for begins in asked.begins for hours in values.waves.hours
        ),
        rate=lines.planned,
        standing=city.lines,
        most=city.lines + lines.most_added,
        chutes=lines.chutes,
        chute_rate=lines.chute_rate,
        group=second.group,
        group_rate=factor_value(second.rate) * second.people,
        load=clock.load_h,
        hold=clock.hold_h,
        yuan_line=round(share + lines.running_yuan, 2),
        yuan_wave=clock.yuan_wave,
        yuan_second=factor_value(second.price),
        yuan_hour=clock.yuan_parcel_hour,
        synthetic=synthetic,
    )  # fmt: skip


class _Read:
    """What is read of the book once for all cities."""

    def __init__(self, book: Book, hubs: ProvinceHubs, asked: SortingAsked) -> None:
        self.book, self.hubs, self.asked = book, hubs, asked
        found = book.tree.at_level(Level.CITY, within=book.province.code)
        self.divisions = {city.code.short[:4]: city for city in found}
        self.counties = [n for n in hubs.nodes if n.kind == "county"]
        self.of = np.array([node.code[:4] for node in self.counties])
        self.sent_hours, self.received_hours = self._scans(_SENT), self._scans(_RECEIVED)

    def _scans(self, sql: str) -> dict[str, list[float]]:
        found: dict[str, list[float]] = defaultdict(lambda: [0.0] * 24)
        for row in self.book.ask(sql, {}, file="sorting").to_pylist():
            found[row["city"]][int(row["hour"])] += float(row["scans"])
        least = self.asked.values.least_scans
        return {city: hours for city, hours in found.items() if sum(hours) >= least}

    def _profile(self, city: str, direction: str) -> Profile:
        values = self.asked.values
        if direction == "received":
            held = self.received_hours.get(city)
            return tuple(np.array(held) / sum(held)) if held else values.arrivals.received
        held = self.sent_hours.get(city)
        if not held:
            return values.arrivals.sent
        return tuple(np.roll(np.array(held) / sum(held), values.lag_h))

    def cities(self) -> Iterator[CityHub]:
        """Every city with a hub."""
        day = self.book.until
        assert day is not None
        sql = _LINES.format(day=f"DATE '{day.isoformat()}'")
        problem, peak = self.hubs.problem, self.asked.against_mean
        for row in self.book.ask(sql, {}, file="sorting").to_pylist():
            city = row["city"]
            if city not in self.divisions:
                continue
            own = self.of == city
            sent = problem.flows[own][:, ~own].sum() + problem.sent[own].sum()
            received = problem.flows[:, own].sum() + problem.received[own].sum()
            yield CityHub(
                city=self.divisions[city],
                sent=_hourly(float(sent) * peak, self._profile(city, "sent")),
                received=_hourly(float(received) * peak, self._profile(city, "received")),
                hubs=int(row["hubs"]),
                lines=int(row["lines"] or 0),
                unknown=int(row["unknown"] or 0),
                capacity=None if row["capacity"] is None else float(row["capacity"]),
                own_hours=city in self.sent_hours and city in self.received_hours,
            )

    def destinations(self, chosen: CityHub) -> Iterator[tuple[Destination, str, str]]:
        """Other provinces, other cities, and the townships of its own counties."""
        city, peak = chosen.city.code.short[:4], self.asked.against_mean
        problem, asked, windows = self.hubs.problem, self.asked, self.asked.values.windows
        own = self.of == city
        sent = self._profile(city, "sent")
        outside = [n for n in self.hubs.nodes if n.kind == "province"]
        for number, node in enumerate(outside):
            amount = float(problem.sent[own, number].sum()) * peak
            leaves = asked.windows(windows.province, amount)
            yield _one(node.code, node.zh, node.en, amount, sent, leaves)
        for code, division in sorted(self.divisions.items()):
            amount = float(problem.flows[own][:, self.of == code].sum()) * peak
            if code != city:
                name = division.name_en or division.name
                leaves = asked.windows(windows.city, amount)
                yield _one(division.code.short, division.name, name, amount, sent, leaves)
        received = self._profile(city, "received")
        for number in map(int, np.flatnonzero(own)):
            comes = float(problem.flows[:, number].sum() + problem.received[number].sum()) * peak
            for place, amount in self._townships(self.counties[number].code, comes):
                name = place.name_en or place.name
                leaves = asked.windows(windows.township, amount)
                yield _one(place.code.text, place.name, name, amount, received, leaves)

    def _townships(self, county: str, parcels: float) -> Iterator[tuple[Division, float]]:
        """A county's parcels among its townships by their villages; all at the county without."""
        tree = self.book.tree
        division = next(c for c in tree.at_level(Level.COUNTY, within=self.book.province.code)
                        if c.code.short == county)  # fmt: skip
        places = [(place, len(tree.children(place.code))) for place in tree.children(division.code)]
        whole = sum(count for _, count in places)
        if not whole:
            yield division, parcels
            return
        for place, count in places:
            if count:
                yield place, parcels * count / whole


def _hourly(parcels: float, profile: Profile) -> Profile:
    return tuple(round(parcels * share, 3) for share in profile)


def _one(
    code: str,
    zh: str,
    en: str,
    parcels: float,
    profile: Profile,
    windows: tuple[Window, ...],
) -> tuple[Destination, str, str]:
    (opens, closes), *more = windows
    return Destination(code, _hourly(parcels, profile), opens, closes, tuple(more)), zh, en
