"""The pages of intake and tracing: they work without scripts, and show nothing personal."""

from __future__ import annotations

import re
import sys
import time
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from jidi.model.table import TableKind
from jidi.service.intake import Setting, ingest_file
from jidi.service.intake_asked import IntakeAsked
from jidi.web.app import create_app
from jidi.web.shelf import Shelf
from jidi.web.writes import Writes

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))
from founded_books import fresh

HOME = "http://127.0.0.1"
HEAD = "month,division,operator_id,business,volume,revenue\n"
RETURNS = HEAD + "2025-01,140105000000,SF,快递同城,100,9.5\n2025-02,140105000000,SF,快递同城,x,1\n"
PARCEL, VEHICLE = "SX1234567890123", "晋A12345"


@pytest.fixture
def book(tmp_path, now):
    with fresh(tmp_path, now) as found:
        event = {
            "event_id": "E1", "parcel_id": PARCEL, "step": "accepted", "operator_id": "SF",
            "division": "140105000000", "facility_id": "F1", "bag_id": "B1", "vehicle_id": VEHICLE,
            "occurred_at": datetime(2025, 9, 1, 8), "received_at": datetime(2025, 9, 1, 9),  # noqa: DTZ001
        }  # fmt: skip
        facility = {"facility_id": "F1", "name": "城南网点", "kind": "outlet",
                    "division": "140105000000", "opened_on": date(2015, 1, 1)}  # fmt: skip
        rows = {
            "event": pa.Table.from_pylist([event]),
            "facility": pa.Table.from_pylist([facility]),
        }
        found.workspace.lake.commit(rows, source="t", origin="reported", by="t", clock=lambda: now)
        yield found


@pytest.fixture
def client(book):
    with TestClient(create_app(Shelf({"sx": book})), base_url=HOME) as found:
        yield found


def text_of(answer) -> str:
    return re.sub(r"<[^>]+>", " ", answer.text)


def ended(client, address: str):
    for _ in range(400):
        answer = client.get(address)
        if 'hx-trigger="every' not in answer.text:
            return answer
        time.sleep(0.02)
    raise AssertionError("the job does not end")


def upload(client, content: str = RETURNS, **fields: str):
    told = {"by": "王芳", "sender": "顺通", "table": "monthly_return", "dry_run": "true"} | fields
    files = {"file": ("月报.csv", content.encode())}
    return client.post("/w/sx/data/upload", data=told, files=files, follow_redirects=False)


def test_a_file_is_tried_looked_at_and_taken_in_with_forms_alone(client, book):
    form = client.get("/w/sx/data").text
    assert 'enctype="multipart/form-data"' in form and 'action="/w/sx/data/upload"' in form
    sent = upload(client)
    assert (sent.status_code, sent.headers["location"]) == (303, "/w/sx/data/jobs/C000001")
    tried = ended(client, sent.headers["location"])
    said = text_of(tried)
    assert "“x”不是" in said and "业务量" in said
    assert "会改变什么" in said and "读入后" in said and "2025-01" in said
    assert book.workspace.lake.rows("monthly_return") == 0
    assert 'action="/w/sx/data/jobs/C000001/take"' in tried.text
    address = "/w/sx/data/jobs/C000001/take"
    taken = client.post(address, data={"by": "李"}, follow_redirects=False)
    done = ended(client, taken.headers["location"])
    assert book.workspace.lake.rows("monthly_return") == 1
    receipt = client.get(re.search(r"/w/sx/data/receipts/I\d+", done.text)[0])
    assert "接收 1" in text_of(receipt) and "退回表（Excel）" in text_of(receipt)
    sheet = client.get("/w/sx/data/receipts/I000001/return.xlsx")
    assert sheet.content[:2] == b"PK"
    for part in ("jobs", "receipts", "scores"):
        assert "顺通" in text_of(client.get(f"/w/sx/data?part={part}"))


def test_a_job_can_be_stopped_from_its_page(book):
    silent = TestClient(create_app(Shelf({"sx": book})), base_url=HOME)  # nobody works on it
    address = upload(silent).headers["location"]
    waiting = silent.get(address)
    assert f'action="{address}/cancel"' in waiting.text and "every 1s" in waiting.text
    assert silent.post(f"{address}/cancel", data={"by": "李"}).status_code == 200
    assert "已停止" in text_of(silent.get(address))


def test_what_cannot_be_handed_in_is_said_on_a_page(client):
    refused = upload(client, by="")
    assert (refused.status_code, "J-403" in refused.text) == (400, True)
    assert client.get("/w/sx/data/jobs/C000009").status_code == 404


