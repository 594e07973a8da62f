"""溯源: where a parcel was and what is missing; what a bag, a vehicle or a facility's hour held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.privacy.masking import mask
from jidi.service.trace import Passed, Traced, marks_text, span_text, trace_asked
from jidi.service.trace_reveal import REVEAL
from jidi.service.trace_words import course_lines, passed_lines
from jidi.service.wording import ORIGIN_WORDS
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import shape
from jidi.web.pages.sign_in import failed
from jidi.web.tables import paged_table, table
from jidi.web.texts import mark
from jidi.web.visit import Visit

KINDS: Final = {
    "parcel": mark("a parcel"),
    "bag": mark("a bag"),
    "vehicle": mark("a vehicle"),
    "facility": mark("a facility in an hour"),
}
_LONG_HOURS: Final = 24
"""A stretch without a scan that is pointed at. Own choice."""


def page(
    visit: Visit,
    *,
    revealed: Traced | Passed | None = None,
    error: JidiError | None = None,
    missed: bool = False,
) -> Page:
    """The question, and the answer where one was asked.

    :param revealed: the answer with its numbers in full, shown this once.
    :param error: why they are not shown, or nothing is.
    :param missed: nothing is known of what was asked: the question stands there to be mended.
    """
    t = visit.t
    kind = visit.choice("what", tuple(KINDS), "parcel")
    key = visit.asked.get("key", "").strip()
    return Page(
        title=t("Trace"),
        actions=key and not missed and [print_button(visit), export_link(visit, "trace")],
        body=[
            card(t("What to trace"), _form(visit, kind, key), _nothing_personal(visit)),
            failed(visit, error),
            _answered(visit, revealed, is_full=True)
            if revealed
            else key and not missed and _answer(visit, kind, key),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """What was found, as masked as on the page; nothing where nothing was asked."""
    key = visit.asked.get("key", "").strip()
    if not key:
        return ()
    found = _found(visit, visit.choice("what", tuple(KINDS), "parcel"), key)
    if isinstance(found, Traced):
        return (_course_grid(visit, found),)
    return (_passed_grid(visit, found),)


def _form(visit: Visit, kind: str, key: str) -> Element:
    t = visit.t
    return h.form(class_="filter trace-form", method="get", action=visit.href("trace"))[
        h.label[
            t("Trace"),
            h.select(name="what")[
                (h.option(value=k, selected=k == kind)[t(text)] for k, text in KINDS.items())
            ],
        ],
        h.label[
            t("Id"),
            h.input(type="search", name="key", value=key, required="", autocomplete="off"),
        ],
        h.label[
            t("Day (bag, vehicle)"),
            h.input(type="date", name="day", value=visit.asked.get("day", "")),
        ],
        h.label[
            t("Hour (facility)"),
            h.input(
                type="datetime-local",
                name="hour",
                step="3600",
                value=visit.asked.get("hour", ""),
            ),
        ],
        h.button(class_="button primary", type="submit")[t("Trace")],
    ]


def _nothing_personal(visit: Visit) -> Element:
    return h.p(class_="fine")[
        visit.t(
            "Numbers of parcels and vehicles are masked here, and nobody "
            "can be looked for by name or telephone. What you enter stands in this page's address."
        )
    ]


def _answer(visit: Visit, kind: str, key: str) -> Node:
    found = _found(visit, kind, key)
    asked = None if isinstance(found, Traced) else _reveal_form(visit, kind, key)
    return [_answered(visit, found, is_full=False), asked]


def _answered(visit: Visit, found: Traced | Passed, *, is_full: bool) -> Node:
    if isinstance(found, Traced):
        return _course(visit, found, is_full=is_full)
    return _passed(visit, found, is_full=is_full)


def _reveal_form(visit: Visit, kind: str, key: str) -> Node:
    """Asks why the numbers are needed in full, of those who may see them."""
    t = visit.t
    if not visit.asker.id or not visit.asker.may(REVEAL):
        return None
    told = {"what": kind, "key": key, **{n: visit.asked.get(n, "") for n in ("day", "hour")}}
    return h.details(class_="card step")[
        h.summary[t("Show the numbers in full")],
        h.form(class_="stacked", method="post", action=visit.href("trace/reveal"))[
            (h.input(type="hidden", name=name, value=value) for name, value in told.items()),
            h.label[
                t("Reason"),
                h.input(class_="prose", type="text", name="why", required="", maxlength="300"),
            ],
            h.p(class_="fine")[t("That you look, and why, is noted in the audit log first.")],
            h.button(class_="button primary", type="submit")[t("Show the numbers in full")],
        ],
    ]


def _found(visit: Visit, kind: str, key: str) -> Traced | Passed:
    asked = {name: visit.asked.get(name) or None for name in ("day", "hour")}
    hour = asked["hour"] and asked["hour"][:13]
    wanted: Mapping[str, str | None] = {kind: key}
    if kind == "facility":
        wanted = {**wanted, "hour": hour}
    elif kind != "parcel":
        wanted = {**wanted, "day": asked["day"]}
    return trace_asked(visit.book, **wanted)


def _course(visit: Visit, found: Traced, *, is_full: bool) -> Element:
    grid = _course_grid(visit, found, is_full=is_full)
    said = h.p(class_="sentence")[" ".join(course_lines(found, visit.lang))]
    return card(grid.title, said, table(grid, class_="course"))


def _course_grid(visit: Visit, found: Traced, *, is_full: bool = False) -> Grid:
    t, names, lang = visit.t, found.names, visit.lang
    columns = (
        Column(t("Happened"), kind="code", name="when"),
        Column(t("Step")),
        Column(t("Place")),
        Column(t("Facility"), wide=True),
        Column(t("Custody"), wide=True),
        Column(t("Since the last"), name="since"),
        Column(t("Remarks"), name="wrong"),
        Column(t("Origin"), wide=True),
    )
    rows = []
    for scan in found.course.scans:
        since = scan.since_previous
        long = since is not None and abs(since.total_seconds()) >= _LONG_HOURS * 3600
        backward = since is not None and since.total_seconds() < 0
        said = span_text(since, lang)
        light = h.span(class_="light light-watch")[shape("triangle"), said]
        rows.append(
            Row(
                (
                    Cell(f"{scan.row['occurred_at']:%Y-%m-%d %H:%M:%S}"),
                    Cell(names.step(scan.row["step"], lang)),
                    Cell(names.division(scan.row["division"], lang)),
                    Cell(names.facility(scan.row["facility_id"])),
                    Cell(names.operator(scan.row["operator_id"])),
                    Cell(said, light if long or backward else None),
                    Cell(marks_text(scan.marks, lang)),
                    _origin(visit, scan.row["origin"]),
                ),
                {} if scan.counts else {"class": "discounted"},
            )
        )
    title = t("Parcel {key}", key=_number(found.key, "waybill", is_full=is_full))
    return Grid("course", title, columns, tuple(rows), tuple(course_lines(found, lang)))


def _passed(visit: Visit, found: Passed, *, is_full: bool) -> Element:
    grid = _passed_grid(visit, found, is_full=is_full)
    return card(
        grid.title,
        h.p(class_="sentence")[" ".join(passed_lines(found, visit.lang))],
        paged_table(visit, grid, part="passed")
        if grid.rows
        else note(visit.t("Nothing of this kind.")),
        id="passed",
    )


def _passed_grid(visit: Visit, found: Passed, *, is_full: bool = False) -> Grid:
    t, names, lang = visit.t, found.names, visit.lang
    columns = (
        Column(t("Happened"), kind="code", name="when"),
        Column(t("Parcel"), kind="code"),
        Column(t("Step")),
        Column(t("Place")),
        Column(t("Facility"), wide=True),
        Column(t("Bag"), kind="code", wide=True),
        Column(t("Vehicle"), kind="code", wide=True),
        Column(t("Origin"), wide=True),
    )
    rows = tuple(
        Row(
            (
                Cell(f"{row['occurred_at']:%Y-%m-%d %H:%M:%S}"),
                Cell(_number(row["parcel_id"], "waybill", is_full=is_full)),
                Cell(names.step(row["step"], lang)),
                Cell(names.division(row["division"], lang)),
                Cell(names.facility(row["facility_id"])),
                Cell(row["bag_id"] or ""),
                Cell(_number(row["vehicle_id"], "vehicle", is_full=is_full)),
                _origin(visit, row["origin"]),
            )
        )
        for row in found.rows
    )
    title = f"{t(KINDS[found.what])} {_named(found, is_full=is_full)}"
    return Grid("passed", title, columns, rows, tuple(passed_lines(found, lang)))


def _named(found: Passed, *, is_full: bool) -> str:
    if found.what == "vehicle":
        return _number(found.key, "vehicle", is_full=is_full)
    return found.names.facility(found.key) if found.what == "facility" else found.key


def _number(value: Any, kind: str, *, is_full: bool) -> str:
    if not value:
        return ""
    return str(value) if is_full else mask(value, kind)


def _origin(visit: Visit, origin: str) -> Cell:
    word = visit.t.of(*ORIGIN_WORDS[origin])
    class_ = {"synthetic": " origin-synthetic", "published": " origin-published"}.get(origin, "")
    return Cell(word, h.span(class_=f"origin{class_}")[word])
