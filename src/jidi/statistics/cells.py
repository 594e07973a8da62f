"""Lines cut into cells, as tables in plain text have them: by tabs, bars or blanks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto

from jidi.core.numerals import parse_number
from jidi.core.units import Unit
from jidi.model.bulletin_wording import Columns, Subject
from jidi.statistics.flow import Flow, Span, flow_of, plain_form
from jidi.statistics.periods import PERIOD
from jidi.statistics.subjects import joined
from jidi.statistics.tokens import Kind, Lexer

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%*")
_DASH = re.compile(r"[-–—―/·*]+")
_BRACKETED_UNIT = re.compile(r"(?P<name>.*?)\((?:单位:?)?(?P<unit>[^()]{1,4})\)$")
_NUMBERING = re.compile(
    r"(?:[一二三四五六七八九十]+[、.,]|\([一二三四五六七八九十\d]+\)|\d{1,2}[、.)](?!\d)|[①-⑩]|其中:?|#)"
)
_HEAD_SIGNS = re.compile(r"\((?:单位:?)?[^()]{0,4}\)|[±%‰:/、+-]+|数|额|完成")
_PIECE = re.compile(r"(?:\S|(?<=[\d０-９])\s+(?=[年月])|(?<=年)\s+(?=[\d０-９]))+")
"""What blanks part; 2023 年 5 月份 is one piece."""
UNITS_OF_TABLE = re.compile(r"\(?单位[:](?P<units>[^()]+?)\)?")
_BESIDE_PLACE = ("合计", "总计", "市", "盟")
_UNIT = re.compile("[十百千]?[万亿]?(?:件|元|份|笔)|[百千]?[万亿]")


class CellKind(Enum):
    """What a cell is."""

    NUMBER = auto()
    EMPTY = auto()
    UNIT = auto()
    HEAD = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a line.

    :param text: in plain signs, without blanks.
    :param line: the line it stands in, counted from 0.
    :param value: of a number.
    :param unit: of a unit, or the one in brackets behind a name.
    """

    kind: CellKind
    text: str
    span: Span
    line: int
    value: Decimal | None = None
    unit: Unit | None = None


class CellReader:
    """Tells what cells are.

    :ivar head_words: the words of table heads.
    """

    def __init__(self, lexer: Lexer, columns: Columns, simplified: Mapping[int, str]) -> None:
        self._lexer = lexer
        self._simplified = simplified
        words = (
            *(columns.name, columns.unit, columns.cumulative, columns.month, columns.growth),
            *(columns.share, columns.prior),
        )
        every = sorted({word for group in words for word in group}, key=len, reverse=True)
        self.head_words = re.compile("|".join(re.escape(word) for word in every))

    def plain(self, line: str) -> str:
        """A line in plain signs, as long as before."""
        return plain_form(line, self._simplified)

    def cells(self, start: int, line: str, number: int) -> list[Cell]:
        """The cells of a line that begins at ``start`` in the source."""
        found = [
            self._cell(flow_of([(start + at, text)], self._simplified), start + at, number)
            for at, text in _cut(line)
        ]
        kinds = {cell.kind for cell in found}
        if CellKind.HEAD in kinds and CellKind.NUMBER not in kinds:
            return [self._as_head(cell) for cell in found]
        return found

    def _as_head(self, cell: Cell) -> Cell:
        """A name beside the words of a head is one of them: 快递业务量(万件)."""
        named = cell.kind is CellKind.TEXT and cell.unit is not None
        known = named and self.subject(cell.text.split("(")[0]) is not None
        return replace(cell, kind=CellKind.HEAD) if known else cell

    def subject(self, text: str) -> Subject | None:
        """What a row's name counts; None unless all of it is understood."""
        flow = flow_of([(0, without_numbering(text))], self._simplified)
        found: Subject | None = None
        for token in self._lexer.tokens(flow):
            if token.kind is Kind.SUBJECT and token.subject is not None:
                found = joined(found, token.subject) if found is not None else token.subject
                if found is None:
                    return None
            elif token.kind not in (Kind.FILLER, Kind.CUMULATIVE, Kind.OWN_PLACE, Kind.BRACKET):
                return None
        return found

    def place(self, text: str) -> str | None:
        """The division code of a row that is a place's; None for other rows."""
        flow = flow_of([(0, text)], self._simplified)
        tokens = self._lexer.tokens(flow)
        known = [t for t in tokens if t.kind in (Kind.PLACE, Kind.OWN_PLACE, Kind.COUNTRY)]
        others = [t for t in tokens if t not in known and t.text not in _BESIDE_PLACE]
        if others or not text:
            return None
        if known:
            return known[0].code
        return "" if tokens and not known else None

    def _cell(self, flow: Flow, start: int, line: int) -> Cell:
        text = flow.text.replace(" ", "")
        span = flow.source(0, len(flow.text)) if flow.text else (start, start)
        if not text or _DASH.fullmatch(text):
            return Cell(CellKind.EMPTY, text, span, line)
        if _NUMBER.fullmatch(text):
            value = parse_number(text.rstrip("%"))
            return Cell(CellKind.NUMBER, text, span, line, value=value)
        unit = unit_named(text.strip("()"))
        if unit is not None:
            return Cell(CellKind.UNIT, text, span, line, unit=unit)
        named = _BRACKETED_UNIT.fullmatch(text)
        unit = unit_named(named["unit"]) if named is not None else None
        kind = CellKind.HEAD if self._is_head(text) else CellKind.TEXT
        return Cell(kind, text, span, line, unit=unit)

    def _is_head(self, text: str) -> bool:
        """Whether words of table heads and times are all there is, but for a name and a unit."""
        if UNITS_OF_TABLE.fullmatch(text):
            return True
        rest, heads = self.head_words.subn("", text)
        rest, times = PERIOD.subn("", rest)
        rest, signs = _HEAD_SIGNS.subn("", rest)
        only_signs = signs > 0 and text.endswith(("%)", "±%", "%"))
        return bool(heads or times or only_signs) and (not rest or self.subject(rest) is not None)


def without_numbering(text: str) -> str:
    """A row's name without 一、, 1., 其中: and the like before it."""
    while (match := _NUMBERING.match(text)) is not None:
        text = text[match.end() :]
    return text


def begins_row(text: str) -> bool:
    """Whether a cell's text opens a row by its numbering."""
    return _NUMBERING.match(text) is not None


def unit_named(text: str) -> Unit | None:
    """The unit of figures in a bulletin's table that ``text`` names; None for other texts."""
    return Unit.parse(text) if _UNIT.fullmatch(text) else None


def _cut(line: str) -> list[tuple[int, str]]:
    """The pieces of a line with their places; empty ones are kept between tabs and bars."""
    if "\t" in line:
        return _between(line, "\t")
    if line.count("|") > 1:
        found = _between(line, "|")
        return found[1:-1] if line.strip().startswith("|") else found
    return [(match.start(), match[0]) for match in _PIECE.finditer(line)]


def _between(line: str, sign: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for piece in line.split(sign):
        found.append((at, piece))
        at += len(piece) + 1
    return found
