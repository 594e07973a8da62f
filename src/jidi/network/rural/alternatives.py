"""Clearly different designs of nearly the same cost, each of them held to the rules.

Asked for by other seeds and by taking away, one at a time, what the design rests on: a mode, a
vehicle type, the days it chose, a station that was free to be closed or opened. What is then
designed is also a design of the problem itself. Found ones are kept when they cost little more and
are clearly different (``difference``) from the design and from each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from jidi.core.errors import JidiError
from jidi.network.alternatives import NEARLY, Asked, Miss, Report, Sought, sought
from jidi.network.rural.design import Design
from jidi.network.rural.difference import CLEARLY, OWN, Difference, difference, ways_of
from jidi.network.rural.explain_station import Binding, binding_of
from jidi.network.rural.problem import Problem, Village
from jidi.network.rural.supposing import as_answer_to, without_mode
from jidi.network.rural.verdict import Verdict
from jidi.network.rural.verify import verify

Designer = Callable[[Problem, int, Report], Design]
"""Designs a problem with a seed, telling how far it is."""


@dataclass(frozen=True)
class Alternative:
    """Another design of the same problem.

    :param asked: how it was come by, as code and subject: ``seed 2``, ``without bus``.
    :param apart: how far it is from the design explained.
    :param nearest: the share of villages served differently from the nearest of all others shown.
    """

    design: Design
    verdict: Verdict
    asked: Asked
    extra: float
    apart: Difference
    nearest: float


Alternatives = Sought[Alternative]


def alternatives(
    problem: Problem,
    design: Design,
    *,
    wanted: int,
    seed: int,
    answer: Designer,
    cost: float,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Report = lambda _share, _step: None,
) -> Alternatives:
    """Up to ``wanted`` alternatives to a design that holds and costs ``cost`` yuan a day.

    :param seed: of the design; other seeds count up from it.
    :param cancelled: asked before each try; what was found by then is given.
    """

    def weigh(
        asked: Asked, question: _Seeded, found: Sequence[Alternative], report: Report
    ) -> Alternative | Miss:
        made = _made(problem, question, lambda one, seed: answer(one, seed, report))
        if made is None:
            return Miss.FAILED
        one, verdict = made
        price = float("nan") if verdict.bill is None else verdict.bill.total
        if not price <= cost * (1 + NEARLY):
            return Miss.DEAR
        shown = (design, *(each.design for each in found))
        nearest = min(difference(problem, each, one).any for each in shown)
        if nearest < CLEARLY:
            return Miss.ALIKE
        apart = difference(problem, design, one)
        return Alternative(one, verdict, asked, price - cost, apart, nearest)

    return sought(
        _questions(problem, design, seed), weigh, wanted=wanted, clearly=CLEARLY,
        cancelled=cancelled, progress=progress,
    )  # fmt: skip


def _made(
    problem: Problem, question: _Seeded, answer: Callable[[Problem, int], Design]
) -> tuple[Design, Verdict] | None:
    """The answer as a design of the problem; None where there is none, or the checker refuses."""
    try:
        made = as_answer_to(problem, answer(*question))
    except JidiError:
        return None
    verdict = verify(problem, made)
    return (made, verdict) if verdict.holds else None


_Seeded = tuple[Problem, int]
"""The problem with less to choose from, and the seed."""
Question = tuple[Asked, _Seeded]
"""How it is asked, and what."""


def _questions(problem: Problem, design: Design, seed: int) -> Iterator[Question]:
    """Questions in turn: one that takes something away, one of another seed."""
    less, seeds = _less(problem, design, seed), count(seed + 1)
    while True:
        another = next(seeds)
        yield ("seed", str(another)), (problem, another)
        taken = next(less, None)
        if taken is not None:
            yield taken


def _less(problem: Problem, design: Design, seed: int) -> Iterator[Question]:
    """The problem without what the design rests on, one thing at a time."""
    days = _other_days(problem, design)
    if days is not None:
        yield ("days", ""), (days, seed)
    for mode in sorted({way.mode for way in ways_of(problem, design).values()} - {OWN}):
        yield ("without", mode), (without_mode(problem, mode), seed)
    yield from _other_vehicles(problem, design, seed)
    yield from _other_stations(problem, design, seed)


def _other_days(problem: Problem, design: Design) -> Problem | None:
    """Villages that may be visited on other days as often may not be visited on theirs."""
    days = {service.village: service.days for service in design.services}
    villages = tuple(
        _without_days(village, days.get(number)) for number, village in enumerate(problem.villages)
    )
    return None if villages == problem.villages else replace(problem, villages=villages)


def _without_days(village: Village, days: object) -> Village:
    left = tuple(pattern for pattern in village.patterns if pattern != days)
    fewest = min(pattern.frequency for pattern in village.patterns)
    as_often = any(pattern.frequency == fewest for pattern in left)
    return replace(village, patterns=left) if as_often else village


def _other_vehicles(problem: Problem, design: Design, seed: int) -> Iterator[Question]:
    """Each vehicle type on lines barred from them, where another may go there."""
    used = sorted({run.vehicle for run in design.lines})
    for number in used if sum(v.line for v in problem.vehicles) > 1 else ():
        vehicles = tuple(
            replace(vehicle, line=vehicle.line and other != number)
            for other, vehicle in enumerate(problem.vehicles)
        )
        kind = problem.vehicles[number].id
        yield ("without", kind), (replace(problem, vehicles=vehicles), seed)


def _other_stations(problem: Problem, design: Design, seed: int) -> Iterator[Question]:
    """Each station that only cost decided, the other way round."""
    for number, station in enumerate(problem.stations):
        if binding_of(station) is not Binding.COST:
            continue
        is_open = number in design.open
        changed = replace(station, must=not is_open)
        stations = (*problem.stations[:number], changed, *problem.stations[number + 1 :])
        yield (
            ("closed" if is_open else "open", station.id),
            (replace(problem, stations=stations), seed),
        )
