"""One line of JSON with all care: its values as text, or why it has none."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pyarrow as pa

from jidi.feeds.feed import BrokenRow, Note


class BadLine(Exception):  # noqa: N818
    """A line that is no JSON object of ours."""

    def __init__(self, reason: Note) -> None:
        super().__init__(reason.code)
        self.reason = reason


def object_of(line: bytes) -> dict[str, str | None]:
    """The values of one line as text.

    :raises BadLine: when it is no JSON object.
    """
    try:
        found = json.loads(
            line.decode("utf-8"),
            object_pairs_hook=_once,
            parse_int=_whole,
            parse_float=_decimal,
            parse_constant=_no_constant,
        )
        if not isinstance(found, dict):
            raise BadLine(Note("E-307"))
        return {_sound(name): _text(value) for name, value in found.items()}
    except UnicodeDecodeError as error:
        raise BadLine(Note("E-304")) from error
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", type(error).__name__)
        raise BadLine(Note("E-306", {"reason": reason})) from error


class _Number(str):
    """A number as text, which stays a number inside nested JSON."""

    __slots__ = ()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadLine(Note("E-308", {"name": first_twice(pairs)[:80]}))
    return found


def first_twice(pairs: Iterable[tuple[str, Any]]) -> str:
    """The first name that was there already, found in one walk: a hostile object has millions of
    fields. Empty where every name stands once."""
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return name
        seen.add(name)
    return ""


def _whole(text: str) -> _Number:
    return _Number(text)


@lru_cache(maxsize=4_096)
def _decimal(text: str) -> _Number:
    if not math.isfinite(float(text)):
        raise BadLine(Note("E-306", {"reason": text[:40]}))
    return _Number(pa.scalar(float(text)).cast(pa.string()).as_py())


def _no_constant(text: str) -> Any:
    raise BadLine(Note("E-306", {"reason": text}))


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _sound(value)
    return _sound(_json_text(value))


def _sound(text: str) -> str:
    """The text, unless an escape in it is half a character."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadLine(Note("E-306", {"reason": "lone surrogate"})) from error
    return text


def _json_text(value: Any) -> str:
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(_json_text(item) for item in value) + "]"
    if isinstance(value, dict):
        pairs = (f"{_json_text(name)}:{_json_text(item)}" for name, item in value.items())
        return "{" + ",".join(pairs) + "}"
    return json.dumps(value, ensure_ascii=False)


def broken_line(number: int, line: bytes, reason: Note) -> BrokenRow:
    """The line as a row that is set aside."""
    return BrokenRow(number, line.strip().decode("utf-8", "replace"), reason)
