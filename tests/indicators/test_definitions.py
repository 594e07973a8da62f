"""The definition files themselves: readable, complete, within the SQL that both engines speak."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlglot
from case_files import CATALOGUE, TREE, Case, engine
from sqlglot import exp

import jidi
from jidi.core.division import Level
from jidi.core.errors import DefinitionError
from jidi.indicators import RELATIONS, faults, in_spark, lineage, rollup
from jidi.model.indicator import Check, Indicator
from jidi.privacy.door import is_keyed

INDICATORS, CHECKS = CATALOGUE.indicators, CATALOGUE.checks
DEFINITIONS: Mapping[str, Indicator | Check] = {**INDICATORS, **CHECKS}
FOLDER = Path(jidi.__file__).parent / "definitions"
SHARED = Path(jidi.__file__).parents[3] / "shared" / "domain"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _altered(name: str, **changes: Any) -> Indicator:
    return INDICATORS[name].model_copy(update=changes)


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_a_definition_keeps_the_rules_of_the_house(name):
    assert faults(DEFINITIONS[name], CATALOGUE.tables) == ()


def test_indicators_and_checks_do_not_share_names():
    assert not set(INDICATORS) & set(CHECKS)
    assert len(DEFINITIONS) == len(INDICATORS) + len(CHECKS)


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_the_texts_of_an_indicator_are_complete_in_both_languages(name):
    i = INDICATORS[name]
    chinese = [i.zh, i.scope_zh, i.formula_zh, i.numerator_zh]
    english = [i.en, i.scope_en, i.formula_en, i.numerator_en]
    if i.measure != "total":
        chinese.append(i.denominator_zh)
        english.append(i.denominator_en)
    for text in chinese:
        assert CHINESE.search(text), text
    for text in english:
        assert text.strip() and not CHINESE.search(text), text
    assert i.scope_zh.endswith("。") and i.scope_en.endswith(".")
    assert i.reference.strip() and i.unit.strip() and i.topic.strip()


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_the_texts_of_a_check_are_complete_in_both_languages(name):
    check = CHECKS[name]
    for text in (check.zh, check.do_zh):
        assert CHINESE.search(text), text
    for text in (check.en, check.do_en):
        assert text.strip() and not CHINESE.search(text), text


def test_titles_tell_indicators_apart():
    for titles in ([i.zh for i in INDICATORS.values()], [i.en for i in INDICATORS.values()]):
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_a_recomputed_indicator_groups_by_the_ancestor_and_others_do_not(name):
    reads = lineage(INDICATORS[name], CATALOGUE.tables)
    assert ("placement" in reads) == (INDICATORS[name].rollup == "recompute")
    assert "periods" in reads


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_a_ratio_in_percent_or_ppm_has_its_scale(name):
    i = INDICATORS[name]
    scales = {"%": 100, "ppm": 1e6, "亿元": 1e-8, "亿件": 1e-8, "万件": 1e-4, "万个": 1e-4}
    if i.unit in scales:
        assert i.scale == scales[i.unit]
    if i.measure == "ratio":
        assert i.unit in ("%", "ppm", "指数", "倍")


def test_figures_published_under_an_indicator_are_in_the_statistics():
    text = (FOLDER / "statistics" / "indicators.csv").read_text("utf-8")
    published = {line.split(",")[1] for line in text.splitlines()[1:]}
    claimed = [name for i in INDICATORS.values() for name in i.published_as]
    assert set(claimed) <= published
    assert len(set(claimed)) == len(claimed)


def test_the_indicators_of_both_plan_tables_exist():
    both = (
        "industry_revenue",
        "industry_business_total",
        "express_volume",
        "express_revenue",
        "express_parks",
        "licensed_points",
        "universal_service_satisfaction",
        "village_coverage",
        "reusable_packaging_stock",
        "no_second_packaging_rate",
        "complaint_handling_index",
    )
    assert set(both) <= set(INDICATORS)


@pytest.mark.realdata
def test_every_plan_item_named_is_an_item_of_the_plans():
    inventory = SHARED / "plan_items.md"
    if not inventory.exists():
        pytest.skip(f"the inventory of plan items is not at {inventory}")
    items = set(re.findall(r"^\| ((?:SX|IM)-\d{3}) \|", inventory.read_text("utf-8"), re.M))
    assert len(items) > 250
    for i in INDICATORS.values():
        assert set(i.plan_items) <= items, i.id


def test_the_target_of_a_plan_names_an_indicator_or_says_why_none_can_be_computed():
    """Numbers of the plans that no table of the book can answer, each known by name."""
    beyond_the_tables = {
        "barcoded_letter_rate",
        "city_plans",
        "exchange_centres",
        "farm_clusters",
        "hub_nodes",
        "logistics_corridors",
        "logistics_nodes",
        "manzhouli_weekly_runs",
        "network_levels",
        "plan_evaluations",
        "policy_documents",
        "production_service_share_abroad",
        "rural_uniformity_rate",
        "safety_leading_groups",
        "slim_tape_width",
    }
    named = {
        name
        for path in (FOLDER / "plans").rglob("*.toml")
        for name in _indicators_in(tomllib.loads(path.read_text("utf-8")))
    }
    assert named - set(INDICATORS) <= beyond_the_tables


def _indicators_in(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(_indicators_in, value))
    if isinstance(value, dict):
        own = {v for k, v in value.items() if k == "indicator" and isinstance(v, str)}
        return own.union(*map(_indicators_in, value.values()))
    return set()


def test_lineage_names_the_columns_read_through_with_parts_and_aliases():
    assert lineage(INDICATORS["village_coverage"], CATALOGUE.tables) == {
        "divisions": ("administrative_village", "code"),
        "periods": ("end_date", "period"),
        "village_service": ("express_served", "valid_from", "valid_to", "village"),
    }


def test_no_definition_reads_a_pseudonym_or_a_sealed_column():
    for definition in DEFINITIONS.values():
        for name, columns in lineage(definition, CATALOGUE.tables).items():
            if name not in RELATIONS:
                keyed = {c.name for c in CATALOGUE.table(name).columns if is_keyed(c)}
                assert not keyed.intersection(columns)


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_the_form_for_spark_is_one_select_of_the_same_columns(name):
    there = sqlglot.parse_one(in_spark(DEFINITIONS[name]), read="spark")
    here = sqlglot.parse_one(DEFINITIONS[name].sql, read="duckdb")
    assert isinstance(there, exp.Query)
    assert there.named_selects == here.named_selects


FAULTY = [
    ("SELEC 1", "I-110"),
    ("SELECT 1; SELECT 2", "I-110"),
    ("DROP TABLE facility", "I-110"),
    ("SELECT division, period, numerator, denominator FROM facilty", "I-111"),
    (
        "SELECT l.division, p.period, 1 AS numerator, 1 AS denominator "
        "FROM facility f JOIN locker l ON l.division = f.division CROSS JOIN periods p",
        "I-112",
    ),
    (
        "SELECT code AS division, '' AS period, 1 AS numerator, 1 AS denominator FROM divisions",
        "I-113",
    ),
    ("SELECT f.division, p.period, 1 AS numerator FROM facility f CROSS JOIN periods p", "I-114"),
    (
        "SELECT f.division, p.period, f.lenght AS numerator, 1 AS denominator "
        "FROM facility f CROSS JOIN periods p",
        "I-115",
    ),
]


@pytest.mark.parametrize("sql, code", FAULTY)
def test_a_faulty_definition_is_refused_with_its_code_and_file(sql, code):
    found = faults(_altered("express_parks", sql=sql), CATALOGUE.tables)
    assert [f.code for f in found] == [code]
    assert isinstance(found[0], DefinitionError)
    assert "express_parks.sql" in found[0].message("en")
    assert "\x1b" not in found[0].message("zh")


def test_a_misspelt_table_is_answered_with_the_nearest():
    sql = "SELECT division, period, numerator, denominator FROM facilty"
    [found] = faults(_altered("express_parks", sql=sql), CATALOGUE.tables)
    assert "facility" in found.message("en")


@pytest.mark.parametrize(
    "form",
    [
        "QUANTILE_CONT(f.area_m2, 0.5)",
        "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY f.area_m2)",
        "EXTRACT(EPOCH FROM f.opened_on)",
        "LIST_REDUCE([1.0], (x, y) -> x + y)",
        "NO_SUCH_FUNCTION(f.area_m2)",
        "GROUPING_ID(f.area_m2) + JSON_ARRAY_LENGTH('[]')",
    ],
)
def test_a_form_that_spark_does_not_share_is_refused(form):
    sql = (
        f"SELECT f.division, p.period, {form} AS numerator, 1 AS denominator "
        "FROM facility AS f CROSS JOIN periods AS p GROUP BY f.division, p.period"
    )
    found = faults(_altered("express_parks", sql=sql), CATALOGUE.tables)
    assert found and {f.code for f in found} == {"I-116"}


def test_a_form_that_sqlglot_itself_warns_of_is_refused():
    sql = (
        "SELECT f.division, p.period, 1 AS numerator, 1 AS denominator "
        "FROM facility AS f CROSS JOIN periods AS p CROSS JOIN UNNEST([1, 2])"
    )
    codes = [f.code for f in faults(_altered("express_parks", sql=sql), CATALOGUE.tables)]
    assert codes == ["I-116"]


NO_ROWS: dict[str, pa.Table] = {}


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_an_indicator_answers_in_numbers_even_on_an_empty_book(name):
    empty = Case("empty", name, NO_ROWS, (), None, None, None)
    table = engine(empty, Level.CITY).sql(INDICATORS[name].sql).to_arrow_table()
    rollup(table, tree=TREE, indicator=INDICATORS[name], levels=list(Level))
    for column in ("numerator", "denominator"):
        kind = table.schema.field(column).type
        assert pa.types.is_floating(kind) or pa.types.is_decimal(kind) or pa.types.is_integer(kind)
