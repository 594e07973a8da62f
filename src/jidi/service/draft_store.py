"""Plan documents handed in to a book, the drafts read from them, and what people decide of those.

``drafts/ID`` holds the document as it was handed in, ``kept.json`` that says who handed it in, and
``plan.toml`` once it was read. An id ends with the document's digest, so the same document is kept
once. Each decision stands in the draft and in the audit log; a later one stands behind it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from jidi.core.errors import InputError, LakeError, UnknownName
from jidi.core.nearest import suggestion
from jidi.documents import Document, check_document, open_document
from jidi.documents.guarding import bytes_of
from jidi.lake.disk import sync_file, sync_folder, writing
from jidi.model.plan import Plan
from jidi.model.plan_loader import read_plan_file
from jidi.model.plan_review import Decision
from jidi.registry import append
from jidi.registry.audit import is_noted
from jidi.service.access import Asker, Thing
from jidi.service.acting import signed
from jidi.service.books import Book
from jidi.service.capture_files import Arrival, HandedIn, path_of, remove
from jidi.service.cases import named
from jidi.service.plan_documents import draft_of, write_draft
from jidi.service.plan_review import corrected, decided, records_of, states, value_of

FOLDER: Final = "drafts"
PLAN: Final = "plan.toml"
_KEPT: Final = "kept.json"
_FORMAT: Final = 1
READ: Final = "draft.read"
REVIEW: Final = "draft.review"
_HANDED_IN, _DECIDED = "plan.hand_in", "plan.decide"


@dataclass(frozen=True)
class KeptDraft:
    """A plan document that was handed in.

    :param file: the name it was handed in under.
    """

    id: str
    file: str
    bytes: int
    sha256: str
    by: str
    at: str

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


@dataclass(frozen=True)
class Wanted:
    """A decision about records of a draft, as it is asked for.

    :param changes: of a correction of one record: field to new value, as printed.
    :param seen: how many decisions about each record whoever asks had seen; a record that is not
        named is not looked at.
    """

    decision: Decision
    records: Sequence[str]
    reason: str = ""
    changes: Mapping[str, str] | None = None
    seen: Mapping[str, int] | None = None


def keep_document(
    book: Book, handed: HandedIn, *, by: str, now: datetime, asker: Asker | None = None
) -> KeptDraft:
    """Keep a plan document that was handed in; where it lay before it is gone in any case.

    :raises InputError: T-100 to T-106 for a file that is no document; Y-307 without a name; A-100,
        A-102, A-103. :raises LakeError: L-101, L-102, L-104.
    """
    path = path_of(book.workspace, handed.place, handed.file)
    try:
        by = named(signed(book, by, REVIEW, [Thing()], asker=asker))
        check_document(path)
        made = KeptDraft(
            id=f"draft-{handed.digest[:12]}",
            file=handed.file,
            bytes=handed.bytes,
            sha256=handed.digest,
            by=by,
            at=now.isoformat(timespec="seconds"),
        )
        return _kept(book, made, path, now=now)
    finally:
        remove(book.workspace, handed.place)


def keep_file(book: Book, path: Path, *, by: str, now: datetime) -> KeptDraft:
    """Keep a plan document that lies at ``path``, where it stays.

    :raises InputError: T-100 to T-106, and as :func:`keep_document`. :raises LakeError: as there.
    """
    check_document(path)
    _check_writable(book)
    with Arrival(book.workspace, path.name) as arrival:
        arrival.write(bytes_of(path))
        handed = arrival.finish()
        arrival.release()
    return keep_document(book, handed, by=by, now=now)


def _kept(book: Book, made: KeptDraft, source: Path, *, now: datetime) -> KeptDraft:
    """The draft as it is kept: as this document was handed in first."""
    _check_writable(book)
    place = place_of(book, made.id)
    with book.workspace.registry.writing() as connection:
        if not place.is_dir():
            _write(place, made, source)
        found = draft_named(book, made.id)
        # One whose writer died before its transaction was over is not noted yet.
        if not is_noted(connection, action=_HANDED_IN, subject=made.id):
            facts = {"file": found.file, "bytes": found.bytes, "sha256": found.sha256}
            append(
                connection, at=now, by=found.by, action=_HANDED_IN, subject=found.id, facts=facts
            )
    return found


def _write(place: Path, made: KeptDraft, source: Path) -> None:
    aside = place.with_name(f".{place.name}-{uuid4().hex[:8]}.partial")
    try:
        with writing(place):
            for stale in place.parent.glob(f".{place.name}-*.partial"):
                shutil.rmtree(stale)  # of a writer that died; another one would hold the lock
            aside.mkdir(parents=True, mode=0o700)
            shutil.copyfile(source, aside / made.file)
            sync_file(aside / made.file)
            told = {"format": _FORMAT, **made.to_json()}
            (aside / _KEPT).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
            aside.rename(place)
            sync_folder(place.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def drafts(book: Book) -> tuple[KeptDraft, ...]:
    """Every document that is kept, newest first.

    :raises InputError: P-152 when what is told of one cannot be read.
    """
    found = [_told(book, name) for name in _ids(book)]
    return tuple(sorted(found, key=lambda one: (one.at, one.id), reverse=True))


def draft_named(book: Book, name: str) -> KeptDraft:
    """What is told of one document.

    :raises UnknownName: P-150 with the nearest. :raises InputError: P-152.
    """
    known = _ids(book)
    if name not in known:
        raise UnknownName("P-150", name=name[:60], nearest=suggestion(name[:60], known))
    return _told(book, name)


def place_of(book: Book, name: str) -> Path:
    """The folder of a draft."""
    return book.workspace.root / FOLDER / name


def is_read(book: Book, draft: KeptDraft) -> bool:
    """Whether the document was read."""
    return (place_of(book, draft.id) / PLAN).is_file()


def read_kept(book: Book, draft: KeptDraft) -> Plan:
    """The draft, read from its document where that was not done yet.

    :raises InputError: T-100 to T-109. :raises LakeError: L-104.
    """
    if not is_read(book, draft):
        _check_writable(book)
        plan = draft_of(document_of(book, draft))
        with book.workspace.registry.writing():
            if not is_read(book, draft):  # another one may have read it, and decided
                write_draft(plan, place_of(book, draft.id) / PLAN)
    return plan_of(book, draft)


def plan_of(book: Book, draft: KeptDraft) -> Plan:
    """The draft as it stands.

    :raises InputError: P-151 when it was not read yet.
    """
    path, stamp = place_of(book, draft.id) / PLAN, stamp_of(book, draft)
    if stamp is None:
        raise InputError("P-151", name=draft.id, file=draft.file)
    return _plan(path, stamp)


def stamp_of(book: Book, draft: KeptDraft) -> tuple[int, int, int] | None:
    """What differs when the draft was written anew; None until it is read."""
    try:
        stat = (place_of(book, draft.id) / PLAN).stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


@lru_cache(maxsize=16)
def _plan(path: Path, _stamp: tuple[int, int, int]) -> Plan:
    return read_plan_file(path)


def document_of(book: Book, draft: KeptDraft) -> Document:
    """The document as text, byte for byte what was handed in.

    :raises InputError: T-100 to T-108 when it cannot be read, P-152 when it is another one.
    """
    found = _document(place_of(book, draft.id) / draft.file, draft.sha256)
    if found.digest != draft.sha256:
        raise InputError("P-152", name=draft.id, reason=f"SHA-256 ≠ {draft.sha256[:12]}…")
    return found


@lru_cache(maxsize=8)
def _document(path: Path, _digest: str) -> Document:
    return open_document(path)


def told_of(book: Book, draft: KeptDraft) -> dict[str, Any]:
    """What lists tell of a draft, as plain values: null for what is only known once it is read."""
    if not is_read(book, draft):
        return {**draft.to_json(), "read": False, "plan": None, "states": None}
    plan = plan_of(book, draft)
    return {**draft.to_json(), "read": True, "plan": plan.zh, "states": states(plan)}


def decide(
    book: Book, name: str, wanted: Wanted, *, by: str, now: datetime, asker: Asker | None = None
) -> Plan:
    """Write a decision about records of a draft: into the draft and into the audit log.

    :raises UnknownName: P-140, P-142, P-150.
    :raises InputError: P-141, P-143, P-151; P-153 when somebody decided meanwhile, P-154 when a
        correction changes nothing; Y-307, A-100, A-102, A-103. :raises LakeError: L-104.
    """
    by = named(signed(book, by, REVIEW, [Thing()], asker=asker))
    _check_writable(book)
    draft, at = draft_named(book, name), now.replace(microsecond=0)
    with book.workspace.registry.writing() as connection:
        plan = plan_of(book, draft)
        _check_seen(plan, wanted.seen or {})
        made = as_decided(plan, wanted, by=by, at=at)
        write_draft(made, place_of(book, draft.id) / PLAN)
        _note(connection, draft, made)
    return made


def as_decided(plan: Plan, wanted: Wanted, *, by: str, at: datetime) -> Plan:
    """The draft with a decision; of a correction only what it changes.

    :raises UnknownName: P-140, P-142. :raises InputError: P-141, P-143, P-154, P-159.
    """
    if wanted.decision != "correct":
        return decided(
            plan, wanted.decision, records=wanted.records, by=by, at=at, reason=wanted.reason
        )
    if len(wanted.records) != 1:
        raise InputError("P-159", count=len(wanted.records))
    (name,) = wanted.records
    held = next((record for _, record in records_of(plan) if record.id == name), None)
    told = {field: value.strip() for field, value in (wanted.changes or {}).items()}
    if held is not None:  # else it is said which is nearest
        told = {field: value for field, value in told.items() if value != value_of(held, field)}
    if not told:
        raise InputError("P-154", record=name)
    return corrected(plan, name, told, by=by, at=at, reason=wanted.reason)


def _check_seen(plan: Plan, seen: Mapping[str, int]) -> None:
    """Refuse a decision by somebody who has not seen the last one.

    :raises InputError: P-153.
    """
    for record, count in seen.items():
        found = [review for review in plan.reviews if review.record == record]
        if len(found) > count:
            raise InputError("P-153", record=record, by=found[-1].by, at=found[-1].at.isoformat())


def _note(connection: Any, draft: KeptDraft, plan: Plan) -> None:
    """Note every decision that is not noted yet: also one whose writer died on the way."""
    new = []
    for number in range(len(plan.reviews), 0, -1):
        subject = f"{draft.id}#{number}"
        if is_noted(connection, action=_DECIDED, subject=subject):
            break
        new.append((subject, plan.reviews[number - 1]))
    for subject, review in reversed(new):
        facts = review.model_dump(mode="json", exclude={"by", "at"}, exclude_defaults=True)
        append(
            connection, at=review.at, by=review.by, action=_DECIDED, subject=subject, facts=facts
        )


def _check_writable(book: Book) -> None:
    """:raises LakeError: L-104 when nothing can be written to the book."""
    if book.workspace.lake.read_only:
        raise LakeError("L-104", path=book.name)


def _ids(book: Book) -> list[str]:
    folder = book.workspace.root / FOLDER
    places = folder.iterdir() if folder.is_dir() else ()
    return sorted(place.name for place in places if (place / _KEPT).is_file())


def _told(book: Book, name: str) -> KeptDraft:
    try:
        told = json.loads((place_of(book, name) / _KEPT).read_text("utf-8"))
        if told.pop("format") != _FORMAT or told["id"] != name:
            raise ValueError(_KEPT)
        return KeptDraft(**told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("P-152", name=name, reason=str(error)) from error
