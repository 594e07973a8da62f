"""Documents become text in which every character has its place; what is no text is refused."""

from __future__ import annotations

import io
import subprocess
import zipfile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import InputError
from jidi.documents import open_document
from jidi.documents.guarding import MOST_BYTES

PLAN = "某市邮政业规划\n到2025年,业务量达到9.5亿件。\n"


def handed_in(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return open_document(path)


def refused(tmp_path, name, data):
    with pytest.raises(InputError) as caught:
        handed_in(tmp_path, name, data)
    assert caught.value.where.file == name
    assert "请" in caught.value.message("zh")
    return caught.value.code


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf_16_le"),
    ],
)
def test_text_is_decoded_and_its_encoding_told(tmp_path, encoding, named):
    found = handed_in(tmp_path, "plan.txt", PLAN.encode(encoding))
    assert found.text == PLAN
    assert found.encoding == named


@given(
    st.lists(st.sampled_from(["规划", "", "9.5亿", "a b"])), st.sampled_from(["\n", "\r\n", "\r"])
)
def test_every_character_lies_in_its_line_whatever_the_line_ends(tmp_path_factory, texts, end):
    joined = "x" + end.join(texts)
    found = handed_in(tmp_path_factory.mktemp("t"), "a.txt", joined)
    assert [line.text for line in found.lines] == ["x" + (texts[0] if texts else ""), *texts[1:]]
    for line in found.lines:
        assert found.at(line.span) == line.text
        assert found.line_at(line.span[0]) == line


def word(*blocks):
    made = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            made.add_paragraph(block)
            continue
        table = made.add_table(rows=len(block), cols=len(block[0]))
        for y, row in enumerate(block):
            for x, text in enumerate(row):
                table.cell(y, x).text = text
    return made


def saved(made):
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_a_word_table_stands_between_its_paragraphs_cell_by_cell(tmp_path):
    made = word("前文", [["指标", "2025年"], ["业务量", "9.5"]], "后文")
    found = handed_in(tmp_path, "plan.docx", saved(made))
    assert found.text == "前文\n指标\t2025年\n业务量\t9.5\n后文\n"
    (grid,) = found.grids
    assert [[found.at(cell.span) for cell in row] for row in grid.rows] == [
        ["指标", "2025年"],
        ["业务量", "9.5"],
    ]


def test_a_merged_word_cell_is_written_once_and_fills_its_places(tmp_path):
    made = word([["规模", "业务量"], ["", "收入"]])
    table = made.tables[0]
    table.cell(0, 0).merge(table.cell(1, 0))
    found = handed_in(tmp_path, "plan.docx", saved(made))
    (grid,) = found.grids
    assert grid.rows[0][0] is grid.rows[1][0]
    assert found.text.count("规模") == 1


def test_a_word_table_of_one_column_is_a_frame_of_running_text(tmp_path):
    found = handed_in(tmp_path, "plan.docx", saved(word([["专栏1 工程"], ["建设3个枢纽。"]])))
    assert found.grids == ()
    assert [found.at(span) for span in found.frames] == ["专栏1 工程\n建设3个枢纽。"]


def test_word_headings_are_told(tmp_path):
    made = docx.Document()
    made.add_heading("发展目标", level=1)
    found = handed_in(tmp_path, "plan.docx", saved(made))
    assert [(o.level, found.at(o.span)) for o in found.outlines] == [(1, "发展目标")]


def test_a_web_page_is_read_as_seen_with_spans_carried_out(tmp_path):
    page = """<html><head><meta charset="gb2312"><style>p{}</style></head><body>
      <script>var a = 9;</script><h2>目标</h2><p>业务<b>量</b>
      9.5亿件</p><table><tr><td rowspan=2>规模</td><td>收入</td><td>160</td></tr>
      <tr><td>业务量</td><td>9.5</td></tr></table></body></html>"""
    found = handed_in(tmp_path, "plan.html", page.encode("gb18030"))
    assert found.encoding == "gb18030"
    assert found.text.splitlines()[:2] == ["目标", "业务量 9.5亿件"]
    assert "var" not in found.text
    (grid,) = found.grids
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["规模", "收入", "160"],
        ["规模", "业务量", "9.5"],
    ]
    assert found.outlines[0].level == 2


