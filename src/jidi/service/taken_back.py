"""Scans that their senders took back, as the relation that indicators and checks read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import pyarrow as pa

from jidi.indicators.question import TAKEN_BACK
from jidi.service.books import Book

NAME: Final = "taken_back"
_ALWAYS: Final = datetime(9999, 12, 31)  # noqa: DTZ001  (as times stand in the tables)


def taken_back(book: Book, sql: str) -> Mapping[str, pa.Table]:
    """The relation ``taken_back(parcel_id, event_id)`` for a query that names it; else nothing.

    The definition is that of the rules (``definitions/rules/shared``), for all times.
    """
    if NAME not in sql:
        return {}

    def made(_version: int) -> pa.Table:
        shared = book.catalogue.shared_relations[NAME]
        found = book.ask(
            shared.sql, {}, parameters={"at": _ALWAYS}, file=shared.file,
            header_lines=shared.header_lines,
        )  # fmt: skip
        return found.cast(TAKEN_BACK)

    return {NAME: book.remembered(NAME, made)}
