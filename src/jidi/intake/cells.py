"""Cells into the types of a table's columns, whole columns at a time.

What Arrow's own casts take is taken by them. Only where a cast refuses are the cells looked at one
by one: full-width digits, thousands commas, 万, 是 and 否, Chinese dates, times with a zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.errors import ValueProblem
from jidi.core.masks import as_mask
from jidi.core.numerals import fold, parse_number
from jidi.intake.heads import Source
from jidi.intake.texts import (
    Converted,
    Reader,
    as_text,
    by_value,
    comes_often,
    few_texts,
    in_half_width,
    is_missing,
    is_text,
    read_each,
    trimmed,
)
from jidi.intake.times import dates, times
from jidi.model.intake_rules import Words, plain

_SLICE: Final = 256
"""Cells cast together; where one of them refuses, they are halved."""
_SCALES: Final = frozenset("十百千万亿拾佰仟萬億")
_FEW: Final = 8
"""So few are read one by one."""


def converted(cells: pa.Array, source: Source, words: Words) -> Converted:
    """The cells in the type of their column.

    :raises TypeError: when cells of this Arrow type cannot be read as the column's at all.
    """
    if isinstance(cells, pa.ExtensionArray) or pa.types.is_nested(cells.type):
        raise TypeError(str(cells.type))
    kind = source.column.type
    if pa.types.is_null(cells.type):
        return Converted(pa.nulls(len(cells), source.column.arrow_type))
    if pa.types.is_dictionary(cells.type) and kind not in ("text", "boolean"):
        cells = cells.cast(cells.type.value_type)
    if kind in ("integer", "decimal"):
        return _numbers(cells, source, words)
    if kind == "boolean":
        return _booleans(cells, words)
    if kind == "timestamp":
        return times(cells, words)
    if kind == "date":
        return dates(cells, words, months=source.column.name in words.months)
    refers = source.column.refers is not None
    found = _texts(as_text(cells), refers=refers)
    is_number = source.column.name.endswith("_id") and not refers
    return Converted(in_half_width(found) if is_number else found)


def _texts(cells: pa.Array, *, refers: bool) -> pa.Array:
    """Trimmed; by way of a dictionary where they name things of another table that come often."""
    return few_texts(cells) if refers and comes_often(cells) else trimmed(cells)


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
        values, wrong = read_each(cells.to_pylist(), read)
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
    if not is_text(cells.type) and source.factor == 1:
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
        wrong = as_mask(pc.not_equal(pc.floor(numbers), numbers)) | ~as_mask(
            pc.is_finite(numbers), absent=True
        )
        kept = pc.if_else(pa.array(wrong), None, numbers) if wrong.any() else numbers
        return Converted(kept.cast(pa.int64()), wrong if wrong.any() else None)
    return Converted(cells.cast(pa.int64()))


def _finite(found: Converted) -> Converted:
    """The words nan and inf are numbers for a cast, and none for us."""
    odd = ~as_mask(pc.is_finite(found.values), absent=True)
    if not odd.any():
        return found
    wrong = odd if found.wrong is None else odd | found.wrong
    return Converted(pc.if_else(pa.array(odd), None, found.values), wrong)


def read_number(text: str, source: Source, words: Words) -> Decimal | None:
    """The number a text writes, in the unit of its column; None for «not known».

    :raises ValueError: when it is no number.
    """
    bare = fold(text).strip()
    if is_missing(bare, words):
        return None
    is_scaled = source.factor != 1
    for unit in (source.unit, "" if is_scaled else source.column.unit or ""):
        bare = bare.removesuffix(unit).strip() if unit else bare
    if is_scaled and any(sign in _SCALES for sign in bare):
        raise ValueError(text)  # 7.1万 below a head in 万件: ten thousand is said twice
    bare = bare.removeprefix("¥").removeprefix("￥").strip() if source.column.unit == "元" else bare
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
        if is_missing(fold(text).strip(), words):
            return None
        word = plain(text)
        if word in words.yes:
            return True
        if word in words.no:
            return False
        raise ValueError(text)

    return by_value(as_text(cells), read, pa.bool_())
