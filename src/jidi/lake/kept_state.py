"""What a computation keeps beside the segments, so that the next one need not read them all.

It is nothing that the book needs: it can be removed at any time, is in no backup and under no
version. A folder below the lake holds Arrow files and, written last, a table of contents with
their lengths and check sums; what does not fit it counts as not there.
"""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pyarrow as pa

from jidi.lake.disk import writing
from jidi.lake.lake import Lake

FOLDER: Final = ".kept"
CONTENTS: Final = "contents.json"


@dataclass(frozen=True)
class KeptState:
    """Tables under names, and plain facts about them.

    :param about: facts that go into JSON; ``rules`` tells by which definitions they were made.
    """

    about: Mapping[str, Any]
    tables: Mapping[str, pa.Table]


def write_state(lake: Lake, name: str, state: KeptState) -> None:
    """Keep a state under a name, in place of what was kept under it.

    :raises LakeError: L-1xx when the disk refuses; what was kept before stands.
    """
    folder = lake.folder / FOLDER
    made = folder / f"{name}-{uuid4().hex}"
    with writing(made):
        made.mkdir(parents=True)
        try:
            files = {n: _written(made / f"{n}.arrow", t) for n, t in state.tables.items()}
            contents = json.dumps({"about": dict(state.about), "files": files}, ensure_ascii=False)
            part = made / f"{CONTENTS}.part"
            part.write_text(contents, "utf-8")
            part.replace(made / CONTENTS)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        for other in folder.glob(f"{name}-*"):
            if other != made:
                shutil.rmtree(other, ignore_errors=True)


def read_state(lake: Lake, name: str, *, rules: str) -> KeptState | None:
    """What is kept under a name; None where nothing is, or it is damaged or made by other rules."""
    for made in sorted((lake.folder / FOLDER).glob(f"{name}-*")):
        try:
            told = json.loads((made / CONTENTS).read_text("utf-8"))
            if told["about"]["rules"] == rules:
                tables = {n: _read(made / f"{n}.arrow", *sums) for n, sums in told["files"].items()}
                return KeptState(told["about"], tables)
        except (OSError, ValueError, KeyError, pa.ArrowException):
            continue
    return None


def forget_state(lake: Lake) -> None:
    """Remove everything that is kept."""
    shutil.rmtree(lake.folder / FOLDER, ignore_errors=True)


def _written(path: Path, table: pa.Table) -> tuple[int, int]:
    """Write a table; the length of its file and its check sum."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return _sums(path)


def _read(path: Path, length: int, check: int) -> pa.Table:
    if _sums(path) != (length, check):
        raise ValueError(path.name)
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        return reader.read_all()


def _sums(path: Path) -> tuple[int, int]:
    with pa.memory_map(str(path)) as source:
        held = source.read_buffer()
        return held.size, zlib.crc32(held)
