"""Removing what crashed writers left behind, and nothing else.

Writers rename finished files into the lake and enter them in the ledger while they hold the
registry's write lock. So a file that the ledger does not know, seen by someone who holds that
lock, belongs to a writer that died. Staging folders are older than any lock: they go by age.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from jidi.lake.disk import writing
from jidi.lake.ledger import Ledger
from jidi.registry import Registry

STAGING = ".staging"
"""The folder inside the lake where files are written before they are committed."""
ABANDONED = timedelta(days=1)
"""A staging folder untouched for so long has no living writer."""


@dataclass(frozen=True)
class Swept:
    """What was removed: segment files without an entry, and abandoned staging folders."""

    files: int
    folders: int


def sweep(
    folder: Path, *, registry: Registry, ledger: Ledger, older_than: timedelta = ABANDONED
) -> Swept:
    """Remove orphans from the lake's folder.

    :param older_than: age from which a staging folder counts as abandoned.
    """
    return Swept(
        files=sweep_orphans(folder, registry=registry, ledger=ledger),
        folders=_sweep_staging(folder / STAGING, older_than),
    )


def sweep_orphans(folder: Path, *, registry: Registry, ledger: Ledger) -> int:
    """Remove segment files that no version knows; returns how many."""
    with registry.reading() as connection:
        suspects = _unknown(folder, ledger.known_paths(connection))
    if not suspects:  # the usual case takes no lock
        return 0
    with registry.writing() as connection:
        orphans = _unknown(folder, ledger.known_paths(connection))
        for path in orphans:
            with writing(path):
                path.unlink(missing_ok=True)
    return len(orphans)


def _unknown(folder: Path, known: frozenset[str]) -> list[Path]:
    files = sorted(folder.glob("*/*.parquet"))
    return [path for path in files if path.relative_to(folder).as_posix() not in known]


def _sweep_staging(staging: Path, older_than: timedelta) -> int:
    stages = sorted(path for path in staging.glob("*") if path.is_dir())
    if not stages:
        return 0
    now = _time_of_the_disk(staging)
    abandoned = [stage for stage in stages if now - _touched(stage) > older_than.total_seconds()]
    for stage in abandoned:
        shutil.rmtree(stage, ignore_errors=True)
    return len(abandoned)


def _time_of_the_disk(folder: Path) -> float:
    """Now, by the clock that stamps the files; on a network disk that is not ours."""
    with writing(folder), TemporaryDirectory(dir=folder) as probe:
        return Path(probe).stat().st_mtime


def _touched(stage: Path) -> float:
    """When anything in the folder changed last; a file that vanishes is a sign of life."""
    try:
        return max(path.stat().st_mtime for path in (stage, *stage.rglob("*")))
    except FileNotFoundError:
        return float("inf")
