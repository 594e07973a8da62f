"""Siting of facilities (设施选址): p-median, facility location with or without limits, covering.

Pose a ``SitingProblem`` (or let ``p_median``, ``facility_location``, ``covering`` pose it),
``solve`` it with an ``Effort`` and a seed, and ``verify`` the design: the checker shares nothing
with the solver. Every design comes with a bound that no design can beat.

How it is solved: a Lagrangian bound on the customers' prices and an interchange search from what it
opens; what the gap between the two rules out is left out; HiGHS decides among the rest. In problems
without capacities the rest is posed by radii: for each customer and each distance at which a site
stands, whether none within it is open. So a customer is known to its nearest sites only, and yet
the optimum is proved, because what was cut off costs too much by the bound.
"""

from jidi.network.siting.design import SitingDesign
from jidi.network.siting.posing import covering, facility_location, p_median
from jidi.network.siting.problem import SitingProblem
from jidi.network.siting.solve import Effort, Solved, solve
from jidi.network.siting.verify import Breach, Verdict, verify

__all__ = [
    "Breach",
    "Effort",
    "SitingDesign",
    "SitingProblem",
    "Solved",
    "Verdict",
    "covering",
    "facility_location",
    "p_median",
    "solve",
    "verify",
]
