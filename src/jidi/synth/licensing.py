"""Annual reports of companies and ratings of licensing services, invented."""

from __future__ import annotations

import numpy as np

from jidi.synth.columns import Columns, coded, known_if, numbered
from jidi.synth.ground import Ground
from jidi.synth.lives import year_end
from jidi.synth.operators import Operators
from jidi.synth.recipe import Recipe
from jidi.synth.streams import stream

MATTERS = (
    "licence_apply", "licence_renew", "licence_change", "branch_filing", "end_point_filing",
)  # fmt: skip
LEVELS = ("very_good", "good", "fair", "poor", "very_poor")
_LEVEL_SHARE = (0.72, 0.2, 0.055, 0.017, 0.008)
_TO_APRIL = 119
"""Days from the end of a year to 30 April."""


def annual_report_table(recipe: Recipe, ground: Ground, own: Operators, *, seed: int) -> Columns:
    """Columns of ``annual_report``: most in time, a few late, a few missing."""
    rng = stream(seed, "annual_report")
    carriers = own.carriers
    years = np.array(recipe.years)
    place, year = (part.ravel() for part in np.meshgrid(carriers, years, indexing="ij"))
    luck = rng.random(len(place))
    ends = np.array([year_end(int(one)) for one in year])
    days = np.where(
        luck < 0.05, _TO_APRIL + rng.integers(3, 60, len(place)), rng.integers(20, 118, len(place))
    )
    kept = luck < 0.96
    homes = ground.counties.codes[ground.counties.ranked[0]]
    return {
        "operator_id": own.ids[place][kept],
        "year": year[kept],
        "division": np.full(int(kept.sum()), homes),
        "submitted_on": (ends + days)[kept],
    }


def rating_table(recipe: Recipe, ground: Ground, *, seed: int) -> Columns:
    """Columns of ``service_rating``: as many a year as the recipe says; most bad ones answered."""
    rng = stream(seed, "service_rating")
    counts = [recipe.count("ratings", year) for year in recipe.years]
    ends = np.repeat([year_end(year) for year in recipe.years], counts)
    days = np.sort(ends - rng.integers(0, 364, len(ends)))
    level = rng.choice(len(LEVELS), len(days), p=_LEVEL_SHARE)
    county = rng.choice(len(ground.counties), len(days), p=ground.counties.weight)
    answered = (level >= LEVELS.index("poor")) & (rng.random(len(days)) < 0.94)
    return {
        "rating_id": numbered(f"{recipe.prefix}-H", np.arange(1, len(days) + 1), digits=6),
        "division": ground.counties.codes[county],
        "matter": coded(
            MATTERS, rng.choice(len(MATTERS), len(days), p=(0.05, 0.08, 0.15, 0.3, 0.42))
        ),
        "rated_on": days,
        "level": coded(LEVELS, level),
        "answered_on": known_if(answered, days + rng.integers(1, 16, len(days))),
    }
