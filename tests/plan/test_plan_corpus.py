"""Invented plans of other places, and both real ones, are read at least this well."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from plan_reading import score_invented  # noqa: E402
from plan_scoring.corpus import load  # noqa: E402
from plan_scoring.reader import is_there  # noqa: E402

CORPUS = sorted((ROOT / "tests/plan/corpus").glob("*.plan"))

pytestmark = pytest.mark.skipif(not is_there(), reason="no command reads plans yet")


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_no_span_of_an_invented_plan_points_astray(path, tmp_path):
    assert score_invented(load(path), tmp_path).astray == ()
