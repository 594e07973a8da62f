"""Feeders that stay away for a night: the checker rejects every mutation of one, the solver makes
them as cheap as can be, and nobody who does not ask for them sees any."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_county import honest, lived
from small_draft import draft
from small_far import FED, NIGHT_CODES, far_county, in_turn, with_a_night

from jidi.core.errors import InputError
from jidi.network.costs import Bill
from jidi.network.rural.candidate import Prices
from jidi.network.rural.design import Design, Duty, Night, Proof, Run, Service
from jidi.network.rural.drafting import posed
from jidi.network.rural.explain import Standing, WayKind, explain_village, overnight_ways
from jidi.network.rural.explain_overnight import carried_over
from jidi.network.rural.files import (
    design_bytes,
    digested,
    problem_bytes,
    read_design,
    read_problem,
)
from jidi.network.rural.overnight import trips
from jidi.network.rural.problem import Problem, Wanted
from jidi.network.rural.shares import shares
from jidi.network.rural.solve import solve
from jidi.network.rural.verify import verify
from jidi.network.weekdays import Weekdays

Made = tuple[Problem, Design]
seeds = st.integers(0, 10_000)


def codes(problem: Problem, design: Design) -> set[str]:
    return {violation.code for violation in verify(problem, design).violations}


@pytest.mark.parametrize("made", [with_a_night, in_turn])
@given(seed=seeds)
@settings(max_examples=8)
def test_an_honest_trip_overnight_holds_and_costs_what_is_counted_day_by_day(made, seed):
    problem = far_county(seed)
    design = made(problem)
    verdict = verify(problem, design)
    assert [v.text("en") for v in verdict.violations] == []
    assert verdict.bill is not None and verdict.bill.total == pytest.approx(design.bill.total)
    nights = {with_a_night: 3, in_turn: 7}[made]
    assert verdict.bill.nights == pytest.approx(nights * 150.0 / 7)
    assert shares(problem, design).total == pytest.approx(verdict.bill.total)


@given(seed=seeds)
@settings(max_examples=8)
def test_a_trip_carries_what_a_week_lived_parcel_by_parcel_puts_aboard(seed):
    problem = far_county(seed)
    design = with_a_night(problem)
    week = lived(problem, design)
    trip = design.feeders[0]
    fullest = max(week.aboard[trip.id, day] for day in trip.days.days)
    for capacity, full in ((fullest, False), (fullest - 0.5, True)):
        van, truck = problem.vehicles
        held = replace(problem, vehicles=(replace(van, capacity=capacity), truck))
        told = {v.subjects for v in verify(held, design).violations if v.code == "N-319"}
        assert (("trip",) in told) == full
    own = (*problem.villages, *problem.stations)
    assert week.delivered == pytest.approx(7 * sum(place.down for place in own))
    assert week.collected == pytest.approx(7 * sum(place.up for place in own))


# Mutations -------------------------------------------------------------------


def trip(made: Made, **changes: object) -> Made:
    problem, design = made
    first, *others = design.feeders
    return problem, replace(design, feeders=(replace(first, **changes), *others))


def night(made: Made, **changes: object) -> Made:
    return trip(made, night=replace(made[1].feeders[0].night, **changes))


def duty(made: Made, **changes: object) -> Made:
    problem, design = made
    first, *others = design.duties
    return problem, replace(design, duties=(replace(first, **changes), *others))


def posed_anew(made: Made, **changes: object) -> Made:
    return replace(made[0], **changes), made[1]


def stations(made: Made, **changes: object) -> Made:
    near, *far = made[0].stations
    return posed_anew(made, stations=(near, *(replace(s, **changes) for s in far)))


def work(made: Made, **changes: object) -> Made:
    return posed_anew(made, work=replace(made[0].work, **changes))


def shorter_rest(made: Made) -> Made:
    """There in the late evening, on the road again as early as before."""
    first, second = made[1].feeders[0].arrives
    return trip(made, arrives=(first + 400.0, second))


def straight_out(made: Made) -> Made:
    """Without the break on the way out, and there so much earlier."""
    first, second = made[1].feeders[0].arrives
    return trip(night(made, pauses=(0.0, 45.0)), arrives=(first - 45.0, second))


def bill(made: Made, **more: float) -> Made:
    problem, design = made
    said = {term: getattr(design.bill, term) + by for term, by in more.items()}
    return problem, replace(design, bill=replace(design.bill, **said))


def run_at(made: Made, departs: float, days: Weekdays) -> Made:
    """A short line from the centre on the vehicle that is away, at an hour when it stands still
    elsewhere or sleeps."""
    problem, design = another_run(made)
    line = design.lines[0]
    later = departs - line.departs
    moved = replace(
        line,
        days=days,
        departs=departs,
        arrives=tuple(moment + later for moment in line.arrives),
        returns=line.returns + later,
    )
    return problem, replace(design, lines=(moved, *design.lines[1:]))


def roomy(made: Made) -> Made:
    """Sorted by three in the morning; the trip goes on at nine only."""
    problem, design = posed_anew(made, centre=replace(made[0].centre, ready=180.0))
    run = design.feeders[0]
    later = 120.0
    return trip(
        (problem, design),
        night=replace(run.night, resumes=run.night.resumes + later),
        arrives=(run.arrives[0], run.arrives[1] + later),
        returns=run.returns + later,
    )


def few_vans(made: Made) -> Made:
    """Four vans, where two take turns and three make lines."""
    van, truck = made[0].vehicles
    return posed_anew(made, vehicles=(replace(van, most=4), truck))


def another_run(made: Made) -> Made:
    """The vehicle that is away makes a line from the centre as well, on the second day."""
    problem, design = made
    line = design.lines[0]
    duties = [replace(design.duties[0], runs=("trip", line.id)), design.duties[1]]
    duties += [d for d in design.duties[2:] if line.id not in d.runs]
    return problem, replace(design, duties=tuple(duties))


MUTATIONS = {
    "stays away though the problem allows no nights": (
        "N-343",
        lambda m: posed_anew(m, overnight=None),
    ),
    "has a line that stays away for a night": (
        "N-343",
        lambda m: (m[0], replace(m[1], lines=(
            replace(m[1].lines[0], night=Night(1, 1860.0, (1,))), *m[1].lines[1:]))),
    ),
    "rests after a stop there is not": ("N-344", lambda m: night(m, after=3)),
    "hands out at more stations than it visits": ("N-344", lambda m: night(m, handed=(1, 1, 1))),
    "takes breaks of less than nothing": ("N-344", lambda m: night(m, pauses=(45.0, -45.0))),
    "goes on before midnight": ("N-344", lambda m: night(m, resumes=1400.0)),
    "stays away for a station within a shift": ("N-345", lambda m: stations(m, often=None)),
    "comes less often than must be": ("N-346", lambda m: stations(m, often=4)),
    "cuts the rest at night short": ("N-347", lambda m: night(m, resumes=1440.0 + 5.0)),
    "comes so late that the rest is short": ("N-347", shorter_rest),
    "hands out on the day before it comes": ("N-348", lambda m: night(m, handed=(1, 0))),
    "hands out a day later than its lines leave": ("N-318", lambda m: night(m, handed=(2, 1))),
    "has lines that leave before what came is sorted": ("N-328", lambda m: (
        m[0], replace(m[1], lines=(*m[1].lines[:2], replace(m[1].lines[2], departs=430.0))))),
    "rests too little at home": (
        "N-349",
        lambda m: posed_anew(m, overnight=replace(m[0].overnight, rest=1200.0)),
    ),
    "leaves again on the day it comes home": (
        "N-334",
        lambda m: trip(m, days=Weekdays("xxxxxxx")),
    ),
    "has two vehicles in turn for a trip that leaves too often even so": (
        "N-349",
        lambda m: posed_anew(
            trip(duty(m, turns=2), days=Weekdays("xxxxxxx")),
            overnight=replace(m[0].overnight, rest=3 * 1440.0),
        ),
    ),
    "lets vehicles take turns on a run of one day": (
        "N-350",
        lambda m: (m[0], replace(m[1], duties=(
            m[1].duties[0], replace(m[1].duties[1], turns=2), *m[1].duties[2:]))),
    ),
    "has no vehicle at all in turn": ("N-350", lambda m: duty(m, turns=0)),
    "works too long on a day": ("N-335", lambda m: work(m, shift=420.0)),
    "drives home without a break": ("N-336", lambda m: night(m, pauses=(45.0, 0.0))),
    "drives out without a break": ("N-336", straight_out),
    "is elsewhere with the vehicle that is away": ("N-334", another_run),
    "runs at home while its vehicle stands far away in the evening": (
        "N-334",
        lambda m: run_at(m, 1000.0, FED.shifted(-1)),
    ),
    "runs at home before its vehicle is back from far away": (
        "N-334",
        lambda m: run_at(roomy(m), 390.0, FED),
    ),
    "takes more vehicles in turn than there are": (
        "N-337",
        lambda m: few_vans((m[0], in_turn(m[0]))),
    ),
    "is said to be home before it can": ("N-330", lambda m: trip(m, returns=1440.0)),
    "is home after the centre closes": (
        "N-329",
        lambda m: posed_anew(m, centre=replace(m[0].centre, closes=700.0)),
    ),
    "comes before a station opens on the second day": (
        "N-327",
        lambda m: stations(m, hours=replace(m[0].stations[0].hours, opens=600.0)),
    ),
    "claims less for lodging": ("N-338", lambda m: bill(m, nights=-1.0)),
    "pays the night as work": ("N-338", lambda m: bill(m, time=25.0 * 14)),
    "owns one vehicle where two take turns": (
        "N-338",
        lambda m: (m[0], replace(in_turn(m[0]), bill=replace(
            in_turn(m[0]).bill, vehicles=with_a_night(m[0]).bill.vehicles))),
    ),
}  # fmt: skip
"""What is wrong with the mutated design, the code that must say so, and the mutation."""


@pytest.mark.parametrize("name", MUTATIONS)
@given(seed=seeds)
@settings(max_examples=3)
def test_a_design_with_a_night_is_rejected_that(name, seed):
    code, mutation = MUTATIONS[name]
    problem = far_county(seed)
    problem, design = mutation((problem, with_a_night(problem)))
    assert code in codes(problem, design)


def test_mutations_try_every_code_about_nights_and_each_reads_in_both_languages():
    assert {code for code, _ in MUTATIONS.values()} >= NIGHT_CODES
    for _, mutation in MUTATIONS.values():
        problem = far_county(3)
        for violation in verify(*mutation((problem, with_a_night(problem)))).violations:
            for lang in ("zh", "en"):
                assert "{" not in violation.text(lang) + violation.remedy(lang)


# The solver ------------------------------------------------------------------


@given(seed=seeds)
@settings(max_examples=4)
def test_the_checker_has_nothing_to_say_of_a_solved_pastoral_county(seed):
    problem = digested(far_county(seed, far=3))
    design = solve(problem, seed=1)
    assert codes(problem, design) == set()
    assert len(design.served) == len(problem.villages)
    assert any(run.night is not None for run in design.feeders)
    assert design.proof.bound is not None and design.proof.bound <= design.bill.total + 1e-6


def test_the_same_seed_gives_the_same_bytes_and_they_are_read_back():
    problem = digested(far_county(5))
    made = [design_bytes(solve(problem, seed=2), synthetic=True) for _ in range(2)]
    assert made[0] == made[1]
    design, _ = read_design(made[0], file="design.json")
    assert design_bytes(design, synthetic=True) == made[0]
    again = read_problem(problem_bytes(problem), file="problem.json")
    assert again.digest == problem.digest and again.overnight == problem.overnight


def test_villages_that_want_five_visits_are_fed_by_vehicles_in_turn():
    problem = far_county(4)
    five = tuple(replace(v, patterns=(Weekdays("xxxxx--"),)) for v in problem.villages)
    design = solve(replace(problem, villages=five), seed=1)
    verdict = verify(replace(problem, villages=five), design)
    assert verdict.holds and verdict.coverage == 1.0
    assert max(duty.turns for duty in design.duties) == 2


@pytest.mark.parametrize(("coverage", "trips_made"), [(1.0, 1), (0.2, 0)])
def test_a_far_station_that_need_not_be_is_fed_where_villages_are_wanted_behind_it(
    coverage, trips_made
):
    problem = far_county(7)
    near, *far = problem.stations
    quiet = (near, *(replace(s, down=0.0, up=0.0) for s in far))
    asked = digested(replace(problem, stations=quiet, wanted=Wanted(coverage)))
    design = solve(asked, seed=1)
    assert codes(asked, design) == set()
    assert sum(run.night is not None for run in design.feeders) == trips_made
    assert len(design.served) == {1.0: 5, 0.2: 1}[coverage]


def test_a_village_left_out_is_told_what_an_overnight_trip_would_cost():
    """The price is true: a design that must serve the village costs no more than it says."""
    problem = far_county(7)
    near, *far = problem.stations
    quiet = (near, *(replace(s, down=0.0, up=0.0) for s in far))
    asked = digested(replace(problem, stations=quiet, wanted=Wanted(0.2)))
    design = solve(asked, seed=1)
    village = next(n for n in range(5) if n not in design.served)
    told = explain_village(asked, design, village)
    assert told.standing is Standing.ENOUGH and told.cheapest is not None
    assert told.cheapest.kind is WayKind.OVERNIGHT and told.cheapest.by in ("s1", "s2")
    more = solve(replace(asked, wanted=Wanted(0.4)), seed=1).bill.total
    assert design.bill.total + told.cheapest.extra >= more - 1e-6


def test_a_design_without_nights_is_carried_over_to_the_problem_with_them():
    """Stations that were left out as too far are there again; who is served stays the same."""
    after = digested(far_county(8))
    near = after.stations[:1]
    kept = [0, 1, *range(4, 9)]
    before = digested(
        replace(
            after,
            stations=near,
            overnight=None,
            km=after.km[np.ix_(kept, kept)],
            road=after.road[np.ix_(kept, kept)],
            wanted=Wanted(0.2),
        )
    )
    design = solve(before, seed=1)
    moved = carried_over(before, design, after)
    assert moved is not None
    assert moved.bill.total == pytest.approx(design.bill.total)
    assert codes(replace(after, wanted=Wanted(0.2)), moved) == {"N-305"}
    ways = overnight_ways(after, moved, next(n for n in range(5) if n not in design.served))
    assert ways and ways[0].open
    assert carried_over(after, with_a_night(after), before) is None


def cheapest_by_looking(problem: Problem, far: list[int]) -> float:
    """The cheapest way to feed far stations three days a week: every partition, order, vehicle,
    place of the night and day pattern, timed here, judged and priced by the checker."""
    best = np.inf
    for parts in partitions(far):
        total = 0.0
        for part in parts:
            ways = itertools.product(
                itertools.permutations(part), range(1, len(part) + 1), range(2), ("x-x-x--",)
            )
            total += min((cost_of(problem, *way) for way in ways), default=np.inf)
        best = min(best, total)
    return best


def partitions(items: list[int]):
    if not items:
        yield []
        return
    first, *rest = items
    for size in range(len(rest) + 1):
        for others in itertools.combinations(rest, size):
            left = [item for item in rest if item not in others]
            for parts in partitions(left):
                yield [[first, *others], *parts]


def cost_of(problem: Problem, order, after: int, kind: int, marks: str) -> float:
    """Yuan a day of one trip alone in a county with no one else; infinite where it may not be."""
    best = np.inf
    for pauses in itertools.product((0.0, 45.0), repeat=2):
        minutes = problem.km / 50.0 * 60.0
        here, now, arrives, resumes = 0, 440.0, [], 0.0
        for number, s in enumerate(order, start=1):
            now += minutes[here, 1 + s] + (pauses[0] if number == after else 0.0)
            arrives.append(now)
            here, now = 1 + s, now + 10.0
            if number == after:
                resumes = max(now + problem.overnight.rest, 1440.0 + 420.0)
                now = resumes
        returns = now + minutes[here, 0] + pauses[1]
        held = Night(after, resumes, (1,) * len(order), pauses)
        run = Run(
            "t", 0, tuple(1 + s for s in order), kind, Weekdays(marks).shifted(-1), 440.0,
            tuple(arrives), returns, night=held,
        )  # fmt: skip
        alone = replace(
            problem,
            wanted=Wanted(0.0),
            stations=tuple(
                s if n in order else replace(s, down=0.0, up=0.0)
                for n, s in enumerate(problem.stations)
            ),
        )
        design = Design(
            problem.id, problem.digest, tuple(sorted(order)), (run,), (),
            (Duty("d", kind, 0, ("t",)),), (), Bill(), 0.0, Proof(None),
        )  # fmt: skip
        verdict = verify(alone, honest(alone, design))
        if verdict.holds and verdict.bill is not None:
            paid = verdict.bill
            spent = paid.vehicles + paid.distance + paid.time + paid.nights + paid.carbon
            best = min(best, spent)
    return best


@pytest.mark.parametrize("seed", range(4))
def test_trips_are_the_cheapest_of_all_by_enumeration(seed):
    problem = moved(far_county(seed, far=3), seed)
    often = dict.fromkeys((1, 2, 3), 3)
    found = trips(Prices(problem), often, {})
    assert found is not None
    assert sum(trip.cost for trip in found) == pytest.approx(
        cheapest_by_looking(problem, [1, 2, 3])
    )


def moved(problem: Problem, seed: int) -> Problem:
    """The far stations somewhere between 250 and 370 km away."""
    thrown = np.random.default_rng(seed)
    far = thrown.uniform([230, -60], [300, 60], size=(3, 2))
    places = np.vstack([[0, 0], [15, 0], far, far[:, None].repeat(2, 1).reshape(-1, 2) + 5, [5, 5]])
    return replace(problem, km=np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2)))


# Posing ----------------------------------------------------------------------

FAR = {("station", 0, "longitude"): 115.0, ("station", 0, "latitude"): 37.4}


def test_a_far_station_is_refused_without_nights_and_fed_with_them():
    with pytest.raises(InputError) as caught:
        posed(draft(FAR))
    assert "N-218" in {caught.value.code, *(one.code for one in caught.value.also)}
    problem = posed(draft(FAR, tables={"overnight": [{}]}))
    assert [station.often for station in problem.stations] == [3, None]
    assert problem.overnight is not None and problem.overnight.rest == 660.0
    assert any(source.startswith("overnight.night") for source in problem.sources)


def test_nobody_who_does_not_ask_sees_any_of_it():
    plain, asked = posed(draft()), posed(draft(tables={"overnight": [{}]}))
    assert b"overnight" not in problem_bytes(plain) and b"often" not in problem_bytes(plain)
    design = solve(plain, seed=1)
    content = design_bytes(design, synthetic=False)
    assert not [word for word in (b"night", b'"turns"') if word in content]
    assert [station.often for station in asked.stations] == [None, None]
    same = replace(solve(asked, seed=1), digest=design.digest)
    assert design_bytes(same, synthetic=False) == content


def test_two_rows_of_rules_for_nights_are_one_too_many():
    with pytest.raises(InputError) as caught:
        posed(draft(tables={"overnight": [{}, {}]}))
    assert caught.value.code == "N-209"


def test_a_problem_file_whose_far_station_has_no_rules_for_nights_is_refused():
    problem = replace(far_county(1), overnight=None)
    with pytest.raises(InputError) as caught:
        read_problem(problem_bytes(problem), file="problem.json")
    assert caught.value.code == "N-404"


def apart(problem: Problem) -> Problem:
    """The second far station on the other side of the centre, villages beside each of them."""
    places = np.array(
        [[0, 0], [15, 0], [300, 0], [-300, 0], [5, 5], [310, 9], [310, -9], [-310, 9], [-310, -9]],
        dtype=float,
    )
    return replace(problem, km=np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2)))


def test_trips_on_few_days_share_a_vehicle_whose_driver_rests_between_them():
    problem = apart(far_county(9))
    seldom = (Weekdays("x------"), Weekdays("---x---"))
    problem = replace(
        problem,
        stations=tuple(replace(s, often=s.often and 1) for s in problem.stations),
        villages=tuple(replace(v, patterns=seldom) for v in problem.villages),
    )
    design = solve(problem, seed=1)
    assert codes(problem, design) == set()
    away = {run.id for run in design.feeders if run.night is not None}
    assert len(away) == 2
    assert [set(duty.runs) for duty in design.duties if set(duty.runs) & away] == [away]
    (duty,) = (duty for duty in design.duties if set(duty.runs) & away)
    first, second = (run for run in design.feeders if run.id in duty.runs)
    together = replace(second, days=first.days)
    others = tuple(run for run in design.feeders if run.id not in away)
    clashing = replace(design, feeders=(first, together, *others))
    assert "N-334" in codes(problem, clashing)


def between(problem: Problem) -> Problem:
    """Villages half-way to the first far station, which a line from the centre reaches as well."""
    places = np.array(
        [[0, 0], [15, 0], [300, 0], [300, 45], [205, 0], [210, 6], [208, -6], [212, 3], [206, 3]],
        dtype=float,
    )
    return replace(problem, km=np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2)))


@pytest.mark.parametrize(("worth", "late"), [(0.0, 5), (1000.0, 0)])
def test_a_village_waits_a_day_only_where_that_saves_what_a_day_is_worth(worth, late):
    problem = between(far_county(3))
    rules = replace(problem.overnight, worth=worth)
    problem = digested(replace(problem, overnight=rules))
    design = solve(problem, seed=1)
    assert codes(problem, design) == set()  # what is weighed is not in the bill
    far = {node for run in design.feeders if run.night is not None for node in run.stops}
    assert sum(len(run.stops) for run in design.lines if run.depot in far) == late
    assert len(design.served) == 5


def test_many_far_stations_are_parted_before_trips_are_looked_at():
    problem = far_county(2, far=11)
    places = np.vstack(
        [
            [[0.0, 0.0], [15.0, 0.0]],
            [[300.0 + 2 * n, 4.0 * n] for n in range(11)],
            [[5.0, 5.0]] * 23,
        ]
    )
    problem = replace(
        problem, km=np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2)),
        work=replace(problem.work, shift=475.0),
    )  # fmt: skip
    found = trips(Prices(problem), dict.fromkeys(range(1, 12), 3), {})
    assert found is not None
    visited = sorted(node - 1 for trip in found for node in trip.feeder.stops)
    assert visited == list(range(1, 12))
    assert trips(Prices(problem), {0: 3}, {}) is not None
    beyond = replace(problem, km=problem.km * 3)
    assert trips(Prices(beyond), {1: 3}, {}) is None


def test_a_service_of_a_far_village_runs_on_days_that_are_handed_out():
    problem = far_county(6)
    design = with_a_night(problem)
    other = Weekdays("-x-x-x-")
    lines = (*design.lines[:1], replace(design.lines[1], days=other), *design.lines[2:])
    services = tuple(
        Service(s.village, s.by, other if s.by == "v-1" else FED, s.point) for s in design.services
    )
    assert "N-318" in codes(problem, replace(design, lines=lines, services=services))
