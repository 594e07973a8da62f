"""Rules of supervision: their form, their cases, their limits against an independent reckoning."""

from __future__ import annotations

import math
from datetime import datetime

import pyarrow as pa
import pytest
from scipy.stats import poisson

from jidi.core.errors import DefinitionError, JidiError
from jidi.model.catalogue import Catalogue
from jidi.model.rule import VERDICT_COLUMNS, Shown, read_rule
from jidi.service.rule_cases import run_cases, without_cases
from jidi.service.supervision_rules import evidence_text, explained
from jidi.supervision.rules import faults, judged

CATALOGUE = Catalogue()
RULES = CATALOGUE.rules
SHARED = CATALOGUE.shared_relations


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_keeps_the_form_of_the_house(name):
    assert faults(RULES[name], CATALOGUE.tables, CATALOGUE.shared_relations) == ()


@pytest.mark.parametrize("name", sorted(CATALOGUE.shared_relations))
def test_a_shared_relation_keeps_the_form_of_the_house(name):
    assert faults(CATALOGUE.shared_relations[name], CATALOGUE.tables, SHARED) == ()


def test_every_rule_says_of_its_cases_what_was_worked_out_by_hand():
    wrong = [(r.case.rule, r.missing, r.extra) for r in run_cases(CATALOGUE) if not r.passed]
    assert wrong == []


def test_every_rule_has_a_case_in_which_someone_breaches_it():
    assert without_cases(CATALOGUE) == ()
    breached = {c.rule for c in CATALOGUE.rule_cases if any(row[-1] == "yes" for row in c.found)}
    assert breached == set(RULES)


@pytest.mark.parametrize("mean", [0.5, 1, 3, 10, 40, 200])
@pytest.mark.parametrize("deviate, tail", [(3.09, 1e-3), (4, 3.17e-5)])
def test_the_limit_of_chance_is_near_that_of_poisson(mean, deviate, tail):
    """Above it, chance brings no more than a few times the tail that is asked for."""
    limit = (math.sqrt(mean + 0.375) + deviate / 2) ** 2 - 0.375
    beyond = poisson.sf(math.floor(limit), mean)
    assert beyond < 3 * tail
    assert poisson.sf(math.floor(limit) - 3, mean) > tail / 3


def _rows(rule, *subjects):
    at = datetime.fromisoformat("2025-11-14")
    rows = [("company_county", s, "140105000000", at, at, v, 10.0, 1.0, 2.0) for s, v in subjects]
    return pa.Table.from_pylist([dict(zip(rule.columns, row, strict=True)) for row in rows])


def test_a_breach_is_told_by_the_comparator_alone():
    rule = RULES["delivery_stopped"]
    said = judged(rule, _rows(rule, ("B@1", 50.0), ("A@1", 9.0), ("C@1", 10.0)))
    assert len(said) == 3
    assert [v.subject for v in said.breaches()] == ["A@1"]
    assert [v.subject for v in said.about([("company_county", "C@1")])] == ["A@1", "C@1"]


@pytest.mark.parametrize("subjects", [[("A@1", None)], [("A@1", math.nan)], [("A@1", 1.0)] * 2])
def test_an_answer_that_is_no_verdict_is_refused(subjects):
    rule = RULES["delivery_stopped"]
    rows = _rows(rule, ("B@1", 50.0), *subjects)
    with pytest.raises(DefinitionError, match="U-101"):
        judged(rule, rows)


def test_a_breach_explains_itself_with_value_window_threshold_and_article():
    rule = RULES["delivery_stopped"]
    verdict = judged(rule, _rows(rule, ("A@1", 9.0))).breaches()[0]
    told = explained(rule, verdict, "zh")
    for part in ("A@1", "9%", "10%", "2025-11-14", rule.article):
        assert part in told
    assert "below 10 %" in explained(rule, verdict, "en")


def test_evidence_that_says_whether_is_told_in_words_and_unknown_is_not_no():
    whether, days = Shown(zh="已过期", en="Expired", unit="是否"), Shown(zh="", en="", unit="天")
    told = [evidence_text(value, whether, "zh") for value in (1.0, 0.0, None)]
    assert told == ["是", "否", "—"]
    assert [evidence_text(n, days, "en") for n in (1.0, 0.0, 2.5)] == [
        "1 days",
        "0 days",
        "2.5 days",
    ]


HEADER = """/*
id = "own"
zh = "自定"
en = "Own"
cause = "delivery"
severity = "notice"
subjects = ["facility"]
unit = "个"
comparator = ">"
every_hours = 24
who_zh = "某人"
who_en = "somebody"
act_within_hours = 24
own_choice = true
tables = ["facility"]
says_zh = "{subject}"
says_en = "{subject}"
%s*/
%s
"""
SQL = (
    "SELECT 'facility' AS subject_kind, facility_id AS subject, division, $at AS window_start, "
    "$at AS window_end, 1.0 AS value, 0.0 AS threshold FROM facility"
)


def _own(tmp_path, extra="", sql=SQL, name="own.sql"):
    folder = tmp_path / "rules"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(HEADER % (extra, sql), "utf-8")
    return folder / name


def test_a_rule_of_ones_own_stands_beside_ours_and_overrides_by_name(tmp_path):
    _own(tmp_path)
    own = _own(tmp_path, name="delivery_stopped.sql")
    own.write_text(own.read_text("utf-8").replace('"own"', '"delivery_stopped"'), "utf-8")
    found = Catalogue(tmp_path).rules
    assert set(found) == {*RULES, "own"}
    assert found["delivery_stopped"].zh == "自定"


@pytest.mark.parametrize(
    "sql, code",
    [
        (SQL.replace("FROM facility", "FROM facilty"), "L-404"),
        (SQL.replace("$at AS window_end", "NOW() AS window_end"), "L-403"),
        (SQL.replace("1.0 AS value, ", ""), "U-100"),
        (SQL.replace("FROM facility", "FROM locker"), "U-103"),
        (SQL.replace("0.0 AS", "$most AS"), "U-104"),
        (SQL.replace("1.0 AS value", "QUANTILE_CONT(1.0, 0.5) AS value"), "L-412"),
    ],
)
def test_a_rule_that_breaks_the_form_is_refused_with_its_code(tmp_path, sql, code):
    found = faults(read_rule(_own(tmp_path, sql=sql)), CATALOGUE.tables, {})
    assert code in {fault.code for fault in found}


@pytest.mark.parametrize(
    "extra",
    [
        'serverity = "urgent"\n',
        '[parameters]\nmost = { zh = "多", en = "most", value = 1 }\n',
        '[parameters]\nmost = { zh = "多", en = "most", law = "no_such_limit" }\n',
    ],
)
def test_a_header_that_does_not_say_what_it_must_is_refused(tmp_path, extra):
    with pytest.raises(JidiError):
        read_rule(_own(tmp_path, extra))


def test_the_columns_of_a_verdict_come_first_in_every_rule():
    for rule in RULES.values():
        assert rule.columns[: len(VERDICT_COLUMNS)] == VERDICT_COLUMNS
