"""The forecast on an indicator's page: years with intervals, method, back-test, chance.

It takes some seconds to make, so it is made when a reader asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import htpy as h
from htpy import Element, Node

from jidi.core.numbers_as_text import grouped
from jidi.core.period import Period
from jidi.forecast import Outlook, Point, Step
from jidi.model.indicator import Indicator
from jidi.model.reading import Status
from jidi.service.attainment import TargetForecast
from jidi.service.forecast_tables import Table, tables_of
from jidi.service.forecast_words import in_per_cent, range_words
from jidi.service.phrasing import unit_name
from jidi.web.draw.fan import Expected, Fan, Known, fan
from jidi.web.layout import card, note
from jidi.web.marks import origin
from jidi.web.visit import Visit

if TYPE_CHECKING:
    from jidi.service.forecast_asked import Asked
    from jidi.service.forecasting import SeriesForecast

PART = "forecast"
ASKED = "yes"
MONTHS_SHOWN = 36
"""Known months that the monthly picture shows."""


def card_of(visit: Visit, indicator: Indicator) -> Element:
    """The forecast when it was asked for, else the way to ask."""
    t = visit.t
    if visit.asked.get(PART) != ASKED:
        return card(t("Forecast"), _invitation(visit), id=PART)
    made = visit.provider.forecast(
        visit.book,
        indicator.id,
        division=visit.division.code.text,
        as_of=str(visit.period) if visit.period else None,
    )
    series = made.forecast if isinstance(made, TargetForecast) else made
    if series is None or series.outlook is None:
        return card(t("Forecast"), note(made.sentence(visit.lang)), id=PART)
    mark = origin(t, Status.SYNTHETIC) if series.synthetic else None
    return card(
        t("Forecast"),
        h.p[made.sentence(visit.lang)],
        _chance(visit, made),
        _pictures(visit, made, series, series.outlook),
        _tables(visit, made),
        aside=mark,
        class_="outlook",
        id=PART,
    )


def _invitation(visit: Visit) -> Node:
    """The button; with scripts only this card is renewed."""
    t = visit.t
    href = visit.href(**{PART: ASKED})
    return [
        h.p[
            t(
                "Methods compete on the past of the series; intervals say how often they held. "
                "This takes up to half a minute."
            )
        ],
        h.p[
            h.a(
                class_="button",
                href=f"{href}#{PART}",
                hx_get=href,
                hx_target=f"#{PART}",
                hx_select=f"#{PART}",
                hx_swap="outerHTML show:none",
                hx_push_url="true",
                hx_indicator=f"#{PART}",
            )[t("Make the forecast")],
            h.span(class_="busy", role="status")[" ", t("working …")],
        ],
    ]


def _chance(visit: Visit, made: Asked) -> Element | None:
    """The chance of the target, large, with its range."""
    if not isinstance(made, TargetForecast) or made.chance is None:
        return None
    t = visit.t
    return h.p(class_="big")[
        h.strong[in_per_cent(made.chance.value)],
        h.span(class_="unit")[t("chance of the target in {year}", year=made.target.year)],
        h.span(class_="gap"),
        h.span(class_="unit")[range_words(made, visit.lang)],
    ]


def _pictures(visit: Visit, made: Asked, series: SeriesForecast, outlook: Outlook) -> Node:
    t = visit.t
    unit = unit_name(series.indicator.unit, visit.lang)
    pictures = [_figure(visit, _by_year(visit, made, series, outlook), t("Years"), unit)]
    if outlook.months:
        pictures.append(_figure(visit, _by_month(visit, series, outlook), t("Months"), unit))
    return h.div(class_="fans")[pictures]


def _figure(visit: Visit, shown: Fan, title: str, unit: str) -> Element:
    said = visit.t("dark band 80 %, light band 95 %; hollow: synthetic; bar: target")
    caption = " · ".join(part for part in (title, unit, said) if part)
    return h.figure(class_="chart-figure")[fan(shown), h.figcaption[caption]]


def _by_year(visit: Visit, made: Asked, series: SeriesForecast, outlook: Outlook) -> Fan:
    """Known whole years, and the forecast ones; the target in its year."""
    totals = _whole_years(series)
    first = min([*totals, outlook.years[0].period.year])
    last = outlook.years[-1].period.year
    return Fan(
        labels=[str(year) for year in range(first, last + 1)],
        known=[Known(year - first, value, kind) for year, (value, kind) in sorted(totals.items())],
        expected=[_expected(step, step.period.year - first) for step in outlook.years],
        target=_target(made, first, last),
        label=_label(visit, series, Period.for_year(first), Period.for_year(last)),
        number=_tick,
    )


def _by_month(visit: Visit, series: SeriesForecast, outlook: Outlook) -> Fan:
    """The last known months, and the forecast ones."""
    points = series.points[-MONTHS_SHOWN:]
    months = [*(p.period for p in points), *(step.period for step in outlook.months)]
    return Fan(
        labels=[str(month) for month in months],
        known=[Known(at, point.value, _kind(point)) for at, point in enumerate(points)],
        expected=[_expected(step, len(points) + at) for at, step in enumerate(outlook.months)],
        target=None,
        label=_label(visit, series, months[0], months[-1]),
        number=_tick,
    )


def _expected(step: Step, at: int) -> Expected:
    return Expected(at, step.median, step.bands[80], step.bands[95])


def _whole_years(series: SeriesForecast) -> dict[int, tuple[float, str]]:
    """Value and kind of each whole year that is known."""
    by_year: dict[int, list[Point]] = {}
    for point in series.points:
        by_year.setdefault(point.period.year, []).append(point)
    needed = 12 if series.taken is not None and series.taken.monthly else 1
    return {
        year: (sum(p.value for p in points), _kind(points[0]))
        for year, points in by_year.items()
        if len(points) == needed
    }


def _kind(point: Point) -> str:
    if point.status is Status.SYNTHETIC:
        return "synthetic"
    return "derived" if point.derived else "real"


def _target(made: Asked, first: int, last: int) -> tuple[int, float] | None:
    if not isinstance(made, TargetForecast) or made.binding_level is None:
        return None
    year = made.target.year
    return (year - first, made.binding_level) if first <= year <= last else None


def _label(visit: Visit, series: SeriesForecast, first: Period, last: Period) -> str:
    name = visit.t.of(series.indicator.zh, series.indicator.en)
    unit = unit_name(series.indicator.unit, visit.lang)
    span = f"{visit.when(first)} – {visit.when(last)}"
    return " · ".join(part for part in (name, span, unit) if part)


def _tick(value: float) -> str:
    return grouped(value, None)


def _tables(visit: Visit, made: Asked) -> Node:
    tables, notes = tables_of(made, visit.lang)
    return h.details(class_="twin")[
        h.summary[visit.t("Show method, back-test and data")],
        [_table(table) for table in tables],
        h.ul(class_="fine")[(h.li[line] for line in notes)],
    ]


def _table(shown: Table) -> Node:
    frame = h.div(class_="table-frame", tabindex="0", role="region", aria_label=shown.title)
    return [
        h.h3[shown.title],
        frame[
            h.table(class_="grid small")[
                h.caption(class_="sr-only")[shown.title],
                h.thead[h.tr[(h.th(scope="col")[head] for head in shown.columns)]],
                h.tbody[(h.tr[(h.td[cell] for cell in row)] for row in shown.rows)],
            ]
        ],
    ]
