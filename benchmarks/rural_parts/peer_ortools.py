"""OR-Tools routing for ``peers.py``: a problem on standard input, routes on standard output.

Guided local search after parallel cheapest insertion, one thread. Its vehicles are given one by
one: of each type half as many as there are villages, at most forty.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

CENTS = 100
MOST = 40


def main() -> None:
    data = json.load(sys.stdin)
    begin = time.process_time()
    villages, kinds = data["villages"], data["kinds"]
    each = min(MOST, (len(villages) + 1) // 2)
    fleet = [kind for kind in range(len(kinds)) for _ in range(each)]
    index = pywrapcp.RoutingIndexManager(len(villages) + 1, len(fleet), 0)
    model = pywrapcp.RoutingModel(index)
    service = [0, *(v["service"] for v in villages)]
    down = [0, *(v["down"] for v in villages)]
    metres = data["metres"]

    def nodes(one: int, other: int) -> tuple[int, int]:
        return index.IndexToNode(one), index.IndexToNode(other)

    def timed(kind: int) -> int:
        seconds = kinds[kind]["seconds"]

        def passed(one: int, other: int) -> int:
            a, b = nodes(one, other)
            return service[a] + seconds[a][b]

        return model.RegisterTransitCallback(passed)

    def priced(kind: int) -> int:
        seconds, per_km = kinds[kind]["seconds"], kinds[kind]["per_km"]

        def cost(one: int, other: int) -> int:
            a, b = nodes(one, other)
            hours = (service[a] + seconds[a][b]) / 3600
            return round((metres[a][b] / 1000 * per_km + hours * data["per_hour"]) * CENTS)

        return model.RegisterTransitCallback(cost)

    times = [timed(kind) for kind in range(len(kinds))]
    prices = [priced(kind) for kind in range(len(kinds))]
    for vehicle, kind in enumerate(fleet):
        model.SetArcCostEvaluatorOfVehicle(prices[kind], vehicle)
        model.SetFixedCostOfVehicle(round(kinds[kind]["fixed"] * CENTS), vehicle)
    model.AddDimensionWithVehicleTransits(
        [times[kind] for kind in fleet], data["back"], data["back"], False, "time"
    )
    clock = model.GetDimensionOrDie("time")
    for node, village in enumerate(villages, start=1):
        late = min(village["closes"], data["back"])
        early = max(village["opens"], data["leaves"])
        clock.CumulVar(index.NodeToIndex(node)).SetRange(early, late)
    for vehicle in range(len(fleet)):
        clock.CumulVar(model.Start(vehicle)).SetRange(data["leaves"], data["back"])
        clock.CumulVar(model.End(vehicle)).SetRange(data["leaves"], data["back"])
    # collections are nowhere more than deliveries, so a van is fullest when it leaves
    loads = model.RegisterUnaryTransitCallback(lambda one: down[index.IndexToNode(one)])
    capacities = [kinds[kind]["capacity"] for kind in fleet]
    model.AddDimensionWithVehicleCapacity(loads, 0, capacities, True, "load")
    way = model.RegisterTransitCallback(lambda a, b: metres[nodes(a, b)[0]][nodes(a, b)[1]])
    far = sum(max(row) for row in metres)
    ranges = [int(kinds[kind]["metres"] or far) for kind in fleet]
    model.AddDimensionWithVehicleCapacity(way, 0, ranges, True, "way")
    used_up = model.solver().CustomLimit(lambda: time.process_time() - begin > data["limit"])
    model.AddSearchMonitor(used_up)
    found = model.SolveWithParameters(_how(8 * data["limit"]))
    routes = None if found is None else list(_routes(model, index, found, fleet))
    seconds = time.process_time() - begin
    print(json.dumps({"routes": routes, "seconds": seconds, "version": version("ortools")}))


def _how(limit: float) -> Any:
    how = pywrapcp.DefaultRoutingSearchParameters()
    first, search = (
        routing_enums_pb2.FirstSolutionStrategy,
        routing_enums_pb2.LocalSearchMetaheuristic,
    )
    how.first_solution_strategy = first.PARALLEL_CHEAPEST_INSERTION
    how.local_search_metaheuristic = search.GUIDED_LOCAL_SEARCH
    how.time_limit.FromMilliseconds(int(limit * 1000))
    return how


def _routes(model: Any, index: Any, found: Any, fleet: Sequence[int]) -> Iterator[dict[str, Any]]:
    for vehicle, kind in enumerate(fleet):
        at, visited = model.Start(vehicle), []
        while not model.IsEnd(at):
            if index.IndexToNode(at):
                visited.append(index.IndexToNode(at) - 1)
            at = found.Value(model.NextVar(at))
        if visited:
            yield {"kind": kind, "villages": visited}


main()
