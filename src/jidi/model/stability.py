"""The score of an outlet's stability as data: which rules are its signs, how much each takes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Self

from pydantic import Field, model_validator

from jidi.core.errors import DefinitionError, Place
from jidi.core.nearest import suggestion
from jidi.model.catalogue import Catalogue
from jidi.model.strict import Strict, build, read_text, read_toml


class Sign(Strict):
    """One sign.

    :param rule: id of a rule of supervision. :param weight: share of what is left that it takes.
    :param sound: value ÷ threshold of the rule at which there is no risk, :param failed: and at
        which it is whole; the smaller may be either.
    """

    rule: str
    weight: float = Field(gt=0, lt=1)
    sound: float = Field(ge=0)
    failed: float = Field(ge=0)

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.sound == self.failed:
            raise ValueError("'sound' and 'failed' differ")
        return self

    def risk(self, ratio: float) -> float:
        """0 for sound to 1 for failed."""
        return min(max((ratio - self.sound) / (self.failed - self.sound), 0.0), 1.0)


class Stability(Strict):
    """All of ``stability.toml``.

    :param watch_below: score below which a subject is watched.
    :param least_known: signs with fewer of which there is no score.
    :param faults: kinds of planted failures that it should find, with ``fault_days`` of grace.
    """

    zh: str
    en: str
    own_choice: bool
    watch_below: float = Field(gt=0, lt=100)
    least_known: int = Field(ge=1)
    faults: tuple[str, ...]
    fault_days: int = Field(ge=0)
    parts: tuple[Sign, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [part.rule for part in self.parts]
        if len(set(names)) < len(names):
            raise ValueError("a rule stands twice")
        return self


@cache
def load_stability() -> Stability:
    """The score that ships.

    :raises DefinitionError: D-100 to D-103; G-100 for a rule there is not.
    """
    path = files("jidi.definitions") / "supervision" / "stability.toml"
    where = Place(file=path.name)
    made = build(Stability, read_toml(read_text(path), file=path.name), where=where)
    known = Catalogue().rules
    for part in made.parts:
        if part.rule not in known:
            near = suggestion(part.rule, known)
            raise DefinitionError("G-100", where=where, item=made.zh, name=part.rule, nearest=near)
    return made
