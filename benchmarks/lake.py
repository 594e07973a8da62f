"""Tracing, journeys, the catalogue, backup and restore, over days of a synthetic province.

    python benchmarks/lake.py [--scale 0.01] [--days 3] [--numbers spread] [--only trace …]
    python benchmarks/lake.py --book FOLDER --make --scale 0.2 --days 30 --most 4  # in parts
    python benchmarks/lake.py --book FOLDER --only trace

``--scale 1`` is a full provincial day of 26 million scans. Without ``--book`` the book is made in a
temporary folder. Wall and processor seconds are both told: on a busy machine read the second. Cold
means a new process and no file of the book in the page cache, where the system allows it. Nothing
is asserted.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

from lake_parts.book import FIRST, NOW, Wanted, make
from lake_parts.catalogue import catalogue, peers
from lake_parts.deriving import journeys
from lake_parts.timing import timed, told
from lake_parts.tracing import traced

from jidi.lake import Workspace
from jidi.lake.backup import backup, restore
from jidi.lake.compaction import compact
from jidi.service.books import open_book

PARTS = ("trace", "compact", "catalogue", "journeys", "backup")
HOUR = datetime.combine(FIRST, time(18))


def measured(root: Path, part: str) -> Iterator[tuple[str, str]]:
    if part == "trace":
        yield from traced(root)
    elif part == "backup":
        yield from kept(root)
    else:
        with open_book(root) as book:
            if part == "journeys":
                yield from journeys(book, hour=HOUR)
            elif part == "catalogue":
                yield from peers(book)
                yield from catalogue(book, FIRST)
            else:
                lake = book.workspace.lake
                before = len(lake.segments("event"))
                spent = timed(lambda: compact(lake, by="benchmark", clock=lambda: NOW))
                yield "compaction", told(spent)
                yield "files of events", f"{before} before, {len(lake.segments('event'))} after"


def kept(root: Path) -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as name, Workspace.open(root) as book:
        folder = Path(name)
        yield "backup", told(timed(lambda: backup(book, folder / "kept", now=NOW, by="benchmark")))
        yield "restore drill", told(timed(lambda: restore(folder / "kept", folder / "again")))


def holds(root: Path) -> str:
    with open_book(root) as book:
        files = len(book.workspace.lake.segments("event"))
        return f"{book.rows('event'):,} events in {files} files, {book.rows('parcel'):,} parcels"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--book", type=Path)
    parser.add_argument("--make", action="store_true", help="only make the book, or go on with it")
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--after", type=int, default=0, help="days to leave out at the beginning")
    parser.add_argument("--parts", type=int, default=1, help="commits a day")
    parser.add_argument("--most", type=int, help="commits made in this go")
    parser.add_argument("--numbers", choices=("running", "spread"), default="spread")
    parser.add_argument("--whole", action="store_true", help="all registers and returns too")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    asked = parser.parse_args()
    wanted = Wanted(
        scale=asked.scale, days=asked.days, spread=asked.numbers == "spread", whole=asked.whole,
        parts=asked.parts, after=asked.after,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        root = asked.book or Path(name) / "book"
        if asked.make or not root.exists():
            print(f"{make(root, wanted, most=asked.most)} commits left")
        if asked.make:
            return
        print(holds(root))
        for part in asked.only:
            for what, value in measured(root, part):
                print(f"{what:>50}  {value}", flush=True)


if __name__ == "__main__":
    main()
