"""Backup and restore of a book: a consistent copy while others write, with every digest in a list.

The registry is copied first, by SQLite itself, as of one moment. Every segment its ledger knows is
there already, and stays: segments never change. So the copy is the book as of that moment.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from jidi.core.errors import LakeError, WorkspaceError, raise_together
from jidi.core.worded import reason_of
from jidi.lake.disk import (
    Faults,
    no_faults,
    plain_files,
    sha256_of,
    sync_file,
    sync_folder,
    writing,
)
from jidi.lake.sweep import STAGING
from jidi.lake.workspace import REGISTRY, Workspace
from jidi.registry import append, coded

LIST = "backup.json"
"""The list of a backup's files, beside them."""
_FORMAT = 1
_MARK = ".jidi-partial"
"""Lies in a folder that is being made; without it a folder of that name is somebody else's."""
_KEYS = re.compile(rb"^\s*\[\[key\]\]", re.MULTILINE)
"""How a file of keys shows, whatever it is called."""

Progress = Callable[[str, float], None]
"""Called with the file and the share done; raising from it stops, and nothing remains."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds.

    :param version: the newest data version in it.
    :param audit: the digest of the newest audit entry in it.
    :param files: path from the folder → size and SHA-256.
    """

    made_at: str
    by: str
    version: int
    audit: str
    files: Mapping[str, tuple[int, str]]

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(size for size, _ in self.files.values())

    def to_json(self) -> dict[str, Any]:
        """The list as it is written."""
        return {"format": _FORMAT, **vars(self), "files": dict(self.files)}

    @classmethod
    def read(cls, folder: Path) -> Backup:
        """The list of a backup.

        :raises WorkspaceError: X-304 when there is none that can be read.
        """
        try:
            given = json.loads((folder / LIST).read_text("utf-8"))
            if given.pop("format") != _FORMAT:
                raise ValueError("format")
            files = {_inside(name): (int(n), str(d)) for name, (n, d) in given["files"].items()}
            return cls(**{**given, "files": files})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise WorkspaceError("X-304", path=str(folder), reason=str(error)) from error


def backup(
    book: Workspace,
    target: Path,
    *,
    now: datetime,
    by: str,
    progress: Progress = lambda _step, _share: None,
    faults: Faults = no_faults,
) -> Backup:
    """Copy a book into ``target``, complete or not at all.

    Keys of personal columns are not part of a book and are not copied; a book in which a file of
    keys lies is refused, so that whoever takes the copy does not take them too.

    :raises WorkspaceError: X-302 the folder, or the one it is made in, is not empty; X-303 the
        registry is elsewhere; X-310 a file of keys lies in the book.
    :raises WorkspaceError: W-201 to W-208 when the registry cannot be copied.
    :raises LakeError: L-101, L-102 when the disk refuses, L-302 or L-303 when a file of the book is
        missing or damaged.
    """
    if book.settings.registry:
        raise WorkspaceError("X-303", database=book.settings.registry.split("@")[-1])
    raise_together(_key_files(book.root))
    with _aside(target) as aside:
        _copy_registry(book.root / REGISTRY, aside / REGISTRY)
        faults("registry")
        with Workspace.open_copy(book.root, registry=aside / REGISTRY) as copy:
            version, audit = copy.lake.version, copy.registry.audit.head()
            segments = copy.lake.all_segments()
        digests = {s.file.relative_to(book.root).as_posix(): s.digest for s in segments}
        names = [*sorted(digests), *_others(book.root)]
        files: dict[str, tuple[int, str]] = {}
        for number, name in enumerate(names):
            progress(name, number / len(names))
            try:
                files[name] = _copied(book.root / name, aside / name, digests.get(name))
            except FileNotFoundError:  # a file of the inbox or a report, gone meanwhile
                continue
            faults("copied")
        files[REGISTRY] = ((aside / REGISTRY).stat().st_size, sha256_of(aside / REGISTRY))
        made = Backup(made_at=now.isoformat(), by=by, version=version, audit=audit, files=files)
        with writing(aside / LIST):
            (aside / LIST).write_text(json.dumps(made.to_json(), ensure_ascii=False, indent=1))
            _sync(aside)
        faults("listed")
    _noted(book, "book.backup", str(target.name), made, now=now, by=by, facts={})
    return made


def restore(
    source: Path,
    target: Path,
    *,
    progress: Progress = lambda _step, _share: None,
    faults: Faults = no_faults,
) -> Backup:
    """Make a book of a backup, complete or not at all; every digest and the audit chain must hold.

    :raises WorkspaceError: X-302 the folder is not empty, X-304 no backup, X-305 a file is missing
        or not what the list says (all of them hang on ``also``), X-306 the audit chain is broken.
    :raises LakeError: L-101, L-102 when the disk refuses.
    """
    made = Backup.read(source)
    with _aside(target) as aside:
        raise_together(_restored(source, aside, made, progress, faults))
        for folder in ("lake", f"lake/{STAGING}", "inbox", "definitions", "reports"):
            with writing(aside / folder):
                (aside / folder).mkdir(parents=True, exist_ok=True)
        with Workspace.open(aside) as book:
            broken = book.registry.audit.verify()
            if broken is not None:
                raise WorkspaceError("X-306", number=broken.number, fault=broken.fault)
            raise_together(book.lake.verify())
        with writing(aside):
            _sync(aside)
        faults("verified")
    return made


