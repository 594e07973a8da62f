"""The wording of statistical bulletins, as data: names of what is counted, and words between.

``definitions/bulletins``: ``subjects.toml`` (words for what is counted), ``facts.csv`` (which
published name a business, measure, part and kind make), ``words.toml`` (everything else).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Literal

from jidi.core.errors import DefinitionError, Place
from jidi.core.nearest import suggestion
from jidi.core.units import Unit
from jidi.model.rows import read_models, refuse_twins
from jidi.model.statistics import PublishedIndicator, published_indicators
from jidi.model.strict import Strict, build, read_text, read_toml

Kind = Literal["level", "share", "share_change", "index_change"]
"""What is stated of a subject: its level, its share of a whole, or how a share or an index
changed."""


class Subject(Strict):
    """Words for what is counted; slots that a word leaves open are filled by its neighbours."""

    business: str = ""
    measure: Literal["", "volume", "revenue", "total", "index"] = ""
    parts: tuple[str, ...] = ()
    words: tuple[str, ...]


class Fact(Strict):
    """What a business, measure, part and kind are published as."""

    business: str
    measure: str
    part: str = ""
    kind: Kind
    published: str

    @property
    def slots(self) -> tuple[str, str, str, Kind]:
        """What it is found by."""
        return (self.business, self.measure, self.part, self.kind)


class Words(Strict):
    """Every other word, by what it does (see ``words.toml``)."""

    cumulative: tuple[str, ...]
    respectively: tuple[str, ...]
    share: tuple[str, ...]
    share_of: tuple[str, ...]
    about: tuple[str, ...]
    at_least: tuple[str, ...]
    forecast: tuple[str, ...]
    year_on_year: tuple[str, ...]
    other_base: tuple[str, ...]
    compared_with: tuple[str, ...]
    rise: tuple[str, ...]
    fall: tuple[str, ...]
    short_rise: tuple[str, ...]
    short_fall: tuple[str, ...]
    flat: tuple[str, ...]
    nearly: tuple[str, ...]
    doubled: tuple[str, ...]
    own_place: tuple[str, ...]
    country: tuple[str, ...]
    qualifier: tuple[str, ...]
    other_period: tuple[str, ...]
    filler: tuple[str, ...]
    aside: tuple[str, ...]
    comparable: tuple[str, ...]
    preliminary: tuple[str, ...]
    media: tuple[str, ...]
    note_heads: tuple[str, ...]
    characters: str
    columns: Columns

    @property
    def simplified(self) -> Mapping[int, str]:
        """Traditional characters and their simplified ones, for ``str.translate``."""
        return {ord(pair[0]): pair[1] for pair in self.characters.split()}


class Columns(Strict):
    """Words in the heads of tables."""

    name: tuple[str, ...]
    unit: tuple[str, ...]
    cumulative: tuple[str, ...]
    month: tuple[str, ...]
    growth: tuple[str, ...]
    share: tuple[str, ...]
    prior: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """All of it, checked against each other."""

    subjects: tuple[Subject, ...]
    facts: Mapping[tuple[str, str, str, Kind], PublishedIndicator]
    words: Words


@cache
def bulletin_wording() -> Wording:
    """The wording that ships.

    :raises DefinitionError: D-100 to D-103 for a file that is malformed, D-202 for a fact twice,
        D-221 for a published name that ``statistics/indicators.csv`` does not know.
    """
    subjects = read_toml(read_text(_folder() / "subjects.toml"), file="subjects.toml")
    words = read_toml(read_text(_folder() / "words.toml"), file="words.toml")
    return Wording(
        subjects=tuple(
            build(Subject, each, where=Place("subjects.toml")) for each in subjects["subject"]
        ),
        facts=MappingProxyType(_facts(_folder() / "facts.csv")),
        words=build(Words, words, where=Place("words.toml")),
    )


def _facts(path: Traversable) -> dict[tuple[str, str, str, Kind], PublishedIndicator]:
    rows = read_models(path, Fact)
    refuse_twins(rows, key=lambda fact: " ".join(fact.slots), path=path)
    return {fact.slots: _indicator(fact, Place(path.name, line)) for line, fact in rows}


def _indicator(fact: Fact, where: Place) -> PublishedIndicator:
    known = published_indicators()
    if fact.published not in known:
        near = suggestion(fact.published, known)
        raise DefinitionError("D-221", where=where, name=fact.published, id="—", nearest=near)
    return known[fact.published]


def plain_unit(dimension: str) -> Unit | None:
    """The unit without multiplier of what a bulletin counts; None for other dimensions."""
    name = {"parcels": "件", "money": "元", "份": "份", "笔": "笔"}.get(dimension)
    return None if name is None else Unit.parse(name)


def _folder() -> Traversable:
    return files("jidi.definitions") / "bulletins"


Words.model_rebuild()
