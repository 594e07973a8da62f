"""An engine over tables in memory: for the cases that a definition brings along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from jidi.core.closing import Closing
from jidi.lake.answering import answering
from jidi.lake.duckdb_engine import check_parameters, connected
from jidi.lake.guard import guarded


class TablesEngine(Closing):
    """Answers SELECTs over what is registered with it, shut off from everything else.

    :param tables: Arrow tables by name.
    """

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._connection = connected({"threads": 1})
        self._relations: set[str] = set()
        for name, rows in tables.items():
            self.register(name, rows)

    def register(self, name: str, rows: pa.Table) -> None:
        """Offer ``rows`` under ``name``, in place of what was there."""
        self._connection.register(name, rows)
        self._relations.add(name)

    def withdraw(self, name: str) -> None:
        """Stop offering what was registered under ``name``."""
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
        check_parameters(query, parameters or {}, file)
        with answering(lambda: (), file=file, header_lines=header_lines):
            return self._connection.sql(sql, params=dict(parameters or {})).to_arrow_table()

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()
