"""Frozen values to plain JSON values and back, strictly: by the types of their fields.

A number that may be infinite is written as null where it is. Unknown keys are errors that name
the nearest known; all findings of a file come in one pass, each with its path.
"""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
import numpy.typing as npt

from jidi.core.errors import InputError, JidiError, Place, ValueProblem
from jidi.core.nearest import suggestion
from jidi.network.weekdays import Weekdays


def plain(value: Any) -> Any:
    """A value as JSON has it.

    :raises ValueProblem: N-406 for what is not a number.
    """
    for kinds, way in _WAYS:
        if isinstance(value, kinds):
            return way(value)
    return _fields_out(value) if is_dataclass(value) else value


def _fields_out(value: Any) -> dict[str, Any]:
    shown = ((f, getattr(value, f.name)) for f in fields(value))
    return {f.name: plain(v) for f, v in shown if not (_may_lack(f) and v == f.default)}


def _may_lack(each: Field[Any]) -> bool:
    """Whether a field is left out of files at its default: it came after the first of them."""
    return "at_default" in each.metadata


def _number_out(value: float) -> float | None:
    if math.isnan(value) or value == -math.inf:
        raise ValueProblem("N-406", found=value)
    # -0.0 and 0.0 are equal and must have the same bytes
    return None if value == math.inf else value + 0.0


def _array_out(value: npt.NDArray[Any]) -> Any:
    """As for single numbers, but all at once: a county's distances are some ten thousand."""
    if not np.isfinite(value).all():
        return plain(value.tolist())
    return (value + 0.0 if value.dtype.kind == "f" else value).tolist()


_WAYS: tuple[tuple[tuple[type, ...], Callable[[Any], Any]], ...] = (
    ((Weekdays,), lambda value: value.marks),
    ((Enum,), lambda value: value.value),
    ((np.ndarray,), _array_out),
    ((tuple, list), lambda value: [plain(item) for item in value]),
    ((np.integer, np.floating), lambda value: plain(value.item())),
    ((float,), _number_out),
)


@dataclass
class Reader:
    """Reads plain values into typed ones; what does not fit is kept with its path."""

    file: str
    errors: list[JidiError] = field(default_factory=list)

    def fault(self, code: str, path: str, **facts: Any) -> None:
        """One more finding."""
        where = Place(file=self.file)
        self.errors.append(InputError(code, where=where, path=path or "—", **facts))

    def read(self, kind: Any, value: Any, path: str) -> Any:
        """A value of ``kind``; None, with a finding, where it does not fit."""
        if is_dataclass(kind) and isinstance(kind, type) and kind is not Weekdays:
            return self._record(kind, value, path)
        if get_origin(kind) is tuple:
            return self._items(kind, value, path)
        if get_origin(kind) in (Union, types.UnionType):
            return self._optional(kind, value, path)
        try:
            return _scalar(kind)(value)
        except (ValueError, TypeError):
            self.fault("N-404", path, found=repr(value)[:60], type=getattr(kind, "__name__", "—"))
            return None

    def _optional(self, kind: Any, value: Any, path: str) -> Any:
        if value is None:
            return None
        inner = [part for part in get_args(kind) if part is not types.NoneType]
        return self.read(inner[0], value, path)

    def _items(self, kind: Any, value: Any, path: str) -> Any:
        parts = get_args(kind)
        if not isinstance(value, list):
            self.fault("N-404", path, found=repr(value)[:60], type="list")
            return ()
        if len(parts) == 2 and parts[1] is Ellipsis:
            return tuple(self.read(parts[0], v, f"{path}[{n}]") for n, v in enumerate(value))
        if len(parts) != len(value):
            self.fault("N-404", path, found=repr(value)[:60], type=f"{len(parts)} items")
            return ()
        pairs = enumerate(zip(parts, value, strict=True))
        return tuple(self.read(part, v, f"{path}[{n}]") for n, (part, v) in pairs)

    def _record(self, kind: type[Any], value: Any, path: str) -> Any:
        if not isinstance(value, Mapping):
            self.fault("N-404", path, found=repr(value)[:60], type="object")
            return None
        before = len(self.errors)
        hints, known = get_type_hints(kind), [f.name for f in fields(kind)]
        for key in value:
            if key not in known:
                self.fault("N-402", f"{path}.{key}".lstrip("."), nearest=suggestion(key, known))
        found = dict(self._fields(kind, value, hints, path))
        return kind(**found) if len(self.errors) == before else None

    def _fields(
        self, kind: type[Any], value: Mapping[str, Any], hints: Mapping[str, Any], path: str
    ) -> Iterator[tuple[str, Any]]:
        for each in fields(kind):
            inner = f"{path}.{each.name}".lstrip(".")
            if each.name in value:
                yield each.name, self.read(hints[each.name], value[each.name], inner)
            elif each.default is MISSING:
                self.fault("N-403", inner)


def _scalar(kind: Any) -> Callable[[Any], Any]:
    if kind is float:
        return _number
    if kind is int:
        return _integer
    if kind in (bool, str):
        return lambda value: _exactly(kind, value)
    if kind is Weekdays or (isinstance(kind, type) and issubclass(kind, Enum)):
        return lambda value: kind(_exactly(str, value))
    raise AssertionError(f"no reader for {kind}")


def _number(value: Any) -> float:
    if value is None:
        return math.inf
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _exactly(kind: type[Any], value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError
    return value
