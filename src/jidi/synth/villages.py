"""Villages: where they lie, and how each was served over the years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jidi.synth.apportion import Floats, Ints
from jidi.synth.columns import coded
from jidi.synth.ground import Ground, village_places
from jidi.synth.lives import Days, year_end
from jidi.synth.recipe import Recipe
from jidi.synth.streams import stream

NEVER = np.datetime64("NaT")
_START = np.datetime64("2019-01-01")
_MODES = ("postal_express", "joint_express", "resident", "bus", "merchant", "third_party", "own")
_MODE_SHARE = (0.46, 0.17, 0.12, 0.09, 0.05, 0.06, 0.05)
_ACCESS = ("direct", "point", "township", "none")
_REMOTE_SHARE = 0.12


@dataclass(frozen=True)
class VillageLives:
    """When each 建制村 gained what, NaT when never; rows are places among the villages.

    Gains are kept, and come in the order of a rank of remoteness, so that the number that has a
    thing at the end of each year is the share asked for, to one village.
    """

    rows: Ints
    remote: NDArray[np.bool_]
    served: Days
    point: Days
    direct: Days
    often: Days
    fixed: Days


def village_lives(recipe: Recipe, ground: Ground, *, seed: int) -> VillageLives:
    """The histories of all administrative villages of the roster."""
    rng = stream(seed, "village")
    rows = np.flatnonzero(ground.administrative)
    ease = _ease(ground, rows, rng)
    order = np.argsort(-ease, kind="stable")
    served = _gained(recipe, "village.served", order, rng)

    def later(series: str) -> Days:
        """Gained in an order of its own, never before the village was served at all."""
        own = np.argsort(-ease + rng.normal(0, 0.4, len(rows)), kind="stable")
        own = own[np.argsort(np.isnat(served[own]), kind="stable")]
        gained = _gained(recipe, series, own, rng)
        return np.where(np.isnat(gained), NEVER, np.fmax(gained, served)).astype("M8[D]")

    remote = np.zeros(len(rows), bool)
    remote[order[round(len(rows) * (1 - _REMOTE_SHARE)) :]] = True
    return VillageLives(
        rows=rows,
        remote=remote,
        served=served,
        point=later("village.point"),
        direct=later("village.direct"),
        often=_gained(recipe, "village.often", order, rng),
        fixed=later("village.fixed"),
    )


def village_table(ground: Ground, own: VillageLives, *, seed: int) -> dict[str, Any]:
    """Columns of ``village``: every village-level unit whose county has a boundary."""
    place = village_places(ground, seed=seed)
    known = ~np.isnan(place[:, 0])
    people = ground.villages.weight * ground.population.sum()
    remote = np.zeros(len(ground.villages), bool)
    remote[own.rows[own.remote]] = True
    return {
        "village": ground.villages.codes[known],
        "longitude": place[known, 0],
        "latitude": place[known, 1],
        "population": np.maximum(np.round(people[known]), 12).astype(np.int64),
        "remote": remote[known],
    }


def village_service_table(ground: Ground, own: VillageLives, *, seed: int) -> dict[str, Any]:
    """Columns of ``village_service``: a row from the start, and a new one at each change."""
    rng = stream(seed, "village_service")
    village, since, until = _spans(own)
    has = {
        name: ~np.isnat(when[village]) & (when[village] <= since)
        for name, when in vars(own).items()
        if name in ("served", "point", "direct", "often", "fixed")
    }
    served, direct = has["served"], has["direct"] & has["served"]
    mode = rng.choice(len(_MODES), len(own.rows), p=_MODE_SHARE)[village]
    to_township = rng.random(len(own.rows))[village] < 0.7
    size = ground.villages.weight[own.rows][village]
    daily = 14 * size / max(size.mean(), 1e-12) * (0.5 + 0.5 * served)
    access = np.where(direct, 0, np.where(served, 1, np.where(to_township, 2, 3)))
    return {
        "village": ground.villages.codes[own.rows][village],
        "valid_from": since,
        "valid_to": until,
        "mail_direct": np.ones(len(village), bool),
        "express_served": served,
        "access": coded(_ACCESS, access),
        "mode": coded((*_MODES, "postal_only"), np.where(served, mode, len(_MODES))),
        "brands": np.where(served, 1 + (mode % 4) + 3 * direct, to_township.astype(np.int64)),
        "village_point": has["point"],
        "deliveries_weekly": np.where(has["often"], 3.0 + 2 * served + 2 * direct, 2.0),
        "fixed_service": has["fixed"],
        "daily_parcels": np.round(daily, 1),
    }


def _spans(own: VillageLives) -> tuple[Ints, Days, Days]:
    """Village place, first day and day after the last of every state, by village and time."""
    marks = [np.full(len(own.rows), _START), own.served, own.point, own.direct]
    marks += [own.often, own.fixed]
    days = np.stack([np.fmax(m, _START) for m in marks], axis=1)
    days[np.stack([np.isnat(m) for m in marks], axis=1)] = NEVER
    days.sort(axis=1)
    new = ~np.isnat(days)
    new[:, 1:] &= days[:, 1:] != days[:, :-1]
    village, _ = np.nonzero(new)
    since = days[new]
    until = np.full(len(since), NEVER, "M8[D]")
    same = village[1:] == village[:-1]
    until[:-1][same] = since[1:][same]
    return village, since, until


def _ease(ground: Ground, rows: Ints, rng: np.random.Generator) -> Floats:
    """How easily a village is reached: its size and its county's weight, with chance."""
    size = np.log(ground.villages.weight[rows] + 1e-9)
    county = ground.counties.weight[ground.township_county(ground.villages.above[rows])]
    ease = size + 0.5 * np.log(county + 1e-6)
    spread = ease.std()
    found: Floats = (ease - ease.mean()) / (spread or 1.0) + rng.normal(0, 0.5, len(rows))
    return found


def _gained(recipe: Recipe, series: str, order: Ints, rng: np.random.Generator) -> Days:
    """The day on which each village gains a thing: in ``order``, as many as each year asks."""
    gained = np.full(len(order), NEVER, "M8[D]")
    before = 0
    for year in recipe.years:
        # The first year's stock was gained over the two years up to its end.
        after = max(before, round(recipe.at(series, year) * len(order)))
        back = 720 if year == recipe.first_year else 364
        days = year_end(year) - rng.integers(0, back, after - before)
        gained[order[before:after]] = np.sort(days)
        before = after
    return gained
