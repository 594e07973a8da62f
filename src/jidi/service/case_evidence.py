"""Evidence handed in with a case: guarded, kept once by its digest, read by right and noted.

The files lie in ``evidence/`` of the book under their SHA-256, readable by the server's account
only, and are part of a backup. The case's history names them; a file that was only put on record
on the command line stays where it was, and cannot be read here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.feeds.kinds import kind_by_magic, kind_of_text
from jidi.feeds.limits import size_text
from jidi.lake.disk import sync_folder, writing
from jidi.service.access import Asker
from jidi.service.acting import EVIDENCE, signed, thing_of_case
from jidi.service.books import Book
from jidi.service.capture_files import HandedIn, path_of, remove
from jidi.service.cases import case_named, named, record_evidence
from jidi.service.personal_values import record
from jidi.supervision.cases import Case

FOLDER: Final = "evidence"
MOST_BYTES: Final = 64 * 2**20
"""Size of a file of evidence: a scan of many pages, a film of a minute. Own choice."""
READ: Final = "case.evidence"
ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "PDF": ("pdf",),
    "PNG": ("png",),
    "JPEG": ("jpg", "jpeg"),
    "GIF": ("gif",),
    "zip": ("docx", "xlsx", "pptx", "ofd", "zip"),
    "xls": ("doc", "xls", "ppt", "wps", "et"),
    "text": ("txt", "csv", "log", "eml", "json"),
}
"""What is taken, by content as :mod:`jidi.feeds.kinds` tells it, and how such files may be called:
a name that promises another content is refused. Own choice."""
_HEAD: Final = 4096


def attach(
    book: Book, name: str, handed: HandedIn, *, by: str, now: datetime, note: str = "",
    asker: Asker | None = None,
) -> Case:  # fmt: skip
    """Keep a file that was handed in, and put it on record; it is gone when it is refused.

    :raises UnknownName: Y-303. :raises InputError: O-163 a content that is not taken, O-164 a name
        that does not fit it, O-165 the case has it already; what
        :func:`jidi.service.acting.signed` raises. :raises LakeError: L-101, L-102.
    """
    path = path_of(book.workspace, handed.place, handed.file)
    try:
        case = case_named(book, name)
        by = signed(book, named(by), EVIDENCE, [thing_of_case(case)], asker=asker)
        kind = checked_kind(path, handed.file)
        if any(one["sha256"] == handed.digest for one in case.evidence):
            raise InputError("O-165", file=handed.file, case=case.id)
        _keep(book, path, handed.digest)
        facts = {
            "file": handed.file,
            "bytes": handed.bytes,
            "sha256": handed.digest,
            "kind": kind,
            "kept": True,
            "note": note.strip(),
        }
        return record_evidence(book, case, facts, by=by, now=now, note=note.strip())
    finally:
        remove(book.workspace, handed.place)


def checked_kind(path: Path, file: str) -> str:
    """What a file is by its content, when that is taken and its name fits.

    :raises InputError: O-163, O-164.
    """
    with path.open("rb") as opened:
        head = opened.read(_HEAD)
    kind = kind_by_magic(head) or _text_kind(head)
    if kind not in ENDINGS:
        raise InputError("O-163", file=file, kind=kind, known=listed(sorted(_all_endings())))
    ending = file.rpartition(".")[2].lower()
    if ending not in ENDINGS[kind]:
        raise InputError("O-164", file=file, kind=kind, known=listed(ENDINGS[kind]))
    return kind


def evidence_file(
    book: Book, name: str, digest: str, *, now: datetime, asker: Asker
) -> tuple[Path, Mapping[str, Any]]:
    """A file of evidence, byte for byte what was put on record; that it is read is noted first.

    :raises UnknownName: Y-303; O-166 when the case has no such evidence.
    :raises InputError: A-100 without a sign-in, A-102, A-103; O-167 when it was never handed in,
        O-168 when it is not what it was.
    """
    case = case_named(book, name)
    _check_signed_in(asker)
    asker.demand(READ, thing_of_case(case))
    known = {one["sha256"]: one for one in case.evidence}
    found = known.get(digest)
    if found is None:
        nearest = suggestion(digest[:64], known)
        raise UnknownName("O-166", asked=digest[:64], case=case.id, nearest=nearest)
    if not found.get("kept"):
        raise InputError("O-167", file=found["file"])
    path = _place(book, digest)
    if not path.is_file() or _digest(path) != digest:
        raise InputError("O-168", file=found["file"], digest=digest[:16])
    facts = {"file": found["file"], "sha256": digest}
    record(book.workspace, "case.evidence_read", case.id, facts, by=asker.id, now=now)
    return path, found


def _check_signed_in(asker: Asker) -> None:
    """Evidence speaks of persons: whoever reads it is known by name.

    :raises InputError: A-100.
    """
    if not asker.id:
        raise InputError("A-100")


def _text_kind(head: bytes) -> str:
    """``text``, or what else a file without binary marks seems to be."""
    if b"\x00" in head:
        return "binary"
    told = kind_of_text(head)
    if told in ("HTML", "XML"):
        return told
    for encoding in ("utf-8", "gb18030"):
        try:
            head.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start >= len(head) - 4:  # a character that the head cuts
                return "text"
        else:
            return "text"
    return "binary"


def _all_endings() -> set[str]:
    return {ending for endings in ENDINGS.values() for ending in endings}


def _place(book: Book, digest: str) -> Path:
    return book.workspace.root / FOLDER / digest[:2] / digest


def _keep(book: Book, source: Path, digest: str) -> None:
    """Move a file to its place; one of the same content is there already, or this becomes it."""
    place = _place(book, digest)
    with writing(place):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if place.is_file() and _digest(place) == digest:
            return
        source.chmod(0o600)
        source.replace(place)
        sync_folder(place.parent)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_limit() -> str:
    """The largest size in words."""
    return size_text(MOST_BYTES)
