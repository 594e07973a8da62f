"""A bulletin's text cut into running text, tables and notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from jidi.statistics.cells import Cell, CellKind, CellReader, begins_row

Piece = tuple[int, str]
"""A line: the place of its first character, and its text in plain signs, sign for sign."""

_PAGE_MARK = re.compile(
    r" *(?:[-—–]+ *\d{1,3} *[-—–]+|第 *\d{1,3} *页(?: *[/,]? *共 *\d{1,3} *页)?) *"
)
_NOTE_HEAD = re.compile(r" *[(【\[]?(?:备 *注|注 *释|说 *明|注) *[)】\]]? *(?::|\d|$)")
_NOTE_ITEM = re.compile(r" *(?:\(?\d{1,2}[).、]|[①-⑩*])")
_TABLE_TITLE = re.compile(r"(?:情况|发展|统计|一览|汇总|数据|指标)表|^ *(?:附表|表 *\d)")
_SENTENCE_SIGNS = re.compile(r"[。;!?]|,(?!\d{3})")
_ENDED = re.compile(r"[。!?:] *$")
_TITLE_END = re.compile(r"(?:情况|公报|数据|表) *$")
_NUMBER_END = re.compile(r"[\d.] *$")
_NUMBER_GOES_ON = re.compile(r" *(?:[.%]|[万亿]?[件元份笔]|个?百分点)")
_BEGINS_ANEW = re.compile(r" *(?:(?:1[-—–~至])?\d{1,2}月|\d{1,2}[.、)](?!\d)|20\d\d年)")
_OPEN_END = re.compile(r"[、,;(/\u4e00-\u9fff] *$")
_FEWEST_NUMBERS = 2
_LONGEST_NAME = 24
_FEWEST_WRAPPED = 3
_SHORTEST_WRAPPED = 12


@dataclass
class Layout:
    """The parts of a bulletin.

    :param paragraphs: running text; lines that only wrap stand in one paragraph.
    :param tables: the cells of each table, line by line.
    :param notes: footnotes, a line each.
    """

    paragraphs: list[list[Piece]] = field(default_factory=list)
    tables: list[list[list[Cell]]] = field(default_factory=list)
    notes: list[Piece] = field(default_factory=list)


def lines_of(text: str) -> list[Piece]:
    """Every line with the place of its first character."""
    found, start = [], 0
    for line in text.split("\n"):
        found.append((start, line))
        start += len(line) + 1
    return found


def layout_of(text: str, reader: CellReader) -> Layout:
    """The parts of a text."""
    pieces = [(start, reader.plain(line)) for start, line in lines_of(text)]
    rows = [
        _without_rank(reader.cells(start, line, n), reader)
        for n, (start, line) in enumerate(pieces)
    ]
    taken = _table_lines(pieces, rows, reader)
    layout = Layout(tables=[[rows[n] for n in run if rows[n]] for run in taken])
    tabular = {n for run in taken for n in run}
    _sort_lines(pieces, tabular, layout)
    return layout


def _sort_lines(pieces: Sequence[Piece], tabular: set[int], layout: Layout) -> None:
    """Lines outside tables: footnotes behind their head, the rest running text."""
    running: list[Piece | None] = []
    noted = False
    for n, piece in enumerate(pieces):
        if n in tabular:
            noted = False
            running.append(None)
        elif _PAGE_MARK.fullmatch(piece[1]):
            continue
        elif not piece[1].strip():
            running.append(None)
        elif _NOTE_HEAD.match(piece[1]) or (noted and _NOTE_ITEM.match(piece[1])):
            noted = True
            layout.notes.append(piece)
            running.append(None)
        else:
            noted = False
            running.append(piece)
    layout.paragraphs = _paragraphs(running)


def _paragraphs(lines: Sequence[Piece | None]) -> list[list[Piece]]:
    """Running text with wrapped lines put together; a blank line (None) always ends one."""
    widest = _wrapping_width([line[1] for line in lines if line is not None])
    found: list[list[Piece]] = []
    before: Piece | None = None
    for line in lines:
        if line is not None and before is not None and _wraps(before[1], line[1], widest):
            found[-1].append(line)
        elif line is not None:
            found.append([line])
        before = line
    return found


def _wrapping_width(lines: Sequence[str]) -> int | None:
    """The width at which lines are wrapped, less what may be missing; None when they are not.

    Wrapped text has many lines of one width and hardly a longer one.
    """
    widths = Counter(n for line in lines if (n := len(line.rstrip())) >= _SHORTEST_WRAPPED)
    for width, _ in sorted(widths.items(), key=lambda entry: -entry[1]):
        full = sum(n for length, n in widths.items() if width - 2 <= length <= width)
        longer = sum(n for length, n in widths.items() if length > width)
        if full >= _FEWEST_WRAPPED and full >= 3 * longer:
            return width - 2
    return None


def _wraps(line: str, following: str, widest: int | None) -> bool:
    """Whether a line goes on in the next one."""
    if following.lstrip()[:1] in ",。;、)":
        return True
    if _ENDED.search(line) or _TITLE_END.search(line):
        return False
    is_full = widest is not None and len(line.rstrip()) >= widest
    if _NUMBER_END.search(line):
        return not _BEGINS_ANEW.match(following) and (
            is_full or _NUMBER_GOES_ON.match(following) is not None
        )
    if is_full:
        return True
    return len(line.strip()) >= _SHORTEST_WRAPPED and bool(_OPEN_END.search(line))


def _without_rank(cells: list[Cell], reader: CellReader) -> list[Cell]:
    """The cells of a row without the place's rank before its name."""
    ranked = len(cells) > 2 and cells[0].kind is CellKind.NUMBER and cells[0].text.isdigit()
    return cells[1:] if ranked and reader.place(cells[1].text) else cells


