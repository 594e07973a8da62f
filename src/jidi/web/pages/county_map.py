"""The counties coloured by an indicator: as values for the map, as a small picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import htpy as h
from htpy import Element

from jidi.core.division import Level
from jidi.core.numbers_as_text import grouped
from jidi.core.period import Period
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading
from jidi.service.phrasing import unit_name, with_unit
from jidi.web.draw.classes import Classes, classify
from jidi.web.draw.thumbnail import Outlines, thumbnail
from jidi.web.marks import ORIGINS
from jidi.web.visit import Visit

SIZE = (320, 460)
"""Pixels that the small map may take."""


@dataclass(frozen=True)
class Colouring:
    """The readings of all counties and their classes; None where no county has a value."""

    indicator: Indicator
    period: Period
    readings: dict[str, Reading]
    classes: Classes | None

    def text(self, visit: Visit, code: str) -> str:
        """``寿阳县 43.7%`` or ``寿阳县 —``."""
        value = grouped(self.value(code), self.indicator.precision)
        return f"{visit.place_of(code)} {with_unit(value, self.indicator.unit, visit.lang)}"

    def colour(self, code: str) -> str | None:
        """The colour of a county; None where there is no data."""
        value = self.value(code)
        return None if value is None or self.classes is None else self.classes.colour(value)

    def value(self, code: str) -> float | None:
        """The value of a county; None where there is no data."""
        reading = self.readings.get(code)
        return None if reading is None else reading.value


def colouring(visit: Visit, indicator: Indicator, period: Period) -> Colouring:
    """The counties' readings of a period, classed."""
    found = visit.provider.read(visit.book, indicator.id, periods=[period], level=Level.COUNTY)
    readings = {reading.division: reading for reading in found.rows}
    values = [r.value for r in readings.values() if r.value is not None]
    classes = classify(values, digits=indicator.precision)
    return Colouring(indicator, period, readings, classes)


def county_thumbnail(visit: Visit, coloured: Colouring) -> list[Element]:
    """The small map with its legend; a click on a county leads to the large map."""
    return [county_picture(visit, coloured), legend(visit, coloured)]


def county_picture(visit: Visit, coloured: Colouring, *, hatched: bool = True) -> Element:
    """The small map alone.

    :param hatched: whether it brings the hatching of *no data*; one map of a page does.
    """
    t, indicator = visit.t, coloured.indicator
    label = t("Counties by {name}", name=t.of(indicator.zh, indicator.en))
    chosen = {"indicator": indicator.id, "period": str(coloured.period)}
    return thumbnail(
        _outlines(visit),
        fill=lambda code: (coloured.colour(code), coloured.text(visit, code)),
        href=lambda code: visit.href("map", **chosen, division=code),
        label=f"{label} · {visit.when(coloured.period)}",
        hatched=hatched,
    )


def _outlines(visit: Visit) -> Outlines:
    """The paths of the small map; the book remembers them."""

    def drawn(_version: int) -> Outlines:
        shapes = visit.provider.county_shapes(visit.book)
        borders = visit.provider.city_borders(visit.book)
        return Outlines.of(shapes, borders, width=SIZE[0], height=SIZE[1])

    return visit.book.remembered(("thumbnail", SIZE), drawn)


def legend(visit: Visit, coloured: Colouring) -> Element:
    """Colours with the numbers they stand for, and the hatching of counties without data."""
    classes = coloured.classes
    pairs = [] if classes is None else list(zip(classes.colours, classes.labels(), strict=True))
    return h.ul(class_="classes")[
        (h.li[_swatch(colour), h.span[label]] for colour, label in pairs),
        h.li[_swatch("url(#hatch)"), h.span[visit.t("no data")]],
    ]


def _swatch(colour: str) -> Element:
    return h.svg(class_="swatch", viewBox="0 0 14 10", aria_hidden="true")[
        h.rect(width="14", height="10", fill=colour)
    ]


def as_json(visit: Visit, indicator: Indicator, period: Period) -> dict[str, Any]:
    """What the map's script draws: per county its colour, value and words; the legend.

    The book remembers it: it is the same whatever county is looked at.
    """
    return visit.book.remembered(
        ("colours", indicator.id, period, visit.lang),
        lambda _version: _as_json(visit, colouring(visit, indicator, period)),
    )


def _as_json(visit: Visit, coloured: Colouring) -> dict[str, Any]:
    indicator, classes = coloured.indicator, coloured.classes
    counties = visit.book.tree.at_level(Level.COUNTY)
    return {
        "indicator": indicator.id,
        "title": visit.t.of(indicator.zh, indicator.en),
        "unit": unit_name(indicator.unit, visit.lang),
        "period": visit.when(coloured.period),
        "origins": _origins(visit, coloured),
        "classes": classes.to_json() if classes else [],
        "counties": {
            d.code.text: {
                "name": visit.place(d),
                "colour": coloured.colour(d.code.text),
                "text": _value_text(visit, coloured, d.code.text),
            }
            for d in counties
        },
    }


def _origins(visit: Visit, coloured: Colouring) -> list[dict[str, str]]:
    """The marks of the values, each once."""
    kinds = dict.fromkeys(
        ORIGINS[r.status] for r in coloured.readings.values() if r.value is not None
    )
    return [{"kind": kind, "text": visit.t(word)} for kind, word in kinds]


def _value_text(visit: Visit, coloured: Colouring, code: str) -> str:
    number = grouped(coloured.value(code), coloured.indicator.precision)
    return with_unit(number, coloured.indicator.unit, visit.lang)
