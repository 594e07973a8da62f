"""Running days of lines asked for on the web: by form and API, with the errors of the command."""

from __future__ import annotations

import pyarrow as pa
import pytest
from own_visitor import visitor_of

from founded_books import fresh
from jidi.service import jobs
from jidi.service.books import Book
from jidi.service.trunk_days_asked import days_parted, lines_of_some_days

LINE = {
    "route_id": "R8", "kind": "hsr_mail", "mode": "hsr", "from_division": "140105000000",
    "to_division": "110000000000", "length_km": 500.0, "runs_weekly": 10.0,
}  # fmt: skip
FORM = {"kind": "trunk", "by": "王"}


@pytest.fixture
def book(tmp_path, now, monkeypatch):
    """A book whose table ``route`` holds one line, ten runs a week."""
    ask = Book.ask

    def asked(self, sql, *told, **more):
        if "FROM route AS r" in sql:
            return pa.Table.from_pylist([LINE])
        return ask(self, sql, *told, **more)

    monkeypatch.setattr(Book, "ask", asked)
    with fresh(tmp_path, now) as found:
        yield found


@pytest.fixture
def client(book):
    return visitor_of(book)


def test_days_of_several_lines_are_parted_and_days_themselves_may_be():
    assert days_parted("R1=一三；R2＝1,3;5\nR3=Mon Wed") == ("R1=一三", "R2=1,3 5", "R3=Mon Wed")
    assert days_parted(" ; ") == ()
    assert days_parted("一三") == ("一三",)


def test_a_book_tells_which_lines_run_oftener_on_some_days(book):
    (line,) = lines_of_some_days(book)
    assert (line.id, line.runs, line.days) == ("R8", 10, (0, 2, 4))
    assert line.text("zh") == "R8=周一、三、五 (太原市—北京市，每周 10 班)"
    assert line.text("en").startswith("R8=Mon Wed Fri (Taiyuan City – Beijing")
    assert lines_of_some_days(book, ["R8=二四六"])[0].days == (1, 3, 5)


@pytest.mark.parametrize("kind", ["trunk", "trunk-frontier"])
def test_a_form_asks_for_running_days_and_the_job_keeps_them(client, book, kind):
    page = client.get("/w/sx/network/new").text
    assert page.count('name="days"') == 3
    assert page.count("R8=周一、三、五 (太原市—北京市，每周 10 班)") == 3
    filled = {**FORM, "kind": kind, "days": "R8=二四六", "weekdays": "true"}
    answer = client.post("/w/sx/network/new", data=filled)
    assert answer.status_code == 303
    (one,) = jobs.jobs(book)
    assert (one.asked["days"], one.asked["weekdays"]) == (["R8=二四六"], True)
    assert "R8=二四六" in client.get(f"/w/sx/jobs/{one.id}").text


@pytest.mark.parametrize(
    ("days", "code", "told"),
    [
        ("R8=二四", "N-919", "每周 10 班"),
        ("R8=二四八", "N-884", "不是星期几"),
        ("R9=二四六", "N-885", "R8"),
    ],
)
def test_running_days_that_cannot_be_are_refused_as_the_command_refuses_them(
    client, book, days, code, told
):
    form = client.post("/w/sx/network/new", data={**FORM, "days": days})
    assert form.status_code == 400
    assert told in form.text and f'value="{days}"' in form.text
    asked = {"kind": "trunk", "asked": {"days": [days]}, "by": "王"}
    answer = client.post("/api/v1/books/sx/jobs", json=asked)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert jobs.jobs(book) == ()


def test_a_check_of_the_plan_takes_days_of_lanes_by_road_which_no_design_runs(
    client, book, monkeypatch
):
    monkeypatch.setitem(LINE, "mode", "road")
    monkeypatch.setitem(LINE, "runs", 10.0)
    asked = {"kind": "plancheck", "asked": {"days": "R8=二四六"}, "by": "王"}
    assert client.post("/api/v1/books/sx/jobs", json=asked).status_code == 202
    (one,) = jobs.jobs(book)
    assert one.asked["days"] == ["R8=二四六"]
    asked["asked"]["days"] = "R8=二四"
    answer = client.post("/api/v1/books/sx/jobs", json=asked)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "N-919")


def test_days_that_are_no_texts_are_refused(client, book):
    asked = {"kind": "trunk", "asked": {"days": [3]}, "by": "王"}
    answer = client.post("/api/v1/books/sx/jobs", json=asked)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "M-107")
    assert jobs.jobs(book) == ()
