"""Cases of a book: opening one, taking steps, pausing, evidence, leads; looking at them.

Who acts is an argument, and every change stands in the audit log with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jidi.core.errors import InputError
from jidi.core.worded import listed, reason_of
from jidi.model.case import (
    DUPLICATE,
    CaseEvent,
    CaseKind,
    LeadRule,
    case_kind,
    case_kinds,
    limit_of,
)
from jidi.model.register import TITLE_SIGNS, is_plain
from jidi.model.retention import before
from jidi.privacy import KeyRing
from jidi.registry.cases import CaseBook, NewCase
from jidi.service.access import Asker, Thing
from jidi.service.acting import (
    EVIDENCE,
    FORGET,
    HANDLE,
    OPEN_CASE,
    actions_of_step,
    signed,
    thing_of_case,
)
from jidi.service.books import Book
from jidi.service.case_clocks import ClockReading, local, read_clock
from jidi.service.case_fields import check_required, parted, read_fields, sealed_values
from jidi.supervision.cases import (
    Case,
    Started,
    check_moment,
    check_pause,
    event_of,
    first_event,
    folded,
    next_event,
    suggested_leads,
)

_PIECE = 1 << 20


@dataclass(frozen=True)
class RunningClock:
    """A clock of a case, read.

    :param reading: when it is due and why.
    """

    started: Started
    reading: ClockReading

    def state(self, now: datetime) -> str:
        """``kept``, ``missed``, ``stopped``, ``paused``, ``overdue``, ``running`` or ``open``
        (nobody can say)."""
        found = self.reading.deadline
        if self.started.met_at is not None:
            kept = found.is_kept_at(self.started.met_at)
            return "open" if kept is None else "kept" if kept else "missed"
        if self.started.stopped_at is not None:
            return "stopped"
        if found.left is not None:
            return "paused"
        kept = found.is_kept_at(now)
        return "open" if kept is None else "running" if kept else "overdue"


def case_book(book: Book) -> CaseBook:
    """The cases in the book's registry."""
    return CaseBook(book.workspace.registry)


def case_named(book: Book, name: str) -> Case:
    """One case as it stands.

    :raises UnknownName: Y-303. :raises WorkspaceError: Y-302.
    """
    file = case_book(book).file(name.strip())
    return folded(file, case_kind(file.kind))


def list_cases(
    book: Book,
    *,
    kind: str = "",
    state: str = "",
    is_open: bool = True,
    within: str = "",
    limit: int | None = None,
    sees: Callable[[Case], bool] | None = None,
) -> tuple[Case, ...]:
    """Cases, the newest of each kind first.

    :param state: only those in this state; ``is_open`` then does not matter.
    :param is_open: only those in which something is left to do.
    :param sees: whether whoever asks may see a case; they may see all when None.
    :param within: name or code of a division.
    :raises UnknownName: Y-203, Y-216 for an unknown state, C-207.
    """
    kinds = [case_kind(kind)] if kind else list(case_kinds().values())
    wanted = _states(kinds, state, is_open)
    code = division_prefix(book, within) if within else ""
    most = limit if sees is None else None  # what may not be seen must not fill the list
    found = case_book(book).files(kind=kind, states=wanted, divisions=code, limit=most)
    cases = (folded(file, case_kinds()[file.kind]) for file in found)
    return tuple(case for case in cases if sees is None or sees(case))[:limit]


def division_prefix(book: Book, name: str) -> str:
    """The digits that codes of all divisions within the named one begin with.

    :raises UnknownName: C-207.
    """
    code = book.tree.find(name).code
    return code.text[: code.level.digits]


def _states(kinds: Sequence[CaseKind], state: str, is_open: bool) -> list[str]:
    if state:
        found = [f"{one.id}.{state}" for one in kinds if state in one.by_state]
        if not found:
            known = sorted({name for one in kinds for name in one.by_state})
            raise InputError("Y-216", state=state, known=listed(known))
        return found
    return [f"{one.id}.{name}" for one in kinds for name in one.open_states] if is_open else []


