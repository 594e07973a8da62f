"""The folders in which a book keeps its designs, whatever is designed.

``designs/ID`` holds ``design.json``, ``problem.json`` and ``kept.json``. An id ends with the digest
of design and problem, so the same design is kept once. A folder is whole or not there, and the
audit log says who kept it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar
from uuid import uuid4

from jidi.core.errors import InputError, LakeError, UnknownName
from jidi.core.nearest import suggestion
from jidi.registry import append
from jidi.registry.audit import is_noted
from jidi.service.books import Book

FOLDER: Final = "designs"
DESIGN, PROBLEM, _KEPT = "design.json", "problem.json", "kept.json"
_FORMAT: Final = 1
_ACTION: Final = "design.keep"

Also = Callable[[Any], None]
"""What else is written in the same transaction, given its connection."""


class Told(Protocol):
    """What lists tell of a design that is kept."""

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        ...


K = TypeVar("K", bound=Told)


@dataclass(frozen=True)
class DesignFolder:
    """One design as it will lie on the disk.

    :param begin: what its id begins with; the digest is put behind it.
    """

    begin: str
    design: bytes
    problem: bytes

    @cached_property
    def id(self) -> str:
        """The folder's name."""
        both = _sha256(f"{self.design_sha256}{self.problem_sha256}".encode())
        return f"{self.begin}-{both[:10]}"

    @cached_property
    def design_sha256(self) -> str:
        """The digest of the design's bytes."""
        return _sha256(self.design)

    @cached_property
    def problem_sha256(self) -> str:
        """The digest of the problem's bytes."""
        return _sha256(self.problem)


def keep_folders(
    book: Book,
    folders: Sequence[tuple[DesignFolder, Mapping[str, Any]]],
    *,
    by: str,
    now: datetime,
    also: Also | None = None,
) -> None:
    """Keep designs, each with what lists tell of it, all or none; what is kept already stays.

    The folders are written while the registry's write lock is held: of two who keep the same design
    at once, one finds it kept.

    :param also: when it raises, nothing is kept.
    :raises InputError: V-101 when they cannot be written.
    :raises LakeError: L-104 when the book can only be read.
    """
    if also is None and all(is_kept(book, folder.id) for folder, _ in folders):
        return
    if book.workspace.lake.read_only:
        raise LakeError("L-104", path=book.name)
    written: list[Path] = []
    try:
        with book.workspace.registry.writing() as connection:
            if also is not None:
                also(connection)
            for folder, told in folders:
                if not is_kept(book, folder.id):
                    _write(place_of(book, folder.id), folder, told)
                    written.append(place_of(book, folder.id))
                # One whose writer died before its transaction was over is not noted yet.
                if not is_noted(connection, action=_ACTION, subject=folder.id):
                    _note(connection, folder, by, now)
    except BaseException:
        for place in written:
            shutil.rmtree(place, ignore_errors=True)
        raise


def keep_told(
    book: Book,
    designs: Sequence[tuple[DesignFolder, K]],
    *,
    read: Callable[[Book, str], K],
    by: str,
    now: datetime,
    also: Callable[[Any, tuple[K, ...]], None] | None,
) -> tuple[K, ...]:
    """Keep designs, each told as stands beside it, all or none; one that is kept already stays as
    it was kept first.

    :param read: how such a design is read back. :param also: see :func:`keep_folders`; it is given
        what is kept as well.
    :raises InputError: V-101. :raises LakeError: L-104.
    """

    def kept() -> tuple[K, ...]:
        return tuple(
            read(book, folder.id) if is_kept(book, folder.id) else made for folder, made in designs
        )

    keep_folders(
        book,
        [(folder, made.to_json()) for folder, made in designs],
        by=by,
        now=now,
        also=None if also is None else lambda connection: also(connection, kept()),
    )
    return kept()


def place_of(book: Book, name: str) -> Path:
    """Where the design of that id lies."""
    return book.workspace.root / FOLDER / name


def is_kept(book: Book, name: str) -> bool:
    """Whether a design of that id is kept."""
    return place_of(book, name).is_dir()


def ids_kept(book: Book, *, begins: Callable[[str], bool]) -> tuple[str, ...]:
    """The ids of the designs of a kind, told by how they begin."""
    folder = book.workspace.root / FOLDER
    places = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted(p.name for p in places if p.is_dir() and begins(p.name)))


def told_of(book: Book, name: str) -> dict[str, Any]:
    """What ``kept.json`` tells of a design.

    :raises InputError: N-741 when it cannot be read.
    """
    try:
        told = json.loads((place_of(book, name) / _KEPT).read_text("utf-8"))
        if told.pop("format") != _FORMAT or told["id"] != name:
            raise ValueError(_KEPT)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("N-741", id=name, reason=str(error)) from error
    return dict(told)


def check_known(name: str, known: Sequence[str]) -> None:
    """Refuse an id under which nothing is kept.

    :raises UnknownName: N-742 with the nearest.
    """
    if name not in known:
        raise UnknownName("N-742", name=name, nearest=suggestion(name, known))


def check_untouched(book: Book, name: str, *, design_sha256: str, problem_sha256: str) -> None:
    """Refuse files that are no more those that were kept.

    :raises InputError: N-741.
    """
    for file, digest in ((DESIGN, design_sha256), (PROBLEM, problem_sha256)):
        try:
            found = _sha256((place_of(book, name) / file).read_bytes())
        except OSError as error:
            raise InputError("N-741", id=name, reason=str(error)) from error
        if found != digest:
            raise InputError("N-741", id=name, reason=f"{file}: SHA-256 ≠ {digest[:12]}…")


def _write(place: Path, folder: DesignFolder, told: Mapping[str, Any]) -> None:
    aside = place.with_name(f".{place.name}-{uuid4().hex[:8]}.partial")
    try:
        for stale in place.parent.glob(f".{place.name}-*.partial"):
            shutil.rmtree(stale)  # of a writer that died; another one would hold the lock
        aside.mkdir(parents=True)
        (aside / PROBLEM).write_bytes(folder.problem)
        (aside / DESIGN).write_bytes(folder.design)
        whole = {"format": _FORMAT, **told}
        (aside / _KEPT).write_text(json.dumps(whole, ensure_ascii=False, indent=1), "utf-8")
        aside.rename(place)
    except OSError as error:
        raise InputError("V-101", path=str(place), reason=str(error)) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _note(connection: Any, folder: DesignFolder, by: str, now: datetime) -> None:
    facts = {"design": folder.design_sha256, "problem": folder.problem_sha256}
    append(connection, at=now, by=by, action=_ACTION, subject=folder.id, facts=facts)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
