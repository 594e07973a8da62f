"""The document model: what a report holds, before it is a file. Three writers read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal

from jidi.core.errors import Language
from jidi.model.indicator import Indicator
from jidi.model.report_wording import Report
from jidi.report.evidence import Annex, Evidence
from jidi.report.pieces import Cited, Piece, Quote, Text, plain

Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Heading:
    """A heading with its number, ``level`` 1 to 4.

    :param anchor: where links to it lead.
    """

    level: int
    number: str
    title: Text
    anchor: str


@dataclass(frozen=True)
class Paragraph:
    """Running text.

    :param kind: ``body``, ``item`` of a list, ``note`` below a table or figure, ``banner``.
    :param number: of an item.
    :param basis: the evidence a finding follows from, besides what it cites.
    :param rule: id of the rule that says it; empty for others.
    """

    text: Text
    kind: Literal["body", "item", "note", "banner"] = "body"
    number: str = ""
    basis: tuple[Evidence, ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table; ``width`` relative to the others."""

    title: str
    width: float = 1.0
    align: Align = "left"


Cell = Text


@dataclass(frozen=True)
class Table:
    """A table with its caption.

    :param unit: printed once above the table, at the right.
    :param tab: name of its sheet in the XLSX annex.
    :param grades: for each row the grade its first cell shows, for the colour; empty for none.
    """

    caption: Text
    number: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    unit: str = ""
    tab: str = ""
    notes: tuple[Text, ...] = ()
    small: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise AssertionError(f"{self.number}: a row has {len(row)} cells")


Role = Literal["actual", "path", "target", "forecast"]


@dataclass(frozen=True)
class Line:
    """A line of a chart: one value per category, None where there is none.

    :param low: lower ends of an interval, :param high: upper ends; empty without one.
    :param synthetic: for each value whether it is synthetic.
    """

    role: Role
    name: str
    values: tuple[Decimal | None, ...]
    low: tuple[Decimal | None, ...] = ()
    high: tuple[Decimal | None, ...] = ()
    synthetic: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart of lines over categories; its table twin follows it in the document.

    :param digits: decimals on the axis.
    """

    caption: Text
    number: str
    unit: str
    categories: tuple[str, ...]
    lines: tuple[Line, ...]
    digits: int
    synthetic_name: str
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        for line in self.lines:
            for values in (line.values, line.low, line.high, line.synthetic):
                if values and len(values) != len(self.categories):
                    raise AssertionError(f"{self.number}: '{line.name}' does not fit the axis")


@dataclass(frozen=True)
class PageBreak:
    """A new page begins."""


Block = Heading | Paragraph | Table | Chart | PageBreak


@dataclass(frozen=True)
class Rule:
    """A rule that said something in this report, for the annex."""

    id: str
    section: str
    conditions: tuple[str, ...]
    text: str
    own_choice: bool


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole report.

    :param title: its lines.
    :param words: fixed words of the frame by name (headers of the annex, the synthetic mark …).
    :param warning: the line on every page when something in it is synthetic; empty otherwise.
    :param at: the clock of the report.
    :param indicators: those whose queries stand behind figures.
    """

    lang: Language
    kind: Report
    plan: str
    province: str
    year: int
    title: tuple[Text, ...]
    lead: tuple[Text, ...]
    warning: str
    at: datetime
    version: int
    blocks: tuple[Block, ...]
    annex_title: Text
    words: Mapping[str, str]
    indicators: tuple[Indicator, ...]
    rules: tuple[Rule, ...]

    @property
    def heading(self) -> str:
        """The title in one line."""
        gap = "" if self.lang == "zh" else ": "
        return gap.join(plain(line) for line in self.title)

    @cached_property
    def annex(self) -> tuple[tuple[str, Evidence], ...]:
        """Marks and evidence, in the order of their first citation."""
        annex = Annex()
        for evidence in self.cited():
            annex.add(evidence)
        annex.close()
        return tuple(annex.rows())

    @cached_property
    def marks(self) -> Mapping[str, str]:
        """The mark of every figure by its key."""
        return {evidence.key: mark for mark, evidence in self.annex}

    def mark(self, evidence: Evidence) -> str:
        """``A12``."""
        return self.marks[evidence.key]

    def cited(self) -> Iterator[Evidence]:
        """The evidence of every figure, in the order of the text."""
        for piece in self.pieces():
            if isinstance(piece, (Cited, Quote)):
                yield piece.evidence
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.basis

    def pieces(self) -> Iterator[Piece]:
        """Every piece of text, in order."""
        for text in self.texts():
            yield from text

    def texts(self) -> Iterator[Text]:
        """Every text, in order: lead, headings, paragraphs, captions, cells, notes."""
        yield from self.title
        yield from self.lead
        for block in self.blocks:
            yield from texts_of(block)


def texts_of(block: Block) -> Iterator[Text]:
    """The texts of a block."""
    if isinstance(block, Heading):
        yield block.title
    elif isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Table):
        yield block.caption
        for row in block.rows:
            yield from row
        yield from block.notes
    elif isinstance(block, Chart):
        yield block.caption
        yield from block.notes


def figures_of(text: Text) -> tuple[Evidence, ...]:
    """The evidence a text cites, in order."""
    return tuple(piece.evidence for piece in text if isinstance(piece, (Cited, Quote)))
