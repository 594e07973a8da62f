"""The credit of a book: measures against plain counting, lists on record, objections."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta, timezone

import pytest
from fastapi.testclient import TestClient

from book_copies import copied
from jidi.core.errors import JidiError
from jidi.lake.guard import the_select
from jidi.lake.portable import transpiled
from jidi.model.catalogue import Catalogue
from jidi.model.measure import MEASURE_COLUMNS
from jidi.service import credit_lists
from jidi.service.books import open_book
from jidi.service.cases import take_step
from jidi.service.credit import evaluated
from jidi.service.measures import by_key, parts
from jidi.supervision.rules import tables_read
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

BEIJING = timezone(timedelta(hours=8))
NOW = datetime(2026, 3, 2, 10, tzinfo=BEIJING)
FIRST, UNTIL = date(2025, 1, 1), date(2026, 1, 1)


@pytest.fixture(scope="module")
def book(demo_books, tmp_path_factory):
    folder = tmp_path_factory.mktemp("credit") / "book"
    copied(demo_books["shanxi"], folder)
    with open_book(folder) as opened:
        yield opened


@pytest.mark.parametrize("name", sorted(Catalogue().measures))
def test_every_measure_is_one_portable_select_over_the_tables_it_names(name):
    one = Catalogue().measures[name]
    query = the_select(one.sql, file=one.file)
    assert tuple(query.named_selects) == MEASURE_COLUMNS
    assert tables_read(query) == set(one.tables)
    assert transpiled(one.sql, file=one.file, header_lines=one.header_lines)


def test_measures_agree_with_plain_counting(book):
    rows = book.ask("SELECT * FROM complaint", {}).to_pylist()
    late, due = Counter(), Counter()
    for row in rows:
        if not FIRST <= row["received_on"] < UNTIL or row["due_on"] is None:
            continue
        if row["answered_on"] is None and row["due_on"] >= UNTIL:
            continue
        due[row["operator_id"]] += 1
        late[row["operator_id"]] += row["answered_on"] is None or row["answered_on"] > row["due_on"]
    measure = book.catalogue.measures["company_complaints_late"]
    found = by_key(parts(book, measure, first=FIRST, until=UNTIL), lambda company, _: company)
    assert {k: (v.numerator, v.denominator) for k, v in found.items()} == {
        name: (late[name], due[name]) for name in due
    }


def test_hazards_are_overdue_by_the_limit_of_law_and_only_once_their_term_has_ended(book):
    rows = book.ask("SELECT * FROM inspection WHERE hazard", {}).to_pylist()
    term = timedelta(days=30)
    ended = [
        r for r in rows
        if r["operator_id"] and r["inspected_on"] >= FIRST and r["inspected_on"] + term < UNTIL
    ]  # fmt: skip
    over = [r for r in ended if r["closed_on"] is None or r["closed_on"] > r["inspected_on"] + term]
    measure = book.catalogue.measures["company_hazards_overdue"]
    [whole] = by_key(parts(book, measure, first=FIRST, until=UNTIL), lambda *_: "all").values()
    assert (whole.numerator, whole.denominator) == (len(over), len(ended))
    assert over


def test_the_demonstration_has_companies_on_every_list_and_says_it_is_synthetic(book):
    found = evaluated(book, 2025)
    assert found.synthetic
    assert all(found.on_list(name) for name in ("trusted", "distrusted", "abnormal", ""))
    assert not {one.company for one in found.standings} & {"SX-Q037", "SX-Q038"}  # lockers


def test_lists_are_published_only_when_the_window_has_closed_and_effects_only_by_them(book):
    found = evaluated(book, 2025)
    early = datetime(2026, 2, 15, 10, tzinfo=BEIJING)
    with pytest.raises(JidiError, match="G-106"):
        credit_lists.publish(book, found, by="王", why="年度评定", now=early)
    trusted, other = found.on_list("trusted")[0].company, found.on_list("distrusted")[0].company

    def effect(company, name="绿色通道"):
        return credit_lists.record_effect(
            book, company, name, matter="延续申请", by="王", why="守信", now=NOW
        )

    with pytest.raises(JidiError, match="G-107"):
        effect(trusted)
    made = credit_lists.publish(book, found, by="王", why="年度评定", now=NOW)
    assert made.facts["scheme_sha256"] == found.scheme.digest
    assert effect(trusted).facts["published"] == made.number
    for company, name, code in ((other, "绿色通道", "G-108"), (trusted, "绿通道", "G-109")):
        with pytest.raises(JidiError, match=code):
            effect(company, name)
    assert book.workspace.registry.audit.verify() is None


def test_an_objection_that_is_upheld_takes_the_record_out_and_its_clocks_run(book):
    found = evaluated(book, 2025)
    item = next(r for r in found.records if r.code == "penalty" and r.received_on.year == 2025)
    before = found.standing(item.company)
    with pytest.raises(JidiError, match="G-110"):
        credit_lists.object_to(
            book, item.company, 2025, record="SX-C99999", by="李", why="有误", now=NOW
        )
    case = credit_lists.object_to(
        book, item.company, 2025, record=item.id, by="李", why="有误", now=NOW
    )
    assert [one.clock.clock for one in case.clocks] == ["credit_objection"]
    assert evaluated(book, 2025).standing(item.company).marks[item.id] == "objected"
    for step in ("uphold", "correct"):
        take_step(book, case.id, step, {}, by="赵", why="查实", now=NOW)
    after = evaluated(book, 2025).standing(item.company)
    assert after.marks[item.id] == "corrected"
    assert after.item("penalty").points >= before.item("penalty").points
    assert item.id not in after.item("penalty").records


def test_page_json_and_command_tell_the_same(book, jidi):
    visitor = TestClient(create_app(Shelf({"sx": book})))
    told = visitor.get("/api/v1/books/sx/credit?year=2025").json()
    text = visitor.get("/w/sx/supervision/credit?lang=en&year=2025").text
    one = next(c for c in told["companies"] if c["list"] == "distrusted")
    assert f"supervision/credit/{one['company']}" in text
    page = visitor.get(f"/w/sx/supervision/credit/{one['company']}?year=2025&lang=zh").text
    assert "行政处罚" in page
    alone = visitor.get(f"/api/v1/books/sx/credit/companies/{one['company']}?year=2025").json()
    assert alone["score"] == one["score"]
    assert visitor.get("/w/sx/export/credit.xlsx").content[:2] == b"PK"
    assert visitor.get("/api/v1/books/sx/credit/companies/SX-Q999?year=2025").status_code == 404
    status, out, _ = jidi("credit", "evaluate", "--year", "2025", "-w", str(book.workspace.root))
    assert status == 0
    assert "含合成数据，不得用于认定" in out
    _, english, _ = jidi("--lang", "en", "credit", "scheme", "--year", "2025")
    assert "Green channel" in english
