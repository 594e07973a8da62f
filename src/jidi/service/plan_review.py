"""Going through a draft: each record beside its source text, and what a person decides of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import ValidationError

from jidi.core.errors import InputError, JidiError, Place, UnknownName
from jidi.core.nearest import suggestion
from jidi.documents import Document, open_document
from jidi.model.plan import Plan
from jidi.model.plan_record import Fact, Milestone, Passage, Project, Target
from jidi.model.plan_review import Decision, Review

Record = Target | Fact | Milestone | Project
_KINDS: Final = ("targets", "facts", "milestones", "projects")
OPEN: Final = "open"
"""The state of a record that no one has decided about."""

_AROUND = 40
FIELDS: Final[Mapping[type, tuple[str, ...]]] = {
    Target: ("zh", "unit", "baseline", "level", "growth", "increment", "year", "indicator"),
    Fact: ("zh", "printed", "unit", "year", "indicator"),
    Milestone: ("zh", "printed", "unit", "due", "indicator"),
    Project: ("zh", "count", "unit", "due", "places", "kind", "indicator"),
}
"""What may be corrected: what the document says, never where it says so."""


@dataclass(frozen=True)
class Item:
    """One record to decide about.

    :param state: the last decision, or ``open``.
    :param says: name and figures in one line.
    :param source: the text around each of its places, the place itself between ⟦ and ⟧; where the
        document is not at hand, what the record holds of it.
    """

    id: str
    kind: str
    state: str
    says: str
    lines: tuple[int, ...]
    source: tuple[str, ...]
    last: Review | None

    def to_json(self) -> dict[str, Any]:
        """The item as plain values."""
        return {
            "id": self.id,
            "kind": self.kind,
            "state": self.state,
            "says": self.says,
            "lines": list(self.lines),
            "source": list(self.source),
            "last": None if self.last is None else self.last.model_dump(mode="json"),
        }


def records_of(draft: Plan) -> Iterator[tuple[str, Record]]:
    """Every record a person decides about, with the name of its list."""
    for kind in _KINDS:
        yield from ((kind, record) for record in getattr(draft, kind))


def source_of(draft: Plan, folder: Path) -> Document | None:
    """The document a draft was read from, where it lies unchanged in ``folder``; else None."""
    if draft.text is None:
        return None
    path = folder / draft.text.file
    if not path.is_file():
        return None
    document = open_document(path)
    return document if document.digest == draft.text.digest else None


def items(draft: Plan, document: Document | None) -> tuple[Item, ...]:
    """Every record of a draft beside its source text, in the order of the text."""
    last = {review.record: review for review in draft.reviews}
    found = [
        Item(
            id=record.id,
            kind=kind.removesuffix("s"),
            state=last[record.id].decision if record.id in last else OPEN,
            says=says(record),
            lines=tuple(dict.fromkeys(place.line for place in record.at)),
            source=tuple(_around(place, document) for place in record.at),
            last=last.get(record.id),
        )
        for kind, record in records_of(draft)
    ]
    return tuple(sorted(found, key=lambda item: item.lines[:1]))


def states(draft: Plan) -> dict[str, int]:
    """How many records stand in each state."""
    last = {review.record: review.decision for review in draft.reviews}
    found = Counter[str](last.get(record.id, OPEN) for _, record in records_of(draft))
    return {state: found[state] for state in (OPEN, *get_args(Decision))}


def says(record: Record) -> str:
    """Name and figures of a record in one line, as printed."""
    if isinstance(record, Target):
        base = f"{record.baseline.text} → " if record.baseline is not None else ""
        conditions = "；".join(c.printed.text for c in record.conditions)
        return f"{record.zh} {base}{conditions} {record.unit}（{record.year}）"
    if isinstance(record, Fact):
        return f"{record.zh} {record.printed.text} {record.unit}（{record.year}）"
    if isinstance(record, Milestone):
        return f"{record.zh} {record.printed.text} {record.unit}（{record.due}）"
    count = f" {record.count.text}{record.unit}" if record.count is not None else ""
    places = f"：{'、'.join(record.places)}" if record.places else ""
    return f"{record.zh}{count}{places}"


def _around(place: Passage, document: Document | None) -> str:
    if document is None or place.span is None:
        return place.text
    start, end = place.span
    before = document.text[max(0, start - _AROUND) : start]
    after = document.text[end : end + _AROUND]
    return " ".join(f"{before}⟦{document.at(place.span)}⟧{after}".split())


def draft_json(draft: Plan, document: Document | None) -> dict[str, Any]:
    """A draft under review as plain values.

    :param document: None when it is not at hand.
    """
    return {
        "plan": draft.zh,
        "document": document is not None,
        "items": [item.to_json() for item in items(draft, document)],
        "unread": [entry.model_dump(mode="json") for entry in draft.unread],
    }


def decided(
    draft: Plan,
    decision: Decision,
    *,
    records: Iterable[str],
    by: str,
    at: datetime,
    reason: str = "",
) -> Plan:
    """The draft with records accepted or rejected.

    :raises UnknownName: P-140 for an id the draft does not hold.
    :raises InputError: P-141 when a reason is missing.
    """
    known = {record.id for _, record in records_of(draft)}
    wanted = list(dict.fromkeys(records))
    for name in wanted:
        if name not in known:
            raise UnknownName("P-140", name=name, nearest=suggestion(name, sorted(known)))
    made = [_review(record=n, decision=decision, by=by, at=at, reason=reason) for n in wanted]
    return draft.model_copy(update={"reviews": (*draft.reviews, *made)})


def corrected(
    draft: Plan, record: str, changes: Mapping[str, str], *, by: str, at: datetime, reason: str
) -> Plan:
    """The draft with a record corrected; each change is a decision of its own.

    :param changes: field to new value, as printed; of a target also ``level``, ``growth`` and
        ``increment``; names of places parted by 、.
    :raises UnknownName: P-140 for the record, P-142 for a field that cannot be corrected.
    :raises InputError: P-141 without a reason, P-143 for a value the record refuses.
    """
    held = {r.id: (kind, r) for kind, r in records_of(draft)}
    if record not in held:
        raise UnknownName("P-140", name=record, nearest=suggestion(record, held))
    kind, old = held[record]
    new: Record = old
    reviews = []
    for field, value in changes.items():
        before = value_of(new, field)
        new = _changed(new, field, value)
        reviews.append(
            _review(
                record=record, decision="correct", by=by, at=at, reason=reason,
                field=field, before=before, after=value,
            )
        )  # fmt: skip
    rest = tuple(new if entry.id == record else entry for entry in getattr(draft, kind))
    return draft.model_copy(update={kind: rest, "reviews": (*draft.reviews, *reviews)})


def without_rejected(draft: Plan) -> Plan:
    """The draft as it counts: rejected records left out."""
    last = {review.record: review.decision for review in draft.reviews}
    gone = {record for record, decision in last.items() if decision == "reject"}
    if not gone:
        return draft
    kept = {kind: tuple(r for r in getattr(draft, kind) if r.id not in gone) for kind in _KINDS}
    return draft.model_copy(update=kept)


def _review(**data: Any) -> Review:
    try:
        return Review.model_validate(data)
    except ValidationError as error:
        raise InputError("P-141", record=data["record"]) from error


def value_of(record: Record, field: str) -> str:
    """What a field of a record holds, as it would be written in a correction; empty for nothing.

    :raises UnknownName: P-142 for a field that cannot be corrected.
    """
    known = FIELDS[type(record)]
    if field not in known:
        raise UnknownName("P-142", name=field, nearest=suggestion(field, known))
    if isinstance(record, Target) and field in ("level", "growth", "increment"):
        return next((c.printed.text for c in record.conditions if c.kind == field), "")
    held = getattr(record, field)
    if held is None:
        return ""
    return "、".join(held) if isinstance(held, tuple) else str(held)


def _changed(record: Record, field: str, value: str) -> Record:
    data = {name: getattr(record, name) for name in type(record).model_fields}
    if isinstance(record, Target) and field in ("level", "growth", "increment"):
        data["conditions"] = _conditions(record, field, value)
    elif field == "places":
        data["places"] = tuple(part.strip() for part in value.split("、") if part.strip())
    else:
        is_optional = type(record).model_fields[field].default is None
        data[field] = None if is_optional and not value else value
    try:
        return type(record).model_validate(data)
    except (ValidationError, JidiError) as error:
        raise InputError(
            "P-143", where=Place(file=record.id), field=field, value=value, reason=_why(error)
        ) from error


def _conditions(record: Target, field: str, value: str) -> Sequence[Any]:
    """The conditions with one of them printed anew, added where the target states none, or taken
    out where nothing is printed."""
    others = [c for c in record.conditions if c.kind != field]
    if not value:
        return others
    old = next((c for c in record.conditions if c.kind == field), None)
    new = {"kind": field, "printed": value}
    if old is None:
        return [*others, new]
    position = record.conditions.index(old)
    return [*others[:position], new, *others[position:]]


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(str(entry["msg"]) for entry in error.errors())
    return error.what("zh") if isinstance(error, JidiError) else str(error)
