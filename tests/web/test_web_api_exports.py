"""Exports by the API are those of the services."""

from __future__ import annotations

import csv

import pytest

from jidi.service.exports import export_bytes, export_observations, export_readings
from jidi.service.privacy_audit import declared

BASE = "/api/v1/books/shanxi"


def test_readings_leave_as_a_file_with_version_and_mark(client, books):
    asked = {"indicators": "village_coverage,couriers", "period": "2025", "by": "county"}
    found = client.get(f"{BASE}/export/readings", params={**asked, "public": "true"})
    made = export_readings(
        books["shanxi"],
        ["village_coverage", "couriers"],
        periods="2025",
        level="county",
        within=None,
        public=True,
    )
    assert found.content == export_bytes(made, form="csv", lang="zh")
    assert found.headers["jidi-synthetic"] == "true"
    rows = list(csv.DictReader(found.text.splitlines()))
    assert {row["indicator"] for row in rows} == {"village_coverage"}
    assert any("couriers" in f"{note.name}" for note in made.notes)


def test_published_figures_leave_as_sdmx(client, books):
    found = client.get(f"{BASE}/export/observations", params={"format": "sdmx-csv"})
    made = export_observations(books["shanxi"])
    assert found.content == export_bytes(made, form="sdmx-csv", lang="zh")
    assert found.headers["content-type"].startswith("application/vnd.sdmx.data+csv")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("readings?indicators=couriers&format=xls", "K-125"),
        ("readings?indicators=couriersss", "D-113"),
        ("readings?indicators=median_dwell_hours&public=true&period=2025", "K-120"),
    ],
)
def test_what_cannot_leave_is_refused_with_a_code(client, path, code):
    found = client.get(f"{BASE}/export/{path}")
    assert found.status_code in (400, 404)
    assert found.json()["error"]["code"] == code


def test_the_personal_columns_are_told(client, books):
    assert client.get(f"{BASE}/privacy/columns").json() == declared(books["shanxi"])
