"""Tables of a bulletin into statements: rows of indicators, or rows of places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from jidi.core.units import PERCENT, Unit
from jidi.model.bulletin_wording import Subject, Wording, plain_unit
from jidi.statistics.cells import Cell, CellKind, CellReader, begins_row
from jidi.statistics.flow import Span
from jidi.statistics.periods import Shape, Stated
from jidi.statistics.statement import LeftOver, Reason, Statement, Where
from jidi.statistics.subjects import Name, by_unit, fact_of, listed
from jidi.statistics.table_head import Column, Head, head_of


@dataclass
class Row:
    """A row on its way.

    :param figures: numbers and empty cells, in order.
    """

    name: list[Cell] = field(default_factory=list)
    unit: Unit | None = None
    figures: list[Cell] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its name."""
        return "".join(cell.text for cell in self.name)

    @property
    def span(self) -> Span:
        """From its name to its last figure."""
        cells = [*self.name, *self.figures]
        return (min(c.span[0] for c in cells), max(c.span[1] for c in cells))


@dataclass
class TableReading:
    """What a table gave.

    :param assumed: whether its head is missing and the usual order was taken.
    :param stated: the time in its head.
    """

    statements: list[Statement] = field(default_factory=list)
    left_over: list[LeftOver] = field(default_factory=list)
    assumed: bool = False
    stated: Stated | None = None


def read_table(
    lines: Sequence[Sequence[Cell]], wording: Wording, reader: CellReader, title: Stated | None
) -> TableReading:
    """The statements of a table.

    :param title: the bulletin's time, for a head without one.
    """
    head_cells, body = _head_and_body(lines, reader)
    rows = [row for row in _rows(body, reader) if row.name]
    width = _width(rows)
    head = head_of(head_cells, width, wording.words.columns, reader)
    reading = TableReading()
    if head is None:
        reading.left_over += [LeftOver(r.span, Reason.NO_HEAD) for r in rows if r.figures]
        return reading
    reading.assumed, reading.stated = head.assumed, head.stated
    section = Name()
    for row in rows:
        subject = reader.subject(row.text)
        if subject is not None:
            section = _section(section, subject, row.text)
        if not row.figures:
            continue
        found = _statements(row, subject, section, head, title, wording, reader)
        if isinstance(found, Reason):
            reading.left_over.append(LeftOver(row.span, found))
        else:
            reading.statements += found
    return reading


def _head_and_body(
    lines: Sequence[Sequence[Cell]], reader: CellReader
) -> tuple[list[Cell], list[Cell]]:
    """The cells before the first row, and those from it on."""
    cells = [cell for line in lines for cell in line]
    for n, cell in enumerate(cells):
        if cell.kind is CellKind.TEXT and _opens_a_row(cells[n:], reader):
            return cells[:n], cells[n:]
    return cells, []


def _opens_a_row(cells: Sequence[Cell], reader: CellReader) -> bool:
    """Whether a cell begins a row: numbered, or a known name, with a unit or number to follow."""
    text = ""
    for cell in cells:
        if cell.kind is not CellKind.TEXT:
            known = reader.subject(text) is not None or reader.place(text) is not None
            numeric = cell.kind in (CellKind.NUMBER, CellKind.UNIT, CellKind.EMPTY)
            return numeric and (known or begins_row(text))
        if begins_row(cell.text):
            return True
        text += cell.text
    return False


def _rows(cells: Sequence[Cell], reader: CellReader) -> Iterator[Row]:
    row = Row()
    for n, cell in enumerate(cells):
        if cell.kind in (CellKind.TEXT, CellKind.HEAD):
            ended = bool(row.figures) or row.unit is not None
            if ended and _is_rest_of_name(row, cells, n, reader):
                row.name.append(cell)
                continue
            if ended or _is_another(row, cell, reader):
                yield row
                row = Row()
            row.name.append(cell)
            row.unit = cell.unit if cell.unit is not None else row.unit
        elif cell.kind is CellKind.UNIT:
            row.unit = cell.unit
        elif row.name and (cell.kind is CellKind.NUMBER or cell.text or row.figures):
            row.figures.append(cell)
    yield row


def _is_rest_of_name(row: Row, cells: Sequence[Cell], n: int, reader: CellReader) -> bool:
    """Whether a text behind a row's figures is the rest of its name, wrapped below them."""
    text = cells[n].text
    followed = n + 1 < len(cells) and cells[n + 1].kind not in (CellKind.TEXT, CellKind.HEAD)
    if begins_row(text) or followed:
        return False
    return reader.subject(row.text) is None or reader.subject(row.text + text) is not None


def _is_another(row: Row, cell: Cell, reader: CellReader) -> bool:
    """Whether a text begins a new row rather than going on with a name cut in two."""
    if not row.name:
        return False
    both_known = reader.subject(row.text) is not None and reader.subject(cell.text) is not None
    return begins_row(cell.text) or (both_known and cell.line != row.name[-1].line)


