"""Routing (路径规划): one kernel for two-echelon, location and periodic vehicle routing.

Pose a ``RoutingProblem``, ``solve`` it with an ``Effort`` and a seed (or ``solve_within`` a
number of processor seconds of a clock you hand in), and ``verify`` the design: the checker shares
nothing with the solver. Costs are plain numbers; what they mean is the caller's.
"""

from jidi.network.routing.design import Route, RoutingDesign, Trip
from jidi.network.routing.problem import Fleet, RoutingProblem, Trunk
from jidi.network.routing.solve import Effort, Progress, Solved, solve, solve_within
from jidi.network.routing.verify import Breach, Cost, Verdict, cost_of, verify

__all__ = [
    "Breach",
    "Cost",
    "Effort",
    "Fleet",
    "Progress",
    "Route",
    "RoutingDesign",
    "RoutingProblem",
    "Solved",
    "Trip",
    "Trunk",
    "Verdict",
    "cost_of",
    "solve",
    "solve_within",
    "verify",
]
