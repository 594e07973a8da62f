"""Cases with the deadlines that run, the longest overdue first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

import htpy as h
from htpy import Element, Node

from jidi.model.case import case_kinds
from jidi.service.acting import OPEN_CASE
from jidi.service.case_clocks import local
from jidi.service.case_json import CLOCK_WORDS
from jidi.service.cases import RunningClock, case_book, clocks_of, list_cases
from jidi.supervision.cases import Case
from jidi.web.api_cases import moment_asked, seen_by
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import shape
from jidi.web.tables import paged_table, swapping
from jidi.web.visit import Visit
from jidi.web.writes import Writes

_LIGHTS = {
    "running": ("on_track", "circle"),
    "overdue": ("behind", "square"),
    "paused": ("unknown", "ring"),
    "kept": ("met", "circle"),
    "missed": ("behind", "square"),
    "stopped": ("unknown", "ring"),
    "open": ("watch", "triangle"),
}
_MOST = 1_000
"""Cases that one list shows; those with the newest numbers."""


def page(visit: Visit, writes: Writes) -> Page:
    """The cases, chosen by the address."""
    t = visit.t
    title = t("Cases")
    kept = case_book(visit.book)
    if not kept.has_tables:
        return Page(title=title, body=note(t("This book is too old to hold cases.")))
    counts = _counts(visit)
    if not counts:
        return Page(title=title, body=card(t("There are no cases yet"), _how(visit, writes)))
    found, moment = _found(visit), local(moment_asked(visit.asked.get("at", "")))
    grid = _grid(visit, found, moment)
    return Page(
        title=title,
        subtitle=t("as of {moment}", moment=f"{moment:%Y-%m-%d %H:%M}"),
        actions=[print_button(visit), export_link(visit, "cases")],
        body=[
            _how(visit, writes),
            card(
                t("Cases and their deadlines"),
                _tabs(visit, counts),
                paged_table(visit, grid, part="cases", class_="entries")
                if found
                else note(t("Nothing of this kind.")),
                len(found) >= _MOST
                and h.p(class_="fine")[t("Only the newest {n} are shown.", n=_MOST)],
                id="cases",
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """Every case that is chosen."""
    moment = local(moment_asked(visit.asked.get("at", "")))
    return (_grid(visit, _found(visit), moment),)


def clock_light(visit: Visit, state: str) -> Element:
    """How a clock stands, as shape and word."""
    name, form = _LIGHTS[state]
    return h.span(class_=f"light light-{name}")[shape(form), visit.t.of(*CLOCK_WORDS[state])]


def origin_cell(visit: Visit, origin: str) -> Cell:
    """Where a case comes from: invented ones are marked."""
    invented = origin == "synthetic"
    word = visit.t("synthetic") if invented else visit.t("reported")
    return Cell(word, h.span(class_="origin origin-synthetic" if invented else "origin")[word])


def _how(visit: Visit, writes: Writes) -> Element:
    t = visit.t
    if visit.asker.may(OPEN_CASE) and writes.refusal(visit.asker) is None:
        return h.p[h.a(class_="button", href=visit.href("cases/new"))[t("Open a case")]]
    return h.p(class_="fine reading-only")[
        t("This page is for reading. Cases are handled by whoever has the right to, here or with"),
        " ",
        h.code["jidi case"],
        ".",
    ]


def _found(visit: Visit) -> tuple[Case, ...]:
    kinds = ("", *case_kinds())
    kind = visit.choice("kind", kinds, "")
    is_open = visit.choice("which", ("open", "all"), "open") == "open"
    within = visit.asked.get("division", "")
    return list_cases(
        visit.book,
        kind=kind,
        is_open=is_open,
        within=within,
        limit=_MOST,
        sees=seen_by(visit.asker),
    )


def _counts(visit: Visit) -> Mapping[tuple[str, str], int]:
    """How many cases there are that whoever asks may see, by kind and state."""
    sees = seen_by(visit.asker)
    if sees is None:
        return case_book(visit.book).counts()
    seen = list_cases(visit.book, is_open=False, sees=sees)
    return Counter((case.kind.id, case.state) for case in seen)


def _tabs(visit: Visit, counts: Mapping[tuple[str, str], int]) -> Node:
    """Every kind with the number of its open cases, and whether those over are shown too."""
    t = visit.t
    kinds = case_kinds()
    opened = {
        kind.id: sum(counts.get((kind.id, state), 0) for state in kind.open_states)
        for kind in kinds.values()
    }
    whole = {
        kind.id: sum(n for (name, _), n in counts.items() if name == kind.id)
        for kind in kinds.values()
    }
    shown = whole if visit.asked.get("which") == "all" else opened
    links: list[tuple[str, int, str | None]] = [(t("all"), sum(shown.values()), None)]
    links += [(t.of(one.zh, one.en), shown[one.id], one.id) for one in kinds.values()]
    here = visit.asked.get("kind") or None
    which = [
        (t("open"), sum(opened.values()), None),
        (t("also those over"), sum(whole.values()), "all"),
    ]
    return [
        h.nav(class_="tabs", aria_label=t("Which"), **swapping("cases"))[
            (
                _tab(visit.href(page=None, which=key), text, number,
                     key == (visit.asked.get("which") or None))
                for text, number, key in which
            )
        ],
        h.nav(class_="tabs", aria_label=t("Kind"), **swapping("cases"))[
            (
                _tab(visit.href(page=None, kind=key), text, number, key == here)
                for text, number, key in links
                if number or key in (None, here)
            )
        ],
    ]  # fmt: skip


def _tab(href: str, text: str, number: int, is_here: bool) -> Element:
    return h.a(href=href, aria_current="true" if is_here else None)[
        text, h.span(class_="count")[f"{number:,}"]
    ]


def _grid(visit: Visit, found: Sequence[Case], moment: datetime) -> Grid:
    t = visit.t
    columns = (
        Column(t("Timing"), name="timing"),
        Column(t("Case"), kind="code", name="entry"),
        Column(t("Kind"), name="kind"),
        Column(t("State"), name="status"),
        Column(t("Deadline"), name="title"),
        Column(t("Last day"), kind="code", name="due"),
        Column(t("Place"), name="place"),
        Column(t("Opened"), kind="code", wide=True),
        Column(t("Origin"), name="origin"),
    )
    rows = [(case, clock) for case in found for clock in clocks_of(case, running=True)]
    bare = [
        (case, next(iter(clocks_of(case)), None))  # the first clock: the answer of a complaint
        for case in found
        if not any(one.runs for one in case.clocks)
    ]
    timed = sorted(
        rows, key=lambda one: (one[1].reading.deadline.due is None, _due(one[1], moment))
    )
    notes = (visit.book.title(visit.lang), t("as of {moment}", moment=f"{moment:%Y-%m-%d %H:%M}"))
    made = [_row(visit, case, clock, moment) for case, clock in (*timed, *bare)]
    return Grid("cases", t("Cases"), columns, tuple(made), notes)


def _due(clock: RunningClock, otherwise: datetime) -> datetime:
    return clock.reading.deadline.due or otherwise


def _row(visit: Visit, case: Case, clock: RunningClock | None, moment: datetime) -> Row:
    t = visit.t
    state = case.kind.by_state[case.state]
    link = h.a(href=visit.href(f"cases/{case.id}", at=visit.asked.get("at")))[case.id]
    last = None if clock is None else clock.reading.deadline.last_day
    how = "" if clock is None else clock.state(moment)
    return Row(
        (
            Cell(t.of(*CLOCK_WORDS[how]), clock_light(visit, how)) if how else Cell("—"),
            Cell(case.id, link),
            Cell(t.of(case.kind.zh, case.kind.en)),
            Cell(t.of(state.zh, state.en)),
            Cell("" if clock is None else t.of(clock.reading.clock.zh, clock.reading.clock.en)),
            Cell("" if last is None else last.isoformat()),
            Cell(visit.place_of(case.file.division)),
            Cell(case.opened_at.date().isoformat()),
            origin_cell(visit, case.file.origin),
        ),
        {"id": case.id},
    )
