"""The events of parcels as an EPCIS 2.0 query document, for another supervisor or a court."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from jidi.core.errors import InputError
from jidi.core.worded import listed
from jidi.feeds.epcis import SYNTHETIC, document_of, events_of
from jidi.feeds.epcis_document import EpcisDocument
from jidi.service.books import Book
from jidi.service.personal_values import check_asked, record

MOST_EVENTS: Final = 100_000
"""Of one document, which is read as a whole. Our own choice."""

_SQL: Final = """
SELECT e.* FROM event e JOIN asked ON e.parcel_id = asked.parcel_id
ORDER BY e.parcel_id, e.occurred_at, e.event_id
"""


def export_events(
    book: Book, parcels: Sequence[str], *, by: str, why: str, now: datetime
) -> EpcisDocument:
    """What the book holds of these parcels, recorded in the audit log first.

    The document says its data version, who asked and whether events are synthetic: waybill numbers
    stand in it as they are.

    :raises InputError: K-114 without name or reason, K-127 when the book holds no event of them,
        K-128 for too many.
    """
    check_asked(by=by, why=why)
    wanted = sorted(set(parcels))
    rows = book.ask(_SQL, {"asked": pa.table({"parcel_id": pa.array(wanted, pa.string())})})
    if rows.num_rows == 0:
        raise InputError("K-127", parcels=listed(wanted, most=3))
    if rows.num_rows > MOST_EVENTS:
        raise InputError("K-128", count=f"{rows.num_rows:,}", most=f"{MOST_EVENTS:,}")
    facts = {"why": why, "parcels": len(wanted), "events": rows.num_rows, "version": book.version}
    record(book.workspace, "privacy.export", "event", facts, by=by, now=now)
    found = rows.to_pylist()
    synthetic = any(row["origin"] == "synthetic" for row in found)
    document = document_of(events_of(found), created=now)
    told = {"jidi:data_version": book.version, SYNTHETIC: synthetic}
    return replace(
        document,
        kind="EPCISQueryDocument",
        head=MappingProxyType({**document.head, **told}),
        query=MappingProxyType({"queryName": "SimpleEventQuery"}),
    )


def text_of(document: EpcisDocument) -> str:
    """The document as JSON text."""
    made: dict[str, Any] = document.to_json()
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"
