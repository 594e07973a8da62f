"""Reasons of many rows are told in pieces, and none is lost between two."""

from __future__ import annotations

import json

import numpy as np
import pytest

from jidi.intake import findings
from jidi.intake.findings import Findings


@pytest.mark.parametrize(("most", "pieces"), [(50, 27), (700, 6), (2**31 - 1, 1)])
def test_every_wrong_row_has_all_its_reasons_however_many_fit_together(monkeypatch, most, pieces):
    monkeypatch.setattr(findings, "MOST_BYTES", most)
    found = Findings(40)
    odd, third = np.arange(40) % 2 == 1, np.arange(40) % 3 == 0
    found.add("J-202", "division", odd)
    found.add("J-203", "count", third, lambda at: {"value": [f"“{n}”" for n in at]})
    told = found.reasons()
    assert told.num_chunks == pieces
    expected = {
        row: ["J-202"] * bool(odd[row]) + ["J-203"] * bool(third[row])
        for row in found.positions().tolist()
    }
    codes = [[reason["code"] for reason in json.loads(text)] for text in told.to_pylist()]
    assert dict(zip(found.positions().tolist(), codes, strict=True)) == expected


def test_rows_without_a_finding_have_no_reasons():
    assert Findings(3).reasons().to_pylist() == []
