"""One synthetic province: registers, returns, and the parcels of chosen days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from jidi.core.division import DivisionTree
from jidi.core.division_code import DivisionCode
from jidi.core.errors import InputError
from jidi.model.catalogue import Catalogue
from jidi.model.table import Table
from jidi.synth import (
    civic,
    credit,
    emergencies,
    labour,
    licensing,
    oversight,
    safety_work,
    villages,
)
from jidi.synth import fleet as vehicles
from jidi.synth import lockers as boxes
from jidi.synth import returns as monthly
from jidi.synth.columns import Columns, batch
from jidi.synth.facilities import Facilities, facilities
from jidi.synth.faults import (
    Truth,
    plant,
    tables_with_faults,
    temperature_faults,
    truth_table,
)
from jidi.synth.ground import Ground, survey_ground
from jidi.synth.licences import licence_table
from jidi.synth.marks import deposit_columns, parcel_columns
from jidi.synth.moving import reading_columns, trip_columns
from jidi.synth.operators import Operators, operator_table, operators
from jidi.synth.parcels import BLOCK, make_block
from jidi.synth.recipe import Recipe
from jidi.synth.scan_faults import DayFaults, faults_of, plant_in_block, plant_in_scans
from jidi.synth.scans import event_columns, make_scans
from jidi.synth.traffic import Day, Traffic, day_of

Made = tuple[str, pa.RecordBatch]
Progress = Callable[[str, int], None]
"""Told what is being made, and how many events of it there are so far."""

_PILOT = 4096
"""Parcels from which the events of a parcel are counted."""


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
        self._found: dict[str, list[Truth]] = {}
        self._totals: dict[tuple[date, float], int] = {}
        self._ready: Day | None = None
        self._faults: DayFaults | None = None

    def stock_tables(self) -> Iterator[Made]:
        """Registers: operators, licences, facilities, lockers, fleet, villages."""
        yield self._batch("operator", self._operator_columns())
        yield self._batch(
            "licence",
            licence_table(self.recipe, self.ground, self.operators, seed=self.seed),
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
        yield self._batch("credit_record", credit.credit_table(recipe, ground, own, seed=seed))
        yield self._batch(
            "annual_report", licensing.annual_report_table(recipe, ground, own, seed=seed)
        )
        yield self._batch("service_rating", licensing.rating_table(recipe, ground, seed=seed))
        yield self._batch("screening", oversight.screening_table(recipe, ground, at, seed=seed))
        video = oversight.video_table(recipe, ground, at, seed=seed)
        yield self._batch("video", video)
        yield from self._safety_work(video)
        yield self._batch("survey", civic.survey_table(recipe, ground, seed=seed))
        yield self._batch("press_delivery", civic.press_table(recipe, ground, seed=seed))
        yield self._batch("contribution", civic.contribution_table(recipe, ground, seed=seed))
        drills = civic.drill_table(recipe, ground, seed=seed)
        yield self._batch("drill", drills)
        yield self._batch("drill_finding", emergencies.finding_table(recipe, drills, seed=seed))
        yield self._batch("emergency_plan", emergencies.plan_table(recipe, ground, seed=seed))
        resources = emergencies.resource_table(recipe, ground, seed=seed)
        yield self._batch("emergency_resource", resources)
        reports, outages = emergencies.incident_tables(recipe, ground, at, seed=seed)
        yield self._batch("situation_report", reports)
        yield self._batch("outage", outages)
        yield self._batch("dispatch", civic.dispatch_table(recipe, ground, at, seed=seed))

    def _safety_work(self, video: Columns) -> Iterator[Made]:
        """Patrol events, the grid with its outlets, data exchanged with departments."""
        recipe, ground, at, seed = self.recipe, self.ground, self.facilities, self.seed
        patrols = safety_work.patrol_table(recipe, ground, self.operators, at, video, seed=seed)
        yield self._batch("patrol_event", patrols)
        cells, outlets = safety_work.grid_tables(recipe, ground, at, seed=seed)
        yield self._batch("grid_cell", cells)
        yield self._batch("grid_outlet", outlets)
        exchanges = safety_work.exchange_table(recipe, ground, seed=seed)
        yield self._batch("data_exchange", exchanges)

    @cached_property
    def operators(self) -> Operators:
        """The operators and where they work."""
        return operators(self.recipe, self.ground)

    @cached_property
    def returns(self) -> monthly.Returns:
        """The monthly returns."""
        return monthly.monthly_returns(self.recipe, self.ground, self.operators, seed=self.seed)

    @cached_property
    def village_lives(self) -> villages.VillageLives:
        """When each village gained what."""
        return villages.village_lives(self.recipe, self.ground, seed=self.seed)

    @cached_property
    def facilities(self) -> Facilities:
        """The facilities."""
        own = self.village_lives
        has = ~np.isnat(own.point)
        return facilities(
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
        return operator_table(
            self.recipe,
            self.ground,
            self.operators,
            volume=np.bincount(made.operator[express], volume, count).astype(np.int64),
            revenue=np.bincount(made.operator, revenue, count).astype(np.float64),
            seed=self.seed,
        )

    def days(
        self, days: Iterable[date], *, scale: float, on_progress: Progress | None = None
    ) -> Iterator[Made]:
        """Parcels, scans, locker deposits, runs and readings of the days, block by block.

        :param scale: part of a full provincial day; 1 is all of it.
        :param on_progress: told the day and the events made of it so far.
        :raises InputError: S-109 for a scale outside (0, 1], S-110 for a day outside the recipe.
        """
        if not 0 < scale <= 1:
            raise InputError("S-109", scale=scale)
        for when in days:
            yield from self.moving(when, scale=scale)
            events = 0
            for block in range(self.blocks(when, scale=scale)):
                made = self.block(when, block, scale=scale)
                events += made["event"].num_rows
                yield from made.items()
                if on_progress is not None:
                    on_progress(when.isoformat(), events)

    def blocks(self, when: date, *, scale: float) -> int:
        """Into how many blocks a day falls."""
        return -(-self.parcels(when, scale=scale) // BLOCK)

    def parcels(self, when: date, *, scale: float) -> int:
        """Parcels of a day: its events at that scale over the events of a parcel."""
        day = self._day(when)
        pilot = make_block(self._traffic, day, first=0, last=_PILOT, total=_PILOT, seed=self.seed)
        used = make_scans(self._traffic, day, pilot, seed=self.seed).used
        return max(round(day.events * scale * _PILOT / float(used.sum())), 1)

    def block(self, when: date, number: int, *, scale: float) -> dict[str, pa.RecordBatch]:
        """One block of a day: ``parcel``, ``event`` and ``locker_deposit``."""
        traffic, day, seed = self._traffic, self._day(when), self.seed
        total = self._total(when, scale)
        first, last = number * BLOCK, min((number + 1) * BLOCK, total)
        faults = self._day_faults(when, total)
        block = make_block(traffic, day, first=first, last=last, total=total, seed=seed)
        plant_in_block(faults, block)
        scans = make_scans(traffic, day, block, seed=seed)
        self._found[f"event {when} {number}"] = plant_in_scans(traffic, faults, block, scans)
        made = {
            "parcel": parcel_columns(traffic, day, block, seed=seed),
            "event": event_columns(traffic, day, block, scans, seed=seed),
            "locker_deposit": deposit_columns(traffic, day, block, seed=seed),
        }
        return {name: batch(self.tables[name], columns) for name, columns in made.items()}

    def planted_faults(self) -> pa.Table:
        """The truth about every fault planted in what was made so far (see ``faults``).

        Registers and returns that were not asked for yet are made for it.
        """
        if not set(tables_with_faults()) <= self._found.keys():
            for _ in (*self.stock_tables(), *self.return_tables()):
                pass
        return truth_table(truth for truths in self._found.values() for truth in truths)

    def moving(self, when: date, *, scale: float) -> Iterator[Made]:
        """Runs and sensor readings of a day."""
        recipe, ground, seed = self.recipe, self.ground, self.seed
        trips = trip_columns(
            recipe, ground, self.routes, self.fleet, day=when, scale=scale, seed=seed
        )
        yield self._batch("trip", trips)
        readings = reading_columns(ground, self.facilities, day=when, scale=scale, seed=seed)
        self._found[f"reading {when}"] = temperature_faults(readings, recipe, day=when, seed=seed)
        yield self._batch("reading", readings)

    @cached_property
    def _traffic(self) -> Traffic:
        return Traffic(
            recipe=self.recipe,
            ground=self.ground,
            own=self.operators,
            at=self.facilities,
            made=self.returns,
            fleet=self.fleet,
            lockers=self.lockers,
        )

    def _day(self, when: date) -> Day:
        if self._ready is None or self._ready.date != when:
            self._ready = day_of(self._traffic, when)
        return self._ready

    def _total(self, when: date, scale: float) -> int:
        if (when, scale) not in self._totals:
            self._totals[when, scale] = self.parcels(when, scale=scale)
        return self._totals[when, scale]

    def _day_faults(self, when: date, total: int) -> DayFaults:
        if self._faults is None or self._faults.date != when:
            self._faults = faults_of(self._traffic, self._day(when), total=total, seed=self.seed)
        return self._faults

    def _batch(self, name: str, columns: Columns) -> Made:
        self._found[name] = plant(name, columns, self.recipe, seed=self.seed)
        return name, batch(self.tables[name], columns)


def synthesise(
    recipe: Recipe,
    *,
    tree: DivisionTree,
    population: Mapping[DivisionCode, int],
    polygons: Mapping[DivisionCode, Any],
    seed: int,
    days: Iterable[date] | None = None,
    scale: float | None = None,
    on_progress: Progress | None = None,
) -> Iterator[Made]:
    """A whole synthetic province as (table name, record batch), streamed.

    Registers first, then returns, then the days. For the truth about planted faults, or for parts,
    use :class:`Province`.

    :param days: days whose parcels are made; the recipe's demo days when left out.
    :param scale: part of a full provincial day; the recipe's demo scale when left out.
    """
    province = Province(recipe, tree=tree, population=population, polygons=polygons, seed=seed)
    yield from province.stock_tables()
    yield from province.return_tables()
    yield from province.days(
        recipe.demo.days if days is None else days,
        scale=recipe.demo.scale if scale is None else scale,
        on_progress=on_progress,
    )
