"""The engine: whatever answers the definitions' queries."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Protocol, Self

import pyarrow as pa


class Engine(Protocol):
    """Runs one SELECT over the tables of a data version and the relations registered with it."""

    def register(self, name: str, rows: pa.Table) -> None:
        """Offer ``rows`` under ``name``; a relation of that name that was there is replaced."""
        ...

    def withdraw(self, name: str) -> None:
        """Stop offering what was registered under ``name``."""
        ...

    def run(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        file: str = "",
        header_lines: int = 0,
    ) -> pa.Table:
        """The query's rows.

        :param sql: one SELECT in DuckDB's dialect.
        :param parameters: values of its ``$name`` parameters.
        :param file: the definition it stands in, for messages.
        :param header_lines: lines of that file before the query.
        :raises LakeError: L-4xx, with file and line where known.
        :raises Interrupted: L-411 when the user stops it.
        """
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
