"""Credit records from authorities, invented: most companies have none, a few have several."""

from __future__ import annotations

import numpy as np

from jidi.synth.apportion import Ints
from jidi.synth.columns import Columns, coded, known_if, numbered
from jidi.synth.ground import Ground
from jidi.synth.lives import year_end
from jidi.synth.operators import Operators
from jidi.synth.recipe import Recipe
from jidi.synth.streams import stream

ITEMS = (
    "penalty", "annual_report_missing", "award", "wage_arrears", "unreachable",
    "refused_inspection", "public_service", "false_material", "judgment", "serious",
)  # fmt: skip
_ITEM_SHARE = (0.52, 0.09, 0.12, 0.06, 0.06, 0.04, 0.06, 0.02, 0.015, 0.015)
AUTHORITIES = (
    "city_bureau", "market_regulation", "provincial_bureau", "labour", "court", "association",
)  # fmt: skip
_AUTHORITY_OF_ITEM = np.array([0, 2, 5, 3, 1, 0, 5, 2, 4, 1])
"""Which authority hands in which record, by their places above."""
_REPAIRABLE = (1, 3, 4)
_WINDOW_DAYS = 46
"""To 15 February, when records of a year cease to be received."""


def credit_table(recipe: Recipe, ground: Ground, own: Operators, *, seed: int) -> Columns:
    """Columns of ``credit_record``: as many a year as the recipe says.

    A few are received after the year's window closed, some were repaired.
    """
    rng = stream(seed, "credit_record")
    counts = [recipe.count("credit.records", year) for year in recipe.years]
    ends = np.repeat([year_end(year) for year in recipe.years], counts)
    days = np.sort(ends - rng.integers(0, 364, len(ends)))
    item = rng.choice(len(ITEMS), len(days), p=_ITEM_SHARE)
    operator = _companies(own, len(days), rng)
    received = np.minimum(days + rng.gamma(2, 12, len(days)).astype(np.int64), ends + _WINDOW_DAYS)
    received = np.where(rng.random(len(days)) < 0.03, ends + _WINDOW_DAYS + 9, received)
    repaired = np.isin(item, _REPAIRABLE) & (rng.random(len(days)) < 0.55)
    penalty = np.round(rng.lognormal(8.8, 0.7, len(days)), -2)
    numbers = np.arange(1, len(days) + 1)
    return {
        "record_id": numbered(f"{recipe.prefix}-C", numbers, digits=5),
        "operator_id": own.ids[operator],
        "division": ground.counties.codes[_county(own, operator, rng)],
        "item": coded(ITEMS, item),
        "authority": coded(AUTHORITIES, _AUTHORITY_OF_ITEM[item]),
        "happened_on": days,
        "received_on": received,
        "repaired_on": known_if(repaired, days + rng.integers(20, 220, len(days))),
        "document": numbered(f"{recipe.prefix}-W", numbers, digits=5),
        "penalty_yuan": np.where(item == 0, penalty, np.nan),
    }


def _companies(own: Operators, count: int, rng: np.random.Generator) -> Ints:
    """The large have most records, as they have most outlets; some small ones have several."""
    carriers = own.carriers
    pull = np.sqrt(own.share[carriers]) + 0.05 * rng.gamma(0.5, 1.0, len(carriers))
    return np.asarray(rng.choice(carriers, count, p=pull / pull.sum()))


def _county(own: Operators, operator: Ints, rng: np.random.Generator) -> Ints:
    """A county in which the company works."""
    places = [rng.choice(np.flatnonzero(own.present[one])) for one in operator]
    return np.array(places, np.int64)
