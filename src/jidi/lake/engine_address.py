"""Which engine answers, as people write it: ``duckdb``, ``local[2]``, ``spark://host:7077`` …"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl

from jidi.core.errors import Place, WorkspaceError
from jidi.core.nearest import suggestion

_MASTER = re.compile(
    r"local|local\[(\*|\d+)(,\d+)?\]|yarn|spark://[^\s/?]+:\d+(,[^\s/?]+:\d+)*|k8s://\S+"
)
_KNOWN = ("duckdb", "local[*]", "spark://HOST:7077", "yarn", "k8s://https://HOST:443")


@dataclass(frozen=True)
class EngineAddress:
    """What answers the queries.

    :param kind: DuckDB in this process, or Spark.
    :param master: Spark's master; empty for DuckDB.
    :param settings: Spark's own settings, from the address's query.
    """

    kind: Literal["duckdb", "spark"]
    master: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


DUCKDB = EngineAddress("duckdb")


def read_engine(text: str, *, where: Place | None = None) -> EngineAddress:
    """The engine that ``text`` names.

    ``duckdb``; or a master of Spark (``local[*]``, ``local[4]``, ``spark://host:7077``, ``yarn``,
    ``k8s://…``), after which ``?spark.executor.memory=4g&…`` may set what Spark takes.

    :raises WorkspaceError: W-105 when it names none, with the nearest; W-112 for a setting that
        is none of Spark's.
    """
    if text == "duckdb":
        return DUCKDB
    master, _, query = text.partition("?")
    if not _MASTER.fullmatch(master):
        raise WorkspaceError("W-105", where=where, engine=text, nearest=suggestion(master, _KNOWN))
    settings = dict(parse_qsl(query, keep_blank_values=True))
    wrong = [name for name in settings if not name.startswith("spark.") or not settings[name]]
    if wrong or (query and not settings):
        raise WorkspaceError("W-112", where=where, name=wrong[0] if wrong else query)
    return EngineAddress("spark", master, settings)
