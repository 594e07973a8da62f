"""What the table ``village_service`` would hold if designs were built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.period import Period
from jidi.model.rural_effect import VillageCells, rural_effect
from jidi.network.rural.difference import Served, ways_of
from jidi.service.books import Book
from jidi.service.rural_designs import CountyDesign

Left = Literal["not_served", "as_today"]
"""What becomes of villages that a design leaves out."""
LEFT: Final[tuple[Left, ...]] = ("not_served", "as_today")
TABLE: Final = "village_service"


@dataclass(frozen=True)
class Scenario:
    """The table as it would be, and who gains and loses by it.

    :param gained: villages served then and not today (or of whom nothing is known today);
        ``lost``: served today and not then.
    """

    table: pa.Table
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def scenario_of(
    book: Book, designs: Sequence[CountyDesign], *, period: Period, left: Left
) -> Scenario:
    """The table at the end of a period, with the villages of the designs as they would be.

    All other rows are those of the book; the rows of these villages give way to one of today's
    state with the design's cells in it.
    """
    whole = book.ask(f"SELECT * FROM {TABLE}", {}, file="effect")
    planned = {key: way for design in designs for key, way in _planned(design).items()}
    theirs = pc.is_in(whole["village"], pa.array(list(planned)))
    states = _states(whole.filter(theirs).to_pylist(), period)
    kept = whole.filter(pc.invert(theirs))
    rows = [
        _row(key, way, states.get(key, {}), whole.schema, period, left)
        for key, way in planned.items()
    ]
    made = pa.Table.from_pylist(rows, schema=whole.schema)
    served = {row["village"] for row in rows if row["express_served"]}
    today = {key for key, state in states.items() if state.get("express_served")}
    return Scenario(
        table=pa.concat_tables([kept, made]),
        gained=tuple(sorted(served - today)),
        lost=tuple(sorted((today & set(planned)) - served)),
    )


def _planned(design: CountyDesign) -> dict[str, Served | None]:
    """How each village of a design would be served, by its code."""
    problem = design.judged.problem
    ways = ways_of(problem, design.judged.design)
    return {village.id: ways.get(number) for number, village in enumerate(problem.villages)}


def _states(rows: Sequence[Mapping[str, Any]], period: Period) -> dict[str, Mapping[str, Any]]:
    """The row that holds at the period's end, by village; the later one where two do."""
    found: dict[str, Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["village"], row["valid_from"])):
        ended = row["valid_to"] is not None and row["valid_to"] < period.end
        if row["valid_from"] < period.end and not ended:
            found[row["village"]] = row
    return found


def _row(
    key: str,
    way: Served | None,
    state: Mapping[str, Any],
    schema: pa.Schema,
    period: Period,
    left: Left,
) -> dict[str, Any]:
    """A village's row as it would be."""
    row: dict[str, Any] = dict.fromkeys(schema.names)
    row |= dict(state) | {
        "village": key,
        "valid_from": period.end - timedelta(days=1),
        "valid_to": None,
        "origin": state.get("origin", "reported"),
    }
    values = rural_effect()
    if way is not None:
        how = values.how[way.mode]
        decided = {"mode": how.mode, "fixed_service": how.fixed_service}
        return row | _cells(values.served) | decided | {"deliveries_weekly": _weekly(way)}
    return row if left == "as_today" else row | _cells(values.left) | {"mode": None}


def _weekly(way: Served) -> float:
    return float(way.days.frequency)


def _cells(cells: VillageCells) -> dict[str, Any]:
    return {name: value for name, value in cells.model_dump().items() if value is not None}
