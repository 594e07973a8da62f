"""Strict reading of TOML: frozen models, no unknown keys, every finding in one pass."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from jidi.core.errors import DefinitionError, Place
from jidi.core.nearest import suggestion


class Strict(BaseModel):
    """A frozen value that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


M = TypeVar("M", bound=BaseModel)


def read_toml(text: str, *, file: str) -> dict[str, Any]:
    """The TOML of ``text``.

    :raises DefinitionError: D-100 when it is not TOML, with the parser's line and reason.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError("D-100", where=Place(file=file), reason=str(error)) from error


def read_text(path: Traversable) -> str:
    """The UTF-8 text of a definition file, without the mark that some editors put before it.

    :raises DefinitionError: D-103 when the bytes are not UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DefinitionError("D-103", where=Place(file=path.name), reason=str(error)) from error


def build(model: type[M], data: Mapping[str, Any], *, where: Place) -> M:
    """A checked value of ``model`` from raw data.

    :raises DefinitionError: D-101 (unknown key, with the nearest known) or D-102 (bad value);
        all findings of the pass hang on ``also``.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _one_of([_finding(model, e, where) for e in error.errors()]) from error


def _finding(model: type[BaseModel], error: Any, where: Place) -> DefinitionError:
    path = list(error["loc"])
    key = ".".join(str(part) for part in path)
    if error["type"] == "extra_forbidden":
        known = _fields_at(model, path[:-1])
        return DefinitionError(
            "D-101", where=where, key=key, nearest=suggestion(str(path[-1]), known)
        )
    cause = error.get("ctx", {}).get("error")
    reason = str(cause) if cause is not None else error["msg"]
    return DefinitionError("D-102", where=where, key=key or "—", reason=reason)


def _fields_at(model: type[BaseModel], path: Iterable[str | int]) -> list[str]:
    """Field names of the model that ``path`` leads to; the outer ones where it cannot be told."""
    current: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        field = current.model_fields.get(part)
        inner = _model_inside(field.annotation) if field is not None else None
        if inner is None:
            break
        current = inner
    return [f.alias or name for name, f in current.model_fields.items()]


def _model_inside(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_inside(argument)
        if found is not None:
            return found
    return None


def _one_of(findings: list[DefinitionError]) -> DefinitionError:
    first, *rest = findings
    first.also = tuple(rest)
    return first
