"""Small problems made by hand or by a seed, for the tests of routing."""

from __future__ import annotations

import numpy as np

from jidi.network.routing.problem import Fleet, RoutingProblem, Trunk


def euclid(places: np.ndarray) -> np.ndarray:
    return np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2))


def scattered(
    seed: int,
    *,
    stations: int = 2,
    stops: int = 5,
    capacity: float = 10,
    truck: float | None = 14,
    split: bool = True,
    opening: float = 0.0,
    station_capacity: float = float("inf"),
    days: int = 1,
    patterns: tuple[tuple[int, ...], ...] = (),
    limit: int = 6,
) -> RoutingProblem:
    """Stops and stations thrown on a square by a seed; a centre in its corner."""
    thrown = np.random.default_rng(seed)
    places = thrown.uniform(0, 30, size=(stations + stops, 2)).round()
    centre = np.zeros((1, 2))
    trunk = None
    if truck is not None:
        costs = euclid(np.vstack([centre, places[:stations]]))
        trunk = Trunk(costs=costs, capacity=truck, fixed_cost=2.0, limit=6, split=split)
    return RoutingProblem(
        stations=stations,
        costs=euclid(places),
        demand=thrown.integers(1, 8, size=stops).astype(float),
        fleet=Fleet(capacity=capacity, fixed_cost=3.0, limit=limit),
        trunk=trunk,
        opening_cost=np.full(stations, opening),
        station_capacity=np.full(stations, station_capacity),
        handling_cost=np.linspace(0, 0.5, stations),
        days=days,
        patterns=patterns,
    )
