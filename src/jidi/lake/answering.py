"""What goes wrong while DuckDB answers, as the lake's coded errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import duckdb

from jidi.core.errors import Interrupted, Place, raise_together
from jidi.lake.integrity import damages
from jidi.lake.ledger import Segment
from jidi.lake.sql_error import coded

_STOPPED = "Query interrupted"
"""How DuckDB's Python side says that a signal came while a query ran."""

_NOT_THE_FILES = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ParserException,
    duckdb.OutOfMemoryException,
)
"""Refusals that damaged files do not bring about: SQL that is wrong for the tables, and too little
memory. After any other the files are read anew before the query is blamed."""


@contextmanager
def answering(
    read: Callable[[], Iterable[Segment]], *, file: str = "", header_lines: int = 0
) -> Iterator[None]:
    """Turn what DuckDB raises into coded errors.

    :param read: the segments that the query reads; asked for only when it fails.
    :param file: the definition the query stands in; ``header_lines`` of it come before the query.
    :raises Interrupted: L-411 when the user stops the query.
    :raises LakeError: L-302 or L-303 when a file is the cause; else L-405 to L-408.
    """
    try:
        yield
    except (KeyboardInterrupt, RuntimeError) as stop:
        if isinstance(stop, RuntimeError) and str(stop) != _STOPPED:
            raise
        raise Interrupted("L-411", where=Place(file=file)) from stop
    except duckdb.InterruptException as stop:
        raise Interrupted("L-411", where=Place(file=file)) from stop
    except duckdb.Error as error:
        if not isinstance(error, _NOT_THE_FILES):
            raise_together(damages(read(), anew=True))
        raise coded(error, file=file, header_lines=header_lines) from error
