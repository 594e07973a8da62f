"""Sorting (分拣): a hub's hours against its capacity, and who is sorted in which wave and chute.

The problem: every destination has parcels that come hour by hour and a vehicle that leaves once a
day within a window, or several. Waves are stretches of hours for which the chutes are laid out in
one way; no two run at once. A destination belongs to one wave for every departure that it uses
(``turns``) and has chutes of its own there, or shares one with others and is sorted again by hand.
What comes within the last hour of a wave, or after it, waits for its next one. A fluid of parcels
is sorted at the rate of all lines. Chosen at once: lines to be added, waves,
places. ``solve`` finds them with HiGHS and says how far from the best
they are at most; ``verify`` runs the hours and knows nothing of it.
"""

from jidi.network.sorting.design import Placed, SortingDesign
from jidi.network.sorting.hours import Hour, Stream, day_of, least_rate
from jidi.network.sorting.problem import Destination, SortingProblem, Wave
from jidi.network.sorting.solve import solve
from jidi.network.sorting.turns import turns_of
from jidi.network.sorting.verify import Breach, Verdict, verify

__all__ = [
    "Breach",
    "Destination",
    "Hour",
    "Placed",
    "SortingDesign",
    "SortingProblem",
    "Stream",
    "Verdict",
    "Wave",
    "day_of",
    "least_rate",
    "solve",
    "turns_of",
    "verify",
]
