"""Months whose printed figure is not comparable, though its scope has the usual name.

They stand in ``definitions/statistics/unclean.csv`` with the reason. Such a month is no point of a
series, it is not derived from cumulative figures, and no chain passes through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator

from jidi.core.errors import JidiError
from jidi.core.period import Period
from jidi.model.rows import read_models, refuse_twins
from jidi.model.strict import Strict


def _period(given: str | Period) -> Period:
    try:
        return given if isinstance(given, Period) else Period.parse(given)
    except JidiError as error:
        raise ValueError(str(error)) from error


class Unclean(Strict):
    """A month that stands apart, and why."""

    indicator: str
    period: Annotated[Period, BeforeValidator(_period)]
    zh: str
    en: str
    source: str


@cache
def unclean_months() -> Mapping[tuple[str, Period], Unclean]:
    """Every such month by indicator and period."""
    path = files("jidi.definitions") / "statistics" / "unclean.csv"
    rows = read_models(path, Unclean)
    refuse_twins(rows, key=lambda row: f"{row.indicator} {row.period}", path=path)
    return MappingProxyType({(row.indicator, row.period): row for _, row in rows})
