"""Cells that refer to rows of another table: by their number, or by a name that only one bears."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from jidi.intake.known import Known
from jidi.intake.texts import Mask, as_mask, with_values


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


def referred(values: pa.Array, target: str, known: Known) -> Referred:
    """What the cells of a column refer to.

    :param values: texts, perhaps by way of a dictionary.
    :param target: the ``table.column`` that they refer to.
    """
    if not known.is_checked(target):
        return Referred(values)
    is_coded = pa.types.is_dictionary(values.type)
    each = values.dictionary if is_coded else values
    stands = known.stand(target, each) if is_coded else known.stands(target, each)
    if pc.all(pc.or_(stands, pc.is_null(each))).as_py() is not False:
        return Referred(values)
    other = pc.and_(pc.invert(stands), pc.is_valid(each))
    meant = known.meant(target, each.filter(other))
    is_meant = pa.nulls(0, pa.bool_())
    if meant:
        said = each.to_pylist()
        is_meant = pa.array([text in meant for text in said], pa.bool_())
        stands = pc.or_(stands, is_meant)
        each = pa.array([meant.get(text, text) for text in said], pa.string())
    if is_coded:
        stands = stands.take(values.indices)
        is_meant = is_meant.take(values.indices) if meant else is_meant
        values = with_values(values, each) if meant else values
    elif meant:
        values = each
    wrong = as_mask(pc.and_(pc.invert(stands), pc.is_valid(values)))
    return Referred(values, wrong, int(as_mask(is_meant).sum()))
