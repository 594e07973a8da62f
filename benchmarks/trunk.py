"""How good trunk designs are: the gap to the relaxation over all ways, seconds, memory.

    python benchmarks/trunk.py BOOK [--volume 9.5] [--carbon 0] [--gap 0.005] [--own]

The problem is posed out of a book as ``jidi design trunk`` poses it: cities, other provinces, own
trucks, hired freight, rail lines. Values and most data are our own choice or synthetic, so a design
says nothing of a real network. Every design is checked by ``verify``; one that does not hold ends
the run. Processor seconds are counted.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from jidi.network.trunk import solve, verify
from jidi.service.books import open_book
from jidi.service.trunk_design import TrunkJudged
from jidi.service.trunk_figures import Figures
from jidi.service.trunk_problem import TrunkAsked, province_trunk


def main() -> None:
    asked = _asked()
    began = time.process_time()
    with open_book(asked.book) as book:
        posed = province_trunk(
            book,
            TrunkAsked(
                year=book.plan.target_year, volume=asked.volume, carbon=asked.carbon, own=asked.own
            ),
        )
    made = posed.problem
    tonnes = sum(flow.kg for flow in made.flows) / 1000
    print(f"{made.name}, {posed.hubs.volume / 1e8:g} hundred million: {len(made.nodes)} nodes, "
          f"{len(made.lanes)} lanes, {len(made.flows)} flows, {tonnes:,.0f} t a day, "
          f"posed in {time.process_time() - began:.1f} s")  # fmt: skip
    began = time.process_time()

    def step(text: str) -> None:
        if asked.steps:
            print(f"{time.process_time() - began:6.1f} s  {text}", flush=True)

    design = solve(made, gap=asked.gap, parts=asked.parts, step=step)
    spent = time.process_time() - began
    verdict = verify(made, design)
    if not verdict.holds:
        raise SystemExit(f"does not hold: {verdict.breaches[:5]}")
    figures = Figures(TrunkJudged(posed, design, verdict, 1, 1))
    trucks = sum(
        count for lane, count in zip(made.lanes, design.departures, strict=True) if lane.vehicle
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"cost {design.cost:,.0f} yuan a day, bound {design.bound:,.0f}, gap {design.gap:.2%}, "
          f"{design.cost / figures.parcels:.3f} yuan and {design.grams / figures.parcels:.0f} g a "
          f"parcel, rail {figures.rail_share or 0:.1%}, trucks {trucks}, filled "
          f"{figures.truck_fill or 0:.0%}, empty {sum(design.empties)}, on time "
          f"{[round(share or 0, 3) for share in verdict.on_time]}, {spent:.0f} s, "
          f"{peak:.0f} MB")  # fmt: skip


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("book", type=Path)
    parser.add_argument("--volume", type=float, default=None, help="10^8 a year; the plan's")
    parser.add_argument("--carbon", type=float, default=0.0, help="yuan a tonne CO2e")
    parser.add_argument("--gap", type=float, default=0.005)
    parser.add_argument("--parts", type=int, default=30)
    parser.add_argument("--own", action="store_true", help="no hired freight")
    parser.add_argument("--steps", action="store_true", help="tell every step")
    return parser.parse_args()


if __name__ == "__main__":
    main()
