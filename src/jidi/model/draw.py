"""Rules of the random draw of inspections (双随机): risk points, classes, shares drawn. Data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Self

from pydantic import Field, model_validator

from jidi.core.errors import Place
from jidi.model.strict import Strict, build, read_text, read_toml


class RiskPoints(Strict):
    """Points of a place for what is known of it; what a rule leaves out gives none."""

    failed: int = Field(ge=0)
    open_hazard: int = Field(ge=0)
    never_inspected: int = Field(ge=0)
    patrol_overdue: int = Field(ge=0, default=0)
    patrols: int = Field(ge=0, default=0)
    camera_low: int = Field(ge=0, default=0)
    listed: int = Field(ge=0, default=0)


class RiskClass(Strict):
    """A class of risk.

    :param points: from how many points on.
    :param share: of the class that is drawn, above 0 and at most 1.
    """

    id: str
    zh: str
    en: str
    points: int = Field(ge=0)
    share: float = Field(gt=0, le=1)


class DrawRules(Strict):
    """All of ``draw.toml``; classes from the highest risk down to 0 points."""

    own_choice: bool
    look_back_months: int = Field(ge=1)
    kinds: tuple[str, ...]
    inspectors_each: int = Field(ge=1)
    points: RiskPoints
    classes: tuple[RiskClass, ...]

    @model_validator(mode="after")
    def _down_to_nothing(self) -> Self:
        edges = [one.points for one in self.classes]
        if edges != sorted(set(edges), reverse=True) or edges[-1:] != [0]:
            raise ValueError("classes go from the highest points down to 0, each once")
        return self

    def class_of(self, points: int) -> RiskClass:
        """The class of a place with so many points."""
        return next(one for one in self.classes if points >= one.points)


@cache
def load_draw_rules() -> DrawRules:
    """The rules that ship.

    :raises DefinitionError: D-100 to D-103.
    """
    path = files("jidi.definitions") / "supervision" / "draw.toml"
    data = read_toml(read_text(path), file=path.name)
    return build(DrawRules, data, where=Place(file=path.name))
