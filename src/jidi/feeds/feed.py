"""What a handed-in file gives: blocks of cells, the rows that could not be split, and notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from jidi.core.errors import Language, wordings

MOST_RAW = 400
"""Characters of a broken row that are kept; the file itself holds the rest."""


@dataclass(frozen=True)
class Note:
    """Something the reader noticed, in the words of the error catalogue.

    :param code: a code of ``definitions/errors``.
    :param facts: what fills its texts.
    :param part: the sheet or member it speaks of; empty for the whole file.
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    part: str = ""

    def what(self, lang: Language = "zh") -> str:
        """What was noticed."""
        wording = wordings()[self.code]
        return (wording.zh if lang == "zh" else wording.en).format(**self.facts)

    def remedy(self, lang: Language = "zh") -> str:
        """What the sender or the reader can do about it."""
        wording = wordings()[self.code]
        return (wording.do_zh if lang == "zh" else wording.do_en).format(**self.facts)


@dataclass(frozen=True)
class BrokenRow:
    """A row that cannot be split into cells. It is kept aside, never dropped.

    :param row: its number, counted as :class:`Block` counts.
    :param text: the row as handed in, cut after 400 characters.
    :param reason: why it could not be read.
    """

    row: int
    text: str
    reason: Note

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.text[:MOST_RAW])


@dataclass(frozen=True)
class Block:
    """Some consecutive rows of one part, as columns.

    Rows are numbered from 1 as a spreadsheet shows them: the header is row 1, a cell with line
    ends in it does not count twice. Rows with nothing in them are left out but keep their number.

    :param part: sheet, or member of an archive; empty where a file has one part.
    :param first_row: number of the first row of ``cells``.
    :param cells: text kinds and sheets: strings, in long texts perhaps by way of a dictionary; an
        empty cell is null. Parquet: its own types.
    :param is_grid: the header is not found yet; columns are named ``1``, ``2`` and so on.
    :param rows: the row numbers where they are not consecutive.
    :param broken: rows among or after these that cannot be split into cells.
    :param merged: merged cells of the part as first row, first column, last row, last column,
        counted from 1; given with its first block. The value stands in the first cell.
    :param coming: rows that the file says of itself come from here on; 0 when it says nothing.
    """

    part: str
    first_row: int
    cells: pa.RecordBatch
    is_grid: bool = False
    rows: pa.Array | None = None
    broken: tuple[BrokenRow, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    coming: int = 0

    def row_numbers(self) -> pa.Array:
        """The number of every row of ``cells``, as int64."""
        if self.rows is not None:
            return self.rows
        return pa.array(range(self.first_row, self.first_row + self.cells.num_rows), pa.int64())


@dataclass(frozen=True)
class Feed:
    """A file that passed the guard and can be read.

    :param file: its name as handed in.
    :param digest: SHA-256 of the bytes handed in.
    :param kind: ``csv tsv ndjson parquet xlsx xls epcis gtfs``; archives are seen through.
    :param encoding: as detected: ``utf-8``, ``utf-8-sig``, ``gb18030``, ``utf-16`` …; empty for
        binary kinds.
    :param bytes: size as handed in.
    :param notes: what the reader noticed when it opened the file.
    :param read: gives the blocks; called anew for each reading.
    """

    file: str
    digest: str
    kind: str
    encoding: str
    bytes: int
    notes: tuple[Note, ...]
    read: Callable[[], Iterator[Block]] = field(repr=False, compare=False)

    def blocks(self) -> Iterator[Block]:
        """The blocks in the order of the file, one at a time.

        :raises InputError: an E-code, when the file turns out to be broken, or a bomb, or was
            changed since it was opened.
        """
        return self.read()
