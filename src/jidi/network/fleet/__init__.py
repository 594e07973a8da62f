"""Fleet rounds (车辆巡回): mixed vehicles, several depots and trips, windows, stops to choose.

Pose a ``FleetProblem`` in whole numbers, ``solve`` it with an ``Effort`` and a seed, and ``verify``
the design: the checker shares nothing with the solver.
"""

from jidi.network.fleet.design import FleetDesign, Round, Trip
from jidi.network.fleet.problem import ENDLESS, Depot, FleetProblem, Stop, Vehicle
from jidi.network.fleet.solve import Effort, Solved, solve
from jidi.network.fleet.verify import Breach, Verdict, cost_of, verify

__all__ = [
    "ENDLESS",
    "Breach",
    "Depot",
    "Effort",
    "FleetDesign",
    "FleetProblem",
    "Round",
    "Solved",
    "Stop",
    "Trip",
    "Vehicle",
    "Verdict",
    "cost_of",
    "solve",
    "verify",
]
