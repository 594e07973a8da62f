"""The problems of the literature in the one form of ``SitingProblem``."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jidi.network.siting.problem import Floats, SitingProblem


def p_median(distances: Floats, *, sites: int, weights: Floats | None = None) -> SitingProblem:
    """Open ``sites`` sites so that the weighted distance of customers to the nearest is least."""
    weighed = distances if weights is None else distances * np.asarray(weights)[:, None]
    return SitingProblem(costs=weighed, sites=sites)


def facility_location(
    costs: Floats,
    *,
    opening: Floats,
    demand: Floats | None = None,
    capacity: Floats | None = None,
    split: bool = True,
) -> SitingProblem:
    """Open sites so that opening and serving cost least, within capacities where given.

    :param costs: of serving the whole demand of a customer from a site.
    """
    none = np.zeros(0)
    return SitingProblem(
        costs=costs,
        opening=opening,
        demand=none if demand is None else demand,
        capacity=none if capacity is None else capacity,
        split=split,
    )


def covering(reach: npt.NDArray[np.bool_], *, weights: Floats, sites: int) -> SitingProblem:
    """Open ``sites`` sites so that the weight of customers that none reaches is least.

    The weight covered is the sum of weights less the cost of the design.

    :param reach: customers × sites: does the site reach the customer?
    """
    return SitingProblem(costs=np.where(reach, 0.0, np.inf), outside=weights, sites=sites)
