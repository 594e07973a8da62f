"""A sentence of a bulletin into statements.

It is read from left to right. Times, places and names open slots; a figure closes them. What
stands between is known to change nothing, or the figure is left over with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from jidi.core.division import COUNTRY
from jidi.model.bulletin_wording import Subject, Wording
from jidi.statistics.figures import Change, Figure
from jidi.statistics.grouping import Frame, levels, with_changes
from jidi.statistics.periods import Shape, Stated
from jidi.statistics.prose_state import Carried, Prose, Segment
from jidi.statistics.statement import LeftOver, Reason, Statement
from jidi.statistics.subjects import UNKNOWN, joined
from jidi.statistics.tokens import Kind, Token

_FIGURE_IN_BRACKETS = re.compile(r"\d+\.\d|\d(?:万|亿|件|元|%)")
_TRANSPARENT = (
    *(Kind.FILLER, Kind.CUMULATIVE, Kind.BRACKET, Kind.PERIOD, Kind.OWN_PLACE, Kind.PLACE),
    *(Kind.COUNTRY, Kind.SUBJECT, Kind.FORECAST, Kind.RESPECTIVELY),
)
"""What may stand between two halves of one name: 快递服务企业累计完成业务量."""


class Sentence:
    """One sentence on its way."""

    def __init__(self, prose: Prose, wording: Wording, carried: Carried) -> None:
        self._prose = prose
        self._wording = wording
        self._carried = carried
        self._outside: Reason | None = None
        self._place = ""
        self._place_fault: Reason | None = None
        self._frame = Frame(business=carried.topic[-1].business if carried.topic else "")
        self._subjects: list[Subject] = list(carried.topic)
        self._spoiled: Reason | None = None
        self._filled: set[bool] = set()
        self._group: list[int] = []
        self._group_fault: Reason | None = Reason.NO_NAME
        self._share_waits = False
        self._forecast = False
        self._timed = False
        self._first = len(prose.statements)
        self._here = Segment()

    @property
    def names(self) -> tuple[Subject, ...]:
        """The names in force."""
        return tuple(self._subjects)

    def read(self, tokens: Sequence[Token]) -> None:
        """Read it, comma by comma."""
        for segment in _segments(tokens):
            self._here = Segment()
            for token in segment:
                reader = _READERS.get(token.kind)
                if reader is not None:
                    reader(self, token)
                self._here.before = token if token.kind is not Kind.BRACKET else self._here.before
            self._flush()

    # --- names, times and places ------------------------------------------------------------

    def _on_subject(self, token: Token) -> None:
        subject = token.subject
        if subject is None:
            return
        if self._here.in_whole:
            self._here.whole = (
                joined(self._here.whole, subject) if self._here.whole else None
            ) or subject
            return
        closed = bool(self._here.figures or self._here.changes)
        if closed:
            self._flush()
        if self._here.fresh and not closed and self._follows(Kind.AND):
            self._subjects.append(subject)
        elif (
            self._here.fresh and not closed and self._follows(*_TRANSPARENT) and self._join(subject)
        ):
            pass
        else:
            self._new_list(subject)

    def _join(self, subject: Subject) -> bool:
        both = joined(self._subjects[-1], subject)
        if both is not None:
            self._subjects[-1] = both
        return both is not None

    def _new_list(self, subject: Subject) -> None:
        self._subjects = [subject]
        self._here.fresh = True
        self._here.share = self._here.gap = self._share_waits = False
        self._filled = set()
        self._spoiled = Reason.QUALIFIED if self._here.qualified else None
        if self._follows(Kind.WORD):
            self._spoiled = self._spoiled or Reason.UNKNOWN_WORDS

    def _on_period(self, token: Token) -> None:
        if self._follows(Kind.COMPARED_WITH):
            self._here.reference = token.period
            return
        if self._follows(Kind.OTHER_PERIOD):
            return
        if self._here.figures or self._here.changes:
            self._flush()
        if self._here.time_seen and self._follows(Kind.AND):
            self._outside = Reason.OTHER_TIME
            return
        self._carried.stated = self._dated(token.period)
        self._carried.from_title = False
        self._outside, self._filled = None, set()
        self._group, self._group_fault = [], Reason.NO_NAME
        self._timed = self._here.time_seen = True

    def _dated(self, stated: Stated | None) -> Stated | None:
        before = self._carried.stated
        year = self._carried.year or (before.year if before is not None else None)
        return stated if stated is None or year is None else stated.in_year(year)

    def _on_other_period(self, _: Token) -> None:
        self._outside = Reason.OTHER_TIME

    def _on_date(self, _: Token) -> None:
        if self._follows(Kind.PLACE):  # 北京5月10日讯 is where the report was written
            self._place, self._here.place_seen = "", False
        if not self._timed:  # the day of the report, or a figure of one day
            self._outside = Reason.OTHER_TIME

    def _on_place(self, token: Token) -> None:
        code = {Kind.OWN_PLACE: "", Kind.COUNTRY: COUNTRY.text}.get(token.kind, token.code)
        if self._here.in_whole:
            self._here.whole_fault = Reason.OTHER_PLACE if code else None
            return
        several = self._here.place_seen and self._follows(Kind.AND)
        self._place, self._here.place_seen = code, True
        self._place_fault = Reason.OTHER_PLACE if several else None

    # --- figures ----------------------------------------------------------------------------

    def _on_number(self, token: Token) -> None:
        self._here.in_whole = False
        figure = Figure(token, token.unit, set(self._here.hedges) | _more(token))
        self._here.hedges = set()
        signed = token.text[:1] in "+-"
        if self._here.direction is not None:
            words = self._here.direction.text + token.text
            span = (self._here.direction.span[0], token.span[1])
            self._here.changes.append(Change(self._here.sign, words, span, figure))
        elif signed and (self._here.base is not None or token.unit.startswith("%")):
            self._here.changes.append(Change(1, token.text, token.span, figure))
        elif self._here.base is not None and token.unit.startswith("%"):
            self._leave(token, Reason.NO_DIRECTION)
        else:
            self._here.figures.append(figure)

    def _on_rise(self, token: Token) -> None:
        self._here.direction, self._here.sign = token, 1

    def _on_fall(self, token: Token) -> None:
        self._here.direction, self._here.sign = token, -1

    def _on_flat(self, token: Token) -> None:
        nearly = self._follows(Kind.NEARLY)
        start = self._here.before.span[0] if nearly and self._here.before else token.span[0]
        words = (self._here.before.text if nearly and self._here.before else "") + token.text
        self._here.changes.append(Change(0, words, (start, token.span[1]), nearly=nearly))

    def _on_doubled(self, token: Token) -> None:
        self._here.changes.append(Change(1, token.text, token.span))

    def _on_hedge(self, token: Token) -> None:
        flag = "about" if token.kind is Kind.ABOUT else "at_least"
        if self._follows(Kind.NUMBER):
            last = (
                self._here.changes[-1].figure
                if self._here.direction and self._here.changes
                else None
            )
            figure = last or (self._here.figures[-1] if self._here.figures else None)
            if figure is not None:
                figure.flags.add(flag)
                return
        self._here.hedges.add(flag)

    def _on_word(self, _: Token) -> None:
        figure = self._here.figures[-1] if self._here.figures else None
        if figure is not None and self._here.before is figure.token and not _is_whole(figure.unit):
            figure.unreadable = True
        if not self._here.figures and self._here.direction is None:
            self._here.gap = True

    # --- small words ------------------------------------------------------------------------

    def _on_share(self, _: Token) -> None:
        self._here.share, self._here.in_whole = True, False
        self._share_waits = True

    def _on_share_of(self, _: Token) -> None:
        if self._here.figures or self._here.changes:
            self._flush()
        self._here.share = self._here.in_whole = True

    def _on_filler(self, token: Token) -> None:
        if token.text == "的":
            self._here.in_whole = False

    def _on_qualifier(self, _: Token) -> None:
        if self._here.figures or self._here.changes:
            self._flush()
        self._here.qualified = True
        self._spoiled = Reason.QUALIFIED

    def _on_forecast(self, _: Token) -> None:
        self._forecast = True

    def _on_cumulative(self, _: Token) -> None:
        self._here.cumulative = True

    def _on_base(self, token: Token) -> None:
        self._here.base = token.kind

    def _on_bracket(self, token: Token) -> None:
        words = self._wording.words
        if any(word in token.text for word in words.comparable):
            self._here.comparable = True
            self._carried.comparable |= "下同" in token.text
        elif _FIGURE_IN_BRACKETS.search(token.text) and not any(
            word in token.text for word in words.aside
        ):
            self._leave(token, Reason.IN_BRACKETS)

    # --- closing ----------------------------------------------------------------------------

    def _flush(self) -> None:
        """Make statements of the figures read so far, and let changes say how they changed."""
        figures, changes = self._here.figures, self._here.changes
        if figures or changes:
            self._here.share |= self._share_waits  # 占比最高，达89.6%
            self._share_waits = False
        self._here.figures, self._here.changes, self._here.direction = [], [], None
        made = False
        if figures:
            self._close(figures)
            made = True
        if changes:
            self._attach(changes, made)

    def _close(self, figures: list[Figure]) -> None:
        fault = self._fault()
        if fault is None and self._here.share in self._filled:
            fault = Reason.SECOND_FIGURE
        if fault is Reason.QUALIFIED and not any(figure.unit for figure in figures):
            for figure in figures:  # 居全国第11位: a rank says nothing of what follows it
                self._leave(figure.token, fault)
            return
        found = levels(figures, self._now(), self._wording.facts) if fault is None else fault
        self._filled.add(self._here.share)
        if isinstance(found, Reason):
            self._group, self._group_fault = [], found
            if found in (Reason.QUALIFIED, Reason.UNKNOWN_WORDS, Reason.OTHER_PLACE):
                self._frame = Frame(business=UNKNOWN)  # what follows may speak of the same
            for figure in figures:
                self._leave(figure.token, found)
            return
        self._group_fault = None
        first = len(self._prose.statements)
        self._prose.statements += found
        self._group = list(range(first, first + len(found)))
        self._frame = self._frame.after(found)

    def _attach(self, changes: list[Change], made: bool) -> None:
        statements = self._prose.statements
        fault = Reason.OTHER_BASE if self._here.base is Kind.OTHER_BASE else None
        fault = fault or (Reason.QUALIFIED if self._here.qualified else None)
        alone = not made and not self._group and not self._filled and bool(self._subjects)
        if alone:
            fault = fault or self._fault()
        elif not self._group:
            fault = fault or self._group_fault
        found: list[Statement] | Reason
        if fault is None:
            if not alone:
                self._group = self._widened(len(changes))
            group = [] if alone else [statements[i] for i in self._group]
            found = with_changes(changes, group, self._now(), self._wording.facts)
        else:
            found = fault
        if isinstance(found, Reason):
            for change in changes:
                if change.figure is not None:
                    self._leave(change.figure.token, found)
            return
        kept = len(self._group) if not alone else 0
        for place, statement in zip(self._group, found[:kept], strict=False):
            statements[place] = statement
        statements += found[kept:]
        if alone:
            self._frame = self._frame.after(found)

    def _widened(self, count: int) -> list[int]:
        """The group; for more changes than it holds, the last figures that have no growth yet.

        快递业务量完成1745亿件，业务收入完成1.4万亿元，同比分别增长21%和13%.
        """
        if count <= len(self._group):
            return self._group
        last = list(range(len(self._prose.statements) - count, len(self._prose.statements)))
        grown = any(self._prose.statements[i].growth_text for i in last if i >= self._first)
        return self._group if last[0] < self._first or grown else last

    def _fault(self) -> Reason | None:
        """Why a figure here cannot be taken for what the name says."""
        if not self._subjects:
            return Reason.NO_NAME
        gap = Reason.GAP if self._here.gap else None
        faults = (self._spoiled, gap, self._outside, self._place_fault, self._here.whole_fault)
        return next((fault for fault in faults if fault is not None), None)

    def _now(self) -> Frame:
        """Everything a statement made here takes from around it."""
        stated = self._carried.stated
        if (
            stated
            and self._carried.from_title
            and stated.shape is Shape.MONTH
            and self._here.cumulative
        ):
            stated = replace(stated, shape=Shape.TO_MONTH)
        return replace(
            self._frame,
            subjects=tuple(self._subjects),
            stated=stated,
            place=self._place,
            share=self._here.share,
            whole=self._here.whole,
            cumulative=self._here.cumulative,
            comparable=self._here.comparable or self._carried.comparable,
            forecast=self._forecast,
            reference=self._here.reference,
        )

    def _follows(self, *kinds: Kind) -> bool:
        return self._here.before is not None and self._here.before.kind in kinds

    def _leave(self, token: Token, reason: Reason) -> None:
        self._prose.left_over.append(LeftOver(token.span, reason))


_READERS: Mapping[Kind, Callable[[Sentence, Token], None]] = {
    Kind.SUBJECT: Sentence._on_subject,
    Kind.NUMBER: Sentence._on_number,
    Kind.PERIOD: Sentence._on_period,
    Kind.PLACE: Sentence._on_place,
    Kind.OWN_PLACE: Sentence._on_place,
    Kind.COUNTRY: Sentence._on_place,
    Kind.BRACKET: Sentence._on_bracket,
    Kind.RISE: Sentence._on_rise,
    Kind.FALL: Sentence._on_fall,
    Kind.FLAT: Sentence._on_flat,
    Kind.DOUBLED: Sentence._on_doubled,
    Kind.WORD: Sentence._on_word,
    Kind.SHARE: Sentence._on_share,
    Kind.SHARE_OF: Sentence._on_share_of,
    Kind.FILLER: Sentence._on_filler,
    Kind.QUALIFIER: Sentence._on_qualifier,
    Kind.OTHER_PERIOD: Sentence._on_other_period,
    Kind.DATE: Sentence._on_date,
    Kind.ABOUT: Sentence._on_hedge,
    Kind.AT_LEAST: Sentence._on_hedge,
    Kind.FORECAST: Sentence._on_forecast,
    Kind.CUMULATIVE: Sentence._on_cumulative,
    Kind.YEAR_ON_YEAR: Sentence._on_base,
    Kind.OTHER_BASE: Sentence._on_base,
}


def _segments(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens between commas and semicolons."""
    current: list[Token] = []
    for token in tokens:
        if token.kind in (Kind.COMMA, Kind.SEMICOLON):
            yield current
            current = []
        else:
            current.append(token)
    yield current


def _more(token: Token) -> set[str]:
    return {"at_least"} if token.more else set()


def _is_whole(unit: str) -> bool:
    """Whether a unit is printed in full, so that a word behind it belongs to something else."""
    return bool(unit) and unit[-1] not in "万亿千百十"
