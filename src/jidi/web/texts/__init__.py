"""Texts of the pages: English in the code, Chinese in ``zh.po``, both complete."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from babel.messages.pofile import read_po

from jidi.core.errors import Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")


def mark(text: str) -> str:
    """``text`` itself: says that it is looked up later, so that the catalogue must hold it."""
    return text


class Texts:
    """Looks up texts in one language.

    :param lang: ``zh`` or ``en``.
    """

    def __init__(self, lang: Language) -> None:
        self.lang: Language = lang
        self._known = catalogue() if lang == "zh" else {}

    def __call__(self, text: str, /, **facts: Any) -> str:
        """The text in this language, its ``{named}`` facts filled in."""
        found = self._known.get(text, text)
        return found.format(**facts) if facts else found

    def count(self, one: str, many: str, number: int, /, **facts: Any) -> str:
        """The text that fits ``number``; Chinese has one form, kept under the plural."""
        chosen = many if self.lang == "zh" or number != 1 else one
        return self(chosen, n=f"{number:,}", **facts)

    def of(self, zh: str, en: str | None) -> str:
        """The one of two given texts that this language asks for; Chinese where English lacks."""
        return zh if self.lang == "zh" or not en else en


@cache
def catalogue() -> dict[str, str]:
    """English → Chinese, read once."""
    data = (files("jidi.web.texts") / "zh.po").read_bytes()
    return {str(m.id): str(m.string) for m in read_po(BytesIO(data)) if m.id}
