"""The trunk problem (干线网络设计): which lanes run how often, and which parcels go by which.

*Nodes* are cities, parks, gateways; at some of them parcels are sorted and go on, within a sorting
window of the day and up to a capacity. A *lane* leaves at one minute with as many
departures (whole numbers) as the design says; each has a capacity and a price, and a kilogram
aboard has a price and emissions. A *flow* is what one node hands to another each day of one
*product*, which promises a share of all its kilograms within so many minutes, and all within a
longer time. Vehicles come home: as many of a kind leave a node a day as come, empty runs included.
Where every lane runs daily, every day is alike, and a parcel that misses a lane takes it the next
day. A lane may leave on one day of the week only; then a week is designed (:mod:`.week`).

``solve`` generates ways for parcels until the linear relaxation over *all* ways of so many lanes is
solved, and lifts it by cuts that count whole departures out of sets of nodes, then by what ends
must choose whole and what must run between them; its value is the bound. Whole departures are found
by diving and improved with HiGHS. Where that leaves a gap, all prices that ends share are bettered,
and what lies round a few cities is reconsidered with nearly all else held.
``verify`` recomputes everything from problem and design alone;
``worth`` says what more room would save.
"""

from jidi.network.trunk.design import Carried, TrunkDesign
from jidi.network.trunk.problem import EmptyRun, Flow, Lane, Node, Product, TrunkProblem
from jidi.network.trunk.reachable import reachable
from jidi.network.trunk.solve import solve
from jidi.network.trunk.verify import Breach, Verdict, verify
from jidi.network.trunk.worth import Worth, worth

__all__ = [
    "Breach",
    "Carried",
    "EmptyRun",
    "Flow",
    "Lane",
    "Node",
    "Product",
    "TrunkDesign",
    "TrunkProblem",
    "Verdict",
    "Worth",
    "reachable",
    "solve",
    "verify",
    "worth",
]
