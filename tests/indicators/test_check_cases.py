"""Every data check against findings that were worked out by hand, and against an empty book."""

from __future__ import annotations

from typing import Any

import pytest
from case_files import CATALOGUE, Case, cases, engine, lines, number

from jidi.core.period import Period
from jidi.indicators import FINDING_COLUMNS

CASES = cases("checks")


def _findings(case: Case) -> list[str]:
    table = engine(case).sql(CATALOGUE.check(case.subject).sql).to_arrow_table()
    assert tuple(table.column_names) == FINDING_COLUMNS
    return sorted(_spelled(*row.values()) for row in table.to_pylist())


def _spelled(division: str, subject: str, detail: str, *numbers: Any) -> str:
    told = ("-" if n is None else f"{n:.10g}" for n in numbers)
    return " | ".join([division, subject, detail, *told])


def test_every_check_has_a_case_that_finds_something():
    assert {c.subject for c in CASES if c.found} == set(CATALOGUE.checks)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_check_finds_what_is_wrong_and_nothing_else(case):
    assert case.found is not None
    wanted = [
        _spelled(division.ljust(12, "0"), subject, detail, number(value), number(expected))
        for division, subject, detail, value, expected in lines(case.found)
    ]
    assert _findings(case) == sorted(wanted)


@pytest.mark.parametrize("name", sorted(CATALOGUE.checks))
def test_an_empty_book_raises_no_finding_but_villages_without_a_state(name):
    empty = Case("empty", name, {}, (Period.for_year(2025),), None, None, "")
    found = _findings(empty)
    assert len(found) == (6 if name == "village_without_state" else 0)
