"""总览: are we on plan, and where must I act? One sentence, four numbers, every target, a map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import htpy as h
from htpy import Element

from jidi.core.division import Level
from jidi.core.measure import Interval
from jidi.core.numbers_as_text import NO_DATA, grouped, rounded
from jidi.core.period import Period
from jidi.model.reading import Reading, Status
from jidi.service.phrasing import difference, needed_a_year, unit_name, with_unit
from jidi.service.printed import figure
from jidi.web.choices import period_choice
from jidi.web.draw.lines import bullet, sparkline
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import ORIGINS, legend_item, light, light_word, origin, shape
from jidi.web.pages.county_map import colouring, county_thumbnail
from jidi.web.pages.today import changes, changes_grid, decisions
from jidi.web.printed import figure_cell, unit_cell
from jidi.web.tables import table
from jidi.web.texts import Texts
from jidi.web.visit import Visit

if TYPE_CHECKING:
    from jidi.service.score_row import ScoreRow
    from jidi.service.scoreboard import Scoreboard

KEY_NUMBERS = 4


def page(visit: Visit) -> Page:
    """The overview."""
    t = visit.t
    board = _board(visit)
    place = visit.place(visit.book.province)
    return Page(
        title=t("Is the plan on track?"),
        subtitle=f"{place} · {visit.when(board.as_of)}",
        actions=[
            period_choice(visit, board.as_of, after=visit.book.plan.base_year),
            print_button(visit),
            export_link(visit, "overview"),
        ],
        body=[
            _too_early(visit, board),
            h.p(class_="sentence")[board.sentence(visit.lang)],
            h.div(class_="keys")[(_key_number(visit, row) for row in leading(board.rows))],
            h.div(class_="overview")[
                h.div(class_="middle")[_scoreboard(visit, board), changes(visit, board.rows)],
                h.div(class_="side")[
                    decisions(visit, board.rows), _map(visit, board), _notices(visit, board)
                ],
            ],
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The scoreboard, and what changed."""
    board = _board(visit)
    return (_grid(visit, board), changes_grid(visit, board.rows))


def _board(visit: Visit) -> Scoreboard:
    """The board of the period chosen; of the latest when nothing can have been reached by then."""
    period = visit.period
    early = period is not None and period.year <= visit.book.plan.base_year
    return visit.provider.scoreboard(visit.book, None if early else period)


def _too_early(visit: Visit, board: Scoreboard) -> Element | None:
    """Says so when the board is not of the period chosen, as on the way from another page."""
    if visit.period is None or visit.period == board.as_of:
        return None
    base = visit.book.plan.base_year
    shown = visit.when(board.as_of)
    return note(
        visit.t(
            "The plan is judged after its base year {base}: shown is {shown}.",
            base=base,
            shown=shown,
        ),
        "warning",
    )


def leading(rows: Sequence[ScoreRow]) -> tuple[ScoreRow, ...]:
    """The targets whose numbers stand on top: the first of each area of the plan that has one."""
    by_area: dict[str, ScoreRow] = {}
    for row in rows:
        if _value(row) is not None:
            by_area.setdefault(row.target.area or row.target.id, row)
    firsts = list(by_area.values())
    others = [r for r in rows if r.reading is not None and r not in firsts]
    return tuple((firsts + others)[:KEY_NUMBERS])


def _key_number(visit: Visit, row: ScoreRow) -> Element:
    t, reading = visit.t, row.reading
    digits = _digits(row)
    goal = figure(row.target.level.printed, visit.lang)
    return h.a(class_="key", href=_leads_to(visit, row))[
        h.span(class_="key-head")[
            h.span(class_="key-name")[t.of(row.target.zh, row.target.en)], light(t, row)
        ],
        h.span(class_="key-body")[
            h.span(class_="key-number")[
                h.strong[grouped(_value(row), digits)],
                h.span(class_="unit")[unit_name(row.target.unit, visit.lang)],
            ],
            _trend(t, row),
        ],
        h.span(class_="key-foot")[
            t("target {year}: {goal}", year=row.target.year, goal=goal),
            " · ",
            t("gap {gap}", gap=difference(row.gap, digits, row.target.unit, visit.lang)),
            reading is not None and [h.span(class_="gap"), origin(t, reading.status)],
        ],
    ]


