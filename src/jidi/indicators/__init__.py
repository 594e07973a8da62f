"""Indicators: what is asked, what the parts add up to, and where every number comes from."""

from jidi.indicators.evaluate import value_of, values_of
from jidi.indicators.lineage import FINDING_COLUMNS, faults, in_spark, lineage
from jidi.indicators.parts import PARTS
from jidi.indicators.question import (
    RELATIONS,
    divisions_relation,
    periods_relation,
    placement_relation,
)
from jidi.indicators.rollup import READINGS, RolledUp, rollup
from jidi.indicators.sampling import FEWEST_CASES, Chance, chance_of, has_rank

__all__ = [
    "FEWEST_CASES",
    "FINDING_COLUMNS",
    "PARTS",
    "READINGS",
    "RELATIONS",
    "Chance",
    "RolledUp",
    "chance_of",
    "divisions_relation",
    "faults",
    "has_rank",
    "in_spark",
    "lineage",
    "periods_relation",
    "placement_relation",
    "rollup",
    "value_of",
    "values_of",
]
