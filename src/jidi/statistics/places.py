"""Names of divisions as bulletins write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jidi.core.division import COUNTRY, DivisionCode, DivisionTree, Level

_ENDINGS = (
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "特别行政区",
    "自治区",
    "省",
    "市",
    "盟",
    "地区",
)


@dataclass(frozen=True)
class Places:
    """The divisions that a bulletin may name.

    :param names: code by name; a name that two divisions share stands for the higher one.
    :param own: the level that 全省, 全市 and the like mean is the bulletin's own.
    """

    names: Mapping[str, str]

    @classmethod
    def of(cls, tree: DivisionTree) -> Places:
        """The names of a tree's provinces and cities, in full and short."""
        found: dict[str, str] = {}
        for level in (Level.CITY, Level.PROVINCE):
            for division in tree.at_level(level):
                for name in _names(division.name):
                    found[name] = division.code.text
        return cls(MappingProxyType(found))


def _names(name: str) -> tuple[str, ...]:
    """The name, and the name without what kind of division it is: 太原市, 太原."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) >= len(ending) + 2:
            return (name, name.removesuffix(ending))
    return (name,)


def division_named(names: Mapping[str, str], text: str) -> DivisionCode | None:
    """The division whose full or short name ``text`` is."""
    code = names.get(text)
    return None if code is None else DivisionCode(code)


__all__ = ["COUNTRY", "Places", "division_named"]
