"""Reach: handed in at a clock in one county, when is a parcel in the centre of every other?

The company whose lanes bring it there first counts, unless one is named: a parcel does not change
from one company to another. *There* is the county's centre; the round to the door comes after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jidi.core.division import Division, Level
from jidi.core.errors import InputError, JidiError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.model.reach import clock_minutes, reach_values
from jidi.network.timetable import Leg, RunLeg, Timetable, earliest
from jidi.service.books import Book
from jidi.service.reach_network import MINUTE, Known, known_of, timetable_for

DAY_S: Final = 86_400
HOUR_S: Final = 3600


@dataclass(frozen=True)
class CountyReach:
    """One county.

    :param arrives: seconds from midnight of the day of handing in; None where the parcel does not
        come within the days looked at.
    :param company: whose lanes it took; '' where it needed none or never comes.
    """

    county: Division
    arrives: int | None
    company: str
    timetable: Timetable | None
    legs: tuple[Leg, ...]


@dataclass(frozen=True)
class Share:
    """How much is reached within a limit.

    :param key: ``next_day`` or hours, such as ``24h``; ``limit``: seconds as of ``arrives``.
    :param people: census population of the counties reached; ``all_people``: of all that have one.
    """

    key: str
    limit: int
    counties: int
    all_counties: int
    people: int
    all_people: int


@dataclass(frozen=True)
class Reach:
    """The answer for one county and clock.

    :param handed: seconds from midnight of ``day``; ``ready``: when it lies in the county's centre.
    :param operator: the company asked for; '' for the best of all.
    :param uncounted: counties without a census population.
    """

    origin: Division
    day: date
    handed: int
    ready: int
    operator: str
    rows: tuple[CountyReach, ...]
    shares: tuple[Share, ...]
    uncounted: int
    known: Known
    notes: tuple[JidiError, ...]
    version: int

    @property
    def synthetic(self) -> bool:
        """Whether lanes, places or timetables are synthetic."""
        return self.known.synthetic

    def row(self, county: Division) -> CountyReach:
        """The row of one county."""
        return next(row for row in self.rows if row.county.code == county.code)

    def hours(self, row: CountyReach) -> float | None:
        """Hours from handing in; None where it does not come."""
        return None if row.arrives is None else (row.arrives - self.handed) / HOUR_S


def reach_of(
    book: Book,
    *,
    origin: str,
    at: str,
    by: str = "",
    day: date | None = None,
    operator: str = "",
) -> Reach:
    """When a parcel handed in at ``at`` (``HH:MM``) in a county is in every county's centre.

    :param by: clock of the next day that counts as next-day; that of ``reach.toml`` where empty.
    :param day: the day of handing in; that of the newest commit where None.
    :param operator: id or name of a company; the earliest of all where empty.
    :raises UnknownName: N-916 for a county that is none, N-911 for a company that has no lanes.
    :raises InputError: N-917 for another level, N-910 for a clock that is none, N-912 where the
        book has neither lanes nor timetables, N-913 where nothing says which day.
    """
    county = county_asked(book, origin)
    handed, limit = _clock(at), _clock(by or reach_values().next_day_by)
    on = day or book.until
    if on is None:
        raise InputError("N-913")
    known = known_of(book, on)
    if not known.lanes and known.timetabled is None:
        raise InputError("N-912", day=on.isoformat())
    asked = _operator(known, operator)
    ready = handed + reach_values().collecting_min * MINUTE
    companies = [asked] if asked else (sorted(known.lanes) or [""])
    rows = tuple(_rows(book, known, on, county, ready, companies))
    people = _people(book, known)
    return Reach(
        origin=county,
        day=on,
        handed=handed,
        ready=ready,
        operator=asked,
        rows=rows,
        shares=tuple(_shares(rows, handed, limit, people)),
        uncounted=len(known.counties) - len(people),
        known=known,
        notes=tuple(_notes(known, rows)),
        version=book.version,
    )


def county_asked(book: Book, asked: str) -> Division:
    """The county a user means.

    :raises UnknownName: N-916 with the nearest counties. :raises InputError: N-917 for a division
        of another level, with the counties within it or its own; C-208 for a name of several.
    """
    counties = book.tree.at_level(Level.COUNTY)
    try:
        found = book.tree.find(asked, within=book.province.code)
    except UnknownName:
        known = [name for county in counties for name in (county.name, county.name_en) if name]
        raise UnknownName("N-916", asked=asked, nearest=suggestion(asked, known)) from None
    if found.level is Level.COUNTY:
        return found
    within = [c.name for c in counties if c.code.is_within(found.code)]
    above = [d.name for d in book.tree.path(found.code) if d.level is Level.COUNTY]
    raise InputError(
        "N-917", asked=asked, level_zh=found.level.zh, level_en=found.level.value,
        counties=listed((within or above), most=8),
    )  # fmt: skip


def day_asked(asked: str) -> date | None:
    """The day a user means; None where none is given.

    :raises InputError: N-915 when it is no day.
    """
    if not asked:
        return None
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise InputError("N-915", asked=asked) from None


def _clock(asked: str) -> int:
    try:
        return clock_minutes(asked.strip().rjust(5, "0")) * MINUTE
    except ValueError:
        raise InputError("N-910", asked=asked) from None


def _operator(known: Known, asked: str) -> str:
    """The id of a company, from its id or name."""
    if not asked or asked in known.operators:
        return asked
    for key, name in known.operators.items():
        if name == asked:
            return key
    names = [*known.operators, *known.operators.values()]
    raise UnknownName("N-911", asked=asked, nearest=suggestion(asked, names) or "—")


def _rows(
    book: Book, known: Known, day: date, origin: Division, ready: int, companies: Sequence[str]
) -> Iterator[CountyReach]:
    tables = [(name, timetable_for(book, day, name)) for name in companies]
    start = tables[0][1].number(origin.code.short)
    found = [(name, table, earliest(table, origin=start, ready=ready)) for name, table in tables]
    for number, county in enumerate(known.counties):
        name, table, best = min(found, key=lambda one: (int(one[2].at[number]), one[0]))
        legs, moment = best.legs(number), best.moment(number)
        if moment is None or legs is None:
            yield CountyReach(county, None, "", None, ())
        else:
            yield CountyReach(county, moment, name if legs else "", table, legs)


def _people(book: Book, known: Known) -> Mapping[str, int]:
    counted = book.population
    return {c.code.text: counted[c.code] for c in known.counties if c.code in counted}


def _shares(
    rows: Sequence[CountyReach], handed: int, limit: int, people: Mapping[str, int]
) -> Iterator[Share]:
    limits = [("next_day", DAY_S + limit)]
    limits += [(f"{hours}h", handed + hours * HOUR_S) for hours in reach_values().hours]
    for key, until in limits:
        inside = [row for row in rows if row.arrives is not None and row.arrives <= until]
        yield Share(
            key,
            until,
            len(inside),
            len(rows),
            sum(people.get(row.county.code.text, 0) for row in inside),
            sum(people.values()),
        )


def _notes(known: Known, rows: Sequence[CountyReach]) -> Iterator[JidiError]:
    """What had to be assumed or left away; texts by their codes."""
    values = reach_values()
    yield InputError("N-920", minutes=values.collecting_min)
    if known.seats:
        yield InputError("N-921", count=known.seats)
    if known.unplaced:
        yield InputError("N-922", count=known.unplaced)
    yield from known.down
    left = known.outside + known.silent + known.lengthless
    if left:
        yield InputError(
            "N-923", outside=known.outside, silent=known.silent, lengthless=known.lengthless
        )
    if known.timetabled is None:
        yield InputError("N-924")
    else:
        made = known.timetabled
        yield InputError(
            "N-925", runs=len(made.timetable.runs), refused=made.refused, idle=made.idle,
            unusable=made.unusable, untimed=made.untimed,
        )  # fmt: skip
    never = sum(row.arrives is None for row in rows)
    if never:
        yield InputError("N-926", count=never, days=values.days)


def operator_name(reach: Reach, key: str) -> str:
    """A company's name; its id where it has none."""
    return reach.known.operators.get(key, key)


