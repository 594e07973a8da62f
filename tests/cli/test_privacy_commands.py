"""``jidi privacy`` on the command line."""

from __future__ import annotations

import json
import time

import pytest

from jidi.lake import Workspace


@pytest.fixture
def book(tmp_path, now):
    """An empty book."""
    root = tmp_path / "book"
    Workspace.create(
        root, province="山西", plan="shanxi", title="试", by="t", clock=lambda: now
    ).close()
    return str(root)


def test_keys_are_made_listed_and_rotated_without_showing_them(jidi, book, tmp_path):
    keys = str(tmp_path / "keys.toml")
    status, out, _ = jidi("privacy", "keys", "new", "-w", book, "--keys", keys, "--by", "管理员")
    assert status == 0 and keys in out.replace("\n", "")
    status, out, _ = jidi(
        "privacy", "keys", "rotate", "-w", book, "--keys", keys, "--purpose", "person",
        "--by", "管理员", "--suite", "guomi", "--json",
    )  # fmt: skip
    made = json.loads(out)
    assert [(k["id"], k["algorithm"], k["current"]) for k in made if k["purpose"] == "person"] == [
        (1, "hmac-sha256", False),
        (4, "hmac-sm3", True),
    ]
    secret = next(
        line.split('"')[1]
        for line in (tmp_path / "keys.toml").read_text("utf-8").splitlines()
        if line.startswith("secret")
    )
    _, listed, _ = jidi("--lang", "en", "privacy", "keys", "list", "-w", book, "--keys", keys)
    assert "Matching persons" in listed and secret not in listed + out


def test_a_key_is_listed_by_the_clock_of_this_machine(jidi, book, tmp_path, monkeypatch):
    keys = tmp_path / "keys.toml"
    told = ("privacy", "keys", "list", "-w", book, "--keys", str(keys))
    jidi("privacy", "keys", "new", "-w", book, "--keys", str(keys), "--by", "管理员")
    lines = keys.read_text("utf-8").splitlines()
    moment = 'made = "2026-03-01T17:30:05+00:00"'
    keys.write_text("\n".join(moment if line.startswith("made") else line for line in lines))
    monkeypatch.setenv("COLUMNS", "200")
    try:
        monkeypatch.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        assert "2026-03-02 01:30:05" in jidi(*told)[1]
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


def test_a_pseudonym_needs_a_key_a_name_and_a_reason(jidi, book, tmp_path):
    keys = str(tmp_path / "keys.toml")
    ask = ("privacy", "pseudonym", "13812345678", "-w", book, "--by", "李", "--why", "溯源")
    assert "K-118" in jidi(*ask)[2]
    jidi("privacy", "keys", "new", "-w", book, "--keys", keys, "--by", "管理员")
    assert "K-114" in jidi(*ask[:-1], " ", "--keys", keys)[2]
    status, out, _ = jidi(*ask, "--keys", keys, "--json")
    assert status == 0 and json.loads(out)[0].startswith("1.")


def test_a_mask_is_printed(jidi):
    _, out, _ = jidi("privacy", "mask", "--kind", "phone", "13812345678", "0351-7654321")
    assert out.split() == ["138******78", "035*-*****21"]


def test_the_audit_of_an_empty_book_names_the_personal_columns(jidi, book):
    status, out, _ = jidi("privacy", "audit", "-w", book, "--json")
    found = json.loads(out)
    assert status == 0 and found["doubtful"] == []
    assert "sender_key" in {one["column"] for one in found["personal"]}


def test_a_table_is_exported_with_its_notes(jidi, book, tmp_path):
    path = tmp_path / "o.csv"
    status, out, _ = jidi("export", "table", "operator", "-w", book, "-o", str(path), "--json")
    told = json.loads(out)
    assert status == 0 and told["rows"] == 0 and path.read_text("utf-8").startswith("operator_id")
    assert [note["name"] for note in told["notes"]] == ["data_version", "synthetic"]


def test_public_and_clear_do_not_go_together(jidi, book, tmp_path):
    words = ("export", "table", "parcel", "-w", book, "-o", str(tmp_path / "p.csv"))
    assert "K-126" in jidi(*words, "--public", "--clear")[2]
    assert "K-114" in jidi(*words, "--clear")[2]
    assert "K-122" in jidi(*words, "--public")[2]
    assert "K-125" in jidi(*words[:-1], "p.txt")[2]
