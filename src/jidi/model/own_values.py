"""A file of values that a user hands in instead of those that ship."""

from __future__ import annotations

from pathlib import Path
from typing import Final, TypeVar

from jidi.core.errors import InputError, Place
from jidi.core.worded import reason_of
from jidi.model.strict import Strict, build, read_text, read_toml

MOST_BYTES: Final = 1_000_000
V = TypeVar("V", bound=Strict)


def own_values(path: Path, model: type[V]) -> V:
    """The values of a TOML file, strictly read.

    :raises InputError: N-974 when the file cannot be read or is far too large for one.
    :raises DefinitionError: D-100 to D-103, every fault of the file at once.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError("N-974", file=path.name, reason=f"> {MOST_BYTES:,} B")
        text = read_text(path)
    except OSError as error:
        raise InputError("N-974", file=path.name, reason=reason_of(error)) from error
    return build(model, read_toml(text, file=path.name), where=Place(path.name))
