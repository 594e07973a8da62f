"""Why a sorting problem has no design, and what to change: by how much at least, at what cost.

For every condition of the smallest clash one way out is made: it and what must go with it are
loosened by the least amount, whatever has no price first, and the cheapest design under that is
sought. A repair is given only with a design that the checker accepts under it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jidi.core.errors import InputError
from jidi.network.clashing import Asker, Fate, Smallest, smallest_clash
from jidi.network.sorting.clock import stands
from jidi.network.sorting.conditions import (
    LESS_SERVICE,
    WHOLE,
    Condition,
    Kind,
    conditions,
    fewer,
    widened,
    without,
)
from jidi.network.sorting.design import SortingDesign
from jidi.network.sorting.problem import HOURS, SortingProblem, Window
from jidi.network.sorting.solve import fate, fewest_more_waves, solve
from jidi.network.sorting.verify import verify

HARD: Final = frozenset({Kind.HOLD, Kind.BEGINS, Kind.WINDOW})
Asked = Callable[[], None]
Value = int | float | Window | tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One condition from one value to another.

    Values are lines, chutes, parcels an hour, destinations, hours, a window, per cent of the
    parcels; of ``BEGINS`` the waves that are added.
    """

    condition: Condition
    before: Value
    after: Value


@dataclass(frozen=True)
class Repair:
    """Changes under which a verified design exists. :param problem: with them."""

    changes: tuple[Change, ...]
    problem: SortingProblem
    design: SortingDesign

    @property
    def less_service(self) -> bool:
        """Whether parcels are left unsorted."""
        return any(change.condition.kind in LESS_SERVICE for change in self.changes)


def clash(
    problem: SortingProblem, *, effort: int = 1, asked: Asked = lambda: None
) -> tuple[Smallest[Condition] | None, Asker[Condition]]:
    """The smallest set of conditions that clash, None where none is proved; and who was asked.

    :param asked: told of each question; may raise to stop.
    """
    every = conditions(problem)

    def ask(kept: frozenset[Condition]) -> Fate:
        asked()
        return fate(without(problem, (one for one in every if one not in kept)), effort=effort)

    asker = Asker(every, ask, frozenset(one for one in every if one.kind in HARD))
    return smallest_clash(asker), asker


def repairs(
    problem: SortingProblem,
    found: Smallest[Condition],
    asker: Asker[Condition],
    *,
    effort: int = 1,
    asked: Asked = lambda: None,
) -> tuple[Repair, ...]:
    """Ways out of a clash: those that sort all parcels first, of these the cheapest a day first."""
    made: dict[tuple[Condition, ...], Repair] = {}
    for one in found.conditions:
        given = asker.correction((c for c in found.conditions if c != one), one)
        if given not in made:
            repair = _Loosening(problem, effort, asked).by(given)
            if repair is not None:
                made[given] = repair
    return tuple(sorted(made.values(), key=lambda way: (way.less_service, way.design.cost)))


@dataclass(frozen=True)
class _Loosening:
    problem: SortingProblem
    effort: int
    asked: Asked

    def by(self, given: Sequence[Condition]) -> Repair | None:
        """The least change of each of these conditions after the other; lines, which have their
        price, as the cheapest design wants them. None where no design was found."""
        now = self.problem
        for one in sorted(given, key=lambda c: (c.kind is Kind.LINES, given.index(c))):
            others = [c for c in given if given.index(c) > given.index(one) or
                      (c.kind is Kind.LINES and c != one)]  # fmt: skip
            loosened = self._least(now, one, [c for c in others if c != one])
            if loosened is None:
                return None
            now = loosened
        self.asked()
        try:
            design = solve(now, effort=self.effort)
        except InputError:
            return None
        if any(one.kind is Kind.LINES for one in given):
            now = replace(now, most=design.lines)
        if not verify(now, design).holds:
            return None
        changes = tuple(_change(self.problem, now, one) for one in given)
        return Repair(changes, now, design)

    def _least(
        self, now: SortingProblem, one: Condition, free: Sequence[Condition]
    ) -> SortingProblem | None:
        if one.kind is Kind.LINES:
            return without(now, (one,))
        if one.kind is Kind.BEGINS:
            self.asked()
            return fewest_more_waves(now, without(without(now, (one,)), free), effort=self.effort)
        if one.kind is Kind.WINDOW:
            return self._least_window(now, one, free)
        return self._least_number(now, one, free)

    def _kept(self, problem: SortingProblem, free: Sequence[Condition]) -> bool:
        self.asked()
        return fate(without(problem, free), effort=self.effort) is Fate.KEPT

    def _least_number(
        self, now: SortingProblem, one: Condition, free: Sequence[Condition]
    ) -> SortingProblem | None:
        """By halving: more of it keeps whatever less of it keeps."""
        low, high = 0, 1
        while not self._kept(_by(now, one.kind, high), free):
            low, high = high, high * 2
            if low >= _most(now, one):
                return None
        while high - low > 1:
            middle = (low + high) // 2
            if self._kept(_by(now, one.kind, middle), free):
                high = middle
            else:
                low = middle
        return _by(now, one.kind, high)

    def _least_window(
        self, now: SortingProblem, one: Condition, free: Sequence[Condition]
    ) -> SortingProblem | None:
        """By the fewest hours in all; opening earlier is tried after closing later."""
        assert one.window is not None
        seen = {_usable(now, one.window)}
        for window in _wider(one.window):
            usable = _usable(now, window)
            if usable in seen:
                continue
            seen.add(usable)
            wide = widened(now, one.window, window)
            if self._kept(wide, free):
                return wide
        return None


