"""EPCIS 2.0 documents in JSON or JSON-LD: as rows of the table ``event``, and made of such rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa

from jidi.core.errors import InputError
from jidi.feeds.epcis_document import EpcisDocument, read_document
from jidi.feeds.epcis_event import BEIJING, EpcisEvent, EventProblem, event_of
from jidi.feeds.feed import Block, BrokenRow, Note
from jidi.feeds.handed import Part
from jidi.feeds.limits import Limits, size_text
from jidi.feeds.lines import ByteStream
from jidi.feeds.numbering import numbered_block
from jidi.model.event_steps import step_told, words_of

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
OURS = "jidi:"
"""Prefix of our own fields: what a row of ``event`` says and EPCIS has no field for."""

_NAMESPACE = "https://jidi.invalid/epcis/"
_OWN_FIELDS = ("parcel_id", "step", "operator_id", "division", "bag_id", "vehicle_id", "origin")
SYNTHETIC = OURS + "synthetic"
"""Stands in the head of a document that holds synthetic events."""
EXTRA = "extra"
COLUMNS = (
    *("event_id", "parcel_id", "step", "operator_id", "division", "facility_id", "occurred_at"),
    *("received_at", "bag_id", "vehicle_id", "withdrawn_at", "origin", EXTRA),
)
"""The columns of the table ``event``, its origin where the sender says it, and the event's other
fields, which no column takes, such as ``ilmd`` and ``sensorElementList``, as JSON."""

_TAKEN = frozenset(
    [
        *("type", "@context", "eventID", "eventTime", "eventTimeZoneOffset", "recordTime"),
        *("action", "bizStep", "disposition", "parentID", "epcList", "childEPCs"),
        *("inputEPCList", "outputEPCList", *(OURS + name for name in _OWN_FIELDS)),
    ]
)
"""Fields of which the row says all that they say."""

_BLOCK_EVENTS = 10_000


def epcis_blocks(part: Part, stream: ByteStream, limits: Limits) -> Iterator[Block]:
    """The events of a document, one row for each parcel in them; the row number is the event's.

    :param stream: the text in UTF-8.
    :raises InputError: as :func:`read_document`, and E-102 when the document is too large.
    """
    document = read_document(_whole(part, stream, limits), part=part)
    origin = "synthetic" if document.head.get(SYNTHETIC) else None
    bags = _bags(document)
    for start in range(0, max(1, len(document.events)), _BLOCK_EVENTS):
        events = document.events[start : start + _BLOCK_EVENTS]
        yield _block(part, list(enumerate(events, start + 1)), origin=origin, bags=bags)


def document_of(events: Iterable[EpcisEvent], *, created: datetime) -> EpcisDocument:
    """A document to hand out.

    :param created: the time to put on it, with its zone.
    """
    head = {
        "@context": [CONTEXT, {"jidi": _NAMESPACE}],
        "schemaVersion": "2.0",
        "creationDate": created.isoformat(),
    }
    return EpcisDocument("EPCISDocument", tuple(events), MappingProxyType(head))


def events_of(rows: Iterable[Mapping[str, Any]]) -> Iterator[EpcisEvent]:
    """Rows of the table ``event`` as EPCIS events, one each; times are Beijing's.

    :raises EventProblem: E-332 for a step that has no words in EPCIS.
    """
    for row in rows:
        words = words_of(row["step"])
        if words is None:
            raise EventProblem("E-332", name=str(row["step"]), nearest="—")
        parcel: dict[str, Any] = {"epcList": [_uri(row["parcel_id"])]}
        if words.event == "AggregationEvent":
            bag = _uri(row.get("bag_id") or "unknown")
            parcel = {"parentID": bag, "childEPCs": parcel["epcList"]}
        own = {OURS + name: row[name] for name in _OWN_FIELDS if row.get(name)}
        place = {"readPoint": {"id": _uri(row["facility_id"])}} if row.get("facility_id") else {}
        yield event_of(
            {
                "type": words.event,
                "eventID": _uri(row["event_id"]),
                "eventTime": _written(row["occurred_at"]),
                "eventTimeZoneOffset": "+08:00",
                "recordTime": _written(row["received_at"]),
                "action": words.action,
                "bizStep": words.biz_step,
                "disposition": words.disposition,
                **parcel,
                **place,
                **_declared(row),
                **own,
            }
        )


def _declared(row: Mapping[str, Any]) -> dict[str, Any]:
    withdrawn = row.get("withdrawn_at")
    return {"errorDeclaration": {"declarationTime": _written(withdrawn)}} if withdrawn else {}


def _written(time: datetime) -> str:
    return time.replace(tzinfo=BEIJING).isoformat()


def _uri(name: str) -> str:
    """EPCIS wants URIs; a plain id becomes one of ours."""
    return name if ":" in name else f"urn:jidi:{name}"


def _plain(name: str) -> str:
    """The id without our prefix and without blanks around it, which are no part of it."""
    return name.strip().removeprefix("urn:jidi:")


def _whole(part: Part, stream: ByteStream, limits: Limits) -> str:
    pieces: list[bytes] = []
    while data := stream.read(2**20):
        pieces.append(data)
        if len(pieces) * 2**20 > limits.document_bytes + 2**20:
            most = size_text(limits.document_bytes)
            raise InputError("E-102", where=part.place(), size=f"> {most}", most=most)
    try:
        return b"".join(pieces).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("E-161", where=part.place(), reason=str(error)[:120]) from error


def _bags(document: EpcisDocument) -> frozenset[str]:
    """What things are put into, by any event of the document: itself no parcel, wherever it is
    named."""
    sound = (event for event in document.events if isinstance(event, EpcisEvent))
    return frozenset(_plain(event.parent) for event in sound if event.parent)


def _block(
    part: Part,
    events: Sequence[tuple[int, EpcisEvent | EventProblem]],
    *,
    origin: str | None,
    bags: frozenset[str],
) -> Block:
    """The events as rows.

    :param origin: what the document says of events that do not say it themselves.
    :param bags: objects that are no parcels.
    """
    rows: list[tuple[str | None, ...]] = []
    numbers: list[int] = []
    broken: list[BrokenRow] = []
    for number, event in events:
        if isinstance(event, EventProblem):
            broken.append(BrokenRow(number, event.text, event.note))
        elif not event.objects and OURS + "parcel_id" not in event.fields:
            text = json.dumps(event.to_json(), ensure_ascii=False)
            broken.append(BrokenRow(number, text, Note("E-334")))
        elif event.objects and bags.issuperset(map(_plain, event.objects)):
            text = json.dumps(event.to_json(), ensure_ascii=False)
            broken.append(BrokenRow(number, text, Note("E-335", {"name": event.objects[0][:80]})))
        else:
            found = list(_rows(event, origin, bags))
            rows += found
            numbers += [number] * len(found)
    columns = zip(*rows, strict=True) if rows else [[] for _ in COLUMNS]
    cells = pa.RecordBatch.from_arrays(
        [pa.array(column, pa.string()) for column in columns], names=list(COLUMNS)
    )
    return numbered_block(
        cells, part=part.name, numbers=np.array(numbers, dtype=np.int64), broken=broken
    )


def _rows(
    event: EpcisEvent, origin: str | None, bags: frozenset[str]
) -> Iterator[tuple[str | None, ...]]:
    """One row for each object of the event that is a parcel."""
    own = {name: event.fields.get(OURS + name) for name in _OWN_FIELDS}
    extra = _extra(event, bags)
    event_id = _plain(event.event_id) or _made_id(event)
    is_loaded = event.biz_step in ("loading", "unloading")
    parent = _plain(event.parent) if event.parent else None
    parcels = [one for one in event.objects if _plain(one) not in bags]
    for parcel in parcels or (str(own["parcel_id"]),):
        values: dict[str, Any] = {
            "event_id": event_id if len(event.objects) < 2 else f"{event_id}#{_plain(parcel)}",
            "parcel_id": _plain(parcel),
            "step": _step(event),
            "facility_id": _plain(event.place("readPoint") or event.place("bizLocation")),
            "occurred_at": _local(event.time),
            "received_at": _local(event.recorded),
            "bag_id": None if is_loaded else parent,
            "vehicle_id": parent if is_loaded else None,
            "withdrawn_at": _local(event.error.time if event.error else None),
            "origin": origin,
            EXTRA: extra,
        }
        values |= {name: str(value) for name, value in own.items() if value and name != "parcel_id"}
        yield tuple(values.get(name) or None for name in COLUMNS)


def _extra(event: EpcisEvent, bags: frozenset[str]) -> str | None:
    """The fields that no column takes, and the bags among what the event is about."""
    kept = {n: v for n, v in event.fields.items() if n not in _TAKEN and v not in ([], {}, None)}
    place = "readPoint" if event.place("readPoint") else "bizLocation"
    if event.place(place) and set(event.fields[place]) == {"id"}:
        kept.pop(place)
    if event.error is not None:
        declared = kept.pop("errorDeclaration")
        kept |= {f"errorDeclaration.{n}": v for n, v in declared.items() if n != "declarationTime"}
    if told := [one for one in event.objects if _plain(one) in bags]:
        kept["epcList (bag)"] = told
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else None


def _step(event: EpcisEvent) -> str:
    """Our code; where none fits the word as given, so that the finding can name it."""
    told = step_told(
        event=event.kind,
        action=event.action,
        biz_step=event.biz_step,
        disposition=event.disposition,
    )
    return told or event.biz_step


def _made_id(event: EpcisEvent) -> str:
    """An id for an event without one: the same whenever it is handed in, or taken back."""
    told = {n: v for n, v in event.fields.items() if n not in ("errorDeclaration", "recordTime")}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return "sha-256:" + hashlib.sha256(text.encode()).hexdigest()[:32]


def _local(time: datetime | None) -> str | None:
    """Beijing's time without zone, as the tables keep it."""
    if time is None:
        return None
    return time.astimezone(BEIJING).replace(tzinfo=None).isoformat(sep=" ")
