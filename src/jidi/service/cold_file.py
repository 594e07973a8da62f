"""A cold-chain design as plain values, to be kept and read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jidi.network.cold import Carried, ColdDesign
from jidi.service.cold_problem import ProvinceCold


def plain_cold(posed: ProvinceCold, design: ColdDesign) -> dict[str, Any]:
    """The design as plain values, places and products by their names."""
    problem = posed.problem
    return {
        "coolers": [
            [problem.coolers[n].id, problem.coolers[n].sizes[k].id]
            for n, k in sorted(design.coolers.items())
        ],
        "stores": [
            [problem.stores[n].id, problem.stores[n].sizes[k].id]
            for n, k in sorted(design.stores.items())
        ],
        "carried": [
            [
                problem.bases[one.base].id,
                problem.coolers[one.cooler].id,
                problem.stores[one.store].id,
                problem.markets[one.market],
                one.kg,
            ]
            for one in design.carried
        ],
        "trucks": [
            [problem.stores[s].id, problem.markets[m], count]
            for (s, m), count in sorted(design.trucks.items())
        ],
        "lost": [[problem.bases[b].id, problem.markets[m]] for b, m in design.lost],
        "left": [
            [problem.bases[b].id, problem.markets[m], kg] for (b, m), kg in design.left.items()
        ],
        "most_kg": design.most_kg,
        "cost": design.cost,
        "grams": design.grams,
        "bound": design.bound,
    }


def read_cold(posed: ProvinceCold, kept: Mapping[str, Any]) -> ColdDesign:
    """The design that plain values say.

    :raises KeyError: and ValueError, TypeError, IndexError for values that are none.
    """
    problem = posed.problem
    bases = {one.id: n for n, one in enumerate(problem.bases)}
    coolers = {one.id: n for n, one in enumerate(problem.coolers)}
    stores = {one.id: n for n, one in enumerate(problem.stores)}
    markets = {name: n for n, name in enumerate(problem.markets)}

    def sizes(sites: Any, numbers: Mapping[str, int], held: Any) -> dict[int, int]:
        found = {}
        for name, size in held:
            ids = [one.id for one in sites[numbers[name]].sizes]
            found[numbers[name]] = ids.index(size)
        return found

    return ColdDesign(
        coolers=sizes(problem.coolers, coolers, kept["coolers"]),
        stores=sizes(problem.stores, stores, kept["stores"]),
        carried=tuple(
            Carried(bases[b], coolers[c], stores[s], markets[m], float(kg))
            for b, c, s, m, kg in kept["carried"]
        ),
        trucks={(stores[s], markets[m]): int(count) for s, m, count in kept["trucks"]},
        lost=tuple((bases[b], markets[m]) for b, m in kept["lost"]),
        cost=float(kept["cost"]),
        grams=float(kept["grams"]),
        bound=float(kept["bound"]),
        left={(bases[b], markets[m]): float(kg) for b, m, kg in kept.get("left", [])},
        most_kg=kept.get("most_kg"),
    )
