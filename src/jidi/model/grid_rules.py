"""Rules of the grid (网格化监管): which places belong to a cell, how much a post may hold. Data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pydantic import Field

from jidi.core.errors import Place
from jidi.model.strict import Strict, build, read_text, read_toml


class GridRules(Strict):
    """All of ``grid.toml``.

    :param kinds: kinds of facilities that must belong to one cell.
    :param outlets_of_a_post: above it a post is overloaded.
    """

    own_choice: bool
    kinds: tuple[str, ...] = Field(min_length=1)
    outlets_of_a_post: int = Field(ge=1)


@cache
def load_grid_rules() -> GridRules:
    """The rules that ship.

    :raises DefinitionError: D-100 to D-103.
    """
    path = files("jidi.definitions") / "supervision" / "grid.toml"
    data = read_toml(read_text(path), file=path.name)
    return build(GridRules, data, where=Place(file=path.name))
