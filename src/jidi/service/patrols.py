"""Patrol events of a book with their deadlines on the working calendar, and rates of closing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from jidi.core.division import DivisionCode
from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period
from jidi.model.patrol_case import load_patrol_cases
from jidi.service.alert_words import division_text
from jidi.service.books import Book
from jidi.service.case_clocks import ClockReading, read_clock
from jidi.service.safety_names import By, key_of, place_prefix, subject_cells
from jidi.service.told import Head, Line, Told, Words, share_heads, share_json, shares
from jidi.supervision.patrols import STATES, Patrol, PatrolGroup, State, group_of, grouped_by

MENDED: Final = "patrol_mended"
CONFIRMED: Final = "patrol_confirmed"
LIGHTS: Final[Mapping[State, str]] = {
    "overdue": "behind", "unchecked": "watch", "running": "unknown", "awaiting": "unknown",
    "unsure": "unknown", "late": "watch", "closed": "met",
}  # fmt: skip
Counted = dict[tuple[str, date], date | None]
"""Last days counted already, by clock and start."""
_QUERY: Final = """
SELECT event_id, facility_id, operator_id, division, source, matter, found_on, due_on, mended_on,
  confirmed_on
FROM patrol_event
WHERE found_on >= $first AND found_on < $until AND found_on <= $day AND division LIKE $place
ORDER BY found_on, event_id
"""


@dataclass(frozen=True)
class Patrols:
    """The events found in a period as they stand on a day; None where the table holds nothing.

    :param period: in which they were found.
    """

    day: date
    period: Period
    events: tuple[Patrol, ...] | None
    version: int
    synthetic: bool

    @property
    def whole(self) -> PatrolGroup:
        """All of them."""
        return group_of("", self.events or ())

    def groups(self, by: By) -> tuple[PatrolGroup, ...]:
        """Them by company, outlet, county or city."""
        return grouped_by(
            (key_of(by, company=e.company, outlet=e.facility, division=e.division), e)
            for e in self.events or ()
        )

    def in_state(self, state: str) -> tuple[Patrol, ...]:
        """Events in a state, the longest due first; all but the closed ones for ``open``.

        :raises UnknownName: F-206.
        """
        if state not in ("", "open", *STATES):
            known = ("open", *STATES)
            near = suggestion(state, known)
            raise UnknownName("F-206", asked=state, what="state", nearest=near)
        wanted = (
            set(STATES) - {"late", "closed"} if state == "open" else {state} if state else STATES
        )
        found = (one for one in self.events or () if one.state in wanted)
        return tuple(sorted(found, key=lambda e: (e.due or date.max, e.found_on, e.id)))


def patrols(book: Book, day: date, period: Period, *, within: str = "") -> Patrols:
    """The events found in a period, as they stand on a day.

    :raises UnknownName: C-207.
    """
    events = None
    if book.rows("patrol_event"):
        events = events_between(book, period.start, period.end, day, within=within)
    synthetic = "synthetic" in book.origins("patrol_event")
    return Patrols(day, period, events, book.version, synthetic)


def events_between(
    book: Book, first: date, until: date, day: date, *, within: str = ""
) -> tuple[Patrol, ...]:
    """Events found from a day on and before another, as they stand on a third.

    :raises UnknownName: C-207.
    """
    if not book.rows("patrol_event"):
        return ()
    place = f"{place_prefix(book, within)}%"
    asked = {"first": first, "until": until, "day": day, "place": place}
    counted: Counted = {}
    rows = book.ask(_QUERY, {}, parameters=asked).to_pylist()
    return tuple(_event(row, day, counted) for row in rows)


def place_of_event(book: Book, event: str) -> DivisionCode | None:
    """Where a patrol event was found; None when there is no such event or no place is told."""
    sql = "SELECT division FROM patrol_event WHERE event_id = $event"
    rows = book.ask(sql, {}, parameters={"event": event}).to_pylist()
    return DivisionCode(rows[0]["division"]) if rows and rows[0]["division"] else None


def clock_of(name: str, day: date) -> ClockReading:
    """The clock started on a day, with the limit it rests on."""
    return read_clock(name, datetime.combine(day, time()))


def _event(row: Mapping[str, Any], day: date, counted: Counted) -> Patrol:
    """A row as it stood on the day: what happened later had not happened yet."""
    mended, confirmed = _by(row["mended_on"], day), _by(row["confirmed_on"], day)
    return Patrol(
        id=row["event_id"],
        facility=row["facility_id"] or "",
        company=row["operator_id"] or "",
        division=row["division"],
        source=row["source"],
        matter=row["matter"],
        found_on=row["found_on"],
        due=row["due_on"] or _last_day(MENDED, row["found_on"], counted),
        ordered=row["due_on"] is not None,
        mended_on=mended,
        check_due=_last_day(CONFIRMED, mended, counted) if mended else None,
        confirmed_on=confirmed,
        day=day,
    )


def _by(moment: date | None, day: date) -> date | None:
    return moment if moment is not None and moment <= day else None


def _last_day(clock: str, start: date, counted: Counted) -> date | None:
    key = (clock, start)
    if key not in counted:
        counted[key] = clock_of(clock, start).deadline.last_day
    return counted[key]


def explained(book: Book, event: str, day: date) -> tuple[Patrol, ClockReading]:
    """One event and the clock of its mending, which tells how its deadline was counted.

    :raises UnknownName: G-151.
    """
    rows = book.ask(
        "SELECT event_id, found_on FROM patrol_event WHERE event_id = $event", {},
        parameters={"event": event},
    ).to_pylist()  # fmt: skip
    if not rows:
        ids = book.ask("SELECT event_id FROM patrol_event", {})["event_id"].to_pylist()
        raise UnknownName("G-151", name=event, nearest=suggestion(event, ids))
    found_on: date = rows[0]["found_on"]
    if found_on > day:
        raise InputError("G-150", period=str(found_on), day=day)
    found = patrols(book, day, Period.parse(f"{found_on:%Y-%m}"))
    one = next(e for e in found.events or () if e.id == event)
    return one, clock_of(MENDED, found_on)


def groups_told(book: Book, found: Patrols, by: By) -> Told:
    """Rates of closing by company, outlet, county or city."""
    lines = []
    for one in found.groups(by):
        key, name = subject_cells(book, by, one.name)
        lines.append(
            Line(
                (
                    key, name, one.found, *shares(one.in_time), *shares(one.closed)[::2],
                    one.overdue, one.unchecked, one.unsure, one.days,
                )
            )
        )  # fmt: skip
    heads = (
        Head("编号", "Id", "code", wide=True),
        Head("名称", "Name"),
        Head("发现", "Found", "number"),
        *share_heads(("按期整改", "put right in time"), ("已到期或已整改", "decided"),
                     ("按期整改率", "in time")),
        Head("已闭环", "Checked", "number", wide=True),
        Head("闭环率 %", "closed %", "number", digits=1, strong=True),
        Head("逾期未整改", "Overdue", "number"),
        Head("逾期未复查", "Not checked in time", "number", wide=True),
        Head("期限待定", "Not certain", "number", wide=True),
        Head("整改中位天数", "Median days", "number", digits=1, wide=True),
    )  # fmt: skip
    title = (f"巡查整改闭环 {found.period}", f"Patrol events closed {found.period}")
    return Told("patrols", title, heads, lines, remarks(found))


def events_told(book: Book, found: Patrols, state: str = "open", *, to_case: bool = False) -> Told:
    """Event by event.

    :param to_case: whether each leads to where it is made into a case.
    """
    kind = load_patrol_cases().kind
    sources, matters = (book.catalogue.code_lists[n] for n in ("patrol_source", "patrol_matter"))
    lines = [
        Line(
            (
                STATES[one.state],
                one.id,
                (matters.label(one.matter, "zh"), matters.label(one.matter, "en")),
                (sources.label(one.source, "zh"), sources.label(one.source, "en")),
                one.company or "—",
                one.facility or "—",
                (division_text(book, one.division, "zh"), division_text(book, one.division, "en")),
                one.found_on.isoformat(),
                one.due.isoformat() if one.due else None,
                one.mended_on.isoformat() if one.mended_on else "",
                one.confirmed_on.isoformat() if one.confirmed_on else "",
            ),
            light=(LIGHTS[one.state], ""),
            link="cases/new" if to_case else "",
            asks={"kind": kind, "patrol": one.id},
        )
        for one in found.in_state(state)
    ]
    heads = (
        Head("状态", "State"),
        Head("事件", "Event", "code"),
        Head("问题", "Matter"),
        Head("来源", "Source", wide=True),
        Head("企业", "Company", "code", wide=True),
        Head("设施", "Facility", "code", wide=True),
        Head("区划", "Place", wide=True),
        Head("发现", "Found", "code"),
        Head("整改期限", "Due", "code"),
        Head("整改", "Put right", "code", wide=True),
        Head("复查", "Checked", "code", wide=True),
    )
    title = (f"巡查事件，截至 {found.day}", f"Patrol events as of {found.day}")
    return Told("events", title, heads, lines, remarks(found))


def remarks(found: Patrols) -> tuple[Words, ...]:
    """The terms that were applied, and what the figures rest on."""
    terms = [clock_of(name, min(found.day, found.period.last_day)) for name in (MENDED, CONFIRMED)]
    zh = "；".join(
        f"{t.limit.zh} {t.limit.value:g} {t.limit.unit}（{t.limit.source}）" for t in terms
    )
    en = "; ".join(
        f"{t.limit.en}: {t.limit.value:g} {t.deadline.term.unit.en} (own choice)" for t in terms
    )
    marks: list[Words] = [(f"{zh}；整改文书载明期限的从其规定", f"{en}; an order's own day holds")]
    marks.append(
        (f"截至 {found.day} · 数据版本 {found.version}",
         f"as of {found.day} · data version {found.version}")
    )  # fmt: skip
    if found.synthetic:
        marks.append(("含合成数据", "holds synthetic data"))
    return tuple(marks)


def patrols_json(found: Patrols, by: By, *, state: str, most: int) -> dict[str, Any]:
    """Everything as plain values."""
    clocks = {name: clock_of(name, found.period.start) for name in (MENDED, CONFIRMED)}
    events = found.in_state(state)
    return {
        "day": found.day.isoformat(),
        "period": str(found.period),
        "data_version": found.version,
        "synthetic": found.synthetic,
        "limits": [one.limit.model_dump(mode="json") for one in clocks.values()],
        "whole": None if found.events is None else _group_json(found.whole),
        "by": by,
        "groups": None
        if found.events is None
        else [{"id": one.name, **_group_json(one)} for one in found.groups(by)],
        "events_total": len(events),
        "events": [patrol_json(one) for one in events[:most]],
    }


def patrol_json(one: Patrol) -> dict[str, Any]:
    """One event as plain values."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in {**vars(one), "state": one.state, "in_time": one.in_time}.items()
    }


def _group_json(one: PatrolGroup) -> dict[str, Any]:
    return {
        "found": one.found,
        "in_time": share_json(one.in_time),
        "closed": share_json(one.closed),
        "overdue": one.overdue,
        "unchecked": one.unchecked,
        "unsure": one.unsure,
        "median_days": one.days,
    }
