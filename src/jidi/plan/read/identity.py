"""What the document is: title, place, the years it covers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jidi.plan.read.flow import Flow, joined
from jidi.plan.read.known import Known, Place
from jidi.plan.read.layout import Layout
from jidi.plan.read.sentences import Period
from jidi.plan.read.table import IndicatorTable

_TITLE = re.compile(r"规划|计划|纲要|方案")
_FIVE_YEARS = re.compile(r"[“\"']?十([一二三四五])五[”\"']?")
_YEARS = re.compile(r"(20\d\d)年?[-—–~至到](20\d\d)年?")
_AIM = re.compile(r"到(20\d\d)年")
_END_OF_TENTH_PERIOD = 2005
_DATE_LINE = re.compile(r"[\d〇零一二三四五六七八九十年月日\s.]+")
_KINDS_OF_REGION = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:省|自治区|特别行政区|市|自治州|州|盟|地区|县|自治县|旗|区)"
)


@dataclass(frozen=True)
class Identity:
    """Title and place as printed, code and names of the place, the years.

    :param names: full and short names of the region, to be left out of names of measures.
    :param found_period: whether the years stand in the document.
    """

    title: str
    title_at: Flow | None
    region: str
    code: str
    names: tuple[str, ...]
    period: Period
    found_period: bool


def identity_of(
    layout: Layout, tables: Sequence[IndicatorTable], text: str, known: Known
) -> Identity:
    """Title, place and period of a document.

    :param text: all of it, cleaned.
    """
    title = _title(layout)
    heads = [title.text if title else "", *(t.title.text for t in tables if t.title)]
    heads += [h.flow.text for h in layout.headings if "目标" in h.flow.text]
    period, found = _period(heads, tables, text)
    region, code, names = _region([*heads, text[:3000]], known)
    return Identity(title.text if title else "", title, region, code, names, period, found)


def _title(layout: Layout) -> Flow | None:
    """The lines of the title page up to the one that says 规划."""
    lines = [line.flow for line in layout.front if not _DATE_LINE.fullmatch(line.text)]
    for end, flow in enumerate(lines):
        if _TITLE.search(flow.text) or _FIVE_YEARS.search(flow.text):
            start = end
            while start and len(lines[start - 1]) >= 2 and end - start < 2:
                if re.search(r"[〔\[]\d{4}|文件|通知|印发|附件|\d", lines[start - 1].text):
                    break
                start -= 1
            return joined(lines[start : end + 1])
    return None


def _period(
    heads: Sequence[str], tables: Sequence[IndicatorTable], text: str
) -> tuple[Period, bool]:
    for head in heads:
        years = _YEARS.search(head)
        if years is not None:
            return Period(int(years[1]) - 1, int(years[2])), True
        plan = _FIVE_YEARS.search(head)
        if plan is not None:
            return _of_number(plan[1]), True
    named = sorted({c.year for table in tables for c in table.columns if c.year})
    if len(named) > 1:
        return Period(named[0], named[-1]), True
    plans = Counter(_FIVE_YEARS.findall(text))
    aims = Counter(int(year) for year in _AIM.findall(text))
    if aims:
        aim = max(aims, key=lambda year: (aims[year], -year))
        return Period(aim - 5, aim), True
    if plans:
        return _of_number(max(plans, key=lambda number: plans[number])), True
    return Period(2020, 2025), False


def _of_number(number: str) -> Period:
    end = _END_OF_TENTH_PERIOD + 5 * "零一二三四五".index(number)
    return Period(end - 5, end)


def _region(texts: Sequence[str], known: Known) -> tuple[str, str, tuple[str, ...]]:
    """The place a title names first, in full; its own words where no roster knows it."""
    for text in texts:
        found = [
            (text.find(name), -len(name), place)
            for place in known.places
            for name in place.names
            if name in text
        ]
        if found:
            first = min(found, key=lambda entry: entry[:2])
            place = _finest(text, first[0], known) or first[2]
            return place.names[0], place.code, _names(place.names, known, place.code)
        printed = _KINDS_OF_REGION.match(text.lstrip("“"))
        if printed is not None:
            return printed[0], "", (printed[0], printed[0][:-1])
    return "", "", ()


def _finest(text: str, start: int, known: Known) -> Place | None:
    """Of names that follow one another (河南省郑州市), the last one."""
    place: Place | None = None
    at = start
    while True:
        here = [
            (len(name), p) for p in known.places for name in p.names if text.startswith(name, at)
        ]
        if not here:
            return place
        length, place = max(here, key=lambda entry: entry[0])
        at += length


def _names(names: tuple[str, ...], known: Known, code: str) -> tuple[str, ...]:
    """Names of the place and of the province it lies in, the longest first."""
    province = code[:2] + "0" * 10
    above = next((p.names for p in known.places if p.code == province), ())
    kinds = ("自治区",) if any("自治区" in name for name in (*names, *above)) else ()
    return tuple(sorted({*names, *above, *kinds}, key=len, reverse=True))
