"""The checker of rural designs accepts what holds and rejects every mutation of it."""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_county import county, honest, lived, simple
from small_far import NIGHT_CODES

import jidi.network.rural as rural
from jidi.core.errors import wordings
from jidi.network.rural.design import Design, Proof, Run
from jidi.network.rural.problem import Problem
from jidi.network.rural.verdict import Violation
from jidi.network.rural.verify import verify
from jidi.network.weekdays import Weekdays

seeds = st.integers(0, 10_000)
Made = tuple[Problem, Design]


def codes(problem: Problem, design: Design) -> set[str]:
    return {violation.code for violation in verify(problem, design).violations}


@given(seeds)
@settings(max_examples=15)
def test_an_honest_design_holds_and_its_cost_is_the_one_counted_day_by_day(seed):
    problem = county(seed)
    design = simple(problem)
    verdict = verify(problem, design)
    assert [v.text("en") for v in verdict.violations] == []
    assert verdict.holds and verdict.coverage == 1.0
    assert verdict.bill is not None
    assert verdict.bill.total == pytest.approx(design.bill.total)
    assert verdict.grams == pytest.approx(design.grams)


@given(seeds)
@settings(max_examples=10)
def test_loads_are_those_of_a_week_lived_parcel_by_parcel(seed):
    """Capacity just enough for the fullest day of the lived week is accepted, a parcel less not."""
    problem = county(seed)
    design = simple(problem)
    week = lived(problem, design)
    for run in (*design.feeders, *design.lines):
        fullest = max(week.aboard[run.id, day] for day in run.days.days)
        assert "N-319" not in codes(with_capacity(problem, run, fullest), design)
        assert "N-319" in codes(with_capacity(problem, run, fullest - 0.5), design)
    for number, lane in enumerate(problem.lanes):
        fullest = max(parcels for (name, _), parcels in week.lanes.items() if name == lane.id)
        for capacity, full in ((fullest, False), (fullest - 0.5, True)):
            lanes = [*problem.lanes]
            lanes[number] = replace(lane, capacity=capacity)
            assert ("N-320" in codes(replace(problem, lanes=tuple(lanes)), design)) == full


@given(seeds)
@settings(max_examples=10)
def test_nothing_is_lost_in_the_lived_week(seed):
    """The oracle itself: what a week brings is what a week posts."""
    problem = county(seed)
    week = lived(problem, simple(problem))
    own = (*problem.villages, *problem.stations)
    assert week.delivered == pytest.approx(7 * sum(place.down for place in own))
    assert week.collected == pytest.approx(7 * sum(place.up for place in own))


def with_capacity(problem: Problem, run: Run, capacity: float) -> Problem:
    """The problem with another capacity for this run's type alone (others are judged apart)."""
    vehicles = list(problem.vehicles)
    vehicles[run.vehicle] = replace(vehicles[run.vehicle], capacity=capacity)
    villages, keep = list(problem.villages), set(run.stops)
    if run.vehicle == 0:
        for number, village in enumerate(villages):
            if problem.village_node(number) not in keep:
                villages[number] = replace(village, down=0.0, up=0.0)
    return replace(problem, vehicles=tuple(vehicles), villages=tuple(villages))


def changed(made: Made, **changes: object) -> Made:
    return made[0], replace(made[1], **changes)


def line(made: Made, number: int = 0, **changes: object) -> Made:
    lines = list(made[1].lines)
    lines[number] = replace(lines[number], **changes)
    return changed(made, lines=tuple(lines))


def feeder(made: Made, **changes: object) -> Made:
    return changed(made, feeders=(replace(made[1].feeders[0], **changes),))


def service(made: Made, number: int, **changes: object) -> Made:
    services = list(made[1].services)
    services[number] = replace(services[number], **changes)
    return changed(made, services=tuple(services))


def posed(made: Made, **changes: object) -> Made:
    return replace(made[0], **changes), made[1]


def one(made: Made, kind: str, number: int, **changes: object) -> Made:
    things = list(getattr(made[0], kind))
    things[number] = replace(things[number], **changes)
    return posed(made, **{kind: tuple(things)})


