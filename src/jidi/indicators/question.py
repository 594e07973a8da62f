"""What an indicator is asked for, as the relations its SQL reads.

``periods`` says when, ``divisions`` is the roster of the province, ``placement`` maps every
division to the one above it that the answer is wanted for, ``taken_back`` names the scans that
their senders took back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import pyarrow as pa

from jidi.core.division import DivisionCode, DivisionTree, Level
from jidi.core.period import Period

ANCESTORS = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP)

PERIODS = pa.schema(
    [
        pa.field("period", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("start_date", pa.date32(), nullable=False),
        pa.field("end_date", pa.date32(), nullable=False),
    ]
)
DIVISIONS = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("parent", pa.string()),
        *(pa.field(level.value, pa.string()) for level in ANCESTORS),
        pa.field("population", pa.int64()),
        pa.field("administrative_village", pa.bool_(), nullable=False),
    ]
)
PLACEMENT = pa.schema(
    [
        pa.field("division", pa.string(), nullable=False),
        pa.field("ancestor", pa.string(), nullable=False),
    ]
)

TAKEN_BACK = pa.schema(
    [
        pa.field("parcel_id", pa.string(), nullable=False),
        pa.field("event_id", pa.string(), nullable=False),
    ]
)

RELATIONS: Mapping[str, pa.Schema] = {
    "periods": PERIODS,
    "divisions": DIVISIONS,
    "placement": PLACEMENT,
    "taken_back": TAKEN_BACK,
}
"""The relations a definition may read besides the tables."""


def periods_relation(periods: Iterable[Period]) -> pa.Table:
    """``periods(period, kind, start_date, end_date)``, each period once; ends exclusive."""
    asked = sorted(set(periods))
    columns = [
        [str(p) for p in asked],
        [p.kind.value for p in asked],
        [p.start for p in asked],
        [p.end for p in asked],
    ]
    return pa.table(columns, schema=PERIODS)


def divisions_relation(
    tree: DivisionTree, *, population: Mapping[DivisionCode, int] | None = None
) -> pa.Table:
    """The roster, one row per division; ``population`` (persons) is NULL where it is not known."""
    people = population or {}
    roster = tuple(tree)
    columns = [
        [d.code.text for d in roster],
        [d.name for d in roster],
        [d.level.value for d in roster],
        [d.parent.text if d.parent else None for d in roster],
        *([ancestor(d.code.text, d.level, level) for d in roster] for level in ANCESTORS),
        [people.get(d.code) for d in roster],
        [d.code.is_administrative_village for d in roster],
    ]
    return pa.table(columns, schema=DIVISIONS)


def placement_relation(tree: DivisionTree, level: Level) -> pa.Table:
    """``placement(division, ancestor)``: every division at or below ``level``."""
    placed = ancestors_at(tree, level)
    return pa.table([[*placed], [*placed.values()]], schema=PLACEMENT)


@lru_cache(maxsize=16)
def ancestors_at(tree: DivisionTree, level: Level) -> Mapping[str, str]:
    """Of every division at or below ``level``, which one at that level holds it; by their digits.

    Kept, for every answer of every indicator is placed by it.
    """
    above = ((d.code.text, ancestor(d.code.text, d.level, level)) for d in tree)
    return {code: place for code, place in above if place is not None}


def ancestor(code: str, own: Level, level: Level) -> str | None:
    """The twelve digits of the division at ``level`` that holds ``code`` (of level ``own``).

    None when ``code`` stands above it, and where the level is skipped (the townships of a city
    without counties).
    """
    depth, start, end = _CUTS[level]
    if _CUTS[own][0] < depth or (depth and not code[start:end].strip("0")):
        return None
    return code[:end].ljust(12, "0")


_WIDTHS = (0, 2, 2, 2, 3, 3)
"""How many digits of a code each level has for itself."""
_CUTS = {level: (level.depth, level.digits - _WIDTHS[level.depth], level.digits) for level in Level}
"""Depth, and where the level's own digits begin and end: asked for every row of every answer."""
