"""Fields of a case as people hand them in, read into plain values; personal ones go apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa

from jidi.core.errors import InputError, JidiError, UnknownName, raise_together
from jidi.core.nearest import suggestion
from jidi.model.case import CaseKind
from jidi.model.table import Column
from jidi.privacy import KeyRing, mask, pseudonymise
from jidi.privacy.door import is_keyed
from jidi.service.books import Book
from jidi.service.register_input import code_named, read_day, read_text

_YES = {"是", "yes", "true", "1", "y"}
_NO = {"否", "no", "false", "0", "n"}


def read_pairs(texts: Iterable[str]) -> dict[str, str]:
    """``FIELD=VALUE`` texts as a mapping.

    :raises InputError: Y-306.
    """
    found = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise InputError("Y-306", text=text)
        found[name.strip()] = value.strip()
    return found


def read_fields(book: Book, kind: CaseKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a case that were handed in, as plain JSON values; blank for unknown.

    :raises JidiError: everything that does not fit in one pass: Y-304, Y-305, D-111, V-106, R-205.
    """
    values: dict[str, Any] = {}
    findings: list[JidiError] = []
    for name, raw in given.items():
        try:
            values[name] = _value(book, kind, name, raw)
        except JidiError as error:
            findings.append(error)
    raise_together(findings)
    return values


def check_required(kind: CaseKind, values: Mapping[str, Any]) -> None:
    """:raises InputError: Y-210 for every required field that is not known."""
    raise_together(
        InputError("Y-210", field=one.name, field_zh=one.zh, field_en=one.en)
        for one in kind.fields
        if one.required and values.get(one.name) is None
    )


def parted(kind: CaseKind, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values that stand in the history, and those that are sealed and kept apart."""
    keyed = {one.name for one in kind.fields if is_keyed(one)}
    plain = {name: value for name, value in values.items() if name not in keyed}
    return plain, {name: value for name, value in values.items() if name in keyed and value}


def sealed_values(
    kind: CaseKind, case: str, values: Mapping[str, Any], keys: KeyRing | None
) -> dict[str, str]:
    """Personal values through the door, bound to the case.

    :raises WorkspaceError: K-104 when there are some and no key is named.
    """
    if not values:
        return {}
    columns = {"case_id": pa.array([case], pa.string())}
    columns |= {name: pa.array([str(value)], pa.string()) for name, value in values.items()}
    batch = pseudonymise(pa.RecordBatch.from_pydict(columns), kind.personal_table, keys)
    return {name: str(batch.column(name)[0].as_py()) for name in values}


def shown_value(column: Column, value: Any) -> Any:
    """A field as it may be shown: personal values masked."""
    if column.personal is None or value is None:
        return value
    return mask(str(value), column.personal.kind)


def _value(book: Book, kind: CaseKind, name: str, raw: Any) -> Any:
    column = kind.by_field.get(name)
    if column is None:
        near = suggestion(name, kind.by_field)
        raise UnknownName("Y-304", kind_zh=kind.zh, kind_en=kind.en, field=name, nearest=near)
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    return _READERS[column.type](book, column, raw)


def _boolean(_book: Book, column: Column, raw: Any) -> bool:
    word = str(raw).strip().casefold()
    if word not in _YES | _NO:
        raise _unfit(column, raw, "是|否 yes|no")
    return word in _YES


def _number(_book: Book, column: Column, raw: Any) -> int | float:
    try:
        value = float(str(raw).strip())
    except ValueError:
        raise _unfit(column, raw, "number") from None
    low, high = column.min, column.max
    if not math.isfinite(value) or (column.type == "integer" and value != int(value)):
        raise _unfit(column, raw, column.type)
    if (low is not None and value < low) or (high is not None and value > high):
        raise _unfit(column, raw, f"{low}…{'' if high is None else high}")
    return int(value) if column.type == "integer" else value


def _code(book: Book, column: Column, raw: Any) -> str:
    assert column.codes is not None
    return code_named(book.catalogue.code_lists[column.codes], str(raw))


def _unfit(column: Column, raw: Any, reason: str) -> InputError:
    return InputError(
        "Y-305", field_zh=column.zh, field_en=column.en, value=str(raw), reason=reason
    )


_READERS: Mapping[str, Callable[[Book, Column, Any], Any]] = {
    "text": lambda _book, column, raw: read_text(raw, column),
    "code": _code,
    "division": lambda book, _column, raw: book.tree.find(str(raw)).code.text,
    "integer": _number,
    "decimal": _number,
    "boolean": _boolean,
    "date": lambda _book, _column, raw: read_day(raw).isoformat(),
}
