"""A pastoral county with two stations beyond one shift, and a design with a night for it.

The design's clock is kept here by hand; nothing of the solver or the checker is used.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from small_county import honest

from jidi.network.costs import Bill
from jidi.network.rural.design import Design, Duty, Night, Proof, Run, Service
from jidi.network.rural.problem import (
    Centre,
    Overnight,
    PointOption,
    Problem,
    Rates,
    Station,
    VehicleType,
    Village,
    Wanted,
    Window,
    Work,
)
from jidi.network.weekdays import Weekdays

NIGHT_CODES = {f"N-{number}" for number in range(343, 351)}
"""What the checker says of nights alone."""
REST = 660.0


def far_county(seed: int = 1, *, far: int = 2) -> Problem:
    """A centre, a station beside it and ``far`` ones 300 km and more away; two villages at each
    far station and one at the centre."""
    thrown = np.random.default_rng(seed)
    at = [(0.0, 0.0), (15.0, 0.0), *((300.0, 45.0 * n) for n in range(far))]
    villages = [(5.0, 5.0)]
    for x, y in at[2:]:
        villages += [(x + float(thrown.uniform(5, 30)), y + 10.0 * side) for side in (-1, 1)]
    places = np.array([*at, *villages])
    km = np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2))
    speeds = (50.0, 40.0, 45.0)
    return Problem(
        id=f"far-{seed}",
        name="pastoral county",
        centre=Centre("centre", "centre", ready=420.0, closes=1200.0, loading=20.0),
        stations=tuple(_station(n, thrown, far=n > 0) for n in range(1 + far)),
        villages=tuple(_village(n, thrown) for n in range(len(villages))),
        vehicles=(
            VehicleType("van", "van", 900.0, 60.0, 1.0, 250.0, speeds),
            VehicleType("truck", "truck", 4e3, 150.0, 2.4, 600.0, speeds, line=False),
        ),
        lanes=(),
        km=km,
        road=np.zeros_like(km, dtype=np.int64),
        work=Work(shift=600.0, break_after=360.0, break_minutes=45.0, per_hour=25.0),
        rates=Rates(centre_handling=0.2, station_handling=0.1, carbon_per_tonne=80.0),
        wanted=Wanted(coverage=1.0),
        digest=f"digest-far-{seed}",
        overnight=Overnight(rest=REST, night=150.0),
    )


def _station(number: int, thrown: np.random.Generator, *, far: bool) -> Station:
    return Station(
        id=f"s{number}",
        name=f"station {number}",
        down=float(thrown.integers(5, 40)),
        up=float(thrown.integers(0, 20)),
        fixed=60.0,
        capacity=2000.0,
        hours=Window(420.0, 1200.0),
        handover=10.0,
        sorting=30.0,
        often=3 if far else None,
    )


def _village(number: int, thrown: np.random.Generator) -> Village:
    return Village(
        id=f"v{number}",
        name=f"village {number}",
        down=float(thrown.integers(2, 30)),
        up=float(thrown.integers(0, 15)),
        patterns=(Weekdays("x-x-x--"), Weekdays("-x-x-x-")),
        window=Window(420.0, 1140.0),
        handover=5.0,
        points=(PointOption("own", 15.0, 0.05, math.inf),),
    )


FED = Weekdays("x-x-x--")
"""Days on which the far stations of :func:`with_a_night` hand out; the trip leaves the day before,
so that one vehicle makes it."""


def with_a_night(problem: Problem) -> Design:
    """Out to the first far station with a break on the way, a night there, over the second one
    home; lines from both and from the centre."""
    minutes = problem.km / 50.0 * 60.0
    first, second = 2, 3
    day = 1440.0
    came = 440.0 + minutes[0, first] + 45.0
    resumes = day + 420.0
    later = resumes + minutes[first, second]
    home = later + 10.0 + minutes[second, 0] + 45.0
    trip = Run(
        "trip", 0, (first, second), 0, FED.shifted(-1), 440.0, (came, later), home,
        night=Night(1, resumes, (1, 1), (45.0, 45.0)),
    )  # fmt: skip
    at_near = 440.0 + minutes[0, 1]
    near = Run(
        "near", 0, (1,), 1, Weekdays("xxxxxxx"), 440.0, (at_near,), at_near + 10.0 + minutes[1, 0]
    )
    ready = {0: 420.0, first: 420.0 - 20.0, second: later - day + 10.0 + 30.0}
    lines = []
    for name, depot, stops in (("v-c", 0, (4,)), ("v-1", first, (5, 6)), ("v-2", second, (7, 8))):
        departs = ready[depot] + 20.0
        here, now, arrives = depot, departs, []
        for stop in stops:
            now += minutes[here, stop]
            arrives.append(float(now))
            here, now = stop, now + 5.0
        returns = float(now + minutes[here, depot])
        lines.append(Run(name, depot, stops, 0, FED, departs, tuple(arrives), returns))
    services = [Service(node - 4, run.id, FED, 0) for run in lines for node in run.stops]
    duties = (
        Duty("away", 0, 0, ("trip",)),
        Duty("truck", 1, 0, ("near",)),
        *(Duty(f"d-{run.id}", 0, run.depot, (run.id,)) for run in lines),
    )
    design = Design(
        problem=problem.id,
        digest=problem.digest,
        open=(0, 1, 2),
        feeders=(trip, near),
        lines=tuple(lines),
        duties=duties,
        services=tuple(services),
        bill=Bill(),
        grams=0.0,
        proof=Proof(None),
    )
    return honest(problem, design)


def in_turn(problem: Problem) -> Design:
    """The same, but the trip leaves every day of the week and two vehicles make it in turn."""
    design = with_a_night(problem)
    trip, near = design.feeders
    daily = replace(trip, days=Weekdays("xxxxxxx"))
    away, *others = design.duties
    return honest(
        problem,
        replace(design, feeders=(daily, near), duties=(replace(away, turns=2), *others)),
    )