def swapped(made: Made) -> Made:
    """Two stops of the feeder change places, its times do not."""
    return feeder(made, stops=made[1].feeders[0].stops[::-1])


def without_break(made: Made) -> Made:
    span = max(r.returns for r in made[1].lines) - min(r.departs for r in made[1].lines)
    work = replace(made[0].work, break_after=min(60.0, span / 2), break_minutes=600.0)
    return posed(made, work=work)


def shifted(made: Made) -> Made:
    """The second run of a duty leaves while the first is away, on days that both run."""
    problem, design = made
    second = replace(design.lines[0], id="again", departs=design.lines[0].departs + 1)
    duties = tuple(
        replace(d, runs=(*d.runs, "again")) if design.lines[0].id in d.runs else d
        for d in design.duties
    )
    return problem, replace(design, lines=(*design.lines, second), duties=duties)


def marks_off(days: Weekdays) -> Weekdays:
    return Weekdays.of(*((day + 1) % 7 for day in days.days[:-1] or days.days))


def no_road(made: Made) -> Made:
    km = made[0].km.copy()
    km[made[1].lines[0].stops[0], made[1].lines[0].depot] = math.inf
    km[made[1].lines[0].depot, made[1].lines[0].stops[0]] = math.inf
    return posed(made, km=km)


def at_lane(made: Made, minute: float) -> Made:
    lane = made[0].lanes[0]
    return one(made, "lanes", 0, stops=tuple(replace(s, arrives=minute) for s in lane.stops))


def longest_visit(made: Made) -> float:
    problem, design = made
    return lived(problem, design).visits[design.services[0].village]


def small_point(made: Made) -> Made:
    point = replace(made[0].villages[0].points[1], parcels_per_day=longest_visit(made) - 0.5)
    return one(made, "villages", 0, points=(made[0].villages[0].points[0], point))


def closed(made: Made) -> Made:
    return changed(made, open=(0,))


def of_length(made: Made) -> float:
    problem, run = made[0], made[1].lines[0]
    nodes = (run.depot, *run.stops, run.depot)
    return float(sum(problem.km[a, b] for a, b in itertools.pairwise(nodes)))


