"""The words by which a reader of plans knows headings, columns, verbs and units; as data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal

from jidi.core.errors import Place
from jidi.model.plan_record import Quantity
from jidi.model.strict import Strict, build, read_text, read_toml

Role = Literal["goals", "doctrine", "situation", "guarantee", "tasks"]
MechanismKind = Literal["system", "platform", "mechanism", "institution", "programme"]


class RoleWords(Strict):
    """Words of headings under which figures play one role."""

    role: Role
    words: tuple[str, ...]


class ColumnWords(Strict):
    """Heads of the columns of an indicator table."""

    index: tuple[str, ...]
    category: tuple[str, ...]
    name: tuple[str, ...]
    unit: tuple[str, ...]
    base: tuple[str, ...]
    target: tuple[str, ...]
    growth: tuple[str, ...]
    increment: tuple[str, ...]
    nature: tuple[str, ...]
    other: tuple[str, ...]
    categories: tuple[str, ...]
    """Words of which names of categories consist (规模实力, 服务水平)."""


class CellWords(Strict):
    """Cells that are no figures."""

    empty: tuple[str, ...]
    expected: tuple[str, ...]
    binding: tuple[str, ...]


class VerbWords(Strict):
    """Words between the name of what is measured and its value, and before the name."""

    reaching: tuple[str, ...]
    rising: tuple[str, ...]
    falling: tuple[str, ...]
    making: tuple[str, ...]
    leading: tuple[str, ...]
    names: tuple[str, ...]
    """Beginnings of names that look like words before a name."""


class Idiom(Strict):
    """Words that state a whole without a number, what they cover, and for what there is one."""

    name: str
    words: tuple[str, ...]
    per: str


class CoverageWords(Strict):
    """How a hundred per cent is said in words."""

    whole: tuple[str, ...]
    hedges: tuple[str, ...]
    bans: tuple[str, ...]
    idioms: tuple[Idiom, ...]


class KindWords(Strict):
    """Words of a project's name and the code of its kind."""

    kind: str
    words: tuple[str, ...]


class MechanismWords(Strict):
    """Ends of names of systems."""

    kind: MechanismKind
    words: tuple[str, ...]


class QuantityWords(Strict):
    """Units and words of names that say what kind of magnitude an indicator is."""

    quantity: Quantity
    units: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class WordList(Strict):
    """Some words."""

    words: tuple[str, ...] = ()


class IgnoredNames(Strict):
    """Names that hold numbers and state nothing."""

    names: tuple[str, ...]


class PlanWords(Strict):
    """All words a reader of plans uses."""

    roles: tuple[RoleWords, ...]
    columns: ColumnWords
    cells: CellWords
    verbs: VerbWords
    coverage: CoverageWords
    kinds: tuple[KindWords, ...]
    mechanisms: tuple[MechanismWords, ...]
    mechanism_verbs: WordList
    quantities: tuple[QuantityWords, ...]
    falling_names: tuple[str, ...] = ()
    ignored: IgnoredNames


def one_of(words: Iterable[str]) -> str:
    """A pattern of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


@cache
def plan_words() -> PlanWords:
    """The words of ``definitions/plan_reading/words.toml``."""
    path = files("jidi.definitions") / "plan_reading" / "words.toml"
    place = "plan_reading/words.toml"
    return build(PlanWords, read_toml(read_text(path), file=place), where=Place(file=place))
