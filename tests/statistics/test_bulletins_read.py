"""Whole bulletins: every figure found, none invented, whatever the layout and the signs."""

from __future__ import annotations

import re

import pytest
from bulletin_texts import INVENTED, TITLE, read, said_by, truth_of
from hypothesis import given
from hypothesis import strategies as st

from jidi.documents import open_document
from jidi.model.bulletin_wording import bulletin_wording
from jidi.model.observation import FLAGS

TEXTS = [path for path in INVENTED if path.suffix == ".txt"][::3]
FULL_WIDTH = str.maketrans("0123456789.%(),:;-", "０１２３４５６７８９．％（），：；－")
HALF_WIDTH = {ord(full): half for half, full in zip("(),:;%", "（），：；％", strict=True)}
TRADITIONAL = {
    ord(pair[1]): pair[0] for pair in reversed(bulletin_wording().words.characters.split())
}


@pytest.mark.parametrize("path", INVENTED, ids=lambda path: path.stem)
def test_every_figure_of_an_invented_bulletin_is_read_and_none_is_added(path):
    bulletin = read(open_document(path).text, title="")
    truth, read_off = truth_of(path), said_by(bulletin)
    assert {key: said[:3] for key, said in read_off.items()} == {
        key: said[:3] for key, said in truth.items()
    }
    missing = {key: said[3] - read_off[key][3] for key, said in truth.items()}
    assert not any(missing.values())


@pytest.mark.parametrize("path", INVENTED, ids=lambda path: path.stem)
def test_every_figure_points_at_its_own_characters(path):
    text = open_document(path).text
    for one in read(text, title="").statements:
        if one.value is None or (one.growth_text and one.growth == 0):
            continue
        printed = text[slice(*one.span)].translate(str.maketrans(HALF_WIDTH))
        digits = re.sub(r"[^\d]", "", printed.translate(_plain_digits()))
        assert re.sub(r"[^\d]", "", str(abs(one.value))) in digits or one.value == 0


def _plain_digits():
    return {ord("０") + n: str(n) for n in range(10)}


def _spaced(text):
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[\u4e00-\u9fff%])", " ", text)


def _indented(text):
    return "\n".join(f"　　{line}" if line.strip() else line for line in text.split("\n"))


def _framed(text):
    menu = "首页 > 政务公开 > 统计数据\n"
    foot = "\n主办单位：国家邮政局 京ICP备05066888号\n联系电话：010-88323000"
    return menu + text + foot


LAYOUTS = {
    "full-width signs": lambda text: text.translate(FULL_WIDTH),
    "half-width signs": lambda text: text.translate(HALF_WIDTH),
    "traditional characters": lambda text: text.translate(TRADITIONAL),
    "no blank lines": lambda text: re.sub("\n{2,}", "\n", text),
    "an em dash in the period": lambda text: re.sub(r"(?<=1)-(?=\d{1,2}月)", "—", text),
    "hard blanks": lambda text: text.replace(" ", "\u00a0"),
    "blanks around numbers": _spaced,
    "indented": _indented,
    "a page around it": _framed,
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_signs_and_layout_change_no_figure(layout):
    for path in TEXTS:
        truth = {key: said[:3] for key, said in truth_of(path).items()}
        changed = read(LAYOUTS[layout](path.read_text("utf-8")), title="")
        assert {key: said[:3] for key, said in said_by(changed).items()} == truth, path.stem


def test_flags_are_known():
    for path in INVENTED:
        for one in read(open_document(path).text, title="").observations:
            assert set(one.flags) <= set(FLAGS)


WORDS = (
    *(
        "1-5月",
        "5月份",
        "上半年",
        "2023年",
        "去年同期",
        "，",
        "。",
        "；",
        "、",
        "和",
        "分别",
        "\n",
        "\t",
    ),
    *(
        "快递业务量",
        "业务收入",
        "邮政行业",
        "同城",
        "异地",
        "国际/港澳台",
        "占全部快递业务量的",
        "比重",
    ),
    *(
        "累计完成",
        "同比增长",
        "下降",
        "持平",
        "较",
        "预计",
        "（注1）",
        "(",
        ")",
        "指标名称",
        "单位",
        "当月",
    ),
    *(
        "12.5",
        "万件",
        "亿",
        "%",
        "个百分点",
        "倍",
        "3,456.7",
        "-",
        "CR8为",
        "一、",
        "其中：",
        "山西",
        "全国",
    ),
)


@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_no_text_however_broken_breaks_the_reader(words):
    text = "".join(words)
    bulletin = read(text)
    whole = TITLE + text
    for place in [*bulletin.statements, *bulletin.left_over]:
        assert 0 <= place.span[0] < place.span[1] <= len(whole)
    accepted = {n for each in bulletin.accepted for n in each.statements}
    refused = {each.statement for each in bulletin.refused}
    assert accepted | refused == set(range(len(bulletin.statements)))
    assert not accepted & refused


@given(
    st.text(
        alphabet="快递业务量收入完成同比增长0123456789.%万亿件元，。；（）\n\t 月年1-", max_size=200
    )
)
def test_no_soup_of_characters_breaks_the_reader(text):
    read(text, title="")
