"""How much of each product any way brings in time: no share beyond it can be promised."""

from __future__ import annotations

from jidi.core.errors import InputError
from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.relaxation import Relaxation


def reachable(problem: TrunkProblem) -> tuple[float | None, ...]:
    """The share of each product's kilograms whose fastest way keeps its promise.

    Rooms are not looked at; every day of handing in counts alike. None for a product without any.

    :raises InputError: N-933 for a flow without a way in its latest time.
    """
    relaxation = Relaxation(problem)
    problem = relaxation.problem
    whole, kept = [0.0] * len(problem.products), [0.0] * len(problem.products)
    for flow, minutes in zip(problem.flows, relaxation.fastest(), strict=True):
        product = problem.products[flow.product]
        if minutes is None:
            raise InputError(
                "N-933",
                origin=problem.nodes[flow.origin].id,
                target=problem.nodes[flow.target].id,
                product=product.id,
            )
        whole[flow.product] += flow.kg
        kept[flow.product] += flow.kg * (minutes <= product.promise)
    return tuple(k / w if w else None for k, w in zip(kept, whole, strict=True))
