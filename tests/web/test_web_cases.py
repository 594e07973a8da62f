"""Cases on the web: their deadlines, one with its explanation, masked, the same as JSON."""

from __future__ import annotations

from datetime import datetime
from html import unescape

import pytest
from fastapi.testclient import TestClient

from book_copies import copied
from jidi.service import cases
from jidi.service.books import open_book
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

NOW = datetime(2026, 1, 20, 9, 0)  # noqa: DTZ001
AT = "2026-01-20T09:00"


@pytest.fixture(scope="module")
def reader(books, tmp_path_factory):
    """A book with one complaint that is overdue, one that was withdrawn, and a hazard."""
    folder = tmp_path_factory.mktemp("cases") / "book"
    copied(books["shanxi"].workspace.root, folder)
    given = {"operator_id": "Q1", "kind": "loss", "business": "express"}
    with open_book(folder) as book:
        for day, parcel in ((5, "SX25091000000008"), (6, "SX25091000000009")):
            cases.open_case(
                book, "complaint", {**given, "parcel_id": parcel}, division="太原市",
                by="王<i>", now=NOW, at=datetime(2025, 9, day, 10),  # noqa: DTZ001
            )  # fmt: skip
        cases.take_step(book, "SS000002", "withdraw", {}, by="王", why="<b>撤回", now=NOW)
        hazard = {"facility_id": "F1", "matter": "fire"}
        cases.open_case(book, "hazard", hazard, division="晋中市", by="李", now=NOW)
        yield TestClient(create_app(Shelf({"sx": book})), raise_server_exceptions=False)


def text(reader, path, lang="zh"):
    sign = "&" if "?" in path else "?"
    answer = reader.get(f"/w/sx/{path}{sign}lang={lang}")
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def test_the_list_shows_the_longest_overdue_first_and_only_what_is_open(reader):
    page = text(reader, f"cases?at={AT}")
    assert page.index("SS000001") < page.index("YH000001")
    assert "SS000002" not in page
    assert "已逾期" in page
    assert "2025-10-09" in page
    whole = text(reader, f"cases?at={AT}&which=all&kind=complaint", "en")
    assert "SS000002" in whole
    assert "Withdrawn" in whole
    assert "YH000001" not in whole


def test_a_case_explains_its_deadline_and_hides_the_parcel_and_what_is_no_markup(reader):
    for lang, said in (("zh", "最后一日遇休假日顺延"), ("en", "The last day is off and moves on")):
        raw = reader.get(f"/w/sx/cases/SS000001?at={AT}&lang={lang}").text
        assert said in unescape(raw)
        assert "SX25091000000008" not in raw
        assert "王<i>" not in raw
    assert "<b>撤回" not in reader.get("/w/sx/cases/SS000002").text
    assert reader.get("/w/sx/cases/SS9").status_code == 404
    assert reader.get("/w/sx/cases?at=5.9.").status_code == 400


def test_the_pages_are_exported(reader):
    for path in ("cases", "cases/SS000001"):
        answer = reader.get(f"/w/sx/export/{path}.xlsx?at={AT}")
        assert answer.status_code == 200
        assert answer.content[:2] == b"PK"


def test_the_api_gives_what_the_command_line_gives(reader):
    found = reader.get(f"/api/v1/cases?at={AT}").json()
    assert [one["case"] for one in found] == ["SS000001", "YH000001"]
    assert len(reader.get("/api/v1/cases?all=true&kind=complaint").json()) == 2
    (late, soon) = reader.get(f"/api/v1/cases/due?at={AT}").json()
    assert (late["state"], soon["state"]) == ("overdue", "running")
    one = reader.get(f"/api/v1/cases/SS000001?at={AT}").json()
    assert one["clocks"][0]["reading"]["said_zh"][-1] == "期限届满：2025-10-09 24:00。"
    assert "SX25091000000008" not in str(one)
    asked = "/api/v1/cases/clocks/mediation_feedback?from=2025-09-29T10:00"
    told = reader.get(f"{asked}&pause=2025-09-30T09:00/2025-10-10T09:00/补正").json()
    assert told["last_day"] == "2025-10-13"
    assert reader.get(f"{asked}&pause=x").json()["error"]["code"] == "Y-106"
    assert {one["id"] for one in reader.get("/api/v1/cases/kinds").json()} >= {"complaint", "lead"}
    assert reader.get("/api/v1/cases/clocks").json()["clocks"]
    assert reader.get("/api/v1/cases/XX1").status_code == 404


def test_a_book_without_cases_says_so(client):
    assert "还没有案件" in client.get("/w/inner-mongolia/cases").text


def test_a_list_holds_and_counts_only_what_whoever_asks_may_see(reader):
    from jidi.registry.people import Given
    from jidi.service.access import Asker
    from jidi.web.api_cases import seen_by
    from jidi.web.things import thing_named

    book = reader.app.state.shelf.book("sx")
    officer = Asker("person", "jz", "晋中", (Given("city_bureau", "140700000000"),))
    sees = seen_by(officer)
    assert [one.id for one in cases.list_cases(book, is_open=False, sees=sees)] == ["YH000001"]
    assert [one.id for one in cases.list_cases(book, sees=sees, limit=1)] == ["YH000001"]
    for name, may in (("YH000001", True), ("SS000001", False)):
        assert officer.may("case.read", thing_named("case", book, name)) is may
    assert seen_by(Asker("person", "a", "审", (Given("auditor"),))) is None
    nobody = seen_by(Asker("nobody"))
    assert cases.list_cases(book, is_open=False, sees=nobody) == ()
