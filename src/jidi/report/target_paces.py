"""How fast a target moves: distances, growth and steps so far and still needed."""

from __future__ import annotations

from decimal import Decimal

from jidi.core.numbers_as_text import rounded
from jidi.report.evidence import Evidence
from jidi.report.target_values import TargetValues
from jidi.service.progress import YearRow

HUNDRED = Decimal(100)


def progress(of: TargetValues) -> Evidence | None:
    """Share of the way covered, in per cent."""
    share, base, actual = of.row.detail.progress, of.base(), of.actual()
    if share is None or base is None or actual is None:
        return None
    return _share(of, "progress", ("已完成进度", "share of the way"), share, actual, base)


def progress_due(of: TargetValues) -> Evidence | None:
    """Share of the way that is due, in per cent."""
    share, base, due = of.row.detail.course.due, of.base(), of.due()
    if share is None or base is None or due is None:
        return None
    names = ("应完成进度", "share of the way due")
    return _share(of, "progress_due", names, share, due, base)


def distance(of: TargetValues, name: str) -> Evidence | None:
    """``above_due``, ``below_due``, ``short`` or ``beyond``: how far, where it is so."""
    actual = of.actual()
    other = of.due() if name.endswith("due") else of.goal()
    if actual is None or other is None or of.row.detail.value is None:
        return None
    to_due = of.row.detail.course.due_value
    level = to_due if name.endswith("due") else of.row.detail.course.goal
    if level is None:
        return None
    more = of.row.detail.value - level
    downward = of.row.target.direction == "down"
    if name == "below_due" or name == ("beyond" if downward else "short"):
        more, formula = -more, "{1} − {0}"
    else:
        formula = "{0} − {1}"
    if rounded(more, of.row.digits or 0) <= 0:
        return None
    words = {
        "above_due": ("高于应达值", "above what is due"),
        "below_due": ("低于应达值", "below what is due"),
        "short": ("距目标值", "short of the target"),
        "beyond": ("超过目标值", "beyond the target"),
    }
    return of.difference(name, words[name], more, formula, (actual, other))


def previous(of: TargetValues) -> Evidence | None:
    """The value of the year before."""
    before = of.row.before
    return None if before is None or before.value is None else of.value_of(before)


def change(of: TargetValues) -> Evidence | None:
    """Growth on the year before, in per cent, for what grows by ratios."""
    if of.row.target.path != "geometric":
        return None
    pair = _pair(of)
    if pair is None or pair[1] <= 0:
        return None
    now, before, inputs = pair
    return of.derived(
        "change",
        ("比上年增长", "growth on the year before"),
        value=(now / before - 1) * HUNDRED,
        digits=1,
        unit="%",
        formula="({0} ÷ {1} − 1) × 100",
        inputs=inputs,
        period=of.desk.voice.year(of.desk.year),
    )


def step(of: TargetValues, *, up: bool) -> Evidence | None:
    """How much more (or less) than the year before, for what moves by steps; None if it is not."""
    pair = _pair(of)
    if of.row.target.path == "geometric" or pair is None:
        return None
    now, before, inputs = pair
    more = now - before if up else before - now
    if rounded(more, of.row.digits or 0) <= 0:
        return None
    words = ("比上年增加", "more than the year before")
    if not up:
        words = ("比上年减少", "less than the year before")
    formula = "{0} − {1}" if up else "{1} − {0}"
    return of.difference("step_up" if up else "step_down", words, more, formula, inputs)


def growth_so_far(of: TargetValues) -> Evidence | None:
    """Mean annual growth since the base year, in per cent, for what grows by ratios."""
    value, base, actual = of.row.detail.value, of.base(), of.actual()
    elapsed = of.row.detail.course.elapsed
    if base is None or actual is None or value is None or of.row.target.path != "geometric":
        return None
    if value <= 0 or elapsed <= 0:
        return None
    return _growth(
        of,
        "growth_so_far",
        ("基期以来年均增长", "mean annual growth since the base year"),
        ends=(value, Decimal(str(base.value))),
        years=elapsed,
        inputs=(actual, base),
    )


