"""Sentences from which labelled complaint texts are made, and how texts are compared. Data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Annotated, Self

from pydantic import Field, model_validator

from jidi.core.errors import DefinitionError, Place
from jidi.core.nearest import suggestion
from jidi.model.catalogue import Catalogue
from jidi.model.strict import Strict, build, read_text, read_toml

Sentences = Annotated[tuple[str, ...], Field(min_length=2)]


class Wordings(Strict):
    """Sentences. :param held: never shown to the classifier; they measure it."""

    train: Sentences
    held: Sentences


class Category(Wordings):
    """Sentences of one category. :param terms: its own words, which teach the classifier too."""

    terms: Sentences


class Around(Strict):
    """What surrounds the sentence of a complaint, whatever its category."""

    opening: Wordings
    detail: Wordings
    demand: Wordings

    @property
    def parts(self) -> tuple[Wordings, ...]:
        """All three."""
        return (self.opening, self.detail, self.demand)


class Again(Strict):
    """What stands before and after a complaint that is sent once more."""

    before: Sentences
    after: Sentences


class ComplaintTexts(Strict):
    """All of ``texts.toml``.

    :param texts_each: texts made of each sentence.
    :param sure_from: probability below which nothing is suggested.
    :param alike_from: cosine from which two complaints are shown as perhaps the same.
    :param facts_from: or so many sums, dates and long numbers that both name.
    :param ngrams: fewest and most characters in a row that are counted.
    :param fillings: what a ``{slot}`` of a sentence may be.
    :param numbers: least and greatest number that a ``{slot}`` may be.
    :param kinds: sentences by code of ``complaint_kind``.
    """

    own_choice: bool
    seed: int
    texts_each: int = Field(ge=1)
    sure_from: float = Field(gt=0, lt=1)
    alike_from: float = Field(gt=0, lt=1)
    facts_from: int = Field(ge=1)
    ngrams: tuple[int, int]
    fillings: Mapping[str, Sentences]
    numbers: Mapping[str, tuple[int, int]]
    around: Around
    again: Again
    kinds: Mapping[str, Category]

    @model_validator(mode="after")
    def _slots_known_and_nothing_twice(self) -> Self:
        every = [s for one in self.kinds.values() for s in (*one.train, *one.held)]
        if len(set(every)) < len(every):
            raise ValueError("a sentence stands twice: what is held out must not be learnt")
        known = {**self.fillings, **self.numbers}
        around = [s for one in self.around.parts for s in (*one.train, *one.held)]
        for slot in (slot for sentence in (*every, *around) for slot in slots(sentence)):
            if slot not in known:
                raise ValueError(f"no filling '{slot}'; nearest: {suggestion(slot, known)}")
        return self


def slots(sentence: str) -> tuple[str, ...]:
    """The names of a sentence's slots, in order."""
    return tuple(name for _, name, _, _ in Formatter().parse(sentence) if name)


@cache
def load_complaint_texts() -> ComplaintTexts:
    """The sentences that ship.

    :raises DefinitionError: D-100 to D-103; G-121 when the categories are not those of the code
        list.
    """
    path = files("jidi.definitions") / "supervision" / "complaints" / "texts.toml"
    where = Place(file=path.name)
    made = build(ComplaintTexts, read_toml(read_text(path), file=path.name), where=where)
    known = Catalogue().code_lists["complaint_kind"].entries
    amiss = sorted(known.keys() ^ made.kinds.keys())
    if amiss:
        raise DefinitionError("G-121", where=where, kinds=", ".join(amiss))
    return made
