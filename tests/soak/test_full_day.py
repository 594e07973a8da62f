"""The long checks: a full provincial day goes in, comes out, and every part makes its whole."""

from __future__ import annotations

import pytest

from jidi.core.division import Level
from jidi.core.period import Period
from jidi.service.books import open_book
from jidi.service.demo import make_demo
from jidi.service.readings import read
from jidi.service.synthesis import synthesise_into

pytestmark = pytest.mark.soak

DAY = "2025-11-11"


@pytest.fixture(scope="module")
def full_day(tmp_path_factory, now):
    """A book with one full day of Shanxi; about 26 million scans."""
    root = tmp_path_factory.mktemp("soak") / "book"

    def quiet(_step: str, _share: float) -> None:
        return None

    make_demo("shanxi", into=root, seed=14, scale=0.0001, keep=False, now=now, progress=quiet)
    with open_book(root) as book:
        report = synthesise_into(book, seed=14, scale=1.0, days=[DAY], now=now, progress=quiet)
        yield book, report


def test_a_full_day_holds_the_events_of_a_full_day(full_day):
    _, report = full_day
    assert 24_000_000 < report.rows["event"] < 60_000_000


@pytest.mark.parametrize("indicator", ["on_time_72h_rate", "real_name_rate", "delay_rate"])
def test_parts_make_wholes_at_every_level(full_day, indicator):
    book, _ = full_day
    day = [Period.parse(DAY)]
    whole = read(book, indicator, periods=day, level=Level.PROVINCE).rows[0]
    for level in (Level.CITY, Level.COUNTY):
        parts = read(book, indicator, periods=day, level=level).rows
        assert sum(row.numerator or 0 for row in parts) == whole.numerator
        assert sum(row.denominator or 0 for row in parts) == whole.denominator


def test_the_rows_written_are_the_rows_read(full_day):
    book, report = full_day
    for table in ("parcel", "event", "locker_deposit"):
        counted = book.ask(f"SELECT count(*) AS n FROM {table}", {})["n"][0].as_py()
        assert counted == report.rows[table] == book.rows(table)
