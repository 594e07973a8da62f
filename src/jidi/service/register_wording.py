"""Values of the register in words, for command line, pages and sheets alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jidi.core.division import DivisionCode
from jidi.core.errors import JidiError, Language
from jidi.core.numbers_as_text import NO_DATA
from jidi.model.register import Change, Origin, Revision, Subject, load_fields
from jidi.service.books import Book
from jidi.service.register_bodies import body_name

ORIGIN_WORDS: dict[Origin, tuple[str, str]] = {
    "published": ("规划", "plan"),
    "reported": ("填报", "reported"),
    "synthetic": ("合成", "synthetic"),
}
"""Where a revision comes from."""


def field_name(name: str, lang: Language) -> str:
    """The name of a field."""
    column = load_fields().by_name[name]
    return column.zh if lang == "zh" else column.en


def value_text(book: Book, name: str, value: Any, lang: Language) -> str:
    """A value of a state, as :meth:`State.plain` gives it, in words; a dash for unknown."""
    if value in (None, "", []):
        return NO_DATA
    column = load_fields().by_name[name]
    if isinstance(value, list):
        said = body_name if name == "cooperating" else _indicator_name
        return listed((said(book, one, lang) for one in value), lang)
    if name == "responsible":
        return body_name(book, value, lang)
    if column.codes is not None:
        entries = book.catalogue.code_lists[column.codes].entries
        return entries[value][0 if lang == "zh" else 1] if value in entries else str(value)
    if column.type == "division":
        return division_name(book, value, lang)
    return f"{value}{column.unit or ''}"


def listed(names: Any, lang: Language) -> str:
    """Names in a row."""
    return ("、" if lang == "zh" else ", ").join(names)


def division_name(book: Book, code: str, lang: Language) -> str:
    """The name of a division; its code where the roster no longer holds it."""
    try:
        found = book.tree.get(DivisionCode(code))
    except JidiError:
        return code
    return found.name if lang == "zh" else found.name_en or found.name


def passages_text(subject: Subject, lang: Language) -> str:
    """Where it stands in the plan, line by line."""
    shape = "第{line}行：{text}" if lang == "zh" else "line {line}: {text}"
    places = (shape.format(line=place.line, text=place.text) for place in subject.at)
    return ("；" if lang == "zh" else "; ").join(places)


def changes_text(book: Book, revision: Revision, lang: Language) -> str:
    """What a revision changed, from → to."""
    if revision.number == 1:
        return "由规划列入" if lang == "zh" else "entered from the plan"
    return changes_in_words(book, revision.changes, lang)


def changes_in_words(book: Book, changes: Iterable[Change], lang: Language) -> str:
    """Changes, each from → to."""
    parts = (
        f"{field_name(change.field, lang)}{'：' if lang == 'zh' else ': '}"
        f"{value_text(book, change.field, change.before, lang)} → "
        f"{value_text(book, change.field, change.after, lang)}"
        for change in changes
    )
    return ("；" if lang == "zh" else "; ").join(parts)


def _indicator_name(book: Book, name: str, lang: Language) -> str:
    indicator = book.catalogue.indicators.get(name)
    if indicator is None:
        return name
    return indicator.zh if lang == "zh" else indicator.en
