"""The key file: apart from the book, private, complete or not there."""

from __future__ import annotations

import os

import pytest
from test_door import NOW, RING, entropy

from jidi.core.errors import DefinitionError, JidiError, WorkspaceError
from jidi.privacy.key import rotated
from jidi.privacy.key_file import read_keys, write_keys


@pytest.fixture
def places(tmp_path):
    """The book's folder and a place for keys beside it."""
    (tmp_path / "book").mkdir()
    return tmp_path / "book", tmp_path / "keys.toml"


def test_keys_are_read_back_as_they_were_written(places):
    book, path = places
    write_keys(path, RING, apart_from=book, anew=True)
    assert read_keys(path, apart_from=book) == RING
    assert path.stat().st_mode & 0o777 == 0o600
    grown = rotated(RING, "person", suite="guomi", entropy=entropy(5), now=NOW)
    write_keys(path, grown, apart_from=book, anew=False)
    assert read_keys(path, apart_from=book) == grown
    assert [p.name for p in path.parent.iterdir()] in (["book", "keys.toml"], ["keys.toml", "book"])


def test_a_key_file_is_never_overwritten_by_a_new_one(places):
    book, path = places
    path.write_text("mine")
    with pytest.raises(WorkspaceError) as refused:
        write_keys(path, RING, apart_from=book, anew=True)
    assert refused.value.code == "K-106"
    assert path.read_text() == "mine"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_can_read_is_refused(places, mode):
    book, path = places
    write_keys(path, RING, apart_from=book, anew=True)
    path.chmod(mode)
    with pytest.raises(WorkspaceError) as refused:
        read_keys(path, apart_from=book)
    assert refused.value.code == "K-103"


def test_a_key_file_inside_the_book_is_refused_by_any_way_to_it(places):
    book, path = places
    write_keys(path, RING, apart_from=path.parent / "elsewhere", anew=True)
    inside = book / "keys.toml"
    os.link(path, inside)
    (path.parent / "way").symlink_to(book)
    for way in (inside, path.parent / "way" / "keys.toml", book / ".." / "book" / "keys.toml"):
        with pytest.raises(WorkspaceError) as refused:
            read_keys(way, apart_from=book)
        assert refused.value.code == "K-102"


def test_a_missing_key_file_says_how_to_make_one(places):
    book, path = places
    with pytest.raises(WorkspaceError) as refused:
        read_keys(path, apart_from=book)
    assert refused.value.code == "K-101"
    assert "jidi privacy keys new" in refused.value.remedy("zh")


GOOD = """[[key]]
id = 1
purpose = "person"
algorithm = "hmac-sha256"
made = "2026-01-20"
secret = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0Cg=="
"""


@pytest.mark.parametrize(
    "spoilt",
    [
        GOOD,  # 31 bytes
        GOOD.replace("==", "$$"),
        GOOD.replace('"person"', '"complaint"'),
        GOOD.replace("hmac-sha256", "md5"),
        GOOD.replace("id = 1", 'id = 1\nnote = "x"'),
        GOOD.replace("[[key]]", "[[key]"),
    ],
)
def test_a_spoilt_key_file_is_refused_without_showing_a_secret(places, spoilt):
    book, path = places
    path.write_text(spoilt)
    path.chmod(0o600)
    with pytest.raises(DefinitionError) as refused:
        read_keys(path, apart_from=book)
    assert "c2Vjcm" not in _whole_text(refused.value)


def _whole_text(error: JidiError) -> str:
    lines = [error.message("zh"), error.message("en"), repr(error.__cause__), str(error.to_json())]
    return " ".join(lines)
