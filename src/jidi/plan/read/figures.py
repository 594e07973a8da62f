"""Figures in running text: a number with what stands around it, its unit, and what it may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jidi.core.errors import JidiError, ValueProblem
from jidi.core.quantity import COMPARING_ENDINGS, COMPARING_WORDS
from jidi.core.units import BASE_UNITS, Unit
from jidi.model.plan_figure import Printed, read_printed
from jidi.model.plan_words import one_of

_ARABIC = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = "[零一二两三四五六七八九十百]+"
_MORE_UNITS = (
    *(
        "大",
        "名",
        "所",
        "对",
        "列",
        "架",
        "张",
        "亩",
        "公顷",
        "标箱",
        "艘",
        "支",
        "批",
        "场",
        "期",
        "部",
    ),
    *("万元", "级", "成", "层", "片", "段", "天", "小时", "分钟", "吨", "公里", "千米", "平方米"),
)
_NAMES = [unit.name for unit in BASE_UNITS if unit.name and not unit.name.startswith(("年", "月"))]
_COMPOUND = ("件/日", "件/天", "元/件", "件/小时", "件/人", "元/人", "件/年", "万件/日", "吨/年")
_SIZE = "[十百千]?[万亿]+"
_LETTERS = r"(?:km|m³|㎡|m2|m3|m²|kg|t|h|m|km²)(?![A-Za-z])"
_UNIT = rf"(?:{_SIZE}|[百千])?(?:{one_of([*_NAMES, *_MORE_UNITS, *_COMPOUND])}|{_LETTERS})|{_SIZE}"
_BEFORE = one_of(
    [
        *(w for words in COMPARING_WORDS.values() for w in words),
        *(
            "基本实现",
            "基本达到",
            "基本保持在",
            "力争达到",
            "力争实现",
            "力争",
            "约",
            "近",
            "将近",
            "接近",
        ),
        *("大约", "基本", "达到", "达", "原则上"),
    ]
)
_AFTER = one_of([*(w for words in COMPARING_ENDINGS.values() for w in words), "左右", "上下"])
_FIGURE = re.compile(
    rf"""(?P<lead>(?:{_BEFORE})*)
    (?: (?P<double>翻一番|翻两番|翻三番|翻番)
      | (?P<per>百分之)(?P<per_number>{_CHINESE}|\d+(?:\.\d+)?)
      | (?P<top>\d+)/(?P<bottom>\d+)(?!\d)
      | (?P<tenths>[一二三四五六七八九]|[1-9])成(?P<more_tenths>多)?
      | (?P<portions>[三四五十])分之(?P<part>[一二三四])
      | (?P<number>{_ARABIC})(?P<more1>[余多])?
        (?:(?P<first>%|{_UNIT})?(?P<join>[-—–~～至到])(?P<upper>{_ARABIC}))?
        (?P<more>[余多]|左右)?\s?(?P<unit>{_UNIT})?
      | (?P<chinese>{_CHINESE})(?P<chinese_more>[余多])?(?P<chinese_unit>{_UNIT})
      | (?<=[超逾过])(?P<bare>[百千]?[万亿](?:{one_of(_NAMES)}))
    )
    (?P<after>{_AFTER})?""",
    re.VERBOSE,
)
_NO_FIGURE_AFTER = re.compile(r"年(?!均)|月|日(?!均)|[A-Za-z]|号|届|中全会|:\d|\d*[-.]\d+[-.]\d")
_NO_FIGURE_BEFORE = re.compile(r"[A-Za-z第〔\[]$|[A-Za-z]-?$|(?:专\s?栏|[表图]|附件)$")
_ORDINAL_UNITS = {"级", "期", "大", "成", "层", "段", "点", "位", "节", "字", "次", "类", "种"}
_LEAD_VERBS = re.compile("^(?:达到|达)+")


@dataclass(frozen=True)
class Found:
    """A figure in a text.

    :param span: in the text, comparators and unit included.
    :param printed: as the plan's records write it, without the unit.
    :param unit: as printed, with 万 or 亿; ``%`` for shares, ``倍`` for multiples, empty for none.
    :param chinese: whether the number is written in Chinese numerals (七个).
    """

    span: tuple[int, int]
    number: tuple[int, int]
    text: str
    printed: Printed
    unit: str
    chinese: bool


def figures_in(text: str) -> Iterator[Found]:
    """The figures of a text, from left to right; dates, versions and names are passed over."""
    for match in _FIGURE.finditer(text):
        if _is_name(match, text):
            continue
        found = _found(match)
        if found is not None:
            yield found


def _is_name(match: re.Match[str], text: str) -> bool:
    """Whether the number is part of a date, a document number or a name (5G, 第十四个, 十九大)."""
    start = match.start() + len(match["lead"])
    before, after = text[:start], text[match.end() :]
    if _NO_FIGURE_BEFORE.search(before) or before.endswith("第"):
        return True
    unit = match["unit"] or match["chinese_unit"]
    if match["number"] and not unit and _NO_FIGURE_AFTER.match(after):
        return True
    if match["number"] and unit in ("日", "天") and re.search(r"月$", before):
        return True
    return bool(match["chinese"]) and _is_idiom(match, before, after)


def _is_idiom(match: re.Match[str], before: str, after: str) -> bool:
    """Chinese numerals in set phrases: 一个, 三位一体, 十九大, 一次性, 一批."""
    text, unit = match["chinese"], match["chinese_unit"]
    if text in ("一", "百", "千", "万") and unit not in ("个", "家", "处", "条", "座", "张"):
        return True
    if unit == "大" and (
        text in ("十九", "二十", "十八") or after.startswith(("精神", "报告", "以来"))
    ):
        return True
    if unit in (
        "点",
        "位",
        "次",
        "期",
        "层",
        "段",
        "成",
        "部",
        "批",
        "字",
        "节",
        "日",
        "天",
        "分",
        "元",
    ):
        return True
    return bool(re.search(r"[一二三四五六七八九十“]$", before)) and not before.endswith("“")


def _found(match: re.Match[str]) -> Found | None:
    core, unit = _core(match)
    lead = _LEAD_VERBS.sub("", match["lead"] or "")
    after = match["more1"] or match["more"] or match["chinese_more"] or match["after"] or ""
    percent = "%" if unit == "%" else ""
    for text in (f"{lead}{core}{percent}{after}", f"{_last_word(lead)}{core}{percent}{after}",
                 f"{core}{percent}{after}", f"{core}{percent}"):  # fmt: skip
        try:
            printed = read_printed(text)
        except ValueProblem:
            continue
        start = match.start() + len(match["lead"])
        return Found(
            match.span(), (start, match.end()), match[0], printed, unit, bool(match["chinese"])
        )
    return None


def _core(match: re.Match[str]) -> tuple[str, str]:
    """The number as a record writes it, and its unit."""
    in_words = (
        (match["double"], match["double"], "倍"),
        (match["per"], _arabic(match["per_number"] or "0"), "%"),
        (match["top"], f"{match['top']}/{match['bottom']}", ""),
        (
            match["portions"],
            f"{_arabic(match['part'] or '0')}/{_arabic(match['portions'] or '0')}",
            "",
        ),
        (match["chinese"], match["chinese"], _unit(match["chinese_unit"] or "")),
        (match["tenths"], f"{_arabic(match['tenths'] or '0')}0", "%"),
        (match["bare"], *_sized(match["bare"] or "")),
    )
    for present, core, unit in in_words:
        if present:
            return core, unit
    unit = _unit(match["unit"] or (match["first"] if match["upper"] else "") or "")
    return f"{match['number']}-{match['upper']}" if match["upper"] else match["number"], unit


_SIZES = {"百": "100", "千": "1000", "十": "10"}


def _sized(text: str) -> tuple[str, str]:
    """千万件 without a number is 1000 万件."""
    if text[:1] in _SIZES and text[1:2] in ("万", "亿"):
        return _SIZES[text[0]], _unit(text[1:])
    return "1", _unit(text)


def _arabic(text: str) -> str:
    if text[0].isdecimal():
        return text
    from jidi.core.numerals import parse_number

    try:
        return f"{parse_number(text):f}"
    except JidiError:
        return text


def _unit(text: str) -> str:
    if text == "大":
        return "个"
    found = Unit.find(text)
    return text if found is None else str(found)


def _last_word(lead: str) -> str:
    """The comparator nearest to the number, of several words before it (力争达到, 超过)."""
    found = re.findall(_BEFORE, lead)
    return found[-1] if found else ""
