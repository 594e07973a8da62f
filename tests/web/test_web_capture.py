"""Handing in over the network: acknowledged, taken in once, refused where it must be."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from jidi.service.capture_files import FOLDER, STRAY_SECONDS, Arrival, safe_name, sweep
from jidi.service.intake import receipts
from jidi.web.app import create_app
from jidi.web.shelf import Shelf
from jidi.web.writes import Writes

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))
from founded_books import fresh

HOME = "http://127.0.0.1"
HEAD = "month,division,operator_id,business,volume,revenue\n"
GOOD = HEAD + "2025-01,140105000000,SF,快递同城,100,9.5\n2025-01,140728000000,SF,快递同城,90,8\n"
MIXED = GOOD + "2025-02,140105000000,SF,快递同城,x,9.5\n"
ASKED = {"by": "王", "sender": "顺通", "table": "monthly_return"}


@pytest.fixture
def book(tmp_path, now):
    with fresh(tmp_path, now) as found:
        yield found


def app_of(book, **writes):
    return create_app(Shelf({"sx": book}), writes=Writes(**writes))


@pytest.fixture
def client(book):
    with TestClient(app_of(book), base_url=HOME, raise_server_exceptions=False) as found:
        yield found


def ended(client, location: str) -> dict:
    """The job once it has ended."""
    for _ in range(400):
        job = client.get(location).json()
        if not job["running"]:
            return job
        time.sleep(0.02)
    raise AssertionError("the job does not end")


def post(client, body: str | bytes = GOOD, **asked):
    data = body.encode() if isinstance(body, str) else body
    return client.post("/api/v1/capture", content=data, params={**ASKED, **asked})


def left(book) -> list[str]:
    """Files that wait; a worker removes its own right after the end of the job is written."""
    folder = book.workspace.root / FOLDER
    for _ in range(100):
        found = [one.name for one in folder.iterdir()] if folder.is_dir() else []
        if not found:
            break
        time.sleep(0.02)
    return found


def test_a_body_is_acknowledged_and_its_job_tells_what_became_of_every_row(client, book):
    answer = post(client, MIXED, file="一月.csv")
    assert answer.status_code == 202
    assert answer.headers["location"] == "/api/v1/books/sx/capture/C000001"
    job = ended(client, answer.headers["location"])
    assert job["counts"] == {"in": 3, "accepted": 2, "held": 1, "duplicate": 0}
    assert (job["state"], job["success"], job["running"]) == ("partial", False, False)
    assert datetime.fromisoformat(job["createdAt"]) <= datetime.fromisoformat(job["finishedAt"])
    (error,) = job["errors"]
    assert (error["code"], error["row"]) == ("J-203", 4)
    assert (job["by"], job["sender"], job["file"]) == ("王", "顺通", "一月.csv")
    (filed,) = receipts(book)
    assert (filed.id, filed.by, filed.file) == (job["receipt"], "王", "一月.csv")
    assert left(book) == []
    actions = [entry.action for entry in book.workspace.registry.audit.entries()]
    assert actions.count("capture.job") == 1
    assert book.workspace.registry.audit.verify() is None


def test_a_form_hands_in_several_files_with_their_fields(client, book):
    other = HEAD + "2025-03,140105000000,SF,快递同城,1,1\n"
    files = [("file", ("一.csv", GOOD.encode())), ("file", ("二.csv", other.encode()))]
    answer = client.post("/api/v1/books/sx/capture", files=files, data=ASKED)
    assert answer.status_code == 202
    jobs = [ended(client, one["address"]) for one in answer.json()["jobs"]]
    assert [job["file"] for job in jobs] == ["一.csv", "二.csv"]
    assert [job["counts"]["accepted"] for job in jobs] == [2, 1]
    assert book.workspace.lake.rows("monthly_return") == 3


def test_the_same_content_comes_in_once(client, book):
    first = ended(client, post(client).headers["location"])
    again = ended(client, post(client, file="other.csv").headers["location"])
    assert (again["state"], again["repeated"]) == ("success", True)
    assert again["receipt"] == first["receipt"]
    assert book.workspace.lake.rows("monthly_return") == 2


def test_all_or_nothing_takes_none_when_one_row_does_not_pass(client, book):
    params = {"params": ASKED, "headers": {"GS1-Capture-Error-Behaviour": "rollback"}}
    answer = client.post("/api/v1/capture", content=MIXED.encode(), **params)
    job = ended(client, answer.headers["location"])
    assert (job["state"], job["captureErrorBehaviour"]) == ("failed", "rollback")
    assert [error["code"] for error in job["errors"]] == ["J-408", "J-203"]
    assert book.workspace.lake.rows("monthly_return") == 0
    assert receipts(book) == ()


def test_a_dry_run_writes_no_row_and_its_file_can_then_be_taken_in(client, book):
    tried = ended(client, post(client, MIXED, dry_run="true").headers["location"])
    assert (tried["state"], tried["counts"]["accepted"]) == ("tried", 2)
    assert [(error["code"], error["row"]) for error in tried["errors"]] == [("J-203", 4)]
    assert tried["plan"]["readings_compared"] > 0
    assert receipts(book) == ()
    assert tried["can_be_taken"]
    taken = client.post(f"/api/v1/books/sx/capture/{tried['captureID']}/take", params={"by": "李"})
    job = ended(client, taken.headers["location"])
    assert (job["state"], job["by"]) == ("partial", "李")
    assert book.workspace.lake.rows("monthly_return") == 2
    again = client.post(f"/api/v1/books/sx/capture/{tried['captureID']}/take", params={"by": "李"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "J-405")


def test_a_file_that_cannot_be_read_ends_its_job_with_the_reason(client, book):
    job = ended(client, post(client, "nothing,of,ours\n1,2,3\n", table="").headers["location"])
    assert (job["state"], job["errors"][0]["code"], job["counts"]) == ("failed", "J-102", None)
    assert left(book) == []


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"by": " "}, 400, "J-403"),
        ({"origin": "reportd"}, 400, "J-404"),
        ({"sendr": "x"}, 400, "J-412"),
        ({"dry_run": "perhaps"}, 400, "J-413"),
        ({"table": "monthly_retrun"}, 404, "D-112"),
        ({"book": "no"}, 404, "F-201"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(client, book, asked, status, code):
    answer = post(client, **asked)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert left(book) == []
    assert client.get("/api/v1/capture").json() == []


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (b"", {}, "J-410"),
        (b"--x\r\n", {"content-type": "multipart/form-data; boundary=x"}, "J-411"),
        (b"--x--\r\n", {"content-type": "multipart/form-data; boundary=x"}, "J-410"),
        (b"?", {"content-type": "multipart/form-data"}, "J-411"),
    ],
)
def test_a_body_that_is_none_is_refused(client, book, body, headers, code):
    answer = client.post("/api/v1/capture", content=body, params=ASKED, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert left(book) == []


def test_a_body_beyond_the_limit_is_refused_whether_it_says_its_size_or_not(book):
    client = TestClient(app_of(book, most_bytes=1000), base_url=HOME)
    said = post(client, b"x" * 2**21)
    pieces = (b"x" * 500 for _ in range(3))
    unsaid = client.post("/api/v1/capture", content=pieces, params=ASKED)
    for answer in (said, unsaid):
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "J-402")
    assert left(book) == []


@pytest.mark.parametrize(
    ("writes", "code"), [({"host": "0.0.0.0"}, "F-211"), ({"read_only": True}, "F-212")]
)
def test_a_server_that_is_reached_by_others_or_reads_only_takes_nothing(book, writes, code):
    with TestClient(app_of(book, **writes), base_url=HOME) as client:
        answer = post(client)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, code)
        assert client.get("/api/v1/capture").json() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://elsewhere.example"},
        {"host": "rebound.example"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_another_site_cannot_write_through_a_visitors_browser(client, headers):
    answer = client.post("/api/v1/capture", content=GOOD, params=ASKED, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "F-213")


def test_a_book_that_can_only_be_read_says_so(client, book, monkeypatch):
    monkeypatch.setattr(type(book.workspace.lake), "read_only", property(lambda _: True))
    answer = post(client)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "L-104")


def test_jobs_left_by_a_server_that_died_are_taken_up_once(book):
    """The first server acknowledges and never works; the second finds the job in the registry."""
    silent = TestClient(app_of(book), base_url=HOME)  # its worker is never started
    location = post(silent).headers["location"]
    assert silent.get(location).json()["state"] == "waiting"
    for _ in range(2):
        with TestClient(app_of(book), base_url=HOME) as client:
            assert ended(client, location)["counts"]["accepted"] == 2
    assert book.workspace.lake.rows("monthly_return") == 2
    assert len(receipts(book)) == 1


def test_a_job_that_was_stopped_takes_nothing_in(book):
    silent = TestClient(app_of(book), base_url=HOME)
    location = post(silent).headers["location"]
    stopped = silent.post(f"{location}/cancel", params={"by": "李"})
    assert (stopped.json()["state"], stopped.json()["errors"][0]["code"]) == ("cancelled", "J-406")
    assert silent.post(f"{location}/cancel", params={"by": "李"}).status_code == 409
    with TestClient(app_of(book), base_url=HOME) as client:
        assert client.get(location).json()["state"] == "cancelled"
    assert receipts(book) == ()


def test_jobs_are_listed_newest_first_page_by_page(book):
    silent = TestClient(app_of(book), base_url=HOME)
    for number in range(3):
        post(silent, f"{HEAD}2025-0{number + 1},140105000000,SF,快递同城,1,1\n")
    first = silent.get("/api/v1/capture", params={"perPage": 2})
    assert [job["captureID"] for job in first.json()] == ["C000003", "C000002"]
    following = silent.get(first.headers["link"].split("<")[1].split(">")[0])
    assert [job["captureID"] for job in following.json()] == ["C000001"]
    assert "link" not in following.headers
    assert silent.get("/api/v1/capture/C0001").json()["error"]["code"] == "J-401"


def test_an_epcis_document_is_captured_event_by_event(client, book):
    event = {
        "type": "ObjectEvent", "eventID": "urn:jidi:E1", "action": "OBSERVE",
        "eventTime": "2025-06-01T08:00:00+08:00", "eventTimeZoneOffset": "+08:00",
        "recordTime": "2025-06-01T08:05:00+08:00", "epcList": ["urn:jidi:P1"],
        "bizStep": "accepting", "jidi:operator_id": "SF", "jidi:step": "accepted",
        "jidi:division": "140105000000",
    }  # fmt: skip
    strange = {**event, "eventID": "urn:jidi:E2", "action": "LOOK"}
    document = {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        "type": "EPCISDocument", "schemaVersion": "2.0",
        "creationDate": "2025-06-01T09:00:00+08:00",
        "epcisBody": {"eventList": [event, strange]},
    }  # fmt: skip
    answer = client.post("/api/v1/capture", params={"by": "王"}, content=json.dumps(document))
    job = ended(client, answer.headers["location"])
    assert job["counts"] == {"in": 2, "accepted": 1, "held": 1, "duplicate": 0}, job["errors"]
    assert job["errors"][0]["row"] == 2


def test_files_of_senders_who_broke_off_are_swept_after_a_while(book, monkeypatch):
    arrival = Arrival(book.workspace, "a.csv")
    arrival.write(b"half")
    assert sweep(book.workspace, known=()) == 0
    later = time.time() + STRAY_SECONDS + 1
    monkeypatch.setattr("jidi.service.capture_files.time.time", lambda: later)
    assert sweep(book.workspace, known=()) == 1
    arrival.close()
    assert left(book) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\数据\\一月.csv", "一月.csv"),
        ("..", "capture"),
        ("a\x00b\n.csv", "ab.csv"),
        ("长" * 200 + ".csv", "长" * 48 + ".csv"),
        ("/some/a/", "capture"),
    ],
)
def test_a_file_keeps_its_name_as_far_as_a_disk_allows(given, kept):
    assert safe_name(given) == kept
