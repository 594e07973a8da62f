"""安全监管: patrol events and their closing, devices on line; one page with its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

import htpy as h
from htpy import Element, Node

from jidi.core.errors import UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period, PeriodKind
from jidi.intake.times import BEIJING
from jidi.service import devices, patrols
from jidi.service import exchange as exchange_service
from jidi.service import grid as grid_service
from jidi.service import inspection_risk as risk_service
from jidi.service import responsibility as duty_service
from jidi.service.acting import OPEN_CASE
from jidi.service.inspection_draw import recorded_draws
from jidi.service.register_input import read_day
from jidi.service.safety_names import WAYS, By, read_by
from jidi.service.supervision_rules import newest_moment
from jidi.service.told import Told, said, share_text
from jidi.supervision.patrols import STATES
from jidi.web.choices import division_choice, period_choice
from jidi.web.grid import Grid
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.pages.supervision_parts import ways
from jidi.web.tables import paged_table, swapping, table
from jidi.web.texts import mark
from jidi.web.told_grid import grid_of
from jidi.web.visit import Visit

HERE = "supervision/safety"
PARTS: Final[Mapping[str, str]] = {
    "patrols": mark("Patrols"),
    "devices": mark("Devices on line"),
    "inspections": mark("Inspections by risk"),
    "grid": mark("Grid"),
    "responsibility": mark("Work safety scores"),
    "exchange": mark("Data exchange"),
}


def page(visit: Visit, part: str = "patrols") -> Page:
    """One part of safety work.

    :raises UnknownName: F-206.
    """
    return _parts()[named(part)](visit)


def named(part: str) -> str:
    """A part's name.

    :raises UnknownName: F-206.
    """
    if part not in PARTS:
        raise UnknownName("F-206", asked=part, what="part", nearest=suggestion(part, PARTS))
    return part


def _parts() -> Mapping[str, Callable[[Visit], Page]]:
    return {
        "patrols": _patrols_page,
        "devices": _devices_page,
        "grid": _grid_page,
        "exchange": _exchange_page,
        "inspections": _inspections_page,
        "responsibility": _duties_page,
    }


def framed(visit: Visit, part: str, subtitle: str, *choices: Node, body: Sequence[Node]) -> Page:
    """A part within the frame that all parts share."""
    t = visit.t
    return Page(
        title=t("Safety work"),
        subtitle=subtitle,
        divided=True,
        actions=[print_button(visit), export_link(visit, part)],
        body=[
            h.div(class_="filter")[ways(visit, HERE), *choices],
            h.nav(class_="tabs", aria_label=t("Safety work"))[
                (
                    h.a(
                        href=visit.href(path_of(name)),
                        aria_current="true" if name == part else None,
                    )[t(text)]
                    for name, text in PARTS.items()
                )
            ],
            *body,
        ],
    )


def path_of(part: str) -> str:
    """The address of a part."""
    return HERE if part == "patrols" else f"{HERE}/{part}"


def _patrols_page(visit: Visit) -> Page:
    t, found = visit.t, _patrols(visit)
    subtitle = f"{visit.when(found.period)} · {visit.place(visit.division)}"
    choices = (period_choice(visit, found.period), division_choice(visit))
    if found.events is None:
        return framed(visit, "patrols", subtitle, *choices, body=[no_data(visit, "patrol_event")])
    whole = found.whole
    sentence = t(
        "{n} found, {mended} put right in time, {closed} closed; {overdue} overdue, "
        "{unchecked} not checked in time.",
        n=f"{whole.found:,}",
        mended=share_text(whole.in_time),
        closed=share_text(whole.closed),
        overdue=whole.overdue,
        unchecked=whole.unchecked,
    )
    groups, events = patrol_grids(visit)
    return framed(
        visit, "patrols", subtitle, *choices,
        body=[
            card(
                t("Put right and checked"),
                h.p(class_="sentence")[sentence],
                by_tabs(visit, "groups", t("Put right and checked")),
                first_rows(visit, groups),
                fine(visit, groups),
                id="groups",
            ),
            card(
                t("Events, the longest due first"),
                state_tabs(visit, found),
                paged_table(visit, events, part="events")
                if events.rows
                else note(t("Nothing of this kind.")),
                id="events",
            ),
        ],
    )  # fmt: skip


def patrol_grids(visit: Visit) -> tuple[Grid, ...]:
    """Rates by subject, and the events."""
    found = _patrols(visit)
    if found.events is None:
        return ()
    state = visit.choice("state", ("open", "all", *STATES), "open")
    events = patrols.events_told(
        visit.book, found, "" if state == "all" else state, to_case=visit.asker.may(OPEN_CASE)
    )
    return told_grids(visit, patrols.groups_told(visit.book, found, by_of(visit)), events)


def _devices_page(visit: Visit) -> Page:
    t, found = visit.t, _devices(visit)
    period = found[0].period
    choices = (period_choice(visit, period), division_choice(visit))
    cards = []
    for one, grid in zip(found, device_grids(visit), strict=True):
        title = said(devices.DEVICES[one.device], visit.lang)
        if one.rows is None:
            cards.append(card(title, no_data(visit, one.device)))
            continue
        sentence = t(
            "on line {rate}; {reported} places returned.",
            rate=share_text(one.whole.rate),
            reported=share_text(one.whole.reported),
        )
        cards.append(
            card(
                title,
                h.p(class_="sentence")[sentence],
                by_tabs(visit, one.device, title),
                first_rows(visit, grid),
                fine(visit, grid),
                id=one.device,
            )
        )
    subtitle = f"{visit.when(period)} · {visit.place(visit.division)}"
    return framed(visit, "devices", subtitle, *choices, body=cards)


def device_grids(visit: Visit) -> tuple[Grid, ...]:
    """Cameras and screening machines."""
    return told_grids(visit, *(devices.devices_told(visit.book, one) for one in _devices(visit)))


def _grid_page(visit: Visit) -> Page:
    t, found = visit.t, _grid(visit)
    subtitle = f"{found.day} · {visit.place(visit.division)}"
    choices = (division_choice(visit),)
    if found.checked is None:
        return framed(visit, "grid", subtitle, *choices, body=[no_data(visit, "grid_cell")])
    sentence = t(
        "Outlets in exactly one cell {placed}; cells with an owner {owned}; {n} findings.",
        placed=share_text(found.placed),
        owned=share_text(found.owned),
        n=len(found.checked.findings),
    )
    findings, posts = grid_grids(visit)
    return framed(
        visit, "grid", subtitle, *choices,
        body=[
            card(
                t("What is wrong with the grid"),
                h.p(class_="sentence")[sentence],
                paged_table(visit, findings, part="findings", size=20)
                if findings.rows
                else note(t("Nothing of this kind.")),
                fine(visit, findings),
                id="findings",
            ),
            card(t("What posts answer for"), first_rows(visit, posts), id="posts"),
        ],
    )  # fmt: skip


def grid_grids(visit: Visit) -> tuple[Grid, ...]:
    """Findings, and the load of posts."""
    found = _grid(visit)
    if found.checked is None:
        return ()
    tables = (grid_service.findings_told(visit.book, found), grid_service.posts_told(found))
    return told_grids(visit, *tables)


def _exchange_page(visit: Visit) -> Page:
    t, found = visit.t, _exchanges(visit)
    subtitle = f"{found.year} · {visit.place(visit.division)}"
    choices = (
        period_choice(visit, Period.for_year(found.year), kind=PeriodKind.YEAR),
        division_choice(visit),
    )
    if found.rows is None:
        return framed(visit, "exchange", subtitle, *choices, body=[no_data(visit, "data_exchange")])
    sentence = t(
        "{overdue} overdue as of {day}; done in time {rate}.",
        overdue=len(found.in_state("overdue")),
        day=found.day,
        rate=share_text(found.in_time),
    )
    (grid,) = exchange_grids(visit)
    return framed(
        visit, "exchange", subtitle, *choices,
        body=[
            card(
                t("Given to and received from departments"),
                h.p(class_="sentence")[sentence],
                paged_table(visit, grid, part="exchange"),
                fine(visit, grid),
                id="exchange",
            )
        ],
    )  # fmt: skip


def exchange_grids(visit: Visit) -> tuple[Grid, ...]:
    """The log of exchanges."""
    found = _exchanges(visit)
    if found.rows is None:
        return ()
    return told_grids(visit, exchange_service.exchanges_told(visit.book, found))


def _exchanges(visit: Visit) -> exchange_service.Exchanges:
    day = day_of(visit)
    year = visit.period.year if visit.period else day.year
    return exchange_service.exchanges(visit.book, day, year=year, within=within_of(visit))


def _duties_page(visit: Visit) -> Page:
    t, found = visit.t, _duties(visit)
    scheme, (grid,) = found.scheme, duty_grids(visit)
    choices = (period_choice(visit, found.period), division_choice(visit))
    sentence = t(
        "{n} companies scored, {watched} to be watched, {few} with too little data.",
        n=sum(one.value is not None for one in found.scores),
        watched=sum(one.is_watched(scheme) for one in found.scores),
        few=sum(one.value is None for one in found.scores),
    )
    return framed(
        visit, "responsibility", f"{visit.when(found.period)} · {visit.place(visit.division)}",
        *choices,
        body=[
            card(
                t.of(scheme.zh, scheme.en),
                h.p(class_="sentence")[sentence],
                paged_table(visit, grid, part="scores"),
                fine(visit, grid),
                id="scores",
            )
        ],
    )  # fmt: skip


def duty_grids(visit: Visit) -> tuple[Grid, ...]:
    """The scores with their parts."""
    return told_grids(visit, duty_service.duties_told(visit.book, _duties(visit)))


def _duties(visit: Visit) -> duty_service.Duties:
    day = day_of(visit)
    return duty_service.duties(visit.book, day, period_of(visit, day), within=within_of(visit))


def _inspections_page(visit: Visit) -> Page:
    t, found = visit.t, _risks(visit)
    (grid,) = risk_grids(visit)
    counts = visit.listed(
        f"{t.of(one.zh, one.en)} {found.count(one.id):,}" for one in found.rules.classes
    )
    sentence = t(
        "{n} of {places} places have a point of risk: {counts}.",
        n=f"{len(found.rows):,}", places=f"{found.places:,}", counts=counts,
    )  # fmt: skip
    return framed(
        visit, "inspections", f"{found.day} · {visit.place(visit.division)}",
        division_choice(visit),
        body=[
            card(
                t("Places to inspect, the highest risk first"),
                h.p(class_="sentence")[sentence],
                paged_table(visit, grid, part="risks"),
                fine(visit, grid),
                id="risks",
            ),
            card(t("Draws on record"), _draws(visit), id="draws"),
        ],
    )  # fmt: skip


def _draws(visit: Visit) -> Node:
    t, tree = visit.t, visit.book.tree
    kept = [
        one for one in recorded_draws(visit.book) if visit.is_read(tree.find(one["within"]).code)
    ]
    if not kept:
        return [
            note(t("No draw is recorded yet")),
            h.p[h.code["jidi inspect draw --seed … --record --by … --why …"]],
        ]
    return h.ul(class_="plain")[
        (
            h.li[
                t(
                    "{day}, {within}: seed {seed}, {n} places drawn, audit entry {entry}",
                    day=one["day"], within=visit.place(tree.find(one["within"])),
                    seed=one["seed"], n=len(one["drawn"]), entry=one["entry"],
                )
            ]
            for one in reversed(kept)
        )
    ]  # fmt: skip


def risk_grids(visit: Visit) -> tuple[Grid, ...]:
    """Places by risk."""
    return told_grids(visit, risk_service.ranking_told(visit.book, _risks(visit)))


def _risks(visit: Visit) -> risk_service.Ranking:
    return risk_service.ranking(visit.book, day_of(visit), within=within_of(visit))


def _grid(visit: Visit) -> grid_service.GridView:
    return grid_service.grid_view(visit.book, day_of(visit), within=within_of(visit))


def _patrols(visit: Visit) -> patrols.Patrols:
    day = day_of(visit)
    return patrols.patrols(visit.book, day, period_of(visit, day), within=within_of(visit))


def _devices(visit: Visit) -> tuple[devices.Devices, ...]:
    period, by, within = period_of(visit, day_of(visit)), by_of(visit), within_of(visit)
    return tuple(
        devices.devices(visit.book, kind, period, by, within=within) for kind in devices.DEVICES
    )


def day_of(visit: Visit) -> date:
    """The day of the address; the newest of the book when none is named."""
    asked = visit.asked.get("at", "")
    if asked:
        return read_day(asked)
    return newest_moment(visit.book, now=visit.now().astimezone(BEIJING)).date()


def period_of(visit: Visit, day: date) -> Period:
    """The period of the address; the year of the day when none is named."""
    return visit.period or Period.for_year(day.year)


def within_of(visit: Visit) -> str:
    """The division that is chosen; empty for the whole book."""
    return visit.division.code.text if visit.asked.get("division") else ""


def by_of(visit: Visit) -> By:
    """By what is counted."""
    return read_by(visit.choice("by", tuple(WAYS), "company"))


def by_tabs(visit: Visit, part: str, about: str) -> Element:
    """The ways to count.

    :param about: what is counted; a page may have several such ways.
    """
    here = by_of(visit)
    return h.nav(class_="tabs", aria_label=f"{about} · {visit.t('By')}", **swapping(part))[
        (
            h.a(
                href=visit.href(page=None, by=None if way == "company" else way),
                aria_current="true" if way == here else None,
            )[said(words, visit.lang)]
            for way, words in WAYS.items()
        )
    ]


def state_tabs(visit: Visit, found: patrols.Patrols) -> Element:
    """The states of events with how many are in each."""
    t = visit.t
    here = visit.choice("state", ("open", "all", *STATES), "open")
    links = [("open", t("open"), len(found.in_state("open"))),
             ("all", t("all"), len(found.in_state("")))]  # fmt: skip
    links += [(s, said(words, visit.lang), len(found.in_state(s))) for s, words in STATES.items()]
    return h.nav(class_="tabs", aria_label=t("State"), **swapping("events"))[
        (
            h.a(
                href=visit.href(page=None, state=None if name == "open" else name),
                aria_current="true" if name == here else None,
            )[text, h.span(class_="count")[f"{number:,}"]]
            for name, text, number in links
        )
    ]


def told_grids(visit: Visit, *tables: Told) -> tuple[Grid, ...]:
    """Told tables as grids."""
    return tuple(grid_of(visit, one) for one in tables)


def first_rows(visit: Visit, grid: Grid, most: int = 20) -> Node:
    """The first rows of a table that stands beside another; all of them are in the Excel file."""
    total = len(grid.rows)
    said_of = visit.t(
        "The first {most} of {n} rows; all of them in Excel.", most=most, n=f"{total:,}"
    )
    return [
        table(grid.part(1, most)),
        h.p(class_="result")[said_of] if total > most else None,
    ]


def fine(visit: Visit, grid: Grid) -> Element:
    """The notes of a grid in small print; the book's name is above already."""
    return h.p(class_="fine")[visit.joined(grid.notes[1:])]


def no_data(visit: Visit, table: str) -> Node:
    """Says that a table holds nothing: no data, never zero."""
    return note(visit.t("no data in {tables}", tables=table), "warning")
