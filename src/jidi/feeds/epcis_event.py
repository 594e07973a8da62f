"""One EPCIS 2.0 event: frozen, checked at birth, and written back as it was read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

from jidi.core.nearest import suggestion
from jidi.feeds.feed import Note

BEIJING = timezone(timedelta(hours=8))
ACTIONS = ("ADD", "OBSERVE", "DELETE")
_OFFSET = re.compile(r"[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00")

_EVERY = (
    *("type", "@context", "eventID", "eventTime", "eventTimeZoneOffset", "recordTime"),
    *("certificationInfo", "errorDeclaration", "bizStep", "disposition", "persistentDisposition"),
    *("readPoint", "bizLocation", "bizTransactionList", "sourceList", "destinationList"),
    "sensorElementList",
)
_OWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ObjectEvent": ("action", "epcList", "quantityList", "ilmd"),
        "AggregationEvent": ("action", "parentID", "childEPCs", "childQuantityList"),
        "AssociationEvent": ("action", "parentID", "childEPCs", "childQuantityList"),
        "TransactionEvent": ("action", "parentID", "epcList", "quantityList"),
        "TransformationEvent": (
            *("transformationID", "inputEPCList", "inputQuantityList", "outputEPCList"),
            *("outputQuantityList", "ilmd"),
        ),
    }
)
"""The fields of each type besides those of every event; with a colon in its name a field is an
extension and is kept."""

_LISTS = (
    *("epcList", "childEPCs", "inputEPCList", "outputEPCList", "quantityList"),
    *("childQuantityList", "inputQuantityList", "outputQuantityList", "bizTransactionList"),
    *("sourceList", "destinationList", "sensorElementList"),
)


class EventProblem(Exception):  # noqa: N818
    """The event is not one; the note says why.

    ``text`` is the beginning of the event as read.
    """

    text = ""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.note = Note(code, facts)


@dataclass(frozen=True)
class ErrorDeclaration:
    """The sender takes an event back.

    :param time: when it was declared.
    :param reason: ``did_not_occur``, ``incorrect_data`` or another; empty when not said.
    :param corrective: ids of the events that stand in its place.
    """

    time: datetime
    reason: str
    corrective: tuple[str, ...]


@dataclass(frozen=True)
class EpcisEvent:
    """One event.

    :param kind: one of the five types.
    :param event_id: as given; empty when the sender gave none.
    :param time: when it happened, with its zone.
    :param action: ``ADD``, ``OBSERVE``, ``DELETE``; empty for a transformation.
    :param objects: what it happened to: parcels, bags, children, inputs and outputs.
    :param parent: what they are put into, as a bag or a vehicle.
    :param biz_step: the word of the vocabulary, without prefix.
    :param disposition: likewise.
    :param recorded: when a repository took it in; None when it does not say.
    :param error: its error declaration.
    :param fields: all fields as read, extensions among them.
    """

    kind: str
    event_id: str
    time: datetime
    action: str
    objects: tuple[str, ...]
    parent: str
    biz_step: str
    disposition: str
    recorded: datetime | None
    error: ErrorDeclaration | None
    fields: Mapping[str, Any]

    def place(self, name: str) -> str:
        """The id of ``readPoint`` or ``bizLocation``; empty when it has none."""
        found = self.fields.get(name)
        return str(found.get("id", "")) if isinstance(found, Mapping) else ""

    def to_json(self) -> dict[str, Any]:
        """The event as it is written."""
        return dict(self.fields)


def event_of(fields: Any) -> EpcisEvent:
    """The event that JSON fields describe.

    :raises EventProblem: E-331 a field is missing, E-332 a field or type is not known, E-333 a
        value is of the wrong form.
    """
    if not isinstance(fields, dict):
        raise EventProblem("E-307")
    kind = _text(fields, "type", needed=True)
    if kind not in _OWN:
        raise EventProblem("E-332", name=kind[:80], nearest=suggestion(kind, _OWN))
    _refuse_unknown(fields, kind)
    for name in _LISTS:
        if name in fields and not isinstance(fields[name], list):
            raise EventProblem("E-333", name=name, value=_shown(fields[name]))
    offset = _text(fields, "eventTimeZoneOffset", needed=True)
    if _OFFSET.fullmatch(offset) is None:
        raise EventProblem("E-333", name="eventTimeZoneOffset", value=_shown(offset))
    event = EpcisEvent(
        kind=kind,
        event_id=_text(fields, "eventID"),
        time=_needed_time(fields, "eventTime", offset),
        action=_action(fields, kind),
        objects=_objects(fields),
        parent=_text(fields, "parentID"),
        biz_step=bare_word(_text(fields, "bizStep")),
        disposition=bare_word(_text(fields, "disposition")),
        recorded=_time(fields, "recordTime", offset),
        error=_error(fields, offset),
        fields=MappingProxyType(dict(fields)),
    )
    _refuse_incomplete(event)
    return event


def bare_word(word: str) -> str:
    """A word of the vocabulary without its prefix: ``urn:…:bizstep:shipping`` → ``shipping``."""
    return re.sub(r"^.*(BizStep|Disp|ER)-|^urn:epcglobal:cbv:(bizstep|disp|er):", "", word)


def _refuse_unknown(fields: Mapping[str, Any], kind: str) -> None:
    known = (*_EVERY, *_OWN[kind])
    for name in fields:
        if name not in known and ":" not in name:
            raise EventProblem("E-332", name=name[:80], nearest=suggestion(name, known))


def _refuse_incomplete(event: EpcisEvent) -> None:
    there = event.fields
    missing = ""
    if event.kind == "TransactionEvent" and not there.get("bizTransactionList"):
        missing = "bizTransactionList"
    if event.kind == "AssociationEvent" and not event.parent:
        missing = "parentID"
    if event.kind == "AggregationEvent" and not event.parent and event.action != "OBSERVE":
        missing = "parentID"
    if event.kind == "TransformationEvent" and "transformationID" not in there:
        inputs = ("inputEPCList", "inputQuantityList")
        outputs = ("outputEPCList", "outputQuantityList")
        if not any(map(there.get, inputs)) or not any(map(there.get, outputs)):
            missing = "transformationID"
    if missing:
        raise EventProblem("E-331", name=missing)


def _action(fields: Mapping[str, Any], kind: str) -> str:
    if kind == "TransformationEvent":
        return ""
    action = _text(fields, "action", needed=True)
    if action not in ACTIONS:
        raise EventProblem("E-332", name=action[:80], nearest=suggestion(action, ACTIONS))
    return action


def _objects(fields: Mapping[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    for name in ("epcList", "childEPCs", "inputEPCList", "outputEPCList"):
        for epc in fields.get(name) or ():
            if not isinstance(epc, str) or not epc:
                raise EventProblem("E-333", name=name, value=_shown(epc))
            found.append(epc)
    return tuple(dict.fromkeys(found))


def _error(fields: Mapping[str, Any], offset: str) -> ErrorDeclaration | None:
    if "errorDeclaration" not in fields:
        return None
    declared = fields["errorDeclaration"]
    if not isinstance(declared, dict):
        raise EventProblem("E-333", name="errorDeclaration", value=_shown(declared))
    ids = declared.get("correctiveEventIDs", [])
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise EventProblem("E-333", name="correctiveEventIDs", value=_shown(ids))
    time = _needed_time(declared, "declarationTime", offset)
    return ErrorDeclaration(time, bare_word(_text(declared, "reason")), tuple(ids))


def _text(fields: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    value = fields.get(name)
    if value is None and not needed:
        return ""
    if value is None or value == "":
        raise EventProblem("E-331", name=name)
    if not isinstance(value, str):
        raise EventProblem("E-333", name=name, value=_shown(value))
    return value


def _needed_time(fields: Mapping[str, Any], name: str, offset: str) -> datetime:
    time = _time(fields, name, offset)
    if time is None:
        raise EventProblem("E-331", name=name)
    return time


def _time(fields: Mapping[str, Any], name: str, offset: str) -> datetime | None:
    """A time; without a zone of its own it is in the event's."""
    text = _text(fields, name)
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text)
        time = time if time.tzinfo else datetime.fromisoformat(text + offset)
        return time if time.astimezone(BEIJING) else None
    except (ValueError, OverflowError) as error:
        raise EventProblem("E-333", name=name, value=_shown(text)) from error


def _shown(value: Any) -> str:
    if isinstance(value, Sequence | Mapping) and not isinstance(value, str):
        return type(value).__name__
    return str(value)[:60]
