"""管理 · 审计日志、密钥与备份: what was done by whom, whether the chain holds, what is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import htpy as h
from htpy import Node

from jidi.core.errors import JidiError
from jidi.registry.audit import Entry
from jidi.service.administration import LogPage, backups, key_names, log_page
from jidi.service.capture_status import clock_text
from jidi.web.choices import select_form
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, definition_list, export_link, note, print_button
from jidi.web.marks import shape
from jidi.web.pages.admin import tabs
from jidi.web.tables import table
from jidi.web.texts import mark
from jidi.web.visit import Visit

_SIZE: Final = 50
_FAULTS: Final = {
    "altered": mark("its content does not fit its digest"),
    "unlinked": mark("it does not follow the one before"),
    "missing": mark("a number is skipped"),
}


def page(visit: Visit) -> Page:
    """The log, newest first; the whole chain is verified each time."""
    t = visit.t
    found = _found(visit)
    pages = max(1, -(-found.total // _SIZE))
    number = visit.page(pages)
    return Page(
        title=t("Administration"),
        subtitle=t("Audit log"),
        actions=[print_button(visit), export_link(visit, "audit")],
        body=[
            tabs(visit),
            card(t("Verification"), _verified(visit, found)),
            card(t("Entries"), _filters(visit, found), _entries(visit, found, number, pages)),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """Every entry that is chosen, with all its facts."""
    return (_grid(visit, _found(visit).entries),)


def _found(visit: Visit) -> LogPage:
    action, actor = visit.asked.get("action", ""), visit.asked.get("actor", "")
    return log_page(visit.book, action=action, actor=actor, most=None)


def system_page(visit: Visit) -> Page:
    """Names of keys, and what the log knows of backups."""
    t = visit.t
    return Page(
        title=t("Administration"),
        subtitle=t("Keys and backups"),
        body=[
            tabs(visit),
            card(t("Keys"), _keys(visit)),
            card(t("Backups and trial restores"), _backups(visit)),
        ],
    )


def _verified(visit: Visit, found: LogPage) -> Node:
    t, broken = visit.t, found.broken
    if broken is None:
        light: Node = h.span(class_="light light-met")[shape("circle"), t("The chain holds")]
    else:
        words = t("The chain is broken at entry {n}: ", n=broken.number) + t(_FAULTS[broken.fault])
        light = h.span(class_="light light-behind")[shape("square"), words]
    digest = h.code(class_="secret")[found.head]
    return [
        definition_list({t("State"): light, t("Newest digest"): digest}),
        h.p(class_="fine")[
            t(
                "Every entry was checked just now. Note the newest digest elsewhere from time to "
                "time: only so is it noticed when entries are cut off at the end."
            )
        ],
    ]


def _filters(visit: Visit, found: LogPage) -> Node:
    t = visit.t
    options = [("", t("all actions")), *((one, one) for one in found.actions)]
    return h.div(class_="filter")[
        select_form(visit, "action", t("Action"), [("", options)], visit.asked.get("action", "")),
        h.form(class_="choice", method="get", action=visit.href("admin/audit"))[
            visit.asked.get("action")
            and h.input(type="hidden", name="action", value=visit.asked["action"]),
            h.label(for_="actor")[t("By whom")],
            h.input(id="actor", type="search", name="actor", value=visit.asked.get("actor", "")),
            h.button(class_="button", type="submit")[t("Search")],
        ],
    ]


def _entries(visit: Visit, found: LogPage, number: int, pages: int) -> Node:
    t = visit.t
    shown = found.entries[(number - 1) * _SIZE : number * _SIZE]
    said = t.count("{n} row in total", "{n} rows in total", found.total)
    place = t("page {page} of {pages}", page=number, pages=pages)
    return [
        table(_grid(visit, shown)),
        h.nav(class_="pager", aria_label=t("Pages of the table"))[
            h.span(class_="result")[said, " · ", place],
            number > 1
            and h.a(class_="button", href=visit.href(page=str(number - 1)))[t("Previous")],
            number < pages
            and h.a(class_="button", href=visit.href(page=str(number + 1)))[t("Next")],
        ],
    ]


def _grid(visit: Visit, entries: Sequence[Entry]) -> Grid:
    t = visit.t
    columns = (
        Column(t("No."), kind="number"),
        Column(t("When"), kind="code"),
        Column(t("By whom")),
        Column(t("Action"), kind="code"),
        Column(t("Of what"), wide=True),
        Column(t("Facts"), wide=True),
    )
    return Grid("audit", t("Audit log"), columns, tuple(map(_row, entries)))


def _row(one: Entry) -> Row:
    facts = json.dumps(dict(one.facts), ensure_ascii=False, sort_keys=True)
    return Row(
        (
            Cell(one.number, digits=0),
            Cell(clock_text(one.at)),
            Cell(one.actor),
            Cell(one.action),
            Cell(one.subject[:60]),
            Cell(facts, h.code(class_="facts")[facts[:160], "…" if len(facts) > 160 else ""]),
        )
    )


def _keys(visit: Visit) -> Node:
    t, found = visit.t, key_names(visit.book)
    if isinstance(found, JidiError):
        return note([h.code[found.code], " ", found.what(visit.lang)], "warning")
    if not found:
        return note(t("This book names no file of keys: no personal value is kept in it."))
    columns = (
        Column(t("No."), kind="number"),
        Column(t("Purpose")),
        Column(t("Algorithm"), kind="code"),
        Column(t("Made"), kind="code"),
        Column(t("In use")),
    )
    rows = tuple(
        Row(
            (
                Cell(one.number, digits=0),
                Cell(one.purpose),
                Cell(one.algorithm),
                Cell(one.made[:10]),
                Cell(t("current") if one.is_current else t("old, to match and read")),
            )
        )
        for one in found
    )
    return table(Grid("keys", t("Keys"), columns, rows))


def _backups(visit: Visit) -> Node:
    t, found = visit.t, backups(visit.book)
    if not found:
        return note(t("No backup was ever made of this book: run jidi backup."), "warning")
    words = {"book.backup": t("backup"), "book.restore_drill": t("trial restore")}
    columns = (
        Column(t("When"), kind="code"),
        Column(t("What")),
        Column(t("By whom")),
        Column(t("Data version"), kind="number"),
        Column(t("Files"), kind="number"),
        Column(t("Size"), unit="MB", kind="number"),
    )
    rows = tuple(
        Row(
            (
                Cell(clock_text(one.at)),
                Cell(words[one.action]),
                Cell(one.actor),
                Cell(one.facts["version"], digits=0),
                Cell(one.facts["files"], digits=0),
                Cell(one.facts["bytes"] / 1e6, digits=1),
            )
        )
        for one in found
    )
    return table(Grid("backups", t("Backups and trial restores"), columns, rows))
