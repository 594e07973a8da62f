"""Running days in the forms of trunk designs: the field, and which lines have days to be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import htpy as h
from htpy import Element

from jidi.service.trunk_days_asked import LineOfSomeDays, lines_of_some_days
from jidi.web.visit import Visit

MOST: Final = 600
"""Characters of the field."""


def days_field(visit: Visit, filled: Mapping[str, str]) -> Element:
    """Running days of lines, as ``--days`` takes them, those of several parted by semicolons."""
    t, lines = visit.t, lines_of_some_days(visit.book)
    hint = f"{lines[0].id}=…" if lines else t("no such line")
    return h.label[
        t("Running days of lines"),
        h.input(
            type="text", name="days", maxlength=str(MOST), value=filled.get("days", ""),
            placeholder=hint,
        ),
    ]  # fmt: skip


def weekdays_box(visit: Visit, filled: Mapping[str, str]) -> Element:
    """Whether each day of the week has its own parcels, as ``--weekdays``."""
    ticked = filled.get("weekdays") == "true"
    return h.label(class_="box")[
        h.input(type="checkbox", name="weekdays", value="true", checked=ticked),
        visit.t("volumes by weekday, room on every day"),
    ]


def days_note(visit: Visit, *, roads: bool = False) -> Element:
    """The lines of the book that run on some days, with the days taken where none are told.

    :param roads: days of lanes by road may be told, too.
    """
    t, lines = visit.t, lines_of_some_days(visit.book)
    if not lines and not roads:
        words = t(
            "No rail or air line of the book runs oftener on some days: there are none to tell."
        )
        return h.p(class_="fine")[words]
    gap = "" if visit.lang == "zh" else " "
    assumed = [
        t("Where nothing is told, lines of the book run on these days:"), gap,
        _listed(visit, lines), gap,
    ]  # fmt: skip
    return h.p(class_="fine")[
        assumed if lines else None,
        [t("Lanes by road of some days count as their mean on every day."), gap] if roads else None,
        t("To tell other days, write them like this, lines parted by semicolons; 1,3,5 and "
          "Mon Wed Fri are read, and the Chinese names of days."),
    ]  # fmt: skip


def _listed(visit: Visit, lines: tuple[LineOfSomeDays, ...]) -> str:
    end = "。" if visit.lang == "zh" else "."
    mark = "；" if visit.lang == "zh" else "; "
    return mark.join(line.text(visit.lang) for line in lines) + end
