"""Which days of the week something runs: a pattern of seven marks, Monday first (班期)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from jidi.core.errors import Language, ValueProblem

DAYS: Final = 7
NAMES: Final = {
    "zh": ("一", "二", "三", "四", "五", "六", "日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


@dataclass(frozen=True, slots=False)
class Weekdays:
    """The days of a week on which something runs.

    :param marks: seven characters, Monday first: ``x`` where it runs, ``-`` where not.
    :raises ValueProblem: N-201 when these are not seven such marks, or no day is marked.
    """

    marks: str

    def __post_init__(self) -> None:
        if len(self.marks) != DAYS or set(self.marks) - set("x-") or "x" not in self.marks:
            raise ValueProblem("N-201", marks=self.marks)

    @classmethod
    def of(cls, *days: int) -> Weekdays:
        """The pattern of these days, Monday = 0."""
        return cls("".join("x" if day in days else "-" for day in range(DAYS)))

    @cached_property
    def days(self) -> tuple[int, ...]:
        """The days on which it runs, Monday = 0."""
        return tuple(day for day, mark in enumerate(self.marks) if mark == "x")

    @cached_property
    def frequency(self) -> int:
        """Runs a week."""
        return len(self.days)

    @cached_property
    def gaps(self) -> tuple[int, ...]:
        """For each run, the days since the run before: what has gathered meanwhile.

        The sum is seven; the first run of a week looks back to the last one of the week before.
        """
        before = (self.days[-1] - DAYS, *self.days[:-1])
        return tuple(day - earlier for day, earlier in zip(self.days, before, strict=True))

    @cached_property
    def longest_gap(self) -> int:
        """The most days that gather before one run."""
        return max(self.gaps)

    def gathered(self, day: int) -> int:
        """Days of mail carried on ``day``; 0 on a day without a run."""
        return self.gaps[self.days.index(day)] if day in self.days else 0

    def shifted(self, by: int) -> Weekdays:
        """The same pattern so many days later."""
        return Weekdays.of(*((day + by) % DAYS for day in self.days))

    def within(self, other: Weekdays) -> bool:
        """Whether every day of this pattern is also one of ``other``."""
        return set(self.days) <= set(other.days)

    def text(self, lang: Language) -> str:
        """In words: 每日, or the days by name."""
        if self.frequency == DAYS:
            return "每日" if lang == "zh" else "daily"
        named = [NAMES[lang][day] for day in self.days]
        return f"周{'、'.join(named)}" if lang == "zh" else " ".join(named)


EVERY_DAY: Final = Weekdays("xxxxxxx")
