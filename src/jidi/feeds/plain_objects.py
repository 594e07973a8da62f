"""Lines of JSON of which nearly all are plain objects, split by machine code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jidi.feeds.cell_places import WORD, SplitPiece, words_of
from jidi.feeds.columns import Columns


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
        self._quoted = np.zeros(len(keys), np.bool_)
        self.columns = Columns(len(keys))

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

        split = SplitPiece.unsplit(piece, len(self.names), lines)
        if split is not None:
            split_objects(
                split.text, words_of(split.text), self._keys, self._masks, self._ends,
                self._follows, np.full(len(self.names), -1, np.int32), self._quoted,
                split.starts, split.lengths, split.odd,
            )  # fmt: skip
        return split

    @property
    def texts(self) -> set[str]:
        """Keys whose value was a text so far."""
        return {name for name, is_text in zip(self.names, self._quoted, strict=True) if is_text}
