"""What the kernel works on: the ground, which never changes, and the state of the search.

Nodes are numbered as in the problem, depots first (centre, stations), then villages; villages by
themselves from 0. Money is yuan a day, time minutes, load parcels. Runs lie in slots, a slot of
size 0 is empty; ``at[village]`` is its run's slot, -1 where nobody comes, -2 - p on lane place p.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from jidi.core.compiled import bare, hot
from jidi.network.weekdays import DAYS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NEVER: Final = 1e8
"""A minute that does not come; a limit that does not bind."""
NOWHERE: Final = 1e300
SLACK: Final = 1e-9
ABOUT: Final = 1e-6
"""Minutes within which a sum taken in another order is the same."""

MOST_STOPS: Final = 120
"""The most villages on one run: more than a shift holds. (With 60 ways were up to 0.5 % dearer.)"""
MOST_RUNS: Final = 8
"""The most runs of one vehicle."""

# Columns of a run's whole numbers; its stops follow, as nodes.
DEPOT, KIND, PATTERN, SIZE, VEHICLE, FIRST = 0, 1, 2, 3, 4, 5
# Columns of a run's measures; tables by position follow, each one longer than the most stops.
KM, WORK, SPAN, COST, KEPT, BEGIN = 0, 1, 2, 3, 4, 5
EARLY, LATE, PEAK, ROOM, SURE, TABLES = 6, 7, 8, 9, 10, 11
OFFSET, EARLY_BEFORE, EARLY_AFTER, LATE_BEFORE, LATE_AFTER, FULL_BEFORE, FULL_AFTER, ABOARD = (
    0, 1, 2, 3, 4, 5, 6, 7,
)  # fmt: skip
TABLE_COUNT: Final = 8
# Columns of a vehicle: its depot, its kind (-1: none), how many runs; the runs follow.
HOME, TYPE, COUNT, RUNS = 0, 1, 2, 3
# Counters of a state.
SLOTS, TOUCHED, VEHICLES, SERVED = 0, 1, 2, 3

# Columns of the ground's tables. Of a vehicle type: the most is how many may join those that feed.
PER_KM, CAPACITY, REACH, FIXED, MOST = 0, 1, 2, 3, 4
# Of a day pattern: runs a week as a share of seven, the most days that gather; then each day that
# differs from others.
SHARE, GAP, ON = 0, 1, 2
# Of a village; its lane places stand from the first to before the last.
DOWN, UP, HANDOVER, OPENS, CLOSES, FIRST_PLACE, LAST_PLACE = 0, 1, 2, 3, 4, 5, 6
# Of what is kept of a village: not yuan but whether it takes a pattern.
TAKES = 3
# Of a depot: parcels left, days between its feeder's runs, its own parcels on one run, its feeder
# and what that carries, which row of what is kept holds there; then each pattern's mark, whether
# lines may leave on its days.
READY, BACK, OPENING, LEFT, BETWEEN, OWN_DOWN, OWN_UP, FEEDER, CARRIES, FROM, FED = range(11)
# Of a lane place; then each day's days of mail.
LANE, ORIGIN, PLACE_COST, PLACE_GAP, LANE_LEFT, GATHERS = 0, 1, 2, 3, 4, 5
# Columns of the state's tables.
RUN, POSITION = 0, 1
PARCELS, DOWNWARD, UPWARD, OPENED = 0, 1, 2, 3
DIRTY, NTH = 0, 1
IS_OPEN: Final = MOST_STOPS + 1
"""Behind a run's positions seen: the last look for a place to which it was open."""
WHO, KEY, LAST = 0, 1, 2


class Ground(NamedTuple):
    """The problem in few tables (each costs compiling time), with the feeders already planned."""

    depots: int
    villages: int
    look: int
    """Near villages looked at for a place beside them."""
    based: int
    """How many vehicles there are before any line: those that feed and may run lines as well."""
    fleet: int
    """Of vehicles for lines alone there may be so many."""
    wanted: int
    """Villages to be served; more are not looked for."""
    gifts: int
    """Whether some lane place costs less than nothing (as when a mode is forced)."""
    per_minute: float
    loading: float
    shift: float
    rest_after: float
    rest: float
    budget: float
    """Yuan a day that may be spent on what the kernel decides."""
    missing: float
    """Yuan a day that a village short of ``wanted`` weighs."""
    km: Floats
    drive: Floats
    """(vehicle type, from, to) minutes."""
    kind: Floats
    """(vehicle type, column): yuan a km with carbon, capacity, km of range, yuan a day, most."""
    pattern: Floats
    village: Floats
    kept: Floats
    """(village, 0 from the centre, 1 through a station, 2 through one that is a day away, 3 whether
    it takes it; pattern) yuan."""
    near: Ints
    """(village, rank) other villages, the nearest first."""
    homes: Ints
    """(village, rank) depots that a new run to it may leave from."""
    options: Ints
    """(village, rank; 0 depot 1 vehicle type 2 pattern) runs to it alone, the cheapest first."""
    alone: Floats
    """(village, rank) yuan a day of them, without a vehicle or a station opened for it."""
    depot: Floats
    place: Floats
    busy: Floats
    """(vehicle there is, day, 0 begin 1 end 2 rested) what they do already; begin -1: nothing.
    Of days on which all patterns and all that is busy are the same, only the first is here."""


