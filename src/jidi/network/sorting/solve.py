"""Lines, waves and chutes chosen at once by HiGHS, with the bound that it proves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from jidi.core.errors import InputError
from jidi.network.clashing import Fate
from jidi.network.costs import equipment_cost, handling_cost, waiting_cost
from jidi.network.mixed_integer import Program
from jidi.network.sorting.clock import before_end, own_chutes, parcel_hours, stands
from jidi.network.sorting.design import Placed, SortingDesign
from jidi.network.sorting.problem import HOURS, SortingProblem

GAP: Final = 0.005
NODES: Final = 500
"""Of the search tree for each step of effort."""


class _Columns:
    """The program and the numbers of its columns."""

    def __init__(self, problem: SortingProblem) -> None:
        self.problem, self.program = problem, Program()
        waves = range(len(problem.waves))
        self.added = self.program.column(
            equipment_cost(count=1, yuan_per_day=problem.yuan_line),
            upper=problem.most - problem.standing, whole=True,
        )  # fmt: skip
        self.run = [self.program.column(problem.yuan_wave, upper=1, whole=True) for _ in waves]
        # Lines at work in each wave. Waves half run must not have all lines each: without these
        # columns HiGHS did not end within minutes.
        self.lines = [self.program.column(0.0, upper=problem.most) for _ in waves]
        self.shared = [self.program.column(0.0, whole=True) for _ in waves]
        self.own: dict[tuple[int, int], int] = {}
        self.again: dict[tuple[int, int], int] = {}
        for number, one in enumerate(problem.destinations):
            for wave, when in enumerate(problem.waves):
                if stands(one, when, load=problem.load) > problem.hold:
                    continue
                waits = waiting_cost(
                    parcel_hours=parcel_hours(one, when, load=problem.load),
                    yuan_per_hour=problem.yuan_hour,
                )
                second = handling_cost(
                    parcels_per_day=one.parcels, yuan_per_parcel=problem.yuan_second
                )
                at = number, wave
                self.own[at] = self.program.column(waits, upper=1, whole=True)
                self.again[at] = self.program.column(waits + second, upper=1, whole=True)

    def rows(self) -> None:
        """All conditions, each by its name."""
        self._every_destination_leaves_once()
        self._one_wave_at_a_time()
        for wave in range(len(self.problem.waves)):
            self._placed_in_waves_that_run(wave)
            self._lines_suffice(wave)
            self._chutes_suffice(wave)
            self._groups_suffice(wave)

    def _placed(self, wave: int) -> list[int]:
        return [number for number, at in self.own if at == wave]

    def _every_destination_leaves_once(self) -> None:
        for number in range(len(self.problem.destinations)):
            terms = {c: 1.0 for held in (self.own, self.again)
                     for (one, _), c in held.items() if one == number}  # fmt: skip
            self.program.row(terms, least=1, most=1)

    def _one_wave_at_a_time(self) -> None:
        for hour in range(HOURS):
            on = [n for n, w in enumerate(self.problem.waves)
                  if (hour - w.begins) % HOURS < w.hours]  # fmt: skip
            self.program.row({self.run[n]: 1.0 for n in on}, most=1)
            lines = {self.lines[n]: 1.0 for n in on}
            self.program.row({**lines, self.added: -1.0}, most=self.problem.standing)
        for wave in range(len(self.problem.waves)):
            self.program.row({self.lines[wave]: 1.0, self.run[wave]: -self.problem.most}, most=0)

    def _placed_in_waves_that_run(self, wave: int) -> None:
        for number in self._placed(wave):
            at = number, wave
            self.program.row({self.own[at]: 1.0, self.again[at]: 1.0, self.run[wave]: -1.0}, most=0)

    def _lines_suffice(self, wave: int) -> None:
        """What comes within the last k hours is sorted within them; all, within the wave."""
        when, problem = self.problem.waves[wave], self.problem
        for last in range(1, when.hours + 1):
            terms = {}
            for number in self._placed(wave):
                arrivals = problem.destinations[number].arrivals
                amount = sum(a for hour, a in enumerate(arrivals)
                             if last == when.hours or before_end(hour, when) <= last)  # fmt: skip
                terms[self.own[number, wave]] = terms[self.again[number, wave]] = amount
            room = problem.rate * last
            self.program.row({**terms, self.lines[wave]: -room}, most=0)

    def _chutes_suffice(self, wave: int) -> None:
        problem, when = self.problem, self.problem.waves[wave]
        terms: dict[int, float] = {
            self.own[number, wave]: own_chutes(problem, problem.destinations[number], when)
            for number in self._placed(wave)
        }
        terms[self.shared[wave]] = 1.0
        self.program.row({**terms, self.lines[wave]: -problem.chutes}, most=0)

    def _groups_suffice(self, wave: int) -> None:
        problem, here = self.problem, self._placed(wave)
        amounts = {self.again[n, wave]: problem.destinations[n].parcels for n in here}
        ones = {self.again[n, wave]: 1.0 for n in here}
        room = min(problem.group_rate, problem.chute_rate) * problem.waves[wave].hours
        self.program.row({**amounts, self.shared[wave]: -room}, most=0)
        self.program.row({**ones, self.shared[wave]: -problem.group}, most=0)


def solve(
    problem: SortingProblem,
    *,
    effort: int = 1,
    without: frozenset[tuple[int, int, bool]] = frozenset(),
    cancelled: Callable[[], bool] = lambda: False,
) -> SortingDesign:
    """The cheapest lines, waves and chutes.

    :param without: destinations that are not to be placed so: number, wave, with chutes of its own.

    :raises InputError: N-971 for destinations that no wave can serve, N-972 when no design keeps
        all conditions, N-973 when none was found within the effort or it was stopped.
    """
    made = _Columns(problem)
    served = {number for number, _ in made.own}
    lost = [d.id for n, d in enumerate(problem.destinations) if n not in served]
    if lost:
        raise InputError("N-971", count=len(lost), first=lost[0])
    if cancelled():
        raise InputError("N-973", effort=effort)
    made.rows()
    for number, wave, alone in without:
        made.program.most((made.own if alone else made.again)[number, wave], 0.0)
    answer = made.program.answered(gap=GAP, nodes=NODES * effort)
    if answer.values is None:
        if answer.refuted:
            raise InputError("N-972", lines=problem.most, chutes=problem.most * problem.chutes)
        raise InputError("N-973", effort=effort)
    return _design(made, np.rint(answer.values).astype(int), answer.bound)


def fate(problem: SortingProblem, *, effort: int = 1) -> Fate:
    """Whether any design keeps all conditions, whatever it costs."""
    made = _Columns(problem)
    made.rows()
    made.program.costless()
    answer = made.program.answered(gap=1.0, nodes=NODES * effort)
    if answer.values is not None:
        return Fate.KEPT
    return Fate.REFUSED if answer.refuted else Fate.UNKNOWN


def fewest_more_waves(
    problem: SortingProblem, freer: SortingProblem, *, effort: int = 1
) -> SortingProblem | None:
    """The problem with as few of the waves that only ``freer`` has as keep all its conditions;
    None where none were found."""
    made = _Columns(freer)
    made.rows()
    made.program.costless()
    known = len(problem.waves)
    for column in made.run[known:]:
        made.program.price(column, 1.0)
    answer = made.program.answered(gap=0.0, nodes=NODES * effort)
    if answer.values is None:
        return None
    more = [wave for wave, column in zip(freer.waves[known:], made.run[known:], strict=True)
            if answer.values[column] > 0.5]  # fmt: skip
    return replace(problem, waves=(*problem.waves, *more))


def _design(made: _Columns, values: np.ndarray, bound: float) -> SortingDesign:
    problem = made.problem
    placed = []
    for held, alone in ((made.own, True), (made.again, False)):
        for (number, wave), column in held.items():
            if values[column]:
                one, when = problem.destinations[number], problem.waves[wave]
                placed.append(Placed(number, wave, own_chutes(problem, one, when) if alone else 0))
    used = sorted({one.wave for one in placed})
    groups = tuple(_groups(problem, placed, wave) for wave in used)
    parts = tuple(sorted(placed, key=lambda one: one.destination))
    lines = problem.standing + int(values[made.added])
    cost = cost_of(problem, lines, tuple(used), parts)
    return SortingDesign(lines, tuple(used), groups, parts, cost, min(bound, cost))


def _groups(problem: SortingProblem, placed: list[Placed], wave: int) -> int:
    """As few shared chutes as will do."""
    again = [one for one in placed if one.wave == wave and not one.chutes]
    amount = sum(problem.destinations[one.destination].parcels for one in again)
    room = min(problem.group_rate, problem.chute_rate) * problem.waves[wave].hours
    return max(-(-len(again) // problem.group), int(np.ceil(amount / room - 1e-9)))


def cost_of(
    problem: SortingProblem, lines: int, waves: tuple[int, ...], placed: tuple[Placed, ...]
) -> float:
    """Yuan a day."""
    cost = equipment_cost(count=lines - problem.standing, yuan_per_day=problem.yuan_line)
    cost += problem.yuan_wave * len(waves)
    for one in placed:
        destination, wave = problem.destinations[one.destination], problem.waves[one.wave]
        hours = parcel_hours(destination, wave, load=problem.load)
        cost += waiting_cost(parcel_hours=hours, yuan_per_hour=problem.yuan_hour)
        if not one.chutes:
            cost += handling_cost(
                parcels_per_day=destination.parcels, yuan_per_parcel=problem.yuan_second
            )
    return cost
