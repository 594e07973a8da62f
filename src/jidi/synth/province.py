"""One synthetic province: registers, returns, and the parcels of chosen days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from jidi.core.division import DivisionTree
from jidi.core.division_code import DivisionCode
from jidi.model.catalogue import Catalogue
from jidi.model.table import Table
from jidi.synth import civic, labour, oversight, registers, villages
from jidi.synth import fleet as vehicles
from jidi.synth import lockers as boxes
from jidi.synth import returns as monthly
from jidi.synth.columns import batch
from jidi.synth.ground import Ground, survey_ground
from jidi.synth.recipe import Recipe
from jidi.synth.registers import Columns

Made = tuple[str, pa.RecordBatch]


class Province:
    """A province in the making. Nothing is drawn before it is asked for; asked for twice, it is
    the same.

    :param recipe: what it is made to.
    :param tree: its divisions down to the village.
    :param population: census population by county.
    :param polygons: outlines of the counties, degrees.
    :param seed: the same seed gives the same bytes.
    :param tables: table definitions; ours when left out.
    :raises InputError: S-107 when a county has an outline but no people, or none has people.
    """

    def __init__(
        self,
        recipe: Recipe,
        *,
        tree: DivisionTree,
        population: Mapping[DivisionCode, int],
        polygons: Mapping[DivisionCode, Any],
        seed: int,
        tables: Mapping[str, Table] | None = None,
    ) -> None:
        self.recipe, self.seed = recipe, seed
        self.tables = Catalogue().tables if tables is None else tables
        self.ground: Ground = survey_ground(
            recipe, tree=tree, population=population, polygons=polygons, seed=seed
        )

    def stock_tables(self) -> Iterator[Made]:
        """Registers: operators, licences, facilities, lockers, fleet, villages, projects."""
        yield self._batch("operator", self._operator_columns())
        yield self._batch(
            "licence",
            registers.licence_table(self.recipe, self.ground, self.operators, seed=self.seed),
        )
        yield self._batch("facility", self.facilities.columns)
        yield self._batch("community", self._communities[0])
        yield self._batch("locker", self.lockers.columns)
        yield self._batch("vehicle", self.fleet.columns)
        yield self._batch("route", self.routes.columns)
        yield self._batch(
            "village", villages.village_table(self.ground, self.village_lives, seed=self.seed)
        )
        yield self._batch(
            "village_service",
            villages.village_service_table(self.ground, self.village_lives, seed=self.seed),
        )
        yield self._batch("project", civic.project_table(self.recipe))

    def return_tables(self) -> Iterator[Made]:
        """Returns and small flows of all months: business, packaging, people, oversight."""
        recipe, ground, own, seed = self.recipe, self.ground, self.operators, self.seed
        made, at = self.returns, self.facilities
        yield self._batch("monthly_return", monthly.monthly_return_table(recipe, ground, own, made))
        cells = labour.Cells(recipe, ground, own, made)
        yield self._batch("packaging", labour.packaging_table(cells, seed=seed))
        yield self._batch("workforce", labour.workforce_table(cells, seed=seed))
        yield self._batch(
            "complaint", oversight.complaint_table(recipe, ground, own, made, seed=seed)
        )
        yield self._batch(
            "inspection", oversight.inspection_table(recipe, ground, own, at, seed=seed)
        )
        yield self._batch("screening", oversight.screening_table(recipe, ground, at, seed=seed))
        yield self._batch("video", oversight.video_table(recipe, ground, at, seed=seed))
        yield self._batch("survey", civic.survey_table(recipe, ground, seed=seed))
        yield self._batch("press_delivery", civic.press_table(recipe, ground, seed=seed))
        yield self._batch("contribution", civic.contribution_table(recipe, ground, seed=seed))
        yield self._batch("drill", civic.drill_table(recipe, ground, seed=seed))
        yield self._batch("dispatch", civic.dispatch_table(recipe, ground, at, seed=seed))

    @cached_property
    def operators(self) -> registers.Operators:
        """The operators and where they work."""
        return registers.operators(self.recipe, self.ground)

    @cached_property
    def returns(self) -> monthly.Returns:
        """The monthly returns."""
        return monthly.monthly_returns(self.recipe, self.ground, self.operators, seed=self.seed)

    @cached_property
    def village_lives(self) -> villages.VillageLives:
        """When each village gained what."""
        return villages.village_lives(self.recipe, self.ground, seed=self.seed)

    @cached_property
    def facilities(self) -> registers.Facilities:
        """The facilities."""
        own = self.village_lives
        has = ~np.isnat(own.point)
        return registers.facilities(
            self.recipe,
            self.ground,
            self.operators,
            village_points=(own.rows[has], own.point[has]),
            seed=self.seed,
        )

    @cached_property
    def lockers(self) -> boxes.Lockers:
        """The parcel lockers."""
        return boxes.lockers(
            self.recipe, self.ground, self.operators, self._communities, seed=self.seed
        )

    @cached_property
    def fleet(self) -> vehicles.Fleet:
        """The vehicles."""
        return vehicles.fleet(self.recipe, self.ground, self.operators, seed=self.seed)

    @cached_property
    def routes(self) -> vehicles.Routes:
        """The routes."""
        return vehicles.routes(self.recipe, self.ground, self.operators, seed=self.seed)

    @cached_property
    def _communities(self) -> tuple[Columns, Any]:
        return boxes.community_table(self.recipe, self.ground, seed=self.seed)

    def _operator_columns(self) -> Columns:
        last = slice(12 * (len(self.recipe.years) - 1), None)
        made, count = self.returns, len(self.operators.ids)
        express = made.express
        volume = made.volume[last, express].sum(axis=0)
        revenue = made.revenue[last].sum(axis=0)
        return registers.operator_table(
            self.recipe,
            self.ground,
            self.operators,
            volume=np.bincount(made.operator[express], volume, count).astype(np.int64),
            revenue=np.bincount(made.operator, revenue, count).astype(np.float64),
            seed=self.seed,
        )

    def _batch(self, name: str, columns: Columns) -> Made:
        return name, batch(self.tables[name], columns)


Progress = Callable[[str, int], None]
