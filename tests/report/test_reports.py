"""Reports as a whole: what they hold, what they leave out, what they refuse."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date

import pytest

from jidi.core.errors import InputError
from jidi.report import asked_report, compose, report_file
from jidi.report.document import Chart, Heading, Paragraph, Table
from jidi.report.pieces import plain
from jidi.service.books import open_book
from jidi.service.founding import make_book

QUIET = {"progress": lambda _step, _share: None}


def chapters(document) -> list[str]:
    return [plain(b.title) for b in document.blocks if isinstance(b, Heading) and b.level == 1]


def rules(document) -> set[str]:
    return {rule.id for rule in document.rules}


def test_a_midterm_evaluation_holds_indicators_tasks_outlook_problems_and_proposals(documents):
    document = documents["shanxi midterm zh"]
    assert document.heading == "山西省邮政业发展“十四五”规划中期评估报告（2023年）"
    assert chapters(document) == [
        "总体情况",
        "指标执行情况",
        "预测与达标可能性",
        "任务和项目",
        "规划文本核对",
        "存在的问题",
        "建议",
        "数据说明",
    ]


def test_a_final_evaluation_draws_lessons_and_forecasts_nothing(documents):
    found = chapters(documents["inner-mongolia final zh"])
    assert "经验与启示" in found
    assert "预测与达标可能性" not in found


def test_an_english_report_holds_no_chinese_but_quotations_and_names(documents):
    document = documents["shanxi annual en"]
    assert document.heading == (
        "Shanxi: 14th Five-Year Plan for the Postal Industry: Annual monitoring report, 2023"
    )
    for block in document.blocks:
        if isinstance(block, (Heading, Paragraph)):
            told = plain(block.text if isinstance(block, Paragraph) else block.title)
            assert not any("\u4e00" <= sign <= "\u9fff" for sign in told), told


def test_every_target_has_a_heading_and_every_chart_a_table_behind_it(document, books):
    plan = books[document.plan].plan
    titles = {plain(b.title) for b in document.blocks if isinstance(b, Heading)}
    wanted = {t.zh if document.lang == "zh" else t.en for t in plan.headlines}
    assert wanted <= titles
    for place, block in enumerate(document.blocks):
        if isinstance(block, Chart):
            twin = document.blocks[place + 1]
            assert isinstance(twin, Table)
            assert [c.title for c in twin.columns[1:]] == list(block.categories)


def test_what_is_behind_is_a_problem_and_gets_a_proposal(documents):
    final = documents["inner-mongolia final zh"]
    assert {"not_reached", "stricter_than_stated", "contradictions"} <= rules(final)
    assert {"check_the_next_plan", "missed", "set_too_low"} <= rules(final)


def test_every_finding_names_the_figures_it_follows_from_or_holds_them(document):
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.rule:
            figures = [p for p in block.text if hasattr(p, "evidence")]
            assert figures or block.basis, block.rule


def test_a_book_without_values_says_so_and_prints_no_zero(tmp_path, now):
    """Only published figures of other years: nothing is known of 2021."""
    with make_book(tmp_path / "book", plan="shanxi", now=now) as book:
        document = compose(book, "annual", year=2021, at=now, forecast=None, **QUIET)
    assert document.warning == ""
    board = next(b for b in document.blocks if isinstance(b, Table))
    values = [plain(row[2]) for row in board.rows]
    assert values.count("数据不足") == len(values)
    told = [plain(b.text) for b in document.blocks if isinstance(b, Paragraph)]
    assert any("2021年没有可用的实际值" in text for text in told)
    assert not any(e.synthetic for _, e in document.annex)
    assert (
        b"\xe2\x80\xbb"
        not in report_file(document, "html").split(b"<main>")[1].split(b'id="annex"')[0]
    )


def test_a_book_without_a_register_says_why(books, documents, monkeypatch, now):
    from jidi.report import material

    monkeypatch.setattr(material, "missing", lambda book: InputError("R-302", book=book.name))
    document = compose(books["shanxi"], "annual", year=2023, at=now, forecast=None, **QUIET)
    told = " ".join(plain(b.text) for b in document.blocks if isinstance(b, Paragraph))
    assert "没有责任台账，任务和项目的状态未知" in told
    assert "jidi register start" in told


@pytest.mark.parametrize(
    "kind, year, code",
    [("annual", 2020, "B-101"), ("annual", 2026, "B-101"), ("final", 2024, "B-102")],
)
def test_a_year_that_does_not_fit_is_refused(books, kind, year, code, now):
    with pytest.raises(InputError) as refused:
        compose(books["shanxi"], kind, year=year, at=now, forecast=None, **QUIET)
    assert refused.value.code == code


def test_the_clock_is_the_newest_commit_unless_it_is_given(books, now):
    asked = {"year": 2021, "lang": "zh", "forecast": False, **QUIET}
    assert asked_report(books["shanxi"], "annual", at=None, **asked).at == now
    given = asked_report(books["shanxi"], "annual", at="2026-03-01", **asked)
    assert given.at.date() == date(2026, 3, 1)
    with pytest.raises(InputError, match="is no time"):
        asked_report(books["shanxi"], "annual", at="yesterday", **asked)


def test_the_command_writes_the_files_and_tells_where(jidi, demo_books, tmp_path):
    folder = str(demo_books["shanxi"])
    words = ("report", "annual", "-w", folder, "--year", "2021", "-o", str(tmp_path), "--json")
    status, out, _ = jidi(*words, "--no-forecast", "--format", "html", "--lang", "en")
    told = json.loads(out)
    assert status == 0
    assert told["files"] == [str(tmp_path / "shanxi-annual-2021-en.html")]
    assert told["synthetic"] is True
    assert (tmp_path / "shanxi-annual-2021-en.html").stat().st_size > 50_000


@pytest.mark.parametrize(
    "words, code, near",
    [
        (("finl",), "B-104", "final"),
        (("annual", "--format", "docs"), "B-103", "docx"),
        (("annual", "--lang", "de"), "F-102", ""),
        (("annual", "--at", "soon"), "B-105", ""),
    ],
)
def test_a_command_that_does_not_fit_is_refused_with_the_nearest(
    jidi, demo_books, tmp_path, words, code, near
):
    folder = ("-w", str(demo_books["shanxi"]), "-o", str(tmp_path / "out"))
    status, _, err = jidi("report", *words, *folder)
    assert status == 2
    assert code in err
    assert near in err
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_document_and_draws_its_charts(documents, tmp_path):
    source = tmp_path / "report.docx"
    source.write_bytes(report_file(documents["shanxi annual en"], "docx"))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, source],
        check=True,
        capture_output=True,
        timeout=240,
    )
    import pdfplumber

    with pdfplumber.open(tmp_path / "report.pdf") as pdf:
        pages = [page.extract_text() for page in pdf.pages[:8]]
        drawn = sum(len(page.curves) + len(page.lines) for page in pdf.pages[3:8])
    assert "Annual monitoring report, 2023" in pages[0]
    assert "— 1 —" in pages[0]
    assert drawn > 20


def test_the_same_register_day_is_used_whatever_the_clock(books, now):
    first = compose(books["shanxi"], "annual", year=2022, at=now, forecast=None, **QUIET)
    with open_book(books["shanxi"].workspace.root) as book:
        second = compose(book, "annual", year=2022, at=now, forecast=None, **QUIET)
    assert first.annex == second.annex
