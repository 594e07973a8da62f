"""The register as cells of a sheet: one order of columns, one spelling of every value.

What is spelled here is read back by :mod:`jidi.service.register_input` as the same value, in
either language.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from jidi.core.errors import Language
from jidi.model.register import Origin, State, Subject, load_fields
from jidi.model.table import Column
from jidi.service.books import Book
from jidi.service.register_bodies import body_word
from jidi.service.register_wording import ORIGIN_WORDS, division_name, passages_text

BETWEEN = "、"
CellValue = str | int | float | date | None
"""None is an empty cell."""


def sheet_columns(*, returned: bool = False) -> tuple[Column, ...]:
    """The columns of the sheet, in order.

    :param returned: with the one that says why a row came back.
    """
    known = load_fields().by_name.values()
    return tuple(column for column in known if returned or column.name != "returned")


def fixed_cells(
    book: Book, subject: Subject, *, revision: int, origin: Origin, lang: Language
) -> dict[str, CellValue]:
    """What the plan and the register say."""
    forms = book.catalogue.code_lists["register_form"]
    return {
        "entry_id": subject.id,
        "revision": revision,
        "form": forms.label(subject.form.value, lang),
        "items": " ".join(subject.items),
        "box": subject.stands_in or None,
        "wanted": subject.wanted or None,
        "unit": subject.unit or None,
        "passage": passages_text(subject, lang),
        "origin": ORIGIN_WORDS[origin][0 if lang == "zh" else 1],
    }


def state_cells(book: Book, state: State, lang: Language) -> dict[str, CellValue]:
    """What people reported."""
    columns = {column.name: column for column in load_fields().reported}
    return {
        name: cell_of(book, columns[name], getattr(state, name), lang)
        for name in State.model_fields
    }


def cell_of(book: Book, column: Column, value: Any, lang: Language) -> CellValue:
    """One reported value as a cell."""
    if value is None or value == "":
        return None
    if isinstance(value, tuple):
        said = [body_word(book, code, lang) for code in value] if _holds_bodies(column) else value
        return BETWEEN.join(said) or None
    if isinstance(value, str):
        return _word(book, column, value, lang)
    return float(value) if isinstance(value, Decimal) else value


def _holds_bodies(column: Column) -> bool:
    return column.name == "cooperating"


def _word(book: Book, column: Column, value: str, lang: Language) -> str:
    if column.name == "responsible":
        return body_word(book, value, lang)
    if column.codes is not None:
        return _label(book, column.codes, str(value), lang)
    return division_word(book, value, lang) if column.type == "division" else value


def division_word(book: Book, code: str, lang: Language) -> str:
    """``140100 太原市``: the code decides, the name is for people."""
    return f"{code[:6]} {division_name(book, code, lang)}"


def is_same_cell(raw: Any, written: CellValue) -> bool:
    """Whether a cell that was read holds what was written into it."""
    if isinstance(raw, datetime) and raw.time() == time():
        raw = raw.date()
    if isinstance(written, str):
        text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw or "")
        return _plain(text) == _plain(written)
    if written is None:
        return raw is None or (isinstance(raw, str) and not raw.strip())
    return not isinstance(raw, bool) and bool(raw == written)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _label(book: Book, name: str, code: str, lang: Language) -> str:
    entries: Mapping[str, tuple[str, str]] = book.catalogue.code_lists[name].entries
    return entries[code][0 if lang == "zh" else 1] if code in entries else code
