"""A book is made whole or not at all, and nothing of anyone else's is touched."""

from __future__ import annotations

import pytest

from jidi.core.errors import WorkspaceError
from jidi.lake import Workspace
from jidi.service.founding import make_book


def test_a_folder_in_the_way_that_is_not_ours_is_left_alone(tmp_path, now):
    beside = tmp_path / "book.building"
    beside.mkdir()
    (beside / "thesis.docx").write_text("years of work")
    with pytest.raises(WorkspaceError) as refusal, make_book(tmp_path / "book", plan="14", now=now):
        pass
    assert (refusal.value.code, refusal.value.facts["found"]) == ("W-107", "thesis.docx")
    assert (beside / "thesis.docx").read_text() == "years of work"
    assert not (tmp_path / "book").exists()


def test_what_an_earlier_attempt_left_is_swept(tmp_path, now):
    left = tmp_path / "book.building"
    Workspace.create(
        left, province="14", plan="shanxi", title="left", by="jidi", clock=lambda: now
    ).close()
    with make_book(tmp_path / "book", plan="14", now=now) as book:
        assert book.version == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book"]


def test_a_filling_that_fails_leaves_nothing(tmp_path, now):
    def fill(_book):
        raise RuntimeError("stopped")

    making = make_book(tmp_path / "book", plan="14", now=now, fill=fill)
    with pytest.raises(RuntimeError, match="stopped"), making:
        pass
    assert list(tmp_path.iterdir()) == []
