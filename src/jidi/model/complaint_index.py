"""The index of complaint handling as data: which measures, with what weights, ranked from when."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from math import isclose
from typing import Self

from pydantic import Field, model_validator

from jidi.core.errors import DefinitionError, Place
from jidi.core.nearest import suggestion
from jidi.model.catalogue import Catalogue
from jidi.model.law import load_law
from jidi.model.strict import Strict, build, read_text, read_toml


class Part(Strict):
    """One share of the index. :param measure: id of a measure, in which more is better."""

    measure: str
    weight: float = Field(gt=0, le=1)


class ComplaintIndex(Strict):
    """All of ``index.toml``.

    :param ranked_from: id of the limit with fewer closed cases than which nobody is ranked.
    """

    zh: str
    en: str
    note_zh: str
    note_en: str
    own_choice: bool
    ranked_from: str
    parts: tuple[Part, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not isclose(sum(part.weight for part in self.parts), 1.0, abs_tol=1e-9):
            raise ValueError("the weights sum to one")
        names = [part.measure for part in self.parts]
        if len(set(names)) < len(names):
            raise ValueError("a measure stands twice")
        return self

    def fewest(self, on: date) -> int:
        """Closed cases with fewer than which nobody is ranked on a day."""
        return int(load_law().limit(self.ranked_from, on=on).value)


@cache
def load_complaint_index() -> ComplaintIndex:
    """The index that ships.

    :raises DefinitionError: D-100 to D-103; G-100 for a measure there is not.
    """
    path = files("jidi.definitions") / "supervision" / "complaints" / "index.toml"
    where = Place(file=path.name)
    made = build(ComplaintIndex, read_toml(read_text(path), file=path.name), where=where)
    known = Catalogue().measures
    for part in made.parts:
        if part.measure not in known:
            near = suggestion(part.measure, known)
            raise DefinitionError(
                "G-100", where=where, item=made.zh, name=part.measure, nearest=near
            )
    return made
