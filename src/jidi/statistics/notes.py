"""Footnotes: what they say of growth and of constant prices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jidi.model.bulletin_wording import Wording
from jidi.statistics.finding import Finding, Rule, Verdict
from jidi.statistics.flow import Span, flow_of
from jidi.statistics.layout import Piece
from jidi.statistics.observing import scope_of
from jidi.statistics.statement import Statement

_CONSTANT_PRICES = re.compile(r"(?P<base>19\d\d|20\d\d)年?(?:为基期的?|的)?不变(?:单)?价")


@dataclass(frozen=True)
class Notes:
    """What the footnotes of a bulletin say.

    :param comparable: whether express growth is on a comparable base.
    :param price_base: the year of constant prices of business totals; empty when not said.
    :param price_span: where that is said.
    """

    comparable: bool = False
    price_base: str = ""
    price_span: Span | None = None

    def applied(self, statements: Sequence[Statement]) -> list[Statement]:
        """The statements with what the notes say of their growth."""
        if not self.comparable:
            return list(statements)
        return [
            replace(one, comparable=True)
            if one.growth is not None and one.business == "express"
            else one
            for one in statements
        ]

    def findings(self, statements: Sequence[Statement]) -> Iterator[Finding]:
        """A price base that is not the one of the years spoken of."""
        for one in statements:
            if one.measure != "total" or one.period is None or self.price_span is None:
                continue
            scope = scope_of(one.fact.family, one.period.year)
            if scope is not None and scope.price_base != self.price_base:
                yield Finding(
                    rule=Rule.PRICE_BASE,
                    verdict=Verdict.CONTRADICTS,
                    zh=f"注中称业务总量按{self.price_base}年不变价，该年应为{scope.price_base}年",
                    en=f"a note says prices of {self.price_base}; that year's are of "
                    f"{scope.price_base}",
                    arithmetic=f"{self.price_base} ≠ {scope.price_base}",
                    reason_zh="不同价格基期的业务总量不可比较",
                    reason_en="business totals at different prices are never compared",
                    spans=(self.price_span, one.span),
                )
                return


def read_notes(pieces: Sequence[Piece], wording: Wording) -> Notes:
    """What the footnotes say, as far as it bears on the figures."""
    notes = Notes()
    for piece in pieces:
        flow = flow_of([piece], wording.words.simplified)
        if any(word in flow.text for word in wording.words.comparable):
            notes = replace(notes, comparable=True)
        match = _CONSTANT_PRICES.search(flow.text)
        if match is not None:
            span = flow.source(*match.span())
            notes = replace(notes, price_base=match["base"], price_span=span)
    return notes
