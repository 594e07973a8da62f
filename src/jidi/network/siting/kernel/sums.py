"""What customers offer sites, and what moves of sites change, in one pass over the costs.

Each is added up customer after customer, as numpy does along the first axis, so that both ways give
the same numbers to the last bit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jidi.core.compiled import bare

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@bare
def offers(costs: Floats, prices: Floats, offered: Floats) -> None:
    """Write into ``offered`` of each site what is offered for it, below zero: costs less prices."""
    customers, sites = costs.shape
    for site in range(sites):
        offered[site] = 0.0
    for customer in range(customers):
        price = prices[customer]
        for site in range(sites):
            offered[site] += min(costs[customer, site] - price, 0.0)


@bare
def served(by_site: Floats, sites: Places, prices: Floats, times: Floats) -> None:
    """Write how many of some sites each customer's price is above the cost of.

    :param by_site: site × customer → cost.
    """
    for customer in range(len(prices)):
        times[customer] = 0.0
    for site in sites:
        for customer in range(len(prices)):
            times[customer] += 1.0 if by_site[site, customer] < prices[customer] else 0.0


@bare
def exchanges(
    costs: Floats, first: Floats, second: Floats, owner: Places, with_first: Floats, swapped: Floats
) -> None:
    """Write what all customers pay when a site is opened, and what is won back by that when another
    is closed.

    :param first: what each customer pays now. :param second: at the second nearest open site.
    :param owner: which of the open sites is the nearest.
    :param with_first: site → sum. :param swapped: open site that closes × site that opens → sum.
    """
    customers, sites = costs.shape
    with_first[:] = 0.0
    swapped[:, :] = 0.0
    for customer in range(customers):
        now, else_, mine = first[customer], second[customer], owner[customer]
        for site in range(sites):
            cost = costs[customer, site]
            here = min(cost, now)
            with_first[site] += here
            swapped[mine, site] += min(cost, else_) - here
