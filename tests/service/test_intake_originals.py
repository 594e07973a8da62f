"""Originals with personal values do not lie clear once they are taken in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from founded_books import fresh
from jidi.core.errors import JidiError
from jidi.privacy.key import new_ring
from jidi.privacy.key_file import write_keys
from jidi.service.intake import Setting
from jidi.service.intake_inbox import take_inbox
from jidi.service.intake_originals import open_original
from jidi.service.personal_values import needed_ring

NOTE = "张三 13800138000 来电"
COMPLAINTS = (
    "complaint_id,division,operator_id,kind,business,received_on,personal_note\n"
    f"C1,140105000000,SF,delay,express,2025-06-01,{NOTE}\n"
)


@pytest.fixture
def book(tmp_path, now):
    with fresh(tmp_path, now) as found:
        keys = tmp_path / "keys.toml"
        ring = new_ring(suite="international", entropy=os.urandom, now=now)
        write_keys(keys, ring, apart_from=found.workspace.root, anew=True)
        settings = found.workspace.settings
        found.workspace.settings = settings.model_copy(update={"keys": str(keys)})
        yield found


def handed(book, text: str = COMPLAINTS, name: str = "complaint.csv") -> Path:
    path = book.workspace.inbox_folder / name
    path.write_text(text, "utf-8")
    os.utime(path, (0, 0))
    return path


def choose(book, way: str) -> None:
    settings = book.workspace.settings
    book.workspace.settings = settings.model_copy(update={"originals": way})


def done(book) -> dict[str, bytes]:
    folder = book.workspace.inbox_folder / "done"
    return {p.name: p.read_bytes() for p in folder.iterdir()} if folder.is_dir() else {}


def test_an_original_with_personal_values_is_sealed_and_opens_only_with_name_and_reason(
    book, now, tmp_path
):
    handed(book)
    (outcome,) = take_inbox(book, Setting("王", now))
    assert outcome.receipt is not None, outcome.error
    ((name, content),) = done(book).items()
    assert name == "complaint.csv.sealed"
    assert NOTE.encode() not in content and b"13800138000" not in content
    sealed = book.workspace.inbox_folder / "done" / name
    order = {"keys": needed_ring(book.workspace, None), "now": now}
    with pytest.raises(JidiError) as refused:
        open_original(book, sealed, tmp_path / "o.csv", by="王", why="", **order)
    assert refused.value.code == "K-114"
    opened = open_original(book, sealed, tmp_path / "o.csv", by="王", why="核对", **order)
    assert opened.read_text("utf-8") == COMPLAINTS
    *_, last = book.workspace.registry.audit.entries()
    assert (last.action, last.actor, last.facts["why"]) == ("privacy.original", "王", "核对")


@pytest.mark.parametrize("way", ["digest", "clear"])
def test_the_workspace_may_choose_otherwise(book, now, way):
    choose(book, way)
    handed(book)
    take_inbox(book, Setting("王", now))
    wanted = {} if way == "digest" else {"complaint.csv": COMPLAINTS.encode()}
    assert done(book) == wanted
    assert not (book.workspace.inbox_folder / "complaint.csv").exists()


def test_a_file_without_personal_columns_stays_as_it_was(book, now):
    head = "month,division,operator_id,business,volume,revenue\n"
    handed(book, head + "2025-01,140105000000,SF,快递同城,1,1\n", "monthly_return.csv")
    take_inbox(book, Setting("王", now))
    assert list(done(book)) == ["monthly_return.csv"]


@pytest.mark.parametrize("spoil", ["cut", "swapped", "other"])
def test_a_sealed_original_that_was_tampered_with_is_not_given_out(book, now, tmp_path, spoil):
    long = COMPLAINTS + "".join(
        f"C{n},140105000000,SF,delay,express,2025-06-01,{NOTE}\n" for n in range(2, 20_000)
    )
    handed(book, long)
    take_inbox(book, Setting("王", now))
    (sealed,) = (book.workspace.inbox_folder / "done").iterdir()
    head, one, two, *more = sealed.read_text("utf-8").splitlines()
    told = {"cut": [head, one], "swapped": [head, two, one, *more], "other": ["{}", one]}[spoil]
    sealed.write_text("\n".join(told) + "\n", "utf-8")
    order = {"keys": needed_ring(book.workspace, None), "now": now, "by": "王", "why": "核对"}
    with pytest.raises(JidiError) as refused:
        open_original(book, sealed, tmp_path / "o.csv", **order)
    assert refused.value.code in ("J-414", "K-109")
    assert not (tmp_path / "o.csv").exists()
