"""Seasons that move the volume of a month: the Spring Festival, 双11, 618.

A season is a window of days. Its weight in a month is the share of the month's days that fall into
the window: the Spring Festival shifts between January and February, 双11 reaches back into October
since 2024. Windows and dates are data (``definitions/calendar``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Literal, Self

from pydantic import Field, model_validator

from jidi.core.errors import InputError, Place
from jidi.core.period import Period
from jidi.model.rows import read_models, refuse_twins
from jidi.model.strict import Strict, build, read_text, read_toml

Anchor = Literal["spring_festival", "fixed"]


class Window(Strict):
    """First and last day of a season, for the years ``from`` to ``to``.

    :param first: days from the first day of the Spring Festival (an integer), or ``MM-DD``.
    :param last: the last day that belongs to it, in the same form.
    """

    first_year: int = Field(alias="from")
    last_year: int = Field(alias="to")
    first: int | str
    last: int | str


class Season(Strict):
    """A season and its windows over the years.

    :param own_choice: whether the window is ours, because no public one was found.
    """

    id: str
    zh: str
    en: str
    anchor: Anchor
    own_choice: bool
    source: str
    windows: tuple[Window, ...]

    @model_validator(mode="after")
    def _windows_fit(self) -> Self:
        for window in self.windows:
            if self.anchor == "fixed":
                self._check_fixed(window)
            elif not _is_around_festival(window):
                raise ValueError(f"the window of days {window.first} to {window.last} is no such")
        return self

    def _check_fixed(self, window: Window) -> None:
        for year in (window.first_year, window.last_year):
            if _fixed(year, window.last) < _fixed(year, window.first):
                raise ValueError(f"the window {window.first} to {window.last} is empty")

    def days(self, year: int) -> tuple[date, date] | None:
        """First and last day in a year; None when the season has no window for it.

        :raises InputError: D-260 when the Spring Festival of the year is not known.
        """
        for window in self.windows:
            if window.first_year <= year <= window.last_year:
                if self.anchor == "fixed":
                    return _fixed(year, window.first), _fixed(year, window.last)
                start = festival_of(year)
                return _shifted(start, window.first), _shifted(start, window.last)
        return None

    def share(self, month: Period) -> float:
        """The share of the month's days that fall into the season, 0 to 1.

        :raises InputError: D-260 when the Spring Festival of the year is not known.
        """
        days = self.days(month.year)
        return 0.0 if days is None else _overlap(month, *days) / month.days


class Festival(Strict):
    """The first day of the first lunar month, and the rule it follows from."""

    date: date
    source: str


@cache
def seasons() -> Mapping[str, Season]:
    """Every season by its id."""
    path = _folder() / "seasons.toml"
    sections = read_toml(read_text(path), file=path.name)
    return MappingProxyType(
        {
            name: build(Season, {"id": name, **section}, where=Place(path.name))
            for name, section in sections.items()
        }
    )


@cache
def festivals() -> Mapping[int, date]:
    """The first day of the Spring Festival by year."""
    path = _folder() / "spring_festival.csv"
    rows = read_models(path, Festival)
    refuse_twins(rows, key=lambda festival: str(festival.date.year), path=path)
    return MappingProxyType({festival.date.year: festival.date for _, festival in rows})


def festival_of(year: int) -> date:
    """The first day of the Spring Festival.

    :raises InputError: D-260 for a year that the list does not hold.
    """
    known = festivals()
    if year not in known:
        raise InputError("D-260", year=year, first=min(known), last=max(known))
    return known[year]


def _is_around_festival(window: Window) -> bool:
    """Days that stay within the festival's year: it begins on 21 January at the earliest."""
    first, last = window.first, window.last
    return isinstance(first, int) and isinstance(last, int) and -20 <= first <= last


def _overlap(month: Period, first: date, last: date) -> int:
    begin, end = max(month.start, first), min(month.end, last + timedelta(days=1))
    return max((end - begin).days, 0)


def _shifted(start: date, days: int | str) -> date:
    return start + timedelta(days=int(days))


def _fixed(year: int, day: int | str) -> date:
    try:
        return date.fromisoformat(f"{year:04}-{day}")
    except ValueError as error:
        raise ValueError(f"'{day}' is no day of the form MM-DD") from error


def _folder() -> Traversable:
    return files("jidi.definitions") / "calendar"
