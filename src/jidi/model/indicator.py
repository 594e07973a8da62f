"""An indicator is one SQL file: a TOML header in a block comment, then one SELECT.

The query returns ``division, period, numerator, denominator`` at the finest level it can; a mean
may bring ``squares`` besides, the sum of the squared values, from which their spread follows.
Whatever stands above is a sum of the parts; a ratio is divided last. Checks share the mechanism
with another shape of result.
"""

from __future__ import annotations

import re
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from jidi.core.division import Level
from jidi.core.errors import DefinitionError, JidiError, Place
from jidi.core.nearest import suggestion
from jidi.core.units import Unit
from jidi.model.strict import Strict, build, read_text, read_toml

_HEADER = re.compile(r"\A\s*/\*\s*\n(?P<header>.*?)\n\s*\*/\s*\n(?P<query>.*)\Z", re.DOTALL)

Measure = Literal["total", "ratio", "mean"]

Sampling = Literal["census", "survey", "sample", "events"]
"""How the parts of an indicator were come by: all of them counted; answers of a survey; a sample of
things that are so or not; or happenings, counted completely, of which there might have been others.
"""


class Indicator(Strict):
    """What an indicator means and how it is asked for."""

    id: str
    zh: str
    en: str
    topic: str
    unit: str
    measure: Measure
    """``total``: the numerator is the value. ``ratio`` and ``mean``: numerator ÷ denominator."""
    scale: float = 1.0
    """Factor from numerator ÷ denominator (or the numerator) to the unit: 100 for %, 1e6 for ppm,
    1e-8 for 亿."""
    precision: int = 1
    direction: Literal["up", "down", "none"]
    scope_zh: str
    scope_en: str
    tables: tuple[str, ...]
    finest: Level
    rollup: Literal["sum", "recompute"] = "sum"
    over_time: Literal["flow", "stock"] = "flow"
    """A ``stock`` is a state at the period's end; a ``flow`` adds up over the period."""
    sampling: Sampling = "census"
    """Whether chance decides the value too, and so an interval belongs to it."""
    design_effect: Annotated[float, Field(ge=1)] = 1.0
    """Of a survey or sample: how many of its parts tell as much as one drawn by itself."""
    plan_items: tuple[str, ...] = ()
    formula_zh: str
    formula_en: str
    numerator_zh: str
    numerator_en: str
    denominator_zh: str = ""
    denominator_en: str = ""
    reference: str
    own_choice: bool = False
    """The formula is our choice because no public rule was found."""
    published_as: tuple[str, ...] = ()
    """Ids of published figures that state this indicator (definitions/statistics)."""

    sql: str
    file: str
    header_lines: int

    @field_validator("unit")
    @classmethod
    def _is_known(cls, unit: str) -> str:
        try:
            Unit.parse(unit)
        except JidiError as error:
            # As a ValueError it reaches the user with the file and the key it stands under.
            raise ValueError(f"{error.message('zh')} {error.message('en')}") from error
        return unit

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.measure != "total" and not (self.denominator_zh and self.denominator_en):
            raise ValueError("a ratio or mean must say what its denominator is")
        if self.unit == "%" and self.scale != 100:
            raise ValueError("an indicator in % has scale 100")
        if self.sampling != "census" and self.measure == "total":
            raise ValueError("a total is no sample; 'sampling' is for ratios and means")
        if self.sampling == "survey" and self.measure != "mean":
            raise ValueError("sampling 'survey' is for means of scores")
        if self.sampling == "events" and self.measure != "ratio":
            raise ValueError("sampling 'events' is for rates of cases")
        if self.design_effect != 1 and self.sampling not in ("survey", "sample"):
            raise ValueError("'design_effect' goes with sampling 'survey' or 'sample'")
        if self.rollup == "recompute" and "placement" not in self.sql:
            raise ValueError("rollup 'recompute' must read the relation 'placement'")
        return self


class Check(Strict):
    """A rule about the data itself: its query returns the offending rows, none when all is well."""

    id: str
    zh: str
    en: str
    severity: Literal["error", "warning", "note"]
    tables: tuple[str, ...]
    reference: str = ""
    do_zh: str
    do_en: str
    sql: str
    file: str
    header_lines: int


def read_indicator(path: Traversable) -> Indicator:
    """One strictly read indicator; its id must be the file's name.

    :raises DefinitionError: D-100 to D-104, D-107.
    """
    return build(Indicator, header_and_sql(path, Indicator), where=Place(file=path.name))


def read_check(path: Traversable) -> Check:
    """One strictly read data check; its id must be the file's name."""
    return build(Check, header_and_sql(path, Check), where=Place(file=path.name))


_GIVEN_BY_THE_FILE = ("sql", "file", "header_lines")


def header_and_sql(path: Traversable, model: type[Strict]) -> dict[str, Any]:
    """The raw values of a definition in SQL: its header, its query and where it stands.

    :raises DefinitionError: D-100, D-101, D-103, D-104, D-107.
    """
    where = Place(file=path.name)
    text = read_text(path)
    match = _HEADER.match(text)
    if match is None:
        raise DefinitionError("D-107", where=where)
    # Empty lines before the header, so that the parser's line numbers are those of the file.
    lines_before = text[: match.start("header")].count("\n")
    header = read_toml("\n" * lines_before + match["header"], file=path.name)
    if "id" in header and f"{header['id']}.sql" != path.name:
        raise DefinitionError("D-104", where=where, name=header["id"])
    for key in _GIVEN_BY_THE_FILE:
        if key in header:
            known = [name for name in model.model_fields if name not in _GIVEN_BY_THE_FILE]
            raise DefinitionError("D-101", where=where, key=key, nearest=suggestion(key, known))
    lines = text[: match.start("query")].count("\n")
    return {**header, "sql": match["query"], "file": path.name, "header_lines": lines}
