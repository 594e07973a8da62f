"""Emergencies of a book: incidents with level and reports, what is down, plans, drills, means.

Everything is read from the tables of the book; an incident is whatever the situation reports and
outages name, most often a case of the kind ``emergency``. Moments are Beijing time, always given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from jidi.core.division import DivisionCode, Level
from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.case import case_kind
from jidi.model.emergency import Area, load_emergency_rules
from jidi.service.books import Book
from jidi.service.cases import case_book
from jidi.supervision.cases import folded
from jidi.supervision.emergency import Addition, LevelFound, added_up, level_of

Row = Mapping[str, Any]
TABLES: Final = (
    "situation_report", "outage", "emergency_plan", "drill", "drill_finding", "emergency_resource",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """The newest report of one division, and how it stands to those below it."""

    division: str
    name: str
    reported_at: datetime | None
    figures: Row
    additions: tuple[Addition, ...]


@dataclass(frozen=True)
class Situation:
    """An incident at a moment.

    :param parts: every division concerned, the widest first.
    :param level: as far as the widest report tells.
    """

    incident: str
    at: datetime
    level: LevelFound
    parts: tuple[Part, ...]
    outages: tuple[Row, ...]
    synthetic: bool

    @property
    def disagreements(self) -> tuple[tuple[Part, Addition], ...]:
        """Wholes that their parts rule out."""
        return tuple((p, a) for p in self.parts for a in p.additions if a.verdict == "differs")


def incidents(book: Book, *, at: datetime) -> tuple[str, ...]:
    """The incidents that the tables name by a moment, the newest first."""
    if not (book.rows("situation_report") or book.rows("outage")):
        return ()
    rows = book.ask(
        "SELECT incident, MAX(told_at) AS told_at FROM ("
        "SELECT incident, reported_at AS told_at FROM situation_report UNION ALL "
        "SELECT incident, from_at AS told_at FROM outage) AS said WHERE told_at <= $at "
        "GROUP BY incident ORDER BY 2 DESC, 1",
        {},
        parameters={"at": at},
    ).to_pylist()
    return tuple(row["incident"] for row in rows)


def situation(book: Book, incident: str, *, at: datetime) -> Situation:
    """An incident at a moment: newest report of each division, wholes against their parts.

    :raises UnknownName: Q-111 with the nearest known.
    """
    known = incidents(book, at=at)
    if incident not in known:
        raise UnknownName("Q-111", asked=incident, nearest=suggestion(incident, known) or "—")
    newest = _newest_reports(book, incident, at)
    outages = tuple(one for one in down(book, at=at) if one["incident"] == incident)
    touched = {*newest, *(_county(one["division"]) for one in _outages(book, incident))}
    every = sorted({code for one in touched for code in _chain(one)} & {*newest, *touched})
    parts = tuple(_part(book, code, newest, every) for code in _widest_first(every))
    top = next((part.figures for part in parts if part.reported_at), {})
    rules = load_emergency_rules()
    level = level_of(rules, top, blocked=_blocked(book, outages), on=at.date())
    synthetic = "synthetic" in book.origins("situation_report") | book.origins("outage")
    return Situation(incident, at, level, parts, outages, synthetic)


def _part(book: Book, code: str, newest: Mapping[str, Row], every: Sequence[str]) -> Part:
    own = newest.get(code, {})
    below = [one for one in every if one != code and _above(one, every) == code]
    measures = load_emergency_rules().added
    additions = added_up(measures, own, {c: newest[c] for c in below if c in newest}, below)
    return Part(
        division=code,
        name=book.tree.get(DivisionCode(code)).name,
        reported_at=own.get("reported_at"),
        figures={name: own.get(name) for name in measures},
        additions=additions if below else (),
    )


def _newest_reports(book: Book, incident: str, at: datetime) -> dict[str, Row]:
    rows = book.ask(
        "SELECT * FROM situation_report WHERE incident = $incident AND reported_at <= $at "
        "ORDER BY reported_at, report_id",
        {},
        parameters={"incident": incident, "at": at},
    ).to_pylist()
    return {row["division"]: row for row in rows}


def _outages(book: Book, incident: str) -> list[Row]:
    sql = "SELECT * FROM outage WHERE incident = $incident"
    found: list[Row] = book.ask(sql, {}, parameters={"incident": incident}).to_pylist()
    return found


def down(book: Book, *, at: datetime) -> tuple[Row, ...]:
    """Facilities and lanes that are out at a moment, with the incident that took them out."""
    if not book.rows("outage"):
        return ()
    rows = book.ask(
        "SELECT o.outage_id, o.incident, o.kind, o.subject, o.division, o.from_at, o.to_at, o.why, "
        "f.name, f.kind AS facility_kind, f.capacity_daily FROM outage AS o "
        "LEFT JOIN facility AS f ON f.facility_id = o.subject AND o.kind = 'facility' "
        "WHERE o.from_at <= $at AND (o.to_at IS NULL OR o.to_at > $at) "
        "ORDER BY o.kind, o.division, o.subject",
        {},
        parameters={"at": at},
    ).to_pylist()
    return tuple(rows)


def down_now(book: Book, *, at: datetime) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of the facilities and of the lanes that a network has to do without."""
    found = down(book, at=at)
    ids = {
        kind: frozenset(str(one["subject"]) for one in found if one["kind"] == kind)
        for kind in ("facility", "lane")
    }
    return ids["facility"], ids["lane"]


