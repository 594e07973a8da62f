"""Who can be responsible: the code list of bodies, and the postal administration of every city."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jidi.core.division import Level
from jidi.core.errors import Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.register import bureau_of
from jidi.service.books import Book

SEPARATORS = re.compile(r"[、,，;；\n]+")
"""What may stand between names in a list."""
_FIRST = "provincial_bureau"
"""The body that stands at the head of the list, before the cities'."""


@dataclass(frozen=True)
class Body:
    """An authority, company or association that can answer for an entry."""

    code: str
    zh: str
    en: str

    def name(self, lang: Language) -> str:
        """Its name."""
        return self.zh if lang == "zh" else self.en


def bodies_of(book: Book) -> Mapping[str, Body]:
    """Every body a register of this book may name, by code, in the order of lists.

    The province adds its own in ``definitions/codes/responsible_body.csv`` of the workspace.
    """
    return book.remembered("responsible bodies", lambda _version: _bodies(book))


def _bodies(book: Book) -> Mapping[str, Body]:
    listed = book.catalogue.code_lists["responsible_body"].entries
    named = {code: Body(code, zh, en) for code, (zh, en) in listed.items()}
    cities = (
        Body(
            bureau_of(city.code.text),
            f"{city.name}邮政管理局",
            f"Postal administration of {city.name_en or city.name}",
        )
        for city in book.tree.at_level(Level.CITY, book.province.code)
    )
    first = {_FIRST: named.pop(_FIRST)} if _FIRST in named else {}
    return first | {body.code: body for body in cities} | named


def body_named(book: Book, name: str) -> Body:
    """The body with that code or name.

    :raises UnknownName: R-206 with the nearest.
    """
    known = bodies_of(book)
    ways = {
        way.casefold(): body for body in known.values() for way in (body.en, body.zh, body.code)
    }
    found = ways.get(name.strip().casefold())
    if found is None:
        names = [body.zh for body in known.values()] + list(known)
        raise UnknownName("R-206", name=name, nearest=suggestion(name, names))
    return found


def body_word(book: Book, code: str, lang: Language) -> str:
    """A word for a body that :func:`body_named` reads back as the same, also within a list: its
    name, or its code where the name is another's too or holds a separator."""
    known = bodies_of(book)
    if code not in known:
        return code
    name = known[code].name(lang)
    named = sum(name.casefold() in (b.zh.casefold(), b.en.casefold()) for b in known.values())
    return name if named == 1 and not SEPARATORS.search(name) else code


def body_name(book: Book, code: str, lang: Language) -> str:
    """The name of a body; its code where the list no longer holds it, empty where none is named."""
    known = bodies_of(book)
    return known[code].name(lang) if code in known else code
