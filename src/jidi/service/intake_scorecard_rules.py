"""What the senders' scorecard measures against: our own choice, as data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, Literal

from jidi.core.errors import Place
from jidi.model.strict import Strict, build, read_text, read_toml

_FILE: Final = "scorecard.toml"


class Due(Strict):
    """A return that every sender of its table owes each month, by a day of the next."""

    table: str
    every: Literal["month"]
    day: int


class Timely(Strict):
    """When an event is timely."""

    seconds: int


class Reconcile(Strict):
    """How far events may differ from reported volume and revenue.

    :param least_days: days with events that a month needs to be compared at all.
    :param least_priced_pct: share of the parcels with a known postage that revenue needs.
    """

    tolerance_pct: float
    revenue_tolerance_pct: float
    least_days: int
    least_priced_pct: float


class ScorecardRules(Strict):
    """What the scorecard measures against."""

    due: tuple[Due, ...]
    timely: Timely
    reconcile: Reconcile


@cache
def load_scorecard_rules() -> ScorecardRules:
    """The rules.

    :raises DefinitionError: D-100 to D-103.
    """
    path = files("jidi.definitions") / "intake" / _FILE
    where = Place(file=_FILE)
    return build(ScorecardRules, read_toml(read_text(path), file=_FILE), where=where)
