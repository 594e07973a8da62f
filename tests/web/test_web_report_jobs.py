"""Reports as jobs: asked for on the page and over the API, written by a worker, taken, stopped."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))

from small_jobs import Clock, worker

from founded_books import fresh
from jidi.core.errors import Interrupted
from jidi.model.report_order import Order
from jidi.report import report_sent
from jidi.report.job import write_report
from jidi.service import jobs
from jidi.service.job_task import Task
from jidi.web.app import create_app
from jidi.web.doing import doers
from jidi.web.shelf import Shelf

HOME = "http://127.0.0.1"
ASKED = {"report": "annual", "year": "2023", "language": "zh", "forecast": "no"}
NAMES = [f"shanxi-annual-2023.{end}" for end in ("docx", "html", "xlsx")]


@pytest.fixture(scope="module")
def book(tmp_path_factory, now):
    with fresh(tmp_path_factory.mktemp("reports"), now) as found:
        yield found


@pytest.fixture(scope="module")
def client(book):
    app = create_app(Shelf({"sx": book}))
    return TestClient(app, base_url=HOME, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture(scope="module")
def written(book, client):
    """The page of a job whose report a worker has written."""
    asked = client.post("/w/sx/reports", data={**ASKED, "by": "王"})
    assert asked.status_code == 303
    waiting = client.get("/w/sx/reports").text
    assert "排队" in waiting and "every 2s" in waiting
    assert worker(book, Clock(), doers=doers).round() == 1
    return asked.headers["location"]


def test_a_worker_writes_every_format_of_what_the_form_asked(client, book, written):
    found = jobs.job(book, written.rsplit("/", 1)[1])
    assert (found.state, found.body["files"]) == ("done", NAMES), found.body
    assert found.body["told"]["figures"] > 0
    page = client.get("/w/sx/reports").text
    assert all(f"{written}/files/{name}" in page for name in NAMES)
    assert "every 2s" not in page
    assert client.get("/w/sx/export/reports.xlsx").status_code == 200


def test_its_files_are_those_that_are_written_while_one_waits(client, book, written):
    sent = client.get(f"{written}/files/{NAMES[1]}")
    assert sent.content == report_sent(book, Order("annual", 2023, "zh", "html")).content


def test_the_api_asks_for_the_same(client, book, written):
    told = {"asked": {"report": "annual", "year": 2024, "forecast": False}, "by": "王"}
    made = client.post("/api/v1/books/sx/reports", json=told)
    assert made.status_code == 202, made.text
    again = client.post("/api/v1/books/sx/reports", json=told)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "M-101")
    id_ = made.json()["id"]
    stopped = client.post(f"/api/v1/books/sx/jobs/{id_}/cancel", json={"by": "王"})
    assert stopped.json()["state"] == "cancelled"
    assert "report" in [one["kind"] for one in client.get("/api/v1/books/sx/jobs/kinds").json()]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"report": "anual"}, "M-107"), ({"year": "20x3"}, "M-107"), ({"yeer": "2023"}, "M-106")],
)
def test_what_does_not_fit_is_said_above_the_form_which_keeps_the_rest(client, wrong, code):
    said = client.post("/w/sx/reports", data={**ASKED, "language": "en", "by": "王", **wrong})
    assert said.status_code in (400, 404) and code in said.text
    assert '<option value="en" selected>' in said.text


def test_a_year_outside_the_plan_ends_the_job_with_its_reason(client, book):
    asked = client.post("/w/sx/reports", data={**ASKED, "year": "1999", "by": "王"})
    worker(book, Clock(), doers=doers).round()
    found = jobs.job(book, asked.headers["location"].rsplit("/", 1)[1])
    assert (found.state, found.body["error"]["code"]) == ("failed", "B-101")
    assert "B-101" in client.get("/w/sx/reports").text


def test_a_worker_that_was_handed_nobody_says_so(client, book):
    asked = client.post("/w/sx/reports", data={**ASKED, "year": "2022", "by": "王"})
    worker(book, Clock()).round()
    found = jobs.job(book, asked.headers["location"].rsplit("/", 1)[1])
    assert (found.state, found.body["error"]["code"]) == ("failed", "O-160")


def test_a_report_that_is_stopped_on_the_way_leaves_nothing(book, tmp_path):
    steps = []
    asked = {"report": "annual", "year": 2023, "language": "zh", "forecast": False}
    task = Task(book, asked, lambda _s, step: steps.append(step), lambda: len(steps) >= 2, tmp_path)
    with pytest.raises(Interrupted, match="M-110"):
        write_report(task)
    assert len(steps) == 2 and not list(tmp_path.iterdir())
