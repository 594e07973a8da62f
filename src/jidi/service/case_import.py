"""Complaints of the book opened as cases in bulk: each once, with what the table says happened.

A complaint that does not fit the rules becomes a case that was not accepted, with every reason; a
row whose own days contradict each other is kept aside and counted. Times of the table are days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from jidi.model.case import DUPLICATE, CaseEvent, CaseKind, case_kind, limit_of
from jidi.registry.cases import NewCase
from jidi.service.access import Asker, Thing
from jidi.service.acting import OPEN_CASE, signed
from jidi.service.books import Book
from jidi.service.case_clocks import local, read_clock
from jidi.service.cases import case_book, named
from jidi.supervision.cases import first_event, folded
from jidi.supervision.eligibility import Verdict, judge

_DAYS: Final = ("received_on", "answered_on", "closed_on")
_FIELDS: Final = (
    "operator_id", "parcel_id", "kind", "business", "responsibility", "closed_once",
    "answer_proper", "form_proper", "satisfied",
)  # fmt: skip
_QUERY: Final = """
SELECT c.complaint_id, c.division, c.origin, c.due_on, {fields}, {days}, o.operator_id AS known
FROM complaint AS c LEFT JOIN operator AS o ON o.operator_id = c.operator_id
WHERE c.received_on >= DATE '{since}'
ORDER BY c.received_on, c.complaint_id
"""


@dataclass(frozen=True)
class KeptAside:
    """A row of the table that became no case, or one that was not accepted.

    :param reasons: pairs of Chinese and English.
    :param case: the case that was not accepted; empty when there is none.
    """

    complaint: str
    reasons: tuple[tuple[str, str], ...]
    case: str = ""


@dataclass(frozen=True)
class Imported:
    """What became of the table's rows; ``rows`` is always the sum of the four that follow.

    :param opened: numbers of the cases that were opened and accepted.
    :param refused: cases that were not accepted.
    :param broken: rows that became no case.
    :param known: rows that were opened before.
    :param due_differs: cases whose deadline is another than the table's due day.
    """

    version: int
    rows: int
    opened: tuple[str, ...]
    refused: tuple[KeptAside, ...]
    broken: tuple[KeptAside, ...]
    known: int
    due_differs: int

    def to_json(self) -> dict[str, Any]:
        """The receipt."""
        return {
            "version": self.version,
            "rows": self.rows,
            "opened": len(self.opened),
            "not_accepted": [_aside_json(one) for one in self.refused],
            "kept_aside": [_aside_json(one) for one in self.broken],
            "known": self.known,
            "due_differs": self.due_differs,
        }


def import_complaints(
    book: Book,
    *,
    by: str,
    now: datetime,
    since: date = date.min,
    known_at: date = date.max,
    asker: Asker | None = None,
) -> Imported:
    """Open the complaints of the table ``complaint`` that came in since a day.

    :param known_at: what the table says of later days is left out, as if it had not happened yet.
    :raises InputError: Y-307. :raises WorkspaceError: Y-302, W-2xx.
    """
    by = signed(book, named(by), OPEN_CASE, [Thing()], asker=asker)
    kind, moment, version = case_kind("complaint"), local(now), book.version
    rows = [
        _as_known(row, known_at) for row in _rows(book, since) if row["received_on"] <= known_at
    ]
    before = [folded(file, kind) for file in case_book(book).files(kind=kind.id)]
    sources = {case.file.source for case in before}
    seen = {
        str(case.values["parcel_id"]): (case.id, case.opened_at.date())
        for case in before
        if case.values.get("parcel_id")
    }
    fresh = [row for row in rows if _source(row) not in sources]
    broken = [aside for row in fresh if (aside := _broken(row)) is not None]
    out = {one.complaint for one in broken}
    news, refused, differs = list[NewCase](), dict[str, KeptAside](), 0
    for row in fresh:
        if row["complaint_id"] in out:
            continue
        values = _values(row, seen)
        fails = [one for one in judge(kind.eligible, values, on=row["received_on"])
                 if one.holds is False]  # fmt: skip
        news.append(_new(kind, row, values, fails, by=by, recorded_at=moment, version=version))
        if fails:
            refused[_source(row)] = KeptAside(row["complaint_id"], _reasons(fails))
        differs += _due_differs(row)
    ids = case_book(book).commit(news, by=by, action="case.import", clock=lambda: now)
    numbered = dict(zip((new.source for new in news), ids, strict=True))
    return Imported(
        version=version,
        rows=len(rows),
        opened=tuple(id_ for source, id_ in numbered.items() if source not in refused),
        refused=tuple(replace(one, case=numbered[source]) for source, one in refused.items()),
        broken=tuple(broken),
        known=len(rows) - len(fresh),
        due_differs=differs,
    )


def _rows(book: Book, since: date) -> list[dict[str, Any]]:
    query = _QUERY.format(
        fields=", ".join(f"c.{name}" for name in _FIELDS),
        days=", ".join(f"c.{name}" for name in _DAYS),
        since=since.isoformat(),
    )
    found: list[dict[str, Any]] = book.ask(query, {}).to_pylist()
    return found


def _as_known(row: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The row without the days that had not come."""
    later = [name for name in _DAYS if row[name] is not None and row[name] > day]
    return {**row, **dict.fromkeys(later)}