@pytest.mark.parametrize("writes", [Writes(host="0.0.0.0"), Writes(read_only=True)])
def test_a_server_that_takes_nothing_shows_why_instead_of_a_form(book, writes):
    closed = TestClient(create_app(Shelf({"sx": book}), writes=writes), base_url=HOME)
    page = closed.get("/w/sx/data").text
    assert "multipart" not in page and writes.refusal().what("zh") in page
    assert upload(closed).status_code == 403


def test_rows_held_aside_show_no_personal_value_and_no_sheet_of_them(client, book, tmp_path, now):
    head = "event_id,parcel_id,step,operator_id,division,vehicle_id,occurred_at,received_at\n"
    times = "2025-09-01 08:00:00,2025-09-01 09:00:00\n"
    row = f"E9,{PARCEL},accepted,NOBODY,140105000000,{VEHICLE},{times}"
    again = f"E8,{PARCEL},stolen,SF,140105000000,{VEHICLE},{times}"
    path = tmp_path / "event.csv"
    path.write_text(head + row + again, "utf-8")
    receipt = ingest_file(book, path, IntakeAsked(), Setting("王", now))
    page = client.get(f"/w/sx/data/receipts/{receipt.id}")
    assert "stolen" in page.text
    assert PARCEL not in page.text and VEHICLE not in page.text
    assert "return.xlsx" not in page.text
    sheet = client.get(f"/w/sx/data/receipts/{receipt.id}/return.xlsx")
    assert (sheet.status_code, "F-214" in sheet.text) == (403, True)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"what": "parcel", "key": PARCEL}, "城南网点"),
        ({"what": "bag", "key": "B1"}, "城南网点"),
        ({"what": "vehicle", "key": VEHICLE, "day": "2025-09-01"}, "城南网点"),
        ({"what": "facility", "key": "F1", "hour": "2025-09-01T08:00"}, "B1"),
    ],
)
def test_a_trace_is_shown_with_numbers_masked(client, asked, wanted, lang):
    answer = client.get("/w/sx/trace", params={**asked, "lang": lang})
    shown = re.sub(r"<form.*?</form>", "", answer.text, flags=re.S)
    shown = re.sub(r'href="[^"]*"', "", shown)  # what was asked stands in addresses
    assert answer.status_code == 200
    assert wanted in shown
    assert PARCEL not in shown and VEHICLE not in shown
    sheet = client.get("/w/sx/export/trace.xlsx", params={**asked, "lang": lang})
    cells = [str(c.value) for row in load_workbook(BytesIO(sheet.content)).active for c in row]
    assert wanted in cells
    assert not any(PARCEL in cell or VEHICLE in cell for cell in cells)


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"parcel": PARCEL}, "parcel_id"),
        ({"bag": "B1"}, "bag"),
        ({"vehicle": VEHICLE, "day": "2025-09-01"}, "vehicle"),
    ],
)
def test_the_api_masks_the_numbers_of_a_trace_too(client, asked, named):
    answer = client.get("/api/v1/books/sx/trace", params=asked)
    assert answer.status_code == 200
    assert answer.json()["events"]
    assert answer.json()[named]
    assert PARCEL not in answer.text and VEHICLE not in answer.text


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"key": "nothing"}, "X-104"), ({"what": "facility", "key": "F1"}, "X-103"),
     ({"what": "sender", "key": "F1"}, "F-206")],
)  # fmt: skip
def test_a_trace_of_nothing_says_so(client, asked, code):
    answer = client.get("/w/sx/trace", params=asked)
    assert answer.status_code in (400, 404)
    assert code in answer.text


def test_every_table_that_is_handed_in_has_its_template(client, book):
    page = client.get("/w/sx/data?part=templates")
    links = re.findall(r'href="(/w/sx/data/templates/[^"]+)"', page.text)
    sent = [t.name for t in book.catalogue.tables.values() if t.kind is not TableKind.DERIVED]
    assert sorted(Path(one).stem for one in links) == sorted(sent)
    answer = client.get("/w/sx/data/templates/monthly_return.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    names = [re.split("[（(]", str(cell.value))[0].strip() for cell in sheet[2]]
    assert names == [column.name for column in book.catalogue.table("monthly_return").columns]
    assert answer.content == client.get("/w/sx/data/templates/monthly_return.xlsx").content


def test_a_template_of_no_table_is_refused_with_the_nearest(client):
    answer = client.get("/w/sx/data/templates/monthly_returns.xlsx")
    assert answer.status_code == 404
    assert "monthly_return" in text_of(answer)
