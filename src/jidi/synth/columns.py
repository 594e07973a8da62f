"""Columns for Arrow, built from whole arrays: no Python string is made per row.

What stands for «unknown» in a column handed to :func:`batch`: NaN in numbers, NaT in times,
``b""`` in fixed-width texts, the mask of a masked array.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jidi.core.errors import InputError
from jidi.model.table import Table

Texts = NDArray[np.bytes_]
Columns = dict[str, Any]
"""Columns of a table by name, all of one length."""

_FOUR = np.array([f"{n:04}" for n in range(10_000)], "S4")


def numbered(prefix: str, numbers: NDArray[np.int64], *, digits: int) -> Texts:
    """Texts of one width: the prefix and the number, zero padded to ``digits`` (at most 12)."""
    padded = np.empty((len(numbers), 12), "S1")
    rest = numbers
    for place in (8, 4, 0):
        padded[:, place : place + 4] = _FOUR[rest % 10_000].view("S1").reshape(-1, 4)
        rest = rest // 10_000
    head = np.frombuffer(prefix.encode(), "S1")
    joined = np.empty((len(numbers), len(head) + digits), "S1")
    joined[:, : len(head)] = head
    joined[:, len(head) :] = padded[:, 12 - digits :]
    return joined.view(f"S{len(head) + digits}").ravel()


def picked(texts: Texts, places: NDArray[Any]) -> Texts:
    """``texts[places]``, where a place below zero gives the empty text (unknown)."""
    found: Texts = texts[places]
    if np.any(places < 0):
        found[places < 0] = b""
    return found


def fixed(texts: Texts) -> pa.StringArray:
    """An Arrow text column from texts of one width; ``b""`` becomes null. No text is copied."""
    texts = np.ascontiguousarray(texts)
    count, width = len(texts), texts.dtype.itemsize
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    first = texts.view(np.uint8).reshape(count, width)[:, 0]
    known = first != 0
    bits = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(texts), bits)


def coded(labels: Sequence[str], places: NDArray[Any]) -> pa.StringArray:
    """The label at each place; a place below zero is null."""
    unknown = places < 0
    index = pa.array(places.astype(np.int32), mask=unknown if unknown.any() else None)
    return pa.DictionaryArray.from_arrays(index, pa.array(labels, pa.string())).cast(pa.string())


def _origin(count: int) -> pa.StringArray:
    """``synthetic`` in every row."""
    return _origins(1 << max(count - 1, 0).bit_length()).slice(0, count)


@cache
def _origins(count: int) -> pa.StringArray:
    return fixed(np.full(count, b"synthetic"))


def known_if(condition: NDArray[np.bool_], values: NDArray[Any]) -> Any:
    """``values`` where the condition holds, unknown elsewhere."""
    if values.dtype.kind == "M":
        return np.where(condition, values, np.datetime64("NaT"))
    if values.dtype.kind == "S":
        return np.where(condition, values, b"")
    return np.ma.masked_array(values, ~condition)


def batch(table: Table, columns: Mapping[str, Any]) -> pa.RecordBatch:
    """A record batch in the lake's schema of ``table``, ``origin`` filled in.

    Columns that the table does not require may be left out (all unknown).

    :raises InputError: S-102 for a column that the table does not have or one that it requires.
    """
    names = {column.name for column in table.columns}
    required = {column.name for column in table.columns if column.required}
    if (columns.keys() - names) or (required - columns.keys()):
        wrong = sorted((columns.keys() - names) | (required - columns.keys()))
        raise InputError("S-102", table=table.name, columns=", ".join(wrong))
    count = len(next(iter(columns.values())))
    arrays = [
        _array(columns[c.name], c.arrow_type)
        if c.name in columns
        else pa.nulls(count, c.arrow_type)
        for c in table.columns
    ]
    return pa.RecordBatch.from_arrays([*arrays, _origin(count)], schema=table.arrow_schema)


def _array(values: Any, type_: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    if isinstance(values, list):
        return pa.array(values, type_)
    if values.dtype.kind == "S":
        return fixed(values)
    if isinstance(values, np.ma.MaskedArray):
        return pa.array(values.data, mask=np.ma.getmaskarray(values)).cast(type_)
    if values.dtype.kind == "f":
        return pa.array(values, type_, from_pandas=True)
    return pa.array(values).cast(type_)


def joined_columns(parts: list[Columns]) -> Columns:
    """Columns of the same names, one part after the other."""
    return {name: _joined([part[name] for part in parts]) for name in parts[0]}


def _joined(parts: list[Any]) -> Any:
    if isinstance(parts[0], list):
        return [item for part in parts for item in part]
    if any(isinstance(p, np.ma.MaskedArray) for p in parts):
        masks = [np.ma.getmaskarray(p) for p in parts]
        return np.ma.masked_array(
            np.concatenate([np.ma.getdata(p) for p in parts]), np.concatenate(masks)
        )
    return np.concatenate(parts)
