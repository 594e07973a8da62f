"""The rural network: counties designed and verified, one by one or as a whole province.

    python benchmarks/rural.py --book BOOK [--county 140725 …] [--limit N] [--from CODE]
    python benchmarks/rural.py --book BOOK --province FOLDER [--workers 2] [--minutes 4]
    python benchmarks/rural.py --book BOOK --county 140725 … --peers PYTHON
    python benchmarks/rural.py --book BOOK --county 140725 … --companies 3 [--rule parcels]

Without ``--county`` all counties of the book, in the order of their codes; ``--from`` and
``--limit`` cut the run into parts, ``--every 3`` takes each third and ``--skip 1`` begins that with
the second. Processor seconds of one thread; start-up and compiling are told apart. Each design is
verified by the independent checker, and one that does not hold ends the run. ``--peers`` puts the
county's one-day problem to PyVRP plain, and to OR-Tools and VROOM in the interpreter PYTHON, for as
many processor seconds as ours takes; a peer that is not installed there is said to be absent.
``--companies`` designs one network for the county's companies, at most so many players, and one for
each. ``--province`` measures ``jidi design province`` itself; what stands in FOLDER is kept.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from rural_parts import companies, counties, peers, province

from jidi.core.division import Level
from jidi.core.errors import JidiError
from jidi.network.rural.joint import Rule
from jidi.service.books import Book, open_book
from jidi.service.rural_problem import county_problem

DEMO = Path(__file__).parents[1] / "demo" / "shanxi"


def main() -> None:
    asked = _asked()
    if asked.province is not None:
        how = {"coverage": asked.coverage, "seed": asked.seed, "effort": asked.effort}
        print(
            province.told(
                asked.book, asked.province, workers=asked.workers, minutes=asked.minutes, **how
            )
        )
        return
    with open_book(asked.book) as book:
        if asked.peers is not None:
            _peers(book, asked)
            return
        if asked.companies is not None:
            _companies(book, asked)
            return
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


def _peers(book: Book, asked: argparse.Namespace) -> None:
    how = {"python": asked.peers, "seed": asked.seed, "effort": asked.effort}
    found: list[list[peers.Result]] = []
    for code in _codes(book, asked):
        try:
            day = peers.day_problem(county_problem(book, code, coverage=asked.coverage).problem)
        except JidiError as error:
            print(f"{code}: cannot be posed: {error.code} {error.what('en')}")
            continue
        print(f"{code}: {len(day.villages)} villages, one depot, one day\n{peers.HEAD}")
        found.append([])
        for result in peers.compared(day, **how):
            found[-1].append(result)
            ours = found[-1][0]
            print(result.told(float("nan") if ours.reason else ours.cost), flush=True)
    print(peers.summed(found))


def _companies(book: Book, asked: argparse.Namespace) -> None:
    print(companies.HEAD)
    found = []
    for code in _codes(book, asked):
        row = companies.row(
            book,
            code,
            coverage=asked.coverage,
            players=asked.companies,
            rule=Rule(asked.rule),
            seed=asked.seed,
            effort=asked.effort,
        )
        print(row.told(), flush=True)
        found.append(row)
    print(companies.summed(found))


def _codes(book: Book, asked: argparse.Namespace) -> list[str]:
    known = [division.code.short for division in book.tree.at_level(Level.COUNTY)]
    wanted = asked.county or [code for code in sorted(known) if code >= asked.begin]
    return list(wanted)[asked.skip :: asked.every][: asked.limit]


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--book", type=Path, default=DEMO)
    parser.add_argument("--county", nargs="*", default=[], help="codes")
    parser.add_argument("--from", dest="begin", default="", help="first code")
    parser.add_argument("--every", type=int, default=1, help="each so-many-th county only")
    parser.add_argument("--skip", type=int, default=0, help="counties before the first taken")
    parser.add_argument("--limit", type=int, default=None, help="most counties")
    parser.add_argument("--province", type=Path, default=None, help="folder of the results")
    parser.add_argument("--peers", default=None, help="interpreter that has the peers")
    parser.add_argument("--companies", type=int, default=None, help="most players")
    parser.add_argument("--rule", default="parcels", choices=[rule.value for rule in Rule])
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no county after")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--coverage", type=float, default=0.95)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--effort", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
