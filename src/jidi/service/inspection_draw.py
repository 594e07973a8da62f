"""The random draw of inspections over a book: made from a seed, recorded, drawn again.

What a draw rests on is kept with it in the audit log: seed, data version, day, place, inspectors,
who keeps away from whom, and the digest of the list. So it can be drawn again by anyone who has
the book, and a draw that was touched does not come out the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from jidi.core.division import DivisionCode
from jidi.core.errors import InputError
from jidi.core.worded import listed
from jidi.model.case import case_kind
from jidi.model.draw import DrawRules, RiskClass, RiskPoints, load_draw_rules
from jidi.service.access import Asker, Thing
from jidi.service.acting import OPEN_CASE, signed
from jidi.service.books import Book
from jidi.service.case_clocks import local
from jidi.service.cases import case_book, division_prefix, named, new_case
from jidi.service.credit_lists import publications
from jidi.service.patrols import events_between
from jidi.supervision.draw import Draw, Drawn, Subject, draw

_DAY: Final = timedelta(days=1)
ACTION: Final = "inspect.draw"
MORE_INSPECTIONS: Final = "more_inspections"
_TABLES: Final = ("facility", "inspection", "patrol_event", "video")
_LOW: Final = """
SELECT facility_id, COUNT(*) AS days FROM video
WHERE day > $since AND day <= $day AND minutes_online * 100 < minutes_due * $least
GROUP BY facility_id
"""
_QUERY: Final = """
SELECT f.facility_id AS id, f.division, f.operator_id AS operator,
  COALESCE(SUM(CASE WHEN NOT i.passed THEN 1 ELSE 0 END), 0) AS failed,
  COALESCE(SUM(CASE WHEN i.hazard AND (i.closed_on IS NULL OR i.closed_on > DATE '{day}')
    THEN 1 ELSE 0 END), 0) AS open_hazards,
  COUNT(i.inspection_id) AS inspections
FROM facility AS f
LEFT JOIN inspection AS i ON i.facility_id = f.facility_id
  AND i.inspected_on > DATE '{since}' AND i.inspected_on <= DATE '{day}'
WHERE f.kind IN ({kinds}) AND f.division LIKE '{prefix}%'
  AND f.opened_on <= DATE '{day}' AND (f.closed_on IS NULL OR f.closed_on > DATE '{day}')
