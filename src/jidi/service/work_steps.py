"""What long work is doing, in words: the solvers name their steps in English and without a face."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from jidi.core.errors import Language

STEP_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "bound": ("求下界", "bounding the cost from below"),
    "clash": ("没有方案，查找冲突与改法", "no design: what clashes, what mends it"),
    "explain": ("逐一求没有该枢纽的方案", "designing without each hub"),
    "feeders": ("规划县乡干线", "planning feeders"),
    "flows": ("分配流量", "routing the flows"),
    "ground": ("铺设地形与道路", "laying out the ground"),
    "losses": ("逐一拿掉枢纽和线路", "taking hubs and lanes away one by one"),
    "levels": ("按层级求枢纽", "designing hubs with levels"),
    "lines": ("搜索乡村线路", "searching lines"),
    "outlines": ("读取区划边界", "reading outlines"),
    "places": ("选址并安排冷藏车", "choosing places and trucks"),
    "proof": ("证明最优", "proving it best"),
    "register": ("填写台账", "filling the register"),
    "routes": ("选择口岸与线路", "choosing gateways and lines"),
    "search": ("搜索方案", "searching designs"),
    "volumes": ("求几亿件时用满", "finding the volume that fills"),
    "waves": ("安排波次与格口", "planning waves and chutes"),
    "weekdays": ("逐日核对", "checking every weekday"),
    "why": ("反过来求一个方案", "designing the contrary"),
    "worth": ("求每增一千克的差额", "what a kilogram more is worth"),
    "指标 targets": ("计算指标", "reading the targets"),
    "各市 cities": ("计算各市", "reading the cities"),
    "检查 checks": ("检查数据", "checking the data"),
}
"""Steps by name; others are names of places and stand as they are."""
_YUAN: Final = r"(?P<yuan>[\d,]+) yuan a day"
_SENTENCES: Final = (
    (
        rf"(?P<ways>\d+) ways, (?P<cuts>\d+) cuts, {_YUAN}",
        "{ways} 条走法、{cuts} 条割，{yuan} 元/日",
    ),
    (rf"bound {_YUAN}", "下界 {yuan} 元/日"),
    (
        rf"ends (?P<n>\d+): {_YUAN}, short of promises (?P<kg>[\d,]+) kg",
        "第 {n} 轮末端计划：{yuan} 元/日，守时尚缺 {kg} 千克",
    ),
    (rf"prices (?P<n>\d+): {_YUAN}", "第 {n} 轮定价：{yuan} 元/日"),
    (r"(?P<what>.+): none yet", "{what}：尚无方案"),
    (
        rf"(?P<what>.+): {_YUAN}, (?P<gap>[\d.]+%) above the bound",
        "{what}：{yuan} 元/日，高于下界 {gap}",
    ),
    (rf"(?P<what>.+): {_YUAN}", "{what}：{yuan} 元/日"),
)
"""What the search of trunk lines says while it works, and the same in Chinese."""
_WHAT: Final = (
    (r"begins", "初始方案"),
    (r"between", "组合各方案"),
    (r"all lanes", "改善全部线路"),
    (r"settled", "收尾"),
    (r"days of the week", "按一周各日计"),
    (r"part (\d+)", "改善第 {0} 部分"),
    (r"gathered (\d+)", "归并 {0}"),
    (r"rounded (\d+)", "取整 {0}"),
    (r"dive(?: (\d+))?", "取整搜索"),
    (r"plans(?: (\d+))?", "由末端计划取整"),
    (r"around (.+)", "改善 {0} 周围"),
)


def step_words(step: str, lang: Language) -> str:
    """The step of long work in words."""
    if step in STEP_WORDS:
        return STEP_WORDS[step][lang == "en"]
    if lang == "en":
        return step
    for pattern, said in _SENTENCES:
        if (found := re.fullmatch(pattern, step)) is not None:
            parts = found.groupdict()
            return said.format(**{**parts, "what": _what(parts.get("what", ""))})
    return step


def _what(text: str) -> str:
    for pattern, said in _WHAT:
        if (found := re.fullmatch(pattern, text)) is not None:
            return said.format(*found.groups())
    return text
