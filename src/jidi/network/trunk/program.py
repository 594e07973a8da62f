"""The program over departures, empty runs, kilograms aboard lanes, and the ways found so far.

Columns, in this order: departures of each lane, empty runs, kg aboard each lane, kg of each flow
that find no way, kg on each way. Cuts are rows after all others (:mod:`.rows`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.highs import INFINITY, Floats, Model, Solved, Sparse
from jidi.network.trunk.day_rooms import DayRooms, Place
from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.rows import Rows
from jidi.network.trunk.slots import Slots
from jidi.network.trunk.ways import ByDay

__all__ = ["INFINITY", "Column", "Cut", "Duals", "Floats", "Point", "Program"]

Bools = npt.NDArray[np.bool_]
_NOTHING: Final = 1e-6
FEW_LANES: Final = 60
"""Of so few lanes all are looked at at once."""


@dataclass(frozen=True)
class Column:
    """A way of one flow: its slots, its minutes, whether it keeps the promise, its sorting, and the
    days of the week on which it takes each slot and is sorted after each."""

    flow: int
    slots: tuple[int, ...]
    minutes: int
    kept: bool
    price: float
    boards: tuple[int, ...] = ()
    sorts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Cut:
    """``Σ departures + Σ kg aboard ≥ least``, with coefficients by lane."""

    departures: Mapping[int, float]
    aboard: Mapping[int, float]
    least: float


@dataclass(frozen=True)
class Duals:
    """What one more kg is worth: aboard a lane, in a slot and in sorting (≤ 0), in a promise, of a
    flow; ``rows``: of every row; ``by_day``: what rooms of some days ask besides."""

    lanes: Floats
    slots: Floats
    sorting: Floats
    products: Floats
    flows: Floats
    rows: Floats
    by_day: ByDay | None = None


@dataclass(frozen=True)
class Point:
    """Values of the columns, and what they cost."""

    departures: Floats
    empties: Floats
    aboard: Floats
    ways: Floats
    missing: Floats
    cost: float
    duals: Duals | None = None

    @property
    def whole(self) -> bool:
        """Whether all parcels find a way."""
        return self.duals is not None and float(self.missing.sum()) <= _NOTHING


@dataclass
class Program:
    """One problem's program. It grows by ways and cuts, and is solved from where it stands."""

    problem: TrunkProblem
    slots: Slots
    columns: list[Column] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)

    def __post_init__(self) -> None:
        problem = self.problem
        self.rows = Rows(problem, self.slots)
        self.lanes, self.runs = len(problem.lanes), len(problem.empties)
        self.flows, self.nodes = len(problem.flows), len(problem.nodes)
        self.kg = np.array([flow.kg for flow in problem.flows])
        self.capacities = np.array([lane.capacity for lane in problem.lanes])
        self.most = np.array([
            0.0 if number in self.slots.idle else float(lane.most)
            for number, lane in enumerate(problem.lanes)
        ])  # fmt: skip
        self.least = np.array([float(lane.least) for lane in problem.lanes])
        self.free = np.array(
            [lane.yuan_per_departure <= 0 and not lane.vehicle for lane in problem.lanes], np.bool_
        )
        """Lanes of which all departures may as well be taken: they cost nothing by themselves."""
        self.dear = 1e3 + 10 * max(
            [*(lane.yuan_per_departure for lane in problem.lanes), *self.slots.lane_prices, 1.0]
        )
        """Yuan for a kg that finds no way: more than any way costs."""
        self._known: set[tuple[int, tuple[int, ...]]] = set()
        self._taken, self._cut = 0, 0
        self.days: DayRooms | None = None
        """Rooms of each day of the week, where they are held."""
        self.row_count = self.rows.count
        self.model = self._standing()

    def take(self, column: Column) -> bool:
        """Take in a way; whether it is new."""
        key = (column.flow, column.slots)
        if key in self._known:
            return False
        self._known.add(key)
        self.columns.append(column)
        return True

    # Solving -------------------------------------------------------------------

    def relaxed(self, within: tuple[Floats, Floats] | None = None) -> Point:
        """The least cost where nothing need be whole, with duals.

        :param within: least and most departures of each lane, in place of the problem's.
        """
        self._grow()
        least, most = self._within((np.zeros(self.lanes), self.most) if within is None else within)
        self.model.bound(np.arange(self.lanes, dtype=np.int32), least, most)
        found = self.model.solved()
        while found is not None and self._days_broken(found.values):
            found = self.model.solved()
        if found is None:
            values = np.zeros(self.model.columns)
            values[self.first_way - self.flows : self.first_way] = self.kg
            return self._point(values, INFINITY)
        return self._point(found.values, found.cost, self._duals(found))

    def _within(self, bounds: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        """Least and most departures: free lanes run always, others as often as they must."""
        least = np.where(self.free, self.most, np.maximum(bounds[0], self.least))
        return least, np.maximum(least, np.where(self.free, self.most, bounds[1]))

    def _duals(self, found: Solved) -> Duals:
        rows = self.rows
        return Duals(
            lanes=found.duals[: rows.slot],
            slots=found.duals[rows.slot : rows.sorting],
            sorting=found.duals[rows.sorting : rows.promise],
            products=found.duals[rows.promise : rows.flow],
            flows=found.duals[rows.flow : rows.home],
            rows=found.duals,
            by_day=None if self.days is None else self.days.prices(found.duals),
        )

    # Days ----------------------------------------------------------------------

    def hold_days(self) -> None:
        """From now on every day of the week has its room, not the mean of all alone.

        Where lanes are few, all rows are put in at once, so that a search for whole departures
        knows them.
        """
        self._grow()
        self.days = DayRooms(self.rows)
        if self.lanes <= FEW_LANES:
            self._put(self.days.all_of(self.columns))

    def _days_broken(self, values: Floats) -> bool:
        """Whether some day had too little room, which it has a row for now."""
        if self.days is None:
            return False
        kg = values[self.first_way :]
        wanted = self.days.broken(self.columns, kg, values[: self.lanes])
        self._put(wanted)
        return bool(wanted)

    def _put(self, wanted: list[tuple[Place, int]]) -> None:
        if wanted and self.days is not None:
            self.days.put(
                wanted, self.model, first_row=self.row_count, first_way=self.first_way,
                ways=self.columns,
            )  # fmt: skip
            self.row_count += len(wanted)

    def whole(
        self,
        bounds: tuple[Floats, Floats],
        *,
        below: float,
        gap: float,
        nodes: int,
        held: tuple[Point, Bools] | None = None,
        start: Point | None = None,
        anew: bool = True,
    ) -> Point | None:
        """Whole departures of less cost than ``below``; None where none were found.

        Empty runs need not be told to be whole: once departures are, they are a flow in a network.

        :param bounds: least and most departures of each lane; ``gap``: at which the search stops.
        :param nodes: most nodes of HiGHS's tree.
        :param held: a point and which ways carry what they carry there.
        :param start: a point within the bounds to begin with; ``below`` is then not looked at.
        :param anew: as :meth:`Model.searched`.
        """
        self._grow()
        model = self.model.copy()
        least, most = self._within(bounds)
        lanes = np.arange(self.lanes, dtype=np.int32)
        model.bound(lanes, least, most)
        closed = [*(self.lanes + self.runs + np.flatnonzero(most <= 0)),
                  *range(self.first_way - self.flows, self.first_way)]  # fmt: skip
        model.bound(np.array(closed, np.int32), np.zeros(len(closed)), np.zeros(len(closed)))
        if held is not None:
            kg = np.append(held[0].ways, np.zeros(len(self.columns) - len(held[0].ways)))
            fixed = np.flatnonzero(held[1])
            model.bound(np.asarray(self.first_way + fixed, np.int32), kg[fixed], kg[fixed])
        model.whole(lanes[least < most])
        if below < INFINITY and start is None:
            paid = [[(n, float(cost)) for n, cost in enumerate(self.costs()) if cost]]
            model.add_rows(np.array([-INFINITY]), np.array([below]), Sparse.of(paid))
        found = model.searched(
            gap=gap, nodes=nodes, start=None if start is None else self._values(start), anew=anew
        )
        if found.values is None:
            return None
        return self._point(found.values, float(found.values @ self.costs()))

    @property
    def first_way(self) -> int:
        """The number of the first way's column."""
        return 2 * self.lanes + self.runs + self.flows

    def costs(self) -> Floats:
        """Yuan of each column."""
        return np.concatenate([self._standing_costs(), [column.price for column in self.columns]])

    def _standing_costs(self) -> Floats:
        problem = self.problem
        return np.concatenate([
            [lane.yuan_per_departure for lane in problem.lanes],
            [run.yuan for run in problem.empties],
            self.slots.lane_prices,
            np.full(self.flows, self.dear),
        ])  # fmt: skip

    def _values(self, point: Point) -> Floats:
        """A point as columns; nothing on ways that were taken in since."""
        ways = np.zeros(len(self.columns))
        ways[: len(point.ways)] = point.ways
        return np.concatenate([point.departures, point.empties, point.aboard, point.missing, ways])

    def _point(self, values: Floats, cost: float, duals: Duals | None = None) -> Point:
        at = np.cumsum([self.lanes, self.runs, self.lanes, self.flows])
        departures, empties, aboard, missing, ways = np.split(values, at)
        return Point(departures, empties, aboard, ways, missing, cost, duals)

    # Growing -------------------------------------------------------------------

    def _standing(self) -> Model:
        """Rows, and the columns of lanes, empty runs and what finds no way: they never change."""
        rows, model = self.rows, Model()
        model.add_rows(*rows.sides(), Sparse.of([[]] * rows.count))
        most = np.concatenate([
            self.most, [float(run.most) for run in self.problem.empties],
            np.full(self.lanes + self.flows, INFINITY),
        ])  # fmt: skip
        parts = [*rows.departures_of, *rows.empties_of, *rows.aboard(), *rows.lost()]
        model.add_columns(self._standing_costs(), np.zeros(len(most)), most, Sparse.of(parts))
        return model

    def _grow(self) -> None:
        """Put what was taken in since the last time to HiGHS."""
        ways, self._taken = self.columns[self._taken :], len(self.columns)
        if ways:
            parts = [self.rows.way(way.flow, way.slots, kept=way.kept) for way in ways]
            if self.days is not None:
                parts = [
                    [*part, *self.days.weights(way)] for part, way in zip(parts, ways, strict=True)
                ]
            costs = np.array([way.price for way in ways])
            self.model.add_columns(
                costs, np.zeros(len(ways)), np.full(len(ways), INFINITY), Sparse.of(parts)
            )
        cuts, self._cut = self.cuts[self._cut :], len(self.cuts)
        if cuts:
            sides = np.array([cut.least for cut in cuts])
            parts = [[*cut.departures.items(), *self._aboard(cut)] for cut in cuts]
            self.model.add_rows(sides, np.full(len(cuts), INFINITY), Sparse.of(parts))
            self.row_count += len(cuts)

    def _aboard(self, cut: Cut) -> list[tuple[int, float]]:
        return [(self.lanes + self.runs + lane, value) for lane, value in cut.aboard.items()]
