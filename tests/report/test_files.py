"""The three files say the same, are the same every time, and are whole or not there."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from lxml import etree, html
from python_calamine import load_workbook

from jidi.core.errors import InputError, UnknownName
from jidi.report import compose, file_name, formats_of, report_file, write_files
from jidi.service.books import open_book

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
QUIET = {"progress": lambda _step, _share: None}


def in_docx(content: bytes) -> list[tuple[str, str]]:
    """Mark and text of every figure of a DOCX, in order, as links lead to the annex."""
    body = docx.Document(io.BytesIO(content)).element.body
    found = []
    for link in body.iter(f"{W}hyperlink"):
        figure = next(link.iter(f"{W}t")).text
        found.append((link.get(f"{W}anchor"), figure.removesuffix("※")))
    return found


def in_html(content: bytes) -> list[tuple[str, str]]:
    """Mark and text of every figure of an HTML file, in order."""
    page = html.fromstring(content)
    return [
        (element.get("data-mark"), element.text_content().removesuffix("※"))
        for element in page.iter("data", "q")
    ]


def in_xlsx(content: bytes, sheet: str) -> dict[str, dict[str, object]]:
    """The annex of an XLSX file: rows by mark, cells by head."""
    rows = load_workbook(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()
    head = next(n for n, row in enumerate(rows) if row[0] in ("编号", "No."))
    return {row[0]: dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if row[0]}


def test_every_marked_figure_reads_the_same_in_all_three_files(document):
    words, page = in_docx(report_file(document, "docx")), in_html(report_file(document, "html"))
    assert len(words) > 400
    assert words == page
    annex = in_xlsx(report_file(document, "xlsx"), document.words["annex_tab_figures"])
    printed, value = document.words["annex_text"], document.words["annex_value"]
    for mark, text in words:
        row = annex[mark]
        assert text in row[printed], mark
        number = re.fullmatch(r"[+−]?[\d,]+(\.\d+)?", text.rstrip("%"))
        if number and row[value] != "":
            digits = len(number[0].partition(".")[2])
            told = Decimal(number[0].replace(",", "").replace("−", "-"))
            assert abs(told - Decimal(str(row[value]))) <= Decimal(1).scaleb(-digits) / 2, mark


def test_the_marks_of_text_and_rows_cover_the_annex(document):
    """Every row of the annex is cited, or was needed to calculate one that is."""
    cited = {mark for mark, _ in in_docx(report_file(document, "docx"))}
    basis = {document.mark(e) for b in document.blocks for e in getattr(b, "basis", ())}
    needed = {document.mark(e) for _, row in document.annex for e in row.inputs}
    assert {mark for mark, _ in document.annex} <= cited | basis | needed


@pytest.mark.parametrize("format_name", ["docx", "html", "xlsx"])
def test_synthetic_figures_carry_their_mark_in_every_file(documents, format_name):
    document = documents["shanxi midterm zh"]
    content = report_file(document, format_name)
    if format_name == "xlsx":
        annex = in_xlsx(content, "数字出处")
        marked = {mark for mark, row in annex.items() if row["合成"] == "是"}
        assert marked == {mark for mark, e in document.annex if e.synthetic}
        return
    synthetic = {mark for mark, e in document.annex if e.synthetic}
    if format_name == "html":
        page = html.fromstring(content)
        for element in page.iter("data", "q"):
            mark = element.get("data-mark")
            followed = element.getnext()
            beside = followed.text_content() if followed is not None else ""
            signed = "※" in element.text_content() or f"[{mark}※]" in beside
            assert signed == (mark in synthetic), mark
        assert document.warning in page.text_content()
        return
    word = docx.Document(io.BytesIO(content))
    for link in word.element.body.iter(f"{W}hyperlink"):
        told = "".join(link.itertext(f"{W}t"))
        assert ("※" in told) == (link.get(f"{W}anchor") in synthetic)
    for header in (word.sections[0].header, word.sections[0].even_page_header):
        assert header.paragraphs[0].text == document.warning


def test_the_same_inputs_give_the_same_bytes(demo_books, now):
    def made() -> list[bytes]:
        with open_book(demo_books["shanxi"]) as book:
            document = compose(book, "annual", year=2021, at=now, forecast=None, **QUIET)
        return [report_file(document, name) for name in ("docx", "html", "xlsx")]

    assert made() == made()


def test_archives_hold_no_time_of_making(document):
    for format_name in ("docx", "xlsx"):
        archive = zipfile.ZipFile(io.BytesIO(report_file(document, format_name)))
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = etree.fromstring(archive.read("docProps/core.xml"))
        times = [e.text for e in core if e.tag.endswith(("created", "modified"))]
        assert set(times) == {"2026-01-20T01:00:00Z"}


def test_charts_are_native_with_their_numbers_inside(document):
    archive = zipfile.ZipFile(io.BytesIO(report_file(document, "docx")))
    charts = [n for n in archive.namelist() if n.startswith("word/charts/chart")]
    workbooks = [n for n in archive.namelist() if n.startswith("word/embeddings/")]
    assert len(charts) == len(workbooks) > 10
    for number in range(1, len(charts) + 1):
        chart = etree.fromstring(archive.read(f"word/charts/chart{number}.xml"))
        inside = archive.read(f"word/embeddings/workbook{number}.xlsx")
        rows = load_workbook(io.BytesIO(inside)).get_sheet_by_index(0).to_python()
        names = [e.text for e in chart.iter() if e.tag.endswith("}v")]
        assert set(rows[0][1:]) <= set(names)


def test_files_are_named_after_plan_kind_year_and_language(documents):
    names = {name: file_name(document, "docx") for name, document in documents.items()}
    assert names == {
        "shanxi midterm zh": "shanxi-midterm-2023.docx",
        "shanxi annual en": "shanxi-annual-2023-en.docx",
        "inner-mongolia final zh": "inner-mongolia-final-2025.docx",
    }


def test_a_failing_write_leaves_no_half_file_and_keeps_the_old_one(
    documents, tmp_path, monkeypatch
):
    document = documents["shanxi annual en"]
    old = tmp_path / file_name(document, "html")
    old.write_text("old", "utf-8")
    for operation in range(1, 4):
        _fail_at(monkeypatch, operation)
        with pytest.raises(InputError) as refused:
            write_files(document, tmp_path, ("html", "xlsx"), **QUIET)
        assert refused.value.code == "V-101"
        monkeypatch.undo()
        assert [p.name for p in tmp_path.iterdir()] == [old.name]
        assert old.read_text("utf-8") == "old"
    written = write_files(document, tmp_path, ("html", "xlsx"), **QUIET)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in written)


def _fail_at(monkeypatch, operation: int) -> None:
    """The disk is full at the n-th write or, third, when the first file takes its place."""
    done = [0]

    def failing(real):
        def call(*words, **options):
            done[0] += 1
            if done[0] == operation:
                raise OSError(28, "No space left on device")
            return real(*words, **options)

        return call

    monkeypatch.setattr("os.fsync", failing(lambda _descriptor: None))
    monkeypatch.setattr(Path, "replace", failing(Path.replace))


def test_formats_are_asked_for_by_name():
    assert formats_of(None) == ("docx", "html", "xlsx")
    assert formats_of("xlsx, docx") == ("docx", "xlsx")
    with pytest.raises(UnknownName) as refused:
        formats_of("docx,hmtl")
    assert refused.value.facts["nearest"] == "html"


def test_html_asks_for_nothing_from_elsewhere(document):
    page = html.fromstring(report_file(document, "html"))
    assert not page.xpath("//script | //link | //img | //iframe | //object")
    assert not [a for a in page.xpath("//a/@href") if not a.startswith("#")]
    anchors = set(page.xpath("//@id"))
    assert {a.removeprefix("#") for a in page.xpath("//a/@href")} <= anchors
    assert "url(" not in page.xpath("string(//style)")
