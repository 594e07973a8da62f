"""Design a county's network: candidate lines by PyVRP, the choice by HiGHS, again and again.

The recipe: candidate feeders over the stations; candidate lines for every frequency from several
sets of depots; places on lanes; one program chooses among all of them; what it chose asks better
questions, whose answers join the pool; the last choice is cleaned, put on vehicles and priced.
Everything is counted in iterations and nodes, so the same seed and effort give the same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from jidi.core.errors import Interrupted, JidiError
from jidi.network.rural.assembling import assembled
from jidi.network.rural.bounds import proof
from jidi.network.rural.candidate import Candidate, Prices, line
from jidi.network.rural.choosing import BUSY_MOST, Choice, Chooser, LanePlace, Pool, lane_places
from jidi.network.rural.design import Design, Proof
from jidi.network.rural.drafting_judge import unreachable
from jidi.network.rural.feeding import candidate_feeders, feeder_over, union_of_days
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.rural.rostering import Roster, Task, roster
from jidi.network.rural.tidying import Tidy, tidied
from jidi.network.rural.timing import Timing
from jidi.network.rural.tours import Ask, candidate_lines, feeder_tours
from jidi.network.weekdays import EVERY_DAY, Weekdays

Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]

ITERATIONS: Final = 150
"""PyVRP's iterations an ask at effort 1."""
BUSY_STEPS: Final = (BUSY_MOST, 0.85, 0.7, 0.5)
"""Shares of a shift filled, tried in turn until the roster fits. Own choice."""
COVERING: Final = 4
"""Times that villages left out are asked for by themselves. Own choice."""
VEHICLE_SHARES: Final = (1.0, 0.25)
ROUGH_GAP: Final = 2e-2
FINE_GAP: Final = 5e-3


def solve(
    problem: Problem,
    *,
    seed: int,
    effort: int = 1,
    progress: Progress = lambda _share, _step: None,
    cancelled: Cancelled = lambda: False,
) -> Design:
    """A design of low cost for the coverage, or of high coverage for the budget.

    :param effort: how long to search; the work grows in proportion to it.
    :param progress: told the share done and the step.
    :param cancelled: asked between steps; when it says so the best design so far is returned.
    :raises JidiError: N-501 when no design reaches the coverage (within the budget).
    :raises Interrupted: when cancelled before there was any design.
    """
    search = _Search(problem, seed=seed, effort=effort, progress=progress, cancelled=cancelled)
    return search.run()


