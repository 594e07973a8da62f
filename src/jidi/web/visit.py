"""A visit: who asks, in which language, about which book; and the addresses that lead on.

The whole question stands in the address, so every view can be bookmarked, sent and exported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlencode

from fastapi import Request

from jidi.core.division import Division, DivisionCode, Level
from jidi.core.errors import InputError, JidiError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period
from jidi.service.access import NOBODY, Asker
from jidi.service.phrasing import period_name, place_name
from jidi.web.shelf import Shelf
from jidi.web.static_files import StaticFiles
from jidi.web.texts import LANGUAGES, Texts

if TYPE_CHECKING:
    from jidi.service.books import Book
    from jidi.web.provider import Provider

LANGUAGE_COOKIE = "jidi_lang"
LOOK_COOKIE = "jidi_look"
Look = Literal["system", "light", "dark"]
LOOKS: Final[tuple[Look, ...]] = ("system", "light", "dark")
"""Whether pages are light or dark, or what the system of the reader prefers: that unless chosen."""
FRAME_KEYS: Final = ("lang", "look")
"""What an address says about the frame of a page, not about what is asked."""
SCOPE = ("period", "division")
"""What stays chosen when a reader goes to another page."""


@dataclass(frozen=True)
class Visit:
    """One request, understood.

    :param name: of the book, as in its address ``/w/{name}/``.
    :param path: of the page below that, such as ``map``; empty for the overview.
    :param asked: the query of the address, without ``lang`` and ``look``; with the first
        division that the reader is held in where it names none.
    :param held_in: the divisions that the reader is held in on this page; none for the whole book.
    """

    shelf: Shelf
    provider: Provider
    static: StaticFiles
    t: Texts
    name: str
    path: str
    asked: Mapping[str, str] = field(default_factory=dict)
    is_fragment: bool = False
    asker: Asker = NOBODY
    held_in: tuple[DivisionCode, ...] = ()
    look: Look = "system"

    def now(self) -> datetime:
        """The moment of the visit, by the clock of this machine."""
        return datetime.now().astimezone()

    @property
    def lang(self) -> Language:
        """The language of the page."""
        return self.t.lang

    @cached_property
    def book(self) -> Book:
        """The book asked about.

        :raises UnknownName: F-201 when none of that name is served.
        """
        return self.shelf.book(self.name)

    @cached_property
    def period(self) -> Period | None:
        """The period chosen, or None for the latest.

        :raises ValueProblem: C-101 when it is no period.
        :raises UnknownName: F-206 when the book has no data of it.
        """
        asked = self.asked.get("period", "")
        if not asked:
            return None
        period = Period.parse(asked)
        if period not in self.book.periods:
            known = [str(p) for p in self.book.periods]
            raise UnknownName("F-206", asked=asked, what="period", nearest=suggestion(asked, known))
        return period

    @cached_property
    def division(self) -> Division:
        """The division chosen; the province when none is.

        :raises JidiError: C-201 or C-207 when there is no such division.
        """
        asked = self.asked.get("division", "")
        return self.book.tree.find(asked) if asked else self.book.province

    def is_read(self, code: DivisionCode) -> bool:
        """Whether a division lies where the reader is held, if anywhere."""
        return not self.held_in or any(code.is_within(outer) for outer in self.held_in)

    def choice(self, key: str, known: tuple[str, ...], default: str) -> str:
        """The value of a query key, one of ``known``.

        :raises UnknownName: F-206 with the nearest.
        """
        asked = self.asked.get(key) or default
        if asked not in known:
            raise UnknownName("F-206", asked=asked, what=key, nearest=suggestion(asked, known))
        return asked

    def page(self, pages: int) -> int:
        """The page of a long table, from 1.

        :raises InputError: F-207 when there is no such page.
        """
        asked = self.asked.get("page") or "1"
        if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked) <= max(pages, 1):
            raise InputError("F-207", asked=asked, last=max(pages, 1))
        return int(asked)

    def href(self, path: str | None = None, /, **changes: str | None) -> str:
        """The address of a page of this book.

        With ``path`` only the scope (period, division) goes along; without it, this page with the
        same question. ``changes`` set keys of the query; None removes one.
        """
        kept = self.asked if path is None else {k: v for k, v in self.asked.items() if k in SCOPE}
        query = {k: v for k, v in {**kept, **changes}.items() if v}
        where = self.path if path is None else path
        return address(self.name, where, query)

    def place(self, division: Division) -> str:
        """The division's name in the language of the page."""
        return place_name(division, self.lang)

    def place_of(self, code: str) -> str:
        """The name of the division with that 12-digit code."""
        return self.place(self.book.tree.get(DivisionCode(code)))

    def listed(self, names: Iterable[str]) -> str:
        """Names in a row, with the mark that the language puts between them."""
        return ("、" if self.lang == "zh" else ", ").join(names)

    def joined(self, remarks: Iterable[str]) -> str:
        """Remarks in a row, with the mark that the language puts between clauses."""
        return ("；" if self.lang == "zh" else "; ").join(remarks)

    def when(self, period: Period) -> str:
        """The period's name in the language of the page."""
        return period_name(period, self.lang)

    def at(self, name: str) -> Visit:
        """The same visit to another book; its scope may not exist there and is dropped."""
        return replace(self, name=name, path="", asked={})


def address(name: str, path: str, query: Mapping[str, str]) -> str:
    """``/w/{name}/{path}?{query}``."""
    question = f"?{urlencode(query)}" if query else ""
    return f"/w/{name}/{path}{question}"


def language_of(request: Request) -> Language:
    """The language asked for: ``?lang=``, else the cookie's, else Chinese.

    :raises UnknownName: F-203 for a language there is not.
    """
    asked = request.query_params.get("lang")
    if asked is None:
        kept = request.cookies.get(LANGUAGE_COOKIE)
        return next((lang for lang in LANGUAGES if lang == kept), LANGUAGES[0])
    for lang in LANGUAGES:
        if lang == asked:
            return lang
    raise UnknownName("F-203", asked=asked)


def look_of(request: Request) -> Look:
    """Light or dark: ``?look=``, else the cookie's, else as the system of the reader prefers.

    :raises UnknownName: F-206 for a look there is not.
    """
    asked = request.query_params.get("look")
    if asked is None:
        asked = request.cookies.get(LOOK_COOKIE)
        return next((look for look in LOOKS if look == asked), LOOKS[0])
    for look in LOOKS:
        if look == asked:
            return look
    raise UnknownName("F-206", asked=asked, what="look", nearest=suggestion(asked, LOOKS))


def safe_look_of(request: Request) -> Look:
    """As :func:`look_of`, for pages that themselves report an error."""
    try:
        return look_of(request)
    except JidiError:
        return LOOKS[0]


def safe_language_of(request: Request) -> Language:
    """As :func:`language_of`, for pages that themselves report an error."""
    try:
        return language_of(request)
    except JidiError:
        return LANGUAGES[0]


def levels_below(level: Level, finest: Level) -> tuple[Level, ...]:
    """The levels under ``level`` down to ``finest``."""
    return tuple(one for one in Level if level < one <= finest)
