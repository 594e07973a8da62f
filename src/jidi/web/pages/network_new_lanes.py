"""Which cities sort, which trunk lanes must or must not run: fields of the forms of trunk jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import htpy as h
from htpy import Element

from jidi.core.division import Level
from jidi.web.visit import Visit

MOST: Final = 500
"""Letters of one field. Own choice."""


def lane_fields(visit: Visit, filled: Mapping[str, str]) -> tuple[Element, ...]:
    """Names as ``--hubs``, ``--forbid`` and ``--force`` take them, parted by commas."""
    t, lane = visit.t, _lane(visit)
    return (
        _names(t("Cities that sort"), "hubs", filled, t("those with most capacity")),
        _names(t("Lanes that must not run"), "forbid", filled, f"{lane}:hired"),
        _names(t("Lanes that must run"), "force", filled, lane),
    )


def _lane(visit: Visit) -> str:
    """A lane between two cities of the province, as an example."""
    book = visit.book
    cities = sorted(
        book.tree.at_level(Level.CITY, within=book.province.code), key=lambda city: city.code.text
    )
    return "-".join(
        city.name if visit.lang == "zh" else city.name_en or city.name for city in cities[:2]
    )


def _names(label: str, name: str, filled: Mapping[str, str], hint: str) -> Element:
    return h.label[
        label,
        h.input(
            type="text", name=name, maxlength=str(MOST), value=filled.get(name, ""),
            placeholder=hint,
        ),
    ]  # fmt: skip