@dataclass
class _Search:
    problem: Problem
    seed: int
    effort: int
    progress: Progress
    cancelled: Cancelled
    asked: int = 0
    best: Design | None = None
    pool: Pool = field(init=False)

    def __post_init__(self) -> None:
        self.prices = Prices(self.problem)
        self.timing = Timing(self.problem)
        self.pool = Pool(self.prices)
        self.feeders = candidate_feeders(self.problem, self.timing)
        self._feed({s: (x.down, x.up) for s, x in enumerate(self.problem.stations) if x.needed})
        self.places = lane_places(self.prices, [s.days for s in self.problem.stations])
        self.rounds = 1 + self.effort
        self.lost = unreachable(self.problem)

    def run(self) -> Design:
        for ask in self._first_asks():
            self._answer(ask)
            if self.cancelled():
                break
        self._cover()
        tidy = self._first_turn()
        for turn in range(1, self.rounds):
            self.progress(turn / self.rounds, "choice")
            for ask in () if self.cancelled() else self._better_asks(tidy):
                self._answer(ask)
                if self.cancelled():
                    break
            tidy = self._turn(FINE_GAP if turn == self.rounds - 1 else ROUGH_GAP)
            if self.cancelled():
                break
        self.progress(1.0, "choice")
        assert self.best is not None
        return self.best

    def _first_turn(self) -> Tidy:
        """The first design; a search stopped before there could be one says so."""
        try:
            return self._turn(ROUGH_GAP)
        except JidiError:
            if self.cancelled():
                raise Interrupted("N-503", county=self.problem.name) from None
            raise

    # Asking -----------------------------------------------------------------

    def _answer(self, ask: Ask) -> None:
        self.asked += 1
        self.pool.add(
            candidate_lines(
                self.prices,
                self.timing,
                ask,
                seed=self.seed * 1_000 + self.asked,
                iterations=ITERATIONS * self.effort,
            )
        )

    def _cover(self) -> None:
        """Ask for villages that no line or lane holds by themselves, at last each alone.

        PyVRP's answers may hold lines that break a rule; those were left out, their villages too.
        """
        for _ in range(COVERING):
            left = self._uncovered()
            for patterns, villages in self._groups() if left else ():
                wanted = tuple(v for v in villages if v in left)
                self._answer(Ask(wanted, patterns, self._depots(), {}))
        for village in sorted(self._uncovered()):
            self.pool.add(self._alone(village))

    def _depots(self) -> tuple[int, ...]:
        """Every depot that lines may leave from."""
        return max(self._depot_sets(), key=len)

    def _uncovered(self) -> set[int]:
        first = 1 + self.problem.station_count
        held = {n - first for line in self.pool.lines.values() for n in line.stops}
        held |= {place.village for place in self.places} | set(self.lost)
        return set(range(len(self.problem.villages))) - held

    def _alone(self, village: int) -> list[Candidate]:
        """Every way to serve a village by a line of its own."""
        patterns = self.problem.villages[village].patterns
        made = [
            line(
                self.problem,
                self.timing,
                depot=depot,
                vehicle=number,
                villages=(village,),
                patterns=tuple(p for p in patterns if p.frequency == frequency),
            )
            for frequency in sorted({p.frequency for p in patterns})
            for depot in self._depots()
            for number, kind in enumerate(self.problem.vehicles)
            if kind.line
        ]
        return [candidate for candidate in made if candidate is not None]

    def _feed(self, loads: Mapping[int, tuple[float, float]]) -> None:
        """Feeders for just these stations and loads join the candidates."""
        days = union_of_days(self.problem, loads) if loads else EVERY_DAY
        gap = days.longest_gap
        tours = feeder_tours(
            self.prices,
            self.timing,
            {s: (down * gap, up * gap) for s, (down, up) in loads.items()},
            days,
            seed=self.seed,
            iterations=ITERATIONS,
        )
        known = {feeder.key for feeder in self.feeders}
        made = (feeder_over(self.problem, self.timing, nodes, k) for k, nodes in tours)
        self.feeders += [tour for tour in made if tour is not None and tour.key not in known]

    def _feed_again(self, choice: Choice) -> None:
        """Feeders for the stations just chosen, with what goes through them."""
        first = 1 + self.problem.station_count
        loads = {s: [held.down, held.up] for s, held in enumerate(self.problem.stations)}
        for candidate, days in choice.lines:
            for node in candidate.stops if candidate.depot != CENTRE else ():
                village = self.problem.villages[node - first]
                loads[candidate.depot - 1][0] += village.down
                loads[candidate.depot - 1][1] += village.up * days.longest_gap
        self._feed({s: (loads[s][0], loads[s][1]) for s in choice.stations})

    def _first_asks(self) -> Iterator[Ask]:
        """Every frequency from every set of depots worth a try, with and without lanes."""
        by_lane = self._lane_worth()
        for patterns, villages in self._groups():
            for depots in self._depot_sets():
                share = VEHICLE_SHARES[0] if CENTRE in depots else VEHICLE_SHARES[-1]
                yield Ask(villages, patterns, depots, {}, share)
                if by_lane and len(depots) > 1:
                    yield Ask(villages, patterns, depots, by_lane)

    def _groups(self) -> list[tuple[tuple[Weekdays, ...], tuple[int, ...]]]:
        """Villages by the least frequency they take, with the patterns of that frequency.

        What no mode reaches is asked for by nobody: one such village spoils every line.
        """
        groups: dict[int, list[int]] = defaultdict(list)
        for number, village in enumerate(self.problem.villages):
            if number not in self.lost:
                groups[min(p.frequency for p in village.patterns)].append(number)
        return [
            (self._patterns(villages, frequency), tuple(villages))
            for frequency, villages in sorted(groups.items())
        ]

    def _patterns(self, villages: Sequence[int], frequency: int) -> tuple[Weekdays, ...]:
        found = {
            p
            for v in villages
            for p in self.problem.villages[v].patterns
            if p.frequency == frequency
        }
        return tuple(sorted(found, key=lambda p: p.marks, reverse=True))

    def _depot_sets(self) -> list[tuple[int, ...]]:
        """The centre alone; the stations that feeders reach; all of them."""
        reached = {node for feeder in self.feeders for node in feeder.stops}
        stations = tuple(sorted(reached))
        return [(CENTRE,), (CENTRE, *stations), stations] if stations else [(CENTRE,)]

    def _lane_worth(self) -> dict[int, float]:
        """For each village on a lane, its cheapest place's cost: a van may cost no more."""
        worth: dict[int, float] = {}
        for place in self.places:
            worth[place.village] = min(worth.get(place.village, place.cost), place.cost)
        return worth

    def _better_asks(self, tidy: Tidy) -> Iterator[Ask]:
        """From what was chosen: its depots, and villages that a more frequent line might take."""
        depots = (CENTRE, *sorted({c.depot for c, _ in tidy.lines} - {CENTRE}))
        present = _present_costs(tidy)
        by_lane = self._lane_worth()
        for patterns, villages in self._groups():
            yield Ask(villages, patterns, depots, by_lane)
            more = self._less_frequent(patterns, present)
            if more:
                joined = tuple(sorted({*villages, *more}))
                yield Ask(joined, patterns, depots, {**more, **_only(by_lane, villages)})
            yield from self._one_depot_asks(tidy, patterns, villages)

    def _less_frequent(
        self, patterns: Sequence[Weekdays], present: Mapping[int, float]
    ) -> dict[int, float]:
        """Villages that need not come so often but may, with what they cost now."""
        frequency = patterns[0].frequency
        return {
            number: present[number]
            for number, village in enumerate(self.problem.villages)
            if number in present
            and min(p.frequency for p in village.patterns) < frequency
            and any(p in patterns for p in village.patterns)
        }

    def _one_depot_asks(
        self, tidy: Tidy, patterns: tuple[Weekdays, ...], villages: Sequence[int]
    ) -> Iterator[Ask]:
        """The villages of one depot once more, as its vehicle were paid for by others."""
        members: dict[int, list[int]] = defaultdict(list)
        for candidate, days in tidy.lines:
            if days.frequency == patterns[0].frequency:
                members[candidate.depot] += tidy.villages(candidate)
        for depot, held in sorted(members.items()):
            wanted = tuple(sorted(v for v in held if v in set(villages)))
            if len(wanted) > 2:
                yield Ask(wanted, patterns, (depot,), {}, VEHICLE_SHARES[-1])

    # Choosing ---------------------------------------------------------------

    def _turn(self, gap: float) -> Tidy:
        """Choose from the pool, clean, put on vehicles, keep the best design."""
        for busy in BUSY_STEPS:
            choice = self._choice(gap, busy)
            tidy = tidied(self.prices, self.timing, choice, least_served=self._least_served())
            made = self._roster(choice, tidy)
            if made is not None:
                self._keep(choice, tidy, made)
                return tidy
        raise JidiError("N-502", county=self.problem.name)

    def _least_served(self) -> int | None:
        return None if self.problem.wanted.budget is not None else self.problem.villages_wanted

    def _choice(self, gap: float, busy: float) -> Choice:
        """The cheapest choice for the coverage; with a budget, for the most villages it pays."""
        wanted = self.problem.wanted
        least = self.problem.villages_wanted
        found = self._choose(least, gap, busy)
        if found is None or (wanted.budget is not None and found.cost > wanted.budget):
            raise JidiError(
                "N-501",
                county=self.problem.name,
                wanted=least,
                budget="–" if wanted.budget is None else f"{wanted.budget:.0f}",
            )
        return found if wanted.budget is None else self._widest(found, wanted.budget, gap, busy)

    def _widest(self, found: Choice, budget: float, gap: float, busy: float) -> Choice:
        """The choice of most villages within the budget, by halving between enough and all."""
        low, high = len(found.served), len(self.problem.villages)
        while low < high:
            middle = (low + high + 1) // 2
            wider = self._choose(middle, gap, busy)
            if wider is not None and wider.cost <= budget:
                found, low = wider, max(middle, len(wider.served))
            else:
                high = middle - 1
        return found

    def _choose(self, least_served: int, gap: float, busy: float) -> Choice | None:
        """Lines, stations and lanes first, with feeders in parts; then whole feeders for them."""
        lines = list(self.pool.lines.values())
        rough = self._chosen(lines, self.places, least_served, gap, busy, shared_feeders=True)
        if rough is None:
            return None
        self._feed_again(rough)
        kept = [replace(candidate, patterns=(days,)) for candidate, days in rough.lines]
        fine = self._chosen(kept, rough.places, least_served, gap, busy)
        return fine or self._chosen(lines, self.places, least_served, gap, busy)

    def _chosen(
        self,
        lines: Sequence[Candidate],
        places: Sequence[LanePlace],
        least_served: int,
        gap: float,
        busy: float,
        *,
        shared_feeders: bool = False,
    ) -> Choice | None:
        chooser = Chooser(
            self.prices,
            lines,
            self.feeders,
            places,
            least_served=least_served,
            shared_feeders=shared_feeders,
            busy=busy,
        )
        return chooser.choose(gap=gap, nodes=200 * self.effort)

    def _roster(self, choice: Choice, tidy: Tidy) -> Roster | None:
        feeders = [Task(f, f.patterns, feeds=True) for f in choice.feeders]
        lines = [
            Task(c, _days_first(self.pool.patterns(c), days), feeds=False) for c, days in tidy.lines
        ]
        return roster(self.problem, [*feeders, *lines], seed=self.seed)

    def _keep(self, choice: Choice, tidy: Tidy, made: Roster) -> None:
        places = _placed(tidy.places, made, self.problem)
        by_line = {v for candidate, _ in tidy.lines for v in tidy.villages(candidate)}
        served = len(by_line | {place.village for place in places})
        design = assembled(
            self.prices,
            stations=choice.stations,
            places=places,
            made=made,
            proof=self._proof(served),
            how={"seed": str(self.seed), "effort": str(self.effort)},
        )
        if self.best is None or _better(self.problem, design, self.best):
            self.best = design

    def _proof(self, served: int) -> Proof:
        return proof(self.prices, self.places, served=served)


