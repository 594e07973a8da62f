"""The Lagrangian bound with capacities: each site takes the offers that pay best for its room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jidi.network.siting.pricing import PATIENCE, SMALLEST
from jidi.network.siting.problem import Floats, SitingProblem


@dataclass(frozen=True)
class Offers:
    """Prices with their bound.

    :param reduced: of each site, what it costs less the best offers it has room for.
    :param least: of each site, what any design costs at the least in which it is open.
    """

    bound: float
    prices: Floats
    reduced: Floats
    least: Floats


def fewest_sites(problem: SitingProblem) -> int:
    """So many sites are needed to take all demand that must be served."""
    must = float(problem.demand[np.isinf(problem.outside)].sum())
    room = np.cumsum(np.sort(problem.capacity)[::-1])
    return int(np.searchsorted(room, must * (1 - 1e-12))) + 1


def offers(
    problem: SitingProblem, *, rounds: int, aim: float, tell: Callable[[float], bool]
) -> Offers:
    """Prices after at most ``rounds`` steps.

    :param aim: a cost that the bound will not exceed; ``inf`` where none is known.
    """
    finite = np.where(np.isfinite(problem.costs), problem.costs, np.inf)
    cap = problem.outside
    prices = np.minimum(np.sort(finite, axis=1)[:, :2].mean(axis=1), cap)
    best, since, factor = _bounded(problem, prices), 0, 1.5
    direction = np.zeros(len(prices))
    here = best
    for number in range(rounds):
        if factor < SMALLEST or tell(number / rounds):
            break
        steepest = 1.0 - here[1]
        steepest[(steepest > 0) & (prices >= cap)] = 0.0
        direction = 0.75 * steepest + 0.25 * direction
        norm = float(direction @ direction)
        if not norm:
            break
        wanted = aim if aim < np.inf else best[0].bound + 0.05 * abs(best[0].bound) + 1.0
        step = factor * max(wanted - here[0].bound, 1e-6 * abs(wanted)) / norm
        prices = np.minimum(prices + step * direction, cap)
        here = _bounded(problem, prices)
        since = 0 if here[0].bound > best[0].bound + 1e-7 * abs(best[0].bound) else since + 1
        best = max(best, here, key=lambda one: one[0].bound)
        if since >= PATIENCE:
            factor, since, here, prices = factor / 2, 0, best, best[0].prices
            direction = np.zeros(len(prices))
    return best[0]


def _bounded(problem: SitingProblem, prices: Floats) -> tuple[Offers, Floats]:
    """The bound of these prices, and how often each customer is served by what they open."""
    gains = np.maximum(prices[:, None] - problem.costs, 0.0)
    taken = _taken(problem, gains)
    reduced = problem.opening - (gains * taken).sum(axis=0)
    order = np.argsort(reduced, kind="stable")
    fewest = fewest_sites(problem)
    most = problem.candidates if problem.sites is None else problem.sites
    negative = int((reduced < 0).sum())
    chosen = order[: min(max(fewest, negative), most)]
    bound = float(prices.sum() + reduced[chosen].sum())
    worst = float(reduced[chosen[-1]])
    instead = worst if worst > 0 or len(chosen) == most else 0.0
    least = bound + reduced - instead
    least[chosen] = bound
    served = (taken[:, chosen] * (gains[:, chosen] > 0)).sum(axis=1)
    return Offers(bound, prices, reduced, least), served


def _taken(problem: SitingProblem, gains: Floats) -> Floats:
    """The share of each customer's demand a site takes: best gain by unit first, while room is."""
    demand = np.maximum(problem.demand, 1e-12)
    order = np.argsort(-gains / demand[:, None], axis=0, kind="stable")
    sizes = demand[order]
    before = np.cumsum(sizes, axis=0) - sizes
    shares = np.clip((problem.capacity[None, :] - before) / sizes, 0.0, 1.0)
    taken: Floats = np.zeros(shares.shape)
    np.put_along_axis(taken, order, shares, axis=0)
    return taken
