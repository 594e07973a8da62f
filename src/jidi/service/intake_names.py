"""Names by which senders call things that the book knows by number: companies, sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from jidi.model.table import TableKind
from jidi.service.books import Book

_NAMES: Final = ("name", "brand")
"""Columns of registers that name the thing of the row. Own choice."""


@dataclass(frozen=True)
class Names:
    """The names that only one thing of a register bears, each with its number.

    :param said: the names.
    :param meant: the number of each.
    """

    said: pa.Array
    meant: pa.Array

    @classmethod
    def of(cls, book: Book, target: str, *, at: int) -> Names:
        """The names of a register.

        :param target: ``table.column`` of the number; nothing but the key of a register has names.
        :param at: data version.
        """
        name, _, number = target.partition(".")
        table = book.catalogue.table(name)
        called = [one.name for one in table.columns if one.name in _NAMES and one.personal is None]
        if table.kind is not TableKind.REGISTER or table.key != (number,) or not called:
            return cls(pa.array([], pa.string()), pa.array([], pa.string()))
        rows = book.workspace.lake.read(name, at=at, columns=[number, *called])
        every = pa.concat_tables(
            pa.table({"said": rows[column], "number": rows[number]}) for column in called
        )
        bearers = every.group_by("said").aggregate([("number", "min"), ("number", "max")])
        alone = bearers.filter(pc.equal(bearers["number_min"], bearers["number_max"]))
        return cls(alone["said"].combine_chunks(), alone["number_min"].combine_chunks())

    def ids(self, texts: Sequence[str]) -> Mapping[str, str]:
        """The number each text means as a name; a text that means none is left out."""
        at = pc.index_in(pa.array(texts, pa.string()), value_set=self.said)
        found = self.meant.take(at).to_pylist()
        return {text: id_ for text, id_ in zip(texts, found, strict=True) if id_ is not None}
