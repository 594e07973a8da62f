"""How good trunk designs are: the gap to the relaxation over all ways, seconds, memory.

    python benchmarks/trunk.py [BOOK ...] [--year 2020] [--volume 9.5] [--scale 2] [--weekdays]
        [--seed 1] [--carbon 0] [--gap 0.01] [--own] [--frontier] [--steps]

Without a year, a volume or a scale: 2020, the plan's year, and twice its volume, of the books named
or of both demos. Every problem is posed out of its book, designed and checked as ``jidi design
trunk`` does it, in a process of its own; processor seconds, seconds by the clock and peak memory
are that process's, reading the book and the checker included. Values and most data are our own
choice or synthetic, so a design says nothing of a real network. Every design is checked by
``verify``; one that does not hold ends the run.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import time
from dataclasses import replace
from pathlib import Path

from jidi.service.books import Book, open_book
from jidi.service.trunk_design import Progress, TrunkJudged, designed_trunk
from jidi.service.trunk_figures import Figures
from jidi.service.trunk_frontier import trunk_frontier
from jidi.service.trunk_problem import TrunkAsked, province_trunk

DEMOS = Path(__file__).parents[1] / "demo"
BEFORE = 2020
"""The year of the published volumes that plans begin with."""
HEADS = (
    f"{'book':16} {'year':>4} {'10^8':>6} {'bound, yuan':>12} {'cost, yuan':>12} {'gap':>7} "
    f"{'yuan':>6} {'g CO2e':>6} {'hours':>5} {'rail':>6} {'filled':>6} {'cpu s':>6} {'clock':>6} "
    f"{'MB':>5}"
)


def main() -> None:
    asked = _asked()
    books = asked.books or sorted(path.parent for path in DEMOS.glob("*/jidi.toml"))
    if not books:
        print(f"no book is named, and there is none in {DEMOS}: make demo")
        return
    if asked.weekdays:
        print("volumes by weekday; the bound is that of the mean day")
    print(f"cost and bound a day; yuan and g CO2e a parcel; load {os.getloadavg()[0]:.1f}\n{HEADS}")
    for book in books:
        for one in _wanted(book, asked):
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                for line in pool.apply(measured, (book, one, asked)):
                    print(line, flush=True)


def _wanted(book: Path, asked: argparse.Namespace) -> list[TrunkAsked]:
    with open_book(book) as opened:
        target = opened.plan.target_year
    one = TrunkAsked(
        target if asked.year is None else asked.year, asked.volume, carbon=asked.carbon,
        own=asked.own, scale=asked.scale or 1.0, weekdays=asked.weekdays,
    )  # fmt: skip
    if asked.year is not None or asked.volume is not None or asked.scale is not None:
        return [one]
    return [replace(one, year=BEFORE), one, replace(one, scale=2.0)]


def measured(path: Path, wanted: TrunkAsked, asked: argparse.Namespace) -> list[str]:
    """Designed in this process: a line for each design."""
    began = time.perf_counter()

    def step(_share: float, text: str) -> None:
        if asked.steps:
            print(f"{time.process_time():6.1f} s  {text}", flush=True)

    with open_book(path) as book:
        found = _designed(book, wanted, asked, step)
    spent = f"{time.process_time():6.1f} {time.perf_counter() - began:6.1f} {_peak():5.0f}"
    ends = ["same process"] * (len(found) - 1) + [spent]
    return [_line(path.name, one, end) for one, end in zip(found, ends, strict=True)]


def _designed(
    book: Book, wanted: TrunkAsked, asked: argparse.Namespace, step: Progress
) -> list[TrunkJudged]:
    """One design, or those of a frontier. :raises InputError: N-947 where one does not hold."""
    if asked.frontier:
        points = trunk_frontier(
            lambda one: province_trunk(book, one), wanted, seed=asked.seed, effort=1,
            progress=step, cancelled=lambda: False,
        )  # fmt: skip
        return [point.found for point in points]
    return [
        designed_trunk(
            province_trunk(book, wanted), seed=asked.seed, effort=1, progress=step,
            cancelled=lambda: False, gap=asked.gap,
        )
    ]  # fmt: skip


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _line(name: str, found: TrunkJudged, spent: str) -> str:
    assert found.holds
    design, figures, posed = found.design, Figures(found), found.posed
    rail, filled = figures.rail_share or 0.0, figures.truck_fill or 0.0
    prices = [
        f"{what} {price:g}"
        for what, price in (("carbon", posed.asked.carbon), ("hours", posed.asked.hours))
        if price
    ]
    return (
        f"{name:16} {posed.asked.year:4} {posed.hubs.volume / 1e8:6.2f} {design.bound:12,.0f} "
        f"{design.cost:12,.0f} {design.gap:7.2%} {design.cost / figures.parcels:6.3f} "
        f"{design.grams / figures.parcels:6.0f} {figures.hours:5.1f} {rail:6.1%} "
        f"{filled:6.0%} {spent} {' '.join(prices)}"
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("books", type=Path, nargs="*", metavar="BOOK")
    parser.add_argument("--year", type=int, default=None, help="the plan's")
    parser.add_argument("--volume", type=float, default=None, help="10^8 a year; the plan's")
    parser.add_argument("--scale", type=float, default=None, help="times the volume")
    parser.add_argument("--weekdays", action="store_true", help="volumes by weekday")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--carbon", type=float, default=0.0, help="yuan a tonne CO2e")
    parser.add_argument("--gap", type=float, default=None, help="as the command where not told")
    parser.add_argument("--own", action="store_true", help="no hired freight")
    parser.add_argument("--frontier", action="store_true", help="cost, carbon and time")
    parser.add_argument("--steps", action="store_true", help="tell every step")
    return parser.parse_args()


if __name__ == "__main__":
    main()
