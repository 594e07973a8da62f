"""The words of a bulletin: what each stretch of plain text is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from types import MappingProxyType

from jidi.core.numerals import ARABIC_NUMBER, chinese_number, parse_number
from jidi.model.bulletin_wording import Subject, Wording
from jidi.statistics.flow import Flow, Span
from jidi.statistics.periods import PERIOD, Stated, stated_period
from jidi.statistics.places import Places


class Kind(Enum):
    """What a token is."""

    PERIOD = auto()
    DATE = auto()
    NUMBER = auto()
    SUBJECT = auto()
    PLACE = auto()
    OWN_PLACE = auto()
    COUNTRY = auto()
    CUMULATIVE = auto()
    RESPECTIVELY = auto()
    SHARE = auto()
    SHARE_OF = auto()
    ABOUT = auto()
    AT_LEAST = auto()
    FORECAST = auto()
    YEAR_ON_YEAR = auto()
    OTHER_BASE = auto()
    COMPARED_WITH = auto()
    RISE = auto()
    FALL = auto()
    FLAT = auto()
    NEARLY = auto()
    DOUBLED = auto()
    QUALIFIER = auto()
    OTHER_PERIOD = auto()
    FILLER = auto()
    BRACKET = auto()
    AND = auto()
    COMMA = auto()
    SEMICOLON = auto()
    STOP = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    :param span: its place in the source.
    :param value: of a number, with the printed decimals.
    :param unit: behind a number as printed, without blanks: 万件, 亿, %, %%; empty when missing.
    :param more: 多 or 余 stands behind the number.
    :param subject: what a name counts.
    :param period: of a period.
    :param code: the division code of a place.
    """

    kind: Kind
    text: str
    span: Span
    value: Decimal | None = None
    unit: str = ""
    more: bool = False
    subject: Subject | None = None
    period: Stated | None = None
    code: str = ""


_DATE = re.compile(
    r"(?:\d{4}-\d\d-\d\d|\d{4}/\d\d?/\d\d?|\d{4}\.\d\d\.\d\d|(?:\d{4}年)?\d{1,2}月\d{1,2}日"
    r"|\d{1,2}[日号])(?P<until>(?:-|–|—+|~|至|到)(?:\d{1,2}月)?\d{1,2}日)?(?:\d\d:\d\d(?::\d\d)?)?"
)
_OTHER_MONTHS = re.compile(r"(?:[2-9]|1[0-2])月?份?(?:-|–|—+|~|至|到)(?:1[0-2]|[1-9])月份?")
_TIMES = "(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万)"
_BASE = "(?:人次|架次|平方米|公里|件|元|份|笔|票|单|倍|分|‰|%+)"
_NUMBER = re.compile(
    rf"(?P<per>百分之)?(?P<value>{ARABIC_NUMBER}) ?(?P<more>[多余])?"
    rf"(?P<times>{_TIMES})?(?P<still>[多余](?=个?{_BASE}))?(?P<unit>个百分点|百分点|{_BASE})?"
)
_CHINESE_PERCENT = re.compile("百分之(?P<value>[零一二三四五六七八九十百点]+)")
_SHORT_CHANGE = re.compile(r"(?P<rise>[增升涨])了?(?=[\d+-])|(?P<fall>[降减跌])了?(?=[\d+-])")
_CHANGE_INSIDE = re.compile(r"(?:同比|增长|下降|上升|提高|比去年|比上年)[^()]*\d|[+-]\d[\d.]*%")
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?!\d)")
_SIGNS = {
    ")": Kind.COMMA,
    "、": Kind.AND,
    ",": Kind.COMMA,
    ":": Kind.COMMA,
    ";": Kind.SEMICOLON,
    **dict.fromkeys("。!?\n|", Kind.STOP),
}
_LIST_WORDS = ("以及", "及", "和", "与")
_IDLE = frozenset(" \"'“”‘’·•*#《》〈〉[]【】<>_…")
"""Signs without meaning, wherever they stand."""
_BRACKETED = re.compile(r"\((?:[^()。\n]|\([^()。\n]{0,60}\)){0,200}\)")
"""A bracket with all in it; it ends in its own sentence, or holds nothing."""
_FIRSTS = "0123456789+-(增升涨降减跌第前上下全当本今年以元一二三四五六七八九十百"
"""What times, numbers, changes and brackets begin with; words have their own first signs."""

Entry = tuple[Kind, Subject | None, str]


