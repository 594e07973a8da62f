"""Monthly returns of volume and revenue, by county, operator and business."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jidi.synth.apportion import Floats, Ints, apportion
from jidi.synth.columns import Columns, coded
from jidi.synth.ground import Ground
from jidi.synth.months import monthly_money, monthly_volumes
from jidi.synth.operators import Operators
from jidi.synth.recipe import BUSINESSES, VOLUMES, Recipe
from jidi.synth.streams import stream

_EXPRESS = 3
"""The first three businesses are express."""
_ABROAD_REACH = 0.3
"""Share of the counties, the most populous, where parcels for abroad are accepted."""
_CELL_NOISE, _MONTH_NOISE = 0.25, 0.05


@dataclass(frozen=True)
class Returns:
    """Volume and revenue: rows are months, columns are cells (operator, county, business).

    Cells lie in the order of county, operator, business.
    """

    operator: Ints
    county: Ints
    business: Ints
    volume: Ints
    revenue: Ints
    business_total: Ints

    @property
    def express(self) -> NDArray[np.bool_]:
        """Which cells are express."""
        return np.asarray(self.business < _EXPRESS)

    def express_volume(self, operators: int, counties: int) -> Ints:
        """Express items by month, operator and county (three axes)."""
        found = np.zeros((len(self.volume), operators, counties), np.int64)
        cells = np.flatnonzero(self.express)
        for cell in cells:
            found[:, self.operator[cell], self.county[cell]] += self.volume[:, cell]
        return found


def monthly_returns(recipe: Recipe, ground: Ground, own: Operators, *, seed: int) -> Returns:
    """All monthly returns; each month sums to the province's exactly."""
    operator, county, business, weight = _cells(recipe, ground, own, seed)
    months = 12 * len(recipe.years)
    noise = stream(seed, "returns.months").lognormal(0, _MONTH_NOISE, (months, len(weight)))
    volume = np.zeros((months, len(weight)), np.int64)
    for place, measure in enumerate(VOLUMES):
        cells = business == place
        for month, total in enumerate(monthly_volumes(recipe, measure)):
            volume[month, cells] = apportion(int(total), weight[cells] * noise[month, cells])
    revenue = _revenue(recipe, (operator, business, weight), volume, seed)
    _, _, whole = monthly_money(recipe)
    constant = np.stack(
        [apportion(int(t), r.astype(float)) for t, r in zip(whole, revenue, strict=True)]
    )
    return Returns(operator, county, business, volume, revenue, constant)


def monthly_return_table(recipe: Recipe, ground: Ground, own: Operators, made: Returns) -> Columns:
    """Columns of ``monthly_return``. Other postal business is not counted in items."""
    months, cells = made.volume.shape
    counted = np.tile(made.business < len(VOLUMES), months)
    return {
        "month": np.repeat(month_starts(recipe), cells),
        "division": np.tile(ground.counties.codes[made.county], months),
        "operator_id": np.tile(own.ids[made.operator], months),
        "business": coded(BUSINESSES, np.tile(made.business, months)),
        "volume": np.where(counted, made.volume.ravel().astype(np.float64), np.nan),
        "revenue": made.revenue.ravel().astype(np.float64),
        "business_total": made.business_total.ravel().astype(np.float64),
    }


def month_starts(recipe: Recipe) -> NDArray[np.datetime64]:
    """The first day of every month of the recipe."""
    first = np.datetime64(f"{recipe.first_year}-01", "M")
    return (first + np.arange(12 * len(recipe.years))).astype("M8[D]")


def _cells(
    recipe: Recipe, ground: Ground, own: Operators, seed: int
) -> tuple[Ints, Ints, Ints, Floats]:
    """Operator, county, business and weight of every cell that sends a return."""
    here = own.present[own.carriers]
    pull = here * ground.counties.weight
    pull = pull / pull.sum(axis=1, keepdims=True) * own.share[own.carriers, None]
    abroad = np.array([b.international for b in recipe.brands])[own.carriers, None] & np.isin(
        np.arange(len(ground.counties)),
        ground.counties.ranked[: max(1, round(_ABROAD_REACH * len(ground.counties)))],
    )
    postal = (own.carriers == own.postal)[:, None] & here
    sends = np.stack([here, here, here & abroad, postal, postal])
    county, carrier, business = np.nonzero(sends.transpose(2, 1, 0))
    noise = stream(seed, "returns.cells").lognormal(0, _CELL_NOISE, len(county))
    return own.carriers[carrier], county, business, pull[carrier, county] * noise


def _revenue(recipe: Recipe, cells: tuple[Ints, Ints, Floats], volume: Ints, seed: int) -> Ints:
    """Yuan by month and cell; express and other each sum to the province's."""
    operator, business, weight = cells
    price = np.array([recipe.price[name] for name in BUSINESSES])[business]
    price = price * np.array([b.price for b in recipe.brands])[operator]
    price = price * stream(seed, "returns.price").lognormal(0, 0.1, len(price))
    express, other, _ = monthly_money(recipe)
    revenue = np.zeros_like(volume)
    is_express = business < _EXPRESS
    for month in range(len(volume)):
        worth = np.where(is_express, volume[month] * price, weight * price)
        for total, where in ((express[month], is_express), (other[month], ~is_express)):
            revenue[month, where] = apportion(int(total), worth[where])
    return revenue
