"""What the chart of an indicator draws: values with their intervals, the path, breaks of scope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from jidi.core.measure import Interval
from jidi.core.numbers_as_text import grouped
from jidi.core.period import Period, PeriodKind
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading
from jidi.service.phrasing import unit_name
from jidi.service.scope_breaks import ScopeBreak, parted, scope_breaks
from jidi.service.trajectory import Trajectory
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.marks import ORIGINS
from jidi.web.pages.series import History, chance_of, span, version_line
from jidi.web.visit import Visit

Json = dict[str, Any]


@dataclass(frozen=True)
class Chart:
    """All that is drawn.

    :param axis: every period, at equal steps.
    :param course: the target's course, for the province only.
    :param breaks: changes of scope that lie on the axis.
    """

    indicator: Indicator
    history: History
    axis: tuple[Period, ...]
    course: Trajectory | None
    breaks: tuple[ScopeBreak, ...]

    @property
    def yearly(self) -> bool:
        """Whether it shows whole years."""
        return self.axis[0].kind is PeriodKind.YEAR

    @property
    def has_path(self) -> bool:
        """Whether a path can be drawn: over whole years only."""
        return self.yearly and self.course is not None and self.course.path is not None


def chart_of(visit: Visit, indicator: Indicator, history: History) -> Chart:
    """What is drawn for the division of the visit."""
    at_home = visit.division.code == visit.book.province.code
    course = visit.provider.trajectory(visit.book, indicator) if at_home else None
    axis = _axis(history, course)
    breaks = tuple(
        one for one in scope_breaks(indicator) if axis[0].year < one.year <= axis[-1].year
    )
    return Chart(indicator, history, axis, course, breaks)


def _axis(history: History, course: Trajectory | None) -> tuple[Period, ...]:
    """Every year between the first and the last, also of the plan; other periods as they are."""
    known = history.periods
    if known[0].kind is not PeriodKind.YEAR:
        return known
    first, last = known[0].year, known[-1].year
    if course is not None:
        first, last = min(first, course.base_year), max(last, course.target.year)
    return tuple(Period.for_year(year) for year in range(first, last + 1))


def caption(visit: Visit, chart: Chart) -> str:
    """What, where, which periods, which unit, and how to read what is drawn."""
    t, course = visit.t, chart.course
    first, last = chart.axis[0], chart.axis[-1]
    path = course.path if course is not None and chart.has_path else None
    parts = [
        visit.place(visit.division),
        f"{visit.when(first)} – {visit.when(last)}",
        unit_name(chart.indicator.unit, visit.lang),
        t("the vertical axis does not begin at zero"),
        path and t("dashed grey: {path}", path=t.of(*path.words)),
        _has_whiskers(chart) and t("whiskers: 95 % interval of chance, or rounding of a chain"),
        chart.breaks and t("no line is drawn across a change of scope"),
    ]
    return " · ".join(part for part in parts if part)


def _has_whiskers(chart: Chart) -> bool:
    own = (*chart.history.published, *chart.history.computed)
    carried = chart.course is not None and bool(chart.course.carried) and chart.yearly
    return carried or any(chance_of(chart.indicator, reading) for reading in own)


def as_json(visit: Visit, chart: Chart) -> Json:
    """What the chart's script draws."""
    t, history = visit.t, chart.history
    lines = [
        _line(visit, chart, t("published"), history.published),
        _line(visit, chart, t("computed"), history.computed),
    ]
    level, name = _goal(visit, chart)
    return {
        "unit": unit_name(chart.indicator.unit, visit.lang),
        "digits": chart.indicator.precision,
        "periods": [visit.when(period) for period in chart.axis],
        "lines": lines,
        "carried": _carried(visit, chart),
        "path": _path(visit, chart),
        "breaks": [_break(visit, chart, one) for one in chart.breaks],
        "target": level,
        "targetName": name,
    }


def _goal(visit: Visit, chart: Chart) -> tuple[float | None, str]:
    """The target's level, where the values drawn may be held against it."""
    course = chart.course
    if course is None or (course.target.quantity.flows and not chart.yearly):
        return None, ""
    level = float(course.target.level.printed.number) * float(course.factor)
    year = course.target.year
    return level, visit.t("target {year}: {goal}", year=year, goal=f"{level:g}")


def _line(visit: Visit, chart: Chart, name: str, readings: Sequence[Reading]) -> Json:
    by_period = {reading.period: reading for reading in readings}
    points = [_point(visit, chart, by_period.get(period)) for period in chart.axis]
    return {"name": name, "points": points, "parts": list(_parts(chart, points))}