def _scoreboard(visit: Visit, board: Scoreboard) -> Element:
    t = visit.t
    return card(
        t("Scoreboard of the plan's targets"),
        table(_grid(visit, board), sticky=True, class_="score"),
        h.p(class_="fine")[board.thresholds(visit.lang)],
        aside=h.ul(class_="legend")[
            legend_item(h.span(class_="swatch done"), t("done")),
            legend_item(shape("diamond", class_="due"), t("due by now")),
            legend_item(h.span(class_="swatch goal"), t("target")),
            any(row.detail.progress_chance is not None for row in board.rows)
            and legend_item(h.span(class_="swatch chance"), t("95 % interval")),
            any(_invented(row) for row in board.rows)
            and legend_item(h.span(class_="swatch invented"), t("trend, synthetic")),
        ],
        class_="board",
    )


def _grid(visit: Visit, board: Scoreboard) -> Grid:
    t, plan = visit.t, visit.book.plan
    columns = (
        Column(t("Status"), name="status"),
        Column(t("Indicator"), name="indicator"),
        Column(t("Unit"), name="unit"),
        Column(t("Base {year}", year=plan.base_year), kind="number", name="base"),
        Column(t("Actual"), kind="number", name="actual"),
        Column(t("Origin"), name="origin"),
        Column(t("Target {year}", year=plan.target_year), kind="number", name="goal"),
        Column(t("Base → target"), kind="picture", name="way"),
        Column(t("Done"), "%", kind="number", name="done"),
        Column(t("Trend"), kind="picture", name="trend"),
        Column(t("Gap"), kind="number", name="gap"),
        Column(t("Needed/year"), kind="number", name="needed"),
    )
    rows = tuple(_row(visit, row, board.as_of) for row in _worst_first(board.rows))
    title = t("Scoreboard of the plan's targets")
    return Grid("overview", title, columns, rows, _notes(visit, board), t("Scoreboard"))


def _row(visit: Visit, row: ScoreRow, as_of: Period) -> Row:
    t, target, reading, digits = visit.t, row.target, row.reading, _digits(row)
    name = t.of(target.zh, target.en)
    share = row.progress.share
    percent = None if share is None else _rounded(share * 100, 0)
    gap = None if row.gap is None else _rounded(row.gap, digits)
    return Row(
        (
            Cell(light_word(t, row), light(t, row)),
            Cell(name, h.a(href=_leads_to(visit, row))[name]),
            unit_cell(target.unit, visit.lang),
            figure_cell(target.baseline, visit.lang),
            _actual(visit, row),
            _origin(visit, reading, as_of),
            figure_cell(target.level.printed, visit.lang),
            Cell(None, _bullet(t, row)),
            Cell(percent, digits=0),
            Cell(None, _trend(t, row)),
            Cell(gap, difference(row.gap, digits, "", visit.lang), digits),
            Cell(needed_a_year(row.detail, digits, visit.lang)),
        ),
        {"class": f"row-{row.progress.grade}"},
    )


def _rounded(value: float, digits: int) -> float:
    """As printed, without the remainders of binary arithmetic."""
    return float(rounded(value, digits))


def _origin(visit: Visit, reading: Reading | None, as_of: Period) -> Cell:
    """Where the value comes from; and its period, where that is not the board's."""
    if reading is None:
        return Cell("")
    word, when = visit.t(ORIGINS[reading.status][1]), visit.when(reading.period)
    other = reading.period != as_of and h.span(class_="of-period")[when]
    return Cell(f"{word} {when}", [origin(visit.t, reading.status), other])


