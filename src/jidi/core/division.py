"""Administrative divisions: what they are, and the tree they make."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Final

from jidi.core.division_code import COUNTRY, DivisionCode, Level
from jidi.core.errors import InputError, UnknownName, ValueProblem, raise_together
from jidi.core.nearest import suggestion
from jidi.core.worded import listed

__all__ = ["COUNTRY", "Division", "DivisionCode", "DivisionTree", "Level", "kind_by_code"]


def kind_by_code(code: DivisionCode) -> str:
    """The kind that the number ranges of the statistical codes imply.

    Township: ``street`` 街道, ``town`` 镇, ``rural_township`` 乡 or 苏木, ``enterprise_unit``
    政企合一; village: ``residents_committee`` 居委会, ``villagers_committee`` 村委会,
    ``committee_like`` 类似居(村)委会; ``unknown`` outside the known ranges. Above townships,
    the level's own name.
    """
    if code.level is Level.TOWNSHIP:
        return _ranged(code.text[6:9], _TOWNSHIP_KINDS)
    if code.level is Level.VILLAGE:
        return _ranged(code.text[9:], _VILLAGE_KINDS)
    return code.level.value


_TOWNSHIP_KINDS = ((99, "street"), (199, "town"), (399, "rural_township"), (599, "enterprise_unit"))
_VILLAGE_KINDS = (
    (199, "residents_committee"),
    (399, "villagers_committee"),
    (599, "committee_like"),
)


def _ranged(segment: str, kinds: tuple[tuple[int, str], ...]) -> str:
    return next((kind for last, kind in kinds if int(segment) <= last), "unknown")


@dataclass(frozen=True, slots=True)
class Division:
    """A division as it stood for a time.

    :param code: its code.
    :param name: its Chinese name.
    :param name_en: its English name, where one is in use.
    :param level: its level; must be the code's.
    :param parent: the division above it; None only at the top.
    :param kind: what it is within its level (see :func:`kind_by_code`).
    :param valid_from: first day of its validity; None when it began before all records.
    :param valid_to: day after its last; None when it still stands.
    :param successor: the division that took over, when it was merged or renumbered.
    :raises ValueProblem: C-204 when level, parent or validity contradict the code or each other.
    """

    code: DivisionCode
    name: str
    name_en: str | None
    level: Level
    parent: DivisionCode | None
    kind: str
    valid_from: date | None = None
    valid_to: date | None = None
    successor: DivisionCode | None = None

    def __post_init__(self) -> None:
        fault = self._fault()
        if fault is not None:
            raise ValueProblem("C-204", code=self.code.text, name=self.name, fault=fault)

    @classmethod
    def of(
        cls,
        code: str,
        name: str,
        *,
        name_en: str | None = None,
        kind: str | None = None,
        valid_from: date | None = None,
        valid_to: date | None = None,
        successor: str | None = None,
    ) -> Division:
        """A division whose level, parent and (unless given) kind follow from its code."""
        own = DivisionCode.parse(code)
        return cls(
            own,
            name,
            name_en,
            own.level,
            own.parent,
            kind or kind_by_code(own),
            valid_from,
            valid_to,
            DivisionCode.parse(successor) if successor else None,
        )

    def is_called(self, asked: str) -> bool:
        """Whether a user means it: its code, its name, or its name without the ending."""
        if asked in (self.code.text, self.code.short):
            return True
        return asked.strip().casefold() in {way.casefold() for way in _ways_to_say(self)}

    def is_valid_on(self, day: date) -> bool:
        """Whether it stood on ``day``."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)

    def _fault(self) -> str | None:
        if not self.name.strip():
            return "name"
        if self.level is not self.code.level:
            return "level"
        if self.parent is not None and not self._lies_below(self.parent):
            return "parent"
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            return "valid_to"
        return None

    def _lies_below(self, other: DivisionCode) -> bool:
        return self.code != other and self.code.is_within(other)


