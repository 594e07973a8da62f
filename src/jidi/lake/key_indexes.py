"""Which files of a lake can hold a key, by what they say themselves; remembered for each file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from jidi.lake.checked_file import CheckedFile
from jidi.lake.key_index import KeyIndex, digests
from jidi.lake.lake import Lake
from jidi.lake.ledger import Segment


class KeyIndexes:
    """The key indexes of a lake's files: read when a file is first asked about, then kept.

    About 5 kB of memory for a file of two million rows, and as much for its pieces' digests.
    """

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._indexes: dict[str, KeyIndex] = {}
        self._pieces: dict[str, str | None] = {}

    def holding(
        self, segments: Sequence[Segment], column: str, keys: Collection[str]
    ) -> tuple[list[Segment], set[Segment]]:
        """Those of the segments whose column can hold one of the keys, and which of these were
        checked as far as they will be read.

        :param column: the column of text by which they are sorted.
        :raises LakeError: L-302 when a file is missing, L-303 when one is damaged.
        """
        self._know(segments)
        wanted = digests(keys)
        held, checked = [], set()
        for segment in segments:
            with CheckedFile(segment, self._pieces[segment.digest]) as file:
                groups = self._index(segment, file, column).holding(wanted, file.range)
                for group in groups:
                    file.check(group.start, group.end)
                held += [segment] if groups else []
                checked |= {segment} if groups and file.is_checked else set()
        return held, checked

    def keep(self, segments: Iterable[Segment]) -> None:
        """Forget every other file."""
        kept = {segment.digest for segment in segments}
        self._indexes = {d: index for d, index in self._indexes.items() if d in kept}
        self._pieces = {d: pieces for d, pieces in self._pieces.items() if d in kept}

    def _know(self, segments: Sequence[Segment]) -> None:
        """Ask the ledger for the pieces of files that are new to us."""
        new = [segment for segment in segments if segment.digest not in self._pieces]
        found = self._lake.pieces(new) if new else {}
        self._pieces |= {segment.digest: found.get(segment.id) for segment in new}

    def _index(self, segment: Segment, file: CheckedFile, column: str) -> KeyIndex:
        if segment.digest not in self._indexes:
            self._indexes[segment.digest] = KeyIndex.of(file, column)
        return self._indexes[segment.digest]