def _wider(window: Window) -> Iterator[Window]:
    opens, closes = window
    for hours in range(1, HOURS - (closes - opens) % HOURS):
        for earlier in range(hours + 1):
            yield (opens - earlier) % HOURS, (closes + hours - earlier) % HOURS


def _usable(problem: SortingProblem, window: Window) -> tuple[int, ...]:
    """Which waves a vehicle that leaves in a window can be loaded from. Where there are several
    departures a day it counts too how long a vehicle stands."""
    several = any(one.more for one in problem.destinations)
    found = []
    for wave in problem.waves:
        wait = stands(window, wave, load=problem.load)
        found.append(-1 if wait > problem.hold else wait if several else 0)
    return tuple(found)


def _by(problem: SortingProblem, kind: Kind, amount: int) -> SortingProblem:
    """Loosened by chutes, destinations or hours, or by so many per cent."""
    if kind is Kind.CHUTES:
        return replace(problem, chutes=problem.chutes + amount)
    if kind is Kind.GROUP:
        return replace(problem, group=problem.group + amount)
    if kind is Kind.HOLD:
        return replace(problem, hold=min(HOURS - 1, problem.hold + amount))
    if kind is Kind.CHUTE_RATE:
        return replace(problem, chute_rate=problem.chute_rate * (WHOLE + amount) / WHOLE)
    if kind is Kind.GROUP_RATE:
        return replace(problem, group_rate=problem.group_rate * (WHOLE + amount) / WHOLE)
    return fewer(problem, max(0, WHOLE - amount))


def _most(problem: SortingProblem, one: Condition) -> int:
    """An amount beyond which nothing changes."""
    free = without(problem, (one,))
    return {
        Kind.CHUTES: free.chutes - problem.chutes,
        Kind.GROUP: free.group - problem.group,
        Kind.HOLD: HOURS - 1 - problem.hold,
        Kind.CHUTE_RATE: int((free.chute_rate / problem.chute_rate - 1) * WHOLE) + 1,
        Kind.GROUP_RATE: int((free.group_rate / problem.group_rate - 1) * WHOLE) + 1,
        Kind.PARCELS: WHOLE,
    }[one.kind]


def _change(before: SortingProblem, after: SortingProblem, one: Condition) -> Change:
    if one.kind is Kind.BEGINS:
        known = {wave.id for wave in before.waves}
        return Change(one, (), tuple(w.id for w in after.waves if w.id not in known))
    if one.kind is Kind.PARCELS:
        whole = sum(d.parcels for d in before.destinations)
        left = sum(d.parcels for d in after.destinations)
        return Change(one, WHOLE, round(left / whole * WHOLE))
    if one.kind is Kind.WINDOW:
        assert one.window is not None
        made = next(late for d, e in zip(before.destinations, after.destinations, strict=True)
                    for early, late in zip(d.departures, e.departures, strict=True)
                    if early == one.window)  # fmt: skip
        return Change(one, one.window, made)
    name = "most" if one.kind is Kind.LINES else one.kind.value
    return Change(one, getattr(before, name), getattr(after, name))