class Lexer:
    """Cuts plain text into tokens by one wording and the places that may be named."""

    def __init__(self, wording: Wording, places: Places) -> None:
        self._entries = _entries(wording, places)
        longest_first = sorted(self._entries, key=len, reverse=True)
        self._words = re.compile("|".join(re.escape(word) for word in longest_first))
        readers = (self._bracket, self._change, self._time, self._number, self._word)
        self._readers = readers
        self._firsts = {word[0] for word in self._entries} | set(_FIRSTS) | _SIGNS.keys() | _IDLE

    def tokens(self, flow: Flow) -> list[Token]:
        """The tokens of a flow, in order; unknown words come as one token each."""
        found: list[Token] = []
        at, unknown = 0, -1
        while at < len(flow.text):
            token, end = self._next(flow, at)
            if token is None and end == at:  # a character of an unknown word
                unknown = at if unknown < 0 else unknown
                at += 1
                continue
            if unknown >= 0:
                found.append(_token(flow, Kind.WORD, unknown, at))
                unknown = -1
            if token is not None:
                found.append(token)
            at = end
        if unknown >= 0:
            found.append(_token(flow, Kind.WORD, unknown, at))
        return found

    def _next(self, flow: Flow, at: int) -> tuple[Token | None, int]:
        """The token at a place and where it ends; nothing and the place itself when none is."""
        sign = flow.text[at]
        if sign not in self._firsts:
            return None, at
        for read in self._readers:
            token, end = read(flow, at)
            if token is not None:
                return token, end
        if sign in _SIGNS:
            return _token(flow, _SIGNS[sign], at, at + 1), at + 1
        return None, at + (sign in _IDLE)

    def _bracket(self, flow: Flow, at: int) -> tuple[Token | None, int]:
        if flow.text[at] != "(" or self._words.match(flow.text, at):
            return None, at
        match = _BRACKETED.match(flow.text, at)
        end = match.end() if match is not None else at + 1
        if _CHANGE_INSIDE.search(flow.text, at, end):
            return _token(flow, Kind.COMMA, at, at + 1), at + 1
        return _token(flow, Kind.BRACKET, at, end), end

    def _change(self, flow: Flow, at: int) -> tuple[Token | None, int]:
        match = _SHORT_CHANGE.match(flow.text, at)
        if match is None:
            return None, at
        kind = Kind.RISE if match["rise"] else Kind.FALL
        return _token(flow, kind, *match.span()), match.end()

    def _time(self, flow: Flow, at: int) -> tuple[Token | None, int]:
        if at and flow.text[at].isdigit() and flow.text[at - 1] in "0123456789.-":
            return None, at  # the tail of a number is no time
        match = _CLOCK.match(flow.text, at)
        if match is not None:
            return _token(flow, Kind.FILLER, *match.span()), match.end()
        match = _DATE.match(flow.text, at)
        if match is not None:
            kind = Kind.OTHER_PERIOD if match["until"] else Kind.DATE
            return _token(flow, kind, *match.span()), match.end()
        match = _OTHER_MONTHS.match(flow.text, at)
        if match is not None:
            return _token(flow, Kind.OTHER_PERIOD, *match.span()), match.end()
        match = PERIOD.match(flow.text, at)
        stated = stated_period(match) if match is not None else None
        if match is None or stated is None:
            return None, at
        return _token(flow, Kind.PERIOD, *match.span(), period=stated), match.end()

    def _number(self, flow: Flow, at: int) -> tuple[Token | None, int]:
        match = _CHINESE_PERCENT.match(flow.text, at)
        if match is not None:
            value = chinese_number(match["value"])
            return _token(flow, Kind.NUMBER, *match.span(), value=value, unit="%"), match.end()
        match = _NUMBER.match(flow.text, at)
        if match is None:
            return None, at
        token = _token(
            flow,
            Kind.NUMBER,
            *match.span(),
            value=parse_number(match["value"]),
            unit="%" if match["per"] else (match["times"] or "") + (match["unit"] or ""),
            more=(match["more"] or match["still"]) is not None,
        )
        return token, match.end()

    def _word(self, flow: Flow, at: int) -> tuple[Token | None, int]:
        match = self._words.match(flow.text, at)
        if match is None:
            return None, at
        kind, subject, code = self._entries[match[0]]
        return _token(flow, kind, *match.span(), subject=subject, code=code), match.end()


def sentences(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens between full stops, without the stops."""
    current: list[Token] = []
    for token in tokens:
        if token.kind is Kind.STOP:
            if current:
                yield current
            current = []
        else:
            current.append(token)
    if current:
        yield current


def _token(flow: Flow, kind: Kind, start: int, end: int, **more: object) -> Token:
    return Token(kind, flow.text[start:end], flow.source(start, end), **more)  # type: ignore[arg-type]


def _entries(wording: Wording, places: Places) -> Mapping[str, Entry]:
    words = wording.words
    lists = {
        Kind.FILLER: words.filler,
        Kind.QUALIFIER: words.qualifier,
        Kind.OTHER_PERIOD: words.other_period,
        Kind.CUMULATIVE: words.cumulative,
        Kind.RESPECTIVELY: words.respectively,
        Kind.SHARE: words.share,
        Kind.SHARE_OF: words.share_of,
        Kind.ABOUT: words.about,
        Kind.AT_LEAST: words.at_least,
        Kind.FORECAST: words.forecast,
        Kind.YEAR_ON_YEAR: words.year_on_year,
        Kind.OTHER_BASE: words.other_base,
        Kind.COMPARED_WITH: words.compared_with,
        Kind.RISE: words.rise,
        Kind.FALL: words.fall,
        Kind.FLAT: words.flat,
        Kind.NEARLY: words.nearly,
        Kind.DOUBLED: words.doubled,
        Kind.OWN_PLACE: words.own_place,
        Kind.COUNTRY: words.country,
        Kind.AND: _LIST_WORDS,
    }
    entries: dict[str, Entry] = {
        name: (Kind.PLACE, None, code) for name, code in places.names.items()
    }
    entries |= {word: (kind, None, "") for kind, known in lists.items() for word in known}
    entries |= {w: (Kind.SUBJECT, s, "") for s in wording.subjects for w in s.words}
    return MappingProxyType(entries)
