"""A grid as an HTML table: one header row, units in the header, the total always shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import htpy as h
from htpy import Element, Node

from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.visit import Visit

PAGE_SIZE = 50
BRIEF = 6
"""Signs that narrow screens keep in one line, as a county's name or a state. Own choice."""


def swapping(part: str) -> dict[str, str]:
    """Attributes with which the links inside renew only one part of the page, and its actions.

    Without scripts the same links load the whole page.
    """
    return {
        "hx_boost": "true",
        "hx_target": f"#{part}",
        "hx_select": f"#{part}",
        "hx_select_oob": "#actions",
        "hx_swap": "outerHTML show:none",
        "hx_push_url": "true",
    }


def table(grid: Grid, *, sticky: bool = False, class_: str = "") -> Element:
    """The whole grid; its frame scrolls sideways where the screen is narrower, also by keyboard."""
    rows = tuple(grid.rows)
    lengths = [_length(column, [row.cells[at] for row in rows])
               for at, column in enumerate(grid.columns)]  # fmt: skip
    return h.div(class_="table-frame", tabindex="0", role="region", aria_label=grid.title)[
        h.table(class_=f"grid {class_}".strip())[
            h.caption(class_="sr-only")[grid.title],
            h.thead(class_="sticky" if sticky else None)[h.tr[[_head(c) for c in grid.columns]]],
            h.tbody[[_row(grid, row, lengths) for row in rows]],
        ]
    ]


def paged_table(
    visit: Visit, grid: Grid, *, part: str, size: int = PAGE_SIZE, class_: str = ""
) -> Node:
    """One page of the grid with the total and the way to the others.

    :param part: id of the element that the way to the others renews.
    """
    pages = grid.pages(size)
    page = visit.page(pages)
    return [
        table(grid.part(page, size), class_=class_),
        pager(visit, len(grid.rows), page, pages, part),
    ]


def pager(visit: Visit, total: int, page: int, pages: int, part: str) -> Element:
    """How many rows there are, and the way to the other pages."""
    t = visit.t
    said = t.count("{n} row in total", "{n} rows in total", total)
    if pages <= 1:
        return h.p(class_="result")[said]
    return h.nav(class_="pager", aria_label=t("Pages of the table"), **swapping(part))[
        h.span(class_="result")[said, " · ", t("page {page} of {pages}", page=page, pages=pages)],
        page > 1 and h.a(class_="button", href=visit.href(page=str(page - 1)))[t("Previous")],
        page < pages and h.a(class_="button", href=visit.href(page=str(page + 1)))[t("Next")],
    ]


def _head(column: Column) -> Element:
    unit = h.span(class_="unit")[column.unit] if column.unit else None
    return h.th(scope="col", class_=_classes(column))[column.head, unit and [" ", unit]]


def _row(grid: Grid, row: Row, lengths: Sequence[str]) -> Element:
    fields = zip(grid.columns, row.cells, lengths, strict=True)
    return h.tr(dict(row.attributes))[
        [
            _field(_classes(column, length, strong=cell.strong))[cell.on_page]
            for column, cell, length in fields
        ]
    ]


def _length(column: Column, cells: Iterable[Cell]) -> str:
    """Whether narrow screens keep a column of text in one line, or break it only where it is long:
    browsers break Chinese after every sign."""
    if column.kind != "text":
        return ""
    texts = (cell.value for cell in cells if isinstance(cell.value, str))
    return "long" if any(len(text) > BRIEF and _signs(text) > BRIEF for text in texts) else "brief"


def _signs(text: str) -> float:
    """Its width in Chinese signs; Latin letters take half of one."""
    return sum(0.5 if one < "\u2e80" else 1 for one in text)


@lru_cache(maxsize=512)
def _field(classes: str | None) -> Element:
    """An empty field of the table: a page has hundreds of the same."""
    return h.td(class_=classes)


@lru_cache(maxsize=512)
def _classes(column: Column, length: str = "", *, strong: bool = False) -> str | None:
    names: list[str] = [column.kind] if column.kind != "text" else []
    names += [length] if length else []
    names += ["wide"] if column.wide else []
    names += [f"c-{column.name}"] if column.name else []
    names += ["strong"] if strong else []
    return " ".join(names) or None
