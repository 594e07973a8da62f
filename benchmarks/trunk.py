"""How good trunk designs are: the gap to the relaxation over all ways, seconds, memory.

    python benchmarks/trunk.py [--province 14] [--volume 2025] [--carbon 0] [--gap 0.005]

Volumes are those the plans print for 2020 and 2025; where parcels go is a plain gravity of census
populations with shares of our own (a fifth within the province), so a design says nothing of a real
network. Cities of the province and eight gateways; four hubs sort; two kinds of trucks at three
clocks, high-speed rail by the kg. Prices and emissions are factors of definitions/factors, the
clocks our own. Every design is checked by ``verify``; one that does not hold ends the run.
Processor seconds are counted.
"""

from __future__ import annotations

import argparse
import csv
import resource
import time
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

from jidi.core.division import DivisionCode
from jidi.core.geometry import Point, great_circle_m
from jidi.model.factor import load_factors
from jidi.model.statistics_census import load_census
from jidi.network.trunk import EmptyRun, Flow, Lane, Node, Product, TrunkProblem, solve, verify

CENTRES = Path(__file__).parents[1].parent / "shared/bench/china/admin_centers_national.csv"
GATEWAYS = ("110000", "130100", "410100", "610100", "370100", "310000", "330100", "440100")
HUBS = {
    "14": ("140100", "140200", "140400", "141000"),
    "15": ("150100", "150200", "150400", "150700"),
}
YEARLY = {"14": {"2020": 5.4e8, "2025": 9.5e8}, "15": {"2020": 1.96e8, "2025": 4e8}}
"""Parcels a year, as the plans print them (base and target)."""
KG, WITHIN, DETOUR = 1.5, 0.2, 1.25
PRODUCTS = (
    Product("economy", 72 * 60, 0.9, 144 * 60),
    Product("standard", 48 * 60, 0.9, 120 * 60),
    Product("express", 36 * 60, 0.8, 96 * 60),
)
SPLIT = (0.7, 0.25, 0.05)
TRUCKS = (
    ("9.6 m", 7_500.0, "cost_truck_9m6", "rigid_heavy_wtw"),
    ("17.5 m", 20_000.0, "cost_truck_17m5", "artic_heavy_wtw"),
)
CLOCKS = (21 * 60, 3 * 60, 13 * 60)


def main() -> None:
    asked = _asked()
    if not CENTRES.exists():
        print(f"{CENTRES} is not here: nothing to measure")
        return
    made = problem(asked.province, asked.volume, asked.carbon)
    tonnes = sum(flow.kg for flow in made.flows) / 1000
    print(f"{made.name}: {len(made.nodes)} nodes, {len(made.lanes)} lanes, "
          f"{len(made.flows)} flows, {tonnes:,.0f} t a day")  # fmt: skip
    began = time.process_time()

    def step(text: str) -> None:
        print(f"{time.process_time() - began:6.1f} s  {text}", flush=True)

    design = solve(made, gap=asked.gap, seconds=asked.seconds, step=step)
    spent = time.process_time() - began
    verdict = verify(made, design)
    if not verdict.holds:
        raise SystemExit(f"does not hold: {verdict.breaches[:5]}")
    kg = sum(part.kg for part in design.carried)
    rail = sum(part.kg for part in design.carried for lane in part.lanes
               if made.lanes[lane].mode == "hsr")  # fmt: skip
    whole = sum(flow.kg for flow in made.flows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"cost {design.cost:,.0f} yuan a day, bound {design.bound:,.0f}, gap {design.gap:.2%}, "
          f"{design.cost / (kg / KG):.3f} yuan and {design.grams / (kg / KG):.0f} g a parcel, "
          f"by rail {rail / whole:.1%}, departures {sum(design.departures)}, "
          f"empty {sum(design.empties)}, on time {[round(s or 0, 3) for s in verdict.on_time]}, "
          f"{spent:.0f} s, {peak:.0f} MB")  # fmt: skip


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--province", choices=("14", "15"), default="14")
    parser.add_argument("--volume", choices=("2020", "2025", "double"), default="2025")
    parser.add_argument("--carbon", type=float, default=0.0, help="yuan a tonne CO2e")
    parser.add_argument("--gap", type=float, default=0.005)
    parser.add_argument("--seconds", type=float, default=200.0)
    return parser.parse_args()


