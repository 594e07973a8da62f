"""The same sums by machine code or by numpy: small problems do not wait for it to be loaded."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from jidi.core.machine_code import is_loaded
from jidi.network.siting.problem import Floats

MANY: Final = 250_000
"""Customers times sites from which machine code is worth loading (our own choice)."""

Places = npt.NDArray[np.int64]


def offers(costs: Floats, prices: Floats) -> Floats:
    """Of each site what customers offer for it beyond its costs, below zero.

    :param costs: customers × sites. :param prices: of each customer.
    """
    if not _compiled(costs):
        over = costs - prices[:, None]
        return np.asarray(np.minimum(over, 0.0, out=over).sum(axis=0))
    from jidi.network.siting.kernel import sums

    offered = np.empty(costs.shape[1])
    sums.offers(costs, np.ascontiguousarray(prices), offered)
    return offered


def served(by_site: Floats, sites: Places, prices: Floats) -> Floats:
    """How many of some sites each customer's price is above the cost of.

    :param by_site: sites × customers.
    """
    if not _compiled(by_site):
        return np.asarray((by_site[sites] < prices).sum(axis=0), np.float64)
    from jidi.network.siting.kernel import sums

    times = np.empty(len(prices))
    sums.served(by_site, sites, prices, times)
    return times


def exchanges(
    costs: Floats, first: Floats, second: Floats, owner: Places, opened: int
) -> tuple[Floats, Floats]:
    """What all pay when a site is opened beside the open ones; and what is won back by that when
    one of those closes: open site × site.

    :param first: what each customer pays now. :param second: at the second nearest open site.
    :param owner: number of its nearest open site. :param opened: how many are open.
    """
    if not _compiled(costs):
        with_first = np.minimum(costs, first[:, None])
        regained = np.minimum(costs, second[:, None]) - with_first
        ones = np.ones(len(owner))
        groups = csr_array((ones, (owner, np.arange(len(owner)))), shape=(opened, len(owner)))
        return np.asarray(with_first.sum(axis=0)), np.asarray(groups @ regained)
    from jidi.network.siting.kernel import sums

    paid, swapped = np.empty(costs.shape[1]), np.empty((opened, costs.shape[1]))
    sums.exchanges(costs, first, second, owner, paid, swapped)
    return paid, swapped


def _compiled(costs: Floats) -> bool:
    return bool(costs.flags.c_contiguous) and (costs.size >= MANY or is_loaded())
