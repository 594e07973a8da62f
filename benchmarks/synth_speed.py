"""How fast the synthetic province makes parcels and scans, and in how much memory.

    python benchmarks/synth_speed.py [shanxi|inner_mongolia] [blocks]

Blocks of a full provincial day (scale 1) are made one after the other on one core into Arrow record
batches: parcels, scans and locker deposits. Printed are the median over the blocks of events a
second (all three tables' time, events counted), the time of registers and returns, the whole
demonstration, and the peak resident memory.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import sys
import time
from datetime import date

import numpy as np
import pyarrow as pa

from jidi.core.division import Level
from jidi.model.boundaries import packaged_boundaries
from jidi.model.divisions import load_divisions
from jidi.model.statistics_census import load_census
from jidi.synth import Province, read_recipe

DAY = date(2025, 6, 18)


def main(name: str = "shanxi", blocks: int = 40) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    pa.set_cpu_count(1)
    tree = load_divisions(name)
    province = Province(
        read_recipe(name),
        tree=tree,
        population={code: count.population for code, count in load_census().items()},
        polygons=packaged_boundaries(tree, tolerance=0.005).at(Level.COUNTY),
        seed=1,
    )
    print(
        f"{platform.machine()}, Python {platform.python_version()}, NumPy {np.__version__}, ",
        end="",
    )
    print(f"PyArrow {pa.__version__}, one core")
    print(f"registers and returns: {_stocks(province):.2f} s")
    print(f"demonstration, all of it: {_demo(province):.2f} s")
    rates, cpu, rows = _blocks(province, blocks)
    full = province.parcels(DAY, scale=1.0) * rows["event"] / rows["parcel"]
    print(
        f"a full day: {full / 1e6:.1f} million events in {province.blocks(DAY, scale=1.0)} blocks"
    )
    print(
        f"events a second: median {statistics.median(rates) / 1e6:.2f} million "
        f"(least {min(rates) / 1e6:.2f}, most {max(rates) / 1e6:.2f}; by CPU time "
        f"{statistics.median(cpu) / 1e6:.2f}) over {blocks} blocks of {rows['event'] // blocks:,}"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak resident memory: {peak:.0f} MB")


def _stocks(province: Province) -> float:
    begun = time.perf_counter()
    for _ in (*province.stock_tables(), *province.return_tables()):
        pass
    return time.perf_counter() - begun


def _demo(province: Province) -> float:
    begun = time.perf_counter()
    demo = province.recipe.demo
    for _ in (*province.stock_tables(), *province.return_tables()):
        pass
    for _ in province.days(demo.days, scale=demo.scale):
        pass
    return time.perf_counter() - begun


def _blocks(province: Province, blocks: int) -> tuple[list[float], list[float], dict[str, int]]:
    rates, cpu, rows = [], [], {"event": 0, "parcel": 0}
    province.block(DAY, 0, scale=1.0)
    for number in range(1, blocks + 1):
        begun, used = time.perf_counter(), time.process_time()
        made = province.block(DAY, number, scale=1.0)
        events = made["event"].num_rows
        rates.append(events / (time.perf_counter() - begun))
        cpu.append(events / (time.process_time() - used))
        for name in rows:
            rows[name] += made[name].num_rows
    return rates, cpu, rows


if __name__ == "__main__":
    main(*sys.argv[1:2], *map(int, sys.argv[2:3]))
