"""One figure changed: the finding it belongs to changes. Nothing changed: nothing contradicts."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import Place
from jidi.model.divisions import load_divisions
from jidi.model.plan import Plan
from jidi.model.plan_figure import read_printed
from jidi.model.plan_loader import load_plan
from jidi.model.strict import build
from jidi.plan import Verdict, audit

with (Path(__file__).parent / "changed_figures.csv").open(encoding="utf-8") as file:
    CASES = tuple(csv.DictReader(file))
"""A figure of a plan, what it is changed to, and the verdict of one finding before and after."""


def changed(plan: Plan, record: str, field: str, text: str) -> Plan:
    """The plan with one printed figure replaced."""
    lists = {
        name: tuple(
            _changed(one, field, text) if one.id == record else one for one in getattr(plan, name)
        )
        for name in ("targets", "facts", "milestones", "projects")
    }
    return plan.with_records(**lists)


def _changed(record, field, text):
    printed = read_printed(text)
    if field in ("baseline", "printed", "count"):
        return record.model_copy(update={field: printed})
    conditions = tuple(
        c.model_copy(update={"printed": printed}) if c.kind == field else c
        for c in record.conditions
    )
    return record.model_copy(update={"conditions": conditions})


def found(plan):
    divisions = load_divisions(plan.province)
    return {finding.id: finding for finding in audit(plan, divisions=divisions).findings}


@cache
def found_as_printed(name):
    return found(load_plan(name))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['record']} {case['text']}")
def test_one_changed_figure_changes_its_finding(case):
    other = changed(load_plan(case["plan"]), case["record"], case["field"], case["text"])
    assert _verdict(found_as_printed(case["plan"]), case["finding"]) == case["before"]
    assert _verdict(found(other), case["finding"]) == case["after"]


def _verdict(findings, name):
    return findings[name].verdict.value if name in findings else ""


# invented plans

AT = [{"line": 1, "text": "1"}]
AMOUNT = st.decimals(min_value=50, max_value=5_000, places=2)
RATE = st.decimals(min_value=2, max_value=25, places=1)


@st.composite
def invented(draw) -> dict:
    """The printed figures of a plan whose parts were computed from each other, then rounded."""
    whole, growths = draw(AMOUNT), (draw(RATE), draw(RATE))
    part = (whole * draw(st.integers(10, 30)) / 100).quantize(Decimal("0.01"))
    levels = [_grown(base, growth) for base, growth in zip((whole, part), growths, strict=True)]
    rates = [_rate(b, level) for b, level in zip((whole, part), levels, strict=True)]
    start = draw(st.integers(20, 60))
    names = draw(st.integers(3, 9))
    return {
        "whole": str(whole),
        "part": str(part),
        "whole_level": str(levels[0]),
        "part_level": str(levels[1]),
        "whole_growth": f"{rates[0]}%",
        "part_growth": f"{rates[1]}%",
        "share": f"{_per_cent(part, whole)}%",
        "share_level": f"{_per_cent(levels[1], levels[0])}%",
        "coverage": str(start),
        "coverage_level": str(start + 30),
        "coverage_gain": "[30]",
        "milestone": str(start + 20),
        "listed": [f"名称{n}" for n in range(names)],
        "count": str(names),
        "earlier": str((whole / 2).quantize(Decimal("0.01"))),
        "multiple": "2.00",
    }


def _grown(base, growth):
    return (base * (1 + growth / 100) ** 5).quantize(Decimal("0.1"))


def _rate(base, level):
    return (((level / base) ** Decimal("0.2") - 1) * 100).quantize(Decimal("0.1"))


def _per_cent(part, whole):
    return (part / whole * 100).quantize(Decimal("0.1"))


MONEY = {"unit": "亿元", "quantity": "money", "path": "geometric"}
RATIO = {"unit": "%", "quantity": "rate", "path": "linear"}
INDUSTRY = {"indicator": "industry_revenue", "zh": "邮政行业业务收入", "en": "Industry revenue"}
EXPRESS = {"indicator": "express_revenue", "zh": "快递业务收入", "en": "Express revenue"}
SHARE = {"indicator": "express_revenue_share", "zh": "占比", "en": "Share"}
VILLAGES = {"indicator": "village_coverage", "zh": "建制村快递服务通达率", "en": "Villages"}
MULTIPLE = {"unit": "倍", "kind": "multiple", "wording": "times", "base_year": 2015}
PROJECTS = {"zh": "工程", "en": "Projects", "unit": "个", "kind": "structure", "year": 2025}


def _row(name, record, baseline, **conditions):
    """A row of the table; without a baseline a sentence."""
    kinds = [{"kind": kind, "printed": text} for kind, text in conditions.items()]
    head = {"id": name, "item": "SX-001", "source": "table" if baseline else "prose", "at": AT}
    base = {"baseline": baseline} if baseline else {}
    return head | record | base | {"conditions": kinds}


def _fact(name, record, text, **more):
    return {"id": name, "item": "SX-002", "unit": "亿元", "at": AT, "printed": text} | record | more


def planned(f: dict) -> Plan:
    """The plan that prints these figures, in table and prose."""
    notation = {"brackets": "cumulative", "zh": "累计", "en": "sums", "at": AT}
    head = {"id": "invented", "zh": "规划", "en": "Plan", "province": "", "text_file": "x"}
    reach = {"level": f["coverage_level"], "increment": f["coverage_gain"]}
    industry = {"level": f["whole_level"], "growth": f["whole_growth"]}
    express = {"level": f["part_level"], "growth": f["part_growth"]}
    due = {"id": "m", "item": "SX-003", "unit": "%", "at": AT, "due": "2023-12-31"}
    data = {
        "notation": notation,
        "targets": [
            _row("t1", MONEY | INDUSTRY, f["whole"], **industry),
            _row("t2", MONEY | EXPRESS, f["part"], **express),
            _row("t3", RATIO | VILLAGES, f["coverage"], **reach),
            _row("p1", MONEY | INDUSTRY, None, level=f["whole_level"]),
            _row("p2", RATIO | SHARE, None, level=f["share_level"]),
        ],
        "facts": [
            _fact("f1", INDUSTRY, f["whole"]),
            _fact("f2", EXPRESS, f["part"]),
            _fact("f3", SHARE, f["share"], unit="%", kind="share"),
            _fact("f4", INDUSTRY, f["earlier"], year=2015),
            _fact("f5", INDUSTRY | MULTIPLE, f["multiple"]),
            _fact("f6", PROJECTS, f["count"], listed=f["listed"]),
        ],
        "milestones": [due | VILLAGES | {"printed": f["milestone"]}],
    }
    return build(Plan, head | data, where=Place(file="invented"))


def contradictions(plan):
    return [f.id for f in audit(plan).findings if f.verdict is Verdict.CONTRADICTS]


@given(figures=invented())
@settings(max_examples=40)
def test_a_plan_whose_figures_follow_from_each_other_contradicts_nothing(figures):
    assert contradictions(planned(figures)) == []


CHANGES = {
    "whole": lambda text: str(Decimal(text) * Decimal("1.1")),
    "part": lambda text: str(Decimal(text) * Decimal("0.9")),
    "whole_level": lambda text: str(Decimal(text) * Decimal("1.2")),
    "part_level": lambda text: str(Decimal(text) * Decimal("0.8")),
    "whole_growth": lambda text: f"{Decimal(text[:-1]) + 1}%",
    "part_growth": lambda text: f"{abs(Decimal(text[:-1]) - 1)}%",
    "share": lambda text: f"{Decimal(text[:-1]) + 3}%",
    "share_level": lambda text: f"{Decimal(text[:-1]) + 3}%",
    "coverage": lambda text: str(int(text) + 5),
    "coverage_level": lambda text: str(int(text) + 5),
    "coverage_gain": lambda _: "[36]",
    "milestone": lambda text: str(int(text) + 30),
    "count": lambda text: str(int(text) - 1),
    "earlier": lambda text: str(Decimal(text) * Decimal("1.1")),
    "multiple": lambda _: "2.20",
}


@pytest.mark.parametrize("name", sorted(CHANGES))
@given(figures=invented())
@settings(max_examples=12)
def test_one_figure_changed_beyond_rounding_is_caught(name, figures):
    assert contradictions(planned(figures | {name: CHANGES[name](figures[name])})) != []
