"""VROOM for ``peers.py``: a problem on standard input, routes on standard output.

One thread at its deepest level of exploration, again and again from other depths until its time is
used: it stops by itself when it finds nothing better, and takes no seed.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import vroom

CENTS = 100
DEEPEST = 5


def main() -> None:
    data = json.load(sys.stdin)
    begin = time.process_time()
    best = None
    for depth in (None, 8, 16, 32, 64):
        left = data["limit"] - (time.process_time() - begin)
        if left <= 0.1:
            break
        found = posed(data).solve(
            exploration_level=DEEPEST, nb_threads=1, timeout=timedelta(seconds=left), depth=depth
        )
        if not found.summary.unassigned and (best is None or found.summary.cost < best[0]):
            best = (found.summary.cost, list(routes(data, found)))
    seconds = time.process_time() - begin
    answer = None if best is None else best[1]
    print(json.dumps({"routes": answer, "seconds": seconds, "version": version("pyvroom")}))


def posed(data: dict[str, Any]) -> vroom.Input:
    model = vroom.Input()
    for number, kind in enumerate(data["kinds"]):
        profile = f"kind{number}"
        model.set_durations_matrix(profile=profile, matrix_input=kind["seconds"])
        model.set_distances_matrix(profile=profile, matrix_input=data["metres"])
        costs = vroom.VehicleCosts(
            fixed=round(kind["fixed"] * CENTS),
            per_hour=round(data["per_hour"] * CENTS),
            per_km=round(kind["per_km"] * CENTS),
        )
        far = {} if kind["metres"] is None else {"max_distance": int(kind["metres"])}
        for vehicle in range(_most(data)):
            model.add_vehicle(
                vroom.Vehicle(
                    number * _most(data) + vehicle,
                    start=0,
                    end=0,
                    profile=profile,
                    capacity=[kind["capacity"]],
                    time_window=vroom.TimeWindow(data["leaves"], data["back"]),
                    costs=costs,
                    **far,
                )
            )
    for node, village in enumerate(data["villages"], start=1):
        model.add_job(
            vroom.Job(
                node,
                location=node,
                default_service=village["service"],
                delivery=vroom.Amount([village["down"]]),
                pickup=vroom.Amount([village["up"]]),
                time_windows=[vroom.TimeWindow(village["opens"], village["closes"])],
            )
        )
    return model


def _most(data: dict[str, Any]) -> int:
    return min(40, (len(data["villages"]) + 1) // 2)


def routes(data: dict[str, Any], found: Any) -> Iterator[dict[str, Any]]:
    steps = found.routes
    for vehicle in steps["vehicle_id"].unique():
        mine = steps[(steps["vehicle_id"] == vehicle) & (steps["type"] == "job")]
        yield {
            "kind": int(vehicle) // _most(data),
            "villages": [int(node) - 1 for node in mine["id"]],
        }


main()
