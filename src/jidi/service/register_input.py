"""What people hand in for an entry, as words or as cells of a sheet, read into values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from jidi.core.errors import InputError, JidiError, UnknownName, ValueProblem, raise_together
from jidi.core.nearest import suggestion
from jidi.core.period import Period, PeriodKind
from jidi.model.register import (
    TEXT_SIGNS,
    TITLE_SIGNS,
    State,
    WorkStatus,
    is_plain,
    load_fields,
)
from jidi.model.table import CodeList, Column
from jidi.plan.register_entries import down_to_counties
from jidi.service.books import Book
from jidi.service.register_bodies import SEPARATORS, body_named

_SHORT: Final = ("title", "place")


def read_values(book: Book, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a :class:`State` that were handed in, by field.

    :param given: raw values by name of the field: text, numbers, dates; None or blank for unknown.
    :raises JidiError: everything that does not fit, in one pass: R-201 unknown field, and what
        :func:`read_value` raises.
    """
    values: dict[str, Any] = {}
    findings: list[JidiError] = []
    for name, raw in given.items():
        try:
            values[name] = read_value(book, name, raw)
        except JidiError as error:
            findings.append(error)
    raise_together(findings)
    return values


def read_value(book: Book, name: str, raw: Any) -> Any:
    """One value as :class:`State` holds it.

    :raises UnknownName: R-201 unknown field, R-206 unknown body, D-111 unknown code, D-113 unknown
        indicator, C-207 unknown division.
    :raises InputError: R-202 blank though required, R-203 not a whole number of per cent, R-204 not
        a number from zero, R-205 too long, R-207 signs that cannot be kept, C-208 an
        ambiguous division.
    :raises ValueProblem: V-106 not a day.
    """
    known = {column.name: column for column in load_fields().reported}
    if name not in known:
        raise UnknownName("R-201", name=name, nearest=suggestion(name, known))
    column = known[name]
    if _is_blank(raw):
        if column.required:
            raise InputError("R-202", field_zh=column.zh, field_en=column.en)
        return _unknown(name)
    return _READERS.get(name, _READERS_BY_TYPE[column.type])(book, column, raw)


def read_text(raw: Any, column: Column, *, longest: int = TEXT_SIGNS) -> str:
    """A text as it is kept: without blanks at its ends, with one kind of line end.

    :raises InputError: R-205 too long, R-207 signs that cannot be kept.
    """
    text = _as_text(raw).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not is_plain(text):
        raise InputError("R-207", field_zh=column.zh, field_en=column.en)
    if len(text) > longest:
        raise InputError(
            "R-205", field_zh=column.zh, field_en=column.en, signs=len(text), longest=longest
        )
    return text


def read_day(raw: Any) -> date:
    """A day, from a date or its text.

    :raises ValueProblem: V-106 when it is none.
    """
    if isinstance(raw, datetime):
        if raw.time() != time():
            raise ValueProblem("V-106", text=str(raw))
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = _as_text(raw)
    try:
        period = Period.parse(text)
    except ValueProblem as error:
        raise ValueProblem("V-106", text=text) from error
    if period.kind is not PeriodKind.DAY:
        raise ValueProblem("V-106", text=text)
    return period.start


def code_named(codes: CodeList, name: str) -> str:
    """The code of a list that is meant by its code or either of its names.

    :raises UnknownName: D-111 with the nearest.
    """
    ways = {
        way.casefold(): code for code, (zh, en) in codes.entries.items() for way in (zh, en, code)
    }
    asked = name.strip()
    if asked.casefold() not in ways:
        known = [*codes.entries, *(zh for zh, _ in codes.entries.values())]
        raise UnknownName("D-111", list=codes.name, value=asked, nearest=suggestion(asked, known))
    return ways[asked.casefold()]


def _is_blank(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _unknown(name: str) -> Any:
    """What stands for «unknown» in the state."""
    return State.model_fields[name].get_default()


def _as_text(raw: Any) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime) and raw.time() == time():
        return raw.date().isoformat()
    return str(raw)


def _text(_book: Book, column: Column, raw: Any) -> str:
    return read_text(raw, column, longest=TITLE_SIGNS if column.name in _SHORT else TEXT_SIGNS)


def _code(book: Book, column: Column, raw: Any) -> str:
    assert column.codes is not None  # of type code
    return code_named(book.catalogue.code_lists[column.codes], _as_text(raw))


def _status(book: Book, column: Column, raw: Any) -> WorkStatus:
    return WorkStatus(_code(book, column, raw))


def _body(book: Book, _column: Column, raw: Any) -> str:
    return body_named(book, _as_text(raw)).code


def _bodies(book: Book, _column: Column, raw: Any) -> tuple[str, ...]:
    found = [body_named(book, name).code for name in _listed(raw)]
    return tuple(dict.fromkeys(found))


def _indicators(book: Book, _column: Column, raw: Any) -> tuple[str, ...]:
    found = [book.catalogue.indicator(name).id for name in _listed(raw)]
    return tuple(dict.fromkeys(found))


def _division(book: Book, _column: Column, raw: Any) -> str:
    text = _as_text(raw).strip()
    code = re.match(r"\d+", text)  # «140100 太原市», as exported
    asked = code.group() if code is not None else text
    tree = book.remembered("register places", lambda _version: down_to_counties(book.tree))
    return tree.find(asked).code.text


def _day(_book: Book, _column: Column, raw: Any) -> date:
    return read_day(raw)


def _percent(_book: Book, _column: Column, raw: Any) -> int:
    number = _number(raw, percent=True)
    if number is None or number != number.to_integral_value() or not 0 <= number <= 100:
        raise InputError("R-203", value=_as_text(raw))
    return int(number)


def _count(_book: Book, _column: Column, raw: Any) -> Decimal:
    number = _number(raw, percent=False)
    if number is None or not 0 <= number < Decimal("1e12"):
        raise InputError("R-204", value=_as_text(raw))
    return number


def _number(raw: Any, *, percent: bool) -> Decimal | None:
    if isinstance(raw, bool):
        return None
    text = unicodedata.normalize("NFKC", str(raw)).strip()
    if percent:
        text = text.removesuffix("%").strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    # Zeros and exponents are ways to write; four decimals are more than any count needs.
    return number.quantize(Decimal("1e-4")).normalize() if _is_sane(number) else None


def _is_sane(number: Decimal) -> bool:
    return number.is_finite() and abs(number) < Decimal("1e12")


def _listed(raw: Any) -> list[str]:
    return [name.strip() for name in SEPARATORS.split(_as_text(raw)) if name.strip()]


_Reader = Callable[[Book, Column, Any], Any]

_READERS: Final[Mapping[str, _Reader]] = {
    "status": _status,
    "responsible": _body,
    "cooperating": _bodies,
    "indicators": _indicators,
}
_READERS_BY_TYPE: Final[Mapping[str, _Reader]] = {
    "text": _text,
    "code": _code,
    "division": _division,
    "date": _day,
    "integer": _percent,
    "decimal": _count,
}
