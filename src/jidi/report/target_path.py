"""How the value due in a year follows from base, milestones and target: the formula of the path."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from jidi.plan.path import Knot, Path
from jidi.report.evidence import Evidence

if TYPE_CHECKING:
    from jidi.report.target_values import TargetValues

Formula = tuple[str, tuple[Evidence, ...]]


def due_formula(of: TargetValues, year: int) -> Formula:
    """Formula and inputs of what is due at the end of a year.

    :raises AssertionError: for a target without a path.
    """
    path = of.row.detail.course.path
    if path is None:
        raise AssertionError(f"{of.key('due')}: there is no path")
    base_year = of.desk.plan.base_year
    share = Decimal(year - base_year) / (of.row.target.year - base_year)
    before, after = _stretch(path, share)
    if share >= after.share:
        return _one(_end(of, after))
    parts = [_end(of, before), _end(of, after)]
    inputs: list[Evidence] = []
    told = [_told(part, inputs) for part in parts]
    passed = f"(({share} − {before.share}) ÷ ({after.share} − {before.share}))"
    if path.name != "milestone":
        passed = _told(_time_share(of, year), inputs)
    low, high = told
    if path.between == "geometric":
        return f"{low} × ({high} ÷ {low}) ^ {passed}", tuple(inputs)
    return f"{low} + ({high} − {low}) × {passed}", tuple(inputs)


def _stretch(path: Path, share: Decimal) -> tuple[Knot, Knot]:
    """The points between which the year lies; the last two when it lies behind them."""
    pairs = list(pairwise(path.knots))
    return next(((a, b) for a, b in pairs if share <= b.share), pairs[-1])


def _end(of: TargetValues, knot: Knot) -> Evidence | Decimal:
    """The evidence of a point; its bare value where the printed figure was converted or capped."""
    known = {"base": of.base(), "target": of.goal()}
    found = known[knot.ref] if knot.ref in known else of.milestone(knot.ref)
    return found if found is not None and found.value == knot.value else knot.value


def _one(part: Evidence | Decimal) -> Formula:
    inputs: list[Evidence] = []
    return _told(part, inputs), tuple(inputs)


def _told(part: Evidence | Decimal, inputs: list[Evidence]) -> str:
    """The part as a formula names it; evidence becomes an input."""
    if isinstance(part, Decimal):
        return f"{part}"
    inputs.append(part)
    return f"{{{len(inputs) - 1}}}"


def _time_share(of: TargetValues, year: int) -> Evidence:
    """Part of the time from base to target year that has passed at the end of a year."""
    base, goal = of.desk.plan.base_year, of.row.target.year
    return of.desk.derived(
        f"time.{year}.{goal}",
        subject=of.desk.plan_name,
        figure=of.desk.voice.say("规划期已过的比例", "share of the plan's time passed"),
        value=Decimal(year - base) / (goal - base),
        digits=2,
        unit="",
        formula=f"({year} − {base}) ÷ ({goal} − {base})",
        inputs=(),
        period=of.desk.voice.year(year),
    )
