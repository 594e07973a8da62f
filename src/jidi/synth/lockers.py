"""Communities and the parcel lockers in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jidi.synth.apportion import Floats, Ints, apportion
from jidi.synth.columns import Columns, Texts, coded, numbered, picked
from jidi.synth.ground import Ground, places_near
from jidi.synth.lives import Days, lives, year_end
from jidi.synth.operators import Operators
from jidi.synth.recipe import Recipe
from jidi.synth.streams import stream

_KINDS = ("new", "old", "other")
_CELL_SHARE = (0.44, 0.40, 0.16)
_IN_COMMUNITIES = 0.86
"""Share of the locker sets that stand in a community."""
_USABLE = 0.965
"""Cells that work and are free to use, of all; the recipe states the usable ones."""


def community_table(recipe: Recipe, ground: Ground, *, seed: int) -> tuple[Columns, Ints]:
    """Columns of ``community``, and the township of each."""
    rng = stream(seed, "community")
    count = recipe.count("communities", recipe.last_year)
    shares = apportion(count, ground.townships.weight)
    townships = np.repeat(np.arange(len(ground.townships)), shares)
    kind = rng.choice(3, count, p=(0.3, 0.45, 0.25))
    households = np.round(rng.lognormal(6.5, 0.6, count)).astype(np.int64)
    station = np.where(
        (kind == 0) & (rng.random(count) < 0.9),
        15 + rng.gamma(2, 9, count),
        rng.gamma(1.5, 7, count),
    )
    equipped = np.datetime64("2016-01-01") + rng.integers(0, 3600, count)
    return {
        "community_id": numbered(f"{recipe.prefix}-C", np.arange(1, count + 1), digits=5),
        "name": [f"示例小区{ground.townships.names[t]}{i + 1}号" for i, t in enumerate(townships)],
        "division": ground.townships.codes[townships],
        "built": coded(_KINDS, kind),
        "households": households,
        "station_m2": np.round(station, 1),
        "daily_parcels": np.round(_daily(recipe, households, rng), 1),
        "equipped_on": np.where(
            rng.random(count) < np.array([0.93, 0.72, 0.6])[kind], equipped, np.datetime64("NaT")
        ).astype("M8[D]"),
    }, townships


def _daily(recipe: Recipe, households: Ints, rng: np.random.Generator) -> Floats:
    """Parcels a day, so that the cells in communities are the recipe's number to a parcel."""
    last = recipe.last_year
    cells = recipe.at("locker.cells_usable", last) * _IN_COMMUNITIES
    a_household = cells / recipe.at("community.cells_per_parcel", last) / households.sum()
    daily: Floats = households * a_household * rng.uniform(0.75, 1.25, len(households))
    return daily


def _homes(households: Ints, count: int, rng: np.random.Generator) -> Ints:
    """The community of each locker set, in proportion to households."""
    shares = apportion(count, households.astype(np.float64))
    return rng.permutation(np.repeat(np.arange(len(households)), shares))


@dataclass(frozen=True)
class Lockers:
    """The lockers in register order, as deposits need them."""

    columns: Columns
    ids: Texts
    division: Texts
    county: Ints
    installed: Days
    removed: Days

    def alive(self, day: np.datetime64) -> Ints:
        """Places of the lockers that stood on ``day``."""
        standing = (self.installed <= day) & (np.isnat(self.removed) | (self.removed > day))
        return np.flatnonzero(standing)


def lockers(
    recipe: Recipe,
    ground: Ground,
    own: Operators,
    communities: tuple[Columns, Ints],
    *,
    seed: int,
) -> Lockers:
    """All lockers. Usable cells of those alive at the end sum to the recipe's figure."""
    rng = stream(seed, "locker")
    born = lives(recipe, "locker.sets", rng, closing=0.012)
    count = len(born)
    table, townships_of = communities
    community = _homes(table["households"], count, rng)
    townships = townships_of[community]
    counties = ground.township_county(townships)
    place = places_near(ground, townships, rng)
    usable = _usable_cells(recipe, born.alive(year_end(recipe.last_year)), rng)
    total = np.maximum(np.ceil(usable / _USABLE).astype(np.int64), usable)
    cold = np.where(rng.random(count) < 0.04, np.minimum(2, total), 0)
    small, medium = (np.floor((total - cold) * s).astype(np.int64) for s in _CELL_SHARE[:2])
    share = recipe.at("locker.letter_boxes", recipe.last_year)
    boxes = (born.opened_year > 2020) & (rng.random(count) < share * 2)
    ids = numbered(f"{recipe.prefix}-B", np.arange(1, count + 1), digits=6)
    columns = {
        "locker_id": ids,
        "operator_id": own.ids[own.lockers[rng.choice(len(own.lockers), count)]],
        "kind": coded(("locker", "letter_parcel_box"), boxes.astype(np.int64)),
        "division": ground.townships.codes[townships],
        "longitude": place[:, 0],
        "latitude": place[:, 1],
        "installed_on": born.opened,
        "removed_on": born.closed,
        "community_id": picked(
            table["community_id"], np.where(rng.random(count) < _IN_COMMUNITIES, community, -1)
        ),
        "cells_small": small,
        "cells_medium": medium,
        "cells_large": total - cold - small - medium,
        "cells_cold": cold,
        "cells_usable": usable,
        "video": rng.random(count) < 0.9,
    }
    return Lockers(
        columns, ids, ground.townships.codes[townships], counties, born.opened, born.closed
    )


def _usable_cells(recipe: Recipe, alive: Any, rng: np.random.Generator) -> Ints:
    total = recipe.count("locker.cells_usable", recipe.last_year)
    sizes = rng.lognormal(0, 0.45, len(alive))
    cells = np.zeros(len(alive), np.int64)
    cells[alive] = apportion(total, sizes[alive])
    mean = total / max(int(alive.sum()), 1)
    cells[~alive] = np.round(mean * sizes[~alive]).astype(np.int64)
    return cells
