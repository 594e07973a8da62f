"""What a bulletin says about itself: its time, its place, the day it came out.

Titles have many forms: 2023年5月份山西省邮政行业运行情况, 内蒙古自治区邮政管理局公布2023年1-11月…,
国家邮政局公布2024年…; a newspaper says it in a sentence, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import pairwise

from jidi.core.division import COUNTRY, DivisionCode
from jidi.statistics.flow import Flow, Span
from jidi.statistics.periods import Shape, Stated
from jidi.statistics.tokens import Kind, Lexer, Token, sentences

_TITLE = re.compile(
    r"(?P<lead>[^。;!?\n]{0,48})邮政(?:快递)?(?:行业|业)(?:经济|发展|生产)?(?:运行|发展|经营)(?:统计)?"
    r"(?:情况|公报|数据)"
)
_BUREAU = re.compile(
    "(?:(?P<place>[\u4e00-\u9fff]{2,12}?)邮政管理局|(?P<country>国家邮政局))"
    "(?=.{0,12}(?:公布|发布|获悉|了解|消息|数据|统计|透露|官网|网站|官方|传来|通报))"
)
"""A bureau that says something; one in a page's footer does not."""
_LONGEST_HALF_TITLE = 30
_DAY = re.compile(
    r"(?P<y>20\d\d)(?:(?P<sign>[-/.])(?P<m>1[0-2]|0?[1-9])(?P=sign)(?P<d>3[01]|[12]\d|0?[1-9])(?![\d月])"
    r"|年(?P<m_zh>1[0-2]|0?[1-9])月(?P<d_zh>3[01]|[12]\d|0?[1-9])日)"
)


class Known(Enum):
    """Where the year or the place of a bulletin is known from."""

    PRINTED = auto()
    GIVEN = auto()
    INFERRED = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Heading:
    """What a bulletin says about itself.

    :param stated: the time of its title.
    :param span: the title's place in the source.
    :param year: the year its times without one are in.
    :param month: the month it ends with.
    :param published: the first full date printed.
    """

    stated: Stated | None
    span: Span | None
    year: int | None
    year_known: Known
    month: int | None
    division: DivisionCode | None
    division_known: Known
    published: date | None


def heading_of(flows: Sequence[Flow], lexer: Lexer) -> Heading:
    """The heading, out of the running text in reading order."""
    stated, place, span = _title(flows, lexer)
    tokens = [token for flow in flows for token in lexer.tokens(flow)]
    published = _published(flows)
    first = _first_time(tokens)
    stated_or_first = stated or first
    month = stated_or_first.last_month if stated_or_first is not None else None
    year, year_known = _year(stated or first, tokens, published, month)
    division, division_known = _division(place, flows, tokens, lexer)
    return Heading(stated, span, year, year_known, month, division, division_known, published)


def _title(
    flows: Sequence[Flow], lexer: Lexer
) -> tuple[Stated | None, DivisionCode | None, Span | None]:
    """Time, place and span of the title: the first one with a time, else the first at all."""
    found = [
        (*_read_lead(match["lead"], flow.places[match.start() :], lexer), _span(flow, match))
        for flow in (*flows, *_cut_in_two(flows))
        for match in _TITLE.finditer(flow.text)
    ]
    with_time = [title for title in found if title[0] is not None]
    return (*with_time, *found, (None, None, None))[0]


def _cut_in_two(flows: Sequence[Flow]) -> list[Flow]:
    """Each two short paragraphs in one: a title may be cut in two."""
    return [
        Flow(one.text + other.text, one.places + other.places)
        for one, other in pairwise(flows)
        if max(len(one.text), len(other.text)) <= _LONGEST_HALF_TITLE
    ]


def _span(flow: Flow, match: re.Match[str]) -> Span:
    """The title without what stands before it in its sentence."""
    before = max(match["lead"].rfind(sign) for sign in ",:)] ")
    return flow.source(match.start() + before + 1, match.end())


