"""关于: what is real and what is invented, where data come from, licences of what is used."""

from __future__ import annotations

from collections.abc import Iterable

import htpy as h
from htpy import Element, Node

import jidi
from jidi.core.division import Level
from jidi.core.errors import UnknownName
from jidi.core.nearest import suggestion
from jidi.model.reading import Status
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, definition_list, export_link
from jidi.web.marks import origin, tag
from jidi.web.static_files import LICENCES
from jidi.web.tables import table
from jidi.web.texts import mark
from jidi.web.visit import Visit

ORIGIN_WORDS = {
    "reported": mark("reported by those who are obliged to"),
    "published": mark("published"),
    "synthetic": mark("synthetic"),
}


def page(visit: Visit) -> Page:
    """What stands behind the numbers."""
    t = visit.t
    return Page(
        title=t("About this book"),
        subtitle=visit.book.title(visit.lang),
        actions=[export_link(visit, "about")],
        body=[
            h.div(class_="two")[_real(visit), _numbers(visit)],
            card(t("Tables and where their rows come from"), table(_tables(visit))),
            h.div(class_="two")[_boundaries(visit), _licences(visit)],
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The tables with rows and origins."""
    return (_tables(visit),)


def licence(visit: Visit, name: str) -> Page:
    """The licence text of one of the browser packages.

    :raises UnknownName: F-206 when none of that name is used.
    """
    if name not in LICENCES:
        near = suggestion(name, LICENCES)
        raise UnknownName("F-206", asked=name, what="package", nearest=near)
    text = visit.static.get(LICENCES[name]).plain.decode("utf-8")
    return Page(title=name, body=card(visit.t("Licence"), h.pre(class_="licence")[text]))


def _real(visit: Visit) -> Element:
    t = visit.t
    lines: list[tuple[Node, str]] = [
        (tag(t("real")), t("the plan's text: targets, projects, milestones, with their lines")),
        (tag(t("real")), t("divisions down to the village, and the outlines of the counties")),
        (origin(t, Status.REPORTED), t("figures from bulletins, with their source and status")),
        (origin(t, Status.COMPUTED), t("results of the queries shown on the indicator pages")),
    ]
    if visit.book.synthetic:
        lines.append(
            (
                origin(t, Status.SYNTHETIC),
                t(
                    "invented by a program from a seed, within published totals: facilities, "
                    "vehicles, parcels, events, village services. Not statistics."
                ),
            )
        )
    return card(
        t("What is real"),
        h.ul(class_="meanings")[(h.li[sign, h.span[text]] for sign, text in lines)],
    )


def _numbers(visit: Visit) -> Element:
    t, book = visit.t, visit.book
    counts = {t(word): f"{len(book.tree.at_level(level)):,}" for level, word in _LEVELS}
    return card(
        t("The book"),
        definition_list(
            {
                t("Data version"): f"{book.version}",
                t("Plan"): t.of(book.plan.zh, book.plan.en),
                **counts,
                t("Indicators"): f"{len(book.catalogue.indicators):,}",
                t("Software"): f"Jidi {jidi.__version__}",
            }
        ),
    )


_LEVELS = (
    (Level.CITY, mark("Cities")),
    (Level.COUNTY, mark("Counties")),
    (Level.TOWNSHIP, mark("Townships")),
    (Level.VILLAGE, mark("Villages and communities")),
)


def _tables(visit: Visit) -> Grid:
    t, book = visit.t, visit.book
    columns = (
        Column(t("Table")),
        Column(t("Id"), kind="code"),
        Column(t("Rows"), kind="number"),
        Column(t("Origin")),
    )
    rows = []
    for found in book.catalogue.tables.values():
        origins = sorted(book.origins(found.name))
        words = [t(ORIGIN_WORDS[one]) for one in origins]
        rows.append(
            Row(
                (
                    Cell(t.of(found.zh, found.en)),
                    Cell(found.name),
                    Cell(book.rows(found.name), digits=0),
                    Cell(", ".join(words), _origins(visit, origins)),
                )
            )
        )
    notes = (t("Data version {version}", version=book.version),)
    title = t("Tables and where their rows come from")
    return Grid("about", title, columns, tuple(rows), notes, t("Tables"))


def _origins(visit: Visit, origins: Iterable[str]) -> Node:
    marks: dict[str, Node] = {
        "synthetic": origin(visit.t, Status.SYNTHETIC),
        "published": origin(visit.t, Status.REPORTED),
        "reported": tag(visit.t(ORIGIN_WORDS["reported"])),
    }
    return [[marks[one], " "] for one in origins] or visit.t("no rows")


def _boundaries(visit: Visit) -> Element:
    t = visit.t
    shapes = visit.provider.county_shapes(visit.book)
    missing = visit.listed(visit.place_of(one["code"]) for one in shapes["missing"])
    return card(
        t("Outlines on the map"),
        definition_list(
            {
                t("Source"): t.of(shapes["attribution_zh"], shapes["attribution_en"]),
                t("Datum"): shapes["datum"],
                t("Without outline"): missing or t("none"),
            }
        ),
        h.p(class_="fine")[
            t(
                "The outlines are for orientation, not for measuring, and need an approval number "
                "before they leave the house in print."
            )
        ],
        shapes["datum"] == "GCJ-02"
        and h.p(class_="fine")[
            t("They lie some hundred metres off satellite coordinates (GCJ-02).")
        ],
    )


def _licences(visit: Visit) -> Element:
    t = visit.t
    return card(
        t("Open-source licences"),
        h.p[t("Browser code that is shipped with Jidi:")],
        h.ul[(h.li[h.a(href=visit.href(f"about/licences/{name}"))[name]] for name in LICENCES)],
        h.p(class_="fine")[t("Licences of the Python packages stand in their distributions.")],
    )
