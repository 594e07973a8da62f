"""Licences, branch filings and end-point filings."""

from __future__ import annotations

import numpy as np

from jidi.synth.columns import Columns, joined_columns, numbered
from jidi.synth.ground import Ground
from jidi.synth.lives import chance, lives
from jidi.synth.operators import Operators, owners
from jidi.synth.recipe import Recipe
from jidi.synth.streams import stream


def licence_table(recipe: Recipe, ground: Ground, own: Operators, *, seed: int) -> Columns:
    """Columns of ``licence``: licences, branches and end points, stocks as the series say."""
    parts = [
        _licences(recipe, ground, own, kind, series, closing, seed)
        for kind, series, closing in (
            ("licence", "licence.licence", 0.03),
            ("branch", "licence.branch", 0.04),
            ("end_point", "licence.end_point", 0.06),
        )
    ]
    joined = joined_columns(parts)
    joined["licence_id"] = numbered(
        f"{recipe.prefix}-L", np.arange(1, len(joined["granted_on"]) + 1), digits=6
    )
    return joined


def _licences(
    recipe: Recipe,
    ground: Ground,
    own: Operators,
    kind: str,
    series: str,
    closing: float,
    seed: int,
) -> Columns:
    rng = stream(seed, "licence", kind)
    born = lives(recipe, series, rng, closing=closing)
    townships = rng.choice(len(ground.townships), len(born), p=ground.townships.weight)
    counties = ground.township_county(townships)
    where = ground.townships.codes[townships] if kind == "end_point" else None
    # A licence runs five years and was renewed until it reaches past the horizon or its end.
    age = recipe.last_year + 1 - born.opened_year
    terms = np.maximum(np.ceil(age / 5).astype(np.int64), 1)
    months = born.opened.astype("datetime64[M]") + 60 * terms
    expires = months.astype("datetime64[D]") + rng.integers(0, 28, len(born))
    return {
        "operator_id": own.ids[owners(own, counties, rng, outlets=True)],
        "kind": [kind] * len(born),
        "division": ground.counties.codes[counties] if where is None else where,
        "granted_on": born.opened,
        "opened_on": born.opened - (rng.integers(1, 20, len(born)) if kind != "licence" else 0),
        "expires_on": expires if kind != "end_point" else np.full(len(born), "NaT", "M8[D]"),
        "ended_on": born.closed,
        "electronic": chance(recipe, "licence.electronic", born.opened_year, rng)
        | np.isnat(born.closed),
    }
