"""The originals of an inbox once they are taken in: files with personal values do not lie clear.

A file of a table whose personal columns are keyed or sealed in the lake is sealed as a whole
(``sealed``, the default), removed so that digest and receipt remain (``digest``), or left as it was
handed in (``clear``): ``originals`` in ``jidi.toml``. Other files are always left as they are.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyarrow as pa

from jidi.core.errors import InputError, JidiError, Place
from jidi.lake.disk import sha256_of, sync_file, sync_folder, writing
from jidi.privacy import KeyRing, open_sealed, seal
from jidi.privacy.door import is_keyed
from jidi.service.books import Book
from jidi.service.intake_receipt import IntakeReceipt
from jidi.service.personal_values import check_asked, key_ring, record

ENDING: Final = ".sealed"
_PURPOSE: Final = "held_row"
_CHUNK: Final = 2**20
_FORM: Final = "jidi sealed original 1"
_LONGEST_LINE: Final = 4 * _CHUNK


def put_away(book: Book, path: Path, receipt: IntakeReceipt, folder: Path) -> Path | None:
    """Put an original that was taken in where it may lie; None when only its receipt remains.

    :param folder: for originals; made when it is missing.
    :raises LakeError: L-101, L-102 when the disk refuses; the original stays.
    """
    ring = key_ring(book.workspace) if _speaks_of_persons(book, receipt) else None
    way = "clear" if ring is None else book.workspace.settings.originals
    with writing(folder):
        folder.mkdir(exist_ok=True)
        if way == "digest":
            path.unlink()
            return None
        if ring is None or way == "clear":
            target = free_name(folder, path.name)
            path.replace(target)
            return target
        target = free_name(folder, path.name + ENDING)
        aside = target.with_name(f"{target.name}.partial")
        _seal_file(path, aside, ring)
        aside.replace(target)
        sync_folder(folder)
        path.unlink()
    return target


def open_original(
    book: Book, sealed: Path, target: Path, *, keys: KeyRing, by: str, why: str, now: datetime
) -> Path:
    """Write a sealed original as it was handed in, after that stands in the audit log.

    :raises InputError: K-114 without name or reason, J-414 when it is no sealed original or not
        whole, V-101 when something is there already, K-109 when it was altered.
    :raises WorkspaceError: K-105 for a missing key.
    """
    check_asked(by=by, why=why)
    if target.exists():
        raise InputError("V-101", path=str(target), reason="exists")
    head = _head(sealed)
    facts = {"why": why, "file": head["file"], "sha256": head["sha256"]}
    record(book.workspace, "privacy.original", sealed.name, facts, by=by, now=now)
    try:
        _write_opened(sealed, target, head, keys)
    except JidiError:
        target.unlink(missing_ok=True)  # nothing of it is given out before the whole is known
        raise
    return target


def _write_opened(sealed: Path, target: Path, head: Mapping[str, Any], keys: KeyRing) -> None:
    digest, lines = hashlib.sha256(), 0
    with writing(target), target.open("xb") as out:
        for number, token in enumerate(_lines(sealed)):
            place = _place(head["sha256"], number)
            text = open_sealed(token, place=place, purpose=_PURPOSE, keys=keys)
            piece = base64.b64decode(text)
            digest.update(piece)
            out.write(piece)
            lines += 1
    if lines != head["pieces"] or digest.hexdigest() != head["sha256"]:
        raise InputError("J-414", where=Place(file=sealed.name))


def free_name(folder: Path, name: str) -> Path:
    """A name that nothing has yet in a folder."""
    plain = Path(name)
    target, number = folder / name, 2
    while target.exists():
        target, number = folder / f"{plain.stem}-{number}{plain.suffix}", number + 1
    return target


def _speaks_of_persons(book: Book, receipt: IntakeReceipt) -> bool:
    if receipt.body["origin"] == "synthetic":
        return False
    tables = (book.catalogue.table(name) for name in receipt.tables)
    return any(is_keyed(column) for table in tables for column in table.columns)


def _seal_file(path: Path, target: Path, ring: KeyRing) -> None:
    """A line that says what it is, then a seal for each piece, bound to file and place."""
    digest = sha256_of(path)
    pieces = -(-path.stat().st_size // _CHUNK)
    head = {"form": _FORM, "file": path.name, "sha256": digest, "pieces": pieces}
    with path.open("rb") as given, target.open("w", encoding="utf-8") as out:
        out.write(json.dumps(head, ensure_ascii=False) + "\n")
        for number, piece in enumerate(_pieces(given)):
            text = pa.array([base64.b64encode(piece).decode("ascii")])
            places = [_place(digest, number)]
            out.write(seal(text, places=places, purpose=_PURPOSE, keys=ring)[0].as_py() + "\n")
    sync_file(target)


def _pieces(given: BinaryIO) -> Iterator[bytes]:
    while piece := given.read(_CHUNK):
        yield piece


def _place(digest: str, number: int) -> str:
    return f"original:{digest}:{number}"


def _head(sealed: Path) -> dict[str, Any]:
    refused = InputError("J-414", where=Place(file=sealed.name))
    try:
        with sealed.open(encoding="utf-8") as given:
            head = json.loads(given.readline(_LONGEST_LINE))
    except (OSError, ValueError) as error:
        raise refused from error
    if not isinstance(head, dict) or head.get("form") != _FORM:
        raise refused
    return head


def _lines(sealed: Path) -> Iterator[str]:
    with sealed.open(encoding="utf-8") as given:
        given.readline(_LONGEST_LINE)
        while line := given.readline(_LONGEST_LINE):
            yield line.strip()
