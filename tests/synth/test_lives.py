"""What a stock has at each year's end, and marks that lie evenly."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import InputError
from jidi.synth import read_recipe
from jidi.synth.fleet import routes
from jidi.synth.lives import evenly, lasting, lives, year_end
from jidi.synth.moving import trip_columns

YEARS = range(2020, 2026)


def _recipe(first, last, stock):
    """A recipe of one share, from ``first`` to ``last``, and of one stock that grows."""

    def at(series, year):
        part = min(max((year - 2020) / 5, 0), 1)
        return (first + (last - first) * part) if series == "share" else stock + 40 * (year - 2015)

    return SimpleNamespace(
        at=at,
        count=lambda series, year: round(at(series, year)),
        years=YEARS,
        first_year=2020,
        last_year=2025,
    )


@given(
    first=st.floats(0, 0.6),
    rise=st.floats(0, 0.1),
    stock=st.integers(50, 900),
    seed=st.integers(0, 10_000),
)
def test_a_slowly_rising_share_is_met_at_every_year_end_to_half_a_row(first, rise, stock, seed):
    recipe = _recipe(first, first + rise * (1 - first), stock)
    rng = np.random.default_rng(seed)
    born = lives(recipe, "stock", rng, closing=0.05)
    has = lasting(recipe, "share", born.opened, born.closed, rng)
    for year in YEARS:
        alive = born.alive(year_end(year))
        assert abs(has[alive].sum() - recipe.at("share", year) * alive.sum()) <= 0.5 + 1e-9


def test_a_share_that_outruns_the_births_is_followed_as_far_as_they_go():
    recipe = _recipe(0.1, 1.0, 500)
    rng = np.random.default_rng(4)
    born = lives(recipe, "stock", rng, closing=0.05)
    has = lasting(recipe, "share", born.opened, born.closed, rng)
    late = born.opened > year_end(2020)
    assert has[late].all()
    assert has[born.alive(year_end(2025))].mean() < 1.0


def test_old_places_without_a_thing_are_the_first_to_close():
    recipe = _recipe(0.5, 0.5, 2000)
    rng = np.random.default_rng(6)
    born = lives(recipe, "stock", rng, closing=0.05)
    has = lasting(recipe, "share", born.opened, born.closed, rng)
    old = born.alive(year_end(2020))
    closing = ~np.isnat(born.closed)
    assert has[old & closing].mean() < has[old & ~closing].mean()


@given(share=st.floats(0, 1), start=st.floats(0, 1), begin=st.integers(0, 3000))
def test_evenly_spread_marks_hold_their_share_in_every_run(share, start, begin):
    marks = evenly(share, np.arange(4000), np.sqrt(3), start)
    run = marks[begin : begin + 1000]
    assert abs(run.sum() - share * 1000) <= 6


def test_marks_of_different_turns_are_independent():
    places = np.arange(20_000)
    one, other = evenly(0.3, places, np.sqrt(2), 0.1), evenly(0.4, places, np.sqrt(7), 0.6)
    assert (one & other).mean() == pytest.approx(0.12, abs=0.002)


def test_international_routes_need_a_gate_each(shanxi):
    recipe = read_recipe("shanxi")
    fewer = recipe.model_copy(update={"gates": recipe.gates[:2]})
    with pytest.raises(InputError) as caught:
        routes(fewer, shanxi.province.ground, shanxi.province.operators, seed=1)
    assert caught.value.code == "S-108"


def test_a_gate_outside_the_province_is_refused(shanxi):
    recipe = read_recipe("shanxi")
    abroad = read_recipe("inner_mongolia").gates
    with pytest.raises(InputError) as caught:
        routes(
            recipe.model_copy(update={"gates": abroad}),
            shanxi.province.ground,
            shanxi.province.operators,
            seed=1,
        )
    assert caught.value.code == "S-108"


def test_every_mode_runs_as_often_as_its_routes_say_over_a_month(shanxi):
    """Few trains stand beside thousands of lorries; a sample of runs must not lose them."""
    made = shanxi.province
    ran = {"rail": 0, "hsr": 0}
    for day in range(1, 31):
        trips = trip_columns(
            made.recipe,
            made.ground,
            made.routes,
            made.fleet,
            day=date(2025, 6, day),
            scale=0.001,
            seed=14,
        )
        for mode in ran:
            ran[mode] += int((np.asarray(trips["mode"]) == mode).sum())
    for mode in ran:
        mine = np.array(made.routes.mode) == mode
        open_ = made.routes.opened <= np.datetime64("2025-06-01")
        open_ &= np.isnat(made.routes.closed) | (made.routes.closed > np.datetime64("2025-06-30"))
        due = np.asarray(made.routes.columns["runs_weekly"])[mine & open_].sum() / 7 * 30 * 0.3
        assert ran[mode] == pytest.approx(due, abs=0.25 * due + 3)
