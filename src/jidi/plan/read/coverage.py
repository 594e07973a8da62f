"""Wholes in words: 全覆盖, 全部, 村村通, 每个…一个, and bans of a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from jidi.model.plan_figure import Printed, read_printed
from jidi.model.plan_words import one_of, plan_words
from jidi.plan.read.naming import MASK, head_of, without_lead

Whole = tuple[str, Printed, tuple[int, int], str]
"""Name, figure, place in the clause, and for each of what there is one."""

_HEDGE = "基本(?:上)?(?:实现|达到)?|原则上"
_UNITS_OF_PLACES = (
    "县|旗|旗县|县区|市|乡镇|镇|苏木乡镇|街道|行政村|建制村|嘎查村|村|社区|小区|区县|乡"
)
_MEASURE = re.compile(r"率|比例|占比|水平|的")
_COUNTED = re.compile(r"^(?:全部的?)?\d[\d.,]*[个家处条座]?(?=[\u4e00-\u9fff])|(?:实现|全部)$")
_QUOTES = '“”"'


def coverage_in(text: str, *, places: Sequence[str]) -> Iterator[Whole]:
    """The wholes that a clause states."""
    found: list[tuple[int, int]] = []
    for name, printed, span, per in _all(text, places):
        if not any(start < span[1] and span[0] < end for start, end in found):
            found.append(span)
            yield name, printed, span, per


def _all(text: str, places: Sequence[str]) -> Iterator[Whole]:
    yield from _idioms(text, places)
    yield from _each(text)
    yield from _bans(text, places)
    yield from _wholes(text, places)
    yield from _all_of(text, places)


@cache
def _idiom_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?P<hedge>{_HEDGE})?[{_QUOTES}]?(?:{one_of(idiom.words)})"), idiom.per)
        for idiom in plan_words().coverage.idioms
    )


def _idioms(text: str, places: Sequence[str]) -> Iterator[Whole]:
    for pattern, per in _idiom_patterns():
        for match in pattern.finditer(text):
            if _MEASURE.match(text[match.end() :]):
                continue  # 不再二次包装率 is a measure with a figure of its own
            head = "" if per else head_of(text[: match.start()], places=places).name
            hedge = match["hedge"] or _hedge_before(text[: match.start()])
            words = match[0].removeprefix(match["hedge"] or "").strip(_QUOTES)
            yield f"{_uncounted(head)}{words}", _figure(hedge), match.span(), ""


def _hedge_before(text: str) -> str:
    """基本实现 with a noun between it and the whole: 基本实现建制村“村村通快递”."""
    return "基本" if re.search(r"基本(?:实现|达到)[^,;]{0,12}$", text) else ""


def _uncounted(name: str) -> str:
    """A name without the number of what it names: 80个旗县集散中心."""
    while (found := _COUNTED.search(name)) is not None:
        name = name[: found.start()] + name[found.end() :]
    return name


def _figure(hedge: str | None) -> Printed:
    if hedge and hedge.startswith("基本"):
        return read_printed("基本全覆盖")
    return read_printed("原则上全部" if hedge else "全部")


_EACH = re.compile(
    rf"(?P<hedge>原则上|基本)?每个?(?P<per>{_UNITS_OF_PLACES})(?:都|均|要)?"
    rf"(?P<verb>[\u4e00-\u9fff]{{2,12}}?)一个(?P<noun>[^,。;、{MASK}]{{2,30}})"
)


def _each(text: str) -> Iterator[Whole]:
    for match in _EACH.finditer(text):
        noun = re.split(r"承担|实现|,", match["noun"])[0]
        span = (match.start(), match.start("noun") + len(noun))
        yield f"每个{match['per']}{noun}", _figure(match["hedge"]), span, match["per"]


@cache
def _ban_pattern() -> re.Pattern[str]:
    bans = one_of(plan_words().coverage.bans)
    return re.compile(rf"(?P<ban>{bans})(?P<what>[^,。;{MASK}]{{2,60}})")


def _bans(text: str, places: Sequence[str]) -> Iterator[Whole]:
    for match in _ban_pattern().finditer(text):
        who = head_of(text[: match.start()], places=places).name
        what = match["what"].removeprefix("的")
        yield f"{who}{match['ban']}{what}", read_printed("全部"), match.span(), ""


@cache
def _whole_pattern() -> re.Pattern[str]:
    words = one_of(plan_words().coverage.whole)
    return re.compile(rf"(?P<hedge>{_HEDGE})?(?:实现|达到|完成)?(?:{words})")


def _wholes(text: str, places: Sequence[str]) -> Iterator[Whole]:
    for match in _whole_pattern().finditer(text):
        before, behind = text[: match.start()], text[match.end() :]
        if behind.startswith(("的", "率")):
            continue  # 全覆盖的优势 speaks of a whole, it does not state one
        name = head_of(before, places=places).name or without_lead(behind, places=places)
        hedged = match["hedge"] or before.endswith(("基本", "基本实现"))
        printed = read_printed("基本全覆盖" if hedged else "全覆盖")
        yield _uncounted(name), printed, match.span(), ""


_ALL_OF = re.compile(
    r"(?P<who>[\u4e00-\u9fff、“”]{2,30}?)(?:均)?全部(?P<done>(?:实现)?[\u4e00-\u9fff“”]{2,16})"
    r"|全面(?P<do>实施|建成|实行|普及)(?P<what>[\u4e00-\u9fff“”A-Za-z0-9]{2,24})"
)
_NO_WHOLE = re.compile(r"(?:实现)?(?:覆盖|落实|落地|力量|要素|领域|环节|过程)")


def _all_of(text: str, places: Sequence[str]) -> Iterator[Whole]:
    for match in _ALL_OF.finditer(text):
        if match["do"] and re.search(r"工程|行动|战略|计划|任务|改革|提升", match["what"]):
            continue
        if match["do"]:
            yield match["what"], read_printed("全面"), match.span(), ""
        elif not _NO_WHOLE.match(match["done"]):
            who = without_lead(match["who"], places=places)
            yield f"{who}{match['done']}", read_printed("全部"), match.span(), ""
