"""Running text into statements, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence

from jidi.model.bulletin_wording import Wording
from jidi.statistics.prose_state import Carried, Prose
from jidi.statistics.sentence import Sentence
from jidi.statistics.tokens import Kind, Token, sentences


def read_prose(tokens: list[Token], wording: Wording, carried: Carried) -> Prose:
    """The statements of running text; ``carried`` is brought up to date for what follows."""
    prose = Prose()
    for sentence in sentences(tokens):
        reader = Sentence(prose, wording, carried)
        reader.read(sentence)
        names = [token.subject for token in sentence if token.kind is Kind.SUBJECT]
        if names:
            carried.topic = reader.names if _is_heading(sentence) else ()
    return prose


def _is_heading(sentence: Sequence[Token]) -> bool:
    """Whether a sentence is nothing but names, perhaps numbered."""
    return all(
        token.kind in (Kind.SUBJECT, Kind.FILLER, Kind.BRACKET, Kind.AND)
        or not token.text.strip("一二三四五六七八九十")
        for token in sentence
    )
