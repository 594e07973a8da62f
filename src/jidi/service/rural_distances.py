"""Road distances from a table that was handed in, or from a routing server of the user's own.

The server is one that answers ``/table/v1/driving`` as OSRM does. It is asked only when named;
nothing here needs a network otherwise. Only distances are taken: speeds are those of the problem.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from jidi.core.errors import InputError, Place
from jidi.network.rural.draft import DraftRow
from jidi.service.rural_table_files import table_rows

Node = dict[str, Any]
Distances = Callable[[Sequence[Node]], tuple[DraftRow, ...]]
"""Rows of a table of distances for these nodes (id, longitude, latitude)."""

BLOCK: Final = 50
"""Places a side of one question: a server allows a hundred in all unless told otherwise."""
TIMEOUT_S: Final = 60.0


def no_distances(_nodes: Sequence[Node]) -> tuple[DraftRow, ...]:
    """None: distances follow from coordinates."""
    return ()


def distances_of_file(path: Path) -> Distances:
    """Distances from a table with the columns ``from``, ``to``, ``km`` and, if wanted, ``road``.

    :raises InputError: when the file cannot be read as a table; see :func:`table_rows`.
    """
    rows = table_rows(path, "distance")
    return lambda _nodes: rows


def distances_of_server(address: str) -> Distances:
    """Distances as a routing server gives them, asked block by block.

    :raises InputError: N-662 when the address is none, N-663 when the server cannot be asked or
        answers with a fault. Pairs without a road are blank.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise InputError("N-662", address=address)
    return lambda nodes: tuple(_asked(address.rstrip("/"), nodes))


def _asked(address: str, nodes: Sequence[Node]) -> Iterator[DraftRow]:
    placed = [n for n in nodes if n["longitude"] is not None and n["latitude"] is not None]
    blocks = [placed[begin : begin + BLOCK] for begin in range(0, len(placed), BLOCK)]
    for sources in blocks:
        for targets in blocks:
            for source, row in zip(sources, _table(address, sources, targets), strict=True):
                for target, metres in zip(targets, row, strict=True):
                    if source is not target:
                        km = None if metres is None else round(metres / 1000, 3)
                        cells = {"from": source["id"], "to": target["id"], "km": km}
                        yield DraftRow(cells, Place(file=address))


def _table(address: str, sources: Sequence[Node], targets: Sequence[Node]) -> list[list[Any]]:
    both = [*sources, *targets]
    places = ";".join(f"{node['longitude']:.6f},{node['latitude']:.6f}" for node in both)
    starts = ";".join(str(number) for number in range(len(sources)))
    ends = ";".join(str(len(sources) + number) for number in range(len(targets)))
    question = f"sources={starts}&destinations={ends}&annotations=distance"
    answer = _answer(f"{address}/table/v1/driving/{places}?{question}")
    found: Any = answer.get("distances")
    if answer.get("code") != "Ok" or not _is_table(found, len(sources), len(targets)):
        raise InputError("N-663", reason=str(answer.get("message") or answer.get("code")))
    return list(found)


def _answer(url: str) -> dict[str, Any]:
    try:
        with urlopen(url, timeout=TIMEOUT_S) as response:  # http(s) only, checked before
            answer = json.load(response)
    except (URLError, OSError, ValueError) as error:
        raise InputError("N-663", reason=str(error)) from error
    return answer if isinstance(answer, dict) else {}


def _is_table(found: Any, rows: int, columns: int) -> bool:
    return (
        isinstance(found, list)
        and len(found) == rows
        and all(isinstance(row, list) and len(row) == columns for row in found)
        and all(cell is None or isinstance(cell, int | float) for row in found for cell in row)
    )


def distances_as_asked(path: Path | None, server: str) -> Distances:
    """Distances from a file, from a server, or from coordinates where neither is named.

    :raises InputError: N-666 when both are.
    """
    if path is not None and server:
        raise InputError("N-666")
    if path is not None:
        return distances_of_file(path)
    return distances_of_server(server) if server else no_distances