def _blocked(book: Book, outages: Sequence[Row]) -> Area | None:
    """How far the network is blocked: an area counts when all of its hubs, of which there are some,
    are down. Own choice."""
    kinds = load_emergency_rules().peak.hub_kinds
    out = {str(one["subject"]) for one in outages}
    if not out or not book.rows("facility"):
        return None
    named = ", ".join(f"'{kind}'" for kind in kinds)
    rows = book.ask(
        f"SELECT facility_id, division FROM facility WHERE kind IN ({named}) AND closed_on IS NULL",
        {},
    ).to_pylist()
    areas: tuple[tuple[Area, int], ...] = (("province", 2), ("city", 4), ("county", 6))
    for area, digits in areas:
        of: dict[str, list[bool]] = {}
        for row in rows:
            of.setdefault(row["division"][:digits], []).append(row["facility_id"] in out)
        if any(all(one) for one in of.values()):
            return area
    return None


@dataclass(frozen=True)
class Readiness:
    """Plans, drills and means on a day.

    :param plans: the version in force of each plan, with ``review_due``.
    :param drills: by year: due, held, findings, closed, overdue.
    :param resources: by kind: quantity, ready, unchecked (pieces nobody has checked).
    """

    day: date
    plans: tuple[Row, ...]
    versions: int
    drills: tuple[Row, ...]
    resources: tuple[Row, ...]
    synthetic: bool


def readiness(book: Book, *, day: date) -> Readiness:
    """What is there for an emergency on a day."""
    plans = _all(book, "emergency_plan")
    force = [one for one in plans if one["in_force_from"] <= day and not _over(one, day)]
    origins = frozenset(origin for name in TABLES for origin in book.origins(name))
    return Readiness(
        day=day,
        plans=tuple(
            {**one, "review_due": _review_due(one, day), "name": _name(book, one["division"])}
            for one in sorted(force, key=lambda p: (p["division"], p["plan_id"]))
        ),
        versions=len(plans),
        drills=_drills(book, day),
        resources=_resources(_all(book, "emergency_resource")),
        synthetic="synthetic" in origins,
    )


def _over(plan: Row, day: date) -> bool:
    return plan["in_force_to"] is not None and plan["in_force_to"] <= day


def _review_due(plan: Row, day: date) -> bool:
    since = plan["evaluated_on"] or plan["in_force_from"]
    years = load_emergency_rules().peak.plan_review_years
    return bool((since.year + years, since.month, since.day) <= (day.year, day.month, day.day))


def _drills(book: Book, day: date) -> tuple[Row, ...]:
    drills = [one for one in _all(book, "drill") if one["due_on"] <= day]
    findings = _all(book, "drill_finding")
    of = {one["drill_id"]: one["due_on"].year for one in drills}
    years: dict[int, dict[str, int]] = {}
    for one in drills:
        year = years.setdefault(one["due_on"].year, dict.fromkeys(_COUNTED, 0))
        year["due"] += 1
        year["held"] += one["held_on"] is not None and one["held_on"] <= day
    for one in findings:
        if one["drill_id"] not in of:
            continue
        year = years[of[one["drill_id"]]]
        closed = one["closed_on"] is not None and one["closed_on"] <= day
        year["findings"] += 1
        year["closed"] += closed
        year["overdue"] += not closed and one["due_on"] < day
    return tuple({"year": year, **years[year]} for year in sorted(years))


_COUNTED: Final = ("due", "held", "findings", "closed", "overdue")


def _resources(rows: Iterable[Row]) -> tuple[Row, ...]:
    found: dict[str, dict[str, int]] = {}
    for one in rows:
        kind = found.setdefault(one["kind"], dict.fromkeys(("quantity", "ready", "unchecked"), 0))
        kind["quantity"] += one["quantity"]
        kind["ready"] += one["ready"] or 0
        kind["unchecked"] += one["quantity"] if one["ready"] is None else 0
    return tuple({"kind": kind, **found[kind]} for kind in sorted(found))


