"""What an indicator or a check reads, and whether its SQL keeps the house's rules.

The rules: one SELECT, in the part of SQL that DuckDB and Spark share, reading the tables that its
header names and the four relations of a question, columns that exist, and giving back exactly
the columns asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError, SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope
from sqlglot.schema import MappingSchema

from jidi.core.errors import DefinitionError, Place
from jidi.core.nearest import suggestion
from jidi.indicators.parts import PARTS, SQUARES
from jidi.indicators.question import RELATIONS
from jidi.lake.portable import transpiled, unshared_forms
from jidi.model.indicator import Check, Indicator
from jidi.model.table import Table

Definition = Indicator | Check

FINDING_COLUMNS = ("division", "subject", "detail", "value", "expected")
"""What a check's query returns: where, what, in which words, found and expected numbers."""


def lineage(definition: Definition, tables: Mapping[str, Table]) -> Mapping[str, tuple[str, ...]]:
    """The columns the definition reads, by table or relation, both in order of name.

    :raises DefinitionError: I-110, I-111 or I-115 when the SQL cannot be understood.
    """
    query = _qualified(definition, tables)
    found: dict[str, set[str]] = {}
    for scope in traverse_scope(query):
        sources = {alias: s.name for alias, s in scope.sources.items() if isinstance(s, exp.Table)}
        for name in sources.values():
            found.setdefault(name, set())
        for column in scope.columns:
            if column.table in sources:
                found[sources[column.table]].add(column.name)
    return {name: tuple(sorted(found[name])) for name in sorted(found)}


def faults(definition: Definition, tables: Mapping[str, Table]) -> tuple[DefinitionError, ...]:
    """Everything in the SQL that breaks the house's rules; empty when all is well.

    I-110 it cannot be parsed or holds more than one SELECT; I-111 it reads a table or relation
    that does not exist; I-112 the header does not name a table it reads; I-113 the header names
    one it does not read; I-114 it returns other columns; I-115 it reads a column that does not
    exist; I-116 Spark has no such form.
    """
    try:
        read = set(lineage(definition, tables))
    except DefinitionError as error:
        return (error,)
    fault = partial(DefinitionError, where=_place(definition))
    named, own = set(definition.tables), read - set(RELATIONS)
    found = [fault("I-112", name=name) for name in sorted(own - named)]
    found += [fault("I-113", name=name) for name in sorted(named - own)]
    wanted = _wanted(definition)
    columns = tuple(_parsed(definition).named_selects)
    if columns not in (wanted, _with_squares(definition, wanted)):
        found.append(fault("I-114", found=", ".join(columns), wanted=", ".join(wanted)))
    found += [fault("I-116", reason=form) for form in unshared_forms(_parsed(definition))]
    return tuple(found)


def in_spark(definition: Definition) -> str:
    """The query in Spark's SQL.

    :raises LakeError: L-412 when Spark has no form for it, or one of another meaning.
    """
    return transpiled(definition.sql, dialect="spark", file=definition.file)


def _with_squares(definition: Definition, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The columns a mean may return instead."""
    is_mean = isinstance(definition, Indicator) and definition.measure == "mean"
    return (*wanted, SQUARES.name) if is_mean else wanted


def _wanted(definition: Definition) -> tuple[str, ...]:
    return tuple(PARTS.names) if isinstance(definition, Indicator) else FINDING_COLUMNS


def _parsed(definition: Definition) -> exp.Query:
    try:
        statements = sqlglot.parse(definition.sql, read="duckdb")
    except SqlglotError as error:
        raise _fault("I-110", definition, reason=_plain(error)) from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        kinds = ", ".join(type(s).__name__ for s in statements)
        raise _fault("I-110", definition, reason=kinds)
    return statements[0]


def _qualified(definition: Definition, tables: Mapping[str, Table]) -> exp.Query:
    """The query with every column's table spelled out and every star resolved."""
    query = _parsed(definition)
    known = {name: tuple(table.arrow_schema.names) for name, table in tables.items()}
    known |= {name: tuple(schema.names) for name, schema in RELATIONS.items()}
    for name in sorted(_read_names(query)):
        if name not in known:
            raise _fault("I-111", definition, name=name, nearest=suggestion(name, known))
    try:
        schema = _schema(tuple(known.items()))
        return qualify(query, schema=schema, dialect="duckdb", identify=False)
    except (OptimizeError, SqlglotError) as error:
        reason = _plain(error)
        columns = dict.fromkeys(name for names in known.values() for name in names)
        near = suggestion(reason.rpartition(" ")[2], columns)
        raise _fault("I-115", definition, reason=reason, nearest=near) from error


@lru_cache(maxsize=8)
def _schema(known: tuple[tuple[str, tuple[str, ...]], ...]) -> MappingSchema:
    """The tables as SQLGlot wants them, made once: all definitions of a book ask for the same."""
    columns: dict[str, object] = {name: dict.fromkeys(names, "TEXT") for name, names in known}
    return MappingSchema(columns, dialect="duckdb")


def _read_names(query: exp.Query) -> set[str]:
    """Names of tables that are not the query's own WITH parts."""
    own = {cte.alias for cte in query.find_all(exp.CTE)}
    return {table.name for table in query.find_all(exp.Table)} - own


def _fault(code: str, definition: Definition, **facts: Any) -> DefinitionError:
    return DefinitionError(code, where=_place(definition), **facts)


def _place(definition: Definition) -> Place:
    return Place(file=definition.file)


def _plain(error: Exception) -> str:
    """sqlglot's message without the colours it is printed with."""
    return str(error).replace("\x1b[4m", "").replace("\x1b[0m", "")
