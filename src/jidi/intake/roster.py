"""Divisions by whatever names exactly one of them: code, name, or the way down to it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from jidi.core.division import Division
from jidi.core.division_code import DivisionCode, Level
from jidi.core.nearest import suggestion
from jidi.core.numerals import fold
from jidi.model.intake_rules import plain

_KINDS: Final = (
    "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区",
    "自治州", "自治县", "自治旗", "省", "市", "区", "县", "盟", "旗",
)  # fmt: skip
"""Ends of names that senders leave out. Own choice."""
_LEAST: Final = 2
"""Signs that are left of a name without its end: 城区 without 区 names nothing. Own choice."""
_BETWEEN: Final = dict.fromkeys(map(ord, "/>|,、;"))
"""Signs that senders put between a division and the one that holds it."""


@dataclass(frozen=True)
class Roster:
    """Divisions by everything that names exactly one of them.

    :param codes: the 12-digit codes.
    :param names: names that only one division bears, with its code.
    :param bearers: all that bear a name, those left out above among them.
    :param short: names without their end (万柏林), where nothing else is called so.
    """

    codes: frozenset[str]
    names: Mapping[str, str]
    bearers: Mapping[str, tuple[DivisionCode, ...]] = field(default_factory=dict)
    short: Mapping[str, DivisionCode] = field(default_factory=dict)

    @classmethod
    def of(cls, divisions: Iterable[Division]) -> Roster:
        """The roster of these divisions.

        A name means the one that bears it on the highest level: 平遥县 is the county, whatever else
        is called so. Where two of that level bear it, it names neither.
        """
        every = list(divisions)
        bearers: dict[str, list[DivisionCode]] = {}
        short: dict[str, set[DivisionCode]] = {}
        for one in every:
            for name in {one.name, one.name_en or one.name} - {""}:
                bearers.setdefault(plain(name), []).append(one.code)
            if one.code.level <= Level.COUNTY and (bare := _without_kind(plain(one.name))):
                short.setdefault(bare, set()).add(one.code)
        names = {n: code.text for n, same in bearers.items() if (code := _highest(same))}
        alone = {n: same.pop() for n, same in short.items() if len(same) == 1 and n not in bearers}
        kept = {name: tuple(same) for name, same in bearers.items()}
        return cls(frozenset(one.code.text for one in every), names, kept, alone)

    def _of_county(self, six: str) -> list[str]:
        """The codes that begin with these six digits."""
        first = bisect_left(self._in_order, six)
        last = bisect_left(self._in_order, f"{six}:")  # the sign behind every digit
        return self._in_order[first:last] if len(six) == 6 else []

    @cached_property
    def _in_order(self) -> list[str]:
        return sorted(self.codes)

    def read(self, text: str) -> str:
        """The code of the division that the text names.

        :raises ValueError: when it names none, or several.
        """
        bare = fold(text).strip().removesuffix(".0")
        if bare in self.codes:
            return bare
        if bare.isdigit() and len(bare) in (2, 4, 6, 9) and bare.ljust(12, "0") in self.codes:
            return bare.ljust(12, "0")
        said = plain(bare)
        if said in self.names:
            return self.names[said]
        if said in self.short:
            return self.short[said].text
        ends = set(self._ends(said.translate(_BETWEEN), None))
        if len(ends) != 1:
            raise ValueError(text)
        return ends.pop().text

    def nearest(self, text: str) -> str:
        """What was perhaps meant."""
        bare = fold(text).strip()
        if bare.isdigit():
            return suggestion(bare, self._of_county(bare[:6]) or self._in_order[:50])
        return suggestion(plain(bare), self.names, most=3)

    def _ends(self, way: str, within: DivisionCode | None) -> Iterator[DivisionCode]:
        """Where a way down leads that begins inside a division: 太原市迎泽区, 山西省太原市城区."""
        inside = _inside(self._called(way), within)
        if within is not None and (code := _highest(inside)):
            yield code
            return
        for length in range(_LEAST, len(way) - _LEAST + 1):
            for code in _inside(self._called(way[:length]), within):
                if code.level <= Level.COUNTY:
                    yield from self._ends(way[length:], code)

    def _called(self, name: str) -> tuple[DivisionCode, ...]:
        found = self.bearers.get(name, ())
        return (*found, self.short[name]) if name in self.short else found


def _inside(codes: Iterable[DivisionCode], within: DivisionCode | None) -> tuple[DivisionCode, ...]:
    """Those that lie below the division; all of them below none."""
    if within is None:
        return tuple(codes)
    return tuple(code for code in codes if code != within and code.is_within(within))


def _highest(codes: Iterable[DivisionCode]) -> DivisionCode | None:
    """The one on the highest level; None where there are several, or none."""
    every = set(codes)
    if not every:
        return None
    highest = min(code.level for code in every)
    found = [code for code in every if code.level == highest]
    return found[0] if len(found) == 1 else None


def _without_kind(name: str) -> str:
    """A name without its end; empty when it has none, or too little is left."""
    for kind in _KINDS:
        if name.endswith(kind):
            bare = name.removesuffix(kind)
            return bare if len(bare) >= _LEAST else ""
    return ""
