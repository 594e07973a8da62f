"""From indicator tables to targets, milestones and facts of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from jidi.model.plan import Notation
from jidi.model.plan_figure import Printed, read_printed
from jidi.model.plan_record import Fact, Milestone, Quantity, Target
from jidi.plan.read.cells import CellFigure, CellKind, figure_of_cell, kind_of_cell
from jidi.plan.read.flow import Flow
from jidi.plan.read.making import Drafting, direction_of, path_of, quantity_of
from jidi.plan.read.sentences import Period
from jidi.plan.read.table import IndicatorTable, Row

Made = Target | Milestone | Fact
_HUNDRED = Decimal(100)
_NOTE = re.compile(r"[\[(]\s*[\])][^,。;]{0,4}(?:内|中|为|表示)?[^。;]*")


class TableRecords:
    """The records of one table."""

    def __init__(self, table: IndicatorTable, drafting: Drafting, period: Period) -> None:
        self._table = table
        self._drafting = drafting
        self._period = period
        self._base, self._target, self._others = self._years()

    def made(self) -> Iterator[Made]:
        """Targets, interim milestones, and rows that state the base only."""
        for row in self._table.rows:
            yield from self._of_row(row)
        for flow, reason_zh, reason_en in self._table.left:
            self._drafting.leave("", reason_zh, reason_en, flow)

    def _years(self) -> tuple[int | None, int | None, list[int]]:
        """Columns of base and target, and of other years."""
        columns = self._table.columns
        roles = {column.role: n for n, column in enumerate(columns) if column.role != "year"}
        years = {n: c.year for n, c in enumerate(columns) if c.role == "year" and c.year}
        base = next((n for n, year in years.items() if year == self._period.base), None)
        target = next((n for n, year in years.items() if year == self._period.target), None)
        base = roles.get("base") if base is None else base
        target = roles.get("target") if target is None else target
        if target is None and years:
            last = max(years, key=lambda n: years[n] or 0)
            target = last if (years[last] or 0) > self._period.base and last != base else None
        return base, target, [n for n in years if n not in (base, target)]

    def _of_row(self, row: Row) -> Iterator[Made]:
        figures = {n: self._figure(row, n) for n in row.cells}
        unit = row.unit or next((f.unit for f in figures.values() if f and f.unit), "")
        target = figures.get(self._target) if self._target is not None else None
        base = figures.get(self._base) if self._base is not None else None
        if target is not None:
            made = self._target_record(row, unit, base, target, figures)
            if made is not None:
                yield made
        elif base is not None and self._base is not None:
            yield from self._fact(row, unit, base, self._period.base, row.cells[self._base])
        for n in self._others:
            yield from self._other_year(row, unit, figures.get(n), n)

    def _figure(self, row: Row, n: int) -> CellFigure | None:
        cell = row.cells[n]
        if kind_of_cell(cell) is CellKind.EMPTY:
            return None
        found = figure_of_cell(cell.text)
        if found is None:
            self._drafting.leave("", "表格中的这个数读不懂", "this cell is no figure", cell)
        return found

    def _target_record(
        self,
        row: Row,
        unit: str,
        base: CellFigure | None,
        target: CellFigure,
        figures: dict[int, CellFigure | None],
    ) -> Target | None:
        name = row.name.text
        goal = read_printed(target.printed)
        start = read_printed(base.printed) if base is not None else None
        conditions = [{"kind": "level", "printed": target.printed}]
        conditions += self._rates(start, goal, unit, figures)
        quantity = quantity_of(name, unit)
        printed_unit = ""
        if quantity is Quantity.INDEX and unit == "%":
            unit, printed_unit = "分", "%"
        ends = [float(p.value) for p in (start, goal) if p is not None]
        data: dict[str, Any] = {
            **self._names(row),
            "id": self._drafting.id("target"),
            "item": "",
            "unit": unit,
            "printed_unit": printed_unit,
            "quantity": quantity,
            "source": "table",
            "year": self._period.target,
            "path": path_of(quantity, *ends),
            "direction": direction_of(name),
            "nature": row.nature or "未标注",
            "area": row.category,
            "baseline": None if base is None else base.printed,
            "conditions": conditions,
        }
        return self._drafting.made(Target, data, row.name, *row.cells.values())

    def _names(self, row: Row) -> dict[str, str]:
        indicator = self._drafting.known.indicator(row.name.text)
        return {
            "indicator": indicator,
            "zh": row.name.text,
            "en": self._drafting.english(indicator, row.name.text),
        }

    def _rates(
        self,
        start: Printed | None,
        goal: Printed,
        unit: str,
        figures: dict[int, CellFigure | None],
    ) -> list[dict[str, str]]:
        """Growth and increments, each told apart by its sign and by what the numbers give."""
        found: dict[str, dict[str, str]] = {}
        for n, figure in figures.items():
            column = self._table.columns[n]
            if figure is None or column.role not in ("growth", "increment") or start is None:
                continue
            printed = read_printed(figure.printed)
            kind = self._kind_of_rate(printed, start, goal, unit, column.role)
            found.setdefault(kind, {"kind": kind, "printed": figure.printed})
        return list(found.values())

    def _kind_of_rate(
        self, rate: Printed, start: Printed, goal: Printed, unit: str, role: str
    ) -> str:
        if rate.percent and unit != "%":
            return "growth"
        growth = _growth(start.value, goal.value, self._period.target - self._period.base)
        difference = goal.value - start.value
        off = abs(rate.value - difference)
        if growth is None or off <= abs(rate.value - growth):
            return "increment" if off <= abs(rate.value) / 2 or role == "increment" else "growth"
        if role == "increment" and not rate.percent:
            return "increment"
        return "growth"

    def _fact(
        self, row: Row, unit: str, figure: CellFigure, year: int, cell: Flow
    ) -> Iterator[Fact]:
        data = {
            **self._names(row),
            "id": self._drafting.id("fact"),
            "item": "",
            "printed": figure.printed,
            "unit": unit,
            "year": year,
        }
        made = self._drafting.made(Fact, data, row.name, cell)
        if made is not None:
            yield made

    def _other_year(self, row: Row, unit: str, figure: CellFigure | None, n: int) -> Iterator[Made]:
        year = self._table.columns[n].year
        if figure is None or year is None:
            return
        if year <= self._period.base:
            yield from self._fact(row, unit, figure, year, row.cells[n])
            return
        data = {
            **self._names(row),
            "id": self._drafting.id("milestone"),
            "item": "",
            "printed": figure.printed,
            "unit": unit,
            "due": date(year, 12, 31),
        }
        made = self._drafting.made(Milestone, data, row.name, row.cells[n])
        if made is not None:
            yield made


def _growth(start: Decimal, goal: Decimal, years: int) -> Decimal | None:
    """Mean growth a year, in per cent; None where it means nothing."""
    if start <= 0 or goal <= 0 or years <= 0:
        return None
    ratio = float(goal / start) ** (1 / years) - 1
    return Decimal(str(round(ratio * 100, 6)))


def notation_of(table: IndicatorTable, drafting: Drafting) -> Notation | None:
    """What the table's note or head says about brackets."""
    for note in table.notes:
        found = _NOTE.search(note.text)
        if found is not None:
            flow = note.part(*found.span())
            return _notation(found[0], flow, drafting)
    head = next((c for c in table.columns if "[" in c.text and c.role == "growth"), None)
    if head is None:
        return None
    inside = re.search(r"\[([^\]]*)\]", head.text)
    if inside is None or inside[1] not in table.head.text:
        return None
    start = table.head.text.index(inside[1])
    flow = table.head.part(max(start - 1, 0), min(start + len(inside[1]) + 1, len(table.head)))
    return _notation(head.text, flow, drafting)


def _notation(text: str, flow: Flow, drafting: Drafting) -> Notation | None:
    cumulative = re.search(r"累计|增量|合计|总数", text)
    yearly = re.search(r"年均|增速|增长率", text)
    if not cumulative and not yearly:
        drafting.leave(text, "方括号的含义读不懂", "the meaning of the brackets is unclear", flow)
        return None
    return Notation.model_validate(
        {
            "brackets": "cumulative" if cumulative else "growth",
            "zh": text,
            "en": "cumulative numbers" if cumulative else "mean annual growth",
            "at": drafting.at(flow),
        }
    )


def notation_of_all(tables: Sequence[IndicatorTable], drafting: Drafting) -> Notation | None:
    """The first notation that a table explains."""
    return next((n for table in tables if (n := notation_of(table, drafting))), None)
