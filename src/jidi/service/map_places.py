"""Outlets, stations and lockers as points of the map: the same columns as those of the villages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jidi.core.period import Period
from jidi.indicators import periods_relation
from jidi.model.reading import Status
from jidi.service.books import Book


@dataclass(frozen=True)
class PlaceClass:
    """A class of places that the map draws alike; ``grade`` names its colour and shape.

    :param kinds: of ``facility_kind``; none for lockers.
    """

    code: str
    zh: str
    en: str
    grade: str
    kinds: tuple[str, ...]


CLASSES: Final = (
    PlaceClass("outlet", "营业网点", "Outlets", "outlet", ("postal_outlet", "express_outlet")),
    PlaceClass("end", "末端网点与村级点", "End points and village points", "end",
               ("end_point", "village_point", "campus_station")),
    PlaceClass("station", "县乡共配中心与服务站", "County centres and township stations", "station",
               ("township_station", "county_centre")),
    PlaceClass("hub", "分拨中心与园区", "Hubs and parks", "hub", ("hub", "park")),
    PlaceClass("locker", "智能快件箱", "Parcel lockers", "locker", ()),
)  # fmt: skip
"""Kinds in none of these are counted as left out."""

_PLACES: Final = """
SELECT f.facility_id AS code, f.name, f.kind, f.longitude, f.latitude
FROM facility f, periods p
WHERE f.opened_on < p.end_date AND (f.closed_on IS NULL OR f.closed_on >= p.end_date)
UNION ALL
SELECT l.locker_id AS code, l.locker_id AS name, 'locker' AS kind, l.longitude, l.latitude
FROM locker l, periods p
WHERE l.installed_on < p.end_date AND (l.removed_on IS NULL OR l.removed_on >= p.end_date)
ORDER BY code
"""


def place_points(book: Book, period: Period) -> Mapping[str, Any]:
    """Places in use at the period's end as columns: id, name, place and class.

    ``status`` is an index into ``statuses``; ``unplaced`` counts those without coordinates,
    ``left_out`` those of kinds that no class draws; ``mark`` says whether any is synthetic.
    """
    return book.remembered(("places", period), lambda _version: _points(book, period))


def _points(book: Book, period: Period) -> Mapping[str, Any]:
    rows = book.ask(_PLACES, {"periods": periods_relation([period])}).to_pydict()
    index = {kind: at for at, one in enumerate(CLASSES) for kind in one.kinds or (one.code,)}
    drawn = [at for at, kind in enumerate(rows["kind"]) if kind in index]
    kept = [at for at in drawn if rows["longitude"][at] is not None]
    synthetic = "synthetic" in book.origins("facility") | book.origins("locker")
    return {
        "code": [rows["code"][at] for at in kept],
        "name": [rows["name"][at] for at in kept],
        "lon": [round(rows["longitude"][at], 5) for at in kept],
        "lat": [round(rows["latitude"][at], 5) for at in kept],
        "status": [index[rows["kind"][at]] for at in kept],
        "statuses": [
            {"code": one.code, "zh": one.zh, "en": one.en, "grade": one.grade} for one in CLASSES
        ],
        "unplaced": len(drawn) - len(kept),
        "left_out": len(rows["kind"]) - len(drawn),
        "mark": (Status.SYNTHETIC if synthetic else Status.COMPUTED).value,
        "period": str(period),
        "version": book.version,
    }