MUTATIONS: dict[str, tuple[str, Callable[[Made], Made]]] = {
    "answers another problem": ("N-301", lambda m: changed(m, digest="other")),
    "names a vehicle that is not there": ("N-302", lambda m: line(m, vehicle=-1)),
    "leaves from a village": ("N-302", lambda m: line(m, depot=5)),
    "stops at a node that is not there": ("N-302", lambda m: line(m, stops=(99,), arrives=(9.0,))),
    "serves by nobody": ("N-302", lambda m: service(m, 4, by="nobody")),
    "serves a village that is not there": ("N-302", lambda m: service(m, 4, village=-2)),
    "keeps a point that is not there": ("N-302", lambda m: service(m, 4, point=7)),
    "has a duty of unknown runs": (
        "N-302",
        lambda m: changed(m, duties=(replace(m[1].duties[0], runs=("x",)), *m[1].duties[1:])),
    ),
    "opens a station twice": ("N-303", lambda m: changed(m, open=(0, 1, 1))),
    "has two runs of one name": (
        "N-303",
        lambda m: changed(m, lines=(*m[1].lines, m[1].lines[0])),
    ),
    "has fewer times than stops": ("N-304", lambda m: line(m, arrives=())),
    "has an empty line": ("N-304", lambda m: line(m, stops=(), arrives=())),
    "closes a station that exists": ("N-305", lambda m: closed(one(m, "stations", 1, must=True))),
    "opens a station that may not be": ("N-306", lambda m: one(m, "stations", 0, must=False)),
    "feeds a station by nothing": (
        "N-307",
        lambda m: feeder(m, stops=(1,), arrives=m[1].feeders[0].arrives[:1]),
    ),
    "feeds a station twice": ("N-308", lambda m: feeder(m, stops=(1, 1))),
    "uses a closed station": ("N-309", closed),
    "sends a truck to villages": ("N-310", lambda m: line(m, vehicle=1)),
    "feeds by a van that may not": ("N-310", lambda m: one(m, "vehicles", 1, feeder=False)),
    "feeds from a station": ("N-311", lambda m: feeder(m, depot=1)),
    "stops twice": (
        "N-312",
        lambda m: line(m, stops=m[1].lines[0].stops[:1] * 2, arrives=(900.0, 950.0)),
    ),
    "serves a village twice": (
        "N-313",
        lambda m: changed(m, services=(*m[1].services, replace(m[1].services[0], by="bus"))),
    ),
    "claims a village nobody stops at": (
        "N-314",
        lambda m: line(
            m, -1, stops=m[1].lines[-1].stops[1:] or (4,), arrives=m[1].lines[-1].arrives[-1:]
        ),
    ),
    "stops without a service": ("N-315", lambda m: changed(m, services=m[1].services[:-1])),
    "visits on days its line does not run": (
        "N-316",
        lambda m: service(m, -1, days=marks_off(m[1].services[-1].days)),
    ),
    "visits by a lane on a wrong day": (
        "N-316",
        lambda m: service(m, 2, days=Weekdays("-----x-")),
    ),
    "visits on no pattern of the village": (
        "N-317",
        lambda m: service(m, 0, days=Weekdays("xx-----")),
    ),
    "feeds a day too few": ("N-318", lambda m: feeder(m, days=Weekdays("xxxxxx-"))),
    "handles too much": ("N-321", lambda m: one(m, "stations", 1, capacity=20.0, down=21.0)),
    "has too small a point": ("N-322", small_point),
    "drives where no road is": ("N-323", no_road),
    "drives beyond its range": (
        "N-324",
        lambda m: one(m, "vehicles", 0, range_km=of_length(m) - 0.01),
    ),
    "arrives before it can": (
        "N-325",
        lambda m: line(m, arrives=(m[1].lines[0].departs, *m[1].lines[0].arrives[1:])),
    ),
    "moves a stop": ("N-330", swapped),
    "leaves later than its stops allow": (
        "N-325",
        lambda m: line(m, departs=m[1].lines[0].departs + 5),
    ),
    "comes to a village late": (
        "N-326",
        lambda m: one(
            m,
            "villages",
            m[1].services[3].village,
            window=replace(m[0].villages[0].window, closes=400.0),
        ),
    ),
    "comes by bus too late": ("N-326", lambda m: at_lane(m, 1301.0)),
    "feeds before the station opens": (
        "N-327",
        lambda m: one(
            m, "stations", 0, hours=replace(m[0].stations[0].hours, opens=m[0].centre.closes - 30)
        ),
    ),
    "loads before the trunk is sorted": (
        "N-328",
        lambda m: posed(m, centre=replace(m[0].centre, ready=421.0)),
    ),
    "lets a postal van leave before the feeder's parcels are sorted": (
        "N-328",
        lambda m: one(m, "lanes", 1, departs=m[1].feeders[0].arrives[1] + 56.9),
    ),
    "is back after the centre closes": (
        "N-329",
        lambda m: posed(m, centre=replace(m[0].centre, closes=m[1].feeders[0].returns - 1)),
    ),
    "claims an early return": ("N-330", lambda m: feeder(m, returns=m[1].feeders[0].returns - 1)),
    "lets nobody drive a run": ("N-331", lambda m: changed(m, duties=m[1].duties[1:])),
    "lets two drive a run": (
        "N-332",
        lambda m: changed(m, duties=(*m[1].duties, replace(m[1].duties[0], id="more"))),
    ),
    "drives a run by a vehicle from elsewhere": (
        "N-333",
        lambda m: changed(m, duties=(*m[1].duties[:-1], replace(m[1].duties[-1], depot=9))),
    ),
    "is in two places at once": ("N-334", shifted),
    "works too long": ("N-335", lambda m: posed(m, work=replace(m[0].work, shift=30.0))),
    "has no break": ("N-336", without_break),
    "has more vans than there are": ("N-337", lambda m: one(m, "vehicles", 0, most=1)),
    "claims a lower cost": (
        "N-338",
        lambda m: changed(m, bill=replace(m[1].bill, distance=m[1].bill.distance * 0.99999)),
    ),
    "claims a cost that is no number": (
        "N-338",
        lambda m: changed(m, bill=replace(m[1].bill, time=math.nan)),
    ),
    "claims lower emissions": ("N-339", lambda m: changed(m, grams=m[1].grams * 0.99)),
    "serves too few": (
        "N-340",
        lambda m: changed(m, services=m[1].services[:-1]),
    ),
    "costs more than the budget": (
        "N-341",
        lambda m: posed(m, wanted=replace(m[0].wanted, budget=m[1].bill.total - 0.01)),
    ),
    "claims a bound above its cost": (
        "N-342",
        lambda m: changed(m, proof=Proof(m[1].bill.total * 1.01, "wishful")),
    ),
}
"""What is wrong with the mutated design, the code that must say so, and the mutation."""


