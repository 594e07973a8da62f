"""How a patrol event becomes a case: of which kind, and about which matter. Data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jidi.core.errors import Place
from jidi.model.strict import Strict, build, read_text, read_toml


class PatrolCases(Strict):
    """All of ``patrol_cases.toml``.

    :param kind: of the cases that are opened where none is named.
    :param matters: matter of inspection by problem; a problem without one is for a person to say.
    """

    own_choice: bool
    kind: str
    matters: Mapping[str, str]


@cache
def load_patrol_cases() -> PatrolCases:
    """The rules that ship.

    :raises DefinitionError: D-100 to D-103.
    """
    path = files("jidi.definitions") / "supervision" / "patrol_cases.toml"
    data = read_toml(read_text(path), file=path.name)
    return build(PatrolCases, data, where=Place(file=path.name))
