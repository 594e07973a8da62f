"""The program of one end: its lanes run whole, the rest of a way has a price a kilogram.

Whole departures are chosen exactly: small flows share a truck or do not, which no relaxation of
the whole tells.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.highs import INFINITY, Floats, Model, Sparse
from jidi.network.trunk.ends import Plan
from jidi.network.trunk.problem import EmptyRun, Lane
from jidi.network.trunk.rows import Rows, Vector
from jidi.network.trunk.ways import NONE, Ways

Whole = npt.NDArray[np.int64]
_LEAST_KG: Final = 1e-6
_LITTLE: Final = 1e-9
"""Yuan a kg by which an option must be dearer to be left out."""


class EndProgram:
    """One end and its program."""

    def __init__(self, rows: Rows, ways: Ways, node: int) -> None:
        self.rows, self.ways, self.node, self.problem = rows, ways, node, rows.problem
        problem = self.problem
        self.lanes = [
            n for slot in rows.slots.all for n in slot.lanes
            if node in (problem.lanes[n].origin, problem.lanes[n].target)
        ]  # fmt: skip
        self.runs = [n for n, r in enumerate(problem.empties) if node in (r.origin, r.target)]
        self.flows = [n for n, f in enumerate(problem.flows) if node in (f.origin, f.target)]
        self._gather()
        self.model = self._made()

    # What may be chosen ----------------------------------------------------------

    def _gather(self) -> None:
        """Ways of the end's flows by pair and by the slot at the end."""
        ways = self.ways
        held = np.concatenate([
            np.zeros(0, np.int64),
            *(np.arange(ways.starts[p], ways.starts[p + 1])
              for p in sorted({int(ways.pair_of_flow[flow]) for flow in self.flows})),
        ])  # fmt: skip
        slot = self._slot_at_end(held)
        order = np.lexsort((slot, ways.pair[held]))
        self.held, slot = held[order], slot[order]
        pair = ways.pair[self.held]
        fresh = np.ones(len(pair), np.bool_)
        fresh[1:] = (pair[1:] != pair[:-1]) | (slot[1:] != slot[:-1])
        self.starts = np.flatnonzero(fresh)
        self.minutes = ways.minutes[self.held]
        self.quickest = self._least(self.minutes.astype(np.float64))
        of_pair: dict[int, list[tuple[int, int]]] = {}
        for group, start in enumerate(self.starts):
            of_pair.setdefault(int(pair[start]), []).append((group, int(slot[start])))
        latest = [self.problem.products[f.product].latest for f in self.problem.flows]
        self.options = [
            (flow, group, slot)
            for flow in self.flows
            for group, slot in of_pair.get(int(ways.pair_of_flow[flow]), [])
            if self.quickest[group] <= latest[flow]
        ]
        self.group = np.array([group for _, group, _ in self.options], np.int64)
        self.product = np.array([self.problem.flows[f].product for f, *_ in self.options], np.int64)
        self.flow = np.array([flow for flow, *_ in self.options], np.int64)
        self._gather_rooms()

    def _gather_rooms(self) -> None:
        """What a kilogram pays in the slot of each option: at least, and where there is room for
        all that the end has to do with; endless where there is none."""
        problem, prices = self.problem, self.rows.slots.lane_prices
        kg = float(sum(problem.flows[flow].kg for flow in self.flows))
        least: dict[int, float] = {}
        roomy: dict[int, float] = {}
        for slot in {slot for *_, slot in self.options}:
            lanes = self.rows.slots.all[slot].lanes
            wide = [n for n in lanes if self._free(n) and self._room(n) >= kg]
            least[slot] = min(prices[n] for n in lanes)
            roomy[slot] = min((prices[n] for n in wide), default=NONE)
        self.cheapest = np.array([least[slot] for *_, slot in self.options])
        self.roomy = np.array([roomy[slot] for *_, slot in self.options])
        self.kg = np.array([problem.flows[flow].kg for flow in self.flow])

    def _room(self, lane: int) -> float:
        return self.problem.lanes[lane].capacity * self.problem.lanes[lane].most

    def _slot_at_end(self, held: Whole) -> Whole:
        """The slot of each way that touches the end."""
        ways = self.ways
        slots = np.concatenate([ways.before[held], ways.last[held, None]], axis=1)
        at = np.array([*(self.node in (s.lane.origin, s.lane.target) for s in self.rows.slots.all),
                       False])  # fmt: skip
        return np.asarray(slots[np.arange(len(held)), np.argmax(at[slots], axis=1)])

    def _least(self, values: Floats) -> Floats:
        return np.minimum.reduceat(values, self.starts) if len(values) else np.zeros(0)

    # The program -----------------------------------------------------------------

    def _made(self) -> Model:
        """Columns: departures, empty runs, kg aboard, kg of options."""
        problem, model = self.problem, Model()
        slots = sorted({slot for *_, slot in self.options})
        moves: list[Lane | EmptyRun] = [
            *(problem.lanes[n] for n in self.lanes),
            *(problem.empties[n] for n in self.runs),
        ]
        kinds = sorted({move.vehicle for move in moves if move.vehicle})
        room = {lane: n for n, lane in enumerate(self.lanes)}
        slot = {number: len(room) + n for n, number in enumerate(slots)}
        flow = {number: len(room) + len(slot) + n for n, number in enumerate(self.flows)}
        home = {kind: len(room) + len(slot) + len(flow) + n for n, kind in enumerate(kinds)}
        kg = np.array([problem.flows[n].kg for n in self.flows])
        equal = np.concatenate([np.zeros(len(slot)), kg, np.zeros(len(home))])
        model.add_rows(
            np.concatenate([np.full(len(room), -INFINITY), equal]),
            np.concatenate([np.zeros(len(room)), equal]),
            Sparse.of([[]] * (len(room) + len(equal))),
        )
        of_lane = {lane: n for n in slots for lane in self.rows.slots.all[n].lanes}
        parts: list[Vector] = []
        for lane in self.lanes:
            parts.append([(room[lane], -problem.lanes[lane].capacity),
                          *self._at_home(problem.lanes[lane], home)])  # fmt: skip
        parts += [self._at_home(problem.empties[run], home) for run in self.runs]
        for lane in self.lanes:
            here = [(slot[of_lane[lane]], -1.0)] if lane in of_lane else []
            parts.append([(room[lane], 1.0), *here])
        parts += [[(slot[s], 1.0), (flow[f], 1.0)] for f, _, s in self.options]
        most = np.array([
            *(float(problem.lanes[lane].most) for lane in self.lanes),
            *(float(problem.empties[run].most) for run in self.runs),
            *([INFINITY] * len(self.lanes)),
            *(problem.flows[f].kg for f, *_ in self.options),
        ])  # fmt: skip
        least = np.zeros(len(most))
        least[: len(self.lanes)] = [
            0.0 if self._free(lane) else float(problem.lanes[lane].least) for lane in self.lanes
        ]
        model.add_columns(np.zeros(len(most)), least, most, Sparse.of(parts))
        whole = [n for n, lane in enumerate(self.lanes) if not self._free(lane)]
        model.whole(np.array(whole, np.int32))
        return model

    def _free(self, number: int) -> bool:
        lane = self.problem.lanes[number]
        return lane.yuan_per_departure <= 0 and not lane.vehicle

    def _at_home(self, move: Lane | EmptyRun, home: dict[str, int]) -> Vector:
        if move.vehicle not in home:
            return []
        return [(home[move.vehicle], 1.0 if move.origin == self.node else -1.0)]

    # Asking ----------------------------------------------------------------------

    def planned(
        self, duals: Floats, paid: Floats, *, gap: float, nodes: int
    ) -> tuple[float, Plan | None]:
        """A plan of little reduced cost, and a bound that no plan of the end costs less than.

        :param duals: of the rows that ends share; ``paid``: of each way, its slot at the end free.
        """
        worth, late = self._prices(duals, paid)
        asked = np.minimum(worth, late)
        prices = np.concatenate([*self._lane_costs(duals), asked])
        self.model.price(prices)
        self._leave_out(self._outdone(asked))
        # A few nodes settle it: to begin anew and to search aside takes twice as long as they do.
        found = self.model.searched(gap=gap, nodes=nodes, anew=False, aside=False)
        if found.values is None:
            return found.bound, None
        plan = self._plan(found.values, worth <= late, paid)
        promises = duals[self.rows.promise : self.rows.flow]
        reduced = float(found.values @ prices)
        weights = self._weights(found.values, plan)
        return found.bound, replace(
            plan,
            cost=reduced + float(promises @ plan.kept),
            price=reduced + float(sum(duals[row] * weight for row, weight in weights)),
            weights=weights,
        )

    def _outdone(self, asked: Floats) -> npt.NDArray[np.bool_]:
        """Options that cost more, however their lanes run, than one of their flow that has room."""
        sure = np.full(len(self.problem.flows), NONE)
        np.minimum.at(sure, self.flow, asked + self.roomy)
        return np.asarray(asked + self.cheapest > sure[self.flow] + _LITTLE)

    def _leave_out(self, outdone: npt.NDArray[np.bool_]) -> None:
        first = 2 * len(self.lanes) + len(self.runs)
        numbers = np.arange(first, first + len(self.options), dtype=np.int32)
        self.model.bound(numbers, np.zeros(len(numbers)), np.where(outdone, 0.0, self.kg))

    def _weights(self, values: Floats, plan: Plan) -> tuple[tuple[int, float], ...]:
        """What a plan takes of the rows that ends share; its own rows are left out."""
        rows, problem = self.rows, self.problem
        found: dict[int, float] = defaultdict(float)
        own = {row for (_, node), row in rows.homes.items() if node == self.node}
        for number, count in zip(self.lanes, values, strict=False):
            for row, weight in rows.departures_of[number][1:]:
                found[row] += weight * count
        for number, count in zip(self.runs, values[len(self.lanes) :], strict=False):
            for row, weight in rows.empties_of[number]:
                found[row] += weight * count
        kg = values[len(values) - len(self.options) :]
        carried = [amount for amount in kg if amount > _LEAST_KG]
        for (flow, way), amount in zip(plan.ways, carried, strict=True):
            taken = self.ways.way(way)
            product = problem.products[problem.flows[flow].product]
            for row, weight in rows.way(flow, taken.slots, kept=taken.minutes <= product.promise):
                found[row] += weight * amount
        touching = {
            rows.slot + n
            for n, s in enumerate(rows.slots.all)
            if self.node in (s.lane.origin, s.lane.target)
        }
        own |= touching | {rows.flow + flow for flow in self.flows}
        return tuple(sorted((row, float(w)) for row, w in found.items() if row not in own and w))

    def _prices(self, duals: Floats, paid: Floats) -> tuple[Floats, Floats]:
        """Of each option, a kg within the promise and one in time at all."""
        mine, rows = paid[self.held], self.rows
        worth = np.full(len(self.options), NONE)
        late = np.full(len(self.options), NONE)
        for number, product in enumerate(self.problem.products):
            which = self.product == number
            kept = self._least(np.where(self.minutes <= product.promise, mine, NONE))
            ever = self._least(np.where(self.minutes <= product.latest, mine, NONE))
            worth[which] = kept[self.group[which]] - duals[rows.promise + number]
            late[which] = ever[self.group[which]]
        return worth, late

    def _lane_costs(self, duals: Floats) -> tuple[Floats, Floats, Floats]:
        """Of departures, empty runs, kilograms aboard, less what vehicles are worth elsewhere."""
        lanes = [self.problem.lanes[n] for n in self.lanes]
        runs = [self.problem.empties[n] for n in self.runs]
        return (
            np.array([one.yuan_per_departure - self._moved(one, duals) for one in lanes]),
            np.array([one.yuan - self._moved(one, duals) for one in runs]),
            np.array([self.rows.slots.lane_prices[n] for n in self.lanes]),
        )

    def _moved(self, move: Lane | EmptyRun, duals: Floats) -> float:
        """What a vehicle is worth where it leaves and comes; nothing at the end itself."""
        homes = self.rows.homes
        if (move.vehicle, move.origin) not in homes:
            return 0.0
        ends = homes[move.vehicle, move.origin], homes[move.vehicle, move.target]
        return float(duals[ends[0]] - duals[ends[1]])

    def _plan(self, values: Floats, kept: npt.NDArray[np.bool_], paid: Floats) -> Plan:
        at = np.cumsum([len(self.lanes), len(self.runs), len(self.lanes)])
        counts, _, _, kg = np.split(values, at)
        return Plan(
            self.node,
            tuple(
                (lane, float(round(count)))
                for lane, count in zip(self.lanes, counts, strict=True)
                if round(count) and not self._free(lane)
            ),
            tuple(
                (flow, self._way(group, flow, paid, kept=bool(kept[n])))
                for n, (flow, group, _) in enumerate(self.options)
                if kg[n] > _LEAST_KG
            ),
            tuple(
                float(kg[kept & (self.product == product)].sum())
                for product in range(len(self.problem.products))
            ),
            0.0,
        )

    def _way(self, group: int, flow: int, paid: Floats, *, kept: bool) -> int:
        product = self.problem.products[self.problem.flows[flow].product]
        ends = np.append(self.starts, len(self.held))
        piece = slice(ends[group], ends[group + 1])
        within = product.promise if kept else product.latest
        fitting = np.where(self.minutes[piece] <= within, paid[self.held[piece]], NONE)
        return int(self.held[piece][np.argmin(fitting)])
