"""PyVRP as it comes, for ``peers.py``: a problem on standard input, routes on standard output."""

import json
import sys
import time
from importlib.metadata import version

import numpy as np
import pyvrp

MICRO = 1_000_000


def main() -> None:
    data = json.load(sys.stdin)
    begin = time.process_time()
    villages, minute = data["villages"], data["per_hour"] / 3600
    clients = [
        pyvrp.Client(
            n + 1,
            delivery=[v["down"]],
            pickup=[v["up"]],
            service_duration=v["service"],
            tw_early=v["opens"],
            tw_late=v["closes"],
        )
        for n, v in enumerate(villages)
    ]
    types = [
        pyvrp.VehicleType(
            num_available=len(villages),
            capacity=[kind["capacity"]],
            fixed_cost=round(kind["fixed"] * MICRO),
            tw_early=data["leaves"],
            tw_late=data["back"],
            unit_distance_cost=round(kind["per_km"] / 1000 * MICRO),
            unit_duration_cost=round(minute * MICRO),
            profile=n,
            **({} if kind["metres"] is None else {"max_distance": int(kind["metres"])}),
        )
        for n, kind in enumerate(data["kinds"])
    ]
    metres = np.array(data["metres"], dtype=np.int64)
    model = pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in metres],
        clients,
        [pyvrp.Depot(0)],
        types,
        [metres for _ in types],
        [np.array(kind["seconds"], dtype=np.int64) for kind in data["kinds"]],
    )
    used_up = lambda _best: time.process_time() - begin > data["limit"]  # noqa: E731
    found = pyvrp.solve(model, used_up, seed=data["seed"], collect_stats=False, display=False)
    routes = None
    if found.best.is_feasible():
        routes = [
            {
                "kind": route.vehicle_type(),
                "villages": [a.idx for a in route.schedule() if a.is_client()],
            }
            for route in found.best.routes()
        ]
    seconds = time.process_time() - begin
    print(json.dumps({"routes": routes, "seconds": seconds, "version": version("pyvrp")}))


main()
