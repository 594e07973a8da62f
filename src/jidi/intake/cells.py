"""Cells into the types of a table's columns, whole columns at a time.

What Arrow's own casts take is taken by them. Only where a cast refuses are the cells looked at one
by one: full-width digits, thousands commas, 万, 是 and 否, Chinese dates, times with a zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.errors import ValueProblem
from jidi.core.numerals import fold, parse_number
from jidi.intake.heads import Source
from jidi.model.intake_rules import Words, plain

Mask = npt.NDArray[np.bool_]

BEIJING: Final = timezone(timedelta(hours=8))
_SLICE: Final = 256
"""Cells cast together; where one of them refuses, they are halved."""
_FEW: Final = 8
"""So few are read one by one."""
_DATE: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_COMPACT_MONTH: Final = re.compile(r"(\d{4})(\d{2})")
_TIME: Final = re.compile(
    r"(?P<day>.+?)(?:[T ]+|(?<=日))(?P<h>\d{1,2})[:时](?P<m>\d{1,2})"
    r"(?:[:分](?P<s>\d{1,2})(?:\.\d+)?秒?|分?)"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)

Reader = Callable[[str], Any]
"""The value of a text; None when it says «not known».

:raises ValueError: when it is not a value of the type.
"""


@dataclass(frozen=True)
class Converted:
    """A column in its type.

    :param values: in the column's Arrow type; null where nothing stands, or nothing that fits.
    :param wrong: where something stands that does not fit; None when that is nowhere.
    """

    values: pa.Array
    wrong: Mask | None = None


def converted(cells: pa.Array, source: Source, words: Words) -> Converted:
    """The cells in the type of their column.

    :raises TypeError: when cells of this Arrow type cannot be read as the column's at all.
    """
    if isinstance(cells, pa.ExtensionArray) or pa.types.is_nested(cells.type):
        raise TypeError(str(cells.type))
    kind = source.column.type
    if pa.types.is_null(cells.type):
        return Converted(pa.nulls(len(cells), source.column.arrow_type))
    if pa.types.is_dictionary(cells.type) and kind not in ("code", "division", "boolean"):
        cells = cells.cast(cells.type.value_type)
    if kind in ("integer", "decimal"):
        return _numbers(cells, source, words)
    if kind == "boolean":
        return _booleans(cells, words)
    if kind == "timestamp":
        return _times(cells, words)
    if kind == "date":
        return _dates(cells, words, months=source.column.name in words.months)
    return Converted(trimmed(as_text(cells)))


def as_text(cells: pa.Array) -> pa.Array:
    """The cells as text; whole numbers without a point."""
    kind = cells.type
    if pa.types.is_string(kind) or pa.types.is_dictionary(kind):
        return cells
    if pa.types.is_floating(kind) and _is_whole(cells):
        return cells.cast(pa.int64()).cast(pa.string())
    try:
        return cells.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
        raise TypeError(str(kind)) from error


def trimmed(cells: pa.Array) -> pa.Array:
    """Texts without blanks around them; null where nothing is left."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.cast(pa.string())
    cells = pc.utf8_trim_whitespace(cells)
    shortest = pc.min(pc.binary_length(cells)).as_py()
    if shortest == 0:
        cells = pc.if_else(pc.equal(pc.binary_length(cells), 0), None, cells)
    return cells


def by_value(cells: pa.Array, read: Reader, kind: pa.DataType) -> Converted:
    """Columns in which few values come often: each value is read once."""
    if not pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_encode()
    texts = cells.dictionary.to_pylist()
    values, wrong = _read_each(texts, read)
    made = pa.array(values, kind).take(cells.indices)
    if not any(wrong):
        return Converted(made)
    bad = pa.array(wrong, pa.bool_()).take(cells.indices)
    return Converted(made, _as_mask(bad))


def _read_each(texts: list[Any], read: Reader) -> tuple[list[Any], list[bool]]:
    values: list[Any] = []
    wrong: list[bool] = []
    for text in texts:
        try:
            values.append(
                None if text is None else read(text if isinstance(text, str) else str(text))
            )
            wrong.append(False)
        except ValueError:
            values.append(None)
            wrong.append(True)
    return values, wrong


def _lenient(cells: pa.Array, kind: pa.DataType, read: Reader) -> Converted:
    """Cast what can be cast; read the rest one by one."""
    try:
        return Converted(cells.cast(kind))
    except pa.ArrowInvalid:
        pass
    parts, wrong = [], []
    for start in range(0, len(cells), _SLICE):
        for part in _pieces(cells.slice(start, _SLICE), kind, read):
            parts.append(part.values)
            wrong.append(np.zeros(len(part.values), bool) if part.wrong is None else part.wrong)
    mask = np.concatenate(wrong)
    return Converted(pa.concat_arrays(parts), mask if mask.any() else None)


def _pieces(cells: pa.Array, kind: pa.DataType, read: Reader) -> Iterator[Converted]:
    try:
        yield Converted(cells.cast(kind))
        return
    except pa.ArrowInvalid:
        pass
    if len(cells) <= _FEW:
        values, wrong = _read_each(cells.to_pylist(), read)
        yield Converted(pa.array(values, kind), np.array(wrong, bool))
        return
    half = len(cells) // 2
    yield from _pieces(cells.slice(0, half), kind, read)
    yield from _pieces(cells.slice(half), kind, read)


# Numbers