class DivisionTree:
    """Divisions by code, by level and by name; tens of thousands of them without delay.

    One code may be held several times with validities that do not overlap; the tree speaks of the
    latest. :meth:`as_of` gives the tree of a day.

    :raises InputError: C-205 when one code is valid twice at a time; C-206 when a division's
        parent is missing although a division above that is present (all such in one pass).
    """

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._all = tuple(sorted(divisions, key=_by_code_and_time))
        _refuse_overlaps(self._all)
        self._by_code = {d.code: d for d in self._all}
        self._children: dict[DivisionCode, list[Division]] = {}
        self._by_level: dict[Level, list[Division]] = {level: [] for level in Level}
        for division in self._by_code.values():
            self._by_level[division.level].append(division)
            if division.parent is not None:
                self._children.setdefault(division.parent, []).append(division)
        _refuse_gaps(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def __iter__(self) -> Iterator[Division]:
        return iter(self._by_code.values())

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: DivisionCode) -> Division:
        """The division of that code.

        :raises UnknownName: C-207 when the tree does not hold it; offers the nearest codes.
        """
        found = self._by_code.get(code)
        if found is None:
            raise UnknownName("C-207", asked=code.text, nearest=self._near_codes(code))
        return found

    def children(self, code: DivisionCode) -> tuple[Division, ...]:
        """The divisions right below, in code order; none for a leaf.

        :raises UnknownName: C-207 when the tree does not hold ``code``.
        """
        self.get(code)
        return tuple(self._children.get(code, ()))

    def at_level(self, level: Level, within: DivisionCode | None = None) -> tuple[Division, ...]:
        """All divisions of a level, in code order; only those in ``within`` when given.

        :raises UnknownName: C-207 when the tree does not hold ``within``.
        """
        if within is None:
            return tuple(self._by_level[level])
        self.get(within)
        held, inside = self._by_level[level], within.text[: within.level.digits]
        first = bisect_left(held, inside, key=_code_text)
        return tuple(held[first : bisect_right(held, inside + _AFTER_DIGITS, key=_code_text)])

    def path(self, code: DivisionCode) -> tuple[Division, ...]:
        """The divisions from the top of the tree down to ``code``.

        :raises UnknownName: C-207 when the tree does not hold ``code``.
        """
        own = self.get(code)
        above = own.parent
        if above is None or above not in self._by_code:
            return (own,)
        return (*self.path(above), own)

    def find(self, name_or_code: str, *, within: DivisionCode | None = None) -> Division:
        """The division a user means: a code of any length, a name, or a name without its ending.

        Of several divisions of one name the highest stands first (太原 is the city); the one above
        may be told with it (阳泉市城区; in English also behind it: Urban District, Yangquan City).

        :raises UnknownName: C-207, with the nearest known name.
        :raises InputError: C-208 when several of the same level bear the name; lists their paths.
        """
        asked = name_or_code.strip()
        if asked.isascii() and asked.isdigit():
            return self.get(DivisionCode.parse(asked))
        highest = self._highest(asked, within)
        if not highest:
            raise UnknownName("C-207", asked=asked, nearest=self._near_names(asked, within))
        if len(highest) > 1:
            shown = listed((self._spelled(d) for d in highest), most=8)
            raise InputError("C-208", asked=asked, candidates=shown, count=len(highest))
        return highest[0]

    def meant(self, name: str) -> Division | None:
        """The division that :meth:`find` finds by a name; none where it finds none, or several.

        For words that may be no place: looking for the nearest known names takes far longer than
        looking one up (26 and 1 ms on 23,000 divisions, measured).
        """
        highest = self._highest(name.strip(), None)
        return highest[0] if len(highest) == 1 else None

    def _highest(self, asked: str, within: DivisionCode | None) -> list[Division]:
        bearers = self._bearers.get(asked.casefold()) or self._told_with_above(asked.casefold())
        held = [d for d in bearers if within is None or d.code.is_within(within)]
        top = min((d.level for d in held), default=None)
        return [d for d in held if d.level is top]

    @cached_property
    def levels(self) -> Mapping[str, Level]:
        """Every division's level by its twelve digits: for rows by the thousand."""
        return {division.code.text: division.level for division in self}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every division's name by its twelve digits: for rows by the thousand."""
        return {division.code.text: division.name for division in self}

    def as_of(self, day: date) -> DivisionTree:
        """The tree of the divisions that stood on ``day``."""
        return DivisionTree(d for d in self._all if d.is_valid_on(day))

    @cached_property
    def _bearers(self) -> dict[str, list[Division]]:
        """Every way to say a name, folded, to the divisions that bear it; made when first asked."""
        by_name: dict[str, list[Division]] = {}
        for division in self:
            for name in {way.casefold() for way in _ways_to_say(division)}:
                by_name.setdefault(name, []).append(division)
        return by_name

    def _told_with_above(self, asked: str) -> list[Division]:
        """Those meant by a name that follows the name of a division above (太原市小店区)."""
        if "," in asked:
            turned = " ".join(part.strip() for part in reversed(asked.split(",")))
            if found := self._told_with_above(turned):
                return found
        for cut in range(len(asked) - 1, 0, -1):
            below = self._bearers.get(asked[cut:].strip(_BETWEEN))
            above = asked[:cut].strip(_BETWEEN)
            if not below or not above:
                continue
            over = self._bearers.get(above) or self._told_with_above(above)
            found = [d for d in below if any(d.code.is_within(o.code) and d != o for o in over)]
            if found:
                return found
        return []

    def _spelled(self, division: Division) -> str:
        names = "".join(d.name for d in self.path(division.code))
        return f"{names} {division.code.short}"

    def _near_codes(self, code: DivisionCode) -> str:
        beside = self._children.get(code.parent or COUNTRY, [])
        known = beside or [d for level in list(Level)[:4] for d in self._by_level[level]]
        return suggestion(code.short, [d.code.short for d in known])

    def _near_names(self, asked: str, within: DivisionCode | None) -> str:
        held = [d for d in self if within is None or d.code.is_within(within)]
        return suggestion(asked, [n for d in held for n in (d.name, d.name_en) if n])