def _read_lead(
    lead: str, places: Sequence[int], lexer: Lexer
) -> tuple[Stated | None, DivisionCode | None]:
    """Time and place in the words of a title; of several the one named last."""
    tokens = lexer.tokens(Flow(lead, tuple(places[: len(lead)])))
    times = [token.period for token in tokens if token.kind is Kind.PERIOD]
    named: list[tuple[int, DivisionCode]] = [
        (token.span[0], DivisionCode(token.code))
        for n, token in enumerate(tokens)
        if token.kind is Kind.PLACE and not _dates_follow(tokens, n)
    ]
    named += [(token.span[0], COUNTRY) for token in tokens if token.kind is Kind.COUNTRY]
    named += [(places[m.start()], COUNTRY) for m in re.finditer("国家邮政局", lead)]
    return (times[-1] if times else None, max(named)[1] if named else None)


def _dates_follow(tokens: Sequence[Token], n: int) -> bool:
    """Whether a day stands behind a token: 北京5月10日讯 is where a report was written."""
    return n + 1 < len(tokens) and tokens[n + 1].kind is Kind.DATE


def _first_time(tokens: Sequence[Token]) -> Stated | None:
    """The first time that a figure can be of, not the one something is compared with."""
    for sentence in sentences(list(tokens)):
        if not any(token.kind is Kind.NUMBER and token.unit for token in sentence):
            continue
        for n, token in enumerate(sentence):
            compared = n and sentence[n - 1].kind in (Kind.COMPARED_WITH, Kind.OTHER_PERIOD)
            stated = token.period if token.kind is Kind.PERIOD and not compared else None
            if stated is not None and stated.last_month is not None:
                return stated
    return None


def _year(
    stated: Stated | None, tokens: Sequence[Token], published: date | None, month: int | None
) -> tuple[int | None, Known]:
    """The title's year; else the first printed with a time; else what the date implies."""
    if stated is not None and stated.year is not None:
        return stated.year, Known.PRINTED
    printed = [
        t.period.year for t in tokens if t.kind is Kind.PERIOD and t.period and t.period.year
    ]
    if printed:
        return printed[0], Known.PRINTED
    if published is not None and month is not None:
        return published.year - (month >= published.month), Known.INFERRED
    return None, Known.UNKNOWN


def _published(flows: Sequence[Flow]) -> date | None:
    for flow in flows:
        match = _DAY.search(flow.text)
        if match is not None:
            try:
                month, day = match["m"] or match["m_zh"], match["d"] or match["d_zh"]
                return date(int(match["y"]), int(month), int(day))
            except ValueError:
                continue
    return None


def _division(
    place: DivisionCode | None, flows: Sequence[Flow], tokens: Sequence[Token], lexer: Lexer
) -> tuple[DivisionCode | None, Known]:
    """The title's place; else the bureau that publishes; else the only place figures are of."""
    if place is not None:
        return place, Known.PRINTED
    for flow in flows:
        for match in _BUREAU.finditer(flow.text):
            if match["country"]:
                return COUNTRY, Known.PRINTED
            start = match.start("place")
            before = lexer.tokens(Flow(match["place"], flow.places[start : match.end("place")]))
            if before and before[-1].kind is Kind.PLACE:
                return DivisionCode(before[-1].code), Known.PRINTED
    return _before_names(tokens)


def _before_names(tokens: Sequence[Token]) -> tuple[DivisionCode | None, Known]:
    """The one place that stands right before names of indicators; several settle nothing."""
    kinds = (Kind.PLACE, Kind.COUNTRY)
    found = {
        token.code or COUNTRY.text
        for token, after in pairwise(tokens)
        if token.kind in kinds and after.kind in (Kind.SUBJECT, Kind.OWN_PLACE)
    }
    if len(found) != 1:
        return None, Known.UNKNOWN
    return DivisionCode(found.pop()), Known.PRINTED


__all__ = ["Heading", "Known", "Shape", "heading_of"]
