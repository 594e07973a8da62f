"""The border (跨境): gateways with weekly runs, capacities and clearance that takes its time.

Every day each flow is ready at one hour, goes to a gateway, and is cleared after a time drawn from
what was seen there; it boards the next run, or waits for the one after where that is full. The same
runs come home with what is imported, which is cleared at the gateway and carried to its city. Some
goods lie in a gateway's warehouse before they are ordered, and skip what is behind them by then.
The week repeats itself. ``solve`` shares the flows out among the gateways and says which added runs
pay; ``clash`` says which markets the runs cannot carry, and the cheapest runs that would;
``verify`` runs the weeks until they repeat themselves and knows nothing of the program.
"""

from jidi.network.border.carrying import carried
from jidi.network.border.clash import Clash, clash
from jidi.network.border.design import BorderDesign
from jidi.network.border.problem import (
    Back,
    BorderProblem,
    Clearance,
    Flow,
    Gateway,
    Route,
    Store,
)
from jidi.network.border.solve import not_carried, solve
from jidi.network.border.verify import Breach, Verdict, Way, verify

__all__ = [
    "Back",
    "BorderDesign",
    "BorderProblem",
    "Breach",
    "Clash",
    "Clearance",
    "Flow",
    "Gateway",
    "Route",
    "Store",
    "Verdict",
    "Way",
    "carried",
    "clash",
    "not_carried",
    "solve",
    "verify",
]