# As plain values -------------------------------------------------------------


def reach_json(reach: Reach) -> dict[str, Any]:
    """The answer with every leg, moments as seconds from midnight of the day of handing in."""
    return {
        "from": {"code": reach.origin.code.text, "name": reach.origin.name},
        "day": reach.day.isoformat(),
        "handed_in_s": reach.handed,
        "in_centre_s": reach.ready,
        "operator": reach.operator or None,
        "data_version": reach.version,
        "synthetic": reach.synthetic,
        "status": "computed",
        "shares": [vars(share) for share in reach.shares],
        "counties_without_population": reach.uncounted,
        "notes": [note.to_json() for note in reach.notes],
        "counties": [_row_json(reach, row) for row in reach.rows],
    }


def _row_json(reach: Reach, row: CountyReach) -> dict[str, Any]:
    return {
        "code": row.county.code.text,
        "name": row.county.name,
        "arrives_s": row.arrives,
        "hours": reach.hours(row),
        "operator": row.company or None,
        "yuan_per_kg": None if row.arrives is None else yuan_per_kg(row.legs),
        "legs": [leg_json(row, leg) for leg in row.legs],
    }


def yuan_per_kg(legs: Sequence[Leg]) -> float:
    """What carriage costs by the stand-in prices, yuan a kg."""
    return round(sum(leg.cost for leg in legs) / 100_000, 4)


def leg_json(row: CountyReach, leg: Leg) -> dict[str, Any]:
    """One leg; a drive to or from a stop has neither cut-off nor run."""
    assert row.timetable is not None
    stops = row.timetable.stops
    told: dict[str, Any] = {
        "from": stops[leg.origin].name,
        "to": stops[leg.target].name,
        "ready_s": leg.ready,
        "lands_s": leg.lands,
    }
    if not isinstance(leg, RunLeg):
        return {"mode": "road", "run": None, **told}
    run = row.timetable.runs[leg.run]
    return {
        "mode": run.mode,
        "run": run.name,
        **told,
        "waits_s": leg.waits_s,
        "cut_off_s": leg.board_by,
        "departs_s": leg.departs,
        "arrives_s": leg.arrives,
    }
