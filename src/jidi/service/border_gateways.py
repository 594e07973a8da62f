"""Gateways of a province out of a book: customs and warehouses that stand there, clearance seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from jidi.core.division import Division
from jidi.core.errors import InputError, JidiError
from jidi.model.border import BorderValues
from jidi.network.border import Clearance, Gateway, Store
from jidi.service.books import Book
from jidi.service.network_outages import Outages

Told = tuple[str, str]
Row = dict[str, Any]
CUSTOMS: Final = ("exchange_office", "customs_centre")
OUTWARD: Final = "outward"
INWARD: Final = "inward"
YEAR: Final = timedelta(days=365)
_STANDING: Final = """
SELECT f.facility_id, f.name, f.kind, SUBSTR(f.division, 1, 6) AS county, f.capacity_daily,
  f.area_m2
FROM facility AS f
WHERE f.kind IN ('exchange_office', 'customs_centre', 'border_store')
  AND f.opened_on <= {day} AND (f.closed_on IS NULL OR f.closed_on > {day})
ORDER BY f.facility_id
"""
_CLEARED: Final = """
SELECT SUBSTR(d.division, 1, 4) AS city, d.direction,
  (EPOCH(d.released_at) - EPOCH(d.presented_at)) / 3600 AS hours
FROM dispatch AS d
WHERE d.released_at >= d.presented_at
ORDER BY city, d.direction, hours
"""
_ITEMS: Final = """
SELECT d.direction, SUM(d.items) AS items
FROM dispatch AS d
WHERE d.presented_at >= {begin} AND d.presented_at < {end}
GROUP BY d.direction
ORDER BY d.direction
"""


@dataclass
class Gateways:
    """What a book has of gateways, and what had to be assumed.

    :param places: of each gateway met so far its key (a county, or a city for its districts), in
        order, with its name.
    """

    book: Book
    values: BorderValues
    outages: Outages
    day: date
    stores: bool
    cities: Mapping[str, Division]
    places: dict[str, Told] = field(default_factory=dict)
    notes: list[JidiError] = field(default_factory=list)

    def number(self, county: str) -> tuple[int, Told]:
        """The gateway of lines that leave a county: its number and name."""
        key, name = self._place(county)
        self.places.setdefault(key, name)
        return list(self.places).index(key), name

    def _place(self, county: str) -> tuple[str, Told]:
        city = self.cities[county[:4]]
        below = self.book.tree.children(city.code)
        place = next((one for one in below if one.code.short == county), city)
        named = city if place.name.endswith("区") else place
        key = county[:4] if named is city else county
        return key, (named.name, named.name_en or named.name)

    def standing(self) -> tuple[Gateway, ...]:
        """The gateways met, with what their customs take and the warehouse they have."""
        sql = _STANDING.format(day=_sql(self.day))
        rows = self.outages.standing(self.book.ask(sql, {}, file="border").to_pylist())
        here: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row["county"][:4] in self.cities:
                here[self._place(row["county"])[0]].append(row)
        found = tuple(
            Gateway(key, _customs(here[key]), self._store(here[key])) for key in self.places
        )
        unknown = [self.places[one.id] for one in found if one.most_week is None]
        if unknown:
            zh, en = "、".join(n for n, _ in unknown), ", ".join(n for _, n in unknown)
            self.notes.append(InputError("N-891", names_zh=zh, names_en=en))
        lying = [row for key in self.places for row in here[key] if row["kind"] == "border_store"]
        if self.stores and lying:
            left = sum(not row["area_m2"] for row in lying)
            self.notes.append(InputError("N-892", count=len(lying) - left, left=left))
        return found

    def _store(self, rows: list[Row]) -> Store | None:
        """Warehouses of one place taken together; of unknown area none."""
        area = sum(float(r["area_m2"] or 0) for r in rows if r["kind"] == "border_store")
        if not self.stores or not area:
            return None
        rule = self.values.store
        return Store(
            room=round(area * rule.parcels_m2, 3),
            days=rule.days,
            yuan_day=rule.yuan_day,
            yuan_parcel=rule.yuan_parcel,
            pick=rule.pick_h,
            released=Clearance(rule.released_h),
        )

    def cleared(self) -> Mapping[tuple[str, str], tuple[int, tuple[float, ...]]]:
        """By city and direction, where enough were seen: how many, and points of their hours."""
        found: dict[tuple[str, str], list[float]] = defaultdict(list)
        for row in self.book.ask(_CLEARED, {}, file="border").to_pylist():
            found[row["city"], row["direction"]].append(float(row["hours"]))
        least, quantiles = self.values.least_seen, self.values.quantiles
        points = (np.arange(quantiles) + 0.5) / quantiles
        return {
            key: (len(h), tuple(float(q) for q in np.round(np.quantile(np.array(h), points), 3)))
            for key, h in found.items() if len(h) >= least
        }  # fmt: skip

    def inward(self) -> float:
        """Parcels in for each one out, in the dispatches of the last year."""
        begin, end = self.day - YEAR, self.day + timedelta(days=1)
        sql = _ITEMS.format(begin=_sql(begin), end=_sql(end))
        rows = self.book.ask(sql, {}, file="border").to_pylist()
        items = {row["direction"]: float(row["items"] or 0) for row in rows}
        if not items.get(OUTWARD) or INWARD not in items:
            self.notes.append(InputError("N-890", ratio=f"{self.values.inward:g}"))
            return self.values.inward
        ratio = round(items[INWARD] / items[OUTWARD], 4)
        self.notes.append(InputError("N-999", ratio=f"{ratio:.2f}"))
        return ratio


def _customs(rows: list[Row]) -> float | None:
    """Parcels a week; None where that of an office is not known, or there is none."""
    daily = [row["capacity_daily"] for row in rows if row["kind"] in CUSTOMS]
    if not daily or any(one is None for one in daily):
        return None
    return 7.0 * sum(map(float, daily)) or None


def _sql(day: date) -> str:
    return f"DATE '{day.isoformat()}'"