def _source(row: Mapping[str, Any]) -> str:
    return f"complaint:{row['complaint_id']}"


def _broken(row: Mapping[str, Any]) -> KeptAside | None:
    """What makes a row no case: a company nobody knows, days that run backwards."""
    reasons = []
    if row["known"] is None:
        name = row["operator_id"]
        reasons.append((f"企业 {name} 不在企业表中", f"the company {name} is not in the table"))
    days = [(name, row[name]) for name in _DAYS if row[name] is not None]
    for (one, first), (other, later) in pairwise(days):
        if later < first:
            reasons.append((f"{other} {later} 早于 {one} {first}", f"{other} lies before {one}"))
    if row["closed_on"] is not None and row["answered_on"] is None:
        reasons.append(("已结案却没有答复日期", "closed, but no day of the answer is given"))
    return KeptAside(row["complaint_id"], tuple(reasons)) if reasons else None


def _values(row: Mapping[str, Any], seen: dict[str, tuple[str, date]]) -> dict[str, Any]:
    """The row's fields; a parcel that was complained of within the window is a duplicate."""
    values = {name: row[name] for name in _FIELDS if row[name] is not None}
    parcel, day = row["parcel_id"], row["received_on"]
    if parcel:
        window = int(limit_of("duplicate_window", day).value)
        earlier = seen.get(parcel)
        if earlier is not None and abs((day - earlier[1]).days) <= window:
            values[DUPLICATE] = earlier[0]
        else:
            seen[parcel] = (row["complaint_id"], day)
    return values


def _new(
    kind: CaseKind,
    row: Mapping[str, Any],
    values: Mapping[str, Any],
    fails: Sequence[Verdict],
    *,
    by: str,
    recorded_at: datetime,
    version: int,
) -> NewCase:
    return NewCase(
        kind=kind.id,
        prefix=kind.prefix,
        division=row["division"],
        source=_source(row),
        origin=row["origin"],
        events=lambda id_: list(
            _events(id_, kind, row, values, fails, by=by, recorded_at=recorded_at, version=version)
        ),
    )


def _events(
    id_: str,
    kind: CaseKind,
    row: Mapping[str, Any],
    values: Mapping[str, Any],
    fails: Sequence[Verdict],
    *,
    by: str,
    recorded_at: datetime,
    version: int,
) -> Iterator[CaseEvent]:
    """What the table says happened, a day each; the table is named as the source."""
    outcome = ("responsibility", "closed_once", "answer_proper", "form_proper", "satisfied")
    given = {name: value for name, value in values.items() if name not in outcome}
    source = {"table": "complaint", "version": version, "day_only": True}
    first = first_event(
        id_, kind, given, at=_at(row["received_on"]), by=by, why="", recorded_at=recorded_at,
        more=source,
    )  # fmt: skip
    yield first
    number, state = 1, first.state

    def told(step: str, day: date, names: Iterable[str] = (), why: str = "") -> CaseEvent:
        nonlocal number, state
        number, state = number + 1, kind.by_step[step].to
        found = {name: values[name] for name in names if name in values}
        return first.model_copy(
            update={
                "number": number,
                "at": _at(day).isoformat(timespec="seconds"),
                "step": step,
                "state": state,
                "why": why,
                "facts": {**({"set": found} if found else {}), **source},
            }
        )

    if fails:
        yield told("refuse", row["received_on"], why="；".join(one.rule.zh for one in fails))
        return
    yield told("accept", row["received_on"])
    if row["answered_on"] is not None:
        yield told("rule", row["answered_on"], ["responsibility"])
        yield told("answer", row["answered_on"], ["answer_proper"])
    if row["closed_on"] is not None:
        yield told("close", row["closed_on"], ["closed_once", "form_proper", "satisfied"])


def _at(day: date) -> datetime:
    return datetime.combine(day, time())


def _due_differs(row: Mapping[str, Any]) -> bool:
    """Whether the table's due day is another than the counted one; both must be known."""
    counted = _answer_due(row["received_on"])
    return row["due_on"] is not None and counted is not None and counted != row["due_on"]


@lru_cache(maxsize=4_000)
def _answer_due(received: date) -> date | None:
    """The last day to answer what came in on a day; None where it is not certain."""
    return read_clock("complaint_answer", _at(received)).deadline.last_day


def _reasons(fails: Iterable[Verdict]) -> tuple[tuple[str, str], ...]:
    return tuple((f"不符合：{one.rule.zh}", f"fails: {one.rule.en}") for one in fails)


def _aside_json(one: KeptAside) -> dict[str, Any]:
    return {
        "complaint": one.complaint,
        "case": one.case or None,
        "reasons_zh": [zh for zh, _ in one.reasons],
        "reasons_en": [en for _, en in one.reasons],
    }
