"""The places of a county's rural network out of a book: centre, stations, villages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from statistics import fmean
from typing import Any, Final

from jidi.core.division import Division, Level
from jidi.core.errors import InputError, JidiError
from jidi.core.worded import listed
from jidi.model.factor import load_factors
from jidi.model.rural import FrequencyRule, rural_values, terrain_of
from jidi.service.books import Book
from jidi.service.network_outages import STATION_OUT, Outages

Row = dict[str, Any]
_SUBDISTRICT_LAST: Final = 99

_VILLAGES: Final = """
SELECT d.code, d.name, d.administrative_village AS counted, v.longitude, v.latitude,
  v.population, v.remote, s.daily_parcels
FROM divisions AS d
LEFT JOIN village AS v ON v.village = d.code
LEFT JOIN (
  SELECT x.village, x.daily_parcels,
    ROW_NUMBER() OVER (PARTITION BY x.village ORDER BY x.valid_from DESC) AS latest
  FROM village_service AS x
  WHERE x.valid_from <= {day} AND (x.valid_to IS NULL OR x.valid_to > {day})
) AS s ON s.village = d.code AND s.latest = 1
WHERE d.level = 'village' AND d.code BETWEEN '{county}000000' AND '{county}999999'
ORDER BY d.code
"""

_FACILITIES: Final = """
SELECT f.facility_id, f.name, f.kind, f.division, f.longitude, f.latitude, f.capacity_daily
FROM facility AS f
WHERE f.kind IN ('county_centre', 'township_station')
  AND f.division BETWEEN '{county}000000' AND '{county}999999'
  AND f.opened_on <= {day} AND (f.closed_on IS NULL OR f.closed_on > {day})
ORDER BY f.division, f.facility_id
"""


@dataclass
class Places:
    """What a book knows of a county's places on a day, and what had to be assumed.

    :param notes: what is missing in the book and what stands for it; texts by their codes.
    """

    book: Book
    county: Division
    day: date
    rule: FrequencyRule
    notes: list[JidiError] = field(default_factory=list)

    def asked(self, sql: str) -> list[Row]:
        """The rows of one query about this county and day."""
        filled = sql.format(county=self.county.code.short, day=f"DATE '{self.day.isoformat()}'")
        return list(self.book.ask(filled, {}, file="rural").to_pylist())

    @cached_property
    def units(self) -> list[Row]:
        """All village-level units: villages, and communities."""
        return self.asked(_VILLAGES)

    @cached_property
    def counted(self) -> list[Row]:
        """The administrative villages (建制村): those that 建制村快递服务通达率 counts."""
        return [row for row in self.units if row["counted"]]

    @cached_property
    def facilities(self) -> Mapping[str, list[Row]]:
        """Centres and stations that are open and work, by kind."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.outages.standing(self.asked(_FACILITIES)):
            found[row["kind"]].append(row)
        return found

    @cached_property
    def stations_down(self) -> frozenset[str]:
        """Townships with a station, none of which works."""
        every = {
            row["division"][:9]
            for row in self.asked(_FACILITIES)
            if row["kind"] == "township_station" and row["facility_id"] in self.outages.facilities
        }
        working = {row["division"][:9] for row in self.facilities["township_station"]}
        return frozenset(every - working)

    @cached_property
    def outages(self) -> Outages:
        """What an incident took out."""
        return Outages.on(self.book, self.day)

    @property
    def terrain(self) -> str | None:
        """The county's terrain, where anything is said of it."""
        return terrain_of(self.county.code.text)

    def note(self, code: str, **facts: Any) -> None:
        """Something assumed."""
        self.notes.append(InputError(code, **facts))


def village_rows(places: Places) -> list[Row]:
    """The draft's villages: every administrative village of the roster."""
    guessed = [row["code"] for row in places.counted if row["daily_parcels"] is None]
    unknown = [row["code"] for row in places.counted if parcels_of(places, row) is None]
    if guessed:
        rate = _rate(places.units)
        shown = "—" if rate is None else f"{rate:.5f}"
        places.note("N-604", count=len(guessed) - len(unknown), rate=shown)
    if unknown:
        factor = rural_values().demand.stand_in
        places.note("N-605", count=len(unknown), factor=factor, value=_stand_in())
    return [_village(places, row) for row in places.counted]


def _village(places: Places, row: Row) -> Row:
    down, rule = parcels_of(places, row), places.rule
    down = _stand_in() if down is None else down
    return {
        "id": row["code"],
        "name": row["name"],
        "longitude": row["longitude"],
        "latitude": row["latitude"],
        "terrain": places.terrain,
        "down": round(down, 2),
        "up": round(down * rural_values().demand.up_share, 2),
        "frequency": rule.remote if row["remote"] else rule.village,
    }


