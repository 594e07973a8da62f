"""The 12-digit codes of administrative divisions, and the levels they stand at.

A code is ``6 digits of GB/T 2260`` (province, city, county, two each) ``+ 3`` (township) ``+ 3``
(village), always kept as twelve digits with zeros behind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from jidi.core.errors import ValueProblem
from jidi.core.from_text import FromText

_LENGTH = 12
_CUTS = (0, 2, 4, 6, 9, 12)


class Level(StrEnum):
    """The six levels, ordered from the country down: ``Level.PROVINCE < Level.COUNTY``."""

    COUNTRY = "country"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"

    @property
    def depth(self) -> int:
        """0 for the country, 5 for a village."""
        return _DEPTHS[self]

    @property
    def digits(self) -> int:
        """How many leading digits of a code tell divisions of this level apart."""
        return _CUTS[self.depth]

    @property
    def zh(self) -> str:
        """The Chinese name of the level."""
        return ("全国", "省级", "市级", "县级", "乡级", "村级")[self.depth]

    @classmethod
    def at_depth(cls, depth: int) -> Level:
        """The level ``depth`` steps below the country."""
        return _LEVELS[depth]

    # A str compares by its letters; levels compare by their depth.
    def __lt__(self, other: str) -> bool:
        return self.depth < Level(other).depth

    def __le__(self, other: str) -> bool:
        return self.depth <= Level(other).depth

    def __gt__(self, other: str) -> bool:
        return self.depth > Level(other).depth

    def __ge__(self, other: str) -> bool:
        return self.depth >= Level(other).depth


_LEVELS = tuple(Level)
_DEPTHS = {level: depth for depth, level in enumerate(_LEVELS)}
_LEVEL_OF_USED = [
    next(level for level in _LEVELS if used <= level.digits) for used in range(_LENGTH + 1)
]
"""The level of a code by its digits without the zeros at its end; looked up for 23,000 of them."""


@dataclass(frozen=True, slots=True, order=True)
class DivisionCode(FromText):
    """A division's code: exactly twelve digits, checked at birth.

    :param text: twelve digits; use :meth:`parse` for the short forms.
    :raises ValueProblem: C-201 when it is not twelve digits, C-202 when a level is skipped.
    """

    text: str
    level: Level = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        text = self.text
        if len(text) != _LENGTH or not (text.isascii() and text.isdigit()):
            raise ValueProblem("C-201", text=text)
        object.__setattr__(self, "level", _level_of(text))
        if _skips_a_level(text):
            raise ValueProblem("C-202", text=text)

    @classmethod
    def parse(cls, text: str) -> DivisionCode:
        """A code from 2, 4, 6, 9 or 12 digits: ``14``, ``1401``, ``140105``, ``140105001`` …

        :raises ValueProblem: C-201 for any other form.
        """
        trimmed = text.strip()
        if len(trimmed) not in _CUTS[1:]:
            raise ValueProblem("C-201", text=text)
        return cls(trimmed.ljust(_LENGTH, "0"))

    @property
    def short(self) -> str:
        """The code without the zeros behind its own level; ``00`` for the country."""
        return self.text[: max(self.level.digits, 2)]

    @property
    def parent(self) -> DivisionCode | None:
        """The division right above; None for the country.

        A township of a city without counties (Dongguan, Jiayuguan) has the city above it.
        """
        if self.level is Level.COUNTRY:
            return None
        return self._cut(Level.at_depth(self.level.depth - 1))

    def at(self, level: Level) -> DivisionCode:
        """This division, or the one above it that stands at ``level``.

        :raises ValueProblem: C-203 when ``level`` is below this division, or skipped above it.
        """
        above = self._cut(level)
        if above.level is not level:
            raise ValueProblem("C-203", code=self.text, level=level.value)
        return above

    def is_within(self, other: DivisionCode) -> bool:
        """Whether this is ``other`` or lies below it."""
        return self.text.startswith(other.text[: other.level.digits])

    @property
    def is_administrative_village(self) -> bool:
        """Whether this is an 建制村: a village-level unit with a 村委会 (segment 2xx, 3xx)."""
        return self.level is Level.VILLAGE and self.text[9] in "23"

    def _cut(self, level: Level) -> DivisionCode:
        return DivisionCode(self.text[: level.digits].ljust(_LENGTH, "0"))

    def __str__(self) -> str:
        return self.text


def _level_of(text: str) -> Level:
    return _LEVEL_OF_USED[len(text.rstrip("0"))]


def _skips_a_level(text: str) -> bool:
    """Whether an empty segment stands before a used one.

    Only the county's may: Dongguan's townships (441900003) hang on the city itself.
    """
    if text[2:4] == "00":
        return text[4:9] != "00000" or (text[9:] != "000")
    return text[:2] == "00" or (text[6:9] == "000" and text[9:] != "000")


COUNTRY = DivisionCode("0" * _LENGTH)
