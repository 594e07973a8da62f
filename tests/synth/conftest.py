from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date

import pyarrow as pa
import pytest

from jidi.core.division import DivisionTree, Level
from jidi.model.boundaries import packaged_boundaries
from jidi.model.catalogue import Catalogue
from jidi.model.divisions import load_divisions
from jidi.model.plan_loader import load_plan
from jidi.model.register import Revision, State
from jidi.model.statistics_census import load_census
from jidi.plan.register_entries import begins_on, founded_entries
from jidi.plan.register_snapshot import snapshot_rows
from jidi.synth import Province, read_recipe, synthetic_reports
from jidi.synth.register import Report

SEED = 20
SAMPLE_DAYS = 4


def _revision(entry: str, number: int, on: date, state: State) -> Revision:
    return Revision(
        entry=entry, number=number, on=on, at="2026", by="demo", origin="synthetic", state=state
    )


class World:
    """A province with all its registers and returns, and a few days of parcels."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tree: DivisionTree = load_divisions(name)
        self.outlines = packaged_boundaries(self.tree, tolerance=0.005).at(Level.COUNTY)
        self.population = {code: count.population for code, count in load_census().items()}
        self.recipe = read_recipe(name)
        self.province = self.new()
        self.days = self.recipe.demo.days[-SAMPLE_DAYS:]
        self.scale = self.recipe.demo.scale * 6
        made: dict[str, list[pa.RecordBatch]] = {}
        for table, rows in self._all():
            made.setdefault(table, []).append(rows)
        self.tables = {name: pa.Table.from_batches(rows) for name, rows in made.items()}
        self.plan = load_plan(name.replace("_", "-"))
        self.entries = founded_entries(self.plan, self.tree)
        self.tables["project"] = self._register_table()

    def reports(self, seed: int = SEED) -> tuple[Report, ...]:
        """What is invented about the register of the plan."""
        founded = [(entry.subject, entry.state) for entry in self.entries]
        return synthetic_reports(founded, self.recipe, seed=seed, begins=begins_on(self.plan))

    def chains(self) -> dict[str, list[Revision]]:
        """The register with these reports, entry by entry."""
        made = {
            e.subject.id: [_revision(e.subject.id, 1, begins_on(self.plan), e.state)]
            for e in self.entries
        }
        for report in self.reports():
            chain = made[report.entry]
            chain.append(_revision(report.entry, len(chain) + 1, report.on, report.state))
        return made

    def _register_table(self) -> pa.Table:
        chains = self.chains()
        rows = [
            asdict(row)
            | {"origin": "synthetic", "form": row.form.value, "status": row.status.value}
            for entry in self.entries
            for row in snapshot_rows(entry.subject, chains[entry.subject.id])
        ]
        return pa.Table.from_pylist(rows, schema=Catalogue().table("project").arrow_schema)

    def new(self, seed: int = SEED) -> Province:
        return Province(
            self.recipe,
            tree=self.tree,
            population=self.population,
            polygons=self.outlines,
            seed=seed,
        )

    def _all(self) -> Iterator[tuple[str, pa.RecordBatch]]:
        yield from self.province.stock_tables()
        yield from self.province.return_tables()
        yield from self.province.days(self.days, scale=self.scale)


@pytest.fixture(scope="session", params=["shanxi", "inner_mongolia"])
def world(request: pytest.FixtureRequest) -> World:
    return _world(request.param)


@pytest.fixture(scope="session")
def shanxi() -> World:
    return _world("shanxi")


_WORLDS: dict[str, World] = {}


def _world(name: str) -> World:
    if name not in _WORLDS:
        _WORLDS[name] = World(name)
    return _WORLDS[name]


@pytest.fixture(scope="session")
def worlds() -> Callable[[str], World]:
    return _world
