"""A draft that holds, to be spoiled one cell at a time."""

from __future__ import annotations

from typing import Any

from jidi.network.rural.draft import Draft, rows_of

TABLES: dict[str, list[dict[str, Any]]] = {
    "centre": [{"id": "c", "name": "共配中心", "longitude": 112.55, "latitude": 37.35}],
    "station": [
        {"id": "s1", "name": "北镇", "longitude": 112.6, "latitude": 37.45, "down": 20, "up": 5},
        {"id": "s2", "name": "南乡", "longitude": 112.5, "latitude": 37.2, "down": 0, "up": 0},
    ],
    "village": [
        {
            "id": f"v{number}",
            "name": f"第{number}村",
            "longitude": 112.5 + number / 50,
            "latitude": 37.3 + number / 60,
            "down": 10 + number,
            "up": 3,
            "frequency": 3,
            "terrain": "mountain" if number == 3 else "",
        }
        for number in range(1, 5)
    ],
    "point": [{"kind": "merchant", "fee_per_day": 0, "fee_per_parcel": 0.6}],
    "vehicle": [
        {
            "id": "van", "name": "面包车", "volume": 4.5, "load": 0.7,
            "fixed": 60, "per_km": 1, "grams_per_km": 270,
        }
    ],
    "lane": [
        {
            "id": "bus1", "name": "1路", "kind": "bus", "origin": "c", "departs": "09:30",
            "days": "xxxxxxx", "capacity": 60, "price_per_parcel": 0.55, "price_per_stop": 1,
            "grams_per_parcel": 40,
        }
    ],
    "lane_stop": [{"lane": "bus1", "village": "v1", "arrives": "10:05"}],
    "work": [{}],
    "rates": [{}],
    "wanted": [{"coverage": 1.0}],
}  # fmt: skip


def draft(changes: dict[tuple[str, int, str], Any] | None = None, **also: Any) -> Draft:
    """The good draft with some cells changed: (table, row, column) → cell."""
    tables = {name: [dict(row) for row in rows] for name, rows in TABLES.items()}
    tables |= also.pop("tables", {})
    for (table, row, column), cell in (changes or {}).items():
        tables[table][row][column] = cell
    made = {n: rows_of(rows, file="county.xlsx", sheet=n) for n, rows in tables.items()}
    return Draft(id="test", name="试验县", tables=made, **also)
