"""What a reader of plans knows beforehand: names of indicators and places, handed in as values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process

_MARKS = re.compile(r"[“”\"'《》()\[\]、,:;·\-—\s的]")
_LEAD = re.compile(r"^(?:全[省市区县州盟旗国]|我[省市区县]|年)+")
_ALIKE = 88
"""Names less alike than this, in per cent, are taken for different measures. Own choice."""
_APART = (
    ("总量", "业务量", "收入", "产值", "零售额", "销售"),
    ("快递", "邮政", "寄递", "物流"),
    ("同城", "异地", "国际"),
    ("乡镇", "建制村", "行政村", "县级", "市级"),
)
"""Words of which a name holds one kind; a name with another kind of the same row differs."""

UNLISTED = "unlisted/"
"""Before the printed name of a measure that no indicator of the catalogue stands for."""


@dataclass(frozen=True)
class Place:
    """A division by its names.

    :param names: full and short, the full one first.
    """

    code: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """Names the reader recognises.

    :param indicators: printed names to ids of indicators.
    :param english: ids of indicators to English names.
    :param places: provinces, cities and counties.
    """

    indicators: Mapping[str, str] = field(default_factory=dict)
    english: Mapping[str, str] = field(default_factory=dict)
    places: Sequence[Place] = ()

    def indicator(self, name: str) -> str:
        """The id of the indicator called ``name``, else ``unlisted/`` and the name."""
        plain = normal(name)
        if plain in self._by_name:
            return self._by_name[plain]
        alike = process.extract(
            plain, self._by_name.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=5
        )
        found = next((other for other, _, _ in alike if not apart(plain, other)), None)
        return f"{UNLISTED}{name}" if found is None else self._by_name[found]

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {normal(printed): id_ for printed, id_ in self.indicators.items()}

    @cached_property
    def place_names(self) -> frozenset[str]:
        """Every name of a place of two characters or more."""
        return frozenset(name for place in self.places for name in place.names if len(name) > 1)


def normal(name: str) -> str:
    """A name without marks, 全省 and the like."""
    return _LEAD.sub("", _MARKS.sub("", name))


def apart(one: str, other: str) -> bool:
    """Whether two names hold different words of one kind, so that likeness means nothing."""
    for row in _APART:
        mine, theirs = {w for w in row if w in one}, {w for w in row if w in other}
        if mine != theirs:
            return True
    return False
