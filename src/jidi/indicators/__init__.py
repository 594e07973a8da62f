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

__all__ = [
    "FINDING_COLUMNS",
    "PARTS",
    "READINGS",
    "RELATIONS",
    "RolledUp",
    "divisions_relation",
    "faults",
    "in_spark",
    "lineage",
    "periods_relation",
    "placement_relation",
    "rollup",
    "value_of",
    "values_of",
]
