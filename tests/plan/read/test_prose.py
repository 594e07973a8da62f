"""What sentences of a plan state: whose figure, of which year, and what it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import below, document, levels, read, told

from jidi.plan.read import Known, read_plan


@pytest.mark.parametrize(
    ("sentence", "facts"),
    [
        ("2020年,快递业务量完成19557.57万件。", [("快递业务量", "19557.57", "万件")]),
        ("全省拥有各类营业网点8185处,其中快递服务营业网点5626处。",
         [("营业网点", "8185", "处"), ("快递服务营业网点", "5626", "处")]),
        ("实名收寄率基本保持在99.8%以上。", [("实名收寄率", "基本保持在99.8%以上", "%")]),
        ("末端网点达到9100个。", [("末端网点", "9100", "个")]),
        ("从业人员达到3.2万人。", [("从业人员", "3.2", "万人")]),
        ("建成县级中心68个、乡镇网点3050个。",
         [("县级中心", "68", "个"), ("乡镇网点", "3050", "个")]),
        ("满洲里邮路实现每周五班次常态化运营。", [("满洲里邮路", "五", "班次/周")]),
        ("乡镇邮政普遍服务网点实现全覆盖。", [("乡镇邮政普遍服务网点", "全覆盖", "%")]),
        ("邮政营业网点全部配备绿色包装箱。", [("邮政营业网点配备绿色包装箱", "全部", "%")]),
        ("出台支持行业发展政策文件50余项。", [("行业发展政策文件", "50余", "项")]),
    ],
)  # fmt: skip
def test_the_situation_is_read_as_facts_of_the_base_year(sentence, facts):
    draft = below("发展现状", sentence)
    assert told(draft.facts) == facts
    assert {fact.year for fact in draft.facts} == {2020}
    assert not draft.targets


def test_several_figures_go_to_several_measures_in_order():
    draft = below("现状", "快递业务量和业务收入分别完成2.82亿件和48.6亿元。")
    assert told(draft.facts) == [
        ("快递业务量", "2.82", "亿件"), ("快递业务收入", "48.6", "亿元"),
    ]  # fmt: skip


def test_grew_by_is_told_from_is_so_many_times():
    draft = below(
        "现状", "2020年业务收入107.76亿元,比“十二五”末增长了1.36倍。快递业务量是2015年的3.61倍。"
    )
    grew, times = (f for f in draft.facts if f.kind == "multiple")
    assert (grew.wording, grew.printed.number, grew.base_year) == ("grew_by", 1.36, 2015)
    assert (times.wording, times.printed.number, times.base_year) == ("times", 3.61, 2015)


def test_from_to_gives_both_years():
    draft = below("现状", "2020年,快递业务收入占比由2015年的42.1%上升至56.6%。")
    assert [(f.printed.text, f.year) for f in draft.facts] == [("42.1%", 2015), ("56.6%", 2020)]


def test_from_to_below_the_goals_is_a_baseline_and_a_level():
    (target,) = below("发展目标", "农村单件成本由1.9元降至1.3元。").targets
    assert (target.baseline.text, target.level.printed.text) == ("1.9", "1.3")


@pytest.mark.parametrize(
    ("sentence", "target"),
    [
        ("到2025年,快递业务量超过4亿件。", ("快递业务量", "超过4", "亿件")),
        ("邮政行业业务收入达到900亿元,年均增长12%左右。", ("邮政行业业务收入", "900", "亿元")),
        ("力争实现标准化网点设备配置率达到20%。", ("标准化网点设备配置率", "力争20%", "%")),
        ("投递时限控制在48小时以内。", ("投递时限", "48以内", "小时")),
        ("通达率不低于百分之九十。", ("通达率", "不低于90%", "%")),
        ("建制村快递服务通达率达到九成以上。", ("建制村快递服务通达率", "90%以上", "%")),
        ("重点城市间快件72小时准时率达到90%。", ("重点城市间快件72小时准时率", "90%", "%")),
        ("布放智能信包箱1.26万组。", ("智能信包箱", "1.26", "万组")),
    ],
)  # fmt: skip
def test_goals_are_read_as_targets(sentence, target):
    assert target in levels(below("发展目标", sentence))


def test_level_and_growth_of_one_measure_make_one_target():
    (target,) = below("发展目标", "到2025年,快递业务量达到9.5亿件,年均增长12%。").targets
    assert [(c.kind, c.printed.text) for c in target.conditions] == [
        ("level", "9.5"), ("growth", "12%"),
    ]  # fmt: skip
    assert (target.indicator, target.en) == ("express_volume", "Express volume")


def test_growth_alone_is_a_target_of_its_own():
    (target,) = below("发展目标", "快递业务量年均增长10%以上。").targets
    assert (target.zh, target.level.printed.text, target.unit) == (
        "快递业务量年均增速", "10%以上", "%",
    )  # fmt: skip


def test_a_date_before_the_end_makes_a_milestone():
    draft = below("主要任务", "到2022年底,建制村快递服务通达率达到90%以上。")
    (milestone,) = draft.milestones
    assert str(milestone.due) == "2022-12-31"
    assert milestone.printed.text == "90%以上"


def test_dates_of_a_list_go_with_its_figures():
    draft = below("主要任务", "2022年、2023年建制村快递服务通达率分别达到45%、60%。")
    assert [(m.due.year, m.printed.text) for m in draft.milestones] == [
        (2022, "45%"), (2023, "60%"),
    ]  # fmt: skip


def test_counts_of_tasks_are_projects():
    draft = below("重点任务", "打造3-4个金牌项目和30个左右省级示范项目。")
    assert told(draft.projects) == [("金牌项目", "3-4", "个"), ("省级示范项目", "30左右", "个")]


def test_places_before_a_number_are_listed():
    (project,) = below("重点任务", "重点建设长沙市、株洲市、湘潭市3个区域性枢纽。").projects
    assert project.places == ("长沙市", "株洲市", "湘潭市")


def test_limits_inside_a_noun_are_no_targets():
    draft = below("发展目标", "形成10个年业务量超千万件的品牌企业。")
    assert levels(draft) == [("年业务量超千万件的品牌企业", "10", "个")]
    (limit,) = draft.facts
    assert (limit.kind, limit.printed.text, limit.unit) == ("threshold", "超1000", "万件")


def test_slogans_and_documents_state_nothing():
    draft = below(
        "指导思想", "贯彻十九届五中全会精神,增强“四个意识”,落实《文件》(建科规〔2020〕7号)。"
    )
    assert not (draft.targets or draft.facts or draft.projects or draft.milestones)


def test_bans_and_idioms_are_wholes():
    draft = below("发展目标", "网点禁止使用不可降解包装袋,基本实现“村村通快递”。")
    assert [(t.zh, t.level.printed.text) for t in draft.targets] == [
        ("网点禁止使用不可降解包装袋", "全部"), ("村村通快递", "基本全覆盖"),
    ]  # fmt: skip


def test_what_no_rule_understands_is_listed_with_its_place():
    draft = below("主要任务", "推进“9571”编码应用,代号 88 的试点。")
    held = " ".join(entry.text for entry in draft.unread)
    assert "88" in held
    assert all(entry.at[0].span for entry in draft.unread)


@given(st.integers(1, 99_999), st.sampled_from(["亿元", "万件", "个", "%"]))
def test_any_number_is_read_as_it_stands(number, unit):
    draft = below("发展目标", f"邮政网点甲值达到{number}{unit}。")
    assert levels(draft) == [
        ("邮政网点甲值", f"{number}{'%' if unit == '%' else ''}", unit)
    ]  # fmt: skip


@given(st.text(max_size=200))
def test_any_text_gives_a_draft_whose_spans_lie_in_it(text):
    made = document(text)
    draft = read_plan(made, Known())
    for record in (*draft.targets, *draft.facts, *draft.milestones, *draft.projects, *draft.unread):
        for place in record.at:
            assert 0 <= place.span[0] < place.span[1] <= len(text)


def test_a_novel_gives_no_invented_target():
    draft = read(
        "第一回 三个和尚\n\n话说城西有座破庙,庙里住着三个和尚,大的五十六岁,小的才十九岁。\n",
        title="",
    )
    assert not draft.targets
    assert not draft.projects
    assert any(note.id == "note-no-table" for note in draft.notes)
