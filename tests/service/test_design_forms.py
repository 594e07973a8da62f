"""What a file of a design says it is, told without loading what reads it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from jidi.core.errors import InputError
from jidi.service import design_forms
from jidi.service.design_judges import EXPLAINERS, JUDGES, KINDS


def test_every_form_told_in_one_shape_has_who_judges_it():
    assert set(JUDGES) == design_forms.ANSWERS
    assert {form for form, _ in KINDS.values()} == design_forms.ANSWERS
    assert EXPLAINERS.keys() <= design_forms.ANSWERS


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (json.dumps({"form": design_forms.HUBS}), design_forms.HUBS),
        ('{"format": "jidi rural design"}', ""),
        ('["form"]', ""),
        ("no JSON", ""),
        (None, ""),
    ],
)
def test_a_file_that_says_no_form_has_none(tmp_path, text, form):
    path = tmp_path / "design.json"
    if text is not None:
        path.write_text(text, "utf-8")
    assert design_forms.form_of(path) == form


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(InputError) as caught:
        design_forms.file_bytes(tmp_path / "none.json")
    assert caught.value.code == "N-654"


def test_a_county_s_design_is_told_without_what_designs_anything():
    """It is what ``jidi verify`` loads: seconds of waiting that nobody would notice in a test."""
    heavy = ["scipy", "numba", "pyvrp", "highspy", "jidi.network.hubs", "jidi.network.trunk"]
    loaded = (
        "import sys; from jidi.service import design_forms, rural_design, rural_words;"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
