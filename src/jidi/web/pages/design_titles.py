"""What kept designs are called on a page."""

from __future__ import annotations

from typing import Protocol

from jidi.core.division import DivisionCode
from jidi.service.design_judges import KINDS
from jidi.web.visit import Visit


class Titled(Protocol):
    """Any kept design."""

    @property
    def title(self) -> str:
        """As it was given, or the place's Chinese name."""


def title_of(visit: Visit, one: Titled) -> str:
    """The title; on an English page its place, which it is called after unless somebody named it
    otherwise, and the kind that was put behind it, in English. Other Chinese stays as given."""
    if visit.lang == "zh":
        return one.title
    places = [visit.book.province]
    county = getattr(one, "county", "")
    if county:
        places.insert(0, visit.book.tree.get(DivisionCode.parse(county)))
    title = one.title
    for place in places:
        for _, (zh, en) in KINDS.values():
            if title == f"{place.name} {zh}":
                title = f"{visit.place(place)} {en}"
        title = title.replace(place.name, visit.place(place))
    return title
