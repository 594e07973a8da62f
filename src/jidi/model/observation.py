"""An observation: one published or reported figure, exactly as it was printed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, model_validator

from jidi.core.division import DivisionCode
from jidi.core.errors import UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period
from jidi.core.units import Unit
from jidi.model.reading import Status
from jidi.model.strict import Strict

SOURCE_KINDS = ("official", "mirror", "media", "plan", "return", "synthetic")

FLAGS = {
    "about": "the value is printed as approximate",
    "at_least": "the value is printed as a lower bound",
    "cumulative_differs": "month and year to date contradict each other",
    "growth_about": "the growth is printed as approximate",
    "growth_not_printed": "the growth is only printed as a bound",
    "magnitude_doubtful": "the figure hardly fits the others by its size; its unit may be wrong",
    "misprint": "a slip in print that leaves the value itself intact",
    "parts_differ": "the printed parts do not sum to the printed total",
    "period_doubtful": "the figure hardly belongs to the printed period",
    "period_misprinted": "print names another period; the source settles it otherwise",
    "place_inferred": "print does not name the place",
    "share_differs": "the printed share is not that of the printed part in the printed total",
    "two_values_printed": "one page prints two values for one figure",
    "unit_missing_in_print": "万, 件 or % is missing in print; table, shares or parts confirm it",
    "value_not_printed": "growth in words only, without a figure",
    "year_inferred": "print does not name the year",
}
"""What may be wrong or vague in print. Flags never change a value."""


def _known(name: str, what: str, known: Iterable[str]) -> str:
    """``name`` itself when it is known.

    :raises UnknownName: D-220 with the nearest known.
    """
    names = tuple(known)
    if name not in names:
        raise UnknownName("D-220", what=what, name=name, nearest=suggestion(name, names))
    return name


def _status(given: Any) -> Status:
    return Status(_known(str(given), "status", [status.value for status in Status]))


def _source_kind(given: Any) -> str:
    return _known(str(given), "source_kind", SOURCE_KINDS)


def _flags(given: Any) -> tuple[str, ...]:
    words = given.split() if isinstance(given, str) else given
    return tuple(_known(word, "flag", FLAGS) for word in words)


class Observation(Strict):
    """One figure with all that is needed to judge and to compare it.

    :param indicator: the indicator's id.
    :param published: the name it was printed under.
    :param division: the place.
    :param period: the time; stocks are filed under their year, seasons under their month.
    :param value: as printed, in ``unit``; None when print has words only.
    :param unit: as printed: 万件, 亿元, %.
    :param growth: percent on the year, as printed: a fact of its own, never derived.
    :param status: how far it may be trusted.
    :param source_kind: official, mirror (a copy elsewhere), media, plan, return or synthetic.
    :param source: address or title.
    :param scope: what exactly was counted (``statistics/scopes.toml``).
    :param price_base: year of constant prices for a business total; empty otherwise.
    :param flags: what is wrong or vague in print (:data:`FLAGS`).
    :param note: further facts in words.
    """

    indicator: str
    published: str
    division: DivisionCode
    period: Period
    value: Decimal | None = None
    unit: Unit
    growth: Decimal | None = None
    status: Annotated[Status, BeforeValidator(_status)]
    source_kind: Annotated[str, BeforeValidator(_source_kind)]
    source: str
    scope: str
    price_base: str = ""
    flags: Annotated[tuple[str, ...], BeforeValidator(_flags)] = ()
    note: str = ""

    @model_validator(mode="after")
    def _has_a_value_or_says_why_not(self) -> Self:
        if (self.value is None) != ("value_not_printed" in self.flags):
            raise ValueError("value and the flag value_not_printed contradict each other")
        return self

    @property
    def plain_value(self) -> Decimal | None:
        """The value without multiplier: 2.99 亿件 is 299,000,000 (件), 35 % stays 35."""
        if self.value is None:
            return None
        return self.value * self.unit.factor_to(self.unit.plain)
