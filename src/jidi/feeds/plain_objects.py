"""Lines of JSON of which nearly all are plain objects, split by machine code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jidi.feeds.cell_places import WORD, Bytes, Places, column_of, words_of

_LINE_END: Final = ord("\n")
_MOST_CELLS: Final = 2**21
"""Cells of a piece for whose places there is room. Own choice."""


class PlainObjects:
    """Splits pieces whose keys are known.

    :param names: the keys, in their order.
    """

    def __init__(self, names: Sequence[str]) -> None:
        keys = [f'{name}"'.encode() for name in names]
        words = max(-(-len(key) // WORD) for key in keys)
        signs = np.zeros((2, len(keys), words * WORD), np.uint8)
        for number, key in enumerate(keys):
            signs[0, number, : len(key)] = np.frombuffer(key, np.uint8)
            signs[1, number, : len(key)] = 255
        self.names = tuple(names)
        self._keys, self._masks = signs.view(np.uint64)
        self._ends = np.array([len(key) + 1 for key in keys], np.int32)
        self._follows = np.zeros(len(keys) + 1, np.int32)

    @staticmethod
    def can_know(names: Sequence[str]) -> bool:
        """Whether these keys stand in the text as they are."""
        return bool(names) and not any(
            sign < " " or sign in '"\\' for name in names for sign in name
        )

    def split(self, piece: bytes, lines: int) -> SplitPiece | None:
        """Where the values stand; None for a piece that is too small or has too many cells.

        :param piece: whole lines in UTF-8.
        """
        from jidi.feeds.kernel.objects import split_objects

        columns = len(self.names)
        if len(piece) < WORD or columns * lines > _MOST_CELLS:
            return None
        text = np.frombuffer(piece, np.uint8)
        starts = np.zeros((columns, lines), np.int32)
        found = SplitPiece(
            self.names,
            text,
            starts,
            np.full_like(starts, -1),
            np.zeros(lines, np.bool_),
            np.zeros(columns, np.bool_),
        )
        split_objects(
            text, words_of(text), self._keys, self._masks, self._ends,
            self._follows, np.full(columns, -1, np.int32),
            found.quoted, found.starts, found.lengths, found.odd,
        )  # fmt: skip
        return found


@dataclass
class SplitPiece:
    """A piece, split.

    :param starts: of each value in the text, by key and line.
    :param lengths: of each value; -1 where there is none.
    :param odd: lines that must be read with more care.
    :param quoted: by key, whether its value was a text in some line.
    """

    names: tuple[str, ...]
    text: Bytes
    starts: Places
    lengths: Places
    odd: npt.NDArray[np.bool_]
    quoted: npt.NDArray[np.bool_]

    def odd_lines(self) -> Iterator[tuple[int, bytes]]:
        """Each odd line by its place, without its end."""
        odd = np.flatnonzero(self.odd)
        if not len(odd):
            return
        ends = np.flatnonzero(self.text == _LINE_END)
        begins = np.r_[0, ends + 1]
        for at in odd.tolist():
            yield at, self.text[begins[at] : ends[at]].tobytes()

    def quoted_names(self) -> set[str]:
        """Keys whose value was a text in some line."""
        return {name for name, is_one in zip(self.names, self.quoted, strict=True) if is_one}

    def put(self, rows: dict[int, dict[str, str | None]]) -> None:
        """Give lines the values that were read with more care."""
        added, end = [self.text], len(self.text)
        place = {name: column for column, name in enumerate(self.names)}
        for line, row in rows.items():
            for name, value in row.items():
                if value is None:
                    continue
                said = np.frombuffer(value.encode(), np.uint8)
                self.starts[place[name], line], self.lengths[place[name], line] = end, len(said)
                added.append(said)
                end += len(said)
        self.text = np.concatenate(added)

    def columns(self, kept: npt.NDArray[np.bool_] | None) -> list[pa.Array]:
        """The values by key.

        :param kept: the lines that have some; None when all have.
        """
        starts, lengths = self.starts, self.lengths
        if kept is not None:
            starts, lengths = starts[:, kept], lengths[:, kept]
        words = words_of(self.text)
        every = zip(starts, lengths, strict=True)
        return [column_of(self.text, words, start, length) for start, length in every]
