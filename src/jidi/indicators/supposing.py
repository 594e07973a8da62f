"""An indicator asked of a table as it would be: the same SQL, reading another relation."""

from __future__ import annotations

from collections.abc import Collection

import sqlglot
from sqlglot import exp

from jidi.model.indicator import Indicator


def supposed_name(table: str) -> str:
    """The relation that stands for a table of the lake in a question of what would be."""
    return f"supposed_{table}"


def supposed_sql(indicator: Indicator, tables: Collection[str]) -> str:
    """The indicator's query, with these tables read from their supposed relations."""
    query = sqlglot.parse_one(indicator.sql, read="duckdb")
    for table in list(query.find_all(exp.Table)):
        if table.name.lower() in tables:
            alias = table.alias_or_name
            renamed = exp.to_table(supposed_name(table.name.lower()))
            table.replace(exp.alias_(renamed, alias, table=True))
    return query.sql(dialect="duckdb")
