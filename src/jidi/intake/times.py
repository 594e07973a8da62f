"""Days and times as senders write them, whole columns at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.letters import Letters, letters_of
from jidi.core.masks import Mask, as_mask, is_there
from jidi.core.numerals import fold
from jidi.intake.texts import (
    Converted,
    as_text,
    by_value,
    is_missing,
    is_text,
)
from jidi.model.intake_rules import Words

BEIJING: Final = timezone(timedelta(hours=8))
_DATE: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_COMPACT_MONTH: Final = re.compile(r"(\d{4})(\d{2})")
_TIME: Final = re.compile(
    r"(?P<day>.+?)(?:[T ]+|(?<=日))(?P<h>\d{1,2})[:时](?P<m>\d{1,2})"
    r"(?:[:分](?P<s>\d{1,2})(?:\.\d+)?秒?|分?)"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_SECONDS: Final = pa.timestamp("s")
_CLOCK: Final = "[:：时]"
"""What stands in every text that names a time of a day."""

Numbers = npt.NDArray[np.int64]


def dates(cells: pa.Array, words: Words, *, months: bool) -> Converted:
    """The days that cells name.

    :param months: a month alone is its first day.
    :raises TypeError: when cells of this Arrow type name no days.
    """
    if pa.types.is_date(cells.type):
        return Converted(cells.cast(pa.date32()))
    if pa.types.is_timestamp(cells.type):
        return _days_of(_local(cells))
    if not is_text(cells.type) and not pa.types.is_integer(cells.type):
        raise TypeError(str(cells.type))
    return by_value(as_text(cells), lambda text: read_date(text, words, months=months), pa.date32())


def _days_of(times: pa.Array) -> Converted:
    days = times.cast(pa.date32(), safe=False)
    wrong = as_mask(pc.not_equal(days.cast(times.type), times))
    return Converted(pc.if_else(pa.array(wrong), None, days), wrong if wrong.any() else None)


def times(cells: pa.Array, words: Words) -> Converted:
    """The moments that cells name, as they are in China, to the whole second.

    :raises TypeError: when cells of this Arrow type name no moments.
    """
    if pa.types.is_timestamp(cells.type):
        return Converted(_local(cells))
    if pa.types.is_date(cells.type):
        return Converted(cells.cast(_SECONDS))
    if not is_text(cells.type):
        raise TypeError(str(cells.type))
    texts = as_text(cells).cast(pa.string())
    try:
        return Converted(texts.cast(_SECONDS))
    except pa.ArrowInvalid:
        return _read_times(texts, words)


def _read_times(texts: pa.Array, words: Words) -> Converted:
    """Those of the usual forms together; of the others each different one by itself."""
    seconds, is_read = usual_times(texts)
    absent = ~is_there(texts)
    wrong = np.zeros(len(texts), bool)
    others = np.flatnonzero(~is_read & ~absent)
    if len(others):
        read = by_value(texts.take(pa.array(others)), lambda t: read_time(t, words), _SECONDS)
        seconds[others] = read.values.cast(pa.int64()).fill_null(0).to_numpy()
        absent[others] = ~is_there(read.values)
        wrong[others] = False if read.wrong is None else read.wrong
    values = pa.array(seconds, pa.int64(), mask=absent).cast(_SECONDS)
    return Converted(values, wrong if wrong.any() else None)


def named_days(cells: pa.Array, moments: pa.Array) -> int:
    """How many of these cells name a day and no time of it, which was read as its midnight.

    :param moments: as :func:`times` has read them.
    """
    if pa.types.is_date(cells.type):
        return int(len(cells) - cells.null_count)
    if not is_text(cells.type):
        return 0
    _, bounds = letters_of(texts := as_text(cells).cast(pa.string()))
    lengths = np.diff(bounds)
    if not ((lengths > 0) & (lengths < _HEAD)).any():
        return 0
    is_midnight = pc.equal(moments, pc.floor_temporal(moments, unit="day"))
    said = texts.filter(pc.fill_null(is_midnight, False))
    return len(said) - int(as_mask(pc.match_substring_regex(said, _CLOCK)).sum())


def _local(times: pa.Array) -> pa.Array:
    """Times as they are in China, without zone, to the whole second."""
    if times.type.tz is not None:
        times = pc.local_timestamp(times.cast(pa.timestamp(times.type.unit, tz="Asia/Shanghai")))
    if times.type.unit == "s":
        return times
    return times.cast(_SECONDS, safe=False)


# Many at once

_HEAD: Final = 19
"""Places of ``2025-11-11 08:05:00``."""
_LONGEST: Final = 36
_DIGITS: Final = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
_MARKS: Final = ((4, b"-/."), (7, b"-/."), (10, b" T"), (13, b":"), (16, b":"))
_ZONES: Final = ((b"", 0), (b"Z", 8 * 3600), (b"+08:00", 0), (b"+0800", 0))
"""What may end a time, and the seconds that are added to have China's."""


