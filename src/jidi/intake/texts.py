"""Cells as texts: without blanks around them, and by way of a dictionary where few come often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.letters import letters_of
from jidi.core.masks import Mask, is_there, of_each
from jidi.core.numerals import fold
from jidi.model.intake_rules import Words

Reader = Callable[[str], Any]
"""The value of a text; None when it says «not known».

:raises ValueError: when it is not a value of the type.
"""

MOST_BYTES: Final = 2**31 - 1
"""What an array of texts can hold, and so what may be joined at once."""

_FIRST_PLAIN: Final = 33
_ASCII: Final = 128
_LOOKED_AT: Final = 4_096
"""Cells from whose first it is told whether few texts come often. Own choice."""


@dataclass(frozen=True)
class Converted:
    """A column in its type.

    :param values: in the column's Arrow type, texts perhaps by way of a dictionary; null where
        nothing stands, or nothing that fits.
    :param wrong: where something stands that does not fit; None when that is nowhere.
    """

    values: pa.Array
    wrong: Mask | None = None


def as_text(cells: pa.Array) -> pa.Array:
    """The cells as text; whole numbers without a point.

    :raises TypeError: when cells of this Arrow type cannot be written as text.
    """
    kind = cells.type
    if pa.types.is_string(kind) or pa.types.is_dictionary(kind):
        return cells
    if pa.types.is_floating(kind) and _is_whole(cells):
        return cells.cast(pa.int64()).cast(pa.string())
    try:
        return cells.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
        raise TypeError(str(kind)) from error


def plain_texts(cells: pa.Array) -> pa.Array:
    """The cells as :func:`as_text`, none of them by way of a dictionary."""
    texts = as_text(cells)
    return texts.cast(pa.string()) if pa.types.is_dictionary(texts.type) else texts


def trimmed(cells: pa.Array) -> pa.Array:
    """Texts without blanks around them; null where nothing is left."""
    if pa.types.is_dictionary(cells.type):
        return with_values(cells, trimmed(as_text(cells.dictionary)))
    if not _has_only_plain_signs(cells):
        cells = pc.utf8_trim_whitespace(cells)
    shortest = pc.min(pc.binary_length(cells)).as_py()
    if shortest == 0:
        cells = pc.if_else(pc.equal(pc.binary_length(cells), 0), None, cells)
    return cells


def in_half_width(cells: pa.Array) -> pa.Array:
    """Numbers of things with full-width letters and digits as they are read everywhere else: one
    parcel must not become two."""
    if pa.types.is_dictionary(cells.type):
        return with_values(cells, in_half_width(cells.dictionary))
    letters, bounds = letters_of(cells)
    if letters[bounds[0] : bounds[-1]].max(initial=0) < _ASCII:
        return cells
    folded = [None if text is None else fold(text).strip() for text in cells.to_pylist()]
    return pa.array(folded, pa.string())


def few_texts(cells: pa.Array) -> pa.DictionaryArray:
    """Texts as :func:`trimmed`, by way of a dictionary."""
    cells = as_text(cells)
    return trimmed(cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode())


def comes_often(cells: pa.Array) -> bool:
    """Whether few texts come often, so that a dictionary pays."""
    if pa.types.is_dictionary(cells.type):
        return True
    first = cells.slice(0, _LOOKED_AT)
    return bool(pc.count_distinct(first).as_py() * 2 <= len(first))


def with_values(cells: pa.DictionaryArray, values: pa.Array) -> pa.DictionaryArray:
    """The cells with other values in their dictionary; a cell whose value is null is null."""
    indices = cells.indices
    if values.null_count and not (there := of_each(is_there(values), indices)).all():
        indices = pa.array(pc.fill_null(indices, 0).to_numpy(), mask=~there)
    return pa.DictionaryArray.from_arrays(indices, values)


def by_value(cells: pa.Array, read: Reader, kind: pa.DataType) -> Converted:
    """Columns in which few values come often: each value is read once.

    Texts stay by way of a dictionary.
    """
    if not pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_encode()
    values, wrong = read_each(cells.dictionary.to_pylist(), read)
    made = with_values(cells, pa.array(values, kind))
    if not pa.types.is_string(kind):
        made = made.dictionary.take(made.indices)
    if not any(wrong):
        return Converted(made)
    bad = of_each(np.array(wrong, bool), cells.indices)
    return Converted(made, bad if bad.any() else None)


def read_each(texts: list[Any], read: Reader) -> tuple[list[Any], list[bool]]:
    """The value of each text, and which of them have none that fits."""
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


def is_text(kind: pa.DataType) -> bool:
    """Whether cells of this Arrow type are texts."""
    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(is_kind(kind) for is_kind in kinds)


def unescaped_texts(cells: pa.Array, *, longest: int) -> pa.Array | None:
    """What ``str`` says of each cell, where it is no longer and JSON has nothing to escape in it;
    None when that is not so of all of them, or cannot be told for all at once."""
    kind = cells.type.value_type if pa.types.is_dictionary(cells.type) else cells.type
    if pa.types.is_timestamp(kind) and kind.tz is None:
        whole = cells.cast(pa.timestamp("s"), safe=False)
        if pc.all(pc.equal(whole, cells)).as_py() is False:
            return None  # str() writes parts of a second only where there are some
        cells = whole
    elif not (is_text(kind) or pa.types.is_integer(kind) or pa.types.is_date32(kind)):
        return None
    texts = cells.cast(pa.string())
    letters, bounds = letters_of(texts)
    signs = letters[bounds[0] : bounds[-1]]
    if (signs < 32).any() or (signs == 34).any() or (signs == 92).any():
        return None
    return texts if (np.diff(bounds) <= longest).all() else None


def is_missing(bare: str, words: Words) -> bool:
    """Whether a text, folded and trimmed, says that nothing is known."""
    return not bare or bare.casefold() in words.missing


def _has_only_plain_signs(cells: pa.Array) -> bool:
    """Whether the texts hold letters, digits and marks of ASCII alone: nothing to trim."""
    if not pa.types.is_string(cells.type):
        return False
    letters, bounds = letters_of(cells)
    signs = letters[bounds[0] : bounds[-1]]
    return bool(
        signs.min(initial=_FIRST_PLAIN) >= _FIRST_PLAIN and signs.max(initial=0) < _ASCII - 1
    )


def _is_whole(cells: pa.Array) -> bool:
    known = cells.drop_null()
    return bool(pc.all(pc.equal(pc.floor(known), known)).as_py() is not False) and not bool(
        pc.any(pc.is_inf(known)).as_py()
    )
