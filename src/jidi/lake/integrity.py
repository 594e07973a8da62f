"""Whether the lake's files are still what the ledger says: their size and their SHA-256.

Parquet does not guard its pages: two flipped bytes can read as other values. So a file is read
through once before anything is answered from it. A process remembers the files that it found
whole, by place, size, times and inode, so that only a file that was touched is read again;
asking then costs one ``stat`` a file. What remains unseen is a disk that changes bytes on its own
under a process that has already read them; ``Lake.verify`` reads everything anew.

Measured on two cores with 25 million events (16 files, 413 MB, in the page cache): the first
answer takes 0.47 s longer (about 0.9 GB/s), every later one 4 µs a file; a grouped count of
distinct parcels over the same rows takes 6.6 s.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jidi.core.errors import LakeError, raise_together
from jidi.lake.disk import sha256_of
from jidi.lake.ledger import Segment


@dataclass(frozen=True)
class Seen:
    """A file as it was when its digest was right; any writing to it changes one of these."""

    path: Path
    size: int
    modified_ns: int
    changed_ns: int
    inode: int
    digest: str


_WHOLE: set[Seen] = set()
"""The files that this process has read through and found to be what the ledger says."""


def forget() -> None:
    """Read every file anew from here on, as a process that has just begun would."""
    _WHOLE.clear()


def check_files(segments: Iterable[Segment]) -> None:
    """Refuse segments whose files are not what the ledger says, all of them in one pass.

    :raises LakeError: L-302 when a file is missing, L-303 when one is damaged or unreadable.
    """
    raise_together(damages(segments))


def damages(segments: Iterable[Segment], *, anew: bool = False) -> Iterator[LakeError]:
    """An L-302 or L-303 for each file that is not what the ledger says; each file once.

    :param anew: read every file, also those that this process found whole before.
    """
    for segment in {segment.file: segment for segment in segments}.values():
        damage = _damage(segment, anew=anew)
        if damage is not None:
            yield damage


def _damage(segment: Segment, *, anew: bool) -> LakeError | None:
    try:
        # Looked at before it is read: what is written meanwhile shows as a change later.
        seen = seen_as(segment, segment.file.stat())
        if seen.size != segment.bytes:
            return damaged(segment, f"{seen.size} ≠ {segment.bytes} B")
        if seen in _WHOLE and not anew:
            return None
        found = sha256_of(segment.file)
    except FileNotFoundError:
        return LakeError("L-302", table=segment.table, path=str(segment.file))
    except OSError as error:
        return damaged(segment, str(error))
    if found != segment.digest:
        return damaged(segment, f"SHA-256 {found[:12]}… ≠ {segment.digest[:12]}…")
    _WHOLE.add(seen)
    return None


def is_whole(seen: Seen) -> bool:
    """Whether this process found the file to be what the ledger says, and nobody touched it."""
    return seen in _WHOLE


def seen_as(segment: Segment, stat: os.stat_result) -> Seen:
    """The segment's file as it is now."""
    return Seen(
        path=segment.file,
        size=stat.st_size,
        modified_ns=stat.st_mtime_ns,
        changed_ns=stat.st_ctime_ns,
        inode=stat.st_ino,
        digest=segment.digest,
    )


def damaged(segment: Segment, reason: str) -> LakeError:
    """What is said of a file that is not what the ledger says."""
    return LakeError("L-303", table=segment.table, path=str(segment.file), reason=reason)