def usual_times(texts: pa.Array) -> tuple[Numbers, Mask]:
    """Times of the form ``2025-11-11 08:05:00``, also with ``/``, ``.`` or ``T``, with parts of a
    second, in UTC or in China's time.

    :param texts: of Arrow's type ``string``.
    :returns: seconds since 1970, and whether the text is of that form and there is such a time.
    """
    letters, bounds = letters_of(texts)
    lengths = np.diff(bounds)
    seconds, is_read = np.zeros(len(texts), np.int64), np.zeros(len(texts), bool)
    for length in np.unique(lengths):
        if _HEAD <= length <= _LONGEST:
            rows = np.flatnonzero(lengths == length)
            signs = letters[bounds[rows][:, None] + np.arange(length)]
            seconds[rows], is_read[rows] = _of_one_length(signs)
    return seconds, is_read


def _of_one_length(signs: Letters) -> tuple[Numbers, Mask]:
    found, is_time = _heads(signs[:, :_HEAD])
    has_tail = np.zeros(len(signs), bool)
    for shift, fits in _tails(signs[:, _HEAD:]):
        found[fits] += shift
        has_tail |= fits
    return found, is_time & has_tail


def _heads(signs: Letters) -> tuple[Numbers, Mask]:
    fits = np.ones(len(signs), bool)
    for place, marks in _MARKS:
        fits &= np.isin(signs[:, place], np.frombuffer(marks, np.uint8))
    digits = (signs - ord("0")).astype(np.int64)
    for place in _DIGITS:
        fits &= digits[:, place] <= 9  # other signs wrap around to more than that
    two = {
        place: digits[:, place] * 10 + digits[:, place + 1] for place in (0, 2, 5, 8, 11, 14, 17)
    }
    year, month, day = two[0] * 100 + two[2], two[5], two[8]
    months = np.where(fits, year * 12 + month - 1, 1970 * 12) - 1970 * 12
    first = _first_days(months)
    fits &= (year >= 1) & (year < 9999) & (month >= 1) & (month <= 12)
    fits &= (day >= 1) & (day <= _first_days(months + 1) - first)
    fits &= (two[11] < 24) & (two[14] < 60) & (two[17] < 60)
    clock = two[11] * 3600 + two[14] * 60 + two[17]
    return (first + day - 1) * 86_400 + clock, fits


def _first_days(months: Numbers) -> Numbers:
    """Days from 1970 to the first of each month, counted from January 1970."""
    found: Numbers = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return found


def _tails(signs: Letters) -> Iterator[tuple[int, Mask]]:
    """What may stand behind the seconds: parts of one, a zone."""
    width = signs.shape[1]
    for zone, shift in _ZONES:
        parts = width - len(zone)
        if parts < 0 or parts == 1:
            continue
        fits = (signs[:, parts:] == np.frombuffer(zone, np.uint8)).all(axis=1)
        if parts:
            digits = signs[:, 1:parts] - ord("0")
            fits &= (signs[:, 0] == ord(".")) & (digits <= 9).all(axis=1)
        yield shift, fits


# One by one


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    match = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return date(*map(int, match.groups()))


def read_date(text: str, words: Words, *, months: bool) -> date | None:
    """The day a text names; where ``months``, a month is its first day.

    :raises ValueError: when it names none.
    """
    bare = fold(text).strip()
    if is_missing(bare, words):
        return None
    month = (_MONTH.fullmatch(bare) or _COMPACT_MONTH.fullmatch(bare)) if months else None
    if month is not None:
        return date(int(month[1]), int(month[2]), 1)
    head, _, tail = bare.replace("T", " ").partition(" ")
    if tail and tail.strip("0:.") not in ("", "Z"):
        raise ValueError(text)
    return _day(head)


def read_time(text: str, words: Words) -> datetime | None:
    """The moment a text names, as it is in China; parts of a second are cut off.

    :raises ValueError: when it names none.
    """
    bare = fold(text).strip()
    if is_missing(bare, words):
        return None
    match = _TIME.fullmatch(bare)
    if match is None:
        return datetime.combine(_day(bare), datetime.min.time())
    clock = [int(match[part] or 0) for part in "hms"]
    moment = datetime.combine(_day(match["day"].strip()), datetime.min.time())
    moment = moment.replace(hour=clock[0], minute=clock[1], second=clock[2])
    return moment if match["zone"] is None else _in_china(moment, match["zone"])


def _in_china(moment: datetime, zone: str) -> datetime:
    if zone == "Z":
        offset = timedelta(0)
    else:
        size = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        offset = -size if zone[0] == "-" else size
    try:
        return moment.replace(tzinfo=timezone(offset)).astimezone(BEIJING).replace(tzinfo=None)
    except OverflowError as error:  # before the year 1 or after 9999
        raise ValueError(zone) from error
