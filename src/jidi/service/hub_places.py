"""What a book knows of a province for its hubs: counties, standing hubs, what each county sends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from statistics import fmean
from typing import Any, Final

from jidi.core.division import Division, Level
from jidi.core.errors import InputError, JidiError
from jidi.model.hubs import hub_values
from jidi.service.books import Book
from jidi.service.network_outages import Outages

Row = dict[str, Any]
TABLES: Final = ("facility", "village", "monthly_return")
"""The tables of the book that are read."""

_FACILITIES: Final = """
SELECT f.facility_id, f.name, f.kind, f.division, f.longitude, f.latitude, f.capacity_daily
FROM facility AS f
WHERE f.kind IN ('county_centre', 'hub', 'park', 'exchange_office')
  AND f.opened_on <= {day} AND (f.closed_on IS NULL OR f.closed_on > {day})
ORDER BY f.facility_id
"""
_VILLAGES: Final = """
SELECT SUBSTR(v.village, 1, 6) AS county, AVG(v.longitude) AS longitude, AVG(v.latitude) AS latitude
FROM village AS v
WHERE v.longitude IS NOT NULL AND v.latitude IS NOT NULL
GROUP BY SUBSTR(v.village, 1, 6)
ORDER BY county
"""
_OUTLETS: Final = """
SELECT SUBSTR(f.division, 1, 6) AS county, AVG(f.longitude) AS longitude,
  AVG(f.latitude) AS latitude
FROM facility AS f
WHERE f.longitude IS NOT NULL AND f.latitude IS NOT NULL
GROUP BY SUBSTR(f.division, 1, 6)
ORDER BY county
"""
_RETURNS: Final = """
SELECT SUBSTR(r.division, 1, 6) AS county, r.business, SUM(r.volume) AS volume
FROM monthly_return AS r
WHERE r.month > {begin} AND r.month <= {end} AND r.business LIKE 'express%'
GROUP BY SUBSTR(r.division, 1, 6), r.business
ORDER BY county, r.business
"""
_NEWEST: Final = "SELECT MAX(r.month) AS month FROM monthly_return AS r WHERE r.volume IS NOT NULL"


@dataclass(frozen=True)
class Standing:
    """Hubs and parks that stand in a county: how many, and what they take in a day."""

    hubs: int
    parks: int
    capacity: float


@dataclass
class ProvincePlaces:
    """The province's counties on a day, and what had to be assumed."""

    book: Book
    day: date
    notes: list[JidiError] = field(default_factory=list)

    @cached_property
    def counties(self) -> tuple[Division, ...]:
        """All counties of the roster, by code."""
        found = self.book.tree.at_level(Level.COUNTY, within=self.book.province.code)
        return tuple(sorted(found, key=lambda county: county.code.text))

    @cached_property
    def places(self) -> dict[str, tuple[float, float]]:
        """Longitude and latitude by county: its centre's, else the mean of its villages, of its
        outlets, or of the other counties of its city.

        :raises InputError: N-844 where neither is known.
        """
        centres = {
            row["division"][:6]: (float(row["longitude"]), float(row["latitude"]))
            for row in reversed(self._facilities["county_centre"])
            if row["longitude"] is not None and row["latitude"] is not None
        }
        means = {
            row["county"]: (float(row["longitude"]), float(row["latitude"]))
            for sql in (_OUTLETS, _VILLAGES)
            for row in self._asked(sql)
        }
        found = {**means, **centres}
        for county in self.counties:
            in_city = [at for code, at in means.items() if code[:4] == county.code.short[:4]]
            if county.code.short not in found and in_city:
                middle = (fmean(x for x, _ in in_city), fmean(y for _, y in in_city))
                found[county.code.short] = (round(middle[0], 6), round(middle[1], 6))
        lost = [c.name for c in self.counties if c.code.short not in found]
        if lost:
            raise InputError("N-844", count=len(lost), first=lost[0])
        stood_for = [c.name for c in self.counties if c.code.short not in centres]
        if stood_for:
            self.note("N-847", count=len(stood_for), first=stood_for[0])
        return found

    @cached_property
    def standing(self) -> Mapping[str, Standing]:
        """What stands and works, by county."""
        hubs: dict[str, list[Row]] = defaultdict(list)
        for kind in ("hub", "park"):
            for row in self.outages.standing(self._facilities[kind]):
                hubs[row["division"][:6]].append(row)
        return {
            county: Standing(
                hubs=sum(row["kind"] == "hub" for row in rows),
                parks=sum(row["kind"] == "park" for row in rows),
                capacity=float(sum(row["capacity_daily"] or 0 for row in rows)),
            )
            for county, rows in sorted(hubs.items())
        }

    @cached_property
    def outages(self) -> Outages:
        """What an incident took out."""
        return Outages.on(self.book, self.day)

    @cached_property
    def exchanges(self) -> tuple[str, ...]:
        """Counties with an office of exchange that works."""
        rows = self.outages.standing(self._facilities["exchange_office"])
        return tuple(sorted({row["division"][:6] for row in rows}))

    @cached_property
    def sent(self) -> Mapping[str, Mapping[str, float]]:
        """Parcels a day by business and county, over the last months of the returns.

        :raises InputError: N-842 when there are none.
        """
        months = hub_values().demand.months
        newest = self._asked(_NEWEST)[0]["month"]
        if newest is None:
            raise InputError("N-842", months=months)
        begin = _months_before(newest, months)
        days = (_months_before(newest, -1) - _months_before(begin, -1)).days
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for row in self._asked(_RETURNS, begin=_sql(begin), end=_sql(newest)):
            if row["volume"] is not None:
                found[row["business"]][row["county"]] = float(row["volume"]) / days
        if not found:
            raise InputError("N-842", months=months)
        self.span = f"{_months_before(begin, -1):%Y-%m}…{newest:%Y-%m}"
        return found

    def note(self, code: str, **facts: Any) -> None:
        """Something assumed."""
        self.notes.append(InputError(code, **facts))

    @cached_property
    def _facilities(self) -> Mapping[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self._asked(_FACILITIES):
            found[row["kind"]].append(row)
        return found

    def _asked(self, sql: str, **more: str) -> list[Row]:
        filled = sql.format(day=_sql(self.day), **more)
        return list(self.book.ask(filled, {}, file="hubs").to_pylist())


def _sql(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def _months_before(month: date, count: int) -> date:
    """The first day of the month so many months before."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)
