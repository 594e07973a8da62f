"""No figure stands in a report without someone to answer for it."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from jidi.report import report_file
from jidi.report.document import Table, texts_of
from jidi.report.evidence import Annex, Evidence
from jidi.report.pieces import Cited, Name, Quote, Stamp, StampKind, Unknown, Words

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# What may stand in running text without a mark, as a reader would say it.
ALLOWED = [
    r"\d{4}年(\d{1,2}月(\d{1,2}日)?)?",
    r"\d{4}-\d{2}-\d{2}",
    r"(\d{1,2} )?([A-Z][a-z]{2} )?\b20\d{2}\b",
    r"^(\d+(\.\d+)*\.?\s*|（\d+）|\(\d+\) )",
    r"^(表|图)\d+|^(Table|Figure) \d+\.",
    r"第\d+(、\d+)*行|lines? \d+(, \d+)*",
    r"[A-Z]{2}-\d{3}",
    r"数据版本\d+|data version \d+",
    r"\[?A\d+([–]A\d+)?(、|, )?",
    r"×10[⁴⁸]",
]


def unmarked(text: str, titles: set[str]) -> list[str]:
    """Digits of a text that are neither part of a title nor of an allowed class."""
    for title in sorted(titles, key=len, reverse=True):
        text = text.replace(title, "")
    for form in ALLOWED:
        text = re.sub(form, "", text)
    return re.findall(r"\S*\d\S*", text)


def running_texts(content: bytes, annex_title: str) -> list[str]:
    """The paragraphs of a DOCX up to its annex, without what is linked to the annex."""
    body = docx.Document(io.BytesIO(content)).element.body
    found = []
    for paragraph in body.iter(f"{W}p"):
        whole = "".join(paragraph.itertext(f"{W}t"))
        if whole == annex_title:
            break
        linked = {t for link in paragraph.iter(f"{W}hyperlink") for t in link.iter(f"{W}t")}
        found.append("".join(t.text or "" for t in paragraph.iter(f"{W}t") if t not in linked))
    return found


def titles_of(document) -> set[str]:
    """Names that the report takes from definitions, plans, tables and sources."""
    return {
        piece.text
        for text in document.texts()
        for piece in text
        if isinstance(piece, Name) and any(sign.isdigit() for sign in piece.text)
    }


def test_every_digit_of_the_running_text_is_marked_or_of_an_allowed_class(document):
    content = report_file(document, "docx")
    annex = "".join(piece.text for piece in document.annex_title)
    titles = titles_of(document)
    texts = running_texts(content, annex)
    assert len(texts) > 300
    assert [found for text in texts for found in unmarked(text, titles)] == []


def test_a_figure_written_into_the_text_by_hand_is_found(documents):
    document = documents["shanxi midterm zh"]
    content = report_file(document, "docx")
    source = zipfile.ZipFile(io.BytesIO(content))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                root = etree.fromstring(data)
                text = next(t for t in root.iter(f"{W}t") if (t.text or "").startswith("评价为"))
                text.text = f"同比增长5.3%，{text.text}"
                data = etree.tostring(root)
            target.writestr(name, data)
    texts = running_texts(buffer.getvalue(), "附录　数字出处")
    found = [f for text in texts for f in unmarked(text, titles_of(document))]
    assert len(found) == 1
    assert "同比增长5.3%" in found[0]


def test_titles_with_digits_are_titles_of_definitions_plans_and_sources(documents, desks, books):
    """A name is no back door for figures: each is known outside the report."""
    document = documents["inner-mongolia final zh"]
    book, material = books["inner-mongolia"], desks["inner-mongolia final zh"].material
    known = [
        *(value for i in document.indicators for value in (i.zh, i.scope_zh)),
        *(value for t in book.plan.headlines for value in (t.zh, t.unit)),
        *(f.zh for f in book.plan.figures),
        *(c.do_zh for c in book.catalogue.checks.values()),
        *(r.source for r in book.workspace.lake.receipts()),
        *(p.zh for p in (*book.plan.projects, *book.plan.milestones, *book.plan.tasks)),
        *(entry.state.evidence for entry in material.entries),
        *(finding.zh for finding in material.findings),
    ]
    sources = {source for _, e in document.annex for source in e.sources}
    known = [text for text in known if text]
    for title in titles_of(document) - sources - {str(document.version)}:
        assert any(title.rstrip("。") in text or text in title for text in known), title


@given(st.text(min_size=1))
def test_prose_holds_no_digit_of_any_script(text):
    if any(sign.isdigit() for sign in text):
        with pytest.raises(AssertionError):
            Words(text)
    else:
        assert Words(text).text == text


@pytest.mark.parametrize(
    "text, kind",
    [("5.3%", StampKind.TIME), ("12亿件", StampKind.NUMBERING), ("A1的", StampKind.MARK)],
)
def test_a_stamp_keeps_to_the_form_of_its_class(text, kind):
    with pytest.raises(AssertionError):
        Stamp(text, kind)


def test_every_piece_of_every_text_is_of_a_known_class(document):
    for text in document.texts():
        for piece in text:
            assert isinstance(piece, (Words, Stamp, Name, Unknown, Cited, Quote))


def test_every_figure_of_every_table_cell_has_a_mark(document):
    """A cell's digits are figures with evidence, stamps or titles: the model has nothing else."""
    cells = [
        text for block in document.blocks if isinstance(block, Table) for text in texts_of(block)
    ]
    figures = [p for text in cells for p in text if isinstance(p, (Cited, Quote))]
    assert len(figures) > 200
    assert all(p.evidence.key in document.marks for p in figures)


def test_one_key_cannot_stand_for_two_figures():
    annex = Annex()
    first = _evidence("5")
    annex.add(first)
    annex.add(_evidence("5"))
    with pytest.raises(AssertionError, match="stands for '5' and '6'"):
        annex.add(_evidence("6"))


def _evidence(text: str) -> Evidence:
    return Evidence(
        key="a",
        subject="s",
        figure="f",
        text=text,
        value=None,
        unit="",
        origin="computed",
        status="计算",
    )