def problem(province: str, volume: str, carbon: float) -> TrunkProblem:
    """The province's cities and the gateways."""
    with CENTRES.open(encoding="utf-8") as file:
        rows = {row["adcode"]: row for row in csv.DictReader(file)}
    cities = [code for code, row in rows.items() if code[:2] == province and row["level"] == "city"]
    codes = [*sorted(cities), *GATEWAYS]
    places = [Point(float(rows[c]["center_lat"]), float(rows[c]["center_lon"])) for c in codes]
    hubs = {codes.index(code) for code in HUBS[province]}
    nodes = tuple(
        Node(code, load=60, unload=60, sort=120, capacity=20e6 if n in hubs else 0.0,
             yuan_per_kg=0.1)
        for n, code in enumerate(codes)
    )  # fmt: skip
    km = [[great_circle_m(a, b) / 1000 * DETOUR for b in places] for a in places]
    pairs = [(a, b) for a, b in permutations(range(len(codes)), 2) if a in hubs or b in hubs]
    yearly = YEARLY[province]["2025" if volume != "2020" else "2020"] * (1 + (volume == "double"))
    return TrunkProblem(
        name=f"{province} {volume}",
        nodes=nodes,
        lanes=tuple(_lanes(codes, pairs, km, min(hubs))),
        empties=tuple(
            EmptyRun(kind, a, b, round(km[a][b] * _factor(price)), 10_000)
            for kind, _, price, _ in TRUCKS
            for a, b in pairs
        ),
        products=PRODUCTS,
        flows=tuple(_flows(codes, yearly / 365 * KG, len(cities))),
        yuan_per_tonne=carbon,
        synthetic=True,
    )


def _factor(name: str) -> float:
    return float(load_factors().get(name).value)


def _lanes(
    codes: list[str], pairs: list[tuple[int, int]], km: list[list[float]], capital: int
) -> Iterator[Lane]:
    for a, b in pairs:
        for kind, capacity, price, emissions in TRUCKS:
            for clock in CLOCKS:
                yield Lane(
                    f"{codes[a]}-{codes[b]} {kind} {clock // 60:02d}", a, b, "road", clock,
                    round(km[a][b] / 70 * 60), capacity, 1_000, round(km[a][b] * _factor(price)),
                    grams_per_kg=_factor(emissions) * km[a][b] / 1000, vehicle=kind,
                )  # fmt: skip
        if capital in (a, b) and max(a, b) >= len(codes) - len(GATEWAYS):
            yield Lane(
                f"{codes[a]}-{codes[b]} hsr", a, b, "hsr", 19 * 60, round(km[a][b] / 200 * 60),
                1_500, 20, 0, yuan_per_kg=_factor("cost_hsr_kg"),
                grams_per_kg=_factor("rail_wtw") * km[a][b] / 1000,
            )  # fmt: skip


def _flows(codes: list[str], kg: float, cities: int) -> Iterator[Flow]:
    """Gravity: a fifth within the province, two fifths out and two in, by population."""
    census = load_census()
    people = [census[DivisionCode.parse(code)].population for code in codes[:cities]]
    whole = sum(people)
    inner = {(a, b): people[a] * people[b] for a, b in permutations(range(cities), 2)}
    share = {pair: WITHIN * mass / sum(inner.values()) for pair, mass in inner.items()}
    for n in range(cities):
        for gateway in range(cities, len(codes)):
            each = (1 - WITHIN) / 2 * people[n] / whole / len(GATEWAYS)
            share[n, gateway] = share[gateway, n] = each
    for (a, b), part in share.items():
        for product, split in enumerate(SPLIT):
            yield Flow(a, b, product, round(kg * part * split, 1), 18 * 60)


if __name__ == "__main__":
    main()
