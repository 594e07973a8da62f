"""Names by which senders call things that the book knows by number: companies, sites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jidi.model.intake_rules import plain
from jidi.model.table import TableKind
from jidi.service.books import Book

_NAMES: Final = ("name", "brand")
"""Columns of registers that name the thing of the row. Own choice."""


def names_of(book: Book, target: str, *, at: int) -> Mapping[str, str]:
    """The names that only one thing of a register bears, each with its number.

    :param target: ``table.column`` of the number; nothing but the key of a register has names.
    :param at: data version.
    :returns: names in the form of :func:`~jidi.model.intake_rules.plain`.
    """
    name, _, column = target.partition(".")
    table = book.catalogue.table(name)
    called = [one.name for one in table.columns if one.name in _NAMES and one.personal is None]
    if table.kind is not TableKind.REGISTER or table.key != (column,) or not called:
        return {}
    rows = book.workspace.lake.read(name, at=at, columns=[column, *called])
    bearers: dict[str, set[str]] = {}
    numbers = rows[column].to_pylist()
    for column_name in called:
        for number, said in zip(numbers, rows[column_name].to_pylist(), strict=True):
            if said:
                bearers.setdefault(plain(said), set()).add(number)
    return {said: found.pop() for said, found in bearers.items() if len(found) == 1}
