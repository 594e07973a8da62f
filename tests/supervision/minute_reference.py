"""Deadlines by looking at every single minute: slow, plain, and sharing nothing with the program.

A minute is a row of arrays: on which day, whether the clock stands, whether the office works, and
whether it is the last of its day. What is over is found by counting rows.
"""

# ruff: noqa: DTZ001  (moments of clocks are local time without zone)
from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

import numpy as np

MINUTE = timedelta(minutes=1)


def due_by_minutes(start, amount, unit, *, works, spans, pauses, moves, cut_minute, horizon):
    """The moment at which the term is over; None when it is not over within the horizon.

    :param works: from a day to whether it is worked.
    :param spans: office hours as minutes of the day, from and to.
    :param pauses: pairs of moments; the end of an open one is None.
    :param cut_minute: minute of the day at which the last day ends (1440 for 24:00).
    :param horizon: days looked at.
    """
    first = datetime(start.year, start.month, start.day)
    minute, day, of_day = _minutes_of(horizon)
    count = len(minute)
    stands = np.zeros(count, bool)
    for begin, end in pauses:
        low = max(_minutes(first, begin), 0)
        stands[low : count if end is None else max(_minutes(first, end), 0)] = True
    worked_day = np.array([works(first.date() + timedelta(days=n)) for n in range(horizon)])
    runs = ~stands & (minute >= _minutes(first, start))
    if unit in ("minute", "hour", "working_hour"):
        if unit == "working_hour":
            office = np.zeros(count, bool)
            for opens, closes in spans:
                office |= (of_day >= opens) & (of_day < closes)
            runs &= office & worked_day[day]
        length = amount * (1 if unit == "minute" else 60)
        found = np.flatnonzero(np.cumsum(runs, dtype=np.int32) >= length)
        return first + (int(found[0]) + 1) * MINUTE if found.size else None
    ends = (of_day == cut_minute - 1) & (day > 0) & ~stands
    if unit == "working_day":
        ends &= worked_day[day]
    wanted = (
        amount if unit in ("day", "working_day") else _corresponding(start.date(), amount, unit)
    )
    over = np.cumsum(ends, dtype=np.int32) >= wanted
    may_end = ends & over
    if moves and unit != "working_day":
        may_end &= worked_day[day]
    found = np.flatnonzero(may_end)
    return first + (int(found[0]) + 1) * MINUTE if found.size else None


@cache
def _minutes_of(horizon):
    """Every minute, its day, and its place in the day."""
    minute = np.arange(horizon * 1440, dtype=np.int32)
    return minute, minute // 1440, minute % 1440


def _minutes(first, moment):
    return int((moment - first).total_seconds()) // 60


def _corresponding(day, amount, unit):
    """Days to the day of the same number, that many months on; the month's last where it lacks."""
    months = amount * (12 if unit == "year" else 1)
    at = date(day.year, day.month, 1)
    for _ in range(months):
        at = (at + timedelta(days=31)).replace(day=1)
    last = at
    for number in range(1, day.day + 1):
        try:
            last = at.replace(day=number)
        except ValueError:
            break
    return (last - day).days
