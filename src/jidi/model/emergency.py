"""Levels of emergencies, what must add up in reports of them, terms of the peak view: data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from jidi.core.errors import Place
from jidi.model.law import load_law
from jidi.model.strict import Strict, build, read_text, read_toml

Area = Literal["nation", "province", "city", "county"]
"""How far a network is blocked, the widest first."""


class EmergencyLevel(Strict):
    """A level, and who answers it. :param blocked: areas whose network block alone makes it."""

    id: Literal["I", "II", "III", "IV"]
    zh: str
    en: str
    colour_zh: str
    colour_en: str
    answers_zh: str
    answers_en: str
    blocked: tuple[Area, ...]


class Measure(Strict):
    """A figure of an incident. :param limits: ids of limits of law for levels I, II, III."""

    id: str
    zh: str
    en: str
    unit: str
    limits: Annotated[tuple[str, ...], Field(min_length=3, max_length=3)]

    @model_validator(mode="after")
    def _limits_are_known(self) -> Self:
        known = {limit.id for limit in load_law()}
        unknown = [name for name in self.limits if name not in known]
        if unknown:
            raise ValueError(f"definitions/law has no limit {', '.join(unknown)}")
        return self


class PeakTerms(Strict):
    """How a month is spread over its days, and when a day is to be watched.

    :param season_factor: a day of a season to an ordinary one.
    :param watch_share: % of the limit from which a day is watched.
    :param plan_review_years: years after which a plan is to be evaluated again.
    """

    season_factor: float = Field(ge=1)
    source: str
    hub_kinds: Annotated[tuple[str, ...], Field(min_length=1)]
    watch_share: float = Field(gt=0, le=100)
    plan_review_years: int = Field(ge=1)


class EmergencyRules(Strict):
    """All of ``emergency.toml``; levels worst first."""

    reference: str
    own_choice: bool
    levels: tuple[EmergencyLevel, ...]
    measures: tuple[Measure, ...]
    added: tuple[str, ...]
    peak: PeakTerms

    @model_validator(mode="after")
    def _worst_first(self) -> Self:
        if [one.id for one in self.levels] != ["I", "II", "III", "IV"]:
            raise ValueError("levels are I, II, III, IV, worst first")
        return self


@cache
def load_emergency_rules() -> EmergencyRules:
    """The rules that ship.

    :raises DefinitionError: D-100 to D-103.
    """
    path = files("jidi.definitions") / "supervision" / "emergency.toml"
    data = read_toml(read_text(path), file=path.name)
    return build(EmergencyRules, data, where=Place(file=path.name))
