"""A plan's text beside its records: nothing of it is lost, and what is marked is what was read."""

from __future__ import annotations

import pytest

from jidi.documents import open_document
from jidi.service.plan_documents import draft_of
from jidi.service.plan_review import records_of
from jidi.service.plan_source import marked_text, source_lines
from plan_documents import plan_file


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return open_document(plan_file(tmp_path_factory.mktemp("plan")))


@pytest.fixture(scope="module")
def draft(document):
    return draft_of(document)


def test_the_pieces_of_every_line_are_its_text(draft, document):
    lines = marked_text(draft, document)
    assert [line.number for line in lines] == [line.number for line in document.lines]
    assert "\n".join("".join(p.text for p in line.pieces) for line in lines) == document.text


def test_what_is_marked_is_exactly_what_the_records_stand_on(draft, document):
    starts = {line.number: line.span[0] for line in document.lines}
    marked = set()
    for line in marked_text(draft, document):
        place = starts[line.number]
        for piece in line.pieces:
            marked |= {
                (name, at) for name in piece.records for at in range(place, place + len(piece.text))
            }
            place += len(piece.text)
    wanted = {
        (record.id, at)
        for _, record in records_of(draft)
        for passage in record.at
        for at in range(*passage.span)
        if document.text[at] != "\n"
    }
    assert marked == wanted and wanted


def test_a_record_shows_the_lines_it_stands_on_with_its_words_marked(draft, document):
    target = draft.target("target-06")
    (line,) = source_lines(target, document)
    assert [p.text for p in line.pieces if p.records] == ["快递业务量达到34亿件", "年均增长9.5%"]
    whole = document.lines[line.number - 1].text
    assert "".join(piece.text for piece in line.pieces) in whole


def test_a_long_paragraph_is_cut_around_the_marks(document, draft):
    target = draft.target("target-06")
    shifted = "长" * 300
    line = document.lines[target.at[0].line - 1]
    text = document.text[: line.span[0]] + shifted + document.text[line.span[0] :]
    moved = target.model_copy(
        update={
            "at": tuple(
                p.model_copy(update={"span": (p.span[0] + 300, p.span[1] + 300)}) for p in target.at
            )
        }
    )
    longer = type(document)(document.file, "txt", "", "utf-8", text)
    (shown,) = source_lines(moved, longer)
    assert shown.begins_later and not shown.pieces[0].text.startswith("长" * 100)
    assert next(p.text for p in shown.pieces if p.records) == "快递业务量达到34亿件"


def test_without_the_document_a_record_shows_what_it_holds_itself(draft):
    target = draft.target("target-06")
    lines = source_lines(target, None)
    assert [(line.number, line.pieces[0].text) for line in lines] == [
        (passage.line, passage.text) for passage in target.at
    ]
    assert all(line.begins_later and line.ends_earlier for line in lines)
