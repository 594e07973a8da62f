"""From which day on a query reads a table at all, as its own conditions say.

Files hold days. Where every place at which a query names a table also asks for rows after a moment
(``occurred_at > $at - INTERVAL '24' HOUR``), files whose days all lie before it cannot change the
answer: they are neither checked nor opened. What is not understood is no bound; so is a table
that is named once without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow.parquet as pq
from sqlglot import exp

from jidi.lake.ledger import Segment
from jidi.lake.walked import places_in
from jidi.model.table import Table, TableKind

_UNITS = {
    "SECOND": timedelta(seconds=1),
    "MINUTE": timedelta(minutes=1),
    "HOUR": timedelta(hours=1),
    "DAY": timedelta(days=1),
}


def first_day_read(query: exp.Query, table: Table, parameters: Mapping[str, Any]) -> date | None:
    """The first day whose rows of the table can matter; None when all may.

    :param query: as :func:`jidi.lake.guard.guarded` gives it.
    :param parameters: the values of its parameters.
    """
    if not table.partition or table.kind is TableKind.DERIVED:
        return None  # of a derived table a later row, of whatever day, stands for an earlier one
    places = places_in(query).get(table.name.lower(), ())
    found = [_bound_at(place, table.partition, parameters) for place in places]
    known = [moment for moment in found if moment is not None]
    return min(known).date() if known and len(known) == len(found) else None


def from_day(segments: Iterable[Segment], first: date | None) -> tuple[Segment, ...]:
    """The segments that may hold rows of ``first`` or later."""
    return tuple(s for s in segments if first is None or s.last_day is None or s.last_day >= first)


def earliest(segments: Iterable[Segment], column: str) -> datetime | None:
    """The smallest moment that a column of timestamps or dates holds in these segments.

    None where there are no rows or a file does not tell.
    """
    found = []
    for segment in segments:
        with pq.ParquetFile(segment.file) as file:
            place = file.schema_arrow.get_field_index(column)
            groups = [file.metadata.row_group(n) for n in range(file.metadata.num_row_groups)]
        told = [group.column(place).statistics for group in groups] if place >= 0 else [None]
        for one in told:
            if one is None or not one.has_min_max:
                return None
            found.append(_as_moment(one.min))
    return min((one for one in found if one is not None), default=None)


def _bound_at(place: exp.Table, column: str, parameters: Mapping[str, Any]) -> datetime | None:
    """The moment after which rows are asked for where the table is named."""
    select = place.find_ancestor(exp.Select)
    where = select.args.get("where") if select is not None else None
    if select is None or where is None:
        return None
    sources = [select.args.get("from_") or select.args.get("from"), *select.args.get("joins", [])]
    alone = len([source for source in sources if source is not None]) == 1
    names = {place.alias_or_name.lower(), *([""] if alone else [])}
    return _bound_of(where.this, column.lower(), names, parameters)


def _bound_of(
    condition: exp.Expr, column: str, names: set[str], parameters: Mapping[str, Any]
) -> datetime | None:
    """The loosest bound of alternatives, the tightest of what must hold together."""
    if isinstance(condition, exp.Paren):
        return _bound_of(condition.this, column, names, parameters)
    if isinstance(condition, exp.And | exp.Or):
        sides = (condition.this, condition.expression)
        found = [_bound_of(side, column, names, parameters) for side in sides]
        known = [moment for moment in found if moment is not None]
        if isinstance(condition, exp.And):
            return max(known, default=None)
        return min(known) if len(known) == len(found) else None
    if isinstance(condition, exp.GT | exp.GTE) and _is_column(condition.this, column, names):
        return _moment(condition.expression, parameters)
    return None


def _is_column(node: exp.Expr, column: str, names: set[str]) -> bool:
    return (
        isinstance(node, exp.Column) and node.name.lower() == column and node.table.lower() in names
    )


def _moment(node: exp.Expr, parameters: Mapping[str, Any]) -> datetime | None:
    """The value of a moment that is written out; None when it is not understood."""
    if isinstance(node, exp.Paren):
        return _moment(node.this, parameters)
    if isinstance(node, exp.Parameter | exp.Placeholder):
        return _as_moment(parameters.get(str(node.name)))
    if isinstance(node, exp.Sub):
        before, span = _moment(node.this, parameters), _span(node.expression)
        return None if before is None or span is None else before - span
    return None


def _as_moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None) if value.tzinfo is None else None
    return datetime.combine(value, time()) if isinstance(value, date) else None


def _span(node: exp.Expr) -> timedelta | None:
    if not isinstance(node, exp.Interval) or not isinstance(node.this, exp.Literal):
        return None
    unit = _UNITS.get(str(node.unit).upper())
    return unit * float(node.this.name) if unit is not None else None


def tables_named(query: exp.Query, tables: Iterable[str]) -> Iterator[str]:
    """Those of the tables that a query names; for SQL, their case does not matter."""
    named = places_in(query)
    return (name for name in tables if name.lower() in named)
