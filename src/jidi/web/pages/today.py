"""The overview's second half: what waits for a decision, what changed since the period before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import htpy as h
from htpy import Element, Node

from jidi.core.numbers_as_text import rounded
from jidi.service.acting import SEE_ALERTS
from jidi.service.alerts import alert_book, shown
from jidi.service.cases import case_book, due_clocks, list_cases
from jidi.service.intake_held_states import waiting_rows
from jidi.service.phrasing import difference
from jidi.service.register_summary import summary
from jidi.web.api_cases import seen_by
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import card, note
from jidi.web.marks import ORIGINS, origin, shape
from jidi.web.printed import unit_cell
from jidi.web.tables import table
from jidi.web.visit import Visit

if TYPE_CHECKING:
    from jidi.model.reading import Reading
    from jidi.service.score_row import ScoreRow

DUE_DAYS = 7
"""Cases due within so many days, a week, are told. Own choice."""


@dataclass(frozen=True)
class Waiting:
    """Something that waits for somebody who reads the page.

    :param grave: whether a term is over already.
    """

    text: str
    href: str
    grave: bool


def decisions(visit: Visit, rows: Sequence[ScoreRow]) -> Element:
    """What waits today, of what the reader may see; each with the page where it is done."""
    t = visit.t
    found = [one for ask in _ASKED for one in ask(visit, rows)]
    return card(
        t("Waits for a decision"),
        h.ul(class_="plain waiting")[(_line(one) for one in found)]
        if found
        else note(t("Nothing waits of what you may see.")),
        id="waiting",
    )


def _line(one: Waiting) -> Element:
    light, form = ("behind", "square") if one.grave else ("watch", "triangle")
    return h.li[
        h.span(class_=f"light light-{light}")[shape(form)], " ", h.a(href=one.href)[one.text]
    ]


def _targets(visit: Visit, rows: Sequence[ScoreRow]) -> Iterator[Waiting]:
    t = visit.t
    late = [row for row in rows if row.progress.grade in ("behind", "watch")]
    for row in late:
        name = t.of(row.target.zh, row.target.en)
        path = f"indicators/{row.indicator.id}" if row.indicator else "plan"
        text = t("Target off its path: {name}", name=name)
        yield Waiting(text, visit.href(path), row.progress.grade == "behind")


def _alerts(visit: Visit, _: Sequence[ScoreRow]) -> Iterator[Waiting]:
    if not visit.asker.may(SEE_ALERTS) or not alert_book(visit.book).has_tables:
        return
    seen = shown(visit.book, within=visit.asker.reach(SEE_ALERTS))
    new = [one for one in seen if not one.acknowledged]
    grave = sum(one.severity == "urgent" for one in new)
    if new:
        text = visit.t.count(
            "{n} alert nobody has acknowledged", "{n} alerts nobody has acknowledged", len(new)
        )
        yield Waiting(text, visit.href("supervision"), grave > 0)


def _cases(visit: Visit, _: Sequence[ScoreRow]) -> Iterator[Waiting]:
    if not visit.asker.may("case.read") or not case_book(visit.book).has_tables:
        return
    found = list_cases(visit.book, sees=seen_by(visit.asker))
    clocks = due_clocks(found, now=visit.now(), within_days=DUE_DAYS)
    late = {one.case.id for one in clocks if one.state == "overdue"}
    soon = {one.case.id for one in clocks} - late
    href = visit.href("cases")
    if late:
        text = visit.t.count("{n} case past its term", "{n} cases past their term", len(late))
        yield Waiting(text, href, True)
    if soon:
        text = visit.t.count("{n} case due within a week", "{n} cases due within a week", len(soon))
        yield Waiting(text, href, False)


def _register(visit: Visit, _: Sequence[ScoreRow]) -> Iterator[Waiting]:
    if not visit.asker.may("register.read") or visit.provider.register_missing(visit.book):
        return
    late = summary(visit.provider.register(visit.book, visit.provider.today())).overdue
    if late:
        text = visit.t.count(
            "{n} task of the register past its term",
            "{n} tasks of the register past their term",
            late,
        )
        yield Waiting(text, visit.href("register"), True)


def _held(visit: Visit, _: Sequence[ScoreRow]) -> Iterator[Waiting]:
    if not visit.asker.reach("data.read").everything:
        return
    waiting = waiting_rows(visit.book)
    if waiting:
        text = visit.t.count(
            "{n} row held aside, to be corrected", "{n} rows held aside, to be corrected", waiting
        )
        yield Waiting(text, visit.href("data", part="receipts"), False)


_ASKED: tuple[Callable[[Visit, Sequence[ScoreRow]], Iterator[Waiting]], ...] = (
    _targets, _alerts, _cases, _register, _held,
)  # fmt: skip


def changes(visit: Visit, rows: Sequence[ScoreRow]) -> Node:
    """Every target's newest value beside the one before."""
    grid = changes_grid(visit, rows)
    if not grid.rows:
        return None
    return card(
        visit.t("What changed since the period before"),
        table(grid, class_="entries"),
        class_="changes",
        id="changes",
    )


