"""A target over the years: the chart of what was reached and what was due, and its table twin."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from jidi.report import forecast_figures as ahead
from jidi.report.chapters.overview import cell
from jidi.report.desk import Desk
from jidi.report.document import Column, Line
from jidi.report.evidence import Evidence
from jidi.report.flow import Flow
from jidi.report.pieces import Name, Text, Words, words
from jidi.report.target_values import TargetValues
from jidi.service.progress import YearRow
from jidi.service.wording import STATUS_WORDS

FEWEST_POINTS = 2
"""Values below which a line says nothing."""


def write_trajectory(desk: Desk, flow: Flow, of: TargetValues) -> None:
    """Chart and table; the table alone where there is nothing to draw, neither without values."""
    points = _points(of)
    known = [point for point in points if of.value_of(point) is not None]
    if not known:
        return
    if sum(point.value is not None for point in points) >= FEWEST_POINTS:
        _chart(desk, flow, of, points)
    _twin(desk, flow, of, points)


def _points(of: TargetValues) -> tuple[YearRow, ...]:
    """The years of the target, and those that are still to come, with what will be due."""
    done = of.row.years
    later = range(done[-1].year + 1, of.row.target.year + 1)
    return (*done, *(of.row.later(year) for year in later))


def _chart(desk: Desk, flow: Flow, of: TargetValues, points: tuple[YearRow, ...]) -> None:
    years = tuple(desk.voice.year(point.year) for point in points)
    flow.chart(
        (Name(of.name), *desk.label("chart_trajectory")),
        unit=_unit(desk, of),
        categories=years,
        lines=_lines(desk, of, points),
        digits=of.row.digits or 0,
        synthetic_name=desk.word("line_synthetic"),
    )


def _unit(desk: Desk, of: TargetValues) -> str:
    """The unit of the values: the target's, or their own where they cannot be compared."""
    reading = of.row.reading
    own = reading is not None and of.row.detail.value is None
    return desk.voice.unit(reading.unit if own and reading is not None else of.row.target.unit)


def _lines(desk: Desk, of: TargetValues, points: tuple[YearRow, ...]) -> tuple[Line, ...]:
    goal = of.goal()
    last = len(points) - 1
    lines = [
        Line(
            "actual",
            desk.word("line_actual"),
            tuple(point.value for point in points),
            synthetic=tuple(_is_synthetic(of.value_of(point)) for point in points),
        )
    ]
    if any(point.due_value is not None for point in points):
        lines.append(
            Line("path", desk.word("line_path"), tuple(point.due_value for point in points))
        )
    target = tuple(goal.value if n == last else None for n in range(len(points)))
    lines += _forecast(desk, of, points)
    return (*lines, Line("target", desk.word("line_target"), target))


def _forecast(desk: Desk, of: TargetValues, points: tuple[YearRow, ...]) -> list[Line]:
    """The forecast from the last value on, with its interval; nothing without one."""
    steps = ahead.steps_of(of)
    if not steps:
        return []
    last = of.row.years[-1]
    values, low, high = [], [], []
    for point in points:
        step = steps.get(point.year)
        ends = (None, None) if step is None else step.bands[ahead.BAND]
        known = last.value if point.year == last.year else None
        values.append(known if step is None else Decimal(str(step.median)))
        low.append(None if ends[0] is None else Decimal(str(ends[0])))
        high.append(None if ends[1] is None else Decimal(str(ends[1])))
    name = desk.word("line_forecast")
    return [Line("forecast", name, tuple(values), tuple(low), tuple(high))]


def _is_synthetic(evidence: Evidence | None) -> bool:
    return evidence is not None and evidence.synthetic


def _twin(desk: Desk, flow: Flow, of: TargetValues, points: tuple[YearRow, ...]) -> None:
    columns = (
        Column("", 1.7),
        *(Column(desk.voice.year(point.year), 1.0, "right") for point in points),
    )
    flow.table(
        (Name(of.name), *desk.label("table_trajectory")),
        columns,
        _twin_rows(desk, of, points),
        unit=_unit(desk, of),
        small=True,
    )


def _twin_rows(desk: Desk, of: TargetValues, points: tuple[YearRow, ...]) -> list[tuple[Text, ...]]:
    rows = [
        _row(desk, "line_actual", points, of.value_of),
        _row(desk, "line_path", points, of.due_of),
    ]
    if all(of.due_of(point) is None for point in points):
        rows.pop()
    steps = ahead.steps_of(of)
    if steps:
        rows += [
            _row(desk, "line_forecast", points, lambda p: ahead.median(of, p.year)),
            _row(desk, "line_low", points, lambda p: ahead.end(of, p.year, "low")),
            _row(desk, "line_high", points, lambda p: ahead.end(of, p.year, "high")),
        ]
    return [
        *rows,
        (
            words(desk.word("row_status")),
            *(_status(desk, p, forecast=p.year in steps) for p in points),
        ),
    ]


def _row(
    desk: Desk,
    label: str,
    points: tuple[YearRow, ...],
    value: Callable[[YearRow], Evidence | None],
) -> tuple[Text, ...]:
    return (words(desk.word(label)), *(cell(desk, value(point), bare=True) for point in points))


def _status(desk: Desk, point: YearRow, *, forecast: bool) -> Text:
    if point.year == desk.plan.base_year:
        return words(desk.voice.origin("plan")) if point.value is not None else desk.voice.nothing
    if point.reading is None:
        return words(desk.voice.origin("forecast")) if forecast else desk.voice.nothing
    return (Words(desk.voice.say(*STATUS_WORDS[point.reading.status])),)
