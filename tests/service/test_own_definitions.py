"""A workspace's own definitions are held to the rules of ours when the book is opened."""

from __future__ import annotations

import json

import pytest

from jidi.core.errors import DefinitionError
from jidi.model.catalogue import Catalogue
from jidi.service.books import open_book
from jidi.service.founding import make_book


@pytest.fixture
def folder(tmp_path, now):
    root = tmp_path / "book"
    with make_book(root, plan="shanxi", now=now):
        pass
    return root


def _write(folder, name, change):
    ours = Catalogue().indicator("express_parks")
    header = ours.model_dump(mode="json", exclude={"sql", "file", "header_lines"}) | {"id": name}
    toml = "\n".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in header.items()
    )
    sql = change(ours.sql)
    assert sql != ours.sql
    path = folder / "definitions" / "indicators" / f"{name}.sql"
    path.write_text(f"/*\n{toml}\n*/\n{sql}", "utf-8")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda sql: sql + "; SELECT 1", "I-110"),
        (lambda sql: sql.replace("facility", "facilities"), "I-111"),
        (lambda sql: sql.replace("f.kind", "f.knd"), "I-115"),
        (lambda _: "SELECT * FROM read_csv('/etc/passwd')", "I-1"),
    ],
)
def test_an_own_indicator_that_breaks_the_rules_keeps_the_book_shut(folder, change, code):
    _write(folder, "own_parks", change)
    with pytest.raises(DefinitionError) as refusal, open_book(folder):
        pass
    assert refusal.value.code.startswith(code)
    assert "own_parks.sql" in refusal.value.message("en")


def test_a_sound_own_indicator_stands_beside_ours(folder):
    _write(folder, "own_hubs", lambda sql: sql.replace("'park'", "'hub'"))
    with open_book(folder) as book:
        assert [i.id for i in book.catalogue.own_indicators] == ["own_hubs"]
        assert "express_parks" in book.catalogue.indicators


def test_an_own_indicator_in_an_unknown_unit_is_refused_by_file(folder):
    _write(folder, "own_parks", lambda sql: sql + " ")
    path = folder / "definitions" / "indicators" / "own_parks.sql"
    text = path.read_text("utf-8")
    assert 'unit = "处"' in text
    path.write_text(text.replace('unit = "处"', 'unit = "亿斤"'), "utf-8")
    with pytest.raises(DefinitionError) as refusal, open_book(folder):
        pass
    assert refusal.value.code == "D-102"
    assert "own_parks.sql" in refusal.value.message("en")
    assert "亿公斤" in refusal.value.message("zh")