class State(NamedTuple):
    """Runs, vehicles, and what is used of stations and lanes."""

    runs: Ints
    measures: Floats
    vehicles: Ints
    taken: Floats
    """(vehicle, day) minutes that its runs take."""
    at: Ints
    """(village, 0) its run; (village, 1) its position there."""
    lane: Floats
    """(lane, day) deliveries; (lane, 7 + day) collections."""
    use: Floats
    """(depot, column) parcels a day, deliveries and collections on one run of the feeder through
    it; how many villages are served through it."""
    aboard: Floats
    """(feeder) the most aboard."""
    counts: Ints
    marks: Ints
    """(run, 0) whether it was touched; (n, 1) the n-th touched."""
    line: Floats
    """(n, 0) the n-th absent village and (n, 1) its key; (village, 2) what it cost when last
    looked for a place."""
    day: Floats
    """(3, day) room to lay out a vehicle's week."""
    way: Ints
    """Room for a run's stops."""
    looked: Ints
    """(run, position) the last look for a place that saw it; at the end, how many there were."""


def new_state(ground: Ground, *, based_kinds: Ints, lanes: int) -> State:
    """Nobody served yet.

    :param based_kinds: the types of the vehicles that there are; ``lanes``: how many there are.
    """
    slots = ground.villages + 1
    vehicles = np.full((ground.based + slots, RUNS + MOST_RUNS), -1, dtype=np.int64)
    vehicles[:, COUNT] = 0
    vehicles[: ground.based, HOME] = 0
    vehicles[: ground.based, TYPE] = based_kinds
    at = np.zeros((ground.villages, 2), dtype=np.int64)
    at[:, RUN] = -1
    state = State(
        runs=np.zeros((slots, FIRST + MOST_STOPS), dtype=np.int64),
        measures=np.zeros((slots, TABLES + TABLE_COUNT * (MOST_STOPS + 1))),
        vehicles=vehicles,
        taken=np.zeros((len(vehicles), ground.busy.shape[1])),
        at=at,
        lane=np.zeros((max(1, lanes), 2 * DAYS)),
        use=np.zeros((ground.depots, 4)),
        aboard=np.zeros(max(1, ground.depots)),
        counts=np.array([0, 0, ground.based, 0], dtype=np.int64),
        marks=np.zeros((slots, 2), dtype=np.int64),
        line=np.zeros((ground.villages, 3)),
        day=np.zeros((3, DAYS)),
        way=np.zeros(MOST_STOPS, dtype=np.int64),
        looked=np.zeros((slots + 1, MOST_STOPS + 2), dtype=np.int64),
    )
    for depot in range(1, ground.depots):
        feeder = int(ground.depot[depot, FEEDER])
        if feeder >= 0:
            own = max(ground.depot[depot, OWN_DOWN], ground.depot[depot, OWN_UP])
            state.aboard[feeder] += own
    return state


@hot
def touch(state: State, run: int) -> None:
    """Note that a run changes."""
    if state.marks[run, DIRTY] == 0:
        state.marks[run, DIRTY] = 1
        state.marks[state.counts[TOUCHED], NTH] = run
        state.counts[TOUCHED] += 1


@bare
def carry_over(source: State, target: State) -> None:
    """Make ``target`` what ``source`` is, where the runs touched in one of them differ."""
    runs = max(source.counts[SLOTS], target.counts[SLOTS])
    vehicles = max(source.counts[VEHICLES], target.counts[VEHICLES])
    for one in (source, target):
        for k in range(one.counts[TOUCHED]):
            run = one.marks[k, NTH]
            one.marks[run, DIRTY] = 0
            if run < runs:
                _copy_run(source, target, run)
        one.counts[TOUCHED] = 0
    _copy_use(source, target)
    for vehicle in range(vehicles):
        for day in range(target.taken.shape[1]):
            target.taken[vehicle, day] = source.taken[vehicle, day]
        for k in range(target.vehicles.shape[1]):
            target.vehicles[vehicle, k] = source.vehicles[vehicle, k]
    for village in range(source.at.shape[0]):
        target.at[village, RUN] = source.at[village, RUN]
        target.at[village, POSITION] = source.at[village, POSITION]
    for k in range(source.counts.size):
        target.counts[k] = source.counts[k]


@hot
def _copy_use(source: State, target: State) -> None:
    """What is used of lanes, stations and feeders."""
    for lane in range(source.lane.shape[0]):
        for day in range(source.lane.shape[1]):
            target.lane[lane, day] = source.lane[lane, day]
    for depot in range(source.use.shape[0]):
        target.aboard[depot] = source.aboard[depot]
        for k in range(source.use.shape[1]):
            target.use[depot, k] = source.use[depot, k]


@hot
def _copy_run(source: State, target: State, run: int) -> None:
    size = source.runs[run, SIZE]
    for i in range(FIRST + size):
        target.runs[run, i] = source.runs[run, i]
    for i in range(TABLES):
        target.measures[run, i] = source.measures[run, i]
    for name in range(TABLE_COUNT):  # what lies behind a run's last place is never read
        begin = TABLES + name * (MOST_STOPS + 1)
        for i in range(begin, begin + size + 1):
            target.measures[run, i] = source.measures[run, i]
