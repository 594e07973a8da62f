"""Title, place, period, areas, boxes and named systems of a plan."""

from __future__ import annotations

import pytest
from reading import read


@pytest.mark.parametrize(
    ("title", "region", "code", "years"),
    [
        ("湖南省“十四五”邮政业发展规划", "湖南省", "430000000000", (2020, 2025)),
        ("长沙市邮政业发展“十五五”规划", "长沙市", "430100000000", (2025, 2030)),
        ("湖南省长沙市快递业发展规划(2021—2025年)", "长沙市", "430100000000", (2020, 2025)),
        ("云梦县快递进村三年行动计划(2023—2025年)", "云梦县", "", (2022, 2025)),
    ],
)
def test_title_place_and_period_are_found(title, region, code, years):
    draft = read("一、现状\n\n2020年有网点3处。\n", title=f"{title}\n\n")
    assert (draft.zh, draft.region, draft.province) == (title, region, code)
    assert (draft.base_year, draft.target_year) == years


def test_a_plan_without_a_period_says_so():
    draft = read("一、现状\n\n有网点3处。\n", title="某地邮政发展规划\n\n")
    assert any(note.id == "note-period" for note in draft.notes)


def test_goal_areas_are_the_items_below_the_goals():
    draft = read(
        "二、总体要求\n\n(三)发展目标\n\n1.规模效益。到2025年,收入达到9亿元。\n\n2.服务质量。稳步提升。\n"
    )
    assert [area.zh for area in draft.areas] == ["规模效益", "服务质量"]


def test_a_box_ends_where_the_main_text_goes_on():
    draft = read(
        "三、任务\n\n1.优化布局。持续推进。\n\n专栏1 枢纽工程\n\n"
        "在长沙、株洲、湘潭建设区域枢纽。\n\n2.提升效能。建设园区5个。\n"
    )
    assert [(box.number, box.zh) for box in draft.boxes] == [("1", "枢纽工程")]
    boxed = [project for project in draft.projects if project.box]
    assert [(p.zh, p.places) for p in boxed] == [("区域枢纽", ("长沙", "株洲", "湘潭"))]
    assert [(t.zh, t.source, t.level.printed.text) for t in draft.targets] == [
        ("园区", "prose", "5")
    ]


def test_hard_line_breaks_and_page_numbers_do_not_part_a_sentence():
    draft = read("二、发展目标\n\n到2025年,全省快递业务量\n—7—\n\n超过4亿件,实现新的发展.\n")
    assert [(t.zh, t.level.printed.text) for t in draft.targets] == [("快递业务量", "超过4")]


def test_named_systems_are_listed_once():
    draft = read("三、任务\n\n健全服务质量监测体系,建立应急演练机制。完善服务质量监测体系。\n")
    assert [(m.zh, m.kind) for m in draft.mechanisms] == [
        ("服务质量监测体系", "system"), ("应急演练机制", "mechanism"),
    ]  # fmt: skip
