"""How much a handed-in file may ask of the machine that reads it. All are our own choice."""

from __future__ import annotations

from dataclasses import dataclass

_KIB, _MIB, _GIB = 2**10, 2**20, 2**30


@dataclass(frozen=True)
class Limits:
    """The bounds a feed is read within; beyond them it is refused, never cut short.

    A province's peak day is about 80 million scans, 12 GB as CSV and 1 to 2 GB packed.

    :param file_bytes: size of a file as handed in, and of all that an archive unpacks to.
    :param book_bytes: size of a spreadsheet, which is read whole.
    :param book_cells: cells of the rectangle that one of its sheets spans.
    :param document_bytes: size of an EPCIS document, which is read whole.
    :param ratio: how many times its size an archive may unpack to (text of scans: 5 to 50 times).
    :param members: files in an archive.
    :param columns: columns of a table.
    :param line_bytes: length of one line of text.
    :param child_bytes: memory of the process that opens a spreadsheet.
    :param child_seconds: processor time of that process.
    """

    file_bytes: int = 64 * _GIB
    book_bytes: int = 100 * _MIB
    book_cells: int = 20_000_000
    document_bytes: int = 32 * _MIB
    ratio: int = 250
    members: int = 1_000
    columns: int = 2_000
    line_bytes: int = _MIB
    child_bytes: int = 2 * _GIB
    child_seconds: int = 300


LIMITS = Limits()
"""What holds when nothing else is asked for."""


def size_text(size: int) -> str:
    """A size in the unit that reads best: ``3.2 MiB``."""
    for unit, name in ((_GIB, "GiB"), (_MIB, "MiB"), (_KIB, "KiB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"
