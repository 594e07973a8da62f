"""The operators: their ids, where each works, and who serves a county."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jidi.synth.apportion import Floats, Ints
from jidi.synth.columns import Columns, Texts, numbered
from jidi.synth.ground import Ground
from jidi.synth.recipe import Recipe
from jidi.synth.streams import stream


@dataclass(frozen=True)
class Operators:
    """The operators in recipe order: their ids, and where each works."""

    ids: Texts
    share: Floats
    """Share of express volume."""
    present: NDArray[np.bool_]
    """Operator × county: whether it works there. The postal enterprise works everywhere."""
    postal: int
    """Place of the postal enterprise."""
    lockers: Ints
    """Places of the locker operators."""

    @property
    def carriers(self) -> Ints:
        """Places of those that carry parcels."""
        return np.flatnonzero(self.share > 0)


def operators(recipe: Recipe, ground: Ground) -> Operators:
    """The operators and the counties they work in: the most populous up to their reach."""
    count = len(recipe.brands)
    peopled = ground.counties.ranked[: int((ground.counties.weight > 0).sum())]
    present = np.zeros((count, len(ground.counties)), bool)
    for place, brand in enumerate(recipe.brands):
        present[place, peopled[: max(1, round(brand.reach * len(peopled)))]] = True
    kinds = [b.kind for b in recipe.brands]
    return Operators(
        ids=numbered(f"{recipe.prefix}-Q", np.arange(1, count + 1), digits=3),
        share=np.array([b.share for b in recipe.brands]),
        present=present,
        postal=kinds.index("postal"),
        lockers=np.array([i for i, k in enumerate(kinds) if k == "locker"], np.int64),
    )


def operator_table(
    recipe: Recipe, ground: Ground, own: Operators, *, volume: Ints, revenue: Floats, seed: int
) -> Columns:
    """Columns of ``operator``.

    :param volume: items of the last year by operator; ``revenue`` likewise in yuan.
    """
    rng = stream(seed, "operator")
    years = rng.integers(1998, 2015, len(own.ids))
    opened = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    capital = ground.counties.ranked[0]
    home = ground.counties.codes[rng.choice(ground.counties.ranked[:6], len(own.ids))]
    home[own.postal] = ground.counties.codes[capital]
    return {
        "operator_id": own.ids,
        "name": [f"{b.name}（{recipe.zh[:2]}示例）有限公司" for b in recipe.brands],
        "brand": [b.name for b in recipe.brands],
        "kind": [b.kind for b in recipe.brands],
        "ownership": [b.ownership for b in recipe.brands],
        "division": home,
        "opened_on": opened + rng.integers(0, 365, len(own.ids)),
        "annual_volume": volume,
        "annual_revenue": revenue,
    }


def owners(
    own: Operators, counties: Ints, rng: np.random.Generator, *, outlets: bool = False
) -> Ints:
    """An express operator for each row, among those that work in its county.

    Chances follow the square root of the share for ``outlets`` (small brands keep relatively more
    of them), else the share itself.
    """
    express = own.share * (np.arange(len(own.share)) != own.postal)
    pull = np.sqrt(express) if outlets else express
    chances = np.cumsum(pull[:, None] * own.present, axis=0)
    # A statistical zone has no operator of its own; it is served as the province is.
    chances[:, chances[-1] == 0] = np.cumsum(pull)[:, None]
    drawn = rng.random(len(counties)) * chances[-1, counties]
    found: Ints = np.argmax(chances[:, counties] > drawn, axis=0)
    return found
