"""What a reading costs beyond its query: every indicator, at county level, for one year.

    python benchmarks/readings_speed.py [WORKSPACE]

For each indicator the whole reading (guard, query, checks, roll-up, sources) is timed
against the bare query on the same DuckDB views in the same process, both warm. Printed are
the sums, their ratio, and the slowest five. Without a workspace the demo of Shanxi is made.
Also printed: how long ``jidi --help`` takes against an empty Python.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from jidi.core.division import Level
from jidi.core.period import Period
from jidi.indicators import periods_relation, placement_relation
from jidi.service.books import Book, open_book
from jidi.service.demo import make_demo
from jidi.service.readings import read
from jidi.service.taken_back import taken_back

YEAR = Period.for_year(2025)
RUNS = 3


def main(workspace: str | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(workspace) if workspace else _made(Path(folder) / "book")
        with open_book(root) as book:
            _print_readings(book)
    _print_help()


def _made(root: Path) -> Path:
    now = datetime(2026, 1, 20, tzinfo=UTC)
    make_demo(
        "shanxi",
        into=root,
        seed=14,
        scale=None,
        keep=False,
        now=now,
        progress=lambda _step, _share: None,
    )
    return root


def _print_readings(book: Book) -> None:
    names = [i.id for i in book.catalogue.indicators.values() if i.finest >= Level.COUNTY]
    book.ask("SELECT count(*) AS n FROM divisions", {})
    times = {name: (_whole(book, name), _bare(book, name)) for name in names}
    whole = sum(pair[0] for pair in times.values())
    bare = sum(pair[1] for pair in times.values())
    print(
        f"{len(names)} indicators by county, {YEAR}: {whole:.2f} s whole, {bare:.2f} s bare query"
    )
    print(f"ratio {whole / bare:.2f}; median reading {1000 * _median(times):.0f} ms")
    for name in sorted(times, key=lambda n: -times[n][0])[:5]:
        print(f"  {name:32} {1000 * times[name][0]:6.0f} ms, query {1000 * times[name][1]:6.0f} ms")


def _median(times: dict[str, tuple[float, float]]) -> float:
    return statistics.median(whole for whole, _ in times.values())


def _whole(book: Book, name: str) -> float:
    return min(_timed_read(book, name) for _ in range(RUNS))


def _timed_read(book: Book, name: str) -> float:
    book.forget()
    began = time.perf_counter()
    read(book, name, periods=[YEAR], level=Level.COUNTY)
    return time.perf_counter() - began


def _bare(book: Book, name: str) -> float:
    indicator = book.catalogue.indicator(name)
    relations = {"periods": periods_relation([YEAR]), **taken_back(book, indicator.sql)}
    if indicator.rollup == "recompute":
        relations["placement"] = placement_relation(book.tree, Level.COUNTY)
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        book.ask(indicator.sql, relations, file=indicator.file)
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def _print_help() -> None:
    def run(*words: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, capture_output=True)
        return time.perf_counter() - began

    pairs = [(run("-m", "jidi.cli.main", "--help"), run("-c", "pass")) for _ in range(9)]
    helps, empties = zip(*pairs, strict=True)
    print(
        f"jidi --help: median {1000 * statistics.median(helps):.0f} ms; "
        f"an empty Python: {1000 * statistics.median(empties):.0f} ms"
    )


if __name__ == "__main__":
    main(*sys.argv[1:2])
