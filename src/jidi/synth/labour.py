"""Monthly returns of packaging and of the workforce, by county and operator."""

from __future__ import annotations

import numpy as np

from jidi.synth.apportion import Floats, Ints, apportion, thin
from jidi.synth.columns import Columns
from jidi.synth.ground import Ground
from jidi.synth.operators import Operators
from jidi.synth.recipe import Recipe
from jidi.synth.returns import Returns, month_starts
from jidi.synth.streams import stream

_TAPED, _PER_BAG, _PER_PURCHASE = 0.64, 22, 0.82
"""Parcels with tape; parcels in a transit bag; packaging bought per parcel. Own choice."""
_CLERKS_PAY = 1.12
"""Pay over delivery fees: base pay and pick-up on top."""


class Cells:
    """The (operator, county) pairs that send both returns, by county and operator."""

    def __init__(self, recipe: Recipe, ground: Ground, own: Operators, made: Returns) -> None:
        volume = made.express_volume(len(own.ids), len(ground.counties))
        county, operator = np.nonzero(volume.sum(axis=0).T)
        self.recipe, self.ground, self.own = recipe, ground, own
        self.county, self.operator = county, operator
        self.volume: Ints = volume[:, operator, county]

    def keys(self) -> Columns:
        """The key columns, by month and then cell."""
        months = len(self.volume)
        return {
            "month": np.repeat(month_starts(self.recipe), len(self.county)),
            "division": np.tile(self.ground.counties.codes[self.county], months),
            "operator_id": np.tile(self.own.ids[self.operator], months),
        }

    def share_of(self, parts: Ints, series: str, rng: np.random.Generator) -> Ints:
        """In each year the series' share of ``parts``, exact to one, spread with chance.

        The share drifts within the year towards the next year's.
        """
        found = np.empty_like(parts)
        spread = rng.lognormal(0, 0.04, len(self.county))
        for place, year in enumerate(self.recipe.years):
            rows = slice(12 * place, 12 * place + 12)
            share = self.recipe.at(series, year)
            slope = (self.recipe.at(series, year + 1) - self.recipe.at(series, year - 1)) / 2
            drift = 1 + slope / max(share, 1e-9) * (np.arange(12) - 5.5)[:, None] / 12
            block = parts[rows]
            weights = (spread * drift * rng.lognormal(0, 0.02, block.shape)).ravel()
            found[rows] = thin(block.ravel(), share, spread=weights).reshape(block.shape)
        return found

    def level(self, series: str, weight: Floats) -> Ints:
        """A stock by month and cell: the year's figure in December, straight lines between."""
        rows = []
        for year in self.recipe.years:
            before, after = self.recipe.at(series, year - 1), self.recipe.at(series, year)
            for month in range(1, 13):
                rows.append(apportion(round(before + (after - before) * month / 12), weight))
        return np.stack(rows)


def packaging_table(cells: Cells, *, seed: int) -> Columns:
    """Columns of ``packaging``; yearly shares of the province are the recipe's."""
    rng = stream(seed, "packaging")
    volume = cells.volume
    online = cells.share_of(volume, "packaging.ecommerce", rng)
    taped = np.floor(volume * _TAPED).astype(np.int64)
    bags = np.ceil(volume / _PER_BAG).astype(np.int64)
    bought = np.floor(volume * _PER_PURCHASE).astype(np.int64)
    weight = volume.sum(axis=0).astype(np.float64)
    boxes = cells.level("packaging.reusable_boxes", weight)
    years = np.repeat(list(cells.recipe.years), 12)
    uses = np.array([cells.recipe.at("packaging.box_uses", y) for y in years])[:, None]
    kept = np.array([cells.recipe.at("packaging.cartons_reused", y) for y in years])[:, None]
    columns = {
        "ecommerce_parcels": online,
        "ecommerce_not_repackaged": cells.share_of(online, "packaging.not_repackaged", rng),
        "taped_parcels": taped,
        "slim_taped_parcels": cells.share_of(taped, "packaging.slim_tape", rng),
        "bag_uses": bags,
        "reusable_bag_uses": cells.share_of(bags, "packaging.reusable_bag", rng),
        "purchased_units": bought,
        "conforming_units": cells.share_of(bought, "packaging.conforming", rng),
        "reusable_boxes": boxes,
        "reusable_box_uses": np.round(boxes * uses).astype(np.int64),
        "electronic_waybills": cells.share_of(volume, "packaging.electronic_waybill", rng),
        "waybills": volume,
        "cartons_reused": np.round(volume * kept).astype(np.int64),
    }
    return cells.keys() | {name: values.ravel() for name, values in columns.items()}


def workforce_table(cells: Cells, *, seed: int) -> Columns:
    """Columns of ``workforce``."""
    rng = stream(seed, "workforce")
    recipe = cells.recipe
    years = np.repeat(list(recipe.years), 12)
    ratio = np.array([recipe.at("workforce.delivered", y) for y in years])
    fee = np.array([recipe.at("workforce.fee", y) for y in years])[:, None]
    fined = np.array([recipe.at("workforce.fines", y) for y in years])[:, None]
    pull = cells.own.share[cells.operator] * cells.ground.counties.weight[cells.county]
    totals = np.round(cells.volume.sum(axis=1) * ratio).astype(np.int64)
    pieces = np.stack([apportion(int(t), pull * rng.lognormal(0, 0.06, len(pull))) for t in totals])
    couriers = cells.level("workforce.couriers", pull)
    cell_fee = fee * rng.lognormal(0, 0.08, len(pull))
    fees = np.round(pieces * cell_fee, 2)
    pay = np.round(fees * _CLERKS_PAY + couriers * 260.0, 2)
    columns = {
        "couriers": couriers,
        "insured": cells.share_of(couriers, "workforce.insured", rng),
        "certified": cells.share_of(couriers, "workforce.certified", rng),
        "pieces": pieces,
        "pay_yuan": pay,
        "delivery_fee_yuan": fees,
        "fines_yuan": np.round(pay * fined * rng.lognormal(0, 0.3, pay.shape), 2),
    }
    return cells.keys() | {name: values.ravel() for name, values in columns.items()}
