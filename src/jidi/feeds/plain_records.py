"""Lines of separated text of which nearly all are plain records, split by machine code."""

from __future__ import annotations

from jidi.feeds.cell_places import SplitPiece, words_of
from jidi.feeds.columns import Columns


class PlainRecords:
    """Splits the pieces of one part.

    :param columns: cells of a record.
    """

    def __init__(self, columns: int, delimiter: bytes) -> None:
        self.columns = Columns(columns)
        self._count = columns
        self._delimiter = ord(delimiter)

    def split(self, piece: bytes, lines: int) -> SplitPiece | None:
        """Where the cells stand; None for a piece that is too small or has too many cells.

        :param piece: whole lines in UTF-8.
        """
        from jidi.feeds.kernel.records import split_records

        split = SplitPiece.unsplit(piece, self._count, lines)
        if split is not None:
            split_records(
                split.text, words_of(split.text), self._delimiter,
                split.starts, split.lengths, split.odd,
            )  # fmt: skip
        return split
