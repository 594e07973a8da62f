"""Two designs of one county side by side: figures, map, and the villages served otherwise."""

from __future__ import annotations

import htpy as h
from htpy import Node

from jidi.core.division import Division
from jidi.service.rural_comparing import (
    FIGURES,
    RESPECT_WORDS,
    Comparison,
    compared,
    served_words,
)
from jidi.service.rural_store import Kept, kept_design
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import scenario
from jidi.web.pages.design_titles import title_of
from jidi.web.pages.network_map import comparison_map, map_element
from jidi.web.tables import paged_table, table
from jidi.web.visit import Visit


def page(visit: Visit) -> Page:
    """The comparison of the two designs that the address names.

    :raises UnknownName: N-742. :raises InputError: N-743, N-741.
    """
    t = visit.t
    one, other, found, county = _asked(visit)
    return Page(
        title=t("Two designs compared"),
        subtitle=f"{visit.place(county)} · {title_of(visit, one)} ↔ {title_of(visit, other)}",
        actions=[print_button(visit), export_link(visit, "network/compare")],
        vendor=("vendor/leaflet.js",),
        styles=("vendor/leaflet.css",),
        modules=("js/network.js",),
        body=[
            scenario(t, synthetic=any(kept.figures["synthetic"] for kept in (one, other))),
            h.p(class_="sentence")[_sentence(visit, found)],
            card(t("Where they differ"), _map(visit, found)),
            card(t("Figures"), table(_figures(visit, found, one, other))),
            card(t("Villages served otherwise"), table(_apart(visit, found))),
            card(
                t("Village by village"),
                paged_table(visit, _villages(visit, found, one, other), part="changes", size=25),
                id="changes",
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The figures of both, in what they differ, and every village that does."""
    one, other, found, _ = _asked(visit)
    return (
        _figures(visit, found, one, other),
        _apart(visit, found),
        _villages(visit, found, one, other),
    )


def _asked(visit: Visit) -> tuple[Kept, Kept, Comparison, Division]:
    """The two designs that the address names, compared, and the county they are of."""
    (one, first), (other, second) = (
        kept_design(visit.book, visit.asked.get(key, "")) for key in ("one", "other")
    )
    found = compared(first.judged, second.judged, names=(one.id, other.id))
    return one, other, found, first.county


def _sentence(visit: Visit, found: Comparison) -> str:
    changed = sum(bool(change.respects) for change in found.villages)
    share = f"{found.difference.any:.0%}"
    return visit.t(
        "{n} of {all} villages ({share}) would be served otherwise; own choice of measure.",
        n=changed,
        all=len(found.villages),
        share=share,
    )


def _map(visit: Visit, found: Comparison) -> Node:
    if found.one.problem.points is None or found.other.problem.points is None:
        return note(visit.t("The problem has no coordinates: there is no map."))
    title = visit.t("Where they differ")
    return map_element(visit, title=title, data=comparison_map(visit, found))


def _figures(visit: Visit, found: Comparison, one: Kept, other: Kept) -> Grid:
    t = visit.t
    columns = (
        Column(t("Figure")),
        Column(_name(visit, one, other), kind="number"),
        Column(_name(visit, other, one), kind="number"),
        Column(t("Difference"), kind="number"),
    )
    rows = []
    for (_, zh, en, digits), (_, a, b) in zip(FIGURES, found.figures(), strict=True):
        change = None if a is None or b is None else b - a
        rows.append(
            Row(
                (
                    Cell(t.of(zh, en)),
                    Cell(a, digits=digits),
                    Cell(b, digits=digits),
                    Cell(change, signed(change, digits)),
                )
            )
        )
    return Grid("figures", t("Figures"), columns, tuple(rows))


def _name(visit: Visit, kept: Kept, against: Kept) -> str:
    """Its title; with its id where both have the same."""
    title = title_of(visit, kept)
    return f"{title} {kept.id[-10:]}" if kept.title == against.title else title


def signed(change: float | None, digits: int) -> str:
    """A difference with its sign; a dash where there is none."""
    if change is None:
        return "—"
    size = f"{abs(change):,.{digits}f}"
    if not size.strip("0.,"):
        return size
    return f"{'+' if change > 0 else '−'}{size}"


def _apart(visit: Visit, found: Comparison) -> Grid:
    t, every = visit.t, len(found.villages)
    columns = (
        Column(t("In what")),
        Column(t("Villages"), kind="number"),
        Column(t("Of all"), kind="number"),
        Column(t("Share"), "%", kind="number"),
    )
    told = [
        (
            t("in any respect"),
            sum(bool(one.respects) for one in found.villages),
            found.difference.any,
        )
    ]
    told += [
        (
            t.of(*words),
            sum(name in one.respects for one in found.villages),
            getattr(found.difference, name),
        )
        for name, words in RESPECT_WORDS.items()
    ]
    rows = tuple(
        Row((Cell(what), Cell(count), Cell(every), Cell(share * 100, digits=1)))
        for what, count, share in told
    )
    return Grid("apart", t("Villages served otherwise"), columns, rows)


def _villages(visit: Visit, found: Comparison, one: Kept, other: Kept) -> Grid:
    t, lang = visit.t, visit.lang
    columns = (
        Column(t("Village"), name="way"),
        Column(t("Code"), kind="code", wide=True),
        Column(_name(visit, one, other)),
        Column(_name(visit, other, one)),
        Column(t("Differs in"), wide=True),
    )
    rows = tuple(
        Row(
            (
                Cell(found.one.problem.villages[change.number].name),
                Cell(found.one.problem.villages[change.number].id),
                Cell(served_words(found.one.problem, change.one, lang)),
                Cell(served_words(found.other.problem, change.other, lang)),
                Cell(visit.listed(t.of(*RESPECT_WORDS[r]) for r in sorted(change.respects))),
            )
        )
        for change in found.villages
        if change.respects
    )
    return Grid("changes", t("Village by village"), columns, rows)
