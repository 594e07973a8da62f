"""Charts: axes that hold their values, lines that break where nothing is known."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from jidi.report.document import Chart, Line
from jidi.report.drawing.axis import axis_for
from jidi.report.drawing.native import native_chart
from jidi.report.drawing.picture import legend, picture
from jidi.report.pieces import Name

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
VALUES = st.decimals("-1e6", "1e9", places=4)


def chart(*values: str | None, synthetic: tuple[bool, ...] = ()) -> Chart:
    known = tuple(None if v is None else Decimal(v) for v in values)
    years = tuple(f"{2020 + n}年" for n in range(len(values)))
    line = Line("actual", "实际值", known, synthetic=synthetic)
    return Chart((Name("快递业务量"),), "图1", "亿件", years, (line,), 2, "合成数据※")


@given(st.lists(VALUES, min_size=1, max_size=12))
def test_an_axis_holds_its_values_in_a_few_round_steps(values):
    axis = axis_for(values)
    assert axis.low <= min(values) <= max(values) <= axis.high
    assert 2 <= len(axis.ticks) <= 9
    assert axis.ticks[0] == axis.low
    assert axis.ticks[-1] == axis.high


@given(st.decimals("0.01", "1e6", places=2))
def test_a_flat_line_does_not_look_wild(value):
    axis = axis_for([value, value])
    assert axis.high - axis.low >= value * Decimal("0.03")


def test_small_values_beside_large_ones_begin_at_zero():
    assert axis_for([Decimal(10), Decimal(100)]).begins_at_zero
    assert not axis_for([Decimal(90), Decimal(100)]).begins_at_zero


def test_a_line_breaks_where_no_value_is_known():
    drawn = str(picture(chart("5", None, "7", "8")))
    (course,) = (part.split('"')[0] for part in drawn.split(' d="')[1:] if part.startswith("M"))
    assert course.count("M") == 2
    assert course.count("L") == 1


def test_synthetic_values_look_different_and_are_named():
    plain, mixed = chart("5", "6"), chart("5", "6", synthetic=(False, True))
    assert "合成数据" not in str(legend(plain))
    assert "合成数据※" in str(legend(mixed))
    assert str(picture(mixed)).count("#9EC5E8") == 1


def test_a_native_chart_says_that_lines_are_straight_and_gaps_stay_open():
    made = native_chart(
        chart("5", None, "7"), latin="Times New Roman", east_asian="宋体", relation="rId1"
    )
    root = etree.fromstring(made.xml)
    assert [e.get("val") for e in root.iter(f"{C}smooth")] == ["0"]
    assert [e.get("val") for e in root.iter(f"{C}dispBlanksAs")] == ["gap"]
    assert [e.get("val") for e in root.iter(f"{C}ptCount")].count("3") == 2
    values = root.find(f".//{C}val//{C}numCache")
    assert [(p.get("idx"), p[0].text) for p in values.iter(f"{C}pt")] == [("0", "5"), ("2", "7")]
