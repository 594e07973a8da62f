"""The page: A4 with the margins of official documents, page numbers outside, the warning above."""

from __future__ import annotations

from typing import Any

from docx.shared import Mm

from jidi.report.document import Document
from jidi.report.word.xml import field, paragraph, run, w

_PAGE = (Mm(210), Mm(297))
_TOP, _BOTTOM, _LEFT, _RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
_HEADER, _FOOTER = Mm(20), Mm(26)
_ONE_CHARACTER = 280
"""Page numbers stand one character away from the outer margin (四号, in twentieths of a point)."""


def set_page(word: Any, document: Document) -> None:
    """Size, margins, headers and footers of the only section."""
    section = word.sections[0]
    section.page_width, section.page_height = _PAGE
    section.top_margin, section.bottom_margin = _TOP, _BOTTOM
    section.left_margin, section.right_margin = _LEFT, _RIGHT
    section.header_distance, section.footer_distance = _HEADER, _FOOTER
    word.settings.odd_and_even_pages_header_footer = True
    for header in (section.header, section.even_page_header):
        _fill(header, paragraph("Header", run(document.warning)) if document.warning else None)
    _fill(section.footer, _page_number("right"))
    _fill(section.even_page_footer, _page_number("left"))


def _fill(part: Any, content: Any | None) -> None:
    part.is_linked_to_previous = False
    element = part._element
    for child in list(element):
        element.remove(child)
    element.append(paragraph("Header") if content is None else content)


def _page_number(side: str) -> Any:
    """— 1 —"""
    indent = {side: _ONE_CHARACTER}
    return paragraph(
        "Footer",
        run("— "),
        field("PAGE", "1"),
        run(" —"),
        properties=(w("ind", **indent), w("jc", val=side)),
    )
