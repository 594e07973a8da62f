"""Findings: each contradiction is told with its arithmetic; agreeing figures are only counted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bulletin_texts import BULLETINS, TITLE, figures, found, read

from jidi.core.division import DivisionCode
from jidi.core.errors import DefinitionError
from jidi.core.period import Period
from jidi.model.observation import Observation
from jidi.model.reading import Status
from jidi.statistics import Given, Rule, Verdict

PARTS = (
    "1-6月，快递业务量累计完成{total}。1-6月，同城快递业务量累计完成1000.10万件；异地快递业务量累计完成"
    "8000.20万件；国际/港澳台快递业务量累计完成20.30万件。"
)
HEAD = "指标名称 单位 2024年6月份 比去年同期增长(%)\n累计 当月 累计 当月\n"


def known(indicator="express_volume", period="2024-05ytd", value="10", unit="亿件", **more):
    own = {
        "indicator": indicator,
        "published": "快递业务量",
        "division": "14",
        "period": period,
        "value": value,
        "unit": unit,
        "status": "reported",
        "source_kind": "official",
        "source": "an earlier bulletin",
        "scope": "express_2024_comparable",
    }
    return Observation(**(own | more))


def test_a_sound_bulletin_has_no_finding_and_says_what_was_checked():
    text = (BULLETINS / "02_region_cell_per_line.txt").read_text("utf-8")
    bulletin = read(text, title="")
    assert bulletin.findings == ()
    judged = {rule for rule, (n, agreed) in bulletin.checked.items() if n and n == agreed}
    assert judged == {
        *(Rule.SAME, Rule.SUM, Rule.SHARE, Rule.HUNDRED, Rule.WITHIN),
        *(Rule.PART_GROWTH, Rule.SHARE_CHANGE),
    }


@pytest.mark.parametrize("total", ["9020.60万件", "9020.6万件", "0.90亿件", "9021万件"])
def test_parts_that_make_their_total_within_rounding_are_no_finding(total):
    assert not found(read(PARTS.format(total=total)), Rule.SUM)


def test_parts_that_do_not_make_their_total_are_told_with_the_difference():
    bulletin = read(PARTS.format(total="9200.60万件"))
    (finding,) = found(bulletin, Rule.SUM)
    assert finding.verdict is Verdict.CONTRADICTS
    assert "1000.1 + 8000.2 + 20.3 = 9020.6万件 ≠ 9200.60万件" in finding.arithmetic
    assert "Δ -180" in finding.arithmetic
    assert finding.recomputed == Decimal("9020.6")
    total = figures(bulletin)["express_volume", "2024-06ytd"]
    assert total.value == Decimal("9200.60")
    assert total.flags == ("parts_differ",)
    assert total.status is Status.REPORTED


def test_prose_and_table_that_differ_are_told_and_the_table_stands():
    bulletin = read(
        f"1-6月，快递业务量累计完成9200.60万件，同比增长25%。\n\n{HEAD}1.快递业务 万件 9020.60 "
        "1500.1 25 20\n2.邮政公司寄递业务 万件 900.1 100.1 5 5\n"
    )
    (finding,) = found(bulletin, Rule.SAME)
    assert finding.arithmetic == "9200.60万件 ≠ 9020.60万件"
    one = figures(bulletin)["express_volume", "2024-06ytd"]
    assert one.value == Decimal("9020.60")
    assert "two_values_printed" in one.flags


def test_a_rounded_figure_in_prose_agrees_with_the_table_and_the_finer_one_is_kept():
    bulletin = read(
        f"1-6月，快递业务量累计完成0.90亿件。\n\n{HEAD}1.快递业务 万件 9020.60 1500.1 25 20\n"
    )
    assert not bulletin.findings
    assert figures(bulletin)["express_volume", "2024-06ytd"].value == Decimal("9020.60")


def test_two_growth_rates_for_one_figure_are_told():
    text = "1-6月，快递业务量累计完成12.3亿件，同比增长{}%。"
    (finding,) = found(read(text.format("21.6") + text.format("21.16")), Rule.SAME)
    assert finding.arithmetic == "21.6% ≠ 21.16%"
    assert {flag for _, flag in finding.flags} == {"two_values_printed"}


def test_a_share_is_held_against_part_and_total():
    text = (
        PARTS.format(total="9020.60万件")
        + "1-6月，同城、异地、国际/港澳台快递业务量分别占全部快递业务量的"
    )
    assert not found(read(text + "11.09%、88.69%和0.23%。"), Rule.SHARE)
    finding, *_ = found(read(text + "11.90%、87.87%和0.23%。"), Rule.SHARE)
    assert "1000.10万件 ÷ 9020.60万件 = 11.09%" in finding.arithmetic
    assert finding.recomputed.quantize(Decimal("0.01")) == Decimal("11.09")


def test_shares_of_volume_must_make_a_hundred_and_shares_of_revenue_no_more():
    text = (
        "1-6月，同城、异地、国际/港澳台快递业务量分别占全部快递业务量的{}；"
        "业务收入分别占全部快递收入的{}。"
    )
    sound = read(text.format("9.8%、89.4%和0.8%", "6.0%、55%和1.2%"))
    assert not found(sound, Rule.HUNDRED)
    short = read(text.format("9.8%、79.4%和0.8%", "6.0%、55%和1.2%"))
    assert "= 90% < 100%" in found(short, Rule.HUNDRED)[0].arithmetic
    long = read(text.format("9.8%、89.4%和0.8%", "46.0%、55%和1.2%"))
    assert "= 102.2% > 100%" in found(long, Rule.HUNDRED)[0].arithmetic


def test_a_month_above_its_year_to_date_is_told():
    bulletin = read("1-6月，快递业务量累计完成2.3亿件。6月，快递业务量完成2.9亿件。")
    (finding,) = found(bulletin, Rule.WITHIN)
    assert finding.arithmetic == "2.9亿件 > 2.3亿件"
    assert {flag for _, flag in finding.flags} == {"cumulative_differs"}


def test_growth_of_the_parts_must_fit_growth_of_the_total():
    text = (
        "1-6月，快递业务量累计完成9020.60万件，同比增长{}%。1-6月，同城快递业务量累计完成1000.10万件，同比增长"
        "10%；异地快递业务量累计完成8000.20万件，同比增长20%；国际/港澳台快递业务量累计完成20.30万件，同比增长5%。"
    )
    assert not found(read(text.format("18.8")), Rule.PART_GROWTH)
    (finding,) = found(read(text.format("28.8")), Rule.PART_GROWTH)
    assert finding.verdict is Verdict.DOUBTFUL


def test_the_change_of_a_share_must_fit_growth():
    text = (
        "1-6月，快递业务量累计完成10000.0万件，同比增长20.0%。1-6月，同城快递业务量累计完成1000.0万件，同比增长"
        "10.0%。1-6月，同城快递业务量占全部快递业务量的10.0%，比重{}个百分点。"
    )
    assert not found(read(text.format("下降0.9")), Rule.SHARE_CHANGE)
    (finding,) = found(read(text.format("上升0.9")), Rule.SHARE_CHANGE)
    assert finding.recomputed.quantize(Decimal("0.1")) == Decimal("-0.9")


# --- magnitudes and units -------------------------------------------------------------------


def test_a_wrong_unit_is_named_with_the_one_that_fits_and_the_value_never_counts():
    bulletin = read((BULLETINS / "22_wrong_unit.txt").read_text("utf-8"), title="")
    (finding,) = bulletin.findings
    assert (finding.rule, finding.verdict) == (Rule.MAGNITUDE, Verdict.CONTRADICTS)
    assert "80.20亿件 → 80.20万件" in finding.arithmetic
    one = figures(bulletin)["express_volume_international", "2024-04ytd"]
    assert (one.status, str(one.unit)) == (Status.DOUBTFUL, "亿件")


def test_revenue_per_parcel_out_of_range_is_doubted():
    bulletin = read("1-6月，快递业务量累计完成12.3亿件；快递业务收入累计完成95.2万元。")
    (finding,) = found(bulletin, Rule.MAGNITUDE)
    assert "95.2亿元" in finding.reason_zh


@pytest.mark.parametrize(
    ("text", "indicator", "value"),
    [
        (
            "1-6月，快递业务量累计完成9020.60万件；同城快递业务量累计完成1000.10件。1-6月，同城快递业务量占全部快递"
            "业务量的11.09%。",
            "express_volume_same_city",
            "10001000",
        ),
        (
            "1-6月，快递业务量累计完成0.90亿件。1-6月，同城、异地、国际/港澳台快递业务量分别完成1000.10万件、"
            "8000.20件和20.30件。",
            "express_volume_inter_city",
            "80002000",
        ),
        (
            f"6月，快递业务量完成1500.10件。\n\n{HEAD}1.快递业务 万件 9020.60 1500.10 25 20\n",
            "express_volume",
            "15001000",
        ),
    ],
)
def test_a_missing_unit_is_settled_by_shares_parts_or_table(text, indicator, value):
    bulletin = read(text)
    settled = [one for one in bulletin.observations if "unit_missing_in_print" in one.flags]
    assert (indicator, Decimal(value)) in [(one.indicator, one.plain_value) for one in settled]
    assert found(bulletin, Rule.UNIT)[0].verdict is Verdict.NOTICE


@pytest.mark.parametrize("printed", ["9333.74件", "9333.74", "1.23亿"])
def test_a_unit_that_nothing_settles_is_left_open_and_the_value_not_accepted(printed):
    bulletin = read(f"6月，快递业务量完成{printed}，同比增长90.52%。")
    assert not bulletin.observations
    (finding,) = found(bulletin, Rule.UNIT)
    assert finding.verdict is Verdict.DOUBTFUL
    assert bulletin.refused[0].zh == "单位缺失，无法确定"


def test_a_whole_count_of_parcels_is_not_doubted():
    one = figures(read("6月，国际/港澳台快递业务量完成5321件。"))
    assert one["express_volume_international", "2024-06"].plain_value == 5321


def test_shares_without_per_cent_are_settled_by_their_sum():
    text = "1-6月，同城、异地、国际/港澳台快递业务量分别占全部快递业务量的9.8、89.4和0.8。"
    assert len(read(text).observations) == 3
    assert not read(text.replace("89.4", "49.4")).observations


# --- times and places -----------------------------------------------------------------------


def test_cumulative_beside_a_single_month_is_doubted():
    bulletin = read("5月，快递业务量累计完成12.3亿件。")
    (finding,) = found(bulletin, Rule.TIME)
    assert {flag for _, flag in finding.flags} == {"period_doubtful"}


def test_a_time_after_the_title_is_told():
    bulletin = read("1-7月，快递业务量累计完成12.3亿件。")
    assert found(bulletin, Rule.TIME)[0].verdict is Verdict.CONTRADICTS
    assert figures(bulletin)["express_volume", "2024-07ytd"].flags == ("period_doubtful",)


def test_a_table_of_another_month_is_told():
    bulletin = read((BULLETINS / "21_table_of_another_month.txt").read_text("utf-8"), title="")
    assert "2023年8月 ≠ 2023年9月" in [f.arithmetic for f in found(bulletin, Rule.TIME)]
    assert found(bulletin, Rule.TABLE)


def test_one_figure_under_two_times_is_doubted():
    bulletin = read("1-6月，快递业务量累计完成12345.6万件。6月，快递业务量完成12345.6万件。")
    assert any("在两个时期印出同一数" in f.zh for f in found(bulletin, Rule.TIME))


def test_a_bulletin_published_before_its_time_was_over_is_told():
    bulletin = read("日期：2024-05-18\n\n1-6月，快递业务量累计完成12.3亿件。")
    assert "2024-05-18 < 2024-07-01" in [f.arithmetic for f in found(bulletin, Rule.TIME)]


def test_without_a_year_nothing_is_accepted_until_the_user_names_it():
    text = "山西省邮政管理局获悉，1-5月，全省快递业务量累计完成3.89亿件。"
    bulletin = read(text, title="")
    assert not bulletin.observations
    assert "--period" in found(bulletin, Rule.TIME)[0].reason_zh
    named = read(text, title="", given=Given(period=Period.parse("2023-05ytd")))
    (one,) = named.observations
    assert (str(one.period), one.flags) == ("2023-05ytd", ("year_inferred",))


def test_a_date_of_publication_settles_the_year_and_says_so():
    text = "2025-01-22\n\n山西省邮政管理局获悉，1-12月，全省快递业务量累计完成12.89亿件。"
    (one,) = read(text, title="").observations
    assert (str(one.period), one.flags) == ("2024", ("year_inferred",))


def test_without_a_place_nothing_is_accepted_until_the_user_or_the_book_names_it():
    text = "2023年1-5月，全省快递业务量累计完成3.89亿件。"
    assert not read(text, title="").observations
    shanxi = DivisionCode("140000000000")
    for given in (Given(division=shanxi), Given(own_place=shanxi)):
        (one,) = read(text, title="", given=given).observations
        assert (one.division, one.flags) == (shanxi, ("place_inferred",))


def test_what_the_user_says_prevails_over_print_with_a_finding():
    given = Given(division=DivisionCode("150000000000"), period=Period.parse("2020-06ytd"))
    bulletin = read("1-6月，快递业务量累计完成3.89亿件。", given=given)
    (one,) = bulletin.observations
    assert (one.division.short, str(one.period)) == ("15", "2020-06ytd")
    assert set(one.flags) == {"period_misprinted", "place_inferred"}
    assert len([f for f in bulletin.findings if f.verdict is Verdict.CONTRADICTS]) == 2


def test_a_name_that_was_not_counted_in_that_year_is_not_accepted():
    bulletin = read("1-6月，邮政寄递服务业务量累计完成3.89亿件。")
    assert not bulletin.observations
    assert found(bulletin, Rule.SCOPE)[0].verdict is Verdict.DOUBTFUL


def test_a_note_on_constant_prices_must_name_those_of_the_year():
    text = "1-6月，业务总量累计完成160.3亿元。\n\n注：业务总量按2010年不变单价计算。"
    assert found(read(text), Rule.PRICE_BASE)
    assert not found(read(text, title=TITLE.replace("2024", "2019")), Rule.PRICE_BASE)


# --- against what is known ------------------------------------------------------------------


def test_the_same_figure_known_already_is_compared_within_rounding():
    text = "1-6月，快递业务量累计完成12.34亿件。"
    assert not read(
        text, known=[known(period="2024-06ytd", value="123400.2", unit="万件")]
    ).findings
    (finding,) = read(text, known=[known(period="2024-06ytd", value="12.50")]).findings
    assert (finding.rule, finding.verdict) == (Rule.KNOWN, Verdict.DOUBTFUL)
    assert "an earlier bulletin" in finding.reason_en


def test_the_difference_of_cumulative_figures_is_held_against_the_month():
    text = "1-6月，快递业务量累计完成12.34亿件。6月，快递业务量完成2.34亿件。"
    assert not read(text, known=[known(value="10.00")]).findings
    (finding,) = read(text, known=[known(value="9.50")]).findings
    assert finding.rule is Rule.PREVIOUS
    assert "12.34亿件 − 9.50亿件 = 2.84亿件" in finding.arithmetic


def test_growth_against_last_years_value_is_only_a_notice():
    text = "1-6月，快递业务量累计完成12.00亿件，同比增长{}%（按可比口径计算）。"
    last = known(period="2023-06ytd", value="8.00", scope="express_2023")
    assert not read(text.format("50.0"), known=[last]).findings
    (finding,) = read(text.format("25.0"), known=[last]).findings
    assert (finding.rule, finding.verdict) == (Rule.YEAR_BEFORE, Verdict.NOTICE)
    assert "= 50% ≠ 25.0%" in finding.arithmetic
    assert "可比口径" in finding.reason_zh


def test_business_totals_at_other_prices_are_never_compared():
    title = TITLE.replace("2024", "2021")
    last = known(
        "industry_business_total",
        "2020-06ytd",
        "100",
        "亿元",
        published="邮政行业业务总量",
        scope="business_total_2010_prices",
        price_base="2010",
    )
    text = "1-6月，业务总量累计完成60.3亿元，同比增长25%。"
    assert not read(text, title=title, known=[last]).findings


def test_another_magnitude_than_last_year_is_told():
    last = known(period="2023-06ytd", value="8.00", scope="express_2023")
    bulletin = read("1-6月，快递业务量累计完成12.00万件，同比增长25%。", known=[last])
    assert found(bulletin, Rule.MAGNITUDE)
    assert bulletin.observations[0].status is Status.DOUBTFUL


def test_growth_in_times_is_read_as_growth_by_so_much_and_told():
    bulletin = read("1-6月，快递业务量累计完成12.3亿件，同比增长2.8倍。")
    (finding,) = found(bulletin, Rule.WORDING)
    assert finding.arithmetic == "增长2.8倍 → +280.0%"


def test_every_finding_speaks_both_languages_and_points_into_the_text():
    for path in sorted(BULLETINS.glob("*.txt"))[10:22]:
        text = path.read_text("utf-8")
        for finding in read(text, title="").findings:
            assert finding.zh and finding.en
            assert all(0 <= start < end <= len(text) for start, end in finding.spans)


def test_a_wording_that_names_no_published_figure_is_refused(tmp_path, monkeypatch):
    from jidi.model import bulletin_wording

    folder = bulletin_wording._folder()
    for name in ("subjects.toml", "words.toml", "facts.csv"):
        text = (folder / name).read_text("utf-8").replace("邮政行业业务收入", "邮政行业业务收人")
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.setattr(bulletin_wording, "_folder", lambda: tmp_path)
    bulletin_wording.bulletin_wording.cache_clear()
    try:
        with pytest.raises(DefinitionError, match="D-221"):
            bulletin_wording.bulletin_wording()
    finally:
        monkeypatch.undo()
        bulletin_wording.bulletin_wording.cache_clear()