@pytest.mark.parametrize("name", MUTATIONS)
@given(seed=seeds)
@settings(max_examples=3)
def test_a_design_is_rejected_that(name, seed):
    code, mutation = MUTATIONS[name]
    problem = county(seed)
    problem, design = mutation((problem, simple(problem)))
    assert code in codes(problem, design)


@given(seed=seeds, picked=st.data())
@settings(max_examples=10)
def test_every_claim_of_a_design_is_compared(seed, picked):
    """Any figure of the bill, moved a little, is found out; recounted it is accepted again."""
    problem = county(seed)
    design = simple(problem)
    term = picked.draw(st.sampled_from(["stations", "vehicles", "handling", "points", "lanes"]))
    said = replace(design.bill, **{term: getattr(design.bill, term) + 0.01})
    verdict = verify(problem, replace(design, bill=said))
    assert {violation.code for violation in verdict.violations} == {"N-338"}
    assert verify(problem, honest(problem, replace(design, bill=said))).holds


def test_all_violations_are_told_at_once():
    problem = county(1)
    made = changed(line((problem, simple(problem)), returns=1.0), grams=0.0)
    made = posed(made, wanted=replace(problem.wanted, budget=1.0))
    assert {"N-330", "N-339", "N-341"} <= codes(*made)


def test_mutations_try_every_code_of_the_checker():
    tried = {code for code, _ in MUTATIONS.values()} | {"N-319", "N-320"}
    of_joint_networks = {code for code in wordings() if "N-352" <= code < "N-358"}
    others = of_joint_networks | NIGHT_CODES
    assert {code for code in wordings() if code.startswith("N-3")} - others == tried


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_violation_reads_in_both_languages(name):
    mutation = MUTATIONS[name][1]
    problem = county(3)
    found = verify(*mutation((problem, simple(problem)))).violations
    for violation in found:
        for lang in ("zh", "en"):
            assert "{" not in violation.text(lang) + violation.remedy(lang)


def test_a_day_is_named_in_the_language_asked_for():
    violation = Violation.of("N-319", "line-1", day=2, found=700.0, allowed=600.0)
    assert "周三" in violation.text("zh")
    assert "Wed" in violation.text("en")


def test_solver_and_checker_share_nothing_but_problem_design_and_costs():
    """Two opinions are worth more than one only as long as they are two.

    A joint network is a problem and designs too; how a bill is shared among places is part of what
    things cost, and stands on the checker's accounts.
    """
    shared = {"costs", "weekdays", "rural.problem", "rural.design", "rural.joint"}
    shared |= {"rural.split_rule"}
    folder = Path(rural.__file__).parent
    checker = {path.stem for path in folder.glob("verify*.py")} | {"verdict", "shares"}
    for path in sorted(folder.glob("*.py")):
        names = {name.removeprefix("jidi.network.") for name in _network_imports(path)}
        own = {name.removeprefix("rural.") for name in names - shared}
        if path.stem in checker:
            assert own <= checker, f"{path.name} imports {sorted(own - checker)}"
        elif path.stem.startswith("solve"):
            assert not own & checker, f"{path.name} imports {sorted(own & checker)}"


def _network_imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    modules = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    modules |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    return {name for name in modules if name.startswith("jidi.network.")}