@dataclass(frozen=True)
class Happening:
    """One line of the timeline of an incident."""

    at: datetime
    zh: str
    en: str
    by: str


def timeline(book: Book, incident: str, *, at: datetime) -> tuple[Happening, ...]:
    """What happened in an incident, oldest first: steps of its case, reports, outages.

    :raises UnknownName: Q-111.
    """
    said = [*_of_case(book, incident), *_of_tables(book, incident)]
    if not said:
        known = incidents(book, at=at)
        raise UnknownName("Q-111", asked=incident, nearest=suggestion(incident, known) or "—")
    return tuple(sorted((one for one in said if one.at <= at), key=lambda one: (one.at, one.zh)))


def _of_case(book: Book, incident: str) -> Iterable[Happening]:
    kind = case_kind("emergency")
    for file in case_book(book).files(kind=kind.id):
        if file.id != incident:
            continue
        for event in folded(file, kind).file.events:
            step = kind.by_step.get(event.step)
            words = (step.zh, step.en) if step else (event.step, event.step)
            why = f"：{event.why}" if event.why else "", f": {event.why}" if event.why else ""
            when = datetime.fromisoformat(event.at)
            yield Happening(when, words[0] + why[0], words[1] + why[1], event.by)


def _of_tables(book: Book, incident: str) -> Iterable[Happening]:
    if incident not in incidents(book, at=datetime.max):  # noqa: DTZ901
        return
    sql = "SELECT * FROM situation_report WHERE incident = $incident"
    for row in book.ask(sql, {}, parameters={"incident": incident}).to_pylist():
        name = _name(book, row["division"])
        yield Happening(row["reported_at"], f"{name}报告", f"report of {name}", name)
    for row in _outages(book, incident):
        what = f"{row['subject']}", _name(book, row["division"])
        yield Happening(row["from_at"], f"{what[0]} 停用", f"{what[0]} is down", what[1])
        if row["to_at"] is not None:
            yield Happening(row["to_at"], f"{what[0]} 恢复", f"{what[0]} works again", what[1])


def level_asked(texts: Iterable[str], *, blocked: str, on: date) -> LevelFound:
    """The level for figures as typed; see :func:`read_figures`.

    :raises UnknownName: Q-112 also for an area that is none.
    """
    rules = load_emergency_rules()
    areas: dict[str, Area] = {area: area for level in rules.levels for area in level.blocked}
    if blocked and blocked not in areas:
        near = suggestion(blocked, areas) or next(iter(areas))
        raise UnknownName("Q-112", asked=blocked, nearest=near)
    area = areas[blocked] if blocked else None
    return level_of(rules, read_figures(texts), blocked=area, on=on)


def read_figures(texts: Iterable[str]) -> dict[str, float]:
    """Figures as typed, ``deaths=3``.

    :raises UnknownName: Q-112 for an unknown measure, with the nearest.
    :raises InputError: Q-113 for what is no number from 0 on.
    """
    known = [one.id for one in load_emergency_rules().measures]
    found = {}
    for text in texts:
        name, _, number = (part.strip() for part in text.partition("="))
        if name not in known:
            raise UnknownName("Q-112", asked=name, nearest=suggestion(name, known) or known[0])
        if not number.replace(".", "", 1).isdecimal():
            raise InputError("Q-113", text=text)
        found[name] = float(number)
    return found


def _all(book: Book, table: str) -> list[Row]:
    if not book.rows(table):
        return []
    rows: list[Row] = book.ask(f"SELECT * FROM {table}", {}).to_pylist()
    return rows


def _name(book: Book, code: str) -> str:
    found = DivisionCode(code)
    return book.tree.get(found).name if found in book.tree else code


def _county(code: str) -> str:
    return f"{code[:6]}000000"


def _chain(code: str) -> tuple[str, ...]:
    """A division and those above it, down to the province."""
    cut = DivisionCode(code).level.digits
    return tuple(f"{code[:n]:0<12}" for n in (2, 4, 6, 9, 12) if n <= cut)


def _above(code: str, every: Sequence[str]) -> str:
    """The nearest division above that is concerned too; empty when none is."""
    return next((one for one in reversed(_chain(code)[:-1]) if one in every), "")


def _widest_first(codes: Iterable[str]) -> list[str]:
    levels = list(Level)
    return sorted(codes, key=lambda code: (levels.index(DivisionCode(code).level), code))
