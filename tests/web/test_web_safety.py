"""Safety work on the web: every part, its Excel, and JSON that says what the command line says."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from fastapi.testclient import TestClient

from jidi.web.app import create_app
from jidi.web.shelf import Shelf
from safety_books import YINGZE, filled

AT = "at=2025-10-31"
ROWS = {
    "patrol_event": [
        {"event_id": f"E{n}", "facility_id": "F0", "operator_id": "Q1", "division": YINGZE,
         "source": "video", "matter": "fire", "found_on": date(2025, 10, n + 1)}
        for n in range(3)
    ],
    "video": [
        {"facility_id": "F0", "division": YINGZE, "day": date(2025, 6, 1), "minutes_due": 1440.0,
         "minutes_online": 1400.0}
    ],
    "grid_cell": [
        {"cell_id": "G1", "name": "一", "division": YINGZE, "since": date(2025, 1, 1)}
    ],
    "data_exchange": [
        {"exchange_id": "X1", "direction": "given", "department": "emergency",
         "division": "140000000000", "matter": "隐患", "basis": "协议1号",
         "due_on": date(2025, 1, 10)}
    ],
}  # fmt: skip
PARTS = {
    "": "E0",
    "/devices": "1,400",
    "/grid": "G1",
    "/exchange": "X1",
    "/inspections": "F0",
    "/responsibility": "Q1",
}
ASKED = {
    "safety/patrols": ["safety", "patrols"],
    "exchange": ["exchange", "list"],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    now = datetime.fromisoformat("2026-01-20T09:00+08:00")
    with filled(tmp_path_factory.mktemp("safety"), now, ROWS) as book:
        yield book


@pytest.fixture(scope="module")
def visitor(folder):
    return TestClient(create_app(Shelf({"sx": folder})))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_part_shows_what_it_holds_and_exports_it(visitor, part, lang):
    page = visitor.get(f"/w/sx/supervision/safety{part}?{AT}&lang={lang}")
    assert page.status_code == 200
    assert PARTS[part] in page.text
    assert ("合成" if lang == "zh" else "synthetic") in page.text
    name = part.strip("/") or "patrols"
    file = visitor.get(f"/w/sx/export/{name}.xlsx?{AT}&lang={lang}")
    assert file.content[:2] == b"PK"


@pytest.mark.parametrize("address", ASKED)
def test_json_says_what_the_command_line_says(visitor, folder, jidi, address):
    told = visitor.get(f"/api/v1/books/sx/{address}?{AT}").json()
    words = [*ASKED[address], "--at", "2025-10-31", "--json", "-w", str(folder.workspace.root)]
    code, out, _ = jidi(*words)
    assert code == 0
    assert json.loads(out) == told
    assert told["synthetic"] is True


def test_a_part_that_does_not_exist_is_refused_with_the_nearest(visitor):
    assert visitor.get("/w/sx/supervision/safety/gird").status_code == 404
    assert visitor.get(f"/w/sx/supervision/safety?{AT}&state=overdu").status_code == 404
    told = visitor.get(f"/api/v1/books/sx/safety/patrols/E9?{AT}").json()
    assert told["error"]["code"] == "G-151"


@pytest.mark.parametrize("page, table", [("lockers", "locker"), ("couriers", "workforce")])
def test_a_page_of_a_table_without_rows_says_no_data(visitor, page, table):
    said = visitor.get(f"/w/sx/supervision/{page}?{AT}&lang=en").text
    assert f"no data in {table}" in said