def _width(rows: Sequence[Row]) -> int:
    """How many figures a row has as a rule."""
    counts = Counter(len(row.figures) for row in rows if row.figures)
    return counts.most_common(1)[0][0] if counts else 0


def _section(section: Name, subject: Subject, text: str) -> Name:
    """Business and measure that rows below may leave unsaid."""
    opens = bool(text) and text[0] in "一二三四五六七八九十"
    if opens or (subject.business and subject.measure):
        return Name(subject.business, subject.measure)
    return replace(section, business=subject.business or section.business)


def _statements(
    row: Row,
    subject: Subject | None,
    section: Name,
    head: Head,
    title: Stated | None,
    wording: Wording,
    reader: CellReader,
) -> list[Statement] | Reason:
    if len(row.figures) != len(head.columns):
        return Reason.ROW_CUT
    place = "" if subject is not None else reader.place(row.text)
    if place is None:
        return Reason.NO_ROW
    found: list[Statement] = []
    for n, column in enumerate(head.columns):
        cell = row.figures[n]
        if column.role not in ("value", "share") or cell.kind is not CellKind.NUMBER:
            continue
        if column.role == "share":
            continue  # a place's share of the province is no indicator
        named = subject or column.subject
        made = _statement(cell, column, named, row, section, head, title, wording)
        if isinstance(made, Reason):
            return made
        grown = _with_growth(made, n, head.columns, row)
        where: Where = "table" if subject is not None else "places"
        found.append(replace(grown, where=where, place=place))
    return found


def _statement(
    cell: Cell,
    column: Column,
    subject: Subject | None,
    row: Row,
    section: Name,
    head: Head,
    title: Stated | None,
    wording: Wording,
) -> Statement | Reason:
    unit = column.unit or row.unit or _unit_of_table(subject, section, head)
    name = _name(subject, section, unit)
    flags: set[str] = set()
    fact = fact_of(wording.facts, name, "level", unit)
    if fact is not None and unit is not None and unit.dimension != fact.dimension:
        # 快递业务收入(万件): the unit is taken, the name is a slip.
        name = by_unit(replace(name, measure=""), unit)
        fact = fact_of(wording.facts, name, "level", unit)
        flags.add("misprint")
    if fact is None:
        return Reason.NO_INDICATOR
    if unit is not None and unit.dimension != fact.dimension:
        return Reason.UNIT
    return Statement(
        fact=fact,
        business=name.business,
        measure=name.measure,
        part=name.part,
        kind="level",
        where="table",
        span=cell.span,
        stated=_time(column, head, title),
        value=cell.value,
        unit_text=str(unit) if unit is not None else "",
        unit=unit
        if unit is None or unit.dimension != "number"
        else _with_base(unit, fact.dimension),
        flags=frozenset(flags),
    )


def _unit_of_table(subject: Subject | None, section: Name, head: Head) -> Unit | None:
    """The unit printed once for the whole table (单位：万件、亿元), by what is measured."""
    measure = (subject.measure if subject is not None else "") or section.measure
    dimension = "money" if measure in ("revenue", "total") else "parcels"
    return next((unit for unit in head.units if unit.dimension == dimension), None)


def _name(subject: Subject | None, section: Name, unit: Unit | None) -> Name:
    if subject is None:  # a row of places under a column without a name: express is the rule
        return by_unit(Name("express"), unit)
    (name, *_) = listed([subject], business=section.business, measure="")
    if not name.measure and unit is not None and unit.dimension == "money":
        return replace(name, measure=section.measure if section.measure == "total" else "revenue")
    if not name.measure and unit is None:
        return replace(name, measure=section.measure)
    return by_unit(name, unit)


def _with_base(unit: Unit, dimension: str) -> Unit | None:
    base = plain_unit(dimension)
    return None if base is None else Unit(unit.multiplier, base.base)


def _time(column: Column, head: Head, title: Stated | None) -> Stated | None:
    """The time of a column: its own, or 累计 and 当月 of the month in the head or the title."""
    whole = head.stated or title
    own = column.stated
    if own is not None:
        year = whole.year if whole is not None else None
        return own if year is None else own.in_year(year)
    if whole is None or whole.last_month is None:
        return None
    year = whole.year if whole.year is not None else (title.year if title is not None else None)
    if column.cumulative is None:
        # A title's 5月份 stands for month and year to date alike; the column must say which.
        unclear = head.stated is None and whole.shape is Shape.MONTH and whole.part > 1
        return None if unclear else replace(whole, year=year)
    shape = Shape.TO_MONTH if column.cumulative else Shape.MONTH
    return Stated(shape, whole.last_month, year)


def _with_growth(made: Statement, place: int, columns: Sequence[Column], row: Row) -> Statement:
    for n, column in enumerate(columns):
        cell = row.figures[n]
        if column.role == "growth" and column.of == place and cell.kind is CellKind.NUMBER:
            return replace(made, growth=cell.value, growth_text=cell.text, growth_span=cell.span)
    return made


__all__ = ["PERCENT", "TableReading", "read_table"]
