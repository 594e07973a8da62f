"""The checker of sorting designs: runs two days hour by hour and looks what is left over.

It shares nothing with the solver but problem, design and ``network/costs.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from jidi.network.costs import equipment_cost, handling_cost, waiting_cost
from jidi.network.sorting.design import Placed, SortingDesign
from jidi.network.sorting.problem import SortingProblem

TOLERANCE: Final = 1e-6
DAY: Final = 24
Kind = Literal[
    "lines", "unknown", "destination", "departure", "waves_overlap", "not_run", "late", "unsorted",
    "chutes", "chute_full", "groups", "group_full", "cost", "bound",
]  # fmt: skip


@dataclass(frozen=True)
class Breach:
    """One condition that does not hold: which, where, and the two numbers that clash."""

    kind: Kind
    where: str
    found: float = 0.0
    allowed: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """What the checker found.

    :param cost: yuan a day; None where the design cannot be read. :param bill: its terms: added
        lines, waves, waiting, second (sorting again).
    """

    breaches: tuple[Breach, ...]
    cost: float | None = None
    bill: Mapping[str, float] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every condition is kept and the cost is as claimed."""
        return not self.breaches


def verify(problem: SortingProblem, design: SortingDesign) -> Verdict:
    """Recompute everything."""
    unreadable = tuple(_unreadable(problem, design))
    if unreadable:
        return Verdict(unreadable)
    bill = _bill(problem, design)
    cost = sum(bill.values())
    breaches = [*_waves(problem, design), *_destinations(problem, design)]
    for wave, groups in zip(design.waves, design.groups, strict=True):
        breaches += [*_sorted(problem, design, wave), *_chutes(problem, design, wave, groups)]
    if _over(abs(cost - design.cost), TOLERANCE * max(1.0, cost)):
        breaches.append(Breach("cost", "design", design.cost, cost))
    if _over(design.bound, cost):
        breaches.append(Breach("bound", "design", design.bound, cost))
    return Verdict(tuple(breaches), cost, bill)


def _over(found: float, allowed: float) -> bool:
    return found > allowed + TOLERANCE * max(1.0, abs(allowed))


def _unreadable(problem: SortingProblem, design: SortingDesign) -> Iterator[Breach]:
    if not problem.standing <= design.lines <= problem.most:
        yield Breach("lines", "design", design.lines, problem.most)
    waves = range(len(problem.waves))
    if any(wave not in waves for wave in design.waves) or len(design.groups) != len(design.waves):
        yield Breach("unknown", "waves", len(design.waves), len(waves))
    for number, one in enumerate(design.placed):
        known = one.destination in range(len(problem.destinations)) and one.wave in waves
        if known:
            departures = problem.destinations[one.destination].departures
            known = one.departure in range(len(departures))
        if not known or one.chutes < 0:
            yield Breach("unknown", f"placed {number + 1}", one.destination)


def _waves(problem: SortingProblem, design: SortingDesign) -> Iterator[Breach]:
    busy = [0] * DAY
    for number in design.waves:
        wave = problem.waves[number]
        for hour in range(wave.begins, wave.begins + wave.hours):
            busy[hour % DAY] += 1
    for hour, count in enumerate(busy):
        if count > 1:
            yield Breach("waves_overlap", f"{hour}:00", count, 1)


def _destinations(problem: SortingProblem, design: SortingDesign) -> Iterator[Breach]:
    for number, destination in enumerate(problem.destinations):
        times = [one for one in design.placed if one.destination == number]
        most = len(destination.departures)
        if not 1 <= len(times) <= most or len({one.wave for one in times}) < len(times):
            yield Breach("destination", destination.id, len(times), most)
        for one in times:
            if one.wave not in design.waves:
                yield Breach("not_run", destination.id, one.wave)
            stands = _leaves(problem, one) - _loaded(problem, one.wave)
            if stands > problem.hold:
                yield Breach("late", destination.id, stands, problem.hold)
            if not _with_the_next(problem, one, times):
                yield Breach("departure", destination.id, one.departure)


def _with_the_next(problem: SortingProblem, one: Placed, times: list[Placed]) -> bool:
    """Whether a wave leaves with the first vehicle there is, and has it for itself."""
    others = [other for other in times if other is not one]
    loaded, leaves = _loaded(problem, one.wave), _leaves(problem, one)
    gone = {_leaves(problem, other) % DAY for other in others}
    if any(hour % DAY in gone for hour in range(loaded, leaves + 1)):
        return False
    taken = {other.departure for other in others}
    idle = set(range(len(problem.destinations[one.destination].departures))) - taken
    return one.departure not in taken and all(
        _leaves(problem, replace(one, departure=departure)) >= leaves for departure in idle
    )


