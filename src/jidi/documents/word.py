"""DOCX by python-docx: paragraphs and tables in reading order, headings by their style."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from jidi.core.errors import InputError, Place
from jidi.documents.composing import Composer
from jidi.documents.document import Document
from jidi.documents.guarding import refuse_bomb

_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)


def check_word(data: bytes, file: str) -> None:
    """Refuse an archive that is no DOCX; nothing of it is unpacked.

    :raises InputError: T-105, T-106.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_bomb(archive, file=file)
            archive.getinfo("[Content_Types].xml")
            archive.getinfo("word/document.xml")
    except (zipfile.BadZipFile, KeyError, NotImplementedError, ValueError, OSError) as error:
        raise InputError("T-106", where=Place(file=file), kind="DOCX") from error


def read_word(data: bytes, file: str, digest: str) -> Document:
    """A DOCX file.

    :raises InputError: T-105 for an archive that unpacks too large, T-106 for a broken one.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import LxmlError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_bomb(archive, file=file)
        composer = Composer()
        _compose(docx.Document(io.BytesIO(data)), composer)
    except (
        *(zipfile.BadZipFile, PackageNotFoundError, LxmlError, KeyError, ValueError),
        *(AttributeError, OSError, NotImplementedError),
    ) as error:
        # python-docx lets whatever a malformed part causes go through.
        raise InputError("T-106", where=Place(file=file), kind="DOCX") from error
    return Document(
        file=file,
        kind="docx",
        digest=digest,
        encoding="",
        text=composer.text,
        grids=tuple(composer.grids),
        frames=tuple(composer.frames),
        outlines=tuple(composer.outlines),
    )


def _compose(document: Any, composer: Composer) -> None:
    from docx.text.paragraph import Paragraph

    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            composer.paragraph(_text(block), level=_level(block))
        else:
            composer.table(list(_rows(block)))


def _rows(table: Any) -> Iterator[list[tuple[int, str] | None]]:
    """Cells by place; python-docx gives one merged cell at each place it fills."""
    keys: dict[Any, int] = {}
    for row in table.rows:
        before: list[tuple[int, str] | None] = [None] * row.grid_cols_before
        # The element stands for the cell: it is the same at every place of a merged one.
        yield before + [
            (keys.setdefault(cell._tc, len(keys)), _cell_text(cell)) for cell in row.cells
        ]


def _cell_text(cell: Any) -> str:
    from docx.text.paragraph import Paragraph

    lines = []
    for block in cell.iter_inner_content():
        if isinstance(block, Paragraph):
            lines.append(_text(block))
        else:
            lines += ["\t".join(c.text for c in row.cells) for row in block.rows]
    return "\n".join(lines)


def _text(paragraph: Any) -> str:
    return str(paragraph.text).replace("\r", "\n")


def _level(paragraph: Any) -> int | None:
    name = paragraph.style.name if paragraph.style is not None else ""
    found = _HEADING.search(name or "")
    return int(found[1]) if found else None
