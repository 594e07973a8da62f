"""Files handed in over the network, on the disk from the first byte until they are taken in.

Each lies alone in a folder with a name nobody can guess, readable by the server's account only.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from jidi.core.closing import Closing
from jidi.core.errors import InputError
from jidi.feeds.limits import size_text
from jidi.lake.disk import sync_folder, writing
from jidi.lake.workspace import Workspace

FOLDER: Final = "intake/capture"
MOST_BYTES: Final = 4 * 2**30
"""Size of a file that the network takes: a provincial day packed, or a day of one company as text.
Larger ones go through the inbox or the command line. Own choice."""
STRAY_SECONDS: Final = 3600.0
"""How long nothing was written to a file that no job knows before it is swept."""
_LONGEST_NAME: Final = 150


@dataclass(frozen=True)
class HandedIn:
    """A file that is on the disk, whole.

    :param place: name of its folder below :data:`FOLDER`.
    """

    place: str
    file: str
    bytes: int
    digest: str


class Arrival(Closing):
    """A file on its way in: opened, written piece by piece, finished, and gone when it is closed
    before it was released to its job.

    :param file: the name it was handed in under; only its last part counts.
    :raises LakeError: L-101, L-102 when the disk refuses.
    """

    def __init__(self, workspace: Workspace, file: str, *, most_bytes: int = MOST_BYTES) -> None:
        self._place = secrets.token_hex(16)
        self._folder = workspace.root / FOLDER / self._place
        self._name = safe_name(file)
        self._most = most_bytes
        self._bytes = 0
        self._hash = hashlib.sha256()
        self._released = False
        with writing(self._folder):
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            self._folder.mkdir(mode=0o700)
            self._file = (self._folder / self._name).open("xb")

    def write(self, data: bytes | memoryview) -> None:
        """Take the next piece.

        :raises InputError: J-402 when the file is larger than is taken.
        """
        self._bytes += len(data)
        if self._bytes > self._most:
            raise too_large(self._most)
        self._hash.update(data)
        with writing(self._folder):
            self._file.write(data)

    def finish(self) -> HandedIn:
        """The file, once it is safe on the disk."""
        with writing(self._folder):
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            sync_folder(self._folder)
            sync_folder(self._folder.parent)
        return HandedIn(self._place, self._name, self._bytes, self._hash.hexdigest())

    def release(self) -> None:
        """Leave the file where it is: from now on others answer for it."""
        self._released = True

    def close(self) -> None:
        """Let go; what was not released is removed."""
        self._file.close()
        if not self._released:
            shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self


def too_large(most: int) -> InputError:
    """Why a body is not taken."""
    return InputError("J-402", most=size_text(most))


def path_of(workspace: Workspace, place: str, file: str) -> Path:
    """Where a file that was handed in waits."""
    return workspace.root / FOLDER / place / file


def remove(workspace: Workspace, place: str) -> None:
    """Remove a file that is not needed any more; it may be gone already."""
    shutil.rmtree(workspace.root / FOLDER / place, ignore_errors=True)


def sweep(workspace: Workspace, *, known: Collection[str]) -> int:
    """Remove what no job needs and nobody writes to: its sender broke off. Returns how many."""
    folder = workspace.root / FOLDER
    if not folder.is_dir():
        return 0
    before = time.time() - STRAY_SECONDS
    strays = [one for one in folder.iterdir() if one.name not in known and _touched(one) < before]
    for one in strays:
        shutil.rmtree(one, ignore_errors=True)
    return len(strays)


def safe_name(file: str) -> str:
    """A file name for any disk: the last part of what was given, without what is no print."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", file))[-1]
    plain = "".join(c for c in last if c.isprintable() and c not in ':*?"<>|').strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = plain, "", ""
    stem = stem.encode()[: _LONGEST_NAME - len(ending.encode()) - 1].decode(errors="ignore")
    return f"{stem}{dot}{ending}".strip(" .") or "capture"


def _touched(folder: Path) -> float:
    try:
        return max(one.stat().st_mtime for one in (folder, *folder.iterdir()))
    except OSError:  # its owner is removing it
        return time.time()
