"""Shares of a whole, and quotients that two figures imply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jidi.model.identity import Quotient
from jidi.model.identity import Share as ShareIdentity
from jidi.model.plan_record import Figure, Target
from jidi.plan.relate.evidence import Evidence, Stated
from jidi.plan.relate.names import bare, share_phrase
from jidi.plan.relate.relation import RatioRelation, ShareRelation

_LONG_ENOUGH = 3
_IDLE = ("全省", "全市", "全区", "全行业", "业务", "的")
"""Words that do not tell one measure from another; 快递 and 邮政 do."""


def shares(evidence: Evidence) -> Iterator[ShareRelation]:
    """Every printed share whose part and whole are stated for the same year, once."""
    seen: set[tuple[object, ...]] = set()
    # A share that is a target of its own comes before the condition that repeats it.
    for stated in sorted(evidence.stated, key=lambda s: s.role == "share"):
        if stated.role not in ("fact", "level", "baseline", "share"):
            continue
        sides = _sides(evidence, stated)
        share = stated.figure
        if sides is None:
            continue
        part, whole = sides
        key = (part.ref, whole.ref, share.year, share.value, share.printed.operator)
        if key in seen:
            continue
        seen.add(key)
        yield ShareRelation(
            id=share.ref,
            item=share.item,
            zh=f"{share.year}年：{part.zh}占{whole.zh}的比重",
            en=f"{share.year}: {part.en} as a share of {whole.en}",
            part=part,
            whole=whole,
            share=share,
        )


def _sides(evidence: Evidence, stated: Stated) -> tuple[Figure, Figure] | None:
    """Part and whole of a printed share: by its condition, its indicator, or its words."""
    figure = stated.figure
    if stated.role == "share":
        whole = _whole_of_condition(stated)
        return _pair(evidence, figure.indicator, whole, figure.year)
    known = _identity(evidence, figure.indicator)
    if known is not None:
        return _pair(evidence, known.part, known.whole, figure.year)
    phrase = share_phrase(figure.zh) if figure.unit == "%" else None
    if phrase is None:
        return None
    part, whole_ = (_named(evidence, name, figure.year) for name in phrase)
    apart = part is not None and whole_ is not None and part.indicator != whole_.indicator
    return (part, whole_) if apart and part is not None and whole_ is not None else None


def _whole_of_condition(stated: Stated) -> str:
    if not isinstance(stated.record, Target):
        return ""
    return next((c.whole for c in stated.record.conditions if c.whole), "")


def _identity(evidence: Evidence, indicator: str) -> ShareIdentity | None:
    return next((s for s in evidence.identities.shares if s.share == indicator), None)


def _pair(evidence: Evidence, part: str, whole: str, year: int) -> tuple[Figure, Figure] | None:
    over, under = (evidence.best(n, year) or evidence.finest(n, year) for n in (part, whole))
    return (over, under) if over is not None and under is not None else None


def _named(evidence: Evidence, name: str, year: int) -> Figure | None:
    """The one indicator's figure of a year whose printed name is or ends like ``name``."""
    wanted = bare(name, _IDLE)
    found: dict[str, Figure] = {}
    for stated in evidence.stated:
        figure = stated.figure
        if stated.role not in ("level", "fact", "baseline") or figure.year != year:
            continue
        has = bare(figure.zh, _IDLE)
        alike = has == wanted or (
            min(len(has), len(wanted)) >= _LONG_ENOUGH
            and (has.endswith(wanted) or wanted.endswith(has))
        )
        if alike and figure.unit != "%":
            found.setdefault(figure.indicator, figure)
    return next(iter(found.values())) if len(found) == 1 else None


@dataclass(frozen=True)
class _Implied:
    """A quotient to be looked for: an identity of either kind."""

    id: str
    numerator: str
    denominator: str
    printed: str
    unit: str
    zh: str
    en: str
    identity: Quotient | None = None


def ratios(evidence: Evidence) -> Iterator[RatioRelation]:
    """Quotients of targets; of other years where the plan prints the quotient itself."""
    for wanted in _wanted(evidence):
        years = {evidence.plan.target_year, *evidence.years.get(wanted.printed, ())}
        for year in sorted(years):
            relation = _ratio(evidence, wanted, year)
            if relation is not None:
                yield relation


def _wanted(evidence: Evidence) -> Iterator[_Implied]:
    for q in evidence.identities.quotients:
        yield _Implied(q.id, q.numerator, q.denominator, q.printed, q.unit, q.zh, q.en, q)
    for s in evidence.identities.shares:
        stated = evidence.best(s.share, evidence.plan.target_year)
        if stated is None:
            zh, en = f"隐含的{s.zh}", f"Implied: {s.en}"
            yield _Implied(s.share, s.part, s.whole, "", "%", zh, en)


def _ratio(evidence: Evidence, wanted: _Implied, year: int) -> RatioRelation | None:
    over, under = evidence.best(wanted.numerator, year), evidence.best(wanted.denominator, year)
    stated = evidence.best(wanted.printed, year) if wanted.printed else None
    if over is None or under is None or (stated is None and year != evidence.plan.target_year):
        return None
    base = None
    if year != evidence.plan.base_year:
        base = _base_pair(evidence, wanted)
    usual = wanted.identity
    return RatioRelation(
        id=f"{wanted.id}:{year}",
        item=over.item,
        zh=wanted.zh,
        en=wanted.en,
        numerator=over,
        denominator=under,
        unit=wanted.unit,
        base=base,
        stated=stated,
        low=usual.low if usual else None,
        high=usual.high if usual else None,
        basis_zh=usual.basis_zh if usual else "",
        basis_en=usual.basis_en if usual else "",
    )


def _base_pair(evidence: Evidence, wanted: _Implied) -> tuple[Figure, Figure] | None:
    year = evidence.plan.base_year
    over = evidence.finest(wanted.numerator, year)
    under = evidence.finest(wanted.denominator, year)
    return (over, under) if over is not None and under is not None else None
