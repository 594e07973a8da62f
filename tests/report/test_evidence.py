"""What a figure was calculated from can be calculated again, and what is synthetic stays marked."""

from __future__ import annotations

import re
from decimal import Decimal, getcontext

import pytest

from jidi.report.annexing import formula_of, grounds

getcontext().prec = 40
SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-"})


def recalculated(formula: str, inputs: list[Decimal]) -> Decimal:
    """The formula's value by Python's own arithmetic."""
    told = re.sub(r"\{(\d)\}", lambda m: f"Decimal('{inputs[int(m[1])]}')", formula)
    told = re.sub(r"(?<![\d'.])(\d+(?:\.\d+)?)(?![\d'.])", r"Decimal('\1')", told)
    return eval(told.translate(SIGNS).replace("^", "**"), {"Decimal": Decimal})


def test_every_formula_gives_the_figure_again(document):
    calculated = [e for _, e in document.annex if e.formula]
    assert len(calculated) > 60
    for evidence in calculated:
        inputs = [one.value for one in evidence.inputs]
        found = recalculated(evidence.formula, inputs)
        assert float(found) == pytest.approx(float(evidence.value), rel=1e-9, abs=1e-9), evidence


def test_a_formula_names_only_rows_of_the_annex(document):
    marks = {mark for mark, _ in document.annex}
    for _, evidence in document.annex:
        named = set(re.findall(r"A\d+", formula_of(document, evidence)))
        assert named <= marks
        assert len(named) == len({e.key for e in evidence.inputs}) or not evidence.formula


def test_what_rests_on_a_synthetic_figure_is_synthetic(document):
    for _, evidence in document.annex:
        if any(one.synthetic for one in evidence.inputs):
            assert evidence.synthetic, evidence.key


def test_figures_of_the_plan_name_their_line_and_are_never_synthetic(document):
    printed = [e for _, e in document.annex if e.origin == "plan" and ".base" in e.key]
    assert printed
    for evidence in printed:
        assert not evidence.synthetic
        assert re.search(r"第\d+行|line \d+", grounds(document, evidence))


def test_every_figure_says_where_it_comes_from(document):
    for mark, evidence in document.annex:
        assert evidence.subject, mark
        assert evidence.figure, mark
        assert evidence.status, mark
        assert evidence.text, mark


def test_values_print_as_they_are_rounded(document):
    """The printed number lies within half a unit of its last digit of the value behind it."""
    for mark, evidence in document.annex:
        plain = evidence.bare.replace(",", "").replace("−", "-").rstrip("%")
        if evidence.value is None or not re.fullmatch(r"[+-]?\d+(\.\d+)?", plain):
            continue
        digits = len(plain.partition(".")[2])
        half = Decimal(1).scaleb(-digits) / 2
        assert abs(Decimal(plain) - evidence.value) <= half * (1 + Decimal("1e-9")), mark


def test_the_values_agree_with_the_progress_of_the_same_year(documents, books):
    """An independent way to the same figures: the progress report's JSON."""
    from jidi.service.progress import progress_report

    document = documents["shanxi midterm zh"]
    by_key = {evidence.key: evidence for _, evidence in document.annex}
    for row in progress_report(books["shanxi"], 2023).to_json()["targets"]:
        detail = row["progress"] if "progress" in row and isinstance(row["progress"], dict) else row
        share = by_key.get(f"{row['indicator']}.progress")
        if share is not None and detail.get("progress") is not None:
            assert float(share.value) == pytest.approx(100 * detail["progress"])
