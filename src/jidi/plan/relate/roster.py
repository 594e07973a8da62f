"""The real divisions of a plan's region, as far as counts in a plan need them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from jidi.core.division import Division, DivisionCode, DivisionTree, Level

_NOT_ADMINISTRATIVE = ("development_zone", "enterprise_unit", "directly_governed")
_URBAN = ("district", "street")


@dataclass(frozen=True)
class Places:
    """The divisions below a region.

    :param region: the region itself.
    """

    tree: DivisionTree
    region: DivisionCode

    def at(self, level: Level) -> tuple[Division, ...]:
        """The administrative divisions of a level; empty where the roster does not reach it."""
        return self._by_level[level]

    def rural(self, level: Level) -> tuple[Division, ...]:
        """The same without urban districts and streets; villages without urban committees."""
        return self._rural_by_level[level]

    @cached_property
    def _by_level(self) -> dict[Level, tuple[Division, ...]]:
        root = self.tree.get(self.region)
        within = None if root.parent is None or root.parent not in self.tree else self.region
        return {
            level: tuple(
                d
                for d in self.tree.at_level(level, within=within)
                if d.kind not in _NOT_ADMINISTRATIVE
            )
            for level in Level
        }

    @cached_property
    def _rural_by_level(self) -> dict[Level, tuple[Division, ...]]:
        found = {
            level: tuple(d for d in divisions if d.kind not in _URBAN)
            for level, divisions in self._by_level.items()
        }
        villages = self._by_level[Level.VILLAGE]
        found[Level.VILLAGE] = tuple(d for d in villages if d.code.is_administrative_village)
        return found

    def named_in(self, text: str, level: Level) -> tuple[Division, ...]:
        """The divisions of a level whose name, or its stem (呼和浩特), stands in the text."""
        return tuple(d for d in self.at(level) if d.name in text or _stem(d.name) in text)

    def is_one(self, name: str, division: Division) -> bool:
        """Whether a listed name means the division: 包头 and 包头市 do."""
        return name.startswith(_stem(division.name))


def places_of(divisions: DivisionTree | None, region: str) -> Places | None:
    """The divisions below ``region``; None without a roster or when it does not hold the region."""
    if divisions is None or not region:
        return None
    code = DivisionCode(region)
    return Places(divisions, code) if code in divisions else None


_ENDS = ("市", "盟", "地区", "自治州", "旗", "县", "区")


def _stem(name: str) -> str:
    end = next((e for e in _ENDS if name.endswith(e) and len(name) >= len(e) + 2), "")
    return name.removesuffix(end)
