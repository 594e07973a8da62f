"""How the time of an engine grows with events and cores, and what a country would take on paper.

    python benchmarks/engines.py --book FOLDER [--versions 2 3 5] [--engines duckdb local[1] …]

The book is one that ``benchmarks/lake.py --make`` made commit by commit: an earlier data version
holds fewer events, so one book gives several sizes. Each engine reads every indicator of parcels
and scans by county, twice to warm up and once to be timed, in a process of its own: on its first
reading Spark mostly compiles. A straight line
through the sizes gives the time it takes to begin and the time a million events take; the second
is what a country multiplies. Spark needs ``pyspark`` and Java and is left out, plainly, without.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from lake_parts.book import FIRST
from lake_parts.timing import peak_mb

from jidi.core.division import Level
from jidi.core.period import Period
from jidi.service.books import Book, open_book
from jidi.service.readings import read

ENGINES = ("duckdb", "local[1]", "local[2]")
SHUFFLE = "spark.sql.shuffle.partitions"
WARMING = 2
COUNTRY = 50
"""Times the events of the province; the issue's own figure for the country."""
DAY = 26.0
"""Million events of an ordinary day of 2025 in the province."""


def measured(root: Path, engine: str, version: int) -> dict[str, float]:
    """Seconds of all indicators of parcels and scans at a data version, and how many events."""
    address = f"{engine}?{SHUFFLE}=8" if engine.startswith("local") else engine
    with open_book(root, at=version, engine=address) as book:
        names = _own(book)
        for _ in range(WARMING):
            _read(book, names)
        begun = time.perf_counter()
        _read(book, names)
        spent = time.perf_counter() - begun
        return {"millions": book.rows("event") / 1e6, "seconds": spent, "indicators": len(names)}


def _own(book: Book) -> list[str]:
    found = book.catalogue.indicators.values()
    return [i.id for i in found if i.finest >= Level.COUNTY and {"event", "parcel"} & set(i.tables)]


def _read(book: Book, names: list[str]) -> None:
    book.forget()
    for name in names:
        read(book, name, periods=[Period.for_day(FIRST)], level=Level.COUNTY)


def line(points: list[dict[str, float]]) -> tuple[float, float]:
    """Seconds to begin, and seconds a million events: least squares."""
    sizes = [p["millions"] for p in points]
    slope, start = np.polyfit(sizes, [p["seconds"] for p in points], 1)
    return float(start), float(slope)


def _in_a_process(root: Path, engine: str, version: int) -> dict[str, float]:
    words = [sys.executable, __file__, "--book", str(root), "--one", engine, str(version)]
    run = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--book", type=Path, required=True)
    parser.add_argument("--versions", type=int, nargs="+", default=[2, 3, 5])
    parser.add_argument("--engines", nargs="+", default=ENGINES)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measured(asked.book, asked.one[0], int(asked.one[1]))))
        return
    for engine in asked.engines:
        if engine != "duckdb" and importlib.util.find_spec("pyspark") is None:
            print(f"{engine}: pyspark is not installed")
            continue
        points = [_in_a_process(asked.book, engine, version) for version in asked.versions]
        told = "; ".join(f"{p['millions']:.2f} M events {p['seconds']:.2f} s" for p in points)
        start, slope = line(points)
        country = slope * DAY * COUNTRY
        print(f"{engine}: {points[0]['indicators']:.0f} indicators: {told}", flush=True)
        print(
            f"    {start:.2f} s to begin + {slope:.3f} s a million events; "
            f"a day of the country, on paper: {country / 3600:.2f} h on such a machine",
            flush=True,
        )
    print(f"peak memory of this process: {peak_mb():.0f} MB")


if __name__ == "__main__":
    main()
