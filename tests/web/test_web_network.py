"""Designs kept in a book: their pages and their API tell what the checker finds."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from book_copies import copied

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from small_kept import judged

from jidi.core.errors import InputError, UnknownName
from jidi.network.rural.files import design_bytes, problem_bytes
from jidi.network.rural.verify import verify
from jidi.service.books import open_book
from jidi.service.design_folders import FOLDER
from jidi.service.rural_design import Judged
from jidi.service.rural_designs import of_county
from jidi.service.rural_store import keep_design, kept_design, kept_designs

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def kept(books):
    """Two designs of one county in the book, and what the checker says of them."""
    book = books["shanxi"]
    made = []
    for title, found in (("甲", judged(book)), ("乙", judged(book, without=0))):
        one = of_county(book, found, file="d.json")
        made.append((keep_design(book, one, by="王", title=title, now=NOW), found))
    yield made
    shutil.rmtree(book.workspace.root / FOLDER)


def json_of(client, path):
    answer = client.get(f"/api/v1/designs{path}")
    return answer.status_code, answer.json()


# The store -------------------------------------------------------------------


def test_the_same_design_is_kept_once_with_its_name_in_the_audit_log(books, kept):
    book, (one, found) = books["shanxi"], kept[0]
    again = keep_design(book, of_county(book, found, file="d"), by="李", title="丙", now=NOW)
    assert (again.id, again.by, again.title) == (one.id, "王", "甲")
    assert len(kept_designs(book)) == 2
    every = book.workspace.registry.audit.entries()
    entries = [e for e in every if e.action == "design.keep" and e.subject[0].isdigit()]
    assert {entry.subject for entry in entries} == {k.id for k, _ in kept}
    assert {entry.actor for entry in entries} == {"王"}


def test_what_does_not_hold_or_has_no_name_is_not_kept(books):
    book = books["shanxi"]
    found = judged(book, seed=6)
    with pytest.raises(InputError) as caught:
        keep_design(book, of_county(book, found, file="d"), by=" ", title="", now=NOW)
    assert caught.value.code == "N-740"
    wrong = replace(found.design, grams=found.design.grams + 1)
    bad = Judged(found.problem, wrong, verify(found.problem, wrong))
    with pytest.raises(InputError) as caught:
        of_county(book, bad, file="d")
    assert caught.value.code == "N-703"


def test_a_file_changed_afterwards_is_noticed(books, kept, tmp_path):
    book = books["shanxi"]
    root = copied(book.workspace.root, tmp_path / "book")
    name = kept[0][0].id
    place = root / FOLDER / name / "design.json"
    place.write_bytes(place.read_bytes().replace(b'"grams":', b'"grams": '))
    with open_book(root) as other:
        with pytest.raises(InputError) as caught:
            kept_design(other, name)
        assert caught.value.code == "N-741"
        with pytest.raises(UnknownName) as caught:
            kept_design(other, "140725-nothing")
        assert caught.value.code == "N-742"


def test_designs_are_kept_and_listed_by_the_command(jidi, books, tmp_path):
    book = books["shanxi"]
    root = copied(book.workspace.root, tmp_path / "book")
    shutil.rmtree(root / FOLDER, ignore_errors=True)
    found = judged(book)
    (tmp_path / "d.json").write_bytes(design_bytes(found.design, synthetic=True))
    (tmp_path / "d.problem.json").write_bytes(problem_bytes(found.problem))
    status, out, err = jidi("design", "keep", str(tmp_path / "d.json"), "-w", str(root),
                            "--by", "王", "--json")  # fmt: skip
    assert (status, err) == (0, "")
    status, out, _ = jidi("design", "list", "-w", str(root))
    assert status == 0
    assert "140725-" in out and "9/9" in out and "王" in out


# The API ---------------------------------------------------------------------


def test_the_api_tells_of_a_design_what_the_command_tells(client, kept):
    (one, found), (other, _) = kept
    status, told = json_of(client, "")
    assert (status, {k["id"] for k in told}) == (200, {one.id, other.id})
    status, told = json_of(client, f"/{one.id}")
    assert (status, told["by"], told["figures"]["holds"]) == (200, "王", True)
    status, told = json_of(client, f"/{one.id}/verify?book=shanxi")
    assert told["cost"]["total"] == pytest.approx(found.design.bill.total)
    status, told = json_of(client, f"/{other.id}/explain?village={found.problem.villages[0].id}")
    assert (status, told["standing"]) == (200, "enough")
    assert "bus" in {way["by"] for way in told["ways"] if way["open"]}
    mode = f"/{other.id}/explain?village={found.problem.villages[0].id}&mode=bus"
    assert json_of(client, mode)[1]["forced"]["by"] == "bus"
    status, told = json_of(client, f"/{one.id}/effect")
    after = {row["indicator"]: row["after"] for row in told["rows"]}
    assert (after["village_coverage"]["numerator"], told["synthetic"]) == (9, True)
    assert after["designed_cost"]["value"] == pytest.approx(found.design.bill.total)
    status, told = json_of(client, f"/{one.id}/frontier?budget=100000")
    assert (told["paid"]["served"], told["steps"][-1]["coverage"]) == (9, 1.0)
    status, told = json_of(client, f"/compare?one={one.id}&other={other.id}")
    assert (status, told["apart"]["served"]) == (200, pytest.approx(1 / 9))
    assert [v["differs_in"] for v in told["villages"]] == [["served"]]


def test_files_come_as_geojson_and_as_a_workbook(client, kept):
    one, found = kept[0]
    answer = client.get(f"/api/v1/designs/{one.id}/file?format=geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["jidi-synthetic"] == "true"
    kinds = [f["properties"]["kind"] for f in answer.json()["features"]]
    assert kinds.count("village") == len(found.problem.villages)
    answer = client.get(f"/w/shanxi/network/{one.id}/file?format=xlsx&lang=en")
    assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames[0] == "Summary"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/140725-0000000000", 404, "N-742"),
        ("/{id}/explain?station=s1", 400, "N-744"),
        ("/{id}/explain?village=nowhere", 404, "N-701"),
        ("/{id}/file?format=pdf", 404, "N-668"),
        ("/{id}/effect?left_out=gone", 404, "N-725"),
        ("/compare?one={id}&other=x", 404, "N-742"),
        ("/frontier?ids={id},{other}", 400, "N-721"),
        ("/effect?book=inner-mongolia", 400, "N-745"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_code(client, kept, path, status, code):
    found, told = json_of(client, path.format(id=kept[0][0].id, other=kept[1][0].id))
    assert (found, told["error"]["code"]) == (status, code)


# The pages -------------------------------------------------------------------


def page(client, path, **query):
    answer = client.get(f"/w/shanxi/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_part_of_a_design_answers_in_both_languages(client, kept, lang):
    one, found = kept[0]
    for part in ("villages", "stations", "lines", "duties", "effect", "opening"):
        text = page(client, f"network/{one.id}", part=part, lang=lang)
        assert f"{found.design.bill.total:,.2f}" in text
        assert "设计（合成数据）" in text or "designed, synthetic data" in text
    assert "<svg" in text and "寿<阳>" not in text


def test_the_list_shows_the_designs_and_an_empty_book_says_how_to_keep_one(client, kept):
    text = page(client, "network")
    for one, _ in kept:
        assert f"/w/shanxi/network/{one.id}" in text
    answer = client.get("/w/inner-mongolia/network")
    assert "jidi design keep" in answer.text


def test_a_village_is_explained_on_the_page_and_an_unknown_one_does_not_break_it(client, kept):
    other, found = kept[1]
    village = found.problem.villages[0]
    text = page(client, f"network/{other.id}", village=village.id)
    assert "未服务，要求的覆盖率已达到" in text
    text = page(client, f"network/{other.id}", village="没有的村")
    assert "没有村“没有的村”" in text


def test_two_designs_are_compared_in_figures_map_and_villages(client, kept):
    (one, found), (other, _) = kept
    text = page(client, "network/compare", one=one.id, other=other.id)
    assert "9 个村中有 1 个（11%）服务方式不同" in text
    assert found.problem.villages[0].name in text
    data = json.loads(text.split('id="network-map-data">')[1].split("</script>")[0])
    assert sorted(data["villages"]["status"]) == [0] * 8 + [2]


def test_the_comparison_goes_out_as_excel_with_its_counts(client, kept):
    (one, _), (other, _) = kept
    where = f"/w/shanxi/export/network/compare.xlsx?one={one.id}&other={other.id}"
    book = openpyxl.load_workbook(BytesIO(client.get(where).content))
    rows = [row for sheet in book for row in sheet.values]
    assert ("任一方面", 1, 9, pytest.approx(100 / 9)) in rows


def test_designs_go_out_as_excel(client, kept):
    answer = client.get("/w/shanxi/export/network.xlsx")
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    assert any("甲" in map(str, row) for row in rows)


def test_designs_together_tell_where_a_budget_goes_and_the_same_goes_out(client, kept):
    one, found = kept[0]
    whole = f"{found.design.bill.total:,.2f}"
    text = page(client, "network/opening", ids=one.id, budget="100000")
    assert f"全部方案 {whole} 元/日服务 9 村" in text and "预算 100,000.00 元/日：走到第" in text
    assert found.problem.villages[3].id in page(
        client, "network/opening", ids=one.id, part="villages", lang="en"
    )
    assert "designed" in page(client, "network/opening", part="effect", lang="en")
    status, told = json_of(client, f"/frontier?ids={one.id}")
    assert (status, told["steps"][-1]["served"]) == (200, 9)
    answer = client.get(f"/w/shanxi/export/opening.xlsx?ids={one.id}")
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).worksheets[1].values)
    listed = {str(cell) for row in rows for cell in row}
    assert {village.id for village in found.problem.villages} <= listed
    answer = client.get("/w/shanxi/network/opening?budget=much")
    assert (answer.status_code, "N-746" in answer.text) == (400, True)
