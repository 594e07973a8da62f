"""Fleet problems small enough to try every choice of rounds."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np

from jidi.network.fleet import (
    Depot,
    FleetDesign,
    FleetProblem,
    Round,
    Stop,
    Trip,
    Vehicle,
    verify,
)


def grid(places: int, seed: int) -> np.ndarray:
    points = np.random.default_rng(seed).integers(0, 100, (places, 2))
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
    return np.ceil(apart).astype(np.int64)


def problem(stops: int = 5, seed: int = 0, **more) -> FleetProblem:
    rng = np.random.default_rng(seed + 100)
    ways = grid(stops + 2, seed)
    held = {
        "depots": (Depot(place=0, loading=5), Depot(place=1, loading=5)),
        "stops": tuple(
            Stop(
                place=n + 2,
                brings=int(rng.integers(1, 6)),
                takes=int(rng.integers(0, 4)),
                opens=int(rng.integers(0, 100)),
                closes=int(rng.integers(250, 600)),
                service=7,
                prize=40 if n == 0 else None,
            )
            for n in range(stops)
        ),
        "vehicles": (
            Vehicle(count=2, capacity=8, fixed_cost=50, closes=700, trips=2, reloads_at=(0,)),
            Vehicle(count=1, capacity=20, start=1, end=1, fixed_cost=120, per_distance=2,
                    per_time=1, shift=500, closes=700),
        ),
        "distances": (ways,),
        "times": (ways,),
    }  # fmt: skip
    return FleetProblem(**(held | more))


def every_round(posed: FleetProblem) -> dict[frozenset[int], int]:
    """The least cost of serving just these stops with one more vehicle, kind by kind."""
    found: dict[tuple[int, frozenset[int]], int] = {}
    stops = range(len(posed.stops))
    for kind, vehicle in enumerate(posed.vehicles):
        for size in range(1, len(posed.stops) + 1):
            for order in permutations(stops, size):
                cuts = range(size if vehicle.trips > 1 else 1)
                for cut in cuts:
                    parts = [order[:cut], order[cut:]] if cut else [order]
                    trips = tuple(Trip(loads_at=vehicle.start, stops=p) for p in parts)
                    one = Round(vehicle=kind, trips=trips)
                    design = FleetDesign(rounds=(one,), cost=0)
                    verdict = verify(posed, design)
                    if {b.kind for b in verdict.breaches} <= {"missing_stop", "wrong_cost"}:
                        left = sum(
                            s.prize or 0 for n, s in enumerate(posed.stops) if n not in order
                        )
                        key = (kind, frozenset(order))
                        cost = (verdict.cost or 0) - left
                        found[key] = min(cost, found.get(key, cost))
    return found


def least(posed: FleetProblem) -> int:
    """The optimum, by trying every choice of rounds."""
    rounds = every_round(posed)
    best = None
    options = [[None, *(k for k in rounds if k[0] == kind)]
               for kind, v in enumerate(posed.vehicles) for _ in range(v.count)]  # fmt: skip
    for choice in product(*options):
        chosen = [k for k in choice if k is not None]
        served = [n for _, stops in chosen for n in stops]
        if len(served) != len(set(served)):
            continue
        left = [s for n, s in enumerate(posed.stops) if n not in served]
        if all(s.prize is not None for s in left):
            cost = sum(rounds[k] for k in chosen) + sum(s.prize or 0 for s in left)
            best = cost if best is None else min(best, cost)
    assert best is not None
    return best
