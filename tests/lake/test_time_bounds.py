"""Files of days that a query does not ask for are left alone; the rest is no bound."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from jidi.lake.guard import guarded
from jidi.lake.time_bounds import first_day_read
from jidi.model.catalogue import Catalogue

TABLES = Catalogue().tables
GIVEN = {"at": datetime(2025, 11, 14, 1), "since": datetime(2025, 11, 13, 23)}  # noqa: DTZ001


@pytest.mark.parametrize(
    "sql, first",
    [
        ("FROM event WHERE occurred_at > $at - INTERVAL '24' HOUR", "2025-11-13"),
        ("FROM event AS e WHERE ($since <= e.occurred_at OR e.occurred_at >= $since)", None),
        ("FROM event AS e WHERE e.occurred_at >= $since - INTERVAL '30' MINUTE", "2025-11-13"),
        (
            "FROM event WHERE (occurred_at > $at AND step = 'x') "
            "OR occurred_at > $at - INTERVAL '3' DAY",
            "2025-11-11",
        ),
        ("FROM event WHERE occurred_at > $at OR step = 'x'", None),
        ("FROM event WHERE NOT occurred_at > $at", None),
        ("FROM event WHERE received_at > $at", None),
        ("FROM event WHERE occurred_at > $at - INTERVAL '1' MONTH", None),
        ("FROM event", None),
        ("FROM parcel AS p JOIN event AS e ON TRUE WHERE e.occurred_at > $at", "2025-11-14"),
        ("FROM parcel AS p JOIN event AS e ON TRUE WHERE occurred_at > $at", None),
        ("FROM event WHERE occurred_at > $at AND parcel_id IN (SELECT parcel_id FROM event)", None),
        (
            "FROM event WHERE occurred_at > $at AND parcel_id IN "
            "(SELECT parcel_id FROM event WHERE occurred_at > $since)",
            "2025-11-13",
        ),
        ("FROM event AS e LEFT JOIN event AS f ON f.occurred_at > $at", None),
    ],
)
def test_the_first_day_that_can_matter_is_read_off_the_conditions(sql, first):
    query = guarded(f"SELECT 1 {sql}", relations=TABLES)
    found = first_day_read(query, TABLES["event"], GIVEN)
    assert found == (date.fromisoformat(first) if first else None)


def test_of_a_derived_table_and_one_without_days_everything_is_read():
    for name, column in (("journey", "first_at"), ("complaint", "received_on")):
        query = guarded(f"SELECT 1 FROM {name} WHERE {column} > $at", relations=TABLES)
        assert first_day_read(query, TABLES[name], GIVEN) is None
