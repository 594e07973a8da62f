"""Whether a query can be carried to another engine, and what it says there."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.errors import ErrorLevel, UnsupportedError

from jidi.core.errors import LakeError, Place
from jidi.lake.guard import line_of, the_select

_ONLY_DUCKDB = (
    *(exp.Anonymous, exp.AnonymousAggFunc, exp.Lambda, exp.TableSample),
    *(exp.Columns, exp.Comprehension, exp.Pivot, exp.PositionalColumn),
    *(exp.PercentileCont, exp.PercentileDisc, exp.Quantile, exp.ApproxQuantile),
    *(exp.DateDiff, exp.TimestampDiff),
)
"""What the translator lets pass though other engines do not have it, or not with the same answer:
quantiles become approximate ones (a median stays exact), and differences of dates count boundaries
here but whole units there."""

_ALSO_ELSEWHERE = frozenset({"BIT_COUNT"})
"""Functions that SQLGlot does not know, but that Spark has by the same name and meaning."""

_JOINS = ("ASOF", "POSITIONAL")


def transpiled(sql: str, *, dialect: str = "spark", file: str = "", header_lines: int = 0) -> str:
    """The query in another engine's dialect.

    :param sql: one SELECT in DuckDB's dialect.
    :param dialect: a dialect of SQLGlot.
    :raises LakeError: L-401 not SQL, L-402 not exactly one SELECT, L-412 it cannot be carried: a
        clause or function that only DuckDB has, or one whose meaning is not known.
    """
    query = the_select(sql, file=file, header_lines=header_lines)
    for what, line in _stuck(query, header_lines):
        raise LakeError("L-412", where=Place(file=file, line=line), what=what, dialect=dialect)
    try:
        return _written(query, dialect)
    except UnsupportedError as error:
        reason = str(error)
        raise LakeError("L-412", where=Place(file=file), what=reason, dialect=dialect) from error


def unshared_forms(query: exp.Query, *, dialect: str = "spark") -> tuple[str, ...]:
    """Everything in a query that keeps it from another engine, in DuckDB's own words."""
    forms = {what for what, _ in _stuck(query, 0)}
    try:
        _written(query, dialect)
    except UnsupportedError as error:
        forms.add(str(error))
    return tuple(sorted(forms))


def _written(query: exp.Query, dialect: str) -> str:
    return query.transform(_as_double).sql(
        dialect=dialect, comments=False, unsupported_level=ErrorLevel.RAISE
    )


def _as_double(node: exp.Expr) -> exp.Expr:
    """``0.5`` as a double: elsewhere it is a decimal, which cuts what it meets to few digits."""
    is_fraction = isinstance(node, exp.Literal) and not node.is_string and "." in node.name
    is_cast = isinstance(node.parent, exp.Cast)
    return exp.cast(node.copy(), exp.DataType.Type.DOUBLE) if is_fraction and not is_cast else node


def _stuck(query: exp.Query, header_lines: int) -> Iterator[tuple[str, int | None]]:
    """Each form that only DuckDB has, and its line."""
    for node in query.walk():
        if _is_stuck(node):
            yield node.sql(dialect="duckdb")[:80], line_of(node, header_lines)


def _is_stuck(node: exp.Expr) -> bool:
    if isinstance(node, exp.Star):
        return bool(node.args.get("except_") or node.args.get("replace"))
    if isinstance(node, exp.Join):
        return node.method in _JOINS
    if isinstance(node, exp.Extract):
        return node.name == "EPOCH"
    if isinstance(node, exp.Anonymous):
        return node.name.upper() not in _ALSO_ELSEWHERE
    return isinstance(node, _ONLY_DUCKDB)
