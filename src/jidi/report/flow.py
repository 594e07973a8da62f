"""The flow of a document under construction: blocks in order, headings and tables numbered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from jidi.core.errors import Language
from jidi.report.document import Block, Chart, Column, Heading, Line, Paragraph, Rule, Table
from jidi.report.pieces import Text
from jidi.report.saying import Said

_LEVELS = 4
_UNITS = "〇一二三四五六七八九"


@dataclass
class Flow:
    """Takes blocks in and gives them their numbers: 一、（一）1.（1）, in English 1, 1.1."""

    lang: Language
    blocks: list[Block] = field(default_factory=list)
    rules: dict[str, Rule] = field(default_factory=dict)
    _heads: list[int] = field(default_factory=lambda: [0] * _LEVELS)
    _tables: int = 0
    _charts: int = 0

    def heading(self, level: int, title: Text) -> None:
        """A heading; deeper ones begin anew at one."""
        self._heads[level - 1] += 1
        self._heads[level:] = [0] * (_LEVELS - level)
        here = self._heads[:level]
        number = _numbered(here) if self.lang == "en" else _in_chinese(level, here[-1])
        anchor = "h" + "-".join(str(n) for n in here)
        self.blocks.append(Heading(level, number, title, anchor))

    def paragraph(self, text: Text) -> None:
        """Running text; nothing when there is nothing to say."""
        if text:
            self.blocks.append(Paragraph(text))

    def note(self, text: Text) -> None:
        """A note in small print."""
        if text:
            self.blocks.append(Paragraph(text, kind="note"))

    def banner(self, text: Text) -> None:
        """A warning that must be seen."""
        self.blocks.append(Paragraph(text, kind="banner"))

    def say(self, found: Iterable[Said]) -> None:
        """Sentences run together into one paragraph."""
        self.paragraph(tuple(piece for one in found for piece in one.text))

    def remark(self, found: Iterable[Said]) -> None:
        """Sentences run together into one note."""
        self.note(tuple(piece for one in found for piece in one.text))

    def items(self, section: str, found: Iterable[Said], *, after: int = 0) -> int:
        """Sentences as numbered items, each with the figures it follows from.

        :param after: the last number given before.
        :returns: the last number given.
        """
        number = after
        for one in found:
            number += 1
            self.blocks.append(
                Paragraph(
                    text=one.text,
                    kind="item",
                    number=f"（{number}）" if self.lang == "zh" else f"({number})",
                    basis=one.basis,
                    rule=one.sentence.id,
                )
            )
            self._remember(section, one)
        return number

    def table(
        self,
        caption: Text,
        columns: tuple[Column, ...],
        rows: Iterable[tuple[Text, ...]],
        *,
        unit: str = "",
        tab: str = "",
        notes: tuple[Text, ...] = (),
        small: bool = False,
    ) -> None:
        """A table with the next number."""
        self._tables += 1
        number = f"表{self._tables}" if self.lang == "zh" else f"Table {self._tables}"
        made = Table(caption, number, columns, tuple(rows), unit, tab, notes, small)
        self.blocks.append(made)

    def chart(
        self,
        caption: Text,
        *,
        unit: str,
        categories: tuple[str, ...],
        lines: tuple[Line, ...],
        digits: int,
        synthetic_name: str,
    ) -> None:
        """A chart with the next number."""
        self._charts += 1
        number = f"图{self._charts}" if self.lang == "zh" else f"Figure {self._charts}"
        made = Chart(caption, number, unit, categories, lines, digits, synthetic_name)
        self.blocks.append(made)

    def _remember(self, section: str, one: Said) -> None:
        sentence = one.sentence
        text = sentence.zh if self.lang == "zh" else sentence.en
        self.rules.setdefault(
            sentence.id, Rule(sentence.id, section, sentence.when, text, sentence.own_choice)
        )


def _numbered(here: list[int]) -> str:
    return ".".join(str(n) for n in here)


def _in_chinese(level: int, number: int) -> str:
    if level == 1:
        return f"{in_chinese(number)}、"
    if level == 2:
        return f"（{in_chinese(number)}）"
    return f"{number}." if level == 3 else f"（{number}）"


def in_chinese(number: int) -> str:
    """一 to 九十九, as headings are numbered."""
    tens, units = divmod(number, 10)
    if tens == 0:
        return _UNITS[units]
    head = "十" if tens == 1 else f"{_UNITS[tens]}十"
    return head + (_UNITS[units] if units else "")