def _only(worth: Mapping[int, float], villages: Sequence[int]) -> dict[int, float]:
    wanted = set(villages)
    return {v: cost for v, cost in worth.items() if v in wanted}


def _days_first(patterns: Sequence[Weekdays], days: Weekdays) -> tuple[Weekdays, ...]:
    """The patterns a line may take, the chosen one first."""
    return (days, *(p for p in patterns if p != days))


def _placed(places: Sequence[LanePlace], made: Roster, problem: Problem) -> tuple[LanePlace, ...]:
    """The lane places whose lane leaves after its station is ready."""
    loading = problem.centre.loading
    return tuple(
        place
        for place in places
        for lane in (problem.lanes[place.lane],)
        if lane.departs - loading >= made.timing.ready(lane.origin) - 1e-9
    )


def _present_costs(tidy: Tidy) -> dict[int, float]:
    """What each village on a line costs now: what leaving it out would save."""
    return {
        village: tidy.saving(number, village)
        for number, (candidate, _) in enumerate(tidy.lines)
        for village in tidy.villages(candidate)
    }


def _better(problem: Problem, design: Design, other: Design) -> bool:
    """Enough villages first; with a budget, within it and more of them; then the lower cost."""
    return _rank(problem, design) < _rank(problem, other)


def _rank(problem: Problem, design: Design) -> tuple[int, int, float]:
    wanted = problem.wanted
    short = max(0, problem.villages_wanted - len(design.served))
    if wanted.budget is None:
        return (short, 0, design.bill.total)
    over = int(design.bill.total > wanted.budget + 1e-6)
    return (short + over, -len(design.served), design.bill.total)
