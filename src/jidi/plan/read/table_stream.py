"""Indicator tables of plain text: cells on lines of their own or parted by spaces, rows wrapped.

Columns cannot be seen here. The head says how many figures a row has; a row is a name, perhaps a
number before it and a unit behind it, and that many figures or dashes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from jidi.model.plan_words import one_of, plan_words
from jidi.plan.read.cells import (
    CellKind,
    index_of,
    kind_of_cell,
    nature_of,
    numbered_name,
    unit_in_name,
    unit_of,
)
from jidi.plan.read.flow import Flow, cleaned, joined
from jidi.plan.read.lines import PlanLine
from jidi.plan.read.table import IndicatorTable, Row
from jidi.plan.read.table_header import Column, begins_head, columns_of

_TOKEN = re.compile(r"[^\s\u3000|]+")
_MOST_HEAD_LINES = 14
_LONGEST_HEAD_LINE = 60
_LONGEST_CELL = 45
_HEADING = re.compile(
    r"[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|第[一二三四五六七八九十]+[章节]|专栏"
)
_SENTENCE = re.compile(r"[。;]|[,:].*[,。;]")
_NOTE = re.compile(r"\(?(?:注|说明|备注)\)?\s*\d*\s*[:.、]|[\[(]\s*[\])].{0,3}(?:内|中|为)|[①②③*]")
_TITLE_BEFORE = re.compile(r"^.*?(?:主要|发展)指标(?:体系|表)?(?=序号|类别|指标)")
"""A title that the head follows on the same line."""
_CATEGORY = re.compile(rf"(?:{one_of(plan_words().columns.categories)})+")
_IDLE = (CellKind.NATURE, CellKind.EMPTY)
_COMPARATOR = re.compile(r"[<>≤≥~]|约|超过|不低于|基本实现|近")


def table_in_text(lines: Sequence[PlanLine], start: int) -> IndicatorTable | None:
    """The table whose head begins at position ``start``; None when no head begins there."""
    head = _head(lines, start)
    if head is None:
        return None
    columns, body = head
    columns = _fitted(columns, lines[body : body + 12])
    table = IndicatorTable(
        columns=columns,
        rows=[],
        first=start,
        last=body - 1,
        head=joined(line.flow for line in lines[start:body]),
    )
    _Rows(table).read(lines, body)
    return table if table.rows else None


def _fitted(columns: tuple[Column, ...], body: Sequence[PlanLine]) -> tuple[Column, ...]:
    """The columns less those that a head of two lines names twice, as rows of the body show.

    ``〔累计〕`` above ``年均增长率`` is one column; ``(单位)`` below ``指标`` is none of its own.
    """
    kept = [c for c in columns if not (c.role == "unit" and c.text.startswith("("))]
    figures = [c for c in kept if c.figures]
    counts = Counter(n for line in body if (n := _figures_in(line)) > 1)
    usual = counts.most_common(1)[0][0] if counts else len(figures)
    rates = [c for c in kept if c.role in ("growth", "increment")]
    if len(figures) > usual and len(rates) > 1:
        kept = [c for c in kept if c not in rates[1:]]
    return tuple(kept)


def _figures_in(line: PlanLine) -> int:
    kinds = [kind_of_cell(token) for token in _tokens(line)]
    return sum(kind in (CellKind.VALUE, CellKind.EMPTY) for kind in kinds)


def _head(lines: Sequence[PlanLine], start: int) -> tuple[tuple[Column, ...], int] | None:
    """Columns, and the position of the first line behind the head."""
    first = _TITLE_BEFORE.sub("", lines[start].text.replace(" ", ""))
    if not begins_head(first):
        return None
    text = ""
    best = None
    for n in range(start, min(start + _MOST_HEAD_LINES, len(lines))):
        line = lines[n].text
        if len(line) > _LONGEST_HEAD_LINE or _SENTENCE.search(line) or _begins_row(lines[n]):
            break
        text += first if n == start else line.replace(" ", "")
        columns = columns_of(text)
        if columns is not None:
            best = (columns, n + 1)
    return best


def _begins_row(line: PlanLine) -> bool:
    """Whether the line holds a figure that is no year: then it belongs to the body."""
    kinds = [(t, kind_of_cell(t)) for t in _tokens(line)]
    figures = [t for t, kind in kinds if kind is CellKind.VALUE and not _is_year(t.text)]
    return bool(figures)


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d年?", text))


def _tokens(line: PlanLine) -> Iterator[Flow]:
    """The words of a line; a comparator that stands alone joins the figure behind it."""
    parts = [cleaned(m[0], line.start + m.start()) for m in _TOKEN.finditer(line.raw)]
    waiting: Flow | None = None
    for part in (p for p in parts if p):
        whole = part if waiting is None else joined([waiting, part])
        waiting = None
        if _COMPARATOR.fullmatch(whole.text):
            waiting = whole
        else:
            yield whole
    if waiting is not None:
        yield waiting


class _Rows:
    """The rows of one table, put together token by token."""

    def __init__(self, table: IndicatorTable) -> None:
        self._table = table
        self._figures = [n for n, column in enumerate(table.columns) if column.figures]
        self._has_category = any(column.role == "category" for column in table.columns)
        self._numbered = any(column.role == "index" for column in table.columns)
        self._half: Flow | None = None
        self._row: Row | None = None
        self._names: list[Flow] = []
        self._values: list[Flow] = []
        self._pending: list[Flow] = []

    def read(self, lines: Sequence[PlanLine], start: int) -> None:
        """Rows from ``start`` to the end of the table, then its notes."""
        n = start
        while n < len(lines) and not self._ends(lines, n):
            tokens = list(_tokens(lines[n]))
            names = len(tokens) > 1 and kind_of_cell(tokens[1]) is CellKind.TEXT
            for position, token in enumerate(tokens):
                self._take(token, leads=position == 0, names=names)
            self._table.last = n
            n += 1
        self._finish()
        self._leftover()
        absorb_notes(self._table, lines)

    def _ends(self, lines: Sequence[PlanLine], n: int) -> bool:
        text = lines[n].text
        if _NOTE.match(text) or _HEADING.match(text):
            return True
        if len(text) > _LONGEST_CELL * 2 or "。" in text:
            return True
        if not self._complete or all(kind_of_cell(t) in _IDLE for t in _tokens(lines[n])):
            return False
        ahead = [t for line in lines[n : n + 8] for t in _tokens(line)]
        return not any(kind_of_cell(t) is CellKind.VALUE for t in ahead)

    @property
    def _complete(self) -> bool:
        return len(self._values) >= len(self._figures)

    def _take(self, token: Flow, *, leads: bool, names: bool) -> None:
        """One word of the body.

        :param leads: whether it stands first on its line, as every row's number does.
        :param names: whether the line goes on with a name.
        """
        if self._half is not None:
            token, self._half = joined([self._half, token]), None
        if token.text.count("[") > token.text.count("]"):
            self._half = token  # the line broke inside brackets
            return
        kind = kind_of_cell(token)
        index = leads and self._is_index(token, names=names)
        if kind in (CellKind.VALUE, CellKind.EMPTY) and not index:
            self._value(token)
        elif kind is CellKind.NATURE:
            self._current().nature = nature_of(token.text) or ""
        elif kind is CellKind.UNIT and self._names and not self._values:
            self._current().unit = unit_of(token.text) or ""
        elif index:
            self._numbered = True
            self._begin(index_of(token.text))
        else:
            self._word(token)

    def _is_index(self, token: Flow, *, names: bool) -> bool:
        """A whole number is an index where the next row's is due and no figure is."""
        number = index_of(token.text)
        if number is None or number != self._next_index():
            return False
        row_is_open = bool(self._names) and not self._complete and not names
        plain = token.text.isdecimal()
        return (self._numbered or not plain or number == 1) and not row_is_open

    def _next_index(self) -> int:
        known = [row.index for row in self._table.rows if row.index is not None]
        open_ = self._row.index if self._row is not None else None
        return (open_ if open_ is not None else (known[-1] if known else 0)) + 1

    def _value(self, token: Flow) -> None:
        if not self._names and not self._pending:
            self._table.left.append((token, "数字前没有指标名称", "no name before the figure"))
            return
        if self._complete and self._values:
            self._table.left.append((token, "多于表头的列数", "more figures than columns"))
            return
        self._current()
        self._values.append(token)

    def _word(self, token: Flow) -> None:
        index, rest = numbered_name(token)
        if (
            index is not None
            and index == self._next_index()
            and (self._complete or not self._names)
        ):
            self._begin(index)
            token = rest
        if self._values:
            if self._complete:
                self._pending.append(token)
                if not self._numbered:
                    self._begin(None)
            else:
                # A name that goes on behind its first figures, or a row that lacks some.
                self._pending.append(token)
            return
        self._current()
        self._names.append(token)

    def _begin(self, index: int | None) -> None:
        """A new row; what stood before its number is its category or the last name's rest."""
        waiting, self._pending = self._pending, []
        had_names = self._names if self._row is not None and not self._values else []
        if had_names and index is not None:
            waiting, self._names = had_names, []
            self._row = None
        self._finish()
        if index is None:
            self._current()
            self._names = waiting
            return
        category = ""
        words = "".join(w.text for w in waiting)
        if waiting and (not self._table.rows or self._has_category or _CATEGORY.fullmatch(words)):
            category = words
        elif waiting:
            self._extend(waiting)
        self._row = Row(name=Flow("", ()), index=index, category=category or self._category())

    def _category(self) -> str:
        return self._table.rows[-1].category if self._table.rows else ""

    def _extend(self, waiting: Sequence[Flow]) -> None:
        """The last row's name goes on."""
        last = self._table.rows[-1]
        last.name, unit = unit_in_name(joined([last.name, *waiting]))
        last.unit = last.unit or unit or ""

    def _current(self) -> Row:
        if self._row is None:
            self._row = Row(name=Flow("", ()), category=self._category())
        return self._row

    def _finish(self) -> None:
        row, names, values = self._row, self._names, self._values
        self._row, self._names, self._values = None, [], []
        if row is None or not names:
            return
        if not values:
            for name in names:
                self._table.left.append((name, "名称后没有数字", "no figure behind the name"))
            return
        if self._has_category and row.index is None and len(names) > 1 and len(names[0]) <= 6:
            row.category, names = names[0].text, names[1:]
        index, name = numbered_name(joined(names))
        row.index = index if row.index is None else row.index
        row.name, unit = unit_in_name(name)
        row.unit = row.unit or unit or ""
        row.cells = dict(zip(self._figures, values, strict=False))
        self._table.rows.append(row)

    def _leftover(self) -> None:
        while self._pending:
            self._table.left.append(
                (self._pending.pop(0), "表中未能归入任何一行", "belongs to no row of the table")
            )


def absorb_notes(table: IndicatorTable, lines: Sequence[PlanLine]) -> None:
    """Take the notes right below a table into it."""
    n, first = table.last + 1, not table.notes
    while n < len(lines) and (_NOTE.match(lines[n].text) or (not first and _more(lines[n]))):
        table.notes.append(lines[n].flow)
        table.last = n
        first = False
        n += 1


def _more(line: PlanLine) -> bool:
    """Whether a line goes on with a note: numbered, short, no heading."""
    return bool(re.match(r"\d\s?[.、]", line.text)) and len(line.text) < 60 and not line.after_blank
