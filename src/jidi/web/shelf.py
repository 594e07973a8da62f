"""The workspaces that are served, by the name that stands in their addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion

if TYPE_CHECKING:
    from jidi.service.books import Book


class Shelf:
    """Opened books by name; the first is shown when an address names none.

    :raises InputError: F-209 when there is no book.
    """

    def __init__(self, books: Mapping[str, Book]) -> None:
        if not books:
            raise InputError("F-209")
        self._books = dict(books)

    @property
    def first(self) -> str:
        """The name of the first book."""
        return next(iter(self._books))

    def book(self, name: str) -> Book:
        """The book of that name.

        :raises UnknownName: F-201 with the nearest name.
        """
        if name not in self._books:
            raise UnknownName("F-201", asked=name, nearest=suggestion(name, self._books))
        return self._books[name]

    def __iter__(self) -> Iterator[tuple[str, Book]]:
        return iter(self._books.items())

    def __len__(self) -> int:
        return len(self._books)
