"""The program of a sorting problem: its columns, and every condition as rows."""

from __future__ import annotations

from collections.abc import Iterable

from jidi.network.costs import equipment_cost, handling_cost, waiting_cost
from jidi.network.mixed_integer import Program
from jidi.network.sorting.clock import before_end, own_chutes
from jidi.network.sorting.design import Placed
from jidi.network.sorting.problem import HOURS, SortingProblem
from jidi.network.sorting.turns import Turn, turns, turns_of


class Columns:
    """The program and the numbers of its columns.

    :param loose: every destination may be cut in parts of any size, each with parts of chutes: no
        design costs less than the answer.
    """

    def __init__(self, problem: SortingProblem, *, loose: bool = False) -> None:
        self.problem, self.program, self.loose = problem, Program(), loose
        waves = range(len(problem.waves))
        self.added = self.program.column(
            equipment_cost(count=1, yuan_per_day=problem.yuan_line),
            upper=problem.most - problem.standing, whole=True,
        )  # fmt: skip
        self.run = [self.program.column(problem.yuan_wave, upper=1, whole=True) for _ in waves]
        # Lines at work in each wave. Waves half run must not have all lines each: without these
        # columns HiGHS did not end within minutes.
        self.lines = [self.program.column(0.0, upper=problem.most) for _ in waves]
        self.shared = [self.program.column(0.0, whole=not loose) for _ in waves]
        self.turns = [
            tuple(turns(problem, n, idle=loose)) for n in range(len(problem.destinations))
        ]
        self.own: dict[Turn, int] = {}
        self.again: dict[Turn, int] = {}
        self.at: list[list[Turn]] = [[] for _ in waves]
        for one in (one for day in self.turns for one in day):
            waits = waiting_cost(parcel_hours=one.parcel_hours, yuan_per_hour=problem.yuan_hour)
            second = handling_cost(parcels_per_day=one.parcels, yuan_per_parcel=problem.yuan_second)
            self.own[one] = self.program.column(waits, upper=1, whole=not loose)
            self.again[one] = self.program.column(waits + second, upper=1, whole=not loose)
            self.at[one.wave].append(one)

    def rows(self) -> None:
        """All conditions, each by its name."""
        self._every_hour_leaves_once()
        self._one_wave_at_a_time()
        for wave in range(len(self.problem.waves)):
            self._placed_in_waves_that_run(wave)
            self._lines_suffice(wave)
            self._chutes_suffice(wave)
            self._groups_suffice(wave)

    def _both(self, turns: Iterable[Turn], worth: float = 1.0) -> dict[int, float]:
        """With chutes of its own and without."""
        here = tuple(turns)
        return {held[one]: worth for held in (self.own, self.again) for one in here}

    def _every_hour_leaves_once(self) -> None:
        """Whoever has one departure has one turn. Of several each begins where another ends, each
        departure is there once, and the turns go round the day once: one of them has midnight."""
        for day in self.turns:
            self.program.row(self._both(one for one in day if one.midnight), least=1, most=1)
            if all(one.alone for one in day):
                continue
            for stop in dict.fromkeys(one.stop for one in day):
                comes = self._both(o for o in day if o.stop == stop and not o.alone)
                goes = self._both((o for o in day if o.before == stop and not o.alone), -1.0)
                if comes or goes:
                    self.program.row({**comes, **goes}, least=0, most=0)
            for departure in sorted({one.stop[1] for one in day}):
                self.program.row(self._both(o for o in day if o.stop[1] == departure), most=1)

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
        here: dict[int, list[Turn]] = {}
        for one in self.at[wave]:
            here.setdefault(one.destination, []).append(one)
        for each in here.values():
            self.program.row({**self._both(each), self.run[wave]: -1.0}, most=0)

    def _lines_suffice(self, wave: int) -> None:
        """What comes within the last k hours is sorted within them; all, within the wave."""
        when, problem = self.problem.waves[wave], self.problem
        for last in range(1, when.hours + 1):
            terms = {}
            for one in self.at[wave]:
                amount = sum(a for hour, a in enumerate(one.arrivals)
                             if last == when.hours or before_end(hour, when) <= last)  # fmt: skip
                terms[self.own[one]] = terms[self.again[one]] = amount
            room = problem.rate * last
            if self.loose:  # in lines, not parcels: so large are sums that HiGHS loses digits
                terms = {column: amount / room for column, amount in terms.items()}
                room = 1.0
            self.program.row({**terms, self.lines[wave]: -room}, most=0)

    def _chutes_suffice(self, wave: int) -> None:
        problem, when = self.problem, self.problem.waves[wave]
        terms: dict[int, float] = {
            self.own[one]: one.parcels / (problem.chute_rate * when.hours)
            if self.loose
            else own_chutes(problem, one.parcels, when)
            for one in self.at[wave]
        }
        terms[self.shared[wave]] = 1.0
        self.program.row({**terms, self.lines[wave]: -problem.chutes}, most=0)

    def _groups_suffice(self, wave: int) -> None:
        problem, here = self.problem, self.at[wave]
        amounts = {self.again[one]: one.parcels for one in here}
        ones = {self.again[one]: 1.0 for one in here}
        room = min(problem.group_rate, problem.chute_rate) * problem.waves[wave].hours
        if self.loose:
            parts = {column: amount / room for column, amount in amounts.items()}
            self.program.row({**parts, self.shared[wave]: -1.0}, most=0)
            return
        self.program.row({**amounts, self.shared[wave]: -room}, most=0)
        self.program.row({**ones, self.shared[wave]: -problem.group}, most=0)

    def forbid(self, places: tuple[Placed, ...]) -> None:
        """Not all of these turns of one destination in one design."""
        columns = [
            (self.own if place.chutes else self.again)[one]
            for place, one in zip(places, turns_of(self.problem, places), strict=True)
        ]
        if len(columns) == 1:
            self.program.most(columns[0], 0.0)
        elif columns:
            self.program.row(dict.fromkeys(columns, 1.0), most=len(columns) - 1)
