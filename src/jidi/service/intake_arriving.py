"""What a file that arrives holds: new rows, or a return sheet whose rows come again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Final

import pyarrow as pa

from jidi.core.errors import InputError, Place
from jidi.core.worded import listed
from jidi.feeds import Block, Feed
from jidi.registry.intake import IntakeBook
from jidi.service.books import Book
from jidi.service.intake_again import (
    coming_again,
    is_return_sheet,
    refuse_third_time,
    rows_of_sheet,
)
from jidi.service.intake_asked import Incoming, IntakeAsked

_NO_CELLS: Final = pa.RecordBatch.from_arrays([], names=[])
_SHEETS: Final = ("xlsx", "xls", "csv", "tsv")
"""Kinds of files in which a return sheet comes back: as it was given out, or saved as text."""


def arriving(book: Book, feed: Feed, asked: IntakeAsked) -> tuple[Incoming, IntakeAsked]:
    """The rows of a file on their way in, and what is asked with them.

    A return sheet is told by its first two columns, so that a sender may give it back the way the
    file came: what was asked of that file then holds for its rows.

    :raises InputError: J-303 a row that came again already, in another state of the sheet; J-306 a
        return sheet without rows; J-309 one with rows of several receipts.
    :raises UnknownName: J-301, J-302.
    """
    reading = _Reading(feed)
    if feed.kind in _SHEETS and is_return_sheet(reading.first()):
        return _mended(book, feed, asked)
    about = {
        "kind": feed.kind,
        "encoding": feed.encoding,
        "bytes": feed.bytes,
        "digest": feed.digest,
        "notes": [{"code": n.code, "zh": n.what("zh"), "en": n.what("en")} for n in feed.notes],
    }
    return Incoming(feed.file, _once_as(book, feed, asked), reading.blocks, about), asked


def _once_as(book: Book, feed: Feed, asked: IntakeAsked) -> str:
    """Under which the content comes in once.

    Content of which no row was accepted may come again under another origin or for another table:
    that is what its receipt advises. Its held rows stay with that receipt.
    """
    plain = f"intake:{feed.digest}"
    before = IntakeBook(book.workspace.registry).once(plain)
    if before is None or before.body["counts"]["accepted"]:
        return plain
    tables = {part["table"] for part in before.body["parts"]}
    other = [asked.origin] if asked.origin != before.body["origin"] else []
    other += [asked.table] if asked.table and asked.table not in tables else []
    return ":".join((plain, *other))


def _mended(book: Book, feed: Feed, asked: IntakeAsked) -> tuple[Incoming, IntakeAsked]:
    rows = rows_of_sheet(book, feed.blocks(), file=feed.file)
    coming = coming_again(book, rows, file=feed.file)
    if len(coming) > 1:
        receipts = listed(sorted({one.receipt for one in rows}))
        raise InputError("J-309", where=Place(file=feed.file), receipts=receipts)
    (incoming, first) = coming[0]
    if IntakeBook(book.workspace.registry).once(incoming.once_as) is None:
        refuse_third_time(rows)
    return incoming, replace(first, whole=asked.whole)


class _Reading:
    """A feed whose first block is looked at before it is read."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._begun: tuple[Block, Iterator[Block]] | None = None

    def first(self) -> Block:
        """The first block; one without columns when there is none."""
        blocks = self._feed.blocks()
        found = next(blocks, None)
        if found is None:
            return Block("", 1, _NO_CELLS)
        self._begun = (found, blocks)
        return found

    def blocks(self) -> Iterator[Block]:
        """All blocks; what was read already is read once."""
        if self._begun is None:
            return self._feed.blocks()
        (first, others), self._begun = self._begun, None
        return chain([first], others)