def parcels_of(places: Places, row: Row) -> float | None:
    """Deliveries a day: as reported, else population times the county's; None where unknown."""
    if row["daily_parcels"] is not None:
        return float(row["daily_parcels"])
    rate = _rate(places.units)
    if rate is None or row["population"] is None:
        return None
    return float(row["population"]) * rate


def _rate(units: Iterable[Row]) -> float | None:
    """Deliveries a day and head, over the units of which both are known."""
    known = [r for r in units if r["daily_parcels"] is not None and r["population"]]
    people = sum(row["population"] for row in known)
    return sum(row["daily_parcels"] for row in known) / people if people else None


def _stand_in() -> float:
    return float(load_factors().get(rural_values().demand.stand_in).value)


def centre_row(places: Places) -> Row:
    """The county centre: the facility of that kind, else the seat of the county."""
    known = [f for f in places.facilities["county_centre"] if f["longitude"] is not None]
    if known:
        if len(known) > 1:
            places.note("N-612", count=len(known), name=known[0]["name"])
        return _at(places, known[0]["facility_id"], known[0]["name"], known[0])
    seat = places.book.tree.children(places.county.code)[0]
    places.note("N-603", county=places.county.name, seat=seat.name)
    middle = _middle(_units_of(places, seat))
    return _at(places, f"{places.county.code.short}-centre", seat.name, middle)


def station_rows(places: Places, *, centre: Row) -> list[Row]:
    """One station a township: the one that is open, else a candidate in its middle."""
    open_now = {f["division"][:9]: f for f in reversed(places.facilities["township_station"])}
    rows, candidates = [], []
    for township in places.book.tree.children(places.county.code):
        units = _units_of(places, township)
        facility = open_now.get(township.code.short)
        if township.code.short in places.stations_down:
            lost = _counter(places, township, units, centre)
            places.note(STATION_OUT, township=township.name, parcels=f"{lost:.1f}")
            continue
        if facility is None and not any(row["counted"] for row in units):
            continue
        rows.append(_station(places, township, facility, units, centre))
        if facility is None:
            candidates.append(township.name)
    if candidates:
        places.note("N-606", count=len(candidates), names=listed(candidates))
    return rows


def _station(
    places: Places, township: Division, facility: Row | None, units: Sequence[Row], centre: Row
) -> Row:
    here = facility if facility and facility["longitude"] is not None else _middle(units)
    name = township.name if facility is None else facility["name"]
    key = township.code.short if facility is None else facility["facility_id"]
    down = _counter(places, township, units, centre)
    return {
        **_at(places, key, name, here),
        "down": round(down, 2),
        "up": round(down * rural_values().demand.up_share, 2),
        "capacity": None if facility is None else facility["capacity_daily"],
        "must": None if facility is None else "open",
    }


def _counter(places: Places, township: Division, units: Sequence[Row], centre: Row) -> float:
    """Parcels of the communities, handed out at the station's own counter.

    Subdistricts (街道) and the township of the county centre are the town's own delivery, not the
    rural network's.
    """
    if int(township.code.text[6:9]) <= _SUBDISTRICT_LAST or _holds(places, township, centre):
        return 0.0
    return sum(parcels_of(places, row) or 0.0 for row in units if not row["counted"])


def _holds(places: Places, township: Division, centre: Row) -> bool:
    stands_in = {f["facility_id"]: f["division"][:9] for f in places.facilities["county_centre"]}
    seat = places.book.tree.children(places.county.code)[0].code.short
    return bool(stands_in.get(centre["id"], seat) == township.code.short)


def _units_of(places: Places, township: Division) -> list[Row]:
    return [row for row in places.units if row["code"].startswith(township.code.short)]


def _middle(units: Sequence[Row]) -> Row:
    """The mean place of units; unknown where none is known."""
    known = [row for row in units if row["longitude"] is not None]
    if not known:
        return {"longitude": None, "latitude": None}
    return {axis: fmean(row[axis] for row in known) for axis in ("longitude", "latitude")}


def _at(places: Places, key: str, name: str, here: Row) -> Row:
    place = {"longitude": here["longitude"], "latitude": here["latitude"]}
    return {"id": key, "name": name, "terrain": places.terrain, **place}


def county_of(book: Book, asked: str) -> Division:
    """The county a user means.

    :raises UnknownName: C-207. :raises InputError: N-601 when it is no county.
    """
    found = book.tree.find(asked, within=book.province.code)
    if found.level is not Level.COUNTY:
        raise InputError("N-601", asked=asked, level_zh=found.level.zh, level_en=found.level.value)
    return found
