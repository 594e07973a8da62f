"""Chinese figures and units inside English text; what is a quotation stays as it is."""

from __future__ import annotations

import re

from jidi.core.errors import Language
from jidi.service.phrasing import unit_name

_HAN = "\u4e00-\u9fff"
_NUMBER = r"(\d[\d,]*(?:\.\d+)?(?:[-–]\d+(?:\.\d+)?)?%?)"
_BEFORE = {
    "超过": ">",
    "突破": ">",
    "不小于": "≥",
    "基本实现": "largely ",
    "力争": "strive for ",
    "原则上": "in principle ",
    "约": "≈",
    "达到": "",
    "完成": "",
}
_AFTER = {"以上": "≥", "以下": "≤", "左右": "≈", "余": ">"}
_WORDS = {
    "全覆盖": "100 %",
    "全部": "100 %",
    "全面": "100 %",
    "原则上全部": "in principle 100 %",
    "基本全覆盖": "largely 100 %",
    "翻番": "double",
    "基本实现": "largely",
    "现价": "current prices",
    "不变价": "constant prices",
    "可比价": "comparable prices",
    "未注明": "not stated",
    "脚注①正文缺失": "footnote ① has no text",
    "年均增速": "mean annual growth",
    "累计": "cumulative",
    "县": "county",
    "乡镇": "township",
    "行政村": "administrative village",
    "盟市": "league or city",
    "旗县": "banner or county",
    "苏木乡镇": "sumu or township",
    "嘎查村": "gacha or village",
    **{sign: str(number) for number, sign in enumerate("一二三四五六七八九十", start=1)},
}
_MARKS = {"、": ", ", "，": ", ", "；": "; ", "：": ": ", "（": " (", "）": ")"}
_OPERATOR_BEFORE = re.compile(rf"({'|'.join(_BEFORE)})(\s?){_NUMBER}")
_OPERATOR_AFTER = re.compile(rf"{_NUMBER}({'|'.join(_AFTER)})")
_UNIT_BEHIND = re.compile(rf"(?<=[\d%])\s?([{_HAN}]+(?:/[{_HAN}]+)?)")
_WORD_ALONE = re.compile(rf"(?<![{_HAN}])([{_HAN}①-⑨]+)(?![{_HAN}])")


def phrase(text: str, lang: Language) -> str:
    """An English text with the figures, units and marks in it in English; a Chinese one as is."""
    if lang == "zh":
        return text
    text = _OPERATOR_BEFORE.sub(lambda m: _BEFORE[m[1]] + m[3], text)
    text = _OPERATOR_AFTER.sub(lambda m: _AFTER[m[2]] + m[1], text)
    text = _UNIT_BEHIND.sub(_unit, text)
    text = _WORD_ALONE.sub(lambda m: _WORDS.get(m[1], _as_unit(m[1]) or m[1]), text)
    if not _has_words(text):
        for sign, plain in _MARKS.items():
            text = text.replace(sign, plain)
    return text.replace("、", ", ")


def _has_words(text: str) -> bool:
    return re.search(f"[{_HAN}]", text) is not None


def _unit(found: re.Match[str]) -> str:
    name = _as_unit(found[1])
    if name is None:
        return found[0]
    return f" {name}" if name else ""


def _as_unit(word: str) -> str | None:
    """The unit in English; None when the word is no unit."""
    name = unit_name(word, "en")
    return None if _has_words(name) else name
