"""Alerts that fire as points of the map: one a county, of the worst severity there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from jidi.core.division import DivisionCode, Level
from jidi.model.reading import Status
from jidi.model.rule import SEVERITIES
from jidi.service.access import EVERYTHING, Reach
from jidi.service.alerts import alert_book, thing_in
from jidi.service.books import Book

_UNRULED: Final = "notice"
"""The severity of an alert whose rule the book does not have any more."""


def alert_points(
    book: Book, labels: Mapping[str, Sequence[float]], *, within: Reach = EVERYTHING
) -> Mapping[str, Any]:
    """The counties in which alerts fire, as columns like those of other points.

    ``status`` is an index into ``statuses``, worst last, so that it is drawn on top; ``alerts``
    how many fire there; ``unplaced`` counts the alerts that lie in no county of the map (a city's,
    the province's); ``moment`` is that of the last run, None before the first.

    :param labels: by county, longitude and latitude of where its name would stand.
    :param within: what the reader may see; other alerts are not counted.
    """
    grades, found, unplaced = _ranks(), defaultdict[str, Counter[str]](Counter), 0
    for one in alert_book(book).alerts(states=("firing",)):
        if not within.holds(thing_in(one.division)):
            continue
        rule = book.catalogue.rules.get(one.rule)
        county = _county(one.division)
        if county not in labels:
            unplaced += 1
            continue
        found[county][_UNRULED if rule is None else rule.severity] += 1
    names = {d.code.text: d.name for d in book.tree.at_level(Level.COUNTY)}
    last = alert_book(book).last_run()
    run = None if last is None else last.moment
    codes = sorted(found)
    synthetic = last is not None and bool(book.synthetic)
    return {
        "code": codes,
        "name": [names.get(code, code) for code in codes],
        "lon": [labels[code][0] for code in codes],
        "lat": [labels[code][1] for code in codes],
        "status": [max(grades[severity] for severity in found[code]) for code in codes],
        "alerts": [sum(found[code].values()) for code in codes],
        "statuses": [
            {"code": name, "zh": SEVERITIES[name][0], "en": SEVERITIES[name][1], "grade": name}
            for name in grades
        ],
        "unplaced": unplaced,
        "mark": (Status.SYNTHETIC if synthetic else Status.COMPUTED).value,
        "moment": run,
        "version": book.version,
    }


def _ranks() -> dict[str, int]:
    """Severities, the worst last."""
    return {name: rank for rank, name in enumerate(reversed([*SEVERITIES]))}


def _county(division: str) -> str:
    """The county that an alert's place lies in; empty above counties."""
    if not division:
        return ""
    code = DivisionCode(division.ljust(12, "0"))
    return code.at(Level.COUNTY).text if code.level >= Level.COUNTY else ""
