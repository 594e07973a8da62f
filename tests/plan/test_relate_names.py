"""Printed names: what they speak of, their parts, and what two of them share."""

from __future__ import annotations

import pytest

from jidi.core.division import Level
from jidi.model.identity import load_identities
from jidi.plan.relate.names import (
    bare,
    body_of,
    common_end,
    coverage_of,
    level_of,
    parts_of,
    plain,
    share_phrase,
    subjects_of,
    without_ordinal,
    without_place,
)

KNOWN = load_identities()


def test_a_plain_name_has_no_quotes_brackets_or_blanks():
    assert plain("“瘦身 胶带”（45毫米以下）封装比例") == "瘦身胶带封装比例"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("区域性的盟市邮政快递枢纽", "区域性邮政快递枢纽"),
        ("区域枢纽建设工程", "区域性邮政快递枢纽"),
    ],
)
def test_two_names_of_one_thing_are_alike_without_what_adds_nothing(one, other):
    fillers = KNOWN.fillers.words
    names = {bare(without_place(name, KNOWN), fillers) for name in (one, other)}
    assert names == {"区域枢纽"}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (
            "快递许可企业、备案分支机构及末端网点",
            ("快递许可企业", "备案分支机构", "末端网点"),
        ),
        ("业务总量和业务收入", ("业务总量", "业务收入")),
        ("快递业务量", ()),
        ("及时率", ()),
    ],
)
def test_a_list_in_a_name_is_taken_apart(name, parts):
    assert parts_of(name) == parts


@pytest.mark.parametrize(
    ("name", "sides"),
    [
        ("快递业务收入占行业收入比重", ("快递业务收入", "行业收入")),
        ("冷链快件占全部快件的比例", ("冷链快件", "全部快件")),
        ("占比", None),
    ],
)
def test_a_share_in_words_names_part_and_whole(name, sides):
    assert share_phrase(name) == sides


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("盟市综合快递物流园区", Level.CITY),
        ("旗县级快递集散中心", Level.COUNTY),
        ("苏木乡镇服务站点", Level.TOWNSHIP),
        ("建制村快递服务通达率", Level.VILLAGE),
        ("快递业务量", None),
    ],
)
def test_a_name_speaks_of_divisions_of_a_level(name, level):
    assert level_of(name, KNOWN) is level


@pytest.mark.parametrize(
    ("name", "coverage"),
    [
        ("盟市综合快递物流园区", "city_park_coverage"),
        ("12个盟市均设有快递物流园区", "city_park_coverage"),
        ("旗县有分拨", "county_centre_coverage"),
        ("苏木乡镇快递服务全覆盖", "township_express_coverage"),
        ("农村寄递物流服务全覆盖", "rural_logistics_coverage"),
        ("村村通快递", "village_coverage"),
        ("建制村直接收投", "direct_village_delivery_rate"),
        ("乡镇邮政普遍服务网点", ""),
        ("省、市、县三级分拨中心远程视频监控", ""),
        ("快递业务量", ""),
    ],
)
def test_a_coverage_is_known_by_place_and_thing(name, coverage):
    assert coverage_of(name, KNOWN) == coverage


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("旗县集散中心", "county_centres"),
        ("盟市邮政业安全中心", "safety_centres"),
        ("末端网点", None),
    ],
)
def test_a_body_is_known_by_place_and_name(name, count):
    body = body_of(name, KNOWN)
    assert (body.count if body else None) == count


def test_goals_and_indicators_are_about_subjects():
    assert subjects_of("科技绿色创新逐步加强", KNOWN) == {"technology", "green"}
    assert subjects_of("邮政行业业务收入", KNOWN) == {"scale"}


def test_names_share_their_ends_and_lose_their_ordinals():
    assert common_end("备案分支机构", "分支机构（非法人企业）") == 4
    assert common_end("快递业务量", "邮政信筒信箱") == 0
    assert without_ordinal("主要任务（三）的条数") == "主要任务条数"
