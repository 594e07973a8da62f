"""Complaint cases that tell of the same, found among their sealed texts with name and reason."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from founded_books import fresh
from jidi.privacy.key import new_ring
from jidi.privacy.key_file import write_keys
from jidi.service import cases

NOW = datetime(2026, 1, 20, 1, tzinfo=UTC)
TOLD = "快件上周就显示已签收，可我没有收到，联系快递员一直不接电话，要求赔偿"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Four complaints: two alike, one of another matter, one of another company."""
    folder = tmp_path_factory.mktemp("twins")
    with fresh(folder, NOW) as opened:
        keys = folder / "keys.toml"
        ring = new_ring(suite="international", entropy=os.urandom, now=NOW)
        write_keys(keys, ring, apart_from=opened.workspace.root, anew=True)
        chosen = opened.workspace.settings.model_copy(update={"keys": str(keys)})
        opened.workspace.settings = chosen
        for company, text, parcel in (
            ("Q1", TOLD, "A1"),
            ("Q1", TOLD.replace("一直", "总是") + "。", "A2"),
            ("Q1", "外包装完全压扁，里面的瓷器碎了，拒绝给我开具证明", "A3"),
            ("Q2", TOLD, "A4"),
        ):
            given = {"operator_id": company, "kind": "loss", "business": "express",
                     "parcel_id": parcel, "text": text}  # fmt: skip
            cases.open_case(
                opened, "complaint", given, division="太原市", by="王",
                now=NOW + timedelta(minutes=len(parcel)), keys=ring,
            )  # fmt: skip
        yield opened, keys


def test_twins_among_cases_are_found_and_the_opening_stands_in_the_audit_log(book, jidi):
    opened, keys = book
    words = ("complaints", "twins", "--cases", "--keys", str(keys), "-w",
             str(opened.workspace.root))  # fmt: skip
    status, out, _ = jidi(*words, "--by", "王", "--why", "查重", "--json")
    said = json.loads(out)
    assert status == 0
    assert [(one["first"], one["second"]) for one in said["pairs"]] == [("SS000001", "SS000002")]
    assert (said["compared_by_text"], said["compared_by_waybill"]) == (4, 4)
    assert "签收" not in out
    status, out, _ = jidi("--lang", "en", *words, "--by", "王", "--why", "查重")
    assert (status, "SS000002" in out, "签收" in out) == (0, True, False)
    noted = [
        (entry.actor, entry.facts["why"], entry.facts["rows"])
        for entry in opened.workspace.registry.audit.entries()
        if entry.action == "privacy.compare"
    ]
    assert noted == [("王", "查重", 4)] * 2


def test_sealed_texts_are_not_compared_without_name_and_reason_or_keys(book, jidi, tmp_path):
    opened, keys = book
    words = ("complaints", "twins", "--cases", "-w", str(opened.workspace.root))
    status, _, told = jidi(*words, "--keys", str(keys))
    assert (status != 0, "K-114" in told) == (True, True)
    status, _, told = jidi(*words, "--keys", str(tmp_path / "none"), "--by", "王", "--why", "查")
    assert status != 0
    assert "K-1" in told