def record_drill(book: Workspace, made: Backup, *, seconds: float, now: datetime, by: str) -> None:
    """Write into the book that a backup of it was restored for trial, and how long that took."""
    facts = {"seconds": round(seconds, 1), "made_at": made.made_at}
    _noted(book, "book.restore_drill", made.made_at, made, now=now, by=by, facts=facts)


def _restored(
    source: Path, aside: Path, made: Backup, progress: Progress, faults: Faults
) -> Iterator[WorkspaceError]:
    for number, (name, (size, digest)) in enumerate(made.files.items()):
        progress(name, number / len(made.files))
        try:
            found = _copied(source / name, aside / name, None)
        except FileNotFoundError as error:
            yield WorkspaceError("X-305", path=name, reason=reason_of(error))
            continue
        if found != (size, digest):
            reason = f"SHA-256 {found[1][:12]}… ≠ {digest[:12]}…"
            yield WorkspaceError("X-305", path=name, reason=reason)
        faults("copied")


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """A sibling folder that becomes ``target`` when the block ends well, and vanishes otherwise."""
    target = target.absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise WorkspaceError("X-302", path=str(target))
    aside = target.with_name(f"{target.name}.partial")
    if aside.exists() and any(aside.iterdir()) and not (aside / _MARK).exists():
        raise WorkspaceError("X-302", path=str(aside))
    _clear(aside)  # what an attempt that was killed left
    with writing(target):
        aside.mkdir(parents=True)
        (aside / _MARK).touch()
    try:
        yield aside
        with writing(target):
            if target.exists():
                target.rmdir()
            aside.replace(target)
            (target / _MARK).unlink(missing_ok=True)
            sync_folder(target.parent)
    except BaseException:
        _clear(aside)
        raise


def _clear(aside: Path) -> None:
    """Remove what an attempt made, its mark last: whoever is killed at this leaves what the next
    one still knows for a leftover."""
    if not aside.is_dir():
        return
    for one in [one for one in aside.iterdir() if one.name != _MARK]:
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one, ignore_errors=True)
        else:
            with suppress(OSError):
                one.unlink()
    shutil.rmtree(aside, ignore_errors=True)


def _copy_registry(source: Path, copy: Path) -> None:
    with (
        writing(copy),
        coded(REGISTRY),
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as held,
        closing(sqlite3.connect(copy)) as made,
    ):
        held.backup(made)


def _others(root: Path) -> list[str]:
    """Everything else in the book's folder, but for what belongs to the moment."""
    found = plain_files(root, without=("lake",))
    names = [path.relative_to(root).as_posix() for path in found]
    return sorted(name for name in names if not name.startswith((REGISTRY, _MARK)))


def _key_files(root: Path) -> Iterator[WorkspaceError]:
    """An error for each file of keys in the book's folder."""
    for name in _others(root):
        if not name.endswith(".toml"):
            continue
        with suppress(FileNotFoundError):  # gone meanwhile: then it is not copied either
            if _KEYS.search((root / name).read_bytes()):
                yield WorkspaceError("X-310", path=name)


def _copied(source: Path, copy: Path, digest: str | None) -> tuple[int, str]:
    """Copy one file; its size and digest, read from the copy."""
    if not source.exists():
        if digest is None:
            raise FileNotFoundError(2, "No such file", str(source))
        raise LakeError("L-302", table=source.parent.name, path=str(source))
    with writing(copy):
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
        sync_file(copy)
        found = sha256_of(copy)
    if digest is not None and found != digest:
        reason = f"SHA-256 {found[:12]}… ≠ {digest[:12]}…"
        raise LakeError("L-303", table=source.parent.name, path=str(source), reason=reason)
    return copy.stat().st_size, found


def _inside(name: str) -> str:
    """The name, when it leads nowhere but into the folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ValueError(name)
    return name


def _sync(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        sync_folder(path) if path.is_dir() else sync_file(path)
    sync_folder(folder)


def _noted(
    book: Workspace,
    action: str,
    subject: str,
    made: Backup,
    *,
    now: datetime,
    by: str,
    facts: Mapping[str, Any],
) -> None:
    """An audit entry; none where the book can be read only."""
    if book.lake.read_only:
        return
    told = {"version": made.version, "files": len(made.files), "bytes": made.bytes}
    with book.registry.writing() as connection:
        append(connection, at=now, by=by, action=action, subject=subject, facts={**told, **facts})