def growth_planned(of: TargetValues) -> Evidence | None:
    """Mean annual growth from base to target, in per cent, for what grows by ratios."""
    base, course = of.base(), of.row.detail.course
    if base is None or course.base is None or of.row.target.path != "geometric":
        return None
    return _growth(
        of,
        "growth_planned",
        ("规划期年均须增长", "mean annual growth the plan needs"),
        ends=(course.goal, course.base),
        years=Decimal(course.years),
        inputs=(of.goal(), base),
    )


def rest_growth(of: TargetValues) -> Evidence | None:
    """Growth a year still needed to the stated level, in per cent."""
    actual, detail = of.actual(), of.row.detail
    if detail.rest_growth is None or actual is None or detail.value is None:
        return None
    return _growth(
        of,
        "rest_growth",
        ("今后每年还须增长", "growth a year still needed"),
        ends=(detail.course.goal, detail.value),
        years=detail.course.remaining,
        inputs=(of.goal(), actual),
    )


def rest_step(of: TargetValues) -> Evidence | None:
    """Change a year still needed to the stated level."""
    actual, detail = of.actual(), of.row.detail
    if detail.rest_step is None or actual is None:
        return None
    years = detail.course.remaining
    words = ("今后每年还须变化", "change a year still needed")
    formula = f"({{0}} − {{1}}) ÷ {years.normalize():f}"
    return of.difference(
        "rest_step", words, detail.rest_step, formula, (of.goal(), actual), yearly=True
    )


def step_so_far(of: TargetValues) -> Evidence | None:
    """Mean change a year since the base year."""
    value, base, actual = of.row.detail.value, of.base(), of.actual()
    elapsed = of.row.detail.course.elapsed
    if base is None or base.value is None or actual is None or value is None or elapsed <= 0:
        return None
    words = ("基期以来平均每年变化", "mean change a year since the base year")
    formula = f"({{0}} − {{1}}) ÷ {elapsed.normalize():f}"
    step = (value - base.value) / elapsed
    return of.difference("step_so_far", words, step, formula, (actual, base), yearly=True)


def _pair(of: TargetValues) -> tuple[Decimal, Decimal, tuple[Evidence, Evidence]] | None:
    """This year's value and that of the year before, where both are the years' own."""
    last, before = of.row.years[-1], of.row.before
    if before is None or last.value is None or before.value is None:
        return None
    now, then = of.value_of(last), of.value_of(before)
    if now is None or then is None or not _same_scope(last, before):
        return None
    return last.value, before.value, (now, then)


def _share(
    of: TargetValues,
    name: str,
    words: tuple[str, str],
    share: Decimal,
    value: Evidence,
    base: Evidence,
) -> Evidence:
    return of.derived(
        name,
        words,
        value=share * HUNDRED,
        digits=0,
        unit="%",
        formula="({0} − {1}) ÷ ({2} − {1}) × 100",
        inputs=(value, base, of.goal()),
        period=of.desk.voice.year(of.desk.year),
    )


def _growth(
    of: TargetValues,
    name: str,
    words: tuple[str, str],
    *,
    ends: tuple[Decimal, Decimal],
    years: Decimal,
    inputs: tuple[Evidence, Evidence],
) -> Evidence:
    value = ((ends[0] / ends[1]) ** (1 / years) - 1) * HUNDRED
    return of.derived(
        name,
        words,
        value=value,
        digits=1,
        unit="%",
        formula=f"(({{0}} ÷ {{1}}) ^ (1 ÷ {years.normalize():f}) − 1) × 100",
        inputs=inputs,
        period=of.desk.voice.year(of.desk.year),
    )


def _same_scope(one: YearRow, other: YearRow) -> bool:
    """Whether both values count the same thing at the same prices."""
    if one.reading is None or other.reading is None:
        return False
    mine = (one.reading.scope, one.reading.price_base, one.reading.status)
    return mine == (other.reading.scope, other.reading.price_base, other.reading.status)
