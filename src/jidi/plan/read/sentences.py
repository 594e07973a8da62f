"""Sentences and clauses, and the dates that hold in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jidi.plan.read.flow import Flow
from jidi.plan.read.layout import Paragraph

_STOP = re.compile(
    r"[。;!?]|(?<=[\u4e00-\u9fff”»》])\.|(?<=[)%])\.(?!\d)|(?<=[\d①-⑳])\.(?=[\u4e00-\u9fff“])"
)
_COMMA = re.compile(r"[,:]")
_OPEN, _CLOSE = "(“《«「", ")”》»」"


@dataclass(frozen=True)
class Period:
    """What a plan covers: the year it starts from and the year it ends with."""

    base: int
    target: int


@dataclass(frozen=True)
class Dated:
    """A date in a clause.

    :param due: the last day it allows.
    :param compared: whether it names the year something is compared with (比2015年).
    :param opens: whether it names the earlier year of a «from … to …» (由2015年的…).
    """

    span: tuple[int, int]
    due: date
    compared: bool
    opens: bool


@dataclass(frozen=True)
class Sentence:
    """One sentence of a paragraph.

    :param order: number of its paragraph, then of itself.
    """

    flow: Flow
    paragraph: Paragraph
    order: tuple[int, int]


def sentences(paragraphs: tuple[Paragraph, ...]) -> Iterator[Sentence]:
    """Every sentence in order."""
    for p, paragraph in enumerate(paragraphs):
        for s, flow in enumerate(paragraph.flow.split(_STOP)):
            yield Sentence(flow.stripped(" ,"), paragraph, (p, s))


def clauses(flow: Flow) -> Iterator[Flow]:
    """The parts of a sentence between commas that stand outside brackets and quotes."""
    depth, start = 0, 0
    for n, sign in enumerate(flow.text):
        depth += (sign in _OPEN) - (sign in _CLOSE)
        thousands = sign == "," and re.fullmatch(r"\d,\d{3}(?!\d).?", flow.text[n - 1 : n + 5][:6])
        if sign in ",:" and depth <= 0 and not (thousands and _is_number(flow.text, n)):
            if n > start:
                yield flow.part(start, n)
            start = n + 1
    if start < len(flow):
        yield flow.part(start, len(flow))


def _is_number(text: str, comma: int) -> bool:
    """Whether the comma parts thousands: 12,300 and no further digit."""
    return bool(
        re.search(r"(?<!\d)\d{1,3}$", text[:comma])
        and re.match(r"\d{3}(?!\d|年)", text[comma + 1 :])
    )


_CHINESE_DIGITS = {sign: n for n, sign in enumerate("零一二三四五六七八九十")}
_PERIOD_NAME = r"[“\"']?十(?P<p{0}>[一二三四五])五[”\"']?"
_COMPARING = r"(?P<compare>比|较|与|以|相比于|对比|同)?"
_DATES = re.compile(
    rf"{_COMPARING}(?:"
    r"(?P<y1>(?:19|20)\d\d)年?[-—–~至到](?P<y2>(?:19|20)\d\d)年"
    r"|(?:(?<!\d)(?P<year>(?:19|20)\d\d)年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?|"
    r"(?P<half>上半年)|(?P<end>底|末|年底|年末|前|底前|末前|以前)?)?)"
    rf"|{_PERIOD_NAME.format(1)}(?:时期|期间|规划期间|规划)?(?P<period_end>期末|末期|末|结束时)?"
    r"|(?P<within>[一二两三四五六七八九十\d])年(?:之?内|左右的时间)"
    r"|(?P<final>规划期末|期末|到期末)"
    r")"
)
_END_OF_TENTH_PERIOD = 2005


def dates_in(text: str, period: Period) -> tuple[Dated, ...]:
    """The dates of a text, with the year each allows at last."""
    found = []
    for match in _DATES.finditer(text):
        due = _due(match, period)
        if due is None:
            continue
        compared = bool(match["compare"]) or _is_base_of_multiple(text[match.end() :])
        start = match.start() if compared else match.start() + len(match["compare"] or "")
        opens = text[: match.start()].endswith(("由", "从", "自"))
        found.append(Dated((start, match.end()), due, compared, opens))
    return tuple(found)


def stated_dates(text: str, period: Period) -> list[Dated]:
    """The dates at which something is to hold: none that is only compared with or started from."""
    return [d for d in dates_in(text, period) if not d.compared and not d.opens]


def _is_base_of_multiple(rest: str) -> bool:
    """是2015年的3.61倍: the year is what is compared with."""
    return bool(re.match(r"的?[\d.]+倍|相比|(?:增长|提高)", rest)) and not rest.startswith("提高到")


def _due(match: re.Match[str], period: Period) -> date | None:
    if match["y1"]:
        return date(int(match["y2"]), 12, 31)
    if match["year"]:
        return _day(match)
    if match["p1"]:
        return date(_END_OF_TENTH_PERIOD + 5 * _CHINESE_DIGITS[match["p1"]], 12, 31)
    if match["within"]:
        text = match["within"]
        years = 2 if text == "两" else _CHINESE_DIGITS.get(text) or int(text)
        # Plans are issued in the year after their base, so that «within three years» is base + 4.
        return date(min(period.base + 1 + years, period.target), 12, 31)
    return date(period.target, 12, 31)


def _day(match: re.Match[str]) -> date | None:
    year, month = int(match["year"]), int(match["month"] or 12)
    if match["half"]:
        return date(year, 6, 30)
    if not 1 <= month <= 12:
        return None
    last = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    day = int(match["day"] or last)
    if (match["end"] or "").endswith("前") and match["end"] in ("前", "以前"):
        year -= 1  # 2023年前: before 2023 begins
    return date(year, month, min(max(day, 1), last))
