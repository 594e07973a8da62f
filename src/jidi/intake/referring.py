"""Cells that refer to rows of another table: by their number, or by a name that only one bears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.masks import Mask, as_mask, of_each
from jidi.intake.known import Known
from jidi.intake.texts import with_values

_MANY: Final = 10_000
"""So many texts of a dictionary are looked up all at once and not one by one. Own choice."""


@dataclass(frozen=True)
class Referred:
    """A column that refers, as it was understood.

    :param values: ids; what means an id in other words is that id.
    :param wrong: where something stands that means none; None when that is nowhere.
    :param meant: how many cells meant an id in other words.
    """

    values: pa.Array
    wrong: Mask | None = None
    meant: int = 0


@dataclass(frozen=True)
class _Told:
    """Different texts, with what they refer to.

    :param ids: the texts, those that mean an id in other words as that id.
    :param is_wrong: which of them mean none.
    :param is_meant: which meant an id in other words.
    """

    texts: pa.Array
    ids: pa.Array
    is_wrong: pa.Array
    is_meant: pa.Array

    def and_then(self, more: _Told) -> _Told:
        """These and others behind them."""
        return _Told(
            *(
                pa.concat_arrays([getattr(self, name), getattr(more, name)])
                for name in ("texts", "ids", "is_wrong", "is_meant")
            )
        )


class Referring:
    """What the cells of one column refer to, block after block.

    Long texts come by way of one dictionary that grows: what was told of its first texts holds.

    :param target: the ``table.column`` that they refer to.
    """

    def __init__(self, known: Known, target: str) -> None:
        self._known = known
        self._target = target
        self._before: _Told | None = None

    def read(self, values: pa.Array) -> Referred:
        """What these cells refer to.

        :param values: texts, perhaps by way of a dictionary.
        """
        if not self._known.is_checked(self._target):
            return Referred(values)
        is_coded = pa.types.is_dictionary(values.type)
        told = self._of_dictionary(values.dictionary) if is_coded else self._of(values)
        if not (told.is_wrong.true_count or told.is_meant.true_count):
            return Referred(values)
        indices = values.indices if is_coded else None
        found = _at(told.is_wrong, indices)
        meant = _at(told.is_meant, indices)
        if told.is_meant.true_count:
            values = with_values(values, told.ids) if is_coded else told.ids
        wrong = found if found is not None and found.any() else None
        return Referred(values, wrong, 0 if meant is None else int(meant.sum()))

    def _of_dictionary(self, texts: pa.Array) -> _Told:
        before = self._before
        known = 0 if before is None else len(before.texts)
        if before is None or not texts.slice(0, known).equals(before.texts):
            told = self._of(texts)
        elif known < len(texts):
            told = before.and_then(self._of(texts.slice(known)))
        else:
            told = before
        self._before = told
        return told

    def _of(self, texts: pa.Array) -> _Told:
        is_few = len(texts) < _MANY
        stands = (self._known.stand if is_few else self._known.stands)(self._target, texts)
        other = pc.and_(pc.invert(stands), pc.is_valid(texts))
        none = pa.array([False] * len(texts), pa.bool_())
        if not other.true_count:
            return _Told(texts, texts, other, none)
        meant = self._known.meant(self._target, texts.filter(other))
        if not meant:
            return _Told(texts, texts, other, none)
        said = texts.to_pylist()
        is_meant = pa.array([text in meant for text in said], pa.bool_())
        ids = pa.array([meant.get(text, text) for text in said], pa.string())
        return _Told(texts, ids, pc.and_not(other, is_meant), is_meant)


def _at(told: pa.Array, indices: pa.Array | None) -> Mask | None:
    """What was told of different texts, cell by cell; None where it is so of none of them."""
    if not told.true_count:
        return None
    found = as_mask(told)
    return found if indices is None else of_each(found, indices)
