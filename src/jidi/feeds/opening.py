"""From a path to a feed: guard, see through archives, tell the kind, choose the reader."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyarrow as pa

from jidi.core.errors import InputError
from jidi.feeds.archives import member_part, members, readable_name, unpacked_gz
from jidi.feeds.feed import Block, Feed, Note
from jidi.feeds.gtfs import is_timetable, opened_timetable
from jidi.feeds.handed import Handed, Part, handed_in
from jidi.feeds.kinds import ARCHIVES, kind_by_magic
from jidi.feeds.limits import LIMITS, Limits
from jidi.feeds.opened import Opened
from jidi.feeds.parquet import check_parquet, parquet_blocks
from jidi.feeds.sheets import opened_book
from jidi.feeds.text_parts import opened_text

_MAGIC_BYTES = 512
_COPIED_AT_ONCE = 2**20
_NO_TABLE = ("E-103", "E-104", "E-106", "E-133")
"""Why a member of an archive is no table of rows, and nothing worse."""
_OFFICE = (
    ("xl/workbook.bin", "XLSB"),
    ("word/document.xml", "DOCX"),
    ("[Content_Types].xml", "OOXML"),
    ("mimetype", "OpenDocument"),
)


@contextmanager
def open_feed(path: Path, *, limits: Limits = LIMITS) -> Iterator[Feed]:
    """The file at ``path``, guarded, its kind told by its content, ready to be read.

    :param limits: how much it may ask of the machine.
    :raises InputError: an E-code of ``definitions/errors/feeds.toml``.
    """
    handed = handed_in(path, limits)
    with ExitStack() as stack:
        opened = _Opening(handed, limits, _Room(stack)).whole()
        yield Feed(
            file=path.name,
            digest=handed.digest(),
            kind=_one_kind(opened, handed),
            encoding=opened[0].encoding,
            bytes=handed.bytes,
            notes=tuple(note for part in opened for note in part.notes),
            read=lambda: _blocks(opened, handed),
        )


def _blocks(opened: list[Opened], handed: Handed) -> Iterator[Block]:
    for part in opened:
        yield from part.read()
    handed.refuse_change()


def _one_kind(opened: list[Opened], handed: Handed) -> str:
    kinds = sorted({part.kind for part in opened})
    if kinds == ["csv", "tsv"]:
        return "csv"
    if len(kinds) > 1:
        raise InputError("E-120", where=handed.part().place(), kinds=", ".join(kinds))
    return kinds[0]


def _something(read: Callable[[], Iterator[Block]], name: str) -> Iterator[Block]:
    """The blocks; for a member without a row one without columns, so that it is named."""
    is_empty = True
    for block in read():
        is_empty = False
        yield block
    if is_empty:
        yield Block(name, 1, pa.RecordBatch.from_arrays([], names=[]))


class _Room:
    """A folder for what cannot be read as a stream, made when first needed.

    Most feeds need none, and what is never made cannot be left behind by a process that is killed.
    """

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._folder: Path | None = None

    def path(self, name: str) -> Path:
        if self._folder is None:
            made = tempfile.TemporaryDirectory(prefix="jidi-feed-")
            self._folder = Path(self._stack.enter_context(made))
        return self._folder / name


class _Opening:
    """One file on its way to its readers.

    :param room: where members lie that cannot be read as a stream.
    """

    def __init__(self, handed: Handed, limits: Limits, room: _Room) -> None:
        self._handed = handed
        self._limits = limits
        self._room = room
        self._copies: dict[str, Path] = {}

    def whole(self) -> list[Opened]:
        """The parts of the file, seen through one archive."""
        part = self._handed.part()
        kind = kind_by_magic(part.head(_MAGIC_BYTES))
        if kind == "gz":
            return [self._inner(unpacked_gz(self._handed, self._limits))]
        if kind == "zip":
            return self._zip()
        return [self._plain(part, kind)]

    def _zip(self) -> list[Opened]:
        found, litter = members(self._handed, self._limits)
        part = self._handed.part()
        if not found:
            raise InputError("E-122", where=part.place())
        if _office_kind({readable_name(entry) for entry in found}, part) == "xlsx":
            return [self._plain(part, "xlsx")]
        if is_timetable({readable_name(entry) for entry in found}):
            return [self._timetable(found, part)]
        opened, notes = self._members(found)
        if litter:
            notes.append(Note("E-905", {"count": len(litter), "names": "、".join(litter)[:200]}))
        opened[0] = replace(opened[0], notes=(*notes, *opened[0].notes))
        return opened

    def _members(self, found: list[zipfile.ZipInfo]) -> tuple[list[Opened], list[Note]]:
        """The members that are tables, and what the others are: a letter that comes along does not
        keep the tables beside it out.

        :raises InputError: the first reason, when none is a table.
        """
        opened: list[Opened] = []
        notes: list[Note] = []
        first: InputError | None = None
        for entry in found:
            part = member_part(self._handed, entry, self._limits)
            try:
                one = self._inner(part)
            except InputError as error:
                if error.code not in _NO_TABLE:
                    raise
                first = first or error
                facts = {
                    "reason_zh": error.what("zh"),
                    "reason_en": error.what("en"),
                    "name": part.name,
                }
                notes.append(Note("E-914", facts, part.name))
                continue
            opened.append(replace(one, read=partial(_something, one.read, part.name)))
        if first is not None and not opened:
            raise first
        return opened, notes

    def _timetable(self, found: list[zipfile.ZipInfo], whole: Part) -> Opened:
        parts = {
            readable_name(entry): member_part(self._handed, entry, self._limits) for entry in found
        }
        return opened_timetable(parts, whole, self._limits)

    def _inner(self, part: Part) -> Opened:
        """A part inside an archive; another archive inside it is refused."""
        kind = kind_by_magic(part.head(_MAGIC_BYTES))
        if kind == "zip" and _office_kind(_names_inside(self._on_disk(part)), part) == "xlsx":
            return self._plain(part, "xlsx")
        if kind in ARCHIVES or kind == "tar":
            raise InputError("E-114", where=part.place(), kind=kind)
        return self._plain(part, kind)

    def _plain(self, part: Part, kind: str | None) -> Opened:
        if kind is None:
            return opened_text(part, self._limits)
        if kind == "parquet":
            path = self._on_disk(part)
            check_parquet(part, path, self._limits)
            return Opened("parquet", "", (), lambda: parquet_blocks(part, path))
        if kind in ("xlsx", "xls"):
            path, sheets = self._on_disk(part), self._room.path(f"sheets-{len(self._copies)}")
            return opened_book(part, path, sheets, kind, self._limits)
        raise InputError("E-104", where=part.place(), kind=kind)

    def _on_disk(self, part: Part) -> Path:
        """Where the part lies as a file of its own."""
        if part.path is not None:
            return part.path
        if part.name in self._copies:
            return self._copies[part.name]
        path = self._room.path(f"copy-{len(self._copies)}")
        self._copies[part.name] = path
        with part.open() as unpacked, path.open("wb") as copy:
            while data := unpacked.read(_COPIED_AT_ONCE):
                copy.write(data)
        return path


def _names_inside(path: Path) -> set[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return set()


def _office_kind(names: set[str], part: Part) -> str | None:
    """``xlsx`` for a workbook, None for a plain archive.

    :raises InputError: E-104 for what else is a zip file only on the outside.
    """
    if "xl/workbook.xml" in names:
        return "xlsx"
    for mark, kind in _OFFICE:
        if mark in names:
            raise InputError("E-104", where=part.place(), kind=kind)
    return None
