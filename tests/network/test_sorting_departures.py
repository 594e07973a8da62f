"""Several departures a day: designs against every choice, and what the checker must refuse."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.network.test_sorting import amounts, arrivals, assert_solved, problem

from jidi.core.errors import InputError
from jidi.network.clashing import Fate
from jidi.network.sorting import Destination, Placed, SortingDesign, Wave, solve, verify
from jidi.network.sorting.conditions import Condition, Kind, conditions, windows, without
from jidi.network.sorting.repair import clash, repairs
from jidi.network.sorting.solve import fate
from jidi.service.answer_parts import digest_of

TWO_A_DAY = (
    Destination("capital", arrivals(h9=1_000, h18=800), 23, 1, more=((13, 15),)),
    Destination("town", arrivals(h2=500), 6, 8),
)
WAVES = (Wave("noon", 10, 3), Wave("evening", 19, 4), Wave("morning", 3, 3))


def twice(**changes):
    """A capital that is left for at noon and at night, a town once in the morning."""
    return problem(**{"destinations": TWO_A_DAY, "waves": WAVES, **changes})


def test_what_comes_in_the_morning_leaves_at_noon_and_the_rest_at_night():
    small = twice()
    design = solve(small)
    assert verify(small, design).holds
    names = [(small.waves[p.wave].id, small.destinations[p.destination].departures[p.departure])
             for p in design.placed]  # fmt: skip
    assert sorted(names) == [("evening", (23, 1)), ("morning", (6, 8)), ("noon", (13, 15))]
    # Noon: at hand at 10, loaded and gone at 14; evening: 19 to 24; the town: 3 to 7.
    waiting = 1_000 * 4 + 800 * 5 + 500 * 4
    assert design.cost == pytest.approx(waiting * 0.05 + 3 * 100)


def test_with_one_departure_the_same_parcels_wait_till_night():
    once = replace(twice(), destinations=tuple(replace(d, more=()) for d in TWO_A_DAY))
    design = solve(once)
    assert verify(once, design).holds
    assert len(design.placed) == 2
    waiting = 1_000 * 14 + 800 * 5 + 500 * 4
    assert design.cost == pytest.approx(waiting * 0.05 + 2 * 100)


# Every choice ----------------------------------------------------------------


def comes(small, number, waves, wave) -> float:
    """Parcels of a destination that a wave gets: the wave whose last hour is next takes them."""
    found = 0.0
    for hour, amount in enumerate(small.destinations[number].arrivals):
        wait = {w: (small.waves[w].begins + small.waves[w].hours - 1 - hour - 1) % 24
                for w in waves}  # fmt: skip
        if min(wait, key=wait.__getitem__) == wave:
            found += amount
    return found


def ways_of(small, number):
    """Every set of waves of a destination, every departure for each, shared or not."""
    departures = range(len(small.destinations[number].departures))
    for count in range(1, len(departures) + 1):
        for waves in itertools.combinations(range(len(small.waves)), count):
            for leaves in itertools.permutations(departures, count):
                for alone in itertools.product((True, False), repeat=count):
                    yield tuple(zip(waves, leaves, alone, strict=True))


def least_by_trying(small) -> float:
    """What the cheapest design costs that the checker lets through; infinite without one."""
    best = np.inf
    numbers = range(len(small.destinations))
    for chosen in itertools.product(*(list(ways_of(small, n)) for n in numbers)):
        used = tuple(sorted({wave for way in chosen for wave, _, _ in way}))
        placed, again = [], {wave: [0, 0.0] for wave in used}
        for number, way in enumerate(chosen):
            for wave, departure, alone in way:
                amount = comes(small, number, [w for w, _, _ in way], wave)
                room = small.chute_rate * small.waves[wave].hours
                chutes = max(1, int(np.ceil(amount / room - 1e-9))) if alone else 0
                placed.append(Placed(number, wave, chutes, departure))
                if not alone:
                    again[wave][0] += 1
                    again[wave][1] += amount
        groups = tuple(
            max(-(-count // small.group), int(np.ceil(
                amount / (small.waves[w].hours * min(small.group_rate, small.chute_rate)) - 1e-9)))
            for w, (count, amount) in again.items()
        )  # fmt: skip
        for lines in range(small.standing, small.most + 1):
            design = SortingDesign(lines, used, groups, tuple(placed), 0.0, 0.0)
            cost = verify(small, design).cost
            if cost < best and verify(small, replace(design, cost=cost)).holds:
                best = cost
    return best


@st.composite
def small_problems(draw, most=3):
    """One destination with up to three departures, or two with up to two."""
    count = draw(st.integers(1, 2))
    departures = st.tuples(st.integers(0, 23), st.integers(0, 23))
    several = st.lists(departures, min_size=1, max_size=(most if count == 1 else 2) - 1)
    destinations = tuple(
        Destination(f"d{n}", draw(amounts), *draw(departures), more=tuple(draw(several)))
        for n in range(count)
    )
    begins = draw(st.lists(st.integers(0, 5), min_size=2, max_size=3 if count == 1 else 2))
    waves = tuple(
        Wave(f"w{n}", (8 * n + late) % 24, draw(st.integers(1, 6))) for n, late in enumerate(begins)
    )
    return problem(
        destinations=destinations, waves=waves, rate=draw(st.sampled_from([400.0, 1500.0])),
        chutes=draw(st.integers(1, 4)), hold=draw(st.sampled_from([2, 8, 23])),
        chute_rate=draw(st.sampled_from([200.0, 2000.0])), group_rate=600.0, most=2,
        yuan_second=draw(st.sampled_from([0.0, 0.4])),
        yuan_wave=draw(st.sampled_from([0.0, 500.0])),
    )  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(small_problems())
def test_no_choice_of_waves_and_departures_is_cheaper(small):
    assert_solved(small, best=least_by_trying(small), rel=5e-3)


# What the checker refuses ------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(small_problems(), st.integers(0, 5), st.integers(1, 3), st.sampled_from(
    ["departure", "wave", "dropped", "twice"]))  # fmt: skip
def test_a_design_that_is_touched_does_not_hold(small, at, step, how):
    """Whatever is moved, the cost claimed is the old one: it must be refused, or be as cheap."""
    try:
        design = solve(small)
    except InputError:
        return
    at %= len(design.placed)
    one = design.placed[at]
    if how == "departure":
        count = len(small.destinations[one.destination].departures)
        made = (replace(one, departure=(one.departure + step) % count),)
    elif how == "wave":
        made = (replace(one, wave=(one.wave + step) % len(small.waves)),)
    else:
        made = () if how == "dropped" else (one, one)
    placed = (*design.placed[:at], *made, *design.placed[at + 1 :])
    assume(placed != design.placed)
    verdict = verify(small, replace(design, placed=placed))
    same_bill = verdict.cost is not None and abs(verdict.cost - design.cost) <= 1e-5 * design.cost
    assert not verdict.holds or same_bill


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("departure", lambda p: (replace(p, departure=1 - p.departure),)),
        ("departure", lambda p: (replace(p, departure=0),)),
        ("late", lambda p: (replace(p, departure=1 - p.departure),)),
        ("unknown", lambda p: (replace(p, departure=2),)),
        ("not_run", lambda p: (replace(p, wave=3),)),
        ("destination", lambda p: (p, p, p)),
        ("cost", lambda _: ()),
    ],
)
def test_the_checker_sees_a_wrong_departure_and_a_missed_wave(kind, spoil):
    small = replace(twice(), waves=(*WAVES, Wave("idle", 14, 2)))
    design = solve(small)
    at = next(n for n, p in enumerate(design.placed) if p.departure == 1)
    placed = (*design.placed[:at], *spoil(design.placed[at]), *design.placed[at + 1 :])
    found = {b.kind for b in verify(small, replace(design, placed=placed)).breaches}
    assert kind in found


def test_parcels_that_stand_when_a_vehicle_leaves_go_with_it():
    """Loaded at noon for the night, past the vehicle that leaves at two: that one was next."""
    small = twice(hold=23)
    design = solve(small)
    later = tuple(replace(p, departure=0) if small.waves[p.wave].id == "noon" else p
                  for p in design.placed if small.waves[p.wave].id != "evening")  # fmt: skip
    one = replace(design, waves=(0, 2), groups=(0, 0), placed=later)
    kinds = {b.kind for b in verify(small, one).breaches}
    assert "departure" in kinds and "destination" not in kinds


def test_more_departures_than_may_be_are_refused_and_the_limit_is_named():
    many = Destination("x", arrivals(h1=1), 0, 1, more=((2, 3), (4, 5), (6, 7), (8, 9)))
    with pytest.raises(InputError, match="4") as refused:
        twice(destinations=(many,))
    assert refused.value.code == "N-970"
    with pytest.raises(InputError):
        twice(destinations=(replace(many, more=((2, 24),)),))


@dataclass(frozen=True)
class Before:
    """A destination as it was written when there was but one departure."""

    id: str
    arrivals: tuple[float, ...]
    opens: int
    closes: int


def test_a_problem_with_one_departure_keeps_the_digest_it_had():
    """Else designs that were kept before there were several could not be opened any more."""
    town = TWO_A_DAY[1]
    assert digest_of(town) == digest_of(Before(town.id, town.arrivals, 6, 8))
    assert digest_of(town) != digest_of(replace(town, more=((12, 14),)))


# Clash and repair --------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(small_problems(), st.data())
def test_whoever_keeps_conditions_keeps_fewer_of_them(small, data):
    """The search for the smallest clash rests on it. (More waves are more columns, nothing else:
    they are left out, which would take long.)"""
    every = tuple(c for c in conditions(small) if c.kind is not Kind.BEGINS)
    kept = data.draw(st.sets(st.sampled_from(every), max_size=len(every)))
    fewer = data.draw(st.sets(st.sampled_from(sorted(kept, key=str)))) if kept else kept
    first = fate(without(small, [c for c in every if c not in kept]))
    then = fate(without(small, [c for c in every if c not in fewer]))
    assert first is not Fate.KEPT or then is Fate.KEPT


def test_every_window_of_every_departure_is_a_condition_of_its_own():
    small = twice()
    assert windows(small) == ((23, 1), (13, 15), (6, 8))
    assert {c.window for c in conditions(small) if c.kind is Kind.WINDOW} == set(windows(small))
    wide = without(small, [Condition(Kind.WINDOW, (13, 15))])
    assert wide.destinations[0].departures == ((23, 1), (0, 23))
    assert wide.destinations[1] == small.destinations[1]


def test_repairs_of_a_clash_with_several_departures_hold():
    small = twice(waves=(Wave("dawn", 1, 2), Wave("noon", 10, 3)), hold=1, most=1)
    found, asker = clash(small)
    assert found is not None
    ways = repairs(small, found, asker)
    assert ways
    for way in ways:
        assert verify(way.problem, way.design).holds and not verify(small, way.design).holds
