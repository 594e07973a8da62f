"""Both real plans are read with one set of rules; every place points at its characters."""

from __future__ import annotations

import pytest

from jidi.documents import open_document
from jidi.model.plan_loader import load_plan, read_plan_file
from jidi.model.plan_writer import plan_toml
from jidi.service.plan_documents import draft_of

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module", params=["shanxi", "inner_mongolia"])
def document(request, shared_texts):
    return open_document(shared_texts / "plans" / f"{request.param}.txt")


@pytest.fixture(scope="module")
def draft(document):
    return draft_of(document)


def test_the_table_is_read_as_a_person_read_it(document, draft):
    curated = load_plan(document.file.removesuffix(".txt"))
    table = [t for t in curated.targets if t.source == "table"]
    read = [t for t in draft.targets if t.source == "table"]
    assert [t.zh for t in read] == [t.zh for t in table]
    for mine, theirs in zip(read, table, strict=True):
        assert (mine.unit, mine.printed_unit) == (theirs.unit, theirs.printed_unit)
        assert mine.baseline == theirs.baseline
        assert [(c.kind, c.printed) for c in mine.conditions] == [
            (c.kind, c.printed) for c in theirs.conditions
        ]
        assert mine.indicator == theirs.indicator


def test_every_span_holds_the_characters_it_shows(document, draft):
    records = (*draft.targets, *draft.facts, *draft.milestones, *draft.projects, *draft.unread)
    for record in records:
        for place in record.at:
            assert place.span is not None
            held = document.at(place.span)
            assert document.line_at(place.span[0]).number == place.line
            assert held.strip()


def test_a_draft_written_and_read_back_is_the_same(draft, tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(plan_toml(draft), "utf-8")
    assert read_plan_file(path) == draft


def test_the_same_document_gives_the_same_draft(document, draft):
    assert draft_of(document) == draft
