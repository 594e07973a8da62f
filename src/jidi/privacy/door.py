"""The door: what comes in leaves it with pseudonyms and seals in place of personal values.

To be called with every batch before it is staged, and before anything of it is logged or kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from jidi.core.errors import WorkspaceError
from jidi.model.personal import Kept
from jidi.model.table import Column, Table
from jidi.privacy.key import KeyRing
from jidi.privacy.pseudonym import pseudonyms
from jidi.privacy.sealing import seal


def pseudonymise(batch: pa.RecordBatch, table: Table, keys: KeyRing | None) -> pa.RecordBatch:
    """The batch with every personal column in the form its table keeps it in.

    Columns kept ``pseudonym`` or ``sealed`` are replaced, all others are the same arrays. The
    function is pure: same batch and keys, same bytes; doing it twice changes nothing.

    :param keys: None is fine for a batch that holds no personal value to be keyed.
    :raises WorkspaceError: K-104 when there is one and no key for its purpose.
    """
    for column in table.personal_columns:
        if column.name in batch.schema.names and is_keyed(column):
            at = batch.schema.get_field_index(column.name)
            made = _protected(batch, batch.column(at), column, table, keys)
            batch = batch.set_column(at, pa.field(column.name, pa.string()), made)
    return batch


def is_keyed(column: Column) -> bool:
    """Whether values of the column are kept as pseudonyms or sealed."""
    return column.personal is not None and column.personal.kept is not Kept.PLAIN


def place_of(table: Table, column: str, row: Sequence[object]) -> str:
    """What a seal is bound to: table, column and the values of the row's key."""
    return "\x1f".join([table.name, column, *("" if v is None else str(v) for v in row)])


def _protected(
    batch: pa.RecordBatch, values: pa.Array, column: Column, table: Table, keys: KeyRing | None
) -> pa.Array:
    personal = column.personal
    assert personal is not None
    if values.null_count == len(values):
        return pa.nulls(len(values), pa.string())
    if keys is None:
        raise WorkspaceError("K-104", purpose=personal.purpose)
    if personal.kept is Kept.PSEUDONYM:
        return pseudonyms(values, kind=personal.kind, purpose=personal.purpose, keys=keys)
    rows = zip(*(batch.column(name).to_pylist() for name in table.key), strict=True)
    places = [place_of(table, column.name, row) for row in rows]
    return seal(values, places=places, purpose=personal.purpose, keys=keys)
