"""Two designs of sorting, cold chain or cross-border beside each other."""

from __future__ import annotations

from typing import Any

import htpy as h
from htpy import Node

from jidi.service.answer_comparing import AnswerComparison, TableChanges, compared_answers
from jidi.service.answer_store import KeptAnswer, kept_answer, kind_words
from jidi.service.design_answer import Answer
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, print_button
from jidi.web.marks import scenario
from jidi.web.pages.design_titles import title_of
from jidi.web.pages.network_members import ROWS, chosen_table, table_tabs
from jidi.web.tables import paged_table, table
from jidi.web.visit import Visit


def page(visit: Visit) -> Page:
    """The comparison of the two designs that the address names.

    :raises UnknownName: N-742. :raises InputError: G-175, N-741.
    """
    t = visit.t
    (one, first), (other, second) = _both(visit)
    found = compared_answers(first, second)
    en = visit.lang == "en"
    return Page(
        title=t("Two designs compared"),
        subtitle=f"{t.of(*kind_words(one.kind))} · "
        f"{title_of(visit, one)} ↔ {title_of(visit, other)}",
        actions=[print_button(visit), export_link(visit, "network/members/compare")],
        body=[
            scenario(t, synthetic=first.synthetic or second.synthetic),
            [
                h.p(class_="sentence")[
                    f"{number}  ", h.a(href=visit.href(f"network/members/{kept.id}"))[kept.id],
                    " ", told.headline[en],
                ]
                for number, kept, told in (("①", one, first), ("②", other, second))
            ],
            card(t("Cost"), table(_terms(visit, found))),
            card(t("Tables"), *_changes(visit, found), id="tables"),
        ],
    )  # fmt: skip


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The costs beside each other, and the rows of the chosen table that differ.

    :raises UnknownName: N-742. :raises InputError: G-175, N-741.
    """
    (_, first), (_, second) = _both(visit)
    found = compared_answers(first, second)
    changes = found.tables[chosen_table(visit, len(found.tables))]
    return _terms(visit, found), _rows(visit, changes)


def _both(visit: Visit) -> tuple[tuple[KeptAnswer, Answer], tuple[KeptAnswer, Answer]]:
    one, other = (kept_answer(visit.book, visit.asked.get(key, "")) for key in ("one", "other"))
    return one, other


def _terms(visit: Visit, found: AnswerComparison) -> Grid:
    t = visit.t
    columns = (
        Column(t("Term")),
        Column("①", t.of(*found.one.per), kind="number"),
        Column("②", t.of(*found.one.per), kind="number"),
        Column(t("Difference"), kind="number"),
    )
    rows = tuple(
        Row(
            (
                Cell(t.of(*pair.words)),
                Cell(pair.one, digits=0),
                Cell(pair.other, digits=0),
                Cell(pair.change, "—" if pair.change is None else f"{pair.change:+,.0f}"),
            )
        )
        for pair in (*found.terms, found.total)
    )
    return Grid("terms", t("Cost"), columns, rows)


def _changes(visit: Visit, found: AnswerComparison) -> tuple[Node, ...]:
    """The rows of one table that differ, and the way to the other tables."""
    t = visit.t
    names = [f"{t.of(one.table.zh, one.table.en)} {len(one.rows)}" for one in found.tables]
    at = chosen_table(visit, len(names))
    changes = found.tables[at]
    tabs = table_tabs(visit, "network/members/compare", names, at)
    if not changes.rows:
        return tabs, h.p[t("The same in both: {n} rows.", n=changes.same)]
    return (
        tabs,
        paged_table(visit, _rows(visit, changes), part="tables", size=ROWS),
        h.p(class_="fine")[t("{n} rows the same", n=changes.same)],
    )


def _rows(visit: Visit, changes: TableChanges) -> Grid:
    t, en = visit.t, visit.lang == "en"
    heads = changes.table.heads[en].split(",")
    columns = [Column(head) for head in heads[: changes.keys]]
    differ = [
        any(a is None or b is None or a[0][n] != b[0][n] for _, a, b in changes.rows)
        for n in range(len(heads) - changes.keys)
    ]
    columns += [
        Column(head, "① → ②" if moves else "", wide=not moves)
        for head, moves in zip(heads[changes.keys :], differ, strict=True)
    ]
    rows = tuple(
        Row(
            tuple(Cell(cell) for cell in key[en][: changes.keys])
            + tuple(
                Cell(_pair(a and a[en][n], b and b[en][n]))
                for n in range(len(heads) - changes.keys)
            )
        )
        for key, a, b in changes.rows
    )
    title = t.of(changes.table.zh, changes.table.en)
    return Grid("changes", title, tuple(columns), rows)


def _pair(one: Any, other: Any) -> str:
    if one == other:
        return str(one)
    return f"{'—' if one is None else one} → {'—' if other is None else other}"
