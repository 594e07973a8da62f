"""The rural network: counties designed and verified, one by one or as a whole province.

    python benchmarks/rural.py --book BOOK [--county 140725 …] [--limit N] [--from CODE]
    python benchmarks/rural.py --book BOOK --province FOLDER [--workers 2]

Without ``--county`` all counties of the book, in the order of their codes; ``--from`` and
``--limit`` cut the run into parts. Processor seconds of one thread; start-up and compiling are
told apart. Each design is verified by the independent checker, and one that does not hold ends the
run. ``--province`` measures ``jidi design province`` itself; what stands in FOLDER is kept.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from rural_parts import counties, province

from jidi.core.division import Level
from jidi.service.books import Book, open_book

DEMO = Path(__file__).parents[1] / "demo" / "shanxi"


def main() -> None:
    asked = _asked()
    if asked.province is not None:
        how = {"coverage": asked.coverage, "seed": asked.seed, "effort": asked.effort}
        print(province.told(asked.book, asked.province, workers=asked.workers, **how))
        return
    with open_book(asked.book) as book:
        print(f"start-up: {time.process_time():.1f} processor s")
        print(counties.HEAD)
        found = []
        for row in counties.rows(
            book,
            _codes(book, asked),
            coverage=asked.coverage,
            seed=asked.seed,
            effort=asked.effort,
        ):
            print(row.told(), flush=True)
            found.append(row)
    print(counties.summed(found))


def _codes(book: Book, asked: argparse.Namespace) -> list[str]:
    known = [division.code.short for division in book.tree.at_level(Level.COUNTY)]
    wanted = asked.county or [code for code in sorted(known) if code >= asked.begin]
    return list(wanted)[: asked.limit]


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--book", type=Path, default=DEMO)
    parser.add_argument("--county", nargs="*", default=[], help="codes")
    parser.add_argument("--from", dest="begin", default="", help="first code")
    parser.add_argument("--limit", type=int, default=None, help="most counties")
    parser.add_argument("--province", type=Path, default=None, help="folder of the results")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--coverage", type=float, default=0.95)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--effort", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
