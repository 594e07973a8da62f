"""PDF by pdfplumber: lines of text page by page, ruled tables cell by cell.

Only text that the file holds as text is read. A scan has none and is refused by name.
"""

from __future__ import annotations

import io
import logging
from typing import Any

from jidi.core.errors import InputError, Place
from jidi.documents.composing import Composer
from jidi.documents.document import Document

MOST_PAGES = 600
_FEWEST_CHARACTERS_A_PAGE = 10
_SAME_LINE_POINTS = 3.0


def read_pdf(data: bytes, file: str, digest: str) -> Document:
    """A PDF file with text.

    :raises InputError: T-106 for a broken or locked file, T-107 for a scan, T-108 for too many
        pages.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    composer = Composer()
    try:
        with pdfplumber.open(io.BytesIO(data)) as opened:
            _refuse_too_long(opened, file)
            for page in opened.pages:
                _compose(page, composer)
                page.close()
            pages = len(opened.pages)
    except (
        *(PdfminerException, PDFPasswordIncorrect, PSException, ValueError, KeyError),
        *(TypeError, AttributeError, IndexError, AssertionError, RecursionError, OSError),
    ) as error:
        # pdfminer lets whatever a malformed object causes go through.
        raise InputError("T-106", where=Place(file=file), kind="PDF") from error
    text = composer.text
    if len("".join(text.split())) < _FEWEST_CHARACTERS_A_PAGE * pages:
        raise InputError("T-107", where=Place(file=file), pages=pages)
    return Document(
        file=file,
        kind="pdf",
        digest=digest,
        encoding="",
        text=text,
        grids=tuple(composer.grids),
        frames=tuple(composer.frames),
    )


def _refuse_too_long(opened: Any, file: str) -> None:
    pages = len(opened.pages)
    if pages > MOST_PAGES:
        raise InputError("T-108", where=Place(file=file), pages=pages, most=MOST_PAGES)


def _compose(page: Any, composer: Composer) -> None:
    """Lines outside tables and the tables themselves, from top to bottom."""
    tables = [table for table in page.find_tables() if _is_table(table)]
    boxes = [table.bbox for table in tables]
    outside = page.filter(lambda thing: not any(_inside(thing, box) for box in boxes))
    blocks: list[tuple[float, Any]] = [(table.bbox[1], table) for table in tables]
    blocks += [(line["top"], line["text"]) for line in _lines(outside)]
    for _, block in sorted(blocks, key=lambda entry: entry[0]):
        if isinstance(block, str):
            composer.paragraph(block)
        else:
            composer.table(_rows(block))


def _is_table(table: Any) -> bool:
    return any(cell for row in table.extract() for cell in row if cell)


def _inside(thing: Any, box: tuple[float, float, float, float]) -> bool:
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _lines(page: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.extract_text_lines(
        return_chars=False, y_tolerance=_SAME_LINE_POINTS
    )
    return found


def _rows(table: Any) -> list[list[tuple[int, str] | None]]:
    """Cells by place; a place without a cell of its own belongs to a merged one and stays empty."""
    rows = table.extract()
    return [
        [None if text is None else (y * 10_000 + x, text) for x, text in enumerate(row)]
        for y, row in enumerate(rows)
    ]
