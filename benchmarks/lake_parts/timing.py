"""Wall and processor seconds, and files out of the page cache."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

Spent = tuple[float, float]
"""Wall and processor seconds."""


def timed(act: Callable[[], Any]) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - wall, time.process_time() - cpu


def told(spent: Spent) -> str:
    return f"{spent[0]:9.2f} s wall {spent[1]:9.2f} s processor"


def told_many(spent: Sequence[Spent]) -> str:
    """Medians and bests in milliseconds."""
    walls, cpus = ([1000 * part for part in parts] for parts in zip(*spent, strict=True))
    return (
        f"{statistics.median(walls):9.1f} ms wall {statistics.median(cpus):9.1f} ms processor"
        f" (best {min(walls):.1f}, {min(cpus):.1f})"
    )


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def drop(files: Iterable[Path]) -> None:
    """Put the files out of the page cache, where the system allows it."""
    for file in files:
        with file.open("rb") as handle:
            os.posix_fadvise(handle.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
