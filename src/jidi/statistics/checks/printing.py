"""What print itself gets wrong or leaves out: times, units, signs, rows of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jidi.core.period import Period, PeriodKind
from jidi.statistics.finding import (
    Finding,
    Rule,
    Verdict,
    figure_text,
    name_en,
    name_zh,
    printed_of,
)
from jidi.statistics.heading import Heading, Known
from jidi.statistics.periods import Shape, Stated
from jidi.statistics.statement import LeftOver, Reason, Statement

_DIGITS_THAT_TELL = 4
"""So many digits make two equal figures of different times a copy rather than chance."""


def check_units(before: Sequence[Statement], after: Sequence[Statement]) -> Iterator[Finding]:
    """Units that print leaves out: settled by the other figures, or left open.

    :param before: the statements as printed; ``after``: with the units that could be settled.
    """
    shares: list[tuple[int, Statement]] = []
    for n, (one, settled) in enumerate(zip(before, after, strict=True)):
        if settled.value is None or (one.unit is not None and settled.unit == one.unit):
            continue
        if settled.unit is None:
            yield _left_open(one)
        elif one.kind == "share":
            shares.append((n, one))
        else:
            yield _unit_found(n, one, settled)
    if shares:
        yield Finding(
            rule=Rule.UNIT,
            verdict=Verdict.NOTICE,
            zh=f"{len(shares)}个比重没有印出百分号",
            en=f"{len(shares)} shares are printed without the sign of per cent",
            arithmetic="、".join(str(one.value) for _, one in shares),
            reason_zh="各项合计与百分比相符",
            reason_en="together they make what per cent would",
            spans=tuple(one.span for _, one in shares),
            flags=tuple((n, "unit_missing_in_print") for n, _ in shares),
        )


def _left_open(one: Statement) -> Finding:
    printed = f"{one.value}{one.unit_text}"
    return Finding(
        rule=Rule.UNIT,
        verdict=Verdict.DOUBTFUL,
        zh=f"{name_zh(one)}的单位缺失，无法确定",
        en=f"{name_en(one)}: a unit is missing and nothing settles it",
        arithmetic=printed,
        reason_zh="没有表、比重或分项合计可以印证；该数未采用",
        reason_en="no table, share or total bears it out; the value is not accepted",
        printed=((name_zh(one), printed),),
        spans=(one.span,),
    )


def _unit_found(n: int, one: Statement, settled: Statement) -> Finding:
    printed = f"{one.value}{one.unit_text}"
    return Finding(
        rule=Rule.UNIT,
        verdict=Verdict.NOTICE,
        zh=f"{name_zh(one)}的单位印漏",
        en=f"{name_en(one)}: a unit is missing in print",
        arithmetic=f"{printed} → {figure_text(settled)}",
        reason_zh="由表、比重或分项合计确定",
        reason_en="settled by table, shares or total",
        printed=((name_zh(one), printed),),
        recomputed=settled.value,
        unit=str(settled.unit),
        spans=(one.span,),
        flags=((n, "unit_missing_in_print"),),
    )


def check_wording(statements: Sequence[Statement]) -> Iterator[Finding]:
    """Growth in times, read as growth by so much, and signs of per cent that are odd in print."""
    for one in statements:
        if "倍" in one.growth_text and one.growth_span is not None:
            yield Finding(
                rule=Rule.WORDING,
                verdict=Verdict.NOTICE,
                zh=f"{name_zh(one)}的增速印作“{one.growth_text}”",
                en=f"{name_en(one)}: growth is printed as '{one.growth_text}'",
                arithmetic=f"{one.growth_text} → +{one.growth}%",
                reason_zh="“增长N倍”指增加了N倍",
                reason_en="'grown by N times' adds N times the base",
                recomputed=one.growth,
                unit="%",
                spans=(one.growth_span,),
            )
    odd = [one for one in statements if "misprint" in one.flags and one.where == "prose"]
    if odd:
        yield Finding(
            rule=Rule.WORDING,
            verdict=Verdict.NOTICE,
            zh=f"{len(odd)}处百分号印漏或印重",
            en=f"signs of per cent are missing or doubled in {len(odd)} places",
            arithmetic="、".join(one.growth_text or figure_text(one) for one in odd),
            reason_zh="数值本身不受影响",
            reason_en="the values themselves are intact",
            spans=tuple(one.growth_span or one.span for one in odd),
        )
    slips = [one for one in statements if "misprint" in one.flags and one.where != "prose"]
    if slips:
        yield Finding(
            rule=Rule.WORDING,
            verdict=Verdict.NOTICE,
            zh=f"表中{len(slips)}个数的名称与单位不符，按单位取",
            en=f"name and unit of {len(slips)} figures of a table differ; the unit is taken",
            arithmetic="、".join(figure_text(one) for one in slips),
            spans=tuple(one.span for one in slips),
        )


def check_tables(left_over: Sequence[LeftOver], assumed: bool) -> Iterator[Finding]:
    """Rows of tables that are cut or whose columns are not known."""
    cut = [left.span for left in left_over if left.reason is Reason.ROW_CUT]
    lost = [left.span for left in left_over if left.reason is Reason.NO_HEAD]
    if cut:
        yield Finding(
            rule=Rule.TABLE,
            verdict=Verdict.DOUBTFUL,
            zh=f"表中{len(cut)}行的数字个数与表头不符，表格可能残缺",
            en=f"{len(cut)} rows of a table have another number of figures than its head",
            reason_zh=Reason.ROW_CUT.zh + "；这些行未采用",
            reason_en=Reason.ROW_CUT.en + "; these rows are not accepted",
            spans=tuple(cut),
        )
    if lost:
        yield Finding(
            rule=Rule.TABLE,
            verdict=Verdict.DOUBTFUL,
            zh=f"表头缺失或无法理解，{len(lost)}行未采用",
            en=f"a table's head is missing or not understood; {len(lost)} rows are not accepted",
            reason_zh=Reason.NO_HEAD.zh,
            reason_en=Reason.NO_HEAD.en,
            spans=tuple(lost),
        )
    if assumed:
        yield Finding(
            rule=Rule.TABLE,
            verdict=Verdict.NOTICE,
            zh="表头缺失，按常用栏次“累计、当月、累计增速、当月增速”读取，与文字相符",
            en="a table has no head; the usual order of columns agrees with the running text",
            reason_zh="文字中的同一数印证了栏次",
            reason_en="the same figures in running text bear the order out",
        )


def check_times(
    statements: Sequence[Statement], heading: Heading, table_times: Sequence[Stated]
) -> Iterator[Finding]:
    """Times that contradict the title, the day of publication, or the words beside them."""
    yield from _published_too_early(heading)
    yield from _table_time(statements, heading, table_times)
    for n, one in enumerate(statements):
        yield from _cumulative_month(n, one)
        yield from _after_the_title(n, one, heading)
    yield from _same_figure_of_two_times(statements)


def _published_too_early(heading: Heading) -> Iterator[Finding]:
    published, month, year = heading.published, heading.month, heading.year
    if published is None or month is None or year is None:
        return
    end = Period.for_month(year, month).end
    if published < end:
        yield Finding(
            rule=Rule.TIME,
            verdict=Verdict.CONTRADICTS,
            zh=f"发布日期{published}早于所述时期的终了",
            en=f"published on {published}, before the period was over",
            arithmetic=f"{published} < {end}",
            reason_zh="标题的年份、月份或发布日期有误",
            reason_en="the title or the date is wrong",
            spans=(heading.span,) if heading.span is not None else (),
        )


def _table_time(
    statements: Sequence[Statement], heading: Heading, table_times: Sequence[Stated]
) -> Iterator[Finding]:
    for stated in table_times:
        other_month = None not in (stated.last_month, heading.month) and (
            stated.last_month != heading.month
        )
        other_year = None not in (stated.year, heading.year) and stated.year != heading.year
        if other_month or other_year:
            ones = [n for n, one in enumerate(statements) if one.where != "prose"]
            yield Finding(
                rule=Rule.TIME,
                verdict=Verdict.CONTRADICTS,
                zh="表头的时期与标题不同",
                en="the table's head names another time than the title",
                arithmetic=f"{_told(stated)} ≠ {heading.year or '—'}年{heading.month}月",
                reason_zh="表中各数的时期存疑",
                reason_en="the time of the table's figures is doubtful",
                spans=tuple(statements[n].span for n in ones[:1]),
                flags=tuple((n, "period_doubtful") for n in ones),
            )


def _told(stated: Stated) -> str:
    year = f"{stated.year}年" if stated.year is not None else ""
    return f"{year}{stated.last_month}月"


def _cumulative_month(n: int, one: Statement) -> Iterator[Finding]:
    month = one.stated is not None and one.stated.shape is Shape.MONTH
    if month and one.cumulative and one.stated is not None and one.stated.part > 1:
        yield Finding(
            rule=Rule.TIME,
            verdict=Verdict.DOUBTFUL,
            zh=f"{name_zh(one)}写作“累计”，时期却是单月",
            en=f"{name_en(one)} is called cumulative, but the time is one month",
            arithmetic=figure_text(one),
            reason_zh="应为1至该月累计，或“累计”二字多余",
            reason_en="either January to that month is meant, or the word is wrong",
            spans=(one.span,),
            flags=((n, "period_doubtful"),),
        )


def _after_the_title(n: int, one: Statement, heading: Heading) -> Iterator[Finding]:
    if one.period is None or heading.year is None or heading.month is None or one.forecast:
        return
    if one.period.end > Period.for_month(heading.year, heading.month).end:
        yield Finding(
            rule=Rule.TIME,
            verdict=Verdict.CONTRADICTS,
            zh=f"{name_zh(one)}晚于通报所述时期",
            en=f"{name_en(one)} lies after the bulletin's own time",
            arithmetic=f"{one.period.zh} > {heading.year}年{heading.month}月",
            reason_zh="时期可能误印",
            reason_en="the time may be a slip",
            spans=(one.span,),
            flags=((n, "period_doubtful"),),
        )


def _same_figure_of_two_times(statements: Sequence[Statement]) -> Iterator[Finding]:
    """One figure under two times: a slip in one of them, or a month copied for the year."""
    first: dict[tuple[object, ...], int] = {}
    for n, one in enumerate(statements):
        if one.value is None or one.period is None or one.kind != "level" or one.measure == "index":
            continue
        if len(str(one.value).replace(".", "").strip("-0")) < _DIGITS_THAT_TELL:
            continue
        key = (one.fact.indicator, one.division, one.value, one.unit)
        m = first.setdefault(key, n)
        other = statements[m]
        if other.period == one.period or one.period.kind is PeriodKind.YEAR:
            continue
        yield Finding(
            rule=Rule.TIME,
            verdict=Verdict.DOUBTFUL,
            zh=f"{other.fact.published}在两个时期印出同一数",
            en=f"{other.fact.en}: one figure is printed for two times",
            arithmetic=f"{other.period.zh if other.period else '—'} {figure_text(other)} = "
            f"{one.period.zh} {figure_text(one)}",
            reason_zh="其中一处的时期或数值可能误印",
            reason_en="one of the times or figures may be a slip",
            printed=printed_of(other, one),
            spans=(other.span, one.span),
            flags=((m, "period_doubtful"), (n, "period_doubtful")),
        )


def check_heading(heading: Heading, *, figures: int) -> Iterator[Finding]:
    """A year or place that print does not name."""
    if not figures:
        return
    if heading.year_known is Known.UNKNOWN:
        yield Finding(
            rule=Rule.TIME,
            verdict=Verdict.DOUBTFUL,
            zh="没有印出年份，也没有发布日期可以推断",
            en="print names no year, and no date to infer it from",
            reason_zh="请用 --period 指明时期；没有年份的数未采用",
            reason_en="name the period with --period; figures without a year are not accepted",
        )
    elif heading.year_known is not Known.PRINTED:
        how = heading.year_known is Known.INFERRED
        yield Finding(
            rule=Rule.TIME,
            verdict=Verdict.NOTICE,
            zh=f"没有印出年份，{'由发布日期推断为' if how else '按所给取'}{heading.year}年",
            en=f"print names no year; {heading.year} is "
            + ("inferred from the date" if how else "taken as given"),
            arithmetic=f"{heading.published} → {heading.year}年{heading.month}月" if how else "",
        )
    if heading.division_known is Known.UNKNOWN:
        yield Finding(
            rule=Rule.PLACE,
            verdict=Verdict.DOUBTFUL,
            zh="没有认出是哪个地区的通报",
            en="it is not said whose bulletin this is",
            reason_zh="请用 --division 指明地区；没有地区的数未采用",
            reason_en="name the place with --division; figures without a place are not accepted",
        )
    elif heading.division_known is not Known.PRINTED:
        yield Finding(
            rule=Rule.PLACE,
            verdict=Verdict.NOTICE,
            zh="没有印出地区，按所给取",
            en="print names no place; it is taken as given",
        )