_AFTER_DIGITS: Final = ":"
"""Stands behind every digit in the order of characters."""


def _code_text(division: Division) -> str:
    return division.code.text


def _by_code_and_time(division: Division) -> tuple[str, date]:
    return (division.code.text, division.valid_from or date.min)


def _refuse_overlaps(ordered: tuple[Division, ...]) -> None:
    twice = [
        InputError("C-205", code=a.code.text, first=a.name, second=b.name)
        for a, b in pairwise(ordered)
        if a.code == b.code and (a.valid_to is None or (b.valid_from or date.min) < a.valid_to)
    ]
    raise_together(twice)


def _refuse_gaps(by_code: dict[DivisionCode, Division]) -> None:
    gaps = [
        InputError("C-206", code=d.code.text, name=d.name, parent=d.parent.text)
        for d in by_code.values()
        if d.parent is not None and d.parent not in by_code and _has_ancestor(d.parent, by_code)
    ]
    raise_together(gaps)


def _has_ancestor(code: DivisionCode, by_code: dict[DivisionCode, Division]) -> bool:
    above = code.parent
    return above is not None and (above in by_code or _has_ancestor(above, by_code))


_ENDINGS = (
    *("维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "省"),
    *("自治州", "地区", "盟", "市", "自治县", "自治旗", "县", "区", "旗"),
    *("街道办事处", "街道", "民族乡", "苏木", "镇", "乡"),
    *("社区居民委员会", "社区居委会", "居民委员会", "居委会", "村民委员会", "村委会", "嘎查", "村"),
)

_ENGLISH_ENDINGS = (
    *(" Autonomous Region", " Province", " Municipality", " Prefecture", " League", " City"),
    *(" District", " County", " Banner"),
)

_VILLAGE_COMMITTEES = ("村民委员会", "村委会")

_BETWEEN: Final = " ,，/·"
"""What may stand between the name of a division and that of the one above it."""


def _ways_to_say(division: Division) -> Iterator[str]:
    yield division.name
    if division.name_en is not None:
        yield division.name_en
        for ending in _ENGLISH_ENDINGS:
            if division.name_en.endswith(ending):
                yield division.name_en.removesuffix(ending)
    # A single character is no name: 城区 stays as it is.
    for ending in _ENDINGS:
        if division.name.endswith(ending) and len(division.name) >= len(ending) + 2:
            yield division.name.removesuffix(ending)
            if ending in _VILLAGE_COMMITTEES:
                yield division.name.removesuffix(ending) + "村"
