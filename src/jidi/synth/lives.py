"""When things begin and end, so that the stock at each year's end is the one asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jidi.synth.apportion import Ints
from jidi.synth.recipe import Recipe

Days = NDArray[np.datetime64]
FIRST_STOCK_YEAR = 2015
_LIVES_ON = 0.7
"""How much likelier those that live on have a thing; 1 would put all of them first."""


@dataclass(frozen=True)
class Lives:
    """Births and ends of a register's rows, in order of birth."""

    opened: Days
    closed: Days
    """NaT while it lives."""

    def __len__(self) -> int:
        return len(self.opened)

    @property
    def opened_year(self) -> Ints:
        """Calendar year of the birth."""
        return year_of(self.opened)

    def alive(self, day: np.datetime64) -> NDArray[np.bool_]:
        """Which lived on ``day``: opened on or before it, not closed by it."""
        return (self.opened <= day) & (np.isnat(self.closed) | (self.closed > day))


def lives(
    recipe: Recipe, series: str, rng: np.random.Generator, *, closing: float = 0.0, staying: int = 0
) -> Lives:
    """Rows whose number alive at the end of each year is exactly the series' figure.

    The stock of the first year is spread over the years before it. ``closing`` of each year's
    stock ends in the year after (more when the stock falls faster); the ``staying`` first ones are
    the last to go.
    """
    targets = [recipe.count(series, y) for y in range(FIRST_STOCK_YEAR, recipe.last_year + 1)]
    opened = np.sort(_days(rng, np.full(targets[0], FIRST_STOCK_YEAR), back=8))
    closed = np.full(targets[0], "NaT", "datetime64[D]")
    for year, target in enumerate(targets[1:], start=FIRST_STOCK_YEAR + 1):
        living = np.flatnonzero(np.isnat(closed))
        ends = max(round(closing * len(living)), len(living) - target)
        ending = _ending(living, ends, staying, rng)
        closed[ending] = _days(rng, np.full(ends, year))
        births = target - (len(living) - ends)
        opened = np.concatenate([opened, np.sort(_days(rng, np.full(births, year)))])
        closed = np.concatenate([closed, np.full(births, "NaT", "datetime64[D]")])
    return Lives(opened, closed)


def _ending(living: Ints, ends: int, staying: int, rng: np.random.Generator) -> Ints:
    mobile = living[living >= staying]
    going = rng.permutation(mobile)[:ends]
    left = ends - len(going)
    return np.concatenate([going, rng.permutation(living[living < staying])[:left]])


def year_of(days: Days) -> Ints:
    """Calendar years."""
    return days.astype("datetime64[Y]").astype(np.int64) + 1970


def year_end(year: int) -> np.datetime64:
    """The last day of a year."""
    return np.datetime64(f"{year}-12-31")


def chance(recipe: Recipe, series: str, years: Ints, rng: np.random.Generator) -> NDArray[np.bool_]:
    """True for each row with the probability that the series gives for its year."""
    first, last = int(years.min(initial=recipe.first_year)), int(years.max(initial=0))
    table = np.array([recipe.at(series, y) for y in range(first, max(last, first) + 1)])
    return np.asarray(rng.random(len(years)) < table[years - first])


def lasting(
    recipe: Recipe, series: str, opened: Days, closed: Days, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Which rows have, from their birth to their end, a thing that a share of the stock has.

    At each year's end the share of the living is the series', to one row, or as near to it as the
    births of the year allow: what was opened without it stays without. Those that live on are
    likelier to have it than those that end, as old places close first.
    """
    living_on = np.isnat(closed)
    keenness = rng.random(len(opened)) + _LIVES_ON * living_on
    has = np.zeros(len(opened), bool)
    decided = np.zeros(len(opened), bool)
    for year in recipe.years:
        born = opened <= year_end(year)
        alive = born & (living_on | (closed > year_end(year)))
        fresh = np.flatnonzero(alive & ~decided)
        wanted = round(recipe.at(series, year) * int(alive.sum())) - int((has & alive).sum())
        order = fresh[np.argsort(-keenness[fresh], kind="stable")]
        has[order[: max(wanted, 0)]] = True
        decided |= born
    return has


def evenly(share: float, places: Ints, turn: float, start: float) -> NDArray[np.bool_]:
    """Of rows at these places, a ``share``, so even that every run of them has it to a row or two.

    The fractions of the multiples of an irrational ``turn`` fill [0, 1) evenly; different turns
    give marks that are independent of each other.
    """
    return np.asarray((start + turn * places) % 1 < share)


def _days(rng: np.random.Generator, years: Ints, *, back: int = 0) -> Days:
    """A day in each year, or in the ``back`` years up to it; never the last day of December.

    Ends fall after births of earlier years, so a birth in January of the same year cannot follow.
    """
    shifted = years - (rng.integers(0, back + 1, len(years)) if back else 0)
    start = (shifted - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    days: Days = start + rng.integers(0, 364, len(years)).astype("m8[D]")
    return days
