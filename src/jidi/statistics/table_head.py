"""The head of a table: what each column of figures holds.

A head may have one level (累计 同比增长(%) 当月 同比增长(%)) or two (2023年5月份 above 累计 当月,
比去年同期增长(%) above 累计 当月); in plain text both are one run of words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from jidi.core.units import Unit
from jidi.model.bulletin_wording import Columns, Subject
from jidi.statistics.cells import UNITS_OF_TABLE, Cell, CellReader, unit_named
from jidi.statistics.periods import PERIOD, Shape, Stated, stated_period

Role = Literal["value", "growth", "share", "prior", "period", "label"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures.

    :param role: ``period`` and ``label`` are words of the head only, never a column.
    :param cumulative: 累计 or 当月; None when the head does not say.
    :param stated: the time printed with it.
    :param of: for growth, which column of values it belongs to.
    """

    role: Role
    cumulative: bool | None = None
    stated: Stated | None = None
    subject: Subject | None = None
    unit: Unit | None = None
    of: int | None = None


@dataclass(frozen=True)
class Head:
    """The columns of a table.

    :param stated: the time of the whole table, when the head gives one.
    :param units: printed once for the whole table.
    :param assumed: whether the head is missing and the usual order is taken.
    """

    columns: tuple[Column, ...]
    stated: Stated | None = None
    units: tuple[Unit, ...] = ()
    assumed: bool = False


def head_of(cells: Sequence[Cell], width: int, words: Columns, reader: CellReader) -> Head | None:
    """The head that ``cells`` make for rows of ``width`` figures; None when they make none.

    Where no word of a head is left, it is the order nearly all bulletins use, marked as assumed.
    """
    parts = [part for cell in cells for part in _parts(cell, words, reader)]
    stated = next((part.stated for part in parts if part.role == "period"), None)
    leaves = _leaves(_whole_growth(parts))
    if not any(leaf.role in ("value", "growth") for leaf in leaves):
        return _usual_head(width)
    for order in (_in_two_levels, _in_one_level, _growth_below_one_word):
        columns = order(leaves, width)
        if columns is not None:
            return Head(columns, stated, _units_of_table(cells))
    return None


def _units_of_table(cells: Sequence[Cell]) -> tuple[Unit, ...]:
    """The units of a cell such as 单位:万件、亿元."""
    texts = [m["units"] for cell in cells if (m := UNITS_OF_TABLE.fullmatch(cell.text))]
    found = [unit_named(name) for text in texts for name in re.split("[、,/;]", text)]
    return tuple(unit for unit in found if unit is not None)


def _parts(cell: Cell, words: Columns, reader: CellReader) -> list[Column]:
    """What one cell of the head says."""
    if UNITS_OF_TABLE.fullmatch(cell.text):
        return []
    match = PERIOD.search(cell.text)
    stated = stated_period(match) if match is not None and match["current"] is None else None
    timed = match is not None and stated is not None
    text = cell.text.replace(match[0], "") if timed and match is not None else cell.text
    subject = reader.subject(reader.head_words.sub("", text).split("(")[0]) if text else None
    cumulative = _cumulative(text, words, stated)
    role = _role(text, cell, subject, stated, words)
    return [Column(role, cumulative, stated, subject, cell.unit)]


def _role(
    text: str, cell: Cell, subject: Subject | None, stated: Stated | None, words: Columns
) -> Role:
    growth = _has(text, words.growth) or text.endswith(("(%)", "%", "±"))
    own_unit = cell.unit is not None and not _has(text, words.unit)
    valued = _has(text, words.cumulative) or _has(text, words.month)
    roles: tuple[tuple[bool, Role], ...] = (
        (_has(text, words.share) and not _has(text, words.growth), "share"),
        (growth, "growth"),
        (_has(text, words.prior), "prior"),
        (valued or (own_unit and (subject is not None or stated is None)), "value"),
        (stated is not None, "period"),
    )
    return next((role for holds, role in roles if holds), "label")


def _cumulative(text: str, words: Columns, stated: Stated | None) -> bool | None:
    if _has(text, words.cumulative):
        return True
    if _has(text, words.month):
        return False
    if stated is None:
        return None
    return stated.is_cumulative or stated.shape is not Shape.MONTH


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _whole_growth(parts: Sequence[Column]) -> list[Column]:
    """Growth that two cells share (比去年同期 | 增长(%)) counts once, as does 累计 | 增长(%)."""
    found: list[Column] = []
    for part in parts:
        before = found[-1] if found else None
        both = before is not None and before.role == part.role == "growth"
        if before is not None and both and before.cumulative is None and part.cumulative is None:
            continue
        found.append(part)
    return found


def _leaves(parts: Sequence[Column]) -> list[Column]:
    """The parts that can be columns; times are columns only where 累计 and 当月 are not said."""
    said = any(part.role == "value" for part in parts)
    times = [] if said else [p for p in parts if p.role == "period"]
    kept = [p for p in parts if p.role in ("value", "growth", "share", "prior") or p in times]
    return [replace(p, role="value") if p.role == "period" else p for p in kept]


def _in_one_level(leaves: Sequence[Column], width: int) -> tuple[Column, ...] | None:
    """As many words as figures: growth belongs to its own kind, else to the values before it."""
    if len(leaves) != width or not any(leaf.role == "value" for leaf in leaves):
        return None
    found: list[Column] = []
    waiting: list[int] = []
    for place, leaf in enumerate(leaves):
        if leaf.role == "value":
            waiting.append(place)
            found.append(leaf)
        elif leaf.role == "growth":
            of = _owner(leaf, found, waiting)
            if of is None:
                return None
            found.append(replace(leaf, of=of))
        else:
            found.append(replace(leaf, of=waiting[-1] if waiting else None))
    return tuple(found)


def _owner(growth: Column, before: Sequence[Column], waiting: list[int]) -> int | None:
    """The column of values that growth belongs to."""
    alike = [
        n
        for n in waiting
        if growth.cumulative is None or before[n].cumulative in (None, growth.cumulative)
    ]
    if not alike:
        return None
    # 累计 当月 增长 增长 goes in order; 累计 增长 当月 增长 pairs as it comes.
    chosen = alike[0]
    waiting.remove(chosen)
    return chosen


def _in_two_levels(leaves: Sequence[Column], width: int) -> tuple[Column, ...] | None:
    """累计 当月 twice, the second time below the word for growth (which may be lost)."""
    values = [leaf for leaf in leaves if leaf.role == "value"]
    growth = [leaf for leaf in leaves if leaf.role == "growth"]
    half = width // 2
    if len(values) != width or len(growth) > 1 or width % 2:
        return None
    first, second = values[:half], values[half:]
    kinds = [v.cumulative for v in first]
    if kinds != [v.cumulative for v in second] or (not growth and None in kinds):
        return None
    below = [replace(v, role="growth", of=n) for n, v in enumerate(second)]
    return (*first, *below)


def _growth_below_one_word(leaves: Sequence[Column], width: int) -> tuple[Column, ...] | None:
    """累计 当月 and one word for the growth of both."""
    values = [leaf for leaf in leaves if leaf.role == "value"]
    growth = [leaf for leaf in leaves if leaf.role == "growth"]
    if len(growth) != 1 or len(values) * 2 != width:
        return None
    below = [replace(v, role="growth", of=n) for n, v in enumerate(values)]
    return (*values, *below)


def _usual_head(width: int) -> Head | None:
    if width != 4:
        return None
    values = (Column("value", True), Column("value", False))
    growth = (Column("growth", True, of=0), Column("growth", False, of=1))
    return Head((*values, *growth), assumed=True)
