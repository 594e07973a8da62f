"""What a rural design does to the indicators, as data: ``definitions/network/effect.toml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, Literal

from jidi.core.division import Level
from jidi.core.errors import Place
from jidi.model.indicator import Indicator, Measure
from jidi.model.strict import Strict, build, read_text, read_toml

Part = Literal["cost", "grams", "km", "parcels", "served"]
"""Figures of a design: yuan, g CO2e, km and parcels a day; villages served."""
_FILE: Final = "effect.toml"


class VillageCells(Strict):
    """Cells of a village's row that a design decides; what is None stays as it is, or unknown."""

    express_served: bool | None = None
    village_point: bool | None = None


class HowCells(Strict):
    """A village's mode, and whether all four are fixed, by how it is served."""

    mode: str
    fixed_service: bool | None = None


class DesignMeasure(Strict):
    """A measure that only a design has.

    :param parts: the figure of its numerator, and of its denominator unless it is a total.
    :param before_zh: why there is no value before the design; ``before_en``: in English.
    """

    id: str
    zh: str
    en: str
    unit: str
    measure: Measure
    precision: int
    direction: Literal["up", "down", "none"]
    scope_zh: str
    scope_en: str
    formula_zh: str
    formula_en: str
    numerator_zh: str
    numerator_en: str
    denominator_zh: str = ""
    denominator_en: str = ""
    parts: tuple[Part, ...]
    before_zh: str
    before_en: str

    @property
    def indicator(self) -> Indicator:
        """The measure under the contract of indicators: parts by county, summed, divided last."""
        told = self.model_dump(exclude={"parts", "before_zh", "before_en"})
        return Indicator(
            **told,
            topic="rural",
            tables=(),
            finest=Level.COUNTY,
            reference=_FILE,
            own_choice=True,
            sql="",
            file=_FILE,
            header_lines=0,
        )


class RuralEffect(Strict):
    """Everything ``effect.toml`` says."""

    indicators: tuple[str, ...]
    served: VillageCells
    left: VillageCells
    how: dict[str, HowCells]
    measures: tuple[DesignMeasure, ...]


@cache
def rural_effect() -> RuralEffect:
    """What a rural design does to the indicators.

    :raises DefinitionError: D-101, D-102 where the definition is wrong.
    """
    path = files("jidi.definitions") / "network" / _FILE
    return build(RuralEffect, read_toml(read_text(path), file=_FILE), where=Place(_FILE))
