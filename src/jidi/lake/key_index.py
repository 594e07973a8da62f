"""What a file says of the keys in it: each row group's range, and its filter.

Read once from the file's end and then kept, for a file never changes. It tells of nearly every
file of a month that a parcel is not in it, by 32 bytes, before a database opens any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from jidi.lake.checked_file import CheckedFile
from jidi.lake.key_filter import KeyFilter, ReadRange, key_digest


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A row group: which keys it can hold and where its bytes lie.

    :param low: smallest key; with ``high`` None where the file does not tell.
    """

    low: str | None
    high: str | None
    filter: KeyFilter | None
    start: int
    end: int

    def may_hold(self, key: str, digest: int, read: ReadRange) -> bool:
        """Whether the key can be in it."""
        if self.low is not None and self.high is not None and not self.low <= key <= self.high:
            return False
        return self.filter is None or self.filter.may_hold(digest, read)


@dataclass(frozen=True, slots=True)
class KeyIndex:
    """The row groups of one file."""

    groups: tuple[RowGroup, ...]

    @classmethod
    def of(cls, file: CheckedFile, column: str) -> KeyIndex:
        """The index of a file by one of its columns of text.

        :raises LakeError: L-303 when it is damaged.
        """
        try:
            metadata = pq.read_metadata(pa.PythonFile(file, "r"))
        except (OSError, pa.ArrowInvalid) as error:
            raise file.damaged(str(error)) from error
        place = metadata.schema.to_arrow_schema().get_field_index(column)
        if place < 0:  # a column that was added later: no row of this file has a value in it
            return cls(())
        groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
        return cls(tuple(_row_group(group, place, file.range) for group in groups))

    def holding(self, keys: Mapping[str, int], read: ReadRange) -> tuple[RowGroup, ...]:
        """The row groups that can hold one of the keys.

        :param keys: each with its digest; see :func:`digests`.
        """
        return tuple(
            group
            for group in self.groups
            if any(group.may_hold(key, digest, read) for key, digest in keys.items())
        )


def digests(keys: Iterable[str]) -> Mapping[str, int]:
    """The keys, each with what filters take of it."""
    return {key: key_digest(key) for key in keys}


def _row_group(group: Any, place: int, read: ReadRange) -> RowGroup:
    column = group.column(place)
    told = column.statistics
    known = told is not None and told.has_min_max
    spans = [_span(group.column(number)) for number in range(group.num_columns)]
    return RowGroup(
        low=str(told.min) if known else None,
        high=str(told.max) if known else None,
        filter=_filter(column, read),
        start=min(start for start, _ in spans),
        end=max(end for _, end in spans),
    )


def _filter(column: Any, read: ReadRange) -> KeyFilter | None:
    if not column.bloom_filter_offset or not column.bloom_filter_length:
        return None
    return KeyFilter.at(column.bloom_filter_offset, column.bloom_filter_length, read)


def _span(column: Any) -> tuple[int, int]:
    start: int = column.dictionary_page_offset or column.data_page_offset
    return start, start + int(column.total_compressed_size)
