"""Names by which senders call things that the book knows by number: companies, sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from jidi.model.table import TableKind
from jidi.service.books import Book

_NAMES: Final = ("name", "brand")
"""Columns of registers that name the thing of the row. Own choice."""
_REMEMBERED: Final = 100_000
"""Texts that are remembered to name nothing: an unknown number comes block after block. Own
choice."""


class Names:
    """The names that only one thing of a register bears. Numbers are read once one is named.

    :param target: ``table.column`` of the number; nothing but the key of a register has names.
    :param at: data version.
    """

    def __init__(self, book: Book, target: str, *, at: int) -> None:
        self._name, _, self._number = target.partition(".")
        self._lake, self._at = book.workspace.lake, at
        table = book.catalogue.table(self._name)
        is_named = table.kind is TableKind.REGISTER and table.key == (self._number,)
        columns = [c.name for c in table.columns if c.name in _NAMES and c.personal is None]
        self._columns = columns if is_named else []
        self._in_vain: set[str] = set()

    def ids(self, texts: Sequence[str]) -> Mapping[str, str]:
        """The number each text means as a name; a text that means none is left out."""
        asked = [text for text in texts if text not in self._in_vain]
        meant = self._meant if self._name_any(asked) else {}
        found = {text: meant[text] for text in asked if text in meant}
        vain = [text for text in asked if text not in found]
        self._in_vain.update(vain[: _REMEMBERED - len(self._in_vain)])
        return found

    def _name_any(self, texts: Sequence[str]) -> bool:
        asked = pa.array(texts, pa.string())
        found = (pc.is_in(asked, value_set=said) for said in self._said)
        return bool(texts) and any(pc.any(each).as_py() for each in found)

    @cached_property
    def _said(self) -> list[pa.Array]:
        """The names of each column."""
        if not self._columns:
            return []
        rows = self._lake.read(self._name, at=self._at, columns=self._columns)
        return [rows[column].combine_chunks().drop_null() for column in self._columns]

    @cached_property
    def _meant(self) -> dict[str, str]:
        rows = self._lake.read(self._name, at=self._at, columns=[self._number, *self._columns])
        bearers: dict[str, str | None] = {}
        for column in self._columns:
            pairs = zip(rows[column].to_pylist(), rows[self._number].to_pylist(), strict=True)
            for said, number in pairs:
                if said is not None:
                    bearers[said] = number if bearers.get(said, number) == number else None
        return {said: number for said, number in bearers.items() if number is not None}
