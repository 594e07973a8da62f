"""The scheme of work safety scores of companies (企业主体责任) as data: shares and weights."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from math import isclose
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from jidi.core.errors import DefinitionError, InputError, Place
from jidi.core.nearest import suggestion
from jidi.model.catalogue import Catalogue
from jidi.model.strict import Strict, build, read_text, read_toml


class DutyPart(Strict):
    """One share of the score.

    :param measure: id of a measure; :param source: ``patrols`` for the patrol events instead.
    :param nothing_arose: whether a company of which nothing was measured had nothing to measure;
        otherwise it is not known.
    :param bad: whether the measure counts what went wrong, so that the rest of it counts.
    """

    id: str
    zh: str
    en: str
    weight: float = Field(gt=0, le=1)
    measure: str = ""
    source: Literal["", "patrols"] = ""
    bad: bool = False
    nothing_arose: bool = False

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if bool(self.measure) == bool(self.source):
            raise ValueError("a part names a measure or a source, not both")
        return self


class DutyScheme(Strict):
    """All of ``responsibility.toml``.

    :param least_weight: with less weight of parts known there is no score.
    :param watch_below: points below which a company is to be watched.
    """

    zh: str
    en: str
    note_zh: str
    note_en: str
    own_choice: bool
    least_weight: float = Field(gt=0, le=1)
    watch_below: float = Field(ge=0, le=100)
    parts: tuple[DutyPart, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not isclose(sum(part.weight for part in self.parts), 1.0, abs_tol=1e-9):
            raise ValueError("the weights sum to one")
        if len({part.id for part in self.parts}) < len(self.parts):
            raise ValueError("a part stands twice")
        return self


@cache
def load_duty_scheme() -> DutyScheme:
    """The scheme that ships.

    :raises DefinitionError: D-100 to D-103; G-155 for a measure there is not.
    """
    path = files("jidi.definitions") / "supervision" / "responsibility.toml"
    return _checked(read_text(path), path.name)


def read_duty_scheme(path: Path) -> DutyScheme:
    """A scheme of one's own, of the same form.

    :raises InputError: G-103 when there is no such file. :raises DefinitionError: as above.
    """
    if not path.is_file():
        raise InputError("G-103", path=str(path))
    return _checked(read_text(path), path.name)


def _checked(text: str, name: str) -> DutyScheme:
    where = Place(file=name)
    made = build(DutyScheme, read_toml(text, file=name), where=where)
    known = Catalogue().measures
    for part in made.parts:
        if part.measure and part.measure not in known:
            near = suggestion(part.measure, known)
            raise DefinitionError(
                "G-155", where=where, part=part.id, name=part.measure, nearest=near
            )
    return made