def _parts(chart: Chart, points: Sequence[Json | None]) -> Iterator[tuple[int, int]]:
    """Stretches of the axis, first and last place, over which the values may be joined."""
    known = [at for at, point in enumerate(points) if point is not None]
    ends = [at for at, after in pairwise(known) if _parted(chart, points, at, after)]
    starts = [after for at, after in pairwise(known) if at in ends]
    yield from zip(known[:1] + starts, ends + known[-1:], strict=True)


def _parted(chart: Chart, points: Sequence[Json | None], at: int, after: int) -> bool:
    """Whether print or the calendar of scopes lets no line be drawn between two places."""
    one, other = points[at], points[after]
    if one is None or other is None:
        raise AssertionError("only places with a value are joined")
    prices = one["priceBase"] != other["priceBase"]
    return prices or parted(chart.breaks, chart.axis[at].year, chart.axis[after].year)


def _point(visit: Visit, chart: Chart, reading: Reading | None) -> Json | None:
    if reading is None:
        return None
    kind, word = ORIGINS[reading.status]
    low, high = _ends(chance_of(chart.indicator, reading))
    return {
        "value": reading.value,
        "kind": kind,
        "status": visit.t(word),
        "low": low,
        "high": high,
        "priceBase": reading.price_base,
    }


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    if interval is None:
        return None, None
    low, high = (float(end) if end.is_finite() else None for end in (interval.low, interval.high))
    return low, high


def _carried(visit: Visit, chart: Chart) -> Json | None:
    """Values that printed comparable growth leads to, on the plan's own scope."""
    if chart.course is None or not chart.yearly or not chart.course.carried:
        return None
    by_year = {one.year: one for one in chart.course.carried}
    points: list[Json | None] = []
    for period in chart.axis:
        one = by_year.get(period.year)
        if one is None:
            points.append(None)
            continue
        low, high = _ends(one.chain.interval)
        points.append(
            {"value": one.reading.value, "low": low, "high": high, "note": one.reading.note}
        )
    t = visit.t
    return {"name": t("chained by printed growth"), "label": t("chained"), "points": points}


def _path(visit: Visit, chart: Chart) -> Json | None:
    """The path: due at the end of each year, and the milestones that bend it."""
    course = chart.course
    if course is None or course.path is None or not chart.yearly:
        return None
    bent = {bend.knot.ref: bend.milestone for bend in course.bends if bend.knot is not None}
    first = chart.axis[0].year
    knots = [
        {
            "at": course.base_year + float(knot.share) * course.course.years - first,
            "value": float(knot.value * course.factor),
            "name": f"{bent[knot.ref].due} {visit.t.of(bent[knot.ref].zh, bent[knot.ref].en)}",
        }
        for knot in course.path.knots
        if knot.ref in bent
    ]
    return {
        "name": visit.t.of(*course.path.words),
        "due": visit.t("due"),
        "points": [course.due(period.year) for period in chart.axis],
        "knots": knots,
    }


def _break(visit: Visit, chart: Chart, one: ScopeBreak) -> Json:
    """A change of scope, half a step before the first period it holds for."""
    first = next(at for at, period in enumerate(chart.axis) if period.year >= one.year)
    return {"at": first - 0.5, "name": visit.t.of(one.zh, one.en), "goesOn": one.goes_on}


def growth_grid(visit: Visit, chart: Chart) -> Grid | None:
    """Printed comparable growth since the base year, and what it makes of the plan's values."""
    t, course = visit.t, chart.course
    if course is None or not chart.yearly or not course.links:
        return None
    unit = unit_name(chart.indicator.unit, visit.lang)
    columns = (
        Column(t("From")),
        Column(t("To")),
        Column(t("Comparable growth"), "%", kind="number"),
        Column(t("Chained value"), unit, kind="number"),
        Column(t("Interval"), kind="number"),
        Column(t("Worked out"), wide=True),
        Column(t("Source"), wide=True),
    )
    rows = tuple(_growth_row(visit, chart, course, at) for at in range(len(course.links)))
    title = t("Comparable growth as printed, and the values chained by it")
    notes = (visit.place(visit.division), version_line(visit))
    return Grid("growth", title, columns, rows, notes, t("Comparable growth"))


def _growth_row(visit: Visit, chart: Chart, course: Trajectory, at: int) -> Row:
    link, digits = course.links[at], chart.indicator.precision
    one = next((c for c in course.carried if c.chain.links and c.chain.links[-1] == link), None)
    growth = float(link.growth)
    shown = f"{'≥ ' if link.at_least else ''}{grouped(growth, None)}"
    return Row(
        (
            Cell(visit.when(link.start)),
            Cell(visit.when(link.end)),
            Cell(growth, shown),
            Cell(None if one is None else one.reading.value, digits=digits, strong=True),
            Cell("" if one is None else span(one.chain.interval, digits)),
            Cell("" if one is None else one.reading.note),
            Cell(link.source),
        )
    )