def clocks_of(case: Case, *, running: bool = False) -> tuple[RunningClock, ...]:
    """Every clock of a case that was started, read with the pauses of the case.

    :param running: only those that are neither met nor stopped.
    """
    return tuple(
        RunningClock(one, read_clock(one.clock.clock, one.at, case.pauses))
        for one in case.clocks
        if one.runs or not running
    )


@dataclass(frozen=True)
class DueClock:
    """A clock that runs, with its case."""

    case: Case
    clock: RunningClock
    state: str

    @property
    def due(self) -> datetime | None:
        """When it is due; None while nobody can say."""
        return self.clock.reading.deadline.due


def due_clocks(
    cases: Iterable[Case], *, now: datetime, within_days: int | None = None
) -> tuple[DueClock, ...]:
    """Clocks that run, the longest overdue first; those without a certain deadline last.

    :param within_days: only those that are due by then, overdue ones among them.
    """
    moment = local(now)
    edge = None if within_days is None else moment + timedelta(days=within_days)
    found = []
    for case in cases:
        for clock in clocks_of(case, running=True):
            found.append(DueClock(case, clock, clock.state(moment)))
    if edge is not None:
        found = [one for one in found if (one.due or datetime.max) <= edge]  # noqa: DTZ901
    return tuple(sorted(found, key=lambda one: (one.due is None, one.due or moment)))


def open_case(
    book: Book,
    kind_name: str,
    given: Mapping[str, Any],
    *,
    division: str,
    by: str,
    now: datetime,
    at: datetime | None = None,
    why: str = "",
    keys: KeyRing | None = None,
    asker: Asker | None = None,
    more: Mapping[str, Any] | None = None,
    source: str = "",
) -> Case:
    """Open a case.

    :param given: raw values by field.
    :param division: name or code of where it belongs.
    :param at: when it came in, local time; now when None.
    :param keys: needed when personal values are handed in.
    :param more: further facts of its first event, such as the alert it comes from.
    :param source: what it is opened from; nothing becomes two cases.
    :param asker: who signed in; whom ``by`` names when None. So in all functions here.
    :raises JidiError: Y-203, Y-210, Y-206, Y-307, C-207 and what :func:`read_fields` raises; K-104;
        S-160 when the source was made into a case already;
        what :func:`jidi.service.acting.signed` raises.
    """
    kind, code = case_kind(kind_name), book.tree.find(division).code
    by = signed(book, named(by), OPEN_CASE, [Thing(division=code)], asker=asker)
    values = read_fields(book, kind, given)
    check_required(kind, values)
    plain, personal = parted(kind, values)
    moment = local(now)
    at = at or moment
    if at > moment:
        raise InputError("Y-206", at=at, now=moment)
    twin = duplicate_of(book, kind, plain, at=at)
    if twin:
        plain[DUPLICATE] = twin
    new = new_case(
        kind, plain, division=code.text, personal=personal,
        keys=keys, at=at, by=by, why=why, recorded_at=moment, more=more, source=source,
    )  # fmt: skip
    ids = case_book(book).commit([new], by=by, action="case.open", clock=lambda: now, why=why)
    if not ids:
        raise InputError("S-160", source=source, case=case_book(book).of_source(source))
    return case_named(book, ids[0])


def new_case(
    kind: CaseKind,
    plain: Mapping[str, Any],
    *,
    division: str,
    at: datetime,
    by: str,
    why: str,
    recorded_at: datetime,
    personal: Mapping[str, Any] | None = None,
    keys: KeyRing | None = None,
    more: Mapping[str, Any] | None = None,
    source: str = "",
) -> NewCase:
    """A case to be opened, with its first event."""
    known = {name: value for name, value in plain.items() if value is not None}
    return NewCase(
        kind=kind.id,
        prefix=kind.prefix,
        division=division,
        source=source,
        events=lambda id_: [
            first_event(id_, kind, known, at=at, by=by, why=why, recorded_at=recorded_at, more=more)
        ],
        personal=lambda id_: sealed_values(kind, id_, personal or {}, keys),
    )


