"""Statements get their place and time from the heading, and from what the user says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jidi.core.division import DivisionCode
from jidi.core.period import Period, PeriodKind
from jidi.statistics.finding import Finding, Rule, Verdict
from jidi.statistics.heading import Heading, Known
from jidi.statistics.statement import Statement


@dataclass(frozen=True)
class Given:
    """What the user says about a bulletin; it prevails over print, with a finding.

    :param own_place: the province whose book it is for, taken where print names no place.
    """

    division: DivisionCode | None = None
    period: Period | None = None
    own_place: DivisionCode | None = None


def with_given(heading: Heading, given: Given) -> tuple[Heading, list[Finding]]:
    """The heading as the user corrects or completes it, and where that contradicts print."""
    findings = [*_other_time(heading, given), *_other_place(heading, given)]
    settled = heading
    if given.period is not None:
        is_printed = heading.year_known is Known.PRINTED and heading.year == given.period.year
        settled = replace(
            settled,
            year=given.period.year,
            month=heading.month or given.period.months()[-1].part,
            year_known=Known.PRINTED if is_printed else Known.GIVEN,
        )
    division = given.division
    if division is None and heading.division is None:
        division = given.own_place
    if division is not None:
        same = heading.division == division
        settled = replace(
            settled, division=division, division_known=Known.PRINTED if same else Known.GIVEN
        )
    return settled, findings


def settled(one: Statement, printed: Heading, heading: Heading) -> Statement:
    """The statement with place and period.

    :param printed: the heading as printed; a year it misprints stands in the statements too.
    """
    stated = one.stated
    flags: set[str] = set()
    if stated is not None:
        misprinted = stated.year is not None and stated.year == printed.year != heading.year
        if misprinted and printed.year_known is Known.PRINTED:
            stated = replace(stated, year=heading.year)
            flags.add("period_misprinted")
        elif stated.year is None and heading.year is not None:
            stated = stated.in_year(heading.year)
    if heading.year_known in (Known.INFERRED, Known.GIVEN) and not flags:
        flags.add("year_inferred")
    if not one.place and heading.division_known in (Known.INFERRED, Known.GIVEN):
        flags.add("place_inferred")
    division = DivisionCode(one.place) if one.place else heading.division
    period = stated.period(month=heading.month) if stated is not None else None
    return replace(one, stated=stated, division=division, period=period).flagged(*flags)


def _other_time(heading: Heading, given: Given) -> Iterator[Finding]:
    if given.period is None or heading.year_known is Known.UNKNOWN:
        return
    month = given.period.months()[-1].part if given.period.kind is not PeriodKind.DAY else None
    same_year = heading.year == given.period.year
    same_month = None in (month, heading.month) or heading.month == month
    if same_year and same_month:
        return
    yield Finding(
        rule=Rule.TIME,
        verdict=Verdict.CONTRADICTS,
        zh="所给时期与印出的不同",
        en="the period given is not the one printed",
        arithmetic=f"{heading.year}年{heading.month}月 ≠ {given.period.zh}",
        reason_zh=f"年份按所给取{given.period.year}年，各数标记“时期误印”"
        if not same_year
        else "各数仍按印出的月份",
        reason_en=f"the year is taken as given, {given.period.year}, and every figure flagged"
        if not same_year
        else "figures keep the months printed with them",
        spans=(heading.span,) if heading.span is not None else (),
    )


def _other_place(heading: Heading, given: Given) -> Iterator[Finding]:
    printed = heading.division
    if given.division is None or printed is None or printed == given.division:
        return
    yield Finding(
        rule=Rule.PLACE,
        verdict=Verdict.CONTRADICTS,
        zh="所给地区与印出的不同",
        en="the place given is not the one printed",
        arithmetic=f"{printed.text} ≠ {given.division.text}",
        reason_zh="按所给地区取，各数标记“地区系推断”",
        reason_en="the place is taken as given, and every figure flagged",
        spans=(heading.span,) if heading.span is not None else (),
    )


def all_settled(
    statements: Sequence[Statement], printed: Heading, heading: Heading
) -> list[Statement]:
    """Every statement with place and period."""
    return [settled(one, printed, heading) for one in statements]
