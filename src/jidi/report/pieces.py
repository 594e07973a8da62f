"""What the text of a report consists of. A digit stands only where someone answers for it.

========  ==========================================================================
Words     prose; holds no digit at all
Cited     a figure, with the evidence behind it
Quote     a text quoted with its figures (a line of the plan, an arithmetic), with evidence
Stamp     a year, period, day, number of a heading, line of the plan, version: nothing to prove
Name      the title of an indicator, a project, a place, a document; digits in it belong to it
Unknown   what is not known, in words
========  ==========================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from jidi.report.evidence import Evidence


class StampKind(StrEnum):
    """Classes of digits that need no evidence, each with the form it must have."""

    NUMBERING = "numbering"
    TIME = "time"
    LINE = "line"
    ITEM = "item"
    VERSION = "version"
    MARK = "mark"


_FORMS = {
    StampKind.NUMBERING: r"(表|图|附录|Table|Figure|Annex)? ?[A-Z0-9.\-]+[.．、]?|（\d+）|\(\d+\)",
    StampKind.TIME: (
        r"\d{4}年?(第?[一二三四1-4]季度|[上下]半年|\d{1,2}月(\d{1,2}日)?|1[—–]\d{1,2}月)?"
        r"|\d{4}-\d{2}(-\d{2})?|(\d{1,2} )?([A-Z][a-z]{2}(–[A-Z][a-z]{2})? |[QH]\d )\d{4}"
        r"|\d{4}(年)?[—–-]\d{4}年?"
    ),
    StampKind.LINE: r"第\d+(、\d+)*行|lines? \d+(, \d+)*",
    StampKind.ITEM: r"[A-Z]{2}-\d{3}",
    StampKind.VERSION: r"\d+(\.\d+)*",
    StampKind.MARK: r"A\d+([–-]A\d+)?((、|, )A\d+([–-]A\d+)?)*",
}


@dataclass(frozen=True)
class Words:
    """Prose without a single digit."""

    text: str

    def __post_init__(self) -> None:
        if any(sign.isdigit() for sign in self.text):
            raise AssertionError(f"nobody answers for the figure in '{self.text}'")


@dataclass(frozen=True)
class Stamp:
    """Digits that prove nothing, in the form of their class."""

    text: str
    kind: StampKind

    def __post_init__(self) -> None:
        if re.fullmatch(_FORMS[self.kind], self.text) is None:
            raise AssertionError(f"'{self.text}' is no {self.kind.value}")


@dataclass(frozen=True)
class Name:
    """A title of something; its digits are part of the title."""

    text: str


@dataclass(frozen=True)
class Unknown:
    """Something that is not known, in words: 数据不足."""

    text: str


@dataclass(frozen=True)
class Cited:
    """A figure as printed, with its evidence.

    :param bare: whether the unit stands elsewhere, in the head of a table.
    """

    evidence: Evidence
    bare: bool = False

    @property
    def text(self) -> str:
        """The figure, with its unit unless that stands elsewhere."""
        return self.evidence.bare if self.bare else self.evidence.text


@dataclass(frozen=True)
class Quote:
    """A quoted text whose figures are the source's, with its evidence."""

    evidence: Evidence

    @property
    def text(self) -> str:
        """The text as it stands in the source."""
        return self.evidence.text


Piece = Words | Stamp | Name | Unknown | Cited | Quote
Text = tuple[Piece, ...]


def words(text: str) -> Text:
    """A text that is prose alone."""
    return (Words(text),) if text else ()


def plain(text: Text) -> str:
    """The text without marks."""
    return "".join(piece.text for piece in text)