def _actual(visit: Visit, row: ScoreRow) -> Cell:
    """The value in the target's unit; one that cannot be compared keeps its own."""
    reading = row.reading
    if row.detail.value is None and reading is not None and reading.unit != row.target.unit:
        number = grouped(reading.value, _digits(row))
        return Cell(reading.value, with_unit(number, reading.unit, visit.lang), _digits(row))
    return Cell(_value(row), digits=_digits(row), strong=True)


def _value(row: ScoreRow) -> float | None:
    """The value in the target's unit; None where there is none."""
    if row.detail.value is not None:
        return float(row.detail.value)
    return None if row.reading is None else row.reading.value


def _bullet(t: Texts, row: ScoreRow) -> Element:
    share = row.progress.share
    if share is None and row.target.baseline is None:
        return h.span(class_="fine")[t("no base stated")]
    said = NO_DATA if share is None else f"{share * 100:.0f}%"
    return bullet(
        share,
        expected=row.progress.expected_share,
        grade=row.progress.grade,
        label=t("{share} of the way from base to target", share=said),
        chance=_ends(row.detail.progress_chance),
    )


def _ends(shares: Interval | None) -> tuple[float, float] | None:
    return None if shares is None else (float(shares.low), float(shares.high))


def _leads_to(visit: Visit, row: ScoreRow) -> str:
    if row.indicator is None:
        return visit.href("plan") + f"#{row.target.id}"
    return visit.href(f"indicators/{row.indicator.id}")


def _digits(row: ScoreRow) -> int:
    return row.indicator.precision if row.indicator else 1


def _trend(t: Texts, row: ScoreRow) -> Element:
    """Earlier values; computed from returns, also where the value of now is a published one."""
    said = (
        t("Past values, computed from synthetic returns")
        if _invented(row)
        else t("Past values, computed from returns")
    )
    values = [reading.value for reading in row.series]
    return sparkline(values, label=said, synthetic=_invented(row))


def _invented(row: ScoreRow) -> bool:
    return any(reading.status is Status.SYNTHETIC for reading in row.series)


_ORDER = ("behind", "watch", "on_track", "met", "unknown")


def _worst_first(rows: Sequence[ScoreRow]) -> list[ScoreRow]:
    return sorted(rows, key=lambda row: _ORDER.index(row.progress.grade))


def _notes(visit: Visit, board: Scoreboard) -> tuple[str, ...]:
    t = visit.t
    return (
        f"{visit.book.title(visit.lang)} · {visit.when(board.as_of)}",
        board.sentence(visit.lang),
        board.thresholds(visit.lang),
        t("Data version {version}", version=visit.book.version),
        *([t("Figures marked synthetic are invented.")] if visit.book.synthetic else []),
    )


def _map(visit: Visit, board: Scoreboard) -> Element | None:
    """The worst target that counties have numbers of."""
    t = visit.t
    for row in _worst_first(board.rows):
        if row.indicator is None or row.reading is None or row.indicator.finest < Level.COUNTY:
            continue
        coloured = colouring(visit, row.indicator, row.reading.period)
        if coloured.classes is not None:
            break
    else:
        return None
    name = t.of(row.indicator.zh, row.indicator.en)
    unit = unit_name(row.indicator.unit, visit.lang)
    return card(
        name,
        h.p(class_="fine")[
            t("by county"),
            f" · {unit} · " if unit else " · ",
            visit.when(coloured.period),
            " ",
            origin(t, row.reading.status),
        ],
        county_thumbnail(visit, coloured),
        h.p[h.a(href=visit.href("map", indicator=row.indicator.id))[t("Open the map")]],
        class_="small-map",
    )


def _notices(visit: Visit, board: Scoreboard) -> Element | None:
    remarks = [*board.remarks(visit.lang), *_without_outline(visit)]
    if not remarks:
        return None
    return card(visit.t("Notes on the data"), (note(text) for text in remarks), class_="notices")


def _without_outline(visit: Visit) -> list[str]:
    """Counties that no map can show."""
    missing = visit.provider.county_shapes(visit.book)["missing"]
    names = visit.listed(visit.place_of(one["code"]) for one in missing)
    said = visit.t("Not on the map, because they have no outline: {names}", names=names)
    return [said] if missing else []