# --- tables in plain text -------------------------------------------------------------------


def _table_lines(
    pieces: Sequence[Piece], rows: Sequence[list[Cell]], reader: CellReader
) -> list[list[int]]:
    """Runs of lines that make a table. Blank lines neither begin nor end one."""
    runs: list[list[int]] = [[]]
    for n, (_, line) in enumerate(pieces):
        if not line.strip() or _PAGE_MARK.fullmatch(line):
            continue
        if _is_tabular(line, rows[n], reader) or (runs[-1] and _is_odd_row(line, rows[n])):
            runs[-1].append(n)
        elif runs[-1]:
            runs.append([])
    return [run for run in (_trimmed(run, rows) for run in runs) if _is_table(run, rows)]


def _is_tabular(line: str, cells: Sequence[Cell], reader: CellReader) -> bool:
    """Whether every cell of a line is one that a table of figures has."""
    if _SENTENCE_SIGNS.search(line) and "\t" not in line:
        return False
    texts = [cell for cell in cells if cell.kind is CellKind.TEXT]
    figures = [n for n, cell in enumerate(cells) if cell.kind is CellKind.NUMBER]
    if len(figures) >= _FEWEST_NUMBERS:
        # A number cut off at the end (9.) is no name behind figures.
        names_first = all(cell.kind is not CellKind.TEXT for cell in cells[figures[0] : -1])
        return names_first and len("".join(cell.text for cell in texts)) <= _LONGEST_NAME
    name = "".join(cell.text for cell in texts)
    return (
        not name or begins_row(name) or reader.subject(name) is not None or bool(reader.place(name))
    )


def _is_odd_row(line: str, cells: Sequence[Cell]) -> bool:
    """A short line within a table that is not known: a row with an unknown name, a broken head."""
    short = len(line.strip()) <= _LONGEST_NAME
    other = _SENTENCE_SIGNS.search(line) or _NOTE_HEAD.match(line) or _TABLE_TITLE.search(line)
    return short and not other and bool(cells)


def _trimmed(run: list[int], rows: Sequence[list[Cell]]) -> list[int]:
    """The run from its head or first numbered row to its last line with a number or a name."""
    while run and not _opens(rows[run[0]]):
        run = run[1:]
    while run and not any(_is_of_table(cell) for cell in rows[run[-1]]):
        run = run[:-1]
    return run


def _opens(cells: Sequence[Cell]) -> bool:
    return any(cell.kind in (CellKind.HEAD, CellKind.TEXT, CellKind.UNIT) for cell in cells)


def _is_of_table(cell: Cell) -> bool:
    return cell.kind in (CellKind.NUMBER, CellKind.HEAD, CellKind.UNIT) or begins_row(cell.text)


def _is_table(run: Sequence[int], rows: Sequence[list[Cell]]) -> bool:
    """Whether a run has a head or a named row, and enough figures."""
    cells = [cell for n in run for cell in rows[n]]
    numbers = sum(cell.kind is CellKind.NUMBER for cell in cells)
    heads = sum(cell.kind is CellKind.HEAD for cell in cells)
    units = sum(cell.kind is CellKind.UNIT for cell in cells)
    return numbers >= _FEWEST_NUMBERS and (heads > 1 or units > 0 or numbers >= 2 * len(run))
