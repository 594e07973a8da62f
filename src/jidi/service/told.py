"""A table told in two languages, once: for the command line, the page and Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from jidi.core.errors import Language
from jidi.core.numbers_as_text import NO_DATA, grouped
from jidi.supervision.credit import Fraction

Words = tuple[str, str]
"""Chinese and English."""
Value = str | float | int | Words | None


@dataclass(frozen=True)
class Head:
    """A column. :param digits: decimals of its numbers. :param wide: left out on narrow screens."""

    zh: str
    en: str
    kind: Literal["text", "number", "code"] = "text"
    digits: int = 0
    wide: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Line:
    """A row.

    :param link: where it leads, below the book's address. :param asks: what is asked there.
    :param light: how it stands.
    """

    cells: tuple[Value, ...]
    link: str = ""
    light: tuple[str, str] | None = None
    asks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """A table. :param notes: what must travel with it: sources, limits, what is not known."""

    name: str
    title: Words
    heads: tuple[Head, ...]
    lines: Sequence[Line]
    notes: tuple[Words, ...] = field(default=())

    def texts(self, lang: Language, *, most: int | None = None) -> list[tuple[str, ...]]:
        """The rows as texts; None is *no data*."""
        return [
            tuple(_text(cell, head, lang) for cell, head in zip(one.cells, self.heads, strict=True))
            for one in self.lines[:most]
        ]


def said(words: Words, lang: Language) -> str:
    """The one of two texts that the language asks for."""
    return words[0] if lang == "zh" else words[1]


def shares(found: Fraction | None) -> tuple[Value, Value, Value]:
    """Numerator, denominator and per cent as three cells."""
    if found is None:
        return None, None, None
    return found.numerator, found.denominator, found.value(100.0)


def share_heads(above: Words, below: Words, share: Words) -> tuple[Head, Head, Head]:
    """The columns of :func:`shares`."""
    return (
        Head(*above, kind="number", wide=True),
        Head(*below, kind="number", wide=True),
        Head(f"{share[0]} %", f"{share[1]} %", kind="number", digits=1, strong=True),
    )


def share_json(found: Fraction | None) -> dict[str, float | None] | None:
    """A share as plain values: no per cent without a denominator."""
    if found is None:
        return None
    return {
        "numerator": found.numerator,
        "denominator": found.denominator,
        "percent": found.value(100.0),
    }


def _text(cell: Value, head: Head, lang: Language) -> str:
    if cell is None:
        return NO_DATA
    if isinstance(cell, tuple):
        return said(cell, lang)
    return cell if isinstance(cell, str) else grouped(cell, head.digits)


def share_text(found: Fraction | None) -> str:
    """A share with its parts; no data without a denominator."""
    value = None if found is None else found.value(100.0)
    if found is None or value is None:
        return NO_DATA
    above, below = grouped(found.numerator, 0), grouped(found.denominator, 0)
    return f"{above} ÷ {below} = {grouped(value, 1)} %"
