"""A border design with what was asked of it besides, as it is kept in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from jidi.network.border import BorderDesign, Way, verify
from jidi.service.border_problem import ProvinceBorder

More = tuple[str, int, float, float, float, float, float]
"""Line, day, change of mean hours out and in, change of cost, cost of the run, parcels a week
more on the way out."""
Hours = tuple[float | None, float | None]
"""Of a parcel on the mean, out and in; None where there are none."""


@dataclass(frozen=True)
class Found:
    """A design with what was asked of it besides.

    :param more: one more run of each line. :param bare: without warehouses: yuan a week more, and
        mean hours out and in; None where there are none.
    """

    design: BorderDesign
    more: tuple[More, ...] = ()
    bare: tuple[float, float | None, float | None] | None = None


def mean_hours(posed: ProvinceBorder, design: BorderDesign) -> Hours:
    """Mean hours of a parcel: out from ready to hand-over abroad, in from handed in or ordered to
    its city."""
    verdict = verify(posed.problem, design)
    return mean_of(verdict.out), mean_of(verdict.home)


def mean_of(ways: tuple[Way, ...]) -> float | None:
    """Mean hours of a parcel over all lines; None where there are none."""
    whole = Way(sum(way.parcels for way in ways), sum(way.spent for way in ways))
    return whole.hours


def plain_border(posed: ProvinceBorder, found: Found) -> dict[str, Any]:
    """A design as plain values."""
    problem, design = posed.problem, found.design

    def by_route(rows: tuple[tuple[float, ...], ...]) -> dict[str, list[float]]:
        return {r.id: list(row) for r, row in zip(problem.routes, rows, strict=True) if any(row)}

    def by_flow(rows: tuple[tuple[float, ...], ...]) -> list[list[Any]]:
        return [
            [flow.id, route.id, amount]
            for flow, row in zip(problem.flows, rows, strict=True)
            for route, amount in zip(problem.routes, row, strict=True) if amount > 0
        ]  # fmt: skip

    return {
        "parcels": by_flow(design.parcels),
        "stocked": by_flow(design.stocked),
        "added": {r.id: list(d) for r, d in zip(problem.routes, design.added, strict=True) if d},
        "boards": by_route(design.boards),
        "back": by_route(design.back),
        "restock": by_route(design.restock),
        "one_more": [list(one) for one in found.more],
        "without_stores": None if found.bare is None else list(found.bare),
        "cost": design.cost,
        "bound": design.bound,
    }


def read_found(posed: ProvinceBorder, kept: Mapping[str, Any]) -> Found:
    """A design out of its plain values. :raises KeyError, TypeError, ValueError: as they come."""
    problem = posed.problem
    routes = {route.id: n for n, route in enumerate(problem.routes)}
    flows = {flow.id: n for n, flow in enumerate(problem.flows)}
    added = tuple(tuple(int(d) for d in kept["added"].get(name, ())) for name in routes)

    def by_flow(rows: Any) -> tuple[tuple[float, ...], ...]:
        parcels = np.zeros((len(flows), len(routes)))
        for flow, route, amount in rows:
            parcels[flows[flow], routes[route]] += float(amount)
        return tuple(tuple(float(v) for v in row) for row in parcels)

    def by_route(rows: Any, *, home: bool) -> tuple[tuple[float, ...], ...]:
        return tuple(
            tuple(float(b) for b in rows[route.id]) if route.id in rows
            else (0.0,) * (0 if home and route.back is None else len(route.runs) + len(days))
            for route, days in zip(problem.routes, added, strict=True)
        )  # fmt: skip

    design = BorderDesign(
        parcels=by_flow(kept["parcels"]),
        stocked=by_flow(kept["stocked"]),
        added=added,
        boards=by_route(kept["boards"], home=False),
        back=by_route(kept["back"], home=True),
        restock=by_route(kept["restock"], home=True),
        cost=float(kept["cost"]),
        bound=float(kept["bound"]),
    )
    more = tuple((str(n), int(d), *map(float, rest)) for n, d, *rest in kept["one_more"])
    bare = kept["without_stores"]
    return Found(design, more, None if bare is None else tuple(bare))  # type: ignore[arg-type]
