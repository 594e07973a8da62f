"""A city's target under a provincial one, as the table ``city_target`` holds it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from jidi.core.division_code import DivisionCode
from jidi.core.errors import Place
from jidi.model.plan_figure import PrintedText
from jidi.model.strict import Strict, build

PROPOSED = "proposed"
"""The origin of a target that a decomposition proposed; our own choice until a person decides."""


class CityTarget(Strict):
    """One row of ``city_target``.

    :param target: as printed, with operator and hedging words.
    :param base: the value of the base year in ``unit``; None when unknown.
    :param numerator: of a rate: the things it asks for, of ``denominator``.
    :param how: code of the list ``target_origin``.
    """

    division: DivisionCode
    indicator: str
    year: Annotated[int, Field(ge=2001, le=2199)]
    target: PrintedText
    unit: str
    base: Decimal | None = None
    numerator: Annotated[Decimal | None, Field(ge=0)] = None
    denominator: Annotated[Decimal | None, Field(ge=0)] = None
    how: str
    document: str = ""
    note: str = ""
    origin: str = "reported"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.numerator is not None and self.denominator is not None:
            if self.numerator > self.denominator:
                raise ValueError("the numerator is above the denominator")
        elif self.numerator is not None:
            raise ValueError("a numerator needs its denominator")
        return self

    def to_row(self) -> dict[str, Any]:
        """The row as the lake holds it; ``origin`` is the commit's."""
        return {
            "division": self.division.text,
            "indicator": self.indicator,
            "year": self.year,
            "target": self.target.text,
            "unit": self.unit,
            "base": _float(self.base),
            "numerator": _float(self.numerator),
            "denominator": _float(self.denominator),
            "how": self.how,
            "document": self.document or None,
            "note": self.note or None,
        }


def city_target(row: Mapping[str, Any], *, where: Place) -> CityTarget:
    """The target of a row of the table; absent texts are empty.

    :raises DefinitionError: D-101, D-102 for what does not fit, with the place.
    """
    given = {
        name: Decimal(str(value)) if isinstance(value, float) else value
        for name, value in row.items()
        if value is not None
    }
    return build(CityTarget, given, where=where)


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
