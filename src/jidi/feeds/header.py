"""The first lines of separated text: what separates the cells, and is the first row a header?"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

DELIMITERS = (b",", b"\t", b";", b"|")
_LOOKED_AT = 50
_SHORT = 64
_NUMBER = re.compile(r"[-+]?[\d,.\s]+(e[-+]?\d+)?[%％]?|\d{4}[-/年.]\d{1,2}.*", re.IGNORECASE)


def delimiter_of(lines: bytes) -> bytes | None:
    """What separates the cells: what most lines hold equally often; None for running text.

    Lines of one short word each are a table of one column, as of commas.
    """
    sample = lines.split(b"\n")[:_LOOKED_AT]
    best = max(DELIMITERS, key=lambda d: _steadiness(sample, d))
    if _steadiness(sample, best) > 0:
        return best
    rows = [line for line in sample if line.strip()]
    is_list = all(len(row) <= _SHORT and b" " not in row.strip() for row in rows)
    return b"," if is_list and rows else None


def _steadiness(lines: list[bytes], delimiter: bytes) -> float:
    """Share of lines that hold the delimiter as often as most do, a little more for more cells."""
    unquoted = [re.sub(rb'"[^"]*"', b"", line) for line in lines if line.strip()]
    counts = Counter(line.count(delimiter) for line in unquoted)
    counts.pop(0, None)
    if not counts:
        return 0.0
    often, lines_so = counts.most_common(1)[0]
    return lines_so / len(unquoted) + min(often, 50) / 1_000


def usual_cells(lines: bytes, delimiter: bytes) -> int:
    """How many cells the first lines have that have more than one; 1 when few have more."""
    sample = [re.sub(rb'"[^"]*"', b"", line) for line in lines.split(b"\n")[:_LOOKED_AT]]
    counts = Counter(line.count(delimiter) for line in sample if line.strip())
    most, alone = counts.total(), counts.pop(0, 0)
    if not counts or 3 * (most - alone) < most:
        return 1
    return 1 + counts.most_common(1)[0][0]


def cells(record: bytes, delimiter: bytes) -> list[str]:
    """The cells of one record, as text."""
    text = io.StringIO(record.decode("utf-8", "replace"), newline="")
    return next(csv.reader(text, delimiter=delimiter.decode()), [])


def is_header(names: list[str]) -> bool:
    """Whether the row names columns: every cell says something, no two the same, none a number."""
    said = [name.strip() for name in names]
    return (
        all(said)
        and len(set(said)) == len(said)
        and not any(_NUMBER.fullmatch(name) for name in said)
    )
