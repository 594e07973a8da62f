"""DuckDB in the process: the default engine. Read-only, shut off from everything but the lake."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any
from uuid import uuid4

import duckdb
import pyarrow as pa
from sqlglot import exp

from jidi.core.closing import Closing
from jidi.core.errors import LakeError, Place
from jidi.core.worded import listed
from jidi.lake.answering import answering
from jidi.lake.guard import guarded
from jidi.lake.integrity import check_files
from jidi.lake.lake import Lake
from jidi.lake.ledger import Segment
from jidi.lake.sweep import STAGING
from jidi.lake.time_bounds import first_day_read, from_day, tables_named
from jidi.lake.views import check_types, literal, view
from jidi.lake.walked import parameters_in

_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
"""No extension is fetched or loaded, and no variable of the calling program is a table."""


class DuckDBEngine(Closing):
    """Queries over some tables of a lake at one data version.

    :param lake: where the segments are.
    :param tables: names of the tables to offer; all when None.
    :param at: the data version; the newest at this moment when None. It stays the same for the
        engine's life, whatever is committed meanwhile.
    :param threads: how many threads a query may use; all cores when None.
    :param staged: segments that are not part of the book yet, read as if they were.
    :param memory: how much memory, such as ``"2GB"``; four fifths of the machine's when None.
        What does not fit is put into the lake's staging folder for the time of the query.
    :raises UnknownName: D-112 for a table that does not exist.
    :raises LakeError: L-301 no such version, L-304 a column's type has changed, L-409 an amount of
        memory or a number of threads that DuckDB does not take.

    Files are opened when a query first reads them, after :mod:`jidi.lake.integrity` has found them
    to be what the ledger says. Files of days before those that a query asks for are left alone
    (:mod:`jidi.lake.time_bounds`).
    """

    def __init__(
        self,
        lake: Lake,
        tables: Iterable[str] | None = None,
        *,
        at: int | None = None,
        threads: int | None = None,
        memory: str | None = None,
        staged: Iterable[Segment] = (),
    ) -> None:
        self.version = lake.at(at)
        self._spill = lake.folder / STAGING / f"spill-{uuid4().hex}"
        names = list(lake.tables if tables is None else tables)
        more = tuple(staged)
        self._segments = {
            name: (*lake.segments(name, at=self.version), *(s for s in more if s.table == name))
            for name in names
        }
        self._tables = {name: lake.table(name) for name in names}
        for name in names:
            check_types(self._tables[name], self._segments[name])
        self._shown: dict[str, tuple[Segment, ...]] = {}
        self._relations = set(names)
        files = {str(segment.file) for each in self._segments.values() for segment in each}
        settings = {"temp_directory": str(self._spill), "threads": threads, "memory_limit": memory}
        self._connection = connected(settings, files=sorted(files))

    def register(self, name: str, rows: pa.Table) -> None:
        """Offer ``rows`` under ``name``; a relation registered under it before is replaced.

        :raises LakeError: L-413 when the lake has a table of that name among those offered; for
            SQL, its case does not matter.
        """
        if name.lower() in map(str.lower, self._segments):
            raise LakeError("L-413", name=name)
        self._connection.register(name, rows)
        self._relations.add(name)

    def withdraw(self, name: str) -> None:
        """Stop offering what was registered under ``name``; the tables of the lake stay."""
        if name not in self._segments:
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
        """The query's rows; see :class:`jidi.lake.engine.Engine`.

        :raises LakeError: also L-302 when a file of a table that it reads is missing, and L-303
            when one is damaged.
        """
        query = guarded(sql, relations=self._relations, file=file, header_lines=header_lines)
        check_parameters(query, parameters or {}, file)
        read = self._read_by(query, parameters or {})
        files = tuple(chain.from_iterable(read.values()))
        with answering(lambda: files, file=file, header_lines=header_lines):
            check_files(files)
            self._show(read)
            return self._rows(sql, dict(parameters or {}))

    def _read_by(
        self, query: exp.Query, parameters: Mapping[str, Any]
    ) -> dict[str, tuple[Segment, ...]]:
        """The tables of the lake that the query names, with the segments that can matter to it."""
        return {
            name: from_day(
                self._segments[name], first_day_read(query, self._tables[name], parameters)
            )
            for name in tables_named(query, self._segments)
        }

    def _show(self, read: Mapping[str, tuple[Segment, ...]]) -> None:
        """Show the tables to the database as they stand in these segments."""
        for name, segments in read.items():
            if self._shown.get(name) != segments:
                self._connection.execute(view(self._tables[name], segments))
                self._shown[name] = segments

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


def connected(
    settings: Mapping[str, str | int | None],
    *,
    files: Iterable[str] = (),
    folders: Iterable[str] = (),
) -> duckdb.DuckDBPyConnection:
    """A database that can read these files and folders and nothing else, and stays so.

    :param settings: what is None is left to the database.
    """
    allowed, below = (", ".join(map(literal, paths)) for paths in (files, folders))
    connection = duckdb.connect(config=_CLOSED)
    wanted = {name: literal(str(value)) for name, value in settings.items() if value is not None}
    wanted |= {"TimeZone": "'Asia/Shanghai'", "allowed_paths": f"[{allowed}]"}
    wanted |= {"allowed_directories": f"[{below}]"}
    wanted |= {"enable_progress_bar": "false"}  # it would stand among what a command prints
    wanted |= {"enable_external_access": "false", "lock_configuration": "true"}
    for name, value in wanted.items():
        try:
            connection.execute(f"SET {name} = {value}")
        except duckdb.Error as error:
            connection.close()
            reason = str(error).split("\n")[0]
            raise LakeError("L-409", name=name, value=value, reason=reason) from error
    return connection


def check_parameters(query: exp.Query, given: Mapping[str, Any], file: str) -> None:
    """Refuse parameters that the query does not name, and names without a parameter.

    :raises LakeError: L-410, with those it names.
    """
    wanted = parameters_in(query)
    for name in sorted(wanted ^ set(given)):
        raise LakeError("L-410", where=Place(file=file), name=name, nearest=listed(sorted(wanted)))
