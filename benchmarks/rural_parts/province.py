"""A whole province as ``jidi design province`` makes it, timed from outside its workers."""

from __future__ import annotations

import resource
import time
from pathlib import Path

from jidi.service.rural_province import ProvinceAsked, design_province


def told(
    book: Path,
    folder: Path,
    *,
    coverage: float,
    seed: int,
    effort: int,
    workers: int,
    minutes: float,
) -> str:
    """Design every county into ``folder`` and say what it took; what stands there is kept.

    :param minutes: after so many no county is begun any more.
    """
    asked = ProvinceAsked(
        book=str(book),
        engine="duckdb",
        folder=str(folder),
        coverage=coverage,
        budget=None,
        frequency="wanted",
        seed=seed,
        effort=effort,
    )
    wall, cpu = time.perf_counter(), _processor()
    end = wall + 60 * minutes

    def over() -> bool:
        return time.perf_counter() > end

    found = design_province(
        asked, workers=workers, progress=lambda _share, _step: None, cancelled=over
    )
    wall, cpu = time.perf_counter() - wall, _processor() - cpu
    states = [county.state for county in found.counties]
    lines = [
        f"{len(states)} counties: {states.count('designed')} designed and verified,"
        f" {states.count('kept')} kept, {states.count('failed')} failed, {found.left} left",
        f"{found.total('served'):.0f} of {found.total('villages'):.0f} villages served,"
        f" {found.cost:.0f} yuan a day",
        f"{wall:.0f} s wall, {cpu:.0f} processor s, {workers} workers,"
        f" largest process {_peak_mb():.0f} MB",
    ]
    lines += [f"{c.code} {c.reason_en}" for c in found.counties if c.state == "failed"]
    return "\n".join(lines)


def _processor() -> float:
    """Processor seconds of this process and of those that have ended under it."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, kinds))


def _peak_mb() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024
