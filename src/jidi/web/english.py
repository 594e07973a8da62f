"""Chinese inside English pages: figures and units in English, the rest marked as Chinese.

What is a quotation (the plan's lines, references) stays as it is; ``lang="zh"`` tells browsers
and screen readers which language it is in.
"""

from __future__ import annotations

import re

import htpy as h
from htpy import Node

from jidi.core.errors import Language
from jidi.service.english import phrase
from jidi.web.grid import Cell

_HAN = "\u4e00-\u9fff"
_CHINESE = re.compile(rf"[{_HAN}](?:[{_HAN}、，。；：（）“”《》①-⑨]|\d+(?:\.\d+)?%?)*")


def spoken(text: str, lang: Language) -> Node:
    """:func:`phrase` for a page: Chinese that is left says that it is Chinese."""
    return quoted(phrase(text, lang), lang)


def quoted(text: str, lang: Language) -> Node:
    """A text as it is; on an English page its Chinese marked as such."""
    if lang == "zh" or not text:
        return text
    parts: list[Node] = []
    end = 0
    for found in _CHINESE.finditer(text):
        parts += [text[end : found.start()], h.span(lang="zh")[found.group()]]
        end = found.end()
    return [*parts, text[end:]]


def text_cell(text: str, lang: Language) -> Cell:
    """A text of a table, exported as it is shown."""
    return Cell(phrase(text, lang), spoken(text, lang) if text else None)
