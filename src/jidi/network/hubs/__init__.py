"""Hubs (枢纽选址): which nodes become hubs, and by which of them each flow goes.

Pose a ``HubProblem``, ``solve`` it with an ``Effort`` and a seed, and ``verify`` the design: the
checker shares nothing with the solver. Every design comes with a bound that no design can beat.

How it is solved: a neighbourhood search finds designs (``descent``, ``search``); the rest is proof
(``proving``). The bound (``single_bound``, ``multiple_bound``) lets every pair of nodes choose its
hubs for itself, at prices that make the choices agree; the prices rule out hubs, allocations and
paths. Where few sets of hubs are left, each is looked at alone (``sets``, ``branching``). Else
HiGHS decides what is left (``remaining``), or where that is too much, all but the pairs
(``priced``). With few hubs the bound is nearly the optimum, so little is left. ``forced`` tells
what each candidate would cost or save. With multiple allocation, gateways and sizes, flows take
ways of their own (``flow_ways``) under a bound by parts (``sized_bound``). With levels
(``levels``) hubs hang under each other: a search over such trees (``levelled``), under the bound of
the problem without levels.
"""

from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.effort import Effort
from jidi.network.hubs.forcing import Forced, forced
from jidi.network.hubs.level_years import LevelPhased, LevelPhases, LevelYear
from jidi.network.hubs.level_years_solving import phased_levels
from jidi.network.hubs.levels import Level
from jidi.network.hubs.phases import Phased, Phases, Year, phased
from jidi.network.hubs.problem import HubProblem, Step
from jidi.network.hubs.solve import Solved, solve
from jidi.network.hubs.verify import Breach, Verdict, cost_of, verify
from jidi.network.hubs.verify_years import YearBreach, verify_years

__all__ = [
    "Breach",
    "Effort",
    "Forced",
    "HubDesign",
    "HubProblem",
    "Level",
    "LevelPhased",
    "LevelPhases",
    "LevelYear",
    "Phased",
    "Phases",
    "Solved",
    "Step",
    "Verdict",
    "Year",
    "YearBreach",
    "cost_of",
    "forced",
    "phased",
    "phased_levels",
    "solve",
    "verify",
    "verify_years",
]
