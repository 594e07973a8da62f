from collections.abc import Callable, Iterator

import pyarrow as pa
import pytest

from jidi.core.division import DivisionTree, Level
from jidi.model.boundaries import packaged_boundaries
from jidi.model.divisions import load_divisions
from jidi.model.statistics_census import load_census
from jidi.synth import Province, read_recipe

SEED = 20
SAMPLE_DAYS = 4


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