def duplicate_of(book: Book, kind: CaseKind, values: Mapping[str, Any], *, at: datetime) -> str:
    """The newest case of the kind about the same parcel within the window; empty when none is."""
    parcel = values.get("parcel_id")
    if not parcel or kind.id != "complaint":
        return ""
    window = int(limit_of("duplicate_window", at.date()).value)
    since = (at - timedelta(days=window)).date().isoformat()
    for file in case_book(book).files(kind=kind.id, since=since):
        case = folded(file, kind)
        close = abs(case.opened_at - at) <= timedelta(days=window)
        if close and case.values.get("parcel_id") == parcel and case.state != "withdrawn":
            return case.id
    return ""


def take_step(
    book: Book,
    name: str,
    step: str,
    given: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
    at: datetime | None = None,
    why: str = "",
    asker: Asker | None = None,
) -> Case:
    """Take a step of a case.

    :raises JidiError: Y-202 to Y-215, Y-301, Y-303, Y-307 and what :func:`read_fields` raises;
        what :func:`jidi.service.acting.signed` raises.
    """
    case = case_named(book, name)
    needed = actions_of_step(case.kind.step(step))
    by = signed(book, named(by), needed, [thing_of_case(case)], asker=asker)
    values = read_fields(book, case.kind, given)
    plain, personal = parted(case.kind, values)
    if personal:
        (field, *_) = personal
        found = case.kind.step(step)
        raise InputError("Y-209", field=field, step_zh=found.zh, step_en=found.en, may="—")
    event = next_event(
        case, step, plain, at=at or local(now), by=by, why=why, recorded_at=local(now)
    )
    return _append(book, event, by=by, now=now)


def pause_case(
    book: Book, name: str, *, by: str, why: str, now: datetime, at: datetime | None = None,
    asker: Asker | None = None,
) -> Case:  # fmt: skip
    """Stop a case's clocks.

    :raises JidiError: Y-206 to Y-208, Y-212, Y-213, Y-303, Y-307.
    """
    return _mark(book, name, "pause", by=by, why=why, now=now, at=at, asker=asker)


def resume_case(
    book: Book, name: str, *, by: str, why: str, now: datetime, at: datetime | None = None,
    asker: Asker | None = None,
) -> Case:  # fmt: skip
    """Let a case's clocks run again.

    :raises JidiError: Y-206 to Y-208, Y-212, Y-214, Y-303, Y-307.
    """
    return _mark(book, name, "resume", by=by, why=why, now=now, at=at, asker=asker)


def _mark(
    book: Book, name: str, step: str, *, by: str, why: str, now: datetime, at: datetime | None,
    asker: Asker | None,
) -> Case:  # fmt: skip
    case, moment = case_named(book, name), local(now)
    by = signed(book, named(by), HANDLE, [thing_of_case(case)], asker=asker)
    check_pause(case, resumes=step == "resume", why=why)
    check_moment(case, at or moment, moment)
    when = (at or moment).replace(microsecond=0)  # as it is written down
    if step == "resume" and when <= case.pauses[-1].start:
        raise InputError("Y-207", at=when, last=case.pauses[-1].start)
    event = event_of(case, step, at=at or moment, by=by, why=why, recorded_at=moment)
    return _append(book, event, by=by, now=now)


def add_evidence(
    book: Book, name: str, path: Path, *, by: str, now: datetime, note: str = "",
    asker: Asker | None = None,
) -> Case:  # fmt: skip
    """Put a file on record as evidence: its name, size and SHA-256. The file stays where it is.

    :raises JidiError: Y-303, Y-307, Y-310.
    """
    case = case_named(book, name)
    by = signed(book, named(by), EVIDENCE, [thing_of_case(case)], asker=asker)
    size, digest = file_digest(path)
    facts = {"file": path.name, "bytes": size, "sha256": digest, "note": note}
    return record_evidence(book, case, facts, by=by, now=now, note=note)


def record_evidence(
    book: Book, case: Case, evidence: Mapping[str, Any], *, by: str, now: datetime, note: str
) -> Case:
    """Write evidence into a case's history, under the name of somebody who may.

    :param evidence: ``file``, ``bytes``, ``sha256``, ``note``; ``kept`` where the book holds it.
    :raises InputError: Y-301.
    """
    moment = local(now)
    at, facts = max(moment, case.last_at), {"evidence": dict(evidence)}
    event = event_of(case, "evidence", at=at, by=by, why=note, recorded_at=moment, facts=facts)
    return _append(book, event, by=by, now=now)


