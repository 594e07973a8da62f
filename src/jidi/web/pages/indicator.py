"""指标页: why is this number what it is? Definition, parts, series, ranking, query, lineage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import htpy as h
from htpy import Element, Node

from jidi.core.numbers_as_text import grouped
from jidi.core.period import Period
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading, Status
from jidi.service.phrasing import unit_name, with_unit
from jidi.web.choices import division_choice, period_choice
from jidi.web.english import quoted, spoken
from jidi.web.grid import Grid
from jidi.web.layout import Page, card, data_block, definition_list, export_link, note, print_button
from jidi.web.marks import origin, tag
from jidi.web.pages import aim, outlook, ranking, series, series_chart
from jidi.web.pages.indicators import DIRECTIONS, LEVELS, MEASURES, topic_name
from jidi.web.tables import table
from jidi.web.visit import Visit

if TYPE_CHECKING:
    from jidi.service.lineage import LineageRow

_STATUS_OF_ORIGIN = {"synthetic": Status.SYNTHETIC, "published": Status.REPORTED}
_DRAWN: Final = re.compile(r"synthetic, seed (\d+)")


def page(visit: Visit, name: str) -> Page:
    """One indicator for the division and period chosen.

    :raises UnknownName: D-113 when there is no such indicator.
    """
    t = visit.t
    indicator = visit.book.catalogue.indicator(name)
    history = series.of(visit, indicator)
    period = _period(visit, history)
    return Page(
        title=t.of(indicator.zh, indicator.en),
        subtitle=f"{visit.place(visit.division)} · {visit.when(period)}",
        divided=True,
        actions=_actions(visit, indicator, period),
        vendor=("vendor/echarts.js",),
        modules=("js/chart.js",),
        body=[
            _top(visit, indicator, period, history),
            _series_card(visit, indicator, history),
            outlook.card_of(visit, indicator),
            ranking.card_of(visit, indicator, period),
            _query(visit, indicator),
            _lineage(visit, indicator),
        ],
    )


def _top(visit: Visit, indicator: Indicator, period: Period, history: series.History) -> Element:
    """The number and what it means; beside them how it stands against the plan, if it does."""
    number = _number_card(visit, indicator, period, history)
    aimed, definition = aim.card_of(visit, indicator, period), _definition(visit, indicator)
    if aimed is None:
        return h.div(class_="two")[number, definition]
    return h.div(class_="two")[h.div(class_="stack")[number, definition], aimed]


def _period(visit: Visit, history: series.History) -> Period:
    """The period asked for, else the latest with a value, else the newest year."""
    return visit.period or history.latest or visit.book.newest_year


def grids(visit: Visit, name: str) -> tuple[Grid, ...]:
    """The ranking as chosen, and the series."""
    indicator = visit.book.catalogue.indicator(name)
    history = series.of(visit, indicator)
    below = ranking.grid_of(visit, indicator, _period(visit, history))
    growth = _growth(visit, indicator, history)
    over_time = series.grid_of(visit, indicator, history)
    return (*([below] if below else []), over_time, *([growth] if growth else []))


def _growth(visit: Visit, indicator: Indicator, history: series.History) -> Grid | None:
    """Printed comparable growth, where the province has a target and print has growth."""
    if len(history.periods) < 2:
        return None
    chart = series_chart.chart_of(visit, indicator, history)
    return series_chart.growth_grid(visit, chart)


def _actions(visit: Visit, indicator: Indicator, period: Period) -> Node:
    t = visit.t
    return [
        division_choice(visit),
        period_choice(visit, period),
        h.a(class_="button", href=visit.href("map", indicator=indicator.id, period=str(period)))[
            t("On the map")
        ],
        print_button(visit),
        export_link(visit, f"indicators/{indicator.id}"),
    ]


def _number_card(
    visit: Visit, indicator: Indicator, period: Period, history: series.History
) -> Element:
    t = visit.t
    readings = history.at(period)
    if not readings:
        text = t("No reading of {period} for this division.", period=visit.when(period))
        return card(t("The number"), note(text))
    return card(
        t("The number"), (_number(visit, indicator, reading) for reading in readings), class_="now"
    )


def _number(visit: Visit, indicator: Indicator, reading: Reading) -> Node:
    """The value with everything it was made of."""
    t = visit.t
    return [
        h.p(class_="big")[
            h.strong[grouped(reading.value, indicator.precision)],
            h.span(class_="unit")[unit_name(indicator.unit, visit.lang)],
            h.span(class_="gap"),
            origin(t, reading.status),
        ],
        _arithmetic(visit, indicator, reading),
        definition_list({**_parts(visit, indicator, reading), **_provenance(visit, reading)}),
    ]


def _parts(visit: Visit, indicator: Indicator, reading: Reading) -> dict[str, Node]:
    """Numerator and denominator under their own names; published values have none."""
    t = visit.t
    if reading.numerator is None:
        return {}
    names = [
        (t.of(indicator.numerator_zh, indicator.numerator_en), reading.numerator),
        (t.of(indicator.denominator_zh, indicator.denominator_en), reading.denominator),
    ]
    missing = reading.missing_parts
    return {
        **{name: grouped(value, None) for name, value in names if name and value is not None},
        t("Parts summed"): reading.parts and f"{reading.parts:,}",
        t("Parts without numbers"): missing and f"{missing:,}",
    }


def _provenance(visit: Visit, reading: Reading) -> dict[str, Node]:
    t = visit.t
    versions = {source.version for source in reading.sources if source.version is not None}
    return {
        t("Source"): series.source_names(visit, reading),
        t("Price base"): reading.price_base and spoken(reading.price_base, visit.lang),
        t("Note"): reading.note and quoted(reading.note, visit.lang),
        t("Data version"): ", ".join(str(version) for version in sorted(versions)),
    }


def _arithmetic(visit: Visit, indicator: Indicator, reading: Reading) -> Element | None:
    """The division written out, when there is one to write."""
    if reading.numerator is None or reading.value is None or indicator.measure == "total":
        return None
    scale = "" if indicator.scale == 1 else f" × {indicator.scale:g}"
    value = with_unit(grouped(reading.value, indicator.precision), indicator.unit, visit.lang)
    above, below = grouped(reading.numerator, None), grouped(reading.denominator, None)
    return h.p(class_="arithmetic")[f"{above} ÷ {below}{scale} = {value}"]


def _definition(visit: Visit, indicator: Indicator) -> Element:
    t = visit.t
    return card(
        t("Definition"),
        definition_list(
            {
                t("Formula"): t.of(indicator.formula_zh, indicator.formula_en),
                t("Numerator"): t.of(indicator.numerator_zh, indicator.numerator_en),
                t("Denominator"): t.of(indicator.denominator_zh, indicator.denominator_en),
                t("Scope"): t.of(indicator.scope_zh, indicator.scope_en),
                t(
                    "Kind"
                ): f"{t(MEASURES[indicator.measure])} · {t(DIRECTIONS[indicator.direction])}",
                t("Topic"): topic_name(visit, indicator.topic),
                t("Finest level"): t(LEVELS[indicator.finest]),
                t("Plan items"): _plan_items(visit, indicator),
                t("Reference"): [
                    quoted(indicator.reference, visit.lang),
                    indicator.own_choice and [" ", tag(t("own choice"))],
                ],
            }
        ),
    )


def _plan_items(visit: Visit, indicator: Indicator) -> Node:
    known = {target.item: target.id for target in visit.book.plan.targets}
    links = [
        h.a(href=visit.href("plan") + f"#{known[item]}")[item] if item in known else item
        for item in indicator.plan_items
    ]
    return links and h.span(class_="items")[([link, " "] for link in links)]


def _series_card(visit: Visit, indicator: Indicator, history: series.History) -> Element:
    t = visit.t
    title = t("{name} over time", name=t.of(indicator.zh, indicator.en))
    if len(history.periods) < 2:
        return card(title, note(t("Fewer than two periods have a value: no line can be drawn.")))
    chart = series_chart.chart_of(visit, indicator, history)
    growth = series_chart.growth_grid(visit, chart)
    return card(
        title,
        h.figure(class_="chart-figure")[
            h.div(class_="chart", id="series", role="img", aria_label=title),
            h.figcaption[series_chart.caption(visit, chart)],
        ],
        h.details(class_="twin")[
            h.summary[t("Show the data")],
            table(series.grid_of(visit, indicator, history)),
            None if growth is None else [h.h3[growth.title], table(growth)],
        ],
        data_block("series-data", series_chart.as_json(visit, chart)),
    )


def _query(visit: Visit, indicator: Indicator) -> Element:
    t = visit.t
    return card(
        t("The query"),
        h.details[
            h.summary[indicator.file],
            h.pre(class_="sql", tabindex="0")[h.code[indicator.sql.strip()]],
        ],
    )


def _lineage(visit: Visit, indicator: Indicator) -> Element:
    t = visit.t
    rows = visit.provider.lineage(visit.book, indicator)
    return card(
        t("Where it comes from"),
        h.ol(class_="lineage")[
            h.li[
                h.strong[t("Tables")],
                h.ul[(_table_line(visit, row) for row in rows)],
            ],
            h.li[h.strong[t("Query")], h.span[indicator.file]],
            h.li[
                h.strong[t("Roll-up")],
                h.span[
                    t("asked for anew at each level")
                    if indicator.rollup == "recompute"
                    else t("numerators and denominators are summed, then divided")
                ],
            ],
            h.li[
                h.strong[t("Published as")],
                h.span[", ".join(indicator.published_as) or t("not published under its own name")],
            ],
        ],
    )


def _table_line(visit: Visit, row: LineageRow) -> Element:
    t = visit.t
    return h.li[
        t.of(row.zh, row.en),
        " ",
        h.code[row.table],
        " · ",
        t.count("{n} row", "{n} rows", row.rows),
        ([" ", origin(t, _STATUS_OF_ORIGIN.get(name, Status.COMPUTED))] for name in row.origins),
        row.source and h.span(class_="fine")[f" {_source(visit, row)}, {row.committed_at[:10]}"],
        h.p(class_="fine")[", ".join(row.columns)],
    ]


def _source(visit: Visit, row: LineageRow) -> str:
    """Where the newest rows came from; of drawn ones the seed, as the mark before says the rest."""
    drawn = _DRAWN.fullmatch(row.source)
    return row.source if drawn is None else visit.t("seed {n}", n=drawn[1])