def changes_grid(visit: Visit, rows: Sequence[ScoreRow]) -> Grid:
    """The same as a table: what got worse first, each with both periods and its source."""
    t = visit.t
    pairs = [(row, row.series[-2], row.series[-1]) for row in rows if len(row.series) > 1]
    moved = [(row, old, new) for row, old, new in pairs if _moved(row, old, new)]
    ordered = sorted(moved, key=lambda one: _goodness(*one))
    columns = (
        Column(t("Indicator"), name="title"),
        Column(t("Unit"), wide=True),
        Column(t("Before"), kind="number", wide=True),
        Column(t("Now"), kind="number"),
        Column(t("Change"), kind="number"),
        Column(t("Direction")),
        Column(t("Periods"), kind="code"),
        Column(t("Source")),
    )
    made = tuple(_change_row(visit, *one) for one in ordered)
    title = t("What changed since the period before")
    return Grid("changes", title, columns, made, tab=t("Change"))


def _moved(row: ScoreRow, old: Reading, new: Reading) -> bool:
    """Whether the difference can be seen in the decimals that the indicator has."""
    if old.value is None or new.value is None:
        return False
    return rounded(new.value - old.value, _digits(row)) != 0


def _digits(row: ScoreRow) -> int:
    return row.indicator.precision if row.indicator else 1


def _goodness(row: ScoreRow, old: Reading, new: Reading) -> int:
    """−1 for worse, 0 where the indicator has no direction, 1 for better."""
    way = {"up": 1, "down": -1, "none": 0}[row.indicator.direction if row.indicator else "none"]
    rose = (new.value or 0.0) > (old.value or 0.0)
    return way if rose else -way


def _change_row(visit: Visit, row: ScoreRow, old: Reading, new: Reading) -> Row:
    t = visit.t
    name = t.of(row.target.zh, row.target.en)
    digits = _digits(row)
    change = (new.value or 0.0) - (old.value or 0.0)
    good = _goodness(row, old, new)
    word = (t("no direction"), t("better"), t("worse"))[good]
    light, form = (("unknown", "ring"), ("met", "circle"), ("watch", "triangle"))[good]
    href = visit.href(f"indicators/{row.indicator.id}") if row.indicator else visit.href("plan")
    return Row(
        (
            Cell(name, h.a(href=href)[name]),
            unit_cell(new.unit, visit.lang),
            Cell(old.value, digits=digits),
            Cell(new.value, digits=digits, strong=True),
            Cell(change, difference(change, digits, new.unit, visit.lang), digits),
            Cell(word, h.span(class_=f"light light-{light}")[shape(form), word]),
            Cell(f"{visit.when(old.period)} → {visit.when(new.period)}"),
            Cell(t(ORIGINS[new.status][1]), origin(t, new.status)),
        )
    )
