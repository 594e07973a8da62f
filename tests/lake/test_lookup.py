"""Looking up few rows among many files: exact, without opening what cannot hold them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from small_lake import SCAN

from jidi.core.errors import JidiError
from jidi.lake.lookup import Finder

START = datetime(2025, 6, 1, 8)  # noqa: DTZ001


def _day(day: int, parcels: range) -> pa.Table:
    at = START + timedelta(days=day)
    return pa.table(
        {
            "id": [f"{p}-{day}-{n}" for p in parcels for n in range(2)],
            "parcel": [f"P{p:05d}" for p in parcels for _ in range(2)],
            "at": pa.array(
                [at + timedelta(minutes=n) for _ in parcels for n in range(2)], "timestamp[s]"
            ),
            "step": ["accepted", "departed_origin"] * len(parcels),
        }
    )


@pytest.fixture
def days(book):
    """Ten days, half of the parcels of each seen again on the next."""
    for day in range(10):
        rows = _day(day, range(day * 50, day * 50 + 100))
        book.commit({"scan": rows})
    return book


def test_every_row_of_a_key_is_found_and_no_other(days):
    whole = days.lake.read("scan").to_pylist()
    with Finder(days.lake, threads=1) as finder:
        for key in ("P00000", "P00050", "P00275", "P00549", "P00550", "nothing"):
            found = finder.find("scan", {"parcel": [key]})
            wanted = sorted((r for r in whole if r["parcel"] == key), key=lambda r: r["id"])
            assert sorted(found.rows.to_pylist(), key=lambda r: r["id"]) == wanted
            assert found.rows.schema == SCAN.arrow_schema


def test_files_whose_keys_or_days_do_not_fit_are_not_opened(days):
    with Finder(days.lake, threads=1) as finder:
        found = finder.find("scan", {"parcel": ["P00275"]})
        assert (found.segments, found.opened) == (10, 2)
        assert finder.find("scan", {"parcel": ["Q"]}).opened == 0
        since, until = START + timedelta(days=3), START + timedelta(days=3, minutes=1)
        hour = finder.find("scan", {"step": ["accepted"]}, since=since, until=until)
        assert (hour.opened, hour.rows.num_rows) == (1, 100)


def test_a_past_version_is_looked_up_as_it_was(days):
    with Finder(days.lake, threads=1) as finder:
        assert finder.find("scan", {"parcel": ["P00460"]}, at=9).rows.num_rows == 2
        assert finder.find("scan", {"parcel": ["P00460"]}).rows.num_rows == 4


def test_rows_of_a_damaged_file_are_refused(days):
    segment = next(s for s in days.lake.segments("scan") if s.low == "P00250")
    content = bytearray(segment.file.read_bytes())
    content[len(content) // 3] ^= 0xFF
    segment.file.write_bytes(content)
    with Finder(days.lake, threads=1) as finder, pytest.raises(JidiError) as refused:
        finder.find("scan", {"parcel": ["P00275"]})
    assert refused.value.code == "L-303"
    segment.file.unlink()
    with Finder(days.lake, threads=1) as finder, pytest.raises(JidiError) as refused:
        finder.find("scan", {"parcel": ["P00275"]})
    assert refused.value.code == "L-302"


def test_only_the_columns_asked_for_come_with_those_of_sort_and_key(days):
    with Finder(days.lake, threads=1) as finder:
        for key, rows in (("P00275", 4), ("nothing", 0)):
            found = finder.find("scan", {"parcel": [key]}, columns=["step"]).rows
            assert (found.column_names, found.num_rows) == (
                [
                    "id",
                    "parcel",
                    "at",
                    "step",
                ],
                rows,
            )
