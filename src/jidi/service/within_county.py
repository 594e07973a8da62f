"""How far it is within a county: from its villages to where it is taken to lie, by road."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from jidi.core.errors import InputError, JidiError
from jidi.model.rural import detours, terrain_of
from jidi.network.rural.drafting_roads import straight_km
from jidi.service.books import Book
from jidi.service.hub_problem import Node

_VILLAGES: Final = """
SELECT SUBSTR(v.village, 1, 6) AS county, v.longitude, v.latitude
FROM village AS v
WHERE v.longitude IS NOT NULL AND v.latitude IS NOT NULL
ORDER BY v.village
"""


def km_within(book: Book, nodes: Sequence[Node]) -> tuple[Mapping[str, float], JidiError]:
    """Of each county the mean km from its villages, and a note of where it comes from.

    Straight lines times the county's detour, as all km of hubs. A county without villages of known
    place has the mean of the others; where no county has any, nothing is known and no km are given.
    """
    villages: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in book.ask(_VILLAGES, {}, file="within").to_pylist():
        villages[row["county"]].append((float(row["longitude"]), float(row["latitude"])))
    counties, known = [node for node in nodes if node.kind == "county"], detours()
    found: dict[str, float] = {}
    for node in counties:
        if not (there := villages.get(node.code)):
            continue
        straight = straight_km(np.array([(node.longitude, node.latitude), *there]))[0, 1:]
        factor = known[terrain_of(node.code) or "hill", "county"]
        found[node.code] = round(float(straight.mean()) * factor, 3)
    if not found:
        return {}, InputError("N-954")
    mean = round(sum(found.values()) / len(found), 3)
    left = [node.code for node in counties if node.code not in found]
    note = InputError(
        "N-953", count=len(found), least=f"{min(found.values()):.1f}",
        most=f"{max(found.values()):.1f}", left=len(left), mean=f"{mean:.1f}",
    )  # fmt: skip
    return {**found, **dict.fromkeys(left, mean)}, note
