"""DuckDB in the process: the default engine. Read-only, shut off from everything but the lake."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import duckdb
import pyarrow as pa
from sqlglot import exp

from jidi.core.errors import Interrupted, LakeError, Place
from jidi.lake.guard import guarded
from jidi.lake.lake import Lake
from jidi.lake.sql_error import coded
from jidi.lake.sweep import STAGING
from jidi.lake.views import literal, view

_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
"""No extension is fetched or loaded, and no variable of the calling program is a table."""

_STOPPED = "Query interrupted"
"""How DuckDB's Python side says that a signal came while a query ran."""


class DuckDBEngine:
    """Queries over some tables of a lake at one data version.

    :param lake: where the segments are.
    :param tables: names of the tables to offer; all when None.
    :param at: the data version; the newest at this moment when None. It stays the same for the
        engine's life, whatever is committed meanwhile.
    :param threads: how many threads a query may use; all cores when None.
    :param memory: how much memory, such as ``"2GB"``; four fifths of the machine's when None.
        What does not fit is put into the lake's staging folder for the time of the query.
    :raises UnknownName: D-112 for a table that does not exist.
    :raises LakeError: L-301 no such version, L-302 a file is missing, L-304 a column's type has
        changed, L-408 a file is damaged, L-409 an amount of memory or a number of threads
        that DuckDB does not take.
    """

    def __init__(
        self,
        lake: Lake,
        tables: Iterable[str] | None = None,
        *,
        at: int | None = None,
        threads: int | None = None,
        memory: str | None = None,
    ) -> None:
        self.version = lake.at(at)
        self._spill = lake.folder / STAGING / f"spill-{uuid4().hex}"
        names = list(lake.tables if tables is None else tables)
        segments = {name: lake.segments(name, at=self.version) for name in names}
        views = [view(lake.table(name), segments[name]) for name in names]
        self._tables = frozenset(names)
        self._relations = set(names)
        self._connection = _connected(self._spill, threads=threads, memory=memory)
        try:
            _open_to(self._connection, [s.file for each in segments.values() for s in each])
            for statement in views:
                self._connection.execute(statement)
            self._connection.execute("SET lock_configuration = true")
        except duckdb.Error as error:
            self.close()
            raise LakeError("L-408", reason=str(error).split("\n")[0]) from error

    def register(self, name: str, rows: pa.Table) -> None:
        """Offer ``rows`` under ``name``; a relation registered under it before is replaced.

        :raises LakeError: L-413 when the lake has a table of that name among those offered.
        """
        if name in self._tables:
            raise LakeError("L-413", name=name)
        self._connection.register(name, rows)
        self._relations.add(name)

    def withdraw(self, name: str) -> None:
        """Stop offering what was registered under ``name``; the tables of the lake stay."""
        if name not in self._tables:
            self._connection.unregister(name)
            self._relations.discard(name)

    def run(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        file: str = "",
        header_lines: int = 0,
    ) -> pa.Table:
        """The query's rows; see :class:`jidi.lake.engine.Engine`."""
        query = guarded(sql, relations=self._relations, file=file, header_lines=header_lines)
        _check_parameters(query, parameters or {}, file)
        try:
            return self._rows(sql, dict(parameters or {}))
        except (KeyboardInterrupt, RuntimeError) as stop:
            if isinstance(stop, RuntimeError) and str(stop) != _STOPPED:
                raise
            raise Interrupted("L-411", where=Place(file=file)) from stop
        except duckdb.Error as error:
            raise coded(error, file=file, header_lines=header_lines) from error

    def _rows(self, sql: str, parameters: dict[str, Any]) -> pa.Table:
        try:
            relation = self._connection.sql(sql, params=parameters)
        except duckdb.Error:
            # The same refusal, but this way round DuckDB tells the line.
            return self._connection.execute(sql, parameters).to_arrow_table()
        return relation.to_arrow_table()

    def close(self) -> None:
        """Let go of the database and of what it put on the disk."""
        self._connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _connected(
    spill: Path, *, threads: int | None, memory: str | None
) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config=_CLOSED)
    settings: dict[str, Any] = {"temp_directory": str(spill), "TimeZone": "Asia/Shanghai"}
    settings |= {} if threads is None else {"threads": threads}
    settings |= {} if memory is None else {"memory_limit": memory}
    for name, value in settings.items():
        try:
            connection.execute(f"SET {name} = {literal(str(value))}")
        except duckdb.Error as error:
            connection.close()
            reason = str(error).split("\n")[0]
            raise LakeError("L-409", name=name, value=value, reason=reason) from error
    return connection


def _open_to(connection: duckdb.DuckDBPyConnection, files: list[Path]) -> None:
    """From here on the database can read these files and nothing else."""
    allowed = ", ".join(literal(str(file)) for file in sorted(set(files)))
    connection.execute(f"SET allowed_paths = [{allowed}]")
    connection.execute("SET enable_external_access = false")


def _check_parameters(query: exp.Query, given: Mapping[str, Any], file: str) -> None:
    wanted = {str(node.name) for node in query.find_all(exp.Parameter, exp.Placeholder)}
    for name in sorted(wanted ^ set(given)):
        raise LakeError(
            "L-410", where=Place(file=file), name=name, nearest="、".join(sorted(wanted)) or "—"
        )
