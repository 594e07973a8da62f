"""Printed growth against printed growth: of the parts and the total, and of shares.

Growth on a comparable base is compared only with growth on the same base: both sides of these
checks are printed growth, never last year's values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from jidi.core.measure import Interval
from jidi.statistics.finding import (
    Finding,
    Rule,
    Verdict,
    in_unit_of,
    interval_in_unit_of,
    name_en,
    name_zh,
    shown,
    span_text,
)
from jidi.statistics.missing_units import total_of
from jidi.statistics.relations import Link, Relation
from jidi.statistics.statement import Statement


class Growths:
    """The growth of a bulletin, judged.

    :ivar checked: as of :class:`~jidi.statistics.checks.relation.Relations`.
    """

    def __init__(self, statements: Sequence[Statement], relations: Sequence[Relation]) -> None:
        self._statements = statements
        self._relations = relations
        self._changes = _changes(statements)
        self.checked: dict[Rule, tuple[int, int]] = {}

    def findings(self) -> Iterator[Finding]:
        """What does not agree, each once."""
        told: set[tuple[Rule, str]] = set()
        for relation in self._relations:
            ones = [self._statements[n] for n in relation.members]
            if relation.link is Link.SUM:
                found = self._parts(ones)
            elif relation.link is Link.SHARE:
                found = self._share(ones)
            else:
                continue
            if found is not None and (found.rule, found.zh) not in told:
                told.add((found.rule, found.zh))
                yield found

    def _parts(self, ones: Sequence[Statement]) -> Finding | None:
        before = [one.year_before for one in ones]
        known = [b for b in before if b is not None]
        one_base = len({one.comparable for one in ones}) == 1
        if len(known) < len(ones) or not one_base:
            return None
        good = known[0].meets(total_of(known[1:]))
        self._count(Rule.PART_GROWTH, good)
        return None if good else _part_growth(ones, known)

    def _share(self, ones: Sequence[Statement]) -> Finding | None:
        share, part, whole = ones
        change = self._changes.get((share.business, share.measure, share.part, share.period))
        ratios = (part.growth_interval, whole.growth_interval)
        if change is None or change.plain is None or share.plain is None or None in ratios:
            return None
        of_part, of_whole = ratios
        if of_part is None or of_whole is None or "about" in change.flags:
            return None
        if of_part.low <= 0 or of_whole.low <= 0 or part.comparable != whole.comparable:
            return None
        before = share.plain * (of_whole / of_part)
        recomputed = share.plain - before
        good = recomputed.meets(change.plain)
        self._count(Rule.SHARE_CHANGE, good)
        return None if good else _share_change(ones, change, recomputed)

    def _count(self, rule: Rule, good: bool) -> None:
        judged, agreed = self.checked.get(rule, (0, 0))
        self.checked[rule] = (judged + 1, agreed + good)


def _changes(statements: Sequence[Statement]) -> Mapping[tuple[object, ...], Statement]:
    return {
        (one.business, one.measure, one.part, one.period): one
        for one in statements
        if one.kind == "share_change"
    }


def _part_growth(ones: Sequence[Statement], before: Sequence[Interval]) -> Finding:
    whole, *parts = ones
    summed = total_of(before[1:])
    terms = " + ".join(f"{part.value}÷(1{part.growth or Decimal(0):+}%)" for part in parts)
    middle = sum((_year_before(part) for part in parts), Decimal(0))
    return Finding(
        rule=Rule.PART_GROWTH,
        verdict=Verdict.DOUBTFUL,
        zh=f"{name_zh(whole)}的增速与分项增速不合",
        en=f"{name_en(whole)}: its growth does not follow from that of its parts",
        arithmetic=f"{terms} = {shown(in_unit_of(middle, whole))}{whole.unit}"
        f"（{span_text(interval_in_unit_of(summed, whole))}）；{whole.value}÷(1"
        f"{whole.growth or Decimal(0):+}%) = {shown(in_unit_of(_year_before(whole), whole))}",
        reason_zh="由增速倒推的上年分项之和不等于倒推的上年合计，增速或数值可能有误，或口径不同",
        reason_en="last year's parts and total, worked back from growth, do not agree: a slip, or "
        "different scopes",
        printed=tuple((name_zh(one), one.growth_text) for one in ones),
        recomputed=in_unit_of(middle, whole),
        interval=interval_in_unit_of(summed, whole),
        unit=str(whole.unit),
        spans=tuple(one.growth_span or one.span for one in ones),
    )


def _year_before(one: Statement) -> Decimal:
    plain, growth = one.plain_value or Decimal(0), one.growth or Decimal(0)
    return plain / (1 + growth / 100)


def _share_change(ones: Sequence[Statement], change: Statement, recomputed: Interval) -> Finding:
    share, part, whole = ones
    now = share.value or Decimal(0)
    ratio = (1 + (whole.growth or Decimal(0)) / 100) / (1 + (part.growth or Decimal(0)) / 100)
    middle = now - now * ratio
    return Finding(
        rule=Rule.SHARE_CHANGE,
        # Growth on a comparable base and shares of last year's printed values may well differ.
        verdict=Verdict.NOTICE if part.comparable else Verdict.DOUBTFUL,
        zh=f"{name_zh(change)}与增速不合",
        en=f"{name_en(change)} does not follow from growth",
        arithmetic=f"{now}% − {now}% × (1{whole.growth:+}%) ÷ (1{part.growth:+}%) = "
        f"{shown(middle)}（{span_text(recomputed)}）≠ {change.value}个百分点",
        reason_zh=f"印出{change.growth_text}，由两项增速算得{shown(middle)}个百分点",
        reason_en=f"printed {change.value}, recomputed from growth {shown(middle)} points",
        printed=(
            (name_zh(change), change.growth_text),
            (name_zh(part), part.growth_text),
            (name_zh(whole), whole.growth_text),
        ),
        recomputed=middle,
        interval=recomputed,
        unit="个百分点",
        spans=(change.span, part.growth_span or part.span, whole.growth_span or whole.span),
    )
