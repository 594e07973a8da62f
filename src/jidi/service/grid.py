"""The grid of a book on a day: its findings, and what each post answers for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jidi.model.grid_rules import GridRules, load_grid_rules
from jidi.service.alert_words import division_text
from jidi.service.books import Book
from jidi.service.patrols import patrols
from jidi.service.safety_names import facility_names, period_asked, place_prefix
from jidi.service.told import Head, Line, Told, Words, share_json
from jidi.supervision.credit import Fraction
from jidi.supervision.grid import FAULTS, Checked, GridCell, Outlet, checked

_CELLS: Final = """
SELECT cell_id, division, owner_post, owner_unit FROM grid_cell
WHERE since <= $day AND (until IS NULL OR until > $day) AND division LIKE $place
"""
_BELONGS: Final = """
SELECT facility_id, cell_id FROM grid_outlet
WHERE since <= $day AND (until IS NULL OR until > $day) AND division LIKE $place
"""
_OUTLETS: Final = """
SELECT facility_id, division FROM facility
WHERE kind IN ({kinds}) AND opened_on <= $day AND (closed_on IS NULL OR closed_on > $day)
  AND division LIKE $place
"""


@dataclass(frozen=True)
class Workload:
    """What one post answers for.

    :param events: patrol events of the year not closed yet; None where no event is known.
    :param overdue: of these, overdue.
    """

    post: str
    unit: str
    cells: int
    outlets: int
    events: int | None
    overdue: int | None
    heavy: bool


@dataclass(frozen=True)
class GridView:
    """The grid on a day; ``checked`` is None where no cell is registered."""

    day: date
    rules: GridRules
    checked: Checked | None
    posts: tuple[Workload, ...]
    version: int
    synthetic: bool

    @property
    def placed(self) -> Fraction | None:
        """Outlets in exactly one cell to outlets."""
        found = self.checked
        return None if found is None else Fraction(found.placed, found.outlets)

    @property
    def owned(self) -> Fraction | None:
        """Cells with an owner to cells."""
        found = self.checked
        return None if found is None else Fraction(found.owned, found.cells)


def grid_view(book: Book, day: date, *, within: str = "") -> GridView:
    """The grid as it stands on a day.

    :raises UnknownName: C-207.
    """
    rules, place = load_grid_rules(), place_prefix(book, within)
    tables = ("grid_cell", "grid_outlet", "facility")
    synthetic = any("synthetic" in book.origins(table) for table in tables)
    if not book.rows("grid_cell"):
        return GridView(day, rules, None, (), book.version, synthetic)
    asked = {"day": day, "place": f"{place}%"}
    cells = [
        GridCell(row["cell_id"], row["division"], row["owner_post"] or "", row["owner_unit"] or "")
        for row in book.ask(_CELLS, {}, parameters=asked).to_pylist()
    ]
    query = _OUTLETS.format(kinds=", ".join(f"'{kind}'" for kind in rules.kinds))
    outlets = [Outlet(**row) for row in _renamed(book, query, asked)]
    belongs = [
        (row["facility_id"], row["cell_id"])
        for row in book.ask(_BELONGS, {}, parameters=asked).to_pylist()
    ]
    found = checked(cells, outlets, belongs)
    posts = tuple(_workloads(cells, found, _open_events(book, day, within, belongs), rules))
    return GridView(day, rules, found, posts, book.version, synthetic)


def _renamed(book: Book, query: str, asked: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for row in book.ask(query, {}, parameters=asked).to_pylist():
        yield {"id": row["facility_id"], "division": row["division"]}


def _open_events(
    book: Book, day: date, within: str, belongs: list[tuple[str, str]]
) -> dict[str, tuple[int, int]] | None:
    """Open and overdue patrol events of the year by cell; None where no event is known."""
    found = patrols(book, day, period_asked("", day), within=within)
    if found.events is None:
        return None
    cells: dict[str, list[str]] = {}
    for outlet, cell in belongs:
        cells.setdefault(outlet, []).append(cell)
    counts: dict[str, tuple[int, int]] = {}
    for event in found.in_state("open"):
        for cell in cells.get(event.facility, ()):
            events, overdue = counts.get(cell, (0, 0))
            counts[cell] = (events + 1, overdue + (event.state == "overdue"))
    return counts


def _workloads(
    cells: list[GridCell],
    found: Checked,
    events: dict[str, tuple[int, int]] | None,
    rules: GridRules,
) -> list[Workload]:
    by_post: dict[str, list[GridCell]] = {}
    for one in cells:
        if one.post:
            by_post.setdefault(one.post, []).append(one)
    made = []
    for post, own in by_post.items():
        outlets = sum(found.of_cell[one.id] for one in own)
        counts = None if events is None else [events.get(one.id, (0, 0)) for one in own]
        made.append(
            Workload(
                post=post,
                unit=next((one.unit for one in own if one.unit), ""),
                cells=len(own),
                outlets=outlets,
                events=None if counts is None else sum(one[0] for one in counts),
                overdue=None if counts is None else sum(one[1] for one in counts),
                heavy=outlets > rules.outlets_of_a_post,
            )
        )
    return sorted(made, key=lambda one: (-one.outlets, one.post))


def findings_told(book: Book, found: GridView) -> Told:
    """What is wrong with the grid, the gravest first."""
    names = facility_names(book)
    lines = [
        Line(
            (
                FAULTS[one.fault],
                "、".join(one.cells) or "—",
                one.outlet or "—",
                names.get(one.outlet, "—") if one.outlet else "—",
                (division_text(book, one.division, "zh"), division_text(book, one.division, "en"))
                if one.division
                else "—",
            )
        )
        for one in (found.checked.findings if found.checked else ())
    ]
    heads = (
        Head("问题", "Finding"),
        Head("网格", "Cell", "code"),
        Head("网点", "Outlet", "code"),
        Head("名称", "Name", wide=True),
        Head("区划", "Place", wide=True),
    )
    title = (f"网格核查，截至 {found.day}", f"The grid checked as of {found.day}")
    return Told("grid", title, heads, lines, remarks(found))


def posts_told(found: GridView) -> Told:
    """What each post answers for, the most outlets first."""
    lines = [
        Line(
            (
                ("超负荷", "overloaded") if one.heavy else ("正常", "as it should be"),
                one.post, one.unit or "—", one.cells, one.outlets, one.events, one.overdue,
            ),
            light=("watch" if one.heavy else "met", ""),
        )
        for one in found.posts
    ]  # fmt: skip
    heads = (
        Head("负荷", "Load"),
        Head("岗位", "Post", "code"),
        Head("责任单位", "Unit", wide=True),
        Head("网格", "Cells", "number"),
        Head("网点", "Outlets", "number", strong=True),
        Head("未闭环巡查", "Open events", "number"),
        Head("其中逾期", "Overdue", "number"),
    )
    return Told(
        "posts", ("网格员岗位工作量", "What posts answer for"), heads, lines, remarks(found)
    )


def remarks(found: GridView) -> tuple[Words, ...]:
    """What must belong to a cell, and what is own choice."""
    most = found.rules.outlets_of_a_post
    marks: list[Words] = [
        (
            f"应入网格的设施类别与每岗 {most} 处的界限为本平台设计；岗位只登记编号，不登记姓名",
            f"kinds that belong to a cell and the limit of {most} outlets a post are own choice; "
            "posts go by number, no name is kept",
        ),
        (
            f"截至 {found.day} · 数据版本 {found.version}",
            f"as of {found.day} · data version {found.version}",
        ),
    ]
    if found.synthetic:
        marks.append(("含合成数据", "holds synthetic data"))
    return tuple(marks)


def grid_json(found: GridView) -> dict[str, Any]:
    """As plain values."""
    state = found.checked
    return {
        "day": found.day.isoformat(),
        "data_version": found.version,
        "synthetic": found.synthetic,
        "rules": found.rules.model_dump(mode="json"),
        "outlets_placed": share_json(found.placed),
        "cells_owned": share_json(found.owned),
        "findings": None
        if state is None
        else {
            "counts": {fault: state.count(fault) for fault in FAULTS},
            "rows": [
                {"fault": f.fault, "outlet": f.outlet or None, "cells": list(f.cells),
                 "division": f.division or None}
                for f in state.findings
            ],
        },
        "posts": None if state is None else [dict(vars(one)) for one in found.posts],
    }  # fmt: skip