GROUP BY f.facility_id, f.division, f.operator_id
"""


@dataclass(frozen=True)
class DrawAsked:
    """What a draw rests on.

    :param within: name or code of a division.
    :param day: the day up to which is looked back.
    :param avoid: companies that an inspector keeps away from.
    :param listed: companies on a credit list that brings more inspections.
    """

    seed: str
    within: str
    day: date
    inspectors: tuple[str, ...]
    avoid: Mapping[str, tuple[str, ...]]
    listed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "seed": self.seed,
            "within": self.within,
            "day": self.day.isoformat(),
            "inspectors": list(self.inspectors),
            "avoid": {name: list(companies) for name, companies in self.avoid.items()},
            "listed": list(self.listed),
        }


@dataclass(frozen=True)
class MadeDraw:
    """A draw over a book.

    :param origins: where the rows of facilities and inspections come from.
    """

    asked: DrawAsked
    version: int
    result: Draw
    rules: DrawRules
    origins: frozenset[str]

    def to_json(self) -> dict[str, Any]:
        """The draw with what it rests on."""
        rules = self.rules
        return {
            **self.asked.to_json(),
            "version": self.version,
            "synthetic": "synthetic" in self.origins,
            "sha256": self.result.digest,
            "rules": rules.model_dump(mode="json"),
            "classes": {
                name: {"places": places, "drawn": drawn}
                for name, (places, drawn) in self.result.classes.items()
            },
            "drawn": [_drawn_json(one) for one in self.result.drawn],
        }


def make_draw(book: Book, asked: DrawAsked, *, rules: DrawRules | None = None) -> MadeDraw:
    """Draw from the places that are open on the day.

    :param rules: those that ship when None.
    :raises InputError: Y-401 to Y-403. :raises UnknownName: C-207.
    """
    rules, version = rules or load_draw_rules(), book.version
    subjects = subjects_of(book, asked, rules)
    made = draw(subjects, asked.inspectors, seed=asked.seed, rules=rules, avoid=dict(asked.avoid))
    return MadeDraw(asked, version, made, rules, origins_of(book))


def origins_of(book: Book) -> frozenset[str]:
    """Where the rows come from that risks rest on."""
    return frozenset().union(*(book.origins(table) for table in _TABLES))


def subjects_of(book: Book, asked: DrawAsked, rules: DrawRules) -> list[Subject]:
    """The places that are open on the day, with what is known of each.

    :raises UnknownName: C-207.
    """
    since = _since(asked.day, rules.look_back_months)
    query = _QUERY.format(
        day=asked.day.isoformat(),
        since=since.isoformat(),
        kinds=", ".join(f"'{kind}'" for kind in rules.kinds),
        prefix=division_prefix(book, asked.within) if asked.within else "",
    )
    signs = _signs(book, asked, rules, since)
    listed = frozenset(asked.listed) if rules.points.listed else frozenset()
    found = []
    for row in book.ask(query, {}).to_pylist():
        operator = row["operator"] or ""
        more = [(name, of.get(row["id"], 0)) for name, of in signs.items()]
        more.append(("listed", int(operator in listed)))
        seen = tuple((name, count) for name, count in more if count)
        found.append(Subject(**{**row, "operator": operator, "more": seen} | _counts(row)))
    return found


def _since(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, min(day.day, 28))


def _signs(
    book: Book, asked: DrawAsked, rules: DrawRules, since: date
) -> Mapping[str, Mapping[str, int]]:
    """How often each sign that the rules give points for was seen at each place."""
    found: dict[str, Mapping[str, int]] = {}
    points = rules.points
    if points.patrols or points.patrol_overdue:
        events = events_between(
            book, since + _DAY, asked.day + _DAY, asked.day, within=asked.within
        )
        found["patrol_overdue"] = Counter(e.facility for e in events if e.state == "overdue")
        found["patrols"] = Counter(e.facility for e in events)
    if points.camera_low:
        rule = book.catalogue.rules["camera_offline"].parameters["share"]
        given = {"since": since, "day": asked.day, "least": rule.on(asked.day)}
        rows = book.ask(_LOW, {}, parameters=given).to_pylist()
        found["camera_low"] = {row["facility_id"]: int(row["days"]) for row in rows}
    return {name: of for name, of in found.items() if getattr(points, name)}


def _counts(row: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(row[name]) for name in ("failed", "open_hazards", "inspections")}


def record_draw(
    book: Book, made: MadeDraw, *, matter: str, by: str, why: str, now: datetime,
    asker: Asker | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """Open an inspection for every place drawn; the draw stands in the audit log with them.

    :param matter: code of ``inspection_matter``.
    :returns: the numbers of the cases.
    :raises InputError: Y-307, Y-208. :raises UnknownName: D-111. :raises WorkspaceError: W-2xx.
    """
    places = [Thing(division=DivisionCode(one.subject.division)) for one in made.result.drawn]
    by = signed(book, named(by), OPEN_CASE, places or [Thing()], asker=asker)
    if not why.strip():
        raise InputError("Y-208")
    book.catalogue.code_lists["inspection_matter"].label(matter, "zh")
    kind, moment = case_kind("inspection"), local(now)
    name = f"{made.asked.seed}/{made.result.digest[:12]}"
    news = [
        new_case(
            kind,
            {
                "facility_id": one.subject.id,
                "operator_id": one.subject.operator or None,
                "matter": matter,
                "drawn_by": name,
            },
            division=one.subject.division,
            at=moment,
            by=by,
            why=why,
            recorded_at=moment,
            more={"draw": {"inspectors": list(one.inspectors), "risk": one.risk.id}},
        )
        for one in made.result.drawn
    ]
    facts = made.to_json()
    return case_book(book).commit(
        news, by=by, action=ACTION, clock=lambda: now, why=why, more={"draw": facts}
    )


def recorded_draws(book: Book) -> tuple[Mapping[str, Any], ...]:
    """The draws on record, oldest first: number of the audit entry, when, by whom, and the draw."""
    entries = book.workspace.registry.audit.entries()
    return tuple(
        {"entry": one.number, "at": one.at, "by": one.actor, **one.facts["draw"]}
        for one in entries
        if one.action == ACTION
    )


def asked_of(record: Mapping[str, Any]) -> DrawAsked:
    """What a draw on record rested on."""
    return DrawAsked(
        seed=record["seed"],
        within=record["within"],
        day=date.fromisoformat(record["day"]),
        inspectors=tuple(record["inspectors"]),
        avoid={name: tuple(companies) for name, companies in record["avoid"].items()},
        listed=tuple(record.get("listed", ())),
    )


def rules_of(record: Mapping[str, Any]) -> DrawRules:
    """The rules that a draw on record was made by. Draws of before kept none: then there were
    points for inspections only, and these classes."""
    kept = record.get("rules")
    if kept is not None:
        return DrawRules(**{**kept, "classes": tuple(RiskClass(**one) for one in kept["classes"])})
    return _first_rules()


def _first_rules() -> DrawRules:
    points = RiskPoints(failed=3, open_hazard=4, never_inspected=1)
    return load_draw_rules().model_copy(update={"points": points})


def listed_companies(book: Book) -> tuple[str, ...]:
    """Companies on a list of the newest publication that brings more inspections."""
    kept = publications(book)
    if not kept:
        return ()
    newest = kept[-1].facts
    lists = {name for name, one in newest["lists"].items() if MORE_INSPECTIONS in one["effects"]}
    companies = newest["companies"].items()
    return tuple(sorted(name for name, one in companies if one["list"] in lists))


def is_the_same(record: Mapping[str, Any], again: MadeDraw) -> bool:
    """Whether a draw that was made again is the one on record."""
    told = again.to_json()
    return all(record[name] == told[name] for name in ("sha256", "classes", "drawn"))


def read_avoid(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """``NAME=COMPANY`` texts, several for a name.

    :raises InputError: Y-306.
    """
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, sign, company = (part.strip() for part in text.partition("="))
        if not sign or not name or not company:
            raise InputError("Y-306", text=text)
        found[name] = (*found.get(name, ()), company)
    return found


def check_names(avoid: Mapping[str, Collection[str]], inspectors: Collection[str]) -> None:
    """:raises InputError: Y-404 for somebody who keeps away but is no inspector."""
    for name in avoid:
        if name not in inspectors:
            raise InputError("Y-404", name=name, known=listed(sorted(inspectors)))


def _drawn_json(one: Drawn) -> dict[str, Any]:
    return {
        "place": one.subject.id,
        "division": one.subject.division,
        "operator": one.subject.operator or None,
        "risk": one.risk.id,
        "points": one.points,
        "failed": one.subject.failed,
        "open_hazards": one.subject.open_hazards,
        "inspections": one.subject.inspections,
        "inspectors": list(one.inspectors),
    }
