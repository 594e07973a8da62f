"""Bulletins for the tests: the invented ones of the benchmark, and short texts under a title."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from jidi.core.units import Unit
from jidi.model.divisions import load_country
from jidi.model.observation import Observation
from jidi.statistics import Bulletin, Finding, Rule, read_bulletin

BULLETINS = Path(__file__).parents[2] / "benchmarks" / "bulletins"
INVENTED = sorted(path for path in BULLETINS.iterdir() if path.suffix != ".csv")
TITLE = "2024年6月份山西省邮政行业运行情况\n\n"


def truth_of(path: Path) -> dict[tuple[str, str, str], tuple]:
    """What an invented bulletin says, by figure: plain value, growth, status, flags."""
    said = {}
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            unit = Unit.parse(row["unit"])
            value = Decimal(row["value"]) * unit.factor_to(unit.plain)
            growth = Decimal(row["growth"]) if row["growth"] else None
            key = (row["indicator"], row["division"], row["period"])
            said[key] = (value, growth, row["status"], set(row["flags"].split()))
    return said


def said_by(bulletin: Bulletin) -> dict[tuple[str, str, str], tuple]:
    """What was read, in the same form."""
    return {
        (one.indicator, one.division.text, str(one.period)): (
            one.plain_value,
            one.growth,
            one.status.value,
            set(one.flags),
        )
        for one in bulletin.observations
    }


def read(text: str, *, title: str = TITLE, **more) -> Bulletin:
    """The reading of a text below a title, held against nothing unless ``known`` is given."""
    return read_bulletin(title + text, tree=load_country(), source="test", **more)


def figures(bulletin: Bulletin) -> dict[tuple[str, str], Observation]:
    """The observations by indicator and period."""
    return {(one.indicator, str(one.period)): one for one in bulletin.observations}


def found(bulletin: Bulletin, rule: Rule) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in bulletin.findings if finding.rule is rule]