def _numbers(cells: pa.Array, source: Source, words: Words) -> Converted:
    kind = source.column.arrow_type
    whole = source.column.type == "integer"
    if pa.types.is_boolean(cells.type) or pa.types.is_temporal(cells.type):
        raise TypeError(str(cells.type))
    if not _is_texts(cells.type) and source.factor == 1:
        return _native_numbers(cells, whole=whole)

    def read(text: str) -> Any:
        number = read_number(text, source, words)
        if number is None:
            return None
        if whole and number != number.to_integral_value():
            raise ValueError(text)
        return int(number) if whole else float(number)

    texts = as_text(cells)
    if source.factor != 1:
        return by_value(texts, read, kind)
    found = _lenient(texts, kind, read)
    return found if whole else _finite(found)


def _native_numbers(cells: pa.Array, *, whole: bool) -> Converted:
    if not whole:
        return _finite(Converted(cells.cast(pa.float64(), safe=False)))
    if pa.types.is_floating(cells.type) or pa.types.is_decimal(cells.type):
        numbers = cells.cast(pa.float64())
        wrong = _as_mask(pc.not_equal(pc.floor(numbers), numbers)) | ~_as_mask(
            pc.is_finite(numbers), absent=True
        )
        kept = pc.if_else(pa.array(wrong), None, numbers) if wrong.any() else numbers
        return Converted(kept.cast(pa.int64()), wrong if wrong.any() else None)
    return Converted(cells.cast(pa.int64()))


def _finite(found: Converted) -> Converted:
    """The words nan and inf are numbers for a cast, and none for us."""
    odd = ~_as_mask(pc.is_finite(found.values), absent=True)
    if not odd.any():
        return found
    wrong = odd if found.wrong is None else odd | found.wrong
    return Converted(pc.if_else(pa.array(odd), None, found.values), wrong)


def read_number(text: str, source: Source, words: Words) -> Decimal | None:
    """The number a text writes, in the unit of its column; None for «not known».

    :raises ValueError: when it is no number.
    """
    bare = fold(text).strip()
    if _is_missing(bare, words):
        return None
    for unit in (source.unit, source.column.unit or ""):
        bare = bare.removesuffix(unit).strip() if unit else bare
    try:
        number = parse_number(bare)
    except ValueProblem:
        try:
            number = Decimal(bare)
        except InvalidOperation:
            raise ValueError(text) from None
    if not number.is_finite():
        raise ValueError(text)
    return number * source.factor


# Yes and no


def _booleans(cells: pa.Array, words: Words) -> Converted:
    if pa.types.is_boolean(cells.type):
        return Converted(cells)

    def read(text: str) -> bool | None:
        if _is_missing(fold(text).strip(), words):
            return None
        word = plain(text)
        if word in words.yes:
            return True
        if word in words.no:
            return False
        raise ValueError(text)

    return by_value(as_text(cells), read, pa.bool_())


# Days and times


def _dates(cells: pa.Array, words: Words, *, months: bool) -> Converted:
    if pa.types.is_date(cells.type):
        return Converted(cells.cast(pa.date32()))
    if pa.types.is_timestamp(cells.type):
        return _days_of(_local(cells))
    if not _is_texts(cells.type) and not pa.types.is_integer(cells.type):
        raise TypeError(str(cells.type))
    return by_value(as_text(cells), lambda text: read_date(text, words, months=months), pa.date32())


def _days_of(times: pa.Array) -> Converted:
    days = times.cast(pa.date32(), safe=False)
    wrong = _as_mask(pc.not_equal(days.cast(times.type), times))
    return Converted(pc.if_else(pa.array(wrong), None, days), wrong if wrong.any() else None)


def _times(cells: pa.Array, words: Words) -> Converted:
    if pa.types.is_timestamp(cells.type):
        return Converted(_local(cells))
    if pa.types.is_date(cells.type):
        return Converted(cells.cast(pa.timestamp("s")))
    if not _is_texts(cells.type):
        raise TypeError(str(cells.type))
    return _lenient(as_text(cells), pa.timestamp("s"), lambda text: read_time(text, words))


def _local(times: pa.Array) -> pa.Array:
    """Times as they are in China, without zone, to the whole second."""
    if times.type.tz is not None:
        times = pc.local_timestamp(times.cast(pa.timestamp(times.type.unit, tz="Asia/Shanghai")))
    if times.type.unit == "s":
        return times
    return times.cast(pa.timestamp("s"), safe=False)


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
    if _is_missing(bare, words):
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
    if _is_missing(bare, words):
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
    return moment.replace(tzinfo=timezone(offset)).astimezone(BEIJING).replace(tzinfo=None)


def _is_missing(bare: str, words: Words) -> bool:
    return not bare or bare.casefold() in words.missing


# Masks


def _as_mask(found: pa.Array, *, absent: bool = False) -> Mask:
    """A boolean array as a mask; what is null counts as ``absent``."""
    if found.null_count:
        found = pc.fill_null(found, absent)
    mask: Mask = found.to_numpy(zero_copy_only=False)
    return mask


def _is_texts(kind: pa.DataType) -> bool:
    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(is_kind(kind) for is_kind in kinds)


def _is_whole(cells: pa.Array) -> bool:
    known = cells.drop_null()
    return bool(pc.all(pc.equal(pc.floor(known), known)).as_py() is not False) and not bool(
        pc.any(pc.is_inf(known)).as_py()
    )
