"""What a query may be: one SELECT over known relations, with nothing that reaches outside.

The guard reads the query before any engine does. A definition can come from anyone who may write
into a book's folder; it must not read other files, the network or the machine, nor give another
answer tomorrow for the same data.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import sqlglot
from sqlglot import exp

from jidi.core.errors import LakeError, Place
from jidi.core.nearest import suggestion

_ROW_SOURCES = (exp.GenerateSeries, exp.Unnest, exp.Values)
"""Functions that may stand in FROM: they make rows out of nothing but their arguments."""

_FORBIDDEN_NODES = (
    *(exp.DDL, exp.DML, exp.Command, exp.Into, exp.Attach, exp.Pragma, exp.Copy),
    *(exp.ReadCSV, exp.ReadParquet),
)
_AMBIENT_NODES = (
    exp.CurrentDate,
    exp.CurrentDatetime,
    exp.CurrentTime,
    exp.CurrentTimestamp,
    exp.CurrentUser,
    exp.Localtime,
    exp.Localtimestamp,
    exp.Rand,
    exp.Randn,
    exp.SessionUser,
    exp.TableSample,
    exp.Uuid,
)
"""What depends on the moment, the user or chance."""

_AMBIENT_NAMES = frozenset(
    (
        "current_catalog",
        "current_database",
        "current_localtime",
        "current_localtimestamp",
        "current_query",
        "current_schema",
        "current_schemas",
        "current_setting",
        "currval",
        "gen_random_uuid",
        "get_current_time",
        "get_current_timestamp",
        "getenv",
        "getvariable",
        "nextval",
        "now",
        "pg_sleep",
        "query",
        "query_table",
        "read_blob",
        "read_text",
        "setseed",
        "today",
        "transaction_timestamp",
        "txid_current",
        "uuidv4",
        "uuidv7",
        "version",
        "write_log",
    )
)
"""The same by name, where the parser knows no more than the name."""


def guarded(
    sql: str, *, relations: Collection[str], file: str = "", header_lines: int = 0
) -> exp.Query:
    """The parsed query, when it is one SELECT that may be run. To be read, never to be changed.

    :param relations: names of the tables it may read.
    :raises LakeError: L-401 not SQL, L-402 not exactly one SELECT, L-403 a function or clause that
        definitions may not use, L-404 a relation that is not there, with the nearest.
    """
    return _guarded(sql, frozenset(relations), file, header_lines)


@lru_cache(maxsize=1_000)
def _guarded(sql: str, relations: frozenset[str], file: str, header_lines: int) -> exp.Query:
    """The same, once for each text: a board asks the same definitions again for every year."""
    query = the_select(sql, file=file, header_lines=header_lines)
    for node in query.walk():
        if _is_forbidden(node):
            raise LakeError("L-403", where=_place(node, file, header_lines), what=_name(node))
    own = {cte.alias_or_name.lower() for cte in query.find_all(exp.CTE)}
    known = own | {name.lower() for name in relations}
    for table in query.find_all(exp.Table):
        _check_table(table, known, relations, _place(table, file, header_lines))
    return query


def the_select(sql: str, *, file: str = "", header_lines: int = 0) -> exp.Query:
    """The one SELECT that ``sql`` is.

    :raises LakeError: L-401 not SQL, L-402 not exactly one SELECT.
    """
    try:
        found = [s for s in sqlglot.parse(sql, read="duckdb") if s is not None]
    except sqlglot.errors.SqlglotError as error:
        raise _syntax(error, file, header_lines) from error
    if len(found) != 1 or not isinstance(found[0], exp.Query):
        raise LakeError("L-402", where=Place(file=file), count=len(found))
    return found[0]


def line_of(node: exp.Expr, header_lines: int) -> int | None:
    """The line in the definition's file where the node stands, where the parser tells."""
    for part in node.walk():
        if "line" in part.meta:
            return header_lines + int(part.meta["line"])
    return None


def _is_forbidden(node: exp.Expr) -> bool:
    if isinstance(node, exp.Anonymous):
        return node.name.lower() in _AMBIENT_NAMES or _is_age_today(node)
    if isinstance(node, exp.Table):
        return not isinstance(node.this, (exp.Identifier, *_ROW_SOURCES))
    if isinstance(node, exp.Lateral):
        return not isinstance(node.this, (exp.Subquery, *_ROW_SOURCES))
    return isinstance(node, (*_FORBIDDEN_NODES, *_AMBIENT_NODES))


def _is_age_today(node: exp.Anonymous) -> bool:
    """``age(x)`` counts to the day of the question, ``age(x, y)`` does not."""
    return node.name.lower() == "age" and len(node.expressions) == 1


def _check_table(
    table: exp.Table, known: Collection[str], relations: Collection[str], where: Place
) -> None:
    if not isinstance(table.this, exp.Identifier):
        return
    asked = ".".join(part.name for part in table.parts)
    if asked.lower() not in known:
        raise LakeError("L-404", where=where, name=asked, nearest=suggestion(asked, relations))


def _place(node: exp.Expr, file: str, header_lines: int) -> Place:
    return Place(file=file, line=line_of(node, header_lines))


def _name(node: exp.Expr) -> str:
    return node.sql(dialect="duckdb")[:80]


def _syntax(error: sqlglot.errors.SqlglotError, file: str, header_lines: int) -> LakeError:
    details = getattr(error, "errors", None)
    if not details:
        return LakeError("L-401", where=Place(file=file), reason=str(error))
    first = details[0]
    where = Place(file=file, line=header_lines + first["line"])
    near = f"{first['start_context'][-20:]}▸{first['highlight']}"
    return LakeError("L-401", where=where, reason=f"{first['description']} ({near.strip()})")
