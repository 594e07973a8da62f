"""Files are listed while others write and remove beside us."""

from __future__ import annotations

import os
import shutil

import pytest

from jidi.core.errors import LakeError
from jidi.lake.disk import plain_files


def names(root, **options):
    return [path.relative_to(root).as_posix() for path in plain_files(root, **options)]


@pytest.fixture
def tree(tmp_path):
    for name in ("a/one", "a/lake/two", "lake/three", "stage/four", "zero"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "link").symlink_to(tmp_path / "zero")
    return tmp_path


def test_every_file_is_listed_in_order_but_for_links(tree):
    assert names(tree) == ["a/lake/two", "a/one", "lake/three", "stage/four", "zero"]


def test_a_folder_left_out_is_left_out_at_the_top_only(tree):
    assert names(tree, without=("lake",)) == ["a/lake/two", "a/one", "stage/four", "zero"]


def test_a_folder_that_vanishes_on_the_way_is_not_there(tree, monkeypatch):
    plain = os.scandir

    def scanned(path):
        if str(path).endswith("stage"):
            shutil.rmtree(path)
        return plain(path)

    monkeypatch.setattr(os, "scandir", scanned)
    assert names(tree) == ["a/lake/two", "a/one", "lake/three", "zero"]


def test_what_never_was_holds_nothing(tmp_path):
    assert plain_files(tmp_path / "none") == []


def test_a_folder_that_may_not_be_read_is_an_error_not_an_empty_one(tree, monkeypatch):
    plain = os.scandir

    def scanned(path):
        if str(path).endswith("stage"):
            raise PermissionError(13, "Permission denied", str(path))
        return plain(path)

    monkeypatch.setattr(os, "scandir", scanned)
    with pytest.raises(LakeError, match="L-102"):
        plain_files(tree)
