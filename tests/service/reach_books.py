"""A book with few lanes and one train, so that every moment can be counted by hand."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime

import pyarrow as pa

from founded_books import fresh

AT = datetime(2025, 6, 2, 8, tzinfo=UTC)
MONDAY = date(2025, 6, 2)
SHOUYANG, YINGZE, PINGCHENG, PINGYAO = "140725", "140106", "140213", "140728"
PLACES = {
    SHOUYANG: (113.18, 37.89),
    YINGZE: (112.55, 37.86),
    PINGCHENG: (113.30, 40.08),
    PINGYAO: (112.17, 37.19),
}


def lane(key, operator, one, other, km, runs, **more):
    """A row of the table ``route``."""
    return {
        "route_id": key, "operator_id": operator, "kind": "express", "mode": "road",
        "division": f"{one}000000", "from_division": f"{one}000000",
        "to_division": f"{other}000000", "opened_on": date(2020, 1, 1), "closed_on": None,
        "length_km": km, "runs_weekly": runs, **more,
    }  # fmt: skip


LANES = [
    lane("L1", "A", SHOUYANG, YINGZE, 140.0, 7.0),
    lane("L2", "A", YINGZE, PINGCHENG, 280.0, 14.0),
    lane("L3", "B", YINGZE, PINGYAO, 105.0, 7.0),
    lane("L4", "B", SHOUYANG, YINGZE, 140.0, 2.0),
    lane("L5", "A", SHOUYANG, "110101", 500.0, 7.0),
    lane("L6", "A", SHOUYANG, PINGYAO, 100.0, 0.0),
    lane("L7", "A", SHOUYANG, PINGYAO, 100.0, 7.0, closed_on=date(2024, 1, 1)),
]
WEEK = dict.fromkeys(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), True
)


def _timetable():
    """A train at 02:30 from the station at Yingze to that at Pingcheng, and a ferry."""
    calls = [
        {"timetable": "t", "run_id": run, "position": place, "stop_id": stop, "arrives_s": at,
         "departs_s": at}
        for run in ("G1", "F1")
        for place, (stop, at) in enumerate((("Y", 95_400), ("P", 100_800)))
    ]  # fmt: skip
    return {
        "timetable_stop": [
            {"timetable": "t", "stop_id": key, "name": f"{key}站", "longitude": PLACES[county][0],
             "latitude": PLACES[county][1]}
            for key, county in (("Y", YINGZE), ("P", PINGCHENG))
        ],
        "timetable_line": [
            {"timetable": "t", "line_id": "hsr", "short_name": "G", "route_type": 101},
            {"timetable": "t", "line_id": "ferry", "short_name": "F", "route_type": 4},
        ],
        "timetable_run": [
            {"timetable": "t", "run_id": run, "line_id": line, "service_id": "W"}
            for run, line in (("G1", "hsr"), ("F1", "ferry"))
        ],
        "timetable_service": [
            {"timetable": "t", "service_id": "W", "first_day": date(2025, 1, 1),
             "last_day": date(2025, 12, 31), **WEEK}
        ],
        "timetable_call": calls,
    }  # fmt: skip


def _outage(key):
    """A lane that is down since the day before."""
    return {
        "outage_id": f"O{key}", "incident": "E1", "kind": "lane", "subject": key,
        "division": f"{SHOUYANG}000000", "why": "塌方",
        "from_at": AT.replace(day=1, tzinfo=None),
    }  # fmt: skip


@contextmanager
def reach_book(tmp_path, *, lanes=LANES, train=True, origin="reported", down=()):
    """A book with these rows, and the timetable where asked for."""
    rows = {
        "facility": [
            {"facility_id": f"C{code}", "name": "中心", "kind": "county_centre",
             "division": f"{code}001000", "longitude": east, "latitude": north,
             "opened_on": date(2020, 1, 1)}
            for code, (east, north) in PLACES.items()
        ],
        **({"route": lanes} if lanes else {}),
        **({"outage": [_outage(key) for key in down]} if down else {}),
        **(_timetable() if train else {}),
    }  # fmt: skip
    with fresh(tmp_path, AT) as book:
        tables = book.workspace.catalogue.tables
        book.workspace.lake.commit(
            {
                name: pa.Table.from_pylist(
                    held, pa.schema([f for f in tables[name].arrow_schema if f.name in held[0]])
                )
                for name, held in rows.items()
            },
            source="t", origin=origin, by="t", clock=lambda: AT,
        )  # fmt: skip
        yield book
