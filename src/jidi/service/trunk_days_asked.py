"""Lines of a book that run on some days only, and whether running days that are told fit them.

Known before a design is asked for, so that a form can name the lines, and a job that cannot be done
is refused at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from jidi.core.division import Level
from jidi.core.errors import JidiError, Language
from jidi.model.hubs import other_provinces
from jidi.network.weekdays import DAYS
from jidi.service.books import Book
from jidi.service.trunk_days import days_text
from jidi.service.trunk_lines import lines_of

_PARTS: Final = "；;"


class _End(NamedTuple):
    """A place that a line may begin or end at."""

    code: str
    kind: Literal["city", "province"]
    zh: str
    en: str


@dataclass(frozen=True)
class LineOfSomeDays:
    """A line of the table ``route`` with runs on some days more than on others.

    :param runs: a week. :param days: with a run more, Monday = 0, as told or spread evenly.
    """

    id: str
    zh: str
    en: str
    runs: int
    days: tuple[int, ...]

    def text(self, lang: Language) -> str:
        """As one writes it after ``--days``, with what it is."""
        where = self.zh if lang == "zh" else self.en
        times = f"每周 {self.runs} 班" if lang == "zh" else f"{self.runs} runs a week"
        comma = "，" if lang == "zh" else ", "
        return f"{self.id}={days_text(self.days, lang)} ({where}{comma}{times})"


def lines_of_some_days(book: Book, told: Sequence[str] = ()) -> tuple[LineOfSomeDays, ...]:
    """Lines whose runs a week are no multiple of seven, with their days.

    :param told: running days, as ``line=days``.
    :raises InputError: N-919, N-884, N-885 for running days that cannot be.
    """
    notes: list[JidiError] = []
    ends = _ends(book)
    return tuple(
        LineOfSomeDays(
            line.id,
            "—".join(ends[n].zh for n in line.ends),
            " – ".join(ends[n].en for n in line.ends),
            line.daily * DAYS + line.more,
            line.days,
        )
        for line in lines_of(book, ends, tuple(told), notes)
        if line.more
    )


def days_parted(text: str) -> tuple[str, ...]:
    """Running days of several lines out of one text: a line each, or parted by semicolons.

    What has no equals sign goes on with the days before it, which may be parted by semicolons, too.
    """
    text = text.replace("＝", "=")
    for mark in _PARTS:
        text = text.replace(mark, "\n")
    found: list[str] = []
    for part in (piece.strip() for piece in text.splitlines()):
        if part and found and "=" not in part:
            found[-1] += f" {part}"
        elif part:
            found.append(part)
    return tuple(found)


def _ends(book: Book) -> Sequence[_End]:
    """The places of the province's trunk problem."""
    cities: Iterable[_End] = (
        _End(city.code.short, "city", city.name, city.name_en or city.name)
        for city in book.tree.at_level(Level.CITY, within=book.province.code)
    )
    others = (
        _End(one.code[:6], "province", one.zh, one.en)
        for one in other_provinces()
        if one.code != book.province.code.text
    )
    return (*cities, *others)
