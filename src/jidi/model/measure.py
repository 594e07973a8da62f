"""A measure of companies is one SQL file: a TOML header in a block comment, then one SELECT.

Its query returns ``operator_id, division, numerator, denominator`` for a period, from ``$first`` to
the day before ``$until``, at the finest level it can. Whatever stands above, a company or a city,
is a sum of the parts and is divided last. Credit and the complaint index are made of measures;
their points and weights stand beside them, not in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Final, Self

from pydantic import model_validator

from jidi.core.errors import Place
from jidi.model.indicator import header_and_sql
from jidi.model.rule import Parameter
from jidi.model.strict import Strict, build
from jidi.model.trust import Trust

MEASURE_COLUMNS: Final = ("operator_id", "division", "numerator", "denominator")
"""What every measure's query returns."""
PERIOD: Final = ("first", "until")
"""Parameters that every measure's query may name besides those of its header."""


class Measure(Strict):
    """What a measure means and how it is asked.

    :param scale: factor from numerator ÷ denominator to the unit.
    :param precision: decimals that are shown.
    """

    id: str
    zh: str
    en: str
    unit: str
    scale: float = 1.0
    precision: int = 1
    tables: tuple[str, ...]
    numerator_zh: str
    numerator_en: str
    denominator_zh: str
    denominator_en: str
    source: str = ""
    trust: Trust | None = None
    own_choice: bool = False
    parameters: Mapping[str, Parameter] = {}

    sql: str
    file: str
    header_lines: int

    @model_validator(mode="after")
    def _says_where_it_comes_from(self) -> Self:
        if bool(self.source) is self.own_choice or bool(self.source) is not bool(self.trust):
            raise ValueError("name its 'source' with 'trust', or say 'own_choice = true'")
        return self


def read_measure(path: Traversable) -> Measure:
    """One strictly read measure; its id must be the file's name.

    :raises DefinitionError: D-100 to D-104, D-107.
    """
    return build(Measure, header_and_sql(path, Measure), where=Place(file=path.name))
