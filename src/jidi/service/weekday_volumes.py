"""Parcels of each day of the week against the mean day: measured, or our own choice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from jidi.core.errors import InputError
from jidi.model.trunk import trunk_values
from jidi.network.weekdays import DAYS
from jidi.service.books import Book

_ACCEPTED: Final = """
SELECT CAST(accepted_at AS DATE) AS day, COUNT(*) AS parcels
FROM journey WHERE accepted_at IS NOT NULL GROUP BY CAST(accepted_at AS DATE)
"""


@dataclass(frozen=True)
class WeekdayVolumes:
    """Times the mean day's parcels, Monday first; they sum to seven.

    :param weeks: whole weeks of journeys in the book.
    :param measured: whether the shares are theirs.
    """

    shares: tuple[float, ...]
    weeks: int
    measured: bool

    @property
    def note(self) -> InputError:
        """Where the shares come from."""
        shares = " / ".join(f"{share:.3g}" for share in self.shares)
        if self.measured:
            return InputError("N-894", shares=shares, weeks=self.weeks)
        least = trunk_values().weekday_volume.least_weeks
        return InputError("N-893", shares=shares, weeks=self.weeks, least=least)


def weekday_volumes(book: Book) -> WeekdayVolumes:
    """Of a book, at its data version."""
    found: WeekdayVolumes = book.remembered(("weekday volumes",), lambda _version: _of(book))
    return found


def _of(book: Book) -> WeekdayVolumes:
    rows = book.ask(_ACCEPTED, {}, file="plancheck").to_pylist()
    return measured_volumes((row["day"], int(row["parcels"])) for row in rows)


def measured_volumes(parcels: Iterable[tuple[date, int]]) -> WeekdayVolumes:
    """The mean of whole weeks, each counting alike; our own choice where they are too few.

    :param parcels: accepted on each day; a week that lacks a day is left out, for nothing is known
        of that day.
    """
    weeks: dict[date, dict[int, int]] = defaultdict(dict)
    for day, count in parcels:
        if count > 0:
            weeks[day - timedelta(days=day.weekday())][day.weekday()] = count
    whole = [week for week in weeks.values() if len(week) == DAYS]
    values = trunk_values().weekday_volume
    if len(whole) < values.least_weeks:
        return WeekdayVolumes(values.shares, len(whole), measured=False)
    shares = tuple(
        sum(week[day] * DAYS / sum(week.values()) for week in whole) / len(whole)
        for day in range(DAYS)
    )
    return WeekdayVolumes(shares, len(whole), measured=True)
