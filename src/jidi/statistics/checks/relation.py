"""Figures against each other: the same twice, parts and totals, shares, month and year to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from jidi.core.measure import Interval, rounding_interval
from jidi.core.units import Unit
from jidi.model.bulletin_wording import plain_unit
from jidi.statistics.finding import (
    Finding,
    Rule,
    Verdict,
    figure_text,
    in_unit_of,
    interval_in_unit_of,
    name_en,
    name_zh,
    printed_of,
    shown,
    span_text,
)
from jidi.statistics.missing_units import HUNDRED, agrees, share_of, total_of
from jidi.statistics.relations import Link, Relation
from jidi.statistics.statement import Statement

_RULES = {
    Link.SAME: Rule.SAME,
    Link.SUM: Rule.SUM,
    Link.SHARE: Rule.SHARE,
    Link.HUNDRED: Rule.HUNDRED,
    Link.BELOW_HUNDRED: Rule.HUNDRED,
    Link.WITHIN: Rule.WITHIN,
}
_FLAGS = {
    Link.SUM: "parts_differ",
    Link.SHARE: "share_differs",
    Link.HUNDRED: "share_differs",
    Link.BELOW_HUNDRED: "share_differs",
}


class Relations:
    """The relations of a bulletin, judged.

    :ivar checked: how many of each rule could be judged and how many agreed.
    :ivar confirmed: statements that a relation with other figures bears out.
    :ivar misscaled: statements whose unit seems wrong, each with its finding.
    """

    def __init__(self, statements: Sequence[Statement], relations: Sequence[Relation]) -> None:
        self._statements = statements
        self._relations = relations
        self.checked: dict[Rule, tuple[int, int]] = {}
        self.confirmed: set[int] = set()
        self.misscaled: dict[int, Finding] = {}
        for relation in relations:
            self._look_for_wrong_scale(relation)

    def findings(self) -> Iterator[Finding]:
        """What does not agree, each point once, as finely as print has it."""
        told: set[tuple[Rule, str]] = set()
        for relation in self._relations:
            if self.misscaled.keys() & set(relation.members):
                continue  # told already; nothing follows from a figure of the wrong size
            for finding in self._judged(relation):
                key = (finding.rule, finding.zh)
                if key not in told:
                    told.add(key)
                    yield finding

    def _judged(self, relation: Relation) -> Iterator[Finding]:
        ones = [self._statements[n] for n in relation.members]
        intervals = [one.plain for one in ones]
        known = [i for i in intervals if i is not None]
        vague = any("about" in one.flags for one in ones)
        if len(known) == len(ones) and not vague:
            good = agrees(relation.link, known)
            self._count(_RULES[relation.link], good)
            if not good:
                yield self._misfit(relation, ones, known)
            elif relation.link not in (Link.WITHIN, Link.BELOW_HUNDRED):
                self.confirmed |= set(relation.members)
        if relation.link is Link.SAME:
            yield from self._growth_twice(relation, ones)

    def _misfit(
        self, relation: Relation, ones: Sequence[Statement], known: Sequence[Interval]
    ) -> Finding:
        makers = {
            Link.SAME: _same,
            Link.SUM: _sum,
            Link.SHARE: _share,
            Link.HUNDRED: _hundred,
            Link.BELOW_HUNDRED: _hundred,
            Link.WITHIN: _within,
        }
        made = makers[relation.link](ones, known)
        return replace(made, spans=tuple(one.span for one in ones), flags=_flags(relation, ones))

    def _look_for_wrong_scale(self, relation: Relation) -> None:
        ones = [self._statements[n] for n in relation.members]
        known = [i for i in (one.plain for one in ones) if i is not None]
        if len(known) < len(ones) or agrees(relation.link, known):
            return
        culprit = _wrongly_scaled(relation, ones)
        if culprit is not None:
            place, unit = culprit
            finding = _magnitude(relation, ones, place, unit)
            self.misscaled.setdefault(relation.members[place], finding)

    def _growth_twice(self, relation: Relation, ones: Sequence[Statement]) -> Iterator[Finding]:
        one, other = ones
        if one.growth is None or other.growth is None:
            return
        if one.growth_interval is None or other.growth_interval is None:
            return
        good = rounding_interval(one.growth).meets(rounding_interval(other.growth))
        self._count(Rule.SAME, good)
        if not good:
            yield _growths(relation, one, other)

    def _count(self, rule: Rule, good: bool) -> None:
        judged, agreed = self.checked.get(rule, (0, 0))
        self.checked[rule] = (judged + 1, agreed + good)


def _flags(relation: Relation, ones: Sequence[Statement]) -> tuple[tuple[int, str], ...]:
    if relation.link is Link.SAME:
        return tuple((n, "two_values_printed") for n in relation.members)
    if relation.link is Link.WITHIN:
        other_time = ones[0].period != ones[1].period
        flag = "cumulative_differs" if other_time else "parts_differ"
        return tuple((n, flag) for n in relation.members)
    all_of_them = relation.link in (Link.HUNDRED, Link.BELOW_HUNDRED)
    flagged = relation.members if all_of_them else relation.members[:1]
    return tuple((n, _FLAGS[relation.link]) for n in flagged)


def _same(ones: Sequence[Statement], known: Sequence[Interval]) -> Finding:
    one, other = ones
    where_zh = _both_zh(one, other)
    return Finding(
        rule=Rule.SAME,
        verdict=Verdict.CONTRADICTS,
        zh=f"{name_zh(one)}{where_zh}不一致",
        en=f"{name_en(one)}: two values are printed",
        arithmetic=f"{figure_text(one)} ≠ {figure_text(other)}",
        reason_zh="计入取整误差仍不相等",
        reason_en="rounding does not explain it",
        printed=printed_of(one, other),
        recomputed=in_unit_of(other.plain_value or Decimal(0), one),
        interval=interval_in_unit_of(known[1], one),
        unit=str(one.unit),
    )


def _growths(relation: Relation, one: Statement, other: Statement) -> Finding:
    return Finding(
        rule=Rule.SAME,
        verdict=Verdict.CONTRADICTS,
        zh=f"{name_zh(one)}的同比增速{_both_zh(one, other)}不一致",
        en=f"{name_en(one)}: two growth rates are printed",
        arithmetic=f"{one.growth}% ≠ {other.growth}%",
        reason_zh="计入取整误差仍不相等",
        reason_en="rounding does not explain it",
        printed=((name_zh(one), one.growth_text), (name_zh(other), other.growth_text)),
        recomputed=other.growth,
        unit="%",
        spans=tuple(s for s in (one.growth_span, other.growth_span) if s is not None),
        flags=tuple((n, "two_values_printed") for n in relation.members),
    )


def _both_zh(one: Statement, other: Statement) -> str:
    return "两处" if one.where == other.where else "文字与表"


def _sum(ones: Sequence[Statement], known: Sequence[Interval]) -> Finding:
    whole, *parts = ones
    total = sum((one.plain_value or Decimal(0) for one in parts), Decimal(0))
    own = in_unit_of(total, whole)
    difference = own - (whole.value or Decimal(0))
    terms = " + ".join(shown(in_unit_of(p.plain_value or Decimal(0), whole), 4) for p in parts)
    interval = interval_in_unit_of(total_of(known[1:]), whole)
    return Finding(
        rule=Rule.SUM,
        verdict=Verdict.CONTRADICTS,
        zh=f"{name_zh(whole)}的分项之和不等于合计",
        en=f"{name_en(whole)}: the parts do not add up to it",
        arithmetic=f"{terms} = {shown(own, 4)}{whole.unit} ≠ {figure_text(whole)}"
        f"（Δ {shown(difference, 4)}；{span_text(interval, 4)}）",
        reason_zh="计入取整误差仍不相等",
        reason_en="rounding does not explain it",
        printed=printed_of(*ones),
        recomputed=own,
        interval=interval,
        unit=str(whole.unit),
    )


def _share(ones: Sequence[Statement], known: Sequence[Interval]) -> Finding:
    share, part, whole = ones
    interval = share_of(known[1], known[2])
    ratio = (part.plain_value or Decimal(0)) / (whole.plain_value or Decimal(1)) * 100
    return Finding(
        rule=Rule.SHARE,
        verdict=Verdict.CONTRADICTS,
        zh=f"{name_zh(share)}与分项、合计不符",
        en=f"{name_en(share)} is not part divided by total",
        arithmetic=f"{figure_text(part)} ÷ {figure_text(whole)} = {shown(ratio)}%"
        f"（{span_text(interval)}%）≠ {figure_text(share)}",
        reason_zh=f"印出{figure_text(share)}，算得{shown(ratio)}%，计入取整误差仍不相符",
        reason_en=f"printed {figure_text(share)}, recomputed {shown(ratio)} %; rounding does not "
        "explain it",
        printed=printed_of(*ones),
        recomputed=ratio,
        interval=interval,
        unit="%",
    )


def _hundred(ones: Sequence[Statement], known: Sequence[Interval]) -> Finding:
    total = sum((one.value or Decimal(0) for one in ones), Decimal(0))
    first = ones[0]
    sign = ">" if total > HUNDRED.high else "<"
    return Finding(
        rule=Rule.HUNDRED,
        verdict=Verdict.CONTRADICTS,
        zh=f"{first.period.zh if first.period else ''}各项比重合计不是100%",
        en=f"the shares of {first.period} do not make 100 %",
        arithmetic=f"{' + '.join(str(one.value) for one in ones)} = {shown(total)}% {sign} 100%",
        reason_zh="计入取整误差仍不是100%",
        reason_en="rounding does not explain it",
        printed=printed_of(*ones),
        recomputed=total,
        interval=total_of(known),
        unit="%",
    )


def _within(ones: Sequence[Statement], known: Sequence[Interval]) -> Finding:
    part, whole = ones
    other_time = part.period != whole.period
    return Finding(
        rule=Rule.WITHIN,
        verdict=Verdict.CONTRADICTS,
        zh=f"{name_zh(part)}大于{name_zh(whole)}",
        en=f"{name_en(part)} exceeds {name_en(whole)}",
        arithmetic=f"{figure_text(part)} > {figure_text(whole)}",
        reason_zh="当月不应大于累计" if other_time else "分项不应大于合计",
        reason_en="a month is no more than the year to date"
        if other_time
        else "a part is no more than its total",
        printed=printed_of(*ones),
        recomputed=in_unit_of(whole.plain_value or Decimal(0), part),
        interval=interval_in_unit_of(known[1], part),
        unit=str(part.unit),
    )


# --- wrong units ----------------------------------------------------------------------------


def _wrongly_scaled(relation: Relation, ones: Sequence[Statement]) -> tuple[int, Unit] | None:
    """The one member, and its likely unit, with which the relation would hold."""
    fitting: list[tuple[int, Unit]] = []
    if relation.link in (Link.HUNDRED, Link.BELOW_HUNDRED):
        return None
    for place, one in enumerate(ones):
        for unit in _other_scales(one):
            tried = [*ones[:place], replace(one, unit=unit), *ones[place + 1 :]]
            intervals = [i for i in (each.plain for each in tried) if i is not None]
            if len(intervals) == len(ones) and agrees(relation.link, intervals):
                fitting.append((place, unit))
    if relation.link in (Link.SAME, Link.WITHIN):
        return fitting[0] if relation.link is Link.SAME and len(fitting) == 1 else None
    return fitting[0] if len(fitting) == 1 else None


def _other_scales(one: Statement) -> list[Unit]:
    base = plain_unit(one.fact.dimension)
    if base is None or one.unit is None or one.kind != "level":
        return []
    return [Unit(s, base.base) for s in ("", "万", "亿") if s != one.unit.multiplier]


def _magnitude(relation: Relation, ones: Sequence[Statement], place: int, unit: Unit) -> Finding:
    one = ones[place]
    return Finding(
        rule=Rule.MAGNITUDE,
        verdict=Verdict.CONTRADICTS,
        zh=f"{name_zh(one)}的单位疑有误",
        en=f"{name_en(one)}: the unit seems to be wrong",
        arithmetic=f"{figure_text(one)} → {one.value}{unit}：{_RULES[relation.link].zh} ✓",
        reason_zh=f"印作{figure_text(one)}与其他数不符，若为{one.value}{unit}则相符",
        reason_en=f"{figure_text(one)} as printed does not fit; {one.value}{unit} would",
        printed=printed_of(*ones),
        recomputed=one.value,
        unit=str(unit),
        spans=tuple(each.span for each in ones),
        flags=((relation.members[place], "magnitude_doubtful"),),
    )
