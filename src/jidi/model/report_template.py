"""Templates of sentences: words with ``{facts}`` in them, and ``[[parts]]`` that may fall away.

A part in double brackets is left out when one of its facts is not known. Words hold no figure:
every number of a report comes from a fact, so that someone answers for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PARTS = re.compile(r"\[\[(?P<inner>.*?)\]\]|(?P<plain>(?:(?!\[\[).)+)", re.DOTALL)
_FACT = re.compile(r"\{([a-z_]+)\}")
_IN_WORDS = re.compile(r"[一二两三四五六七八九十百千万亿]+(?=[项个倍成件次处家%％亿万])|[百千]分之")


@dataclass(frozen=True)
class Slot:
    """A place for a fact."""

    fact: str


@dataclass(frozen=True)
class Part:
    """Words and facts in their order.

    :param optional: whether it falls away when a fact of it is unknown.
    """

    pieces: tuple[str | Slot, ...]
    optional: bool

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of its facts."""
        return tuple(piece.fact for piece in self.pieces if isinstance(piece, Slot))


@dataclass(frozen=True)
class Template:
    """A sentence before its facts are known."""

    text: str
    parts: tuple[Part, ...]

    @property
    def facts(self) -> frozenset[str]:
        """The names of all facts it asks for."""
        return frozenset(name for part in self.parts for name in part.facts)


def read_template(text: str) -> Template:
    """The template that ``text`` writes.

    :raises ValueError: for a brace or bracket that is not closed, and for a figure among the words.
    """
    parts = tuple(_parts(text))
    for part in parts:
        for piece in part.pieces:
            if isinstance(piece, str):
                _refuse_figures(piece)
    return Template(text, parts)


def _parts(text: str) -> Iterator[Part]:
    end = 0
    for found in _PARTS.finditer(text):
        if found.start() > end:
            break
        end = found.end()
        inner = found["inner"]
        optional = inner is not None
        yield Part(tuple(_pieces(inner if optional else found["plain"])), optional)
    if end < len(text):
        raise ValueError(f"a bracket is not closed in '{text[end:]}'")


def _pieces(text: str) -> Iterator[str | Slot]:
    end = 0
    for found in _FACT.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        yield Slot(found[1])
        end = found.end()
    if end < len(text):
        yield text[end:]


def _refuse_figures(words: str) -> None:
    if any(sign in words for sign in "{}") or "[[" in words or "]]" in words:
        raise ValueError(f"a brace or bracket is not closed in '{words}'")
    if any(sign.isdigit() for sign in words):
        raise ValueError(f"a figure stands among the words '{words}'; make it a fact")
    if _IN_WORDS.search(words):
        raise ValueError(f"a number in words stands in '{words}'; make it a fact")