def check_evidence(book: Book, name: str, path: Path) -> Mapping[str, Any]:
    """The record of a file that is at hand, byte for byte the one put on record.

    :raises InputError: Y-309 when no evidence of the case has its digest; Y-310.
    """
    case = case_named(book, name)
    _, digest = file_digest(path)
    for one in case.evidence:
        if one["sha256"] == digest:
            return one
    raise InputError("Y-309", file=path.name, digest=digest)


def raise_case(
    book: Book, name: str, to: str, *, by: str, now: datetime, why: str,
    asker: Asker | None = None,
) -> tuple[Case, Case]:  # fmt: skip
    """Open another case that this one gives rise to; both say so, in one transaction.

    :returns: this case and the new one.
    :raises JidiError: Y-203, Y-208, Y-303, Y-307, Y-308 when no rule of its kind says so.
    """
    case, kind, moment = case_named(book, name), case_kind(to), local(now)
    by = signed(book, named(by), OPEN_CASE, [thing_of_case(case)], asker=asker)
    rules: Sequence[LeadRule] = suggested_leads(case)
    rule = next((one for one in rules if one.to == kind.id), None)
    if rule is None:
        may = listed(one.to for one in rules)
        raise InputError("Y-308", case=case.id, kind_zh=kind.zh, kind_en=kind.en, may=may)
    if not why.strip():
        raise InputError("Y-208")
    carried = {field: case.values.get(field) for field in rule.carries}
    if "from_case" in kind.by_field:
        carried["from_case"] = case.id
    new = new_case(
        kind, carried, division=case.file.division, at=moment, by=by, why=why,
        recorded_at=moment, more={"link": {"role": "from", "kind": case.kind.id, "case": case.id}},
    )  # fmt: skip
    new = replace(new, origin=case.file.origin)

    def linked(ids: Sequence[str]) -> list[CaseEvent]:
        link = {"role": "to", "kind": kind.id, "case": ids[0], "rule": rule.en}
        at = max(moment, case.last_at)
        return [
            event_of(
                case, "link", at=at, by=by, why=why, recorded_at=moment,
                facts={"link": link},
            )
        ]  # fmt: skip

    ids = case_book(book).commit(
        [new], by=by, action="case.raise", clock=lambda: now, follow=linked, why=why
    )
    return case_named(book, case.id), case_named(book, ids[0])


def _append(book: Book, event: CaseEvent, *, by: str, now: datetime) -> Case:
    case_book(book).commit(
        [], by=by, action=f"case.{event.step}", clock=lambda: now,
        follow=lambda _ids: [event], why=event.why,
    )  # fmt: skip
    return case_named(book, event.case)


def named(by: str) -> str:
    """Who acts.

    :raises InputError: Y-307 when it is no name.
    """
    name = by.strip()
    if not name or not is_plain(name) or "\n" in name or len(name) > TITLE_SIGNS:
        raise InputError("Y-307")
    return name


def forgettable(book: Book, *, now: datetime) -> tuple[Case, ...]:
    """Cases that are over, hold personal values, and were kept for the term of their kind."""
    today, found = local(now).date(), []
    for case in list_cases(book, is_open=False):
        edge = before(today, limit_of(case.kind.retention, today))
        if case.file.personal and not case.is_open and case.last_at.date() < edge:
            found.append(case)
    return tuple(found)


def forget_personal(
    book: Book, *, by: str, why: str, now: datetime, asker: Asker | None = None
) -> int:
    """Remove the personal values of cases past their term; the history stays. How many went.

    :raises InputError: Y-307, Y-208. :raises WorkspaceError: Y-302, W-2xx.
    """
    by = signed(book, named(by), FORGET, [Thing()], asker=asker)
    if not why.strip():
        raise InputError("Y-208")
    ids = [case.id for case in forgettable(book, now=now)]
    rule = "case_records"
    return case_book(book).forget_personal(ids, by=by, why=why, rule=rule, at=now) if ids else 0


def file_digest(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file.

    :raises InputError: Y-310 when it cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
    except OSError as error:
        raise InputError("Y-310", file=path.name, reason=reason_of(error)) from error
    return size, digest.hexdigest()