def test_a_page_that_is_wrong_about_its_charset_is_still_read(tmp_path):
    page = '<html><meta charset="gb2312"><p>业务量超过９亿件，建制村〇个</p></html>'
    assert "业务量" in handed_in(tmp_path, "plan.htm", page.encode("utf-8")).text


def test_the_bytes_decide_what_a_file_is(tmp_path):
    assert handed_in(tmp_path, "plan.txt", saved(word("前文"))).kind == "docx"
    assert handed_in(tmp_path, "page", "<html><p>目标</p></html>").kind == "html"


def test_what_is_no_document_is_refused_by_name(tmp_path):
    assert refused(tmp_path, "a.txt", b"") == "T-103"
    assert refused(tmp_path, "a.txt", b" \r\n\n") == "T-103"
    assert refused(tmp_path, "a.txt", bytes(range(256)) * 20) == "T-106"
    assert refused(tmp_path, "a.docx", "no archive") == "T-106"
    assert refused(tmp_path, "a.docx", b"PK\x03\x04 half an archive") == "T-106"
    assert refused(tmp_path, "a.pdf", b"%PDF-1.7 and then nothing") == "T-106"
    assert refused(tmp_path, "a.xlsx", b"1,2,3") == "T-104"
    assert refused(tmp_path, "a.doc", b"\xd0\xcf\x11\xe0rest") == "T-104"
    with pytest.raises(InputError) as caught:
        open_document(tmp_path / "none.txt")
    assert caught.value.code == "T-100"


def test_an_archive_that_is_no_word_file_is_refused(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert refused(tmp_path, "a.docx", buffer.getvalue()) == "T-106"


def test_an_archive_bomb_is_refused_before_it_unpacks(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 20_000_000)
    assert refused(tmp_path, "a.docx", buffer.getvalue()) == "T-105"


def test_a_file_too_large_is_refused_by_its_size_alone(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(InputError) as caught:
        open_document(path)
    assert caught.value.code == "T-102"


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "a.docx", "a.pdf", "a"]))
def test_any_bytes_give_a_document_or_a_coded_refusal(tmp_path_factory, data, name):
    try:
        found = handed_in(tmp_path_factory.mktemp("t"), name, data)
    except InputError as error:
        assert error.code.startswith("T-")
    else:
        assert found.lines


@pytest.fixture(scope="session")
def pdf_of(tmp_path_factory):
    """PDF made by LibreOffice from a Word file."""

    def make(made):
        folder = tmp_path_factory.mktemp("pdf")
        made.save(folder / "plan.docx")
        try:
            subprocess.run(
                ["soffice", "--headless", "--convert-to", "pdf", "plan.docx"],
                cwd=folder, check=True, capture_output=True, timeout=120,
            )  # fmt: skip
        except FileNotFoundError:
            pytest.skip("LibreOffice is not installed; it makes the PDF")
        return folder / "plan.pdf"

    return make


def test_a_ruled_table_of_a_pdf_is_read_cell_by_cell(pdf_of):
    made = word("前文一行", [["指标", "2025年"], ["业务量", "9.5"]], "后文一行")
    made.tables[0].style = "Table Grid"
    found = open_document(pdf_of(made))
    assert found.text.split() == ["前文一行", "指标", "2025年", "业务量", "9.5", "后文一行"]
    (grid,) = found.grids
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["指标", "2025年"],
        ["业务量", "9.5"],
    ]


def test_a_pdf_without_text_is_called_a_scan(pdf_of):
    with pytest.raises(InputError) as caught:
        open_document(pdf_of(docx.Document()))
    assert caught.value.code == "T-107"