def _end(problem: SortingProblem, wave: int) -> int:
    """Hours from the midnight before which the wave begins."""
    return problem.waves[wave].begins + problem.waves[wave].hours


def _loaded(problem: SortingProblem, wave: int) -> int:
    return _end(problem, wave) + problem.load


def _leaves(problem: SortingProblem, place: Placed) -> int:
    """The first full hour from loaded on at which the vehicle may leave, tried hour by hour."""
    opens, closes = problem.destinations[place.destination].departures[place.departure]
    hour = _loaded(problem, place.wave)
    while not _open(opens, closes, hour % DAY):
        hour += 1
    return hour


def _comes(problem: SortingProblem, design: SortingDesign, place: Placed) -> list[float]:
    """By hour, what of a destination comes to this wave: every hour's parcels are followed until
    the last hour of one of its waves begins."""
    last = {(_end(problem, one.wave) - 1) % DAY: one.wave
            for one in design.placed if one.destination == place.destination}  # fmt: skip
    found = [0.0] * DAY
    for hour, amount in enumerate(problem.destinations[place.destination].arrivals):
        at = hour + 1
        while at % DAY not in last:
            at += 1
        if last[at % DAY] == place.wave:
            found[hour] = amount
    return found


def _open(opens: int, closes: int, hour: int) -> bool:
    if opens <= closes:
        return opens <= hour <= closes
    return hour >= opens or hour <= closes


def _sorted(problem: SortingProblem, design: SortingDesign, wave: int) -> Iterator[Breach]:
    """A queue run through the wave: what is there, what comes, what the lines take."""
    begins, end = problem.waves[wave].begins, _end(problem, wave)
    here = [_comes(problem, design, p) for p in design.placed if p.wave == wave]
    queue = 0.0
    for hour in range(end - 1 - DAY, end):
        # Parcels of the hour before are at hand at the begin of this one.
        if hour > end - 1 - DAY:
            queue += sum(amounts[(hour - 1) % DAY] for amounts in here)
        if hour >= begins:
            queue = max(0.0, queue - design.lines * problem.rate)
    if _over(queue, TOLERANCE * sum(map(sum, here))):
        yield Breach("unsorted", problem.waves[wave].id, queue, 0)


def _chutes(
    problem: SortingProblem, design: SortingDesign, wave: int, groups: int
) -> Iterator[Breach]:
    hours, name = problem.waves[wave].hours, problem.waves[wave].id
    here = [one for one in design.placed if one.wave == wave]
    taken = sum(one.chutes for one in here) + groups
    if taken > design.lines * problem.chutes:
        yield Breach("chutes", name, taken, design.lines * problem.chutes)
    again = [one for one in here if not one.chutes]
    if len(again) > groups * problem.group:
        yield Breach("groups", name, len(again), groups * problem.group)
    amount = sum(sum(_comes(problem, design, one)) for one in again)
    room = groups * hours * min(problem.group_rate, problem.chute_rate)
    if _over(amount, room):
        yield Breach("group_full", name, amount, room)
    for one in here:
        parcels = sum(_comes(problem, design, one))
        if one.chutes and _over(parcels, one.chutes * hours * problem.chute_rate):
            yield Breach(
                "chute_full", problem.destinations[one.destination].id, parcels,
                one.chutes * hours * problem.chute_rate,
            )  # fmt: skip


def _bill(problem: SortingProblem, design: SortingDesign) -> dict[str, float]:
    added, waiting, second = design.lines - problem.standing, 0.0, 0.0
    for one in design.placed:
        comes = _comes(problem, design, one)
        leaves, end = _leaves(problem, one), _end(problem, one.wave)
        hours = 0.0
        for hour, amount in enumerate(comes):
            came = hour + 1
            while came < end - DAY:
                came += DAY
            while came > end - 1:
                came -= DAY
            hours += amount * (leaves - came)
        waiting += waiting_cost(parcel_hours=hours, yuan_per_hour=problem.yuan_hour)
        if not one.chutes:
            second += handling_cost(parcels_per_day=sum(comes), yuan_per_parcel=problem.yuan_second)
    return {
        "lines": equipment_cost(count=added, yuan_per_day=problem.yuan_line),
        "waves": problem.yuan_wave * len(design.waves),
        "waiting": waiting,
        "second": second,
    }
