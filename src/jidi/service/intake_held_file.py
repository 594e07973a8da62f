"""Rows held aside as a Parquet file of the workspace: written with the intake, never changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jidi.core.errors import LakeError, Place
from jidi.intake.held import SCHEMA, HeldRow, HeldRows, from_rows
from jidi.lake.disk import sha256_of, sync_file, sync_folder, writing
from jidi.lake.workspace import Workspace
from jidi.registry.intake import IntakeBook

FOLDER: Final = "intake/held"
_BUFFERED: Final = 20_000
"""Rows held in memory before they are written."""
_READ_AT_ONCE: Final = 2_048
"""Rows of a file that are read together."""


class HeldFile:
    """Takes rows held aside while a file is judged.

    :param folder: where it is written; it is moved into the workspace with :meth:`keep`.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "held.parquet"
        self._rows: list[HeldRows] = []
        self._waiting = 0
        self._writer: pq.ParquetWriter | None = None
        self._name: str | None = None
        self.count = 0

    def add(self, rows: HeldRows) -> None:
        """Take rows; they are numbered in the order in which they come."""
        if not len(rows):
            return
        self._rows.append(rows)
        self._waiting += len(rows)
        if self._waiting >= _BUFFERED:
            self._flush()

    def finish(self) -> str | None:
        """Write what is left; the name the file will bear, or None when nothing was held."""
        if self._name is not None:
            return self._name
        if self._rows:
            self._flush()
        if self._writer is None:
            return None
        with writing(self._path):
            self._writer.close()
            sync_file(self._path)
        self._name = f"{sha256_of(self._path)}.parquet"
        return self._name

    def keep(self, root: Path) -> None:
        """Move the file to its place in the workspace; inside the transaction of its receipt."""
        name = self.finish()
        if name is None:
            return
        folder = root / FOLDER
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._path.replace(folder / name)
            sync_folder(folder)
            sync_folder(root)

    def read(self) -> list[HeldRow]:
        """The rows, of a file that is finished but not kept."""
        return [] if self.finish() is None else from_rows(pq.read_table(self._path).to_pylist())

    def _flush(self) -> None:
        tables = []
        for rows in self._rows:
            tables.append(rows.as_table(first=self.count + 1))
            self.count += len(rows)
        self._rows, self._waiting = [], 0
        with writing(self._path):
            if self._writer is None:
                self._writer = pq.ParquetWriter(self._path, SCHEMA, compression="zstd")
            self._writer.write_table(pa.concat_tables(tables).combine_chunks())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is not None and self._name is None:
            self._writer.close()


class KeptRows:
    """The rows of a receipt that are held aside, read from their file some at a time.

    :raises LakeError: J-307 when the file is missing or is not what was written.
    """

    def __init__(self, root: Path, name: str) -> None:
        self._path = root / FOLDER / name
        try:
            if sha256_of(self._path) != self._path.stem:
                where, reason = Place(file=name), "SHA-256"
                raise LakeError("J-307", where=where, path=str(self._path), reason=reason)
            self._count = int(pq.read_metadata(self._path).num_rows)
        except (OSError, pa.ArrowInvalid) as error:
            raise LakeError("J-307", path=str(self._path), reason=str(error)) from error

    def __len__(self) -> int:
        return self._count

    def tables(self) -> set[str]:
        """The tables the rows are of."""
        column = pq.read_table(self._path, columns=["table"])["table"]
        return set(pc.unique(column).to_pylist())

    def between(self, first: int, last: int) -> Iterator[HeldRow]:
        """The rows from a place on, counted from 0, up to another."""
        begin = 0
        with pq.ParquetFile(self._path) as file:
            for batch in file.iter_batches(batch_size=_READ_AT_ONCE):
                if begin >= last:
                    return
                some = batch.slice(max(0, first - begin), max(0, last - max(first, begin)))
                yield from from_rows(some.to_pylist())
                begin += batch.num_rows


def sweep_held(workspace: Workspace) -> int:
    """Remove files that no receipt points at: their writer died. Returns how many.

    Files come to their place only under the registry's write lock, so that one without a receipt,
    seen by someone who holds that lock, belongs to nobody.
    """
    folder = workspace.root / FOLDER
    if not folder.is_dir():
        return 0
    book = IntakeBook(workspace.registry)
    if not _strays(folder, book):  # the usual case takes no lock
        return 0
    with workspace.registry.writing():
        strays = _strays(folder, book)
        for path in strays:
            with writing(path):
                path.unlink(missing_ok=True)
    return len(strays)


def _strays(folder: Path, book: IntakeBook) -> list[Path]:
    known = book.held_files()
    return [path for path in sorted(folder.glob("*.parquet")) if path.name not in known]
