"""EPCIS 2.0 documents as they are read and written back: nothing in them is lost in silence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from jidi.core.errors import InputError
from jidi.feeds.epcis_event import EpcisEvent, EventProblem, event_of
from jidi.feeds.handed import Part
from jidi.feeds.json_line import first_twice

_MOST_CONTAINERS = 1_000_000
"""Objects and lists in a document; each takes memory. An event has about six. Own choice."""


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True)
class EpcisDocument:
    """A document of events.

    :param kind: ``EPCISDocument`` or ``EPCISQueryDocument``.
    :param events: its events, or why one is none, in their order.
    :param head: its other fields as read: context, id, version, time, header with master data.
    :param beside: what stands beside the events or the query, such as fields of the sender's own.
    :param query: of a query document, what it says of the query.
    :param results: of a query document, what stands beside the events, such as master data.
    :param is_listed: whether there is a list of events at all; master data may stand instead.
    """

    kind: str
    events: tuple[EpcisEvent | EventProblem, ...]
    head: Mapping[str, Any]
    beside: Mapping[str, Any] = field(default_factory=_nothing)
    query: Mapping[str, Any] = field(default_factory=_nothing)
    results: Mapping[str, Any] = field(default_factory=_nothing)
    is_listed: bool = True

    def to_json(self) -> dict[str, Any]:
        """The document as it is written; only sound events."""
        body: dict[str, Any] = {}
        if self.is_listed:
            sound = [event.to_json() for event in self.events if isinstance(event, EpcisEvent)]
            body = {"eventList": sound}
        if self.kind == "EPCISQueryDocument":
            results = {**self.results, **body}
            body = {"queryResults": {**self.query, "resultsBody": results}}
        return {**self.head, "type": self.kind, "epcisBody": {**self.beside, **body}}


def read_document(text: str, *, part: Part) -> EpcisDocument:
    """The document that ``text`` is.

    :raises InputError: E-161 no JSON, E-162 no EPCIS document of version 2, E-163 too many parts,
        E-166 a field outside the events stands in it twice.
    """
    if text.count("{") + text.count("[") > _MOST_CONTAINERS:
        raise InputError("E-163", where=part.place(), most=_MOST_CONTAINERS)
    try:
        found, twice = _parsed(text)
    except (ValueError, RecursionError) as error:
        reason = str(error)[:120] or type(error).__name__
        raise InputError("E-161", where=part.place(), reason=reason) from error
    kind = found.get("type") if isinstance(found, dict) else None
    if kind not in ("EPCISDocument", "EPCISQueryDocument"):
        raise InputError("E-162", where=part.place(), name="type")
    is_query = kind == "EPCISQueryDocument"
    version = found.get("schemaVersion", "2" if is_query else "")
    if not str(version).startswith("2"):
        raise InputError("E-162", where=part.place(), name="schemaVersion")
    body = _object(found, "epcisBody", part)
    query = _object(body, "queryResults", part) if is_query else _nothing()
    results = _object(query, "resultsBody", part) if is_query else _nothing()
    holder = results if is_query else body
    events = _event_list(holder, part)
    _refuse_twice(twice, events, part)
    return EpcisDocument(
        kind,
        tuple(_event(fields, is_whole=not twice) for fields in events),
        head=_without(found, "type", "epcisBody"),
        beside=_own_fields(body, part, "queryResults" if is_query else "eventList"),
        query=_without(query, "resultsBody"),
        results=_own_fields(results, part, "eventList", "vocabularyList"),
        is_listed="eventList" in holder,
    )


def _object(found: Mapping[str, Any], name: str, part: Part) -> Mapping[str, Any]:
    value = found.get(name)
    if not isinstance(value, dict):
        raise InputError("E-162", where=part.place(), name=name)
    return value


def _without(found: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    return MappingProxyType({name: value for name, value in found.items() if name not in names})


def _own_fields(found: Mapping[str, Any], part: Part, read: str, *known: str) -> Mapping[str, Any]:
    """The fields that are kept as they are: the sender's own, which bear a prefix, and known ones.

    :param read: the one that is read and not kept here.
    :raises InputError: E-162 for a field that is neither.
    """
    for name in found:
        if name not in (read, *known) and ":" not in name and name != "@context":
            raise InputError("E-162", where=part.place(), name=name)
    return _without(found, read)


def _event_list(found: Mapping[str, Any], part: Part) -> list[Any]:
    """The events; none where there is master data instead."""
    events = found.get("eventList", [] if "vocabularyList" in found else None)
    if not isinstance(events, list):
        raise InputError("E-162", where=part.place(), name="eventList")
    return events


# Parsing


class _Twice(dict[str, Any]):
    """An object in whose text a field stands twice: nobody knows which of the two is meant.

    :ivar said: all its values, those that another under the same name has pushed out among them.
    """

    name = ""
    said: tuple[Any, ...] = ()


def _parsed(text: str) -> tuple[Any, list[_Twice]]:
    """What the text says, and the objects with a field that stands twice."""
    twice: list[_Twice] = []

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        faulty = _Twice(found)
        faulty.name = first_twice(pairs)
        faulty.said = tuple(value for _, value in pairs)
        twice.append(faulty)
        return faulty

    return json.loads(text, parse_constant=_no_constant, object_pairs_hook=made), twice


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _refuse_twice(twice: Sequence[_Twice], events: Sequence[Any], part: Part) -> None:
    """Inside an event a field that stands twice costs the event, elsewhere the document.

    :raises InputError: E-166.
    """
    inside = {id(one) for event in events for one in _twice_in(event)} if twice else set()
    for one in twice:
        if id(one) not in inside:
            raise InputError("E-166", where=part.place(), name=one.name[:80])


def _twice_in(value: Any) -> Iterator[_Twice]:
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, _Twice):
            yield one
            left += one.said
        elif isinstance(one, dict):
            left += one.values()
        elif isinstance(one, list):
            left += one


def _event(fields: Any, *, is_whole: bool) -> EpcisEvent | EventProblem:
    """The event, or why it is none.

    :param is_whole: no field stands twice in the document.
    """
    try:
        faulty = None if is_whole else next(_twice_in(fields), None)
        if faulty is not None:
            raise EventProblem("E-308", name=faulty.name[:80])
        return event_of(fields)
    except EventProblem as problem:
        problem.__traceback__ = None
        problem.text = json.dumps(fields, ensure_ascii=False)[:400]
        return problem
