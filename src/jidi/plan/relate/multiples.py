"""Comparisons with an earlier year, and where an earlier value can be had from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jidi.core.measure import Interval
from jidi.model.plan_record import Fact, Figure
from jidi.plan.relate.evidence import Evidence, in_unit
from jidi.plan.relate.names import parts_of
from jidi.plan.relate.relation import Earlier, MultipleRelation
from jidi.plan.shown import shown

_HUNDRED = Decimal(100)


def multiples(evidence: Evidence) -> Iterator[MultipleRelation]:
    """Every printed multiple whose later value is known."""
    for fact in evidence.plan.facts:
        measures = _measures(evidence, fact) if fact.kind == "multiple" else ()
        for indicator in measures:
            relation = _multiple(evidence, fact, indicator)
            if relation is not None:
                yield relation


def _measures(evidence: Evidence, fact: Fact) -> tuple[str, ...]:
    """What a multiple is said of: one indicator, or each of a list (总量和收入…实现翻番)."""
    names = parts_of(fact.zh)
    if not fact.indicator.startswith("unlisted/") or not names:
        return (fact.indicator,)
    found = (evidence.names.called(name, beside=names[0]) for name in names)
    return tuple(indicator for indicator in found if indicator)


def _multiple(evidence: Evidence, fact: Fact, indicator: str) -> MultipleRelation | None:
    now, multiple = evidence.best(indicator, fact.year), evidence.plan.figure(fact.id)
    if now is None or fact.base_year is None or not _leaves_something(multiple, fact.wording):
        return None
    earlier = _earlier(evidence, indicator, fact.base_year, now.unit)
    alone = indicator == fact.indicator
    return MultipleRelation(
        id=fact.id if alone else f"{fact.id}:{indicator}",
        item=fact.item,
        zh=f"{now.zh}：{fact.year}年与{fact.base_year}年之比",
        en=f"{now.en}: {fact.year} against {fact.base_year}",
        now=now,
        multiple=multiple,
        wording=fact.wording,
        earlier=earlier,
        later=None if earlier else _between(evidence, fact, now),
        unpriced=_is_unpriced(evidence, now),
    )


def _earlier(evidence: Evidence, indicator: str, year: int, unit: str) -> Earlier | None:
    """The earlier value as stated, as published, or by way of a share."""
    figure = evidence.finest(indicator, year)
    spread = in_unit(figure, unit) if figure is not None else None
    if figure is not None and spread is not None:
        middle = (spread.low + spread.high) / 2
        return Earlier(value=middle, interval=spread, figures=(figure,))
    return _by_share(evidence, indicator, year)


def _by_share(evidence: Evidence, indicator: str, year: int) -> Earlier | None:
    """A whole from its part, the part's own multiple and the share of that year; or the reverse."""
    for identity in evidence.identities.shares:
        share = evidence.best(identity.share, year)
        if share is None or indicator not in (identity.whole, identity.part):
            continue
        is_whole = indicator == identity.whole
        other = identity.part if is_whole else identity.whole
        base = _by_multiple(evidence, other, year)
        if base is None:
            continue
        rate = share.rounding / _HUNDRED
        sign = "÷" if is_whole else "×"
        value = base.value / (share.value / _HUNDRED)
        if not is_whole:
            value = base.value * share.value / _HUNDRED
        spread = base.interval / rate if is_whole else base.interval * rate
        return Earlier(
            value=value,
            interval=spread,
            figures=(*base.figures, share),
            text=f"{base.text} {sign} {share.value}% = {shown(value)}",
        )
    return None


def _by_multiple(evidence: Evidence, indicator: str, year: int) -> Earlier | None:
    """An earlier value from the later one and its printed multiple; 翻番 is too vague for it."""
    for fact in evidence.plan.facts:
        if fact.kind != "multiple" or fact.indicator != indicator or fact.base_year != year:
            continue
        now = evidence.best(indicator, fact.year)
        printed = fact.printed
        if now is None or printed.half == 0 or printed.operator.side != "exact":
            continue
        figure = evidence.plan.figure(fact.id)
        if not _leaves_something(figure, fact.wording):
            continue
        value, spread = implied_base(now, figure, wording=fact.wording)
        divisor = divisor_text(figure, wording=fact.wording)
        text = f"{now.value} ÷ {divisor}"
        return Earlier(value=value, interval=spread, figures=(now, figure), text=text)
    return None


def _between(evidence: Evidence, fact: Fact, now: Figure) -> Figure | None:
    """The first outside figure between the two years, at the same prices."""
    if fact.base_year is None:
        return None
    for year in range(fact.base_year + 1, fact.year):
        for figure in evidence.outside(now.indicator, year):
            exact = figure.printed.operator.side == "exact"
            if exact and in_unit(figure, now.unit) is not None:
                return figure
    return None


def _is_unpriced(evidence: Evidence, now: Figure) -> bool:
    """Whether it stands at constant prices and the plan does not say of which year."""
    for prices in evidence.identities.constant_prices:
        if now.indicator in prices.indicators:
            return not any(str(base) in now.price_base for base in prices.bases)
    return False


def ratio_to_base(multiple: Figure, admitted: Interval, *, wording: str) -> Interval:
    """What later over earlier may be, for the numbers that a printed multiple admits.

    增长2.49倍 is 3.49 times the base, 增长67.4% 1.674 times, 下降48% 0.52 times.
    """
    part = admitted / _HUNDRED if multiple.unit == "%" else admitted
    if wording == "fell_by":
        return -part + 1
    return part + 1 if wording == "grew_by" else part


def _leaves_something(multiple: Figure, wording: str) -> bool:
    """Whether the later value cannot be nothing (是0倍, 下降100%): then there is a quotient."""
    return ratio_to_base(multiple, multiple.rounding, wording=wording).low > 0


def implied_base(now: Figure, multiple: Figure, *, wording: str) -> tuple[Decimal, Interval]:
    """The earlier value that a multiple implies, and every number it may be."""
    point = ratio_to_base(multiple, Interval.point(multiple.value), wording=wording)
    spread = ratio_to_base(multiple, multiple.rounding, wording=wording)
    return now.value / point.low, now.rounding / spread


def divisor_text(multiple: Figure, *, wording: str) -> str:
    """How a calculation divides by the multiple: ``(1 + 2.49)``, ``(1 − 48%)``, ``3.61``."""
    sign = {"grew_by": "+", "fell_by": "−"}.get(wording)
    number = f"{multiple.value}{'%' if multiple.unit == '%' else ''}"
    return f"(1 {sign} {number})" if sign else number
