"""HTML by lxml: what a reader of the page sees, block by block, tables with their merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jidi.core.errors import InputError, Place
from jidi.documents.composing import Composer
from jidi.documents.document import Document
from jidi.documents.plain_text import decode, one_line_end

_SILENT = {"script", "style", "noscript", "template", "head", "iframe", "svg", "select", "button"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt"),
    *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
    *("hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "ul", "caption"),
}
_CHARSET = re.compile(rb"<meta[^>]*charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_MOST_SPAN = 200
"""A cell that claims more columns or rows than this is taken to be a mistake."""


def read_html(data: bytes, file: str, digest: str) -> Document:
    """An HTML file.

    :raises InputError: T-106 when the bytes are no text or hold no element.
    """
    from lxml import etree, html

    text, encoding = _decoded(data, file)
    try:
        root = html.document_fromstring(one_line_end(text).encode(), parser=_parser())
    except (etree.LxmlError, ValueError) as error:
        raise InputError("T-106", where=Place(file=file), kind="HTML") from error
    composer = Composer()
    _Walk(composer).element(root)
    return Document(
        file=file,
        kind="html",
        digest=digest,
        encoding=encoding,
        text=composer.text,
        grids=tuple(composer.grids),
        frames=tuple(composer.frames),
        outlines=tuple(composer.outlines),
    )


def _parser() -> Any:
    from lxml import html

    return html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)


def _decoded(data: bytes, file: str) -> tuple[str, str]:
    """Bytes that are valid UTF-8 are UTF-8, whatever the page says; else the page is believed."""
    named = _CHARSET.search(data[:4096])
    if named is not None and not _is_utf8(data):
        name = named[1].decode("ascii").lower()
        # Pages that say gb2312 hold GB18030 characters as a rule.
        name = "gb18030" if name in ("gb2312", "gbk") else name
        try:
            return data.decode(name), name
        except (UnicodeDecodeError, LookupError):
            pass  # The page is wrong about itself; the bytes decide.
    return decode(data, file=file)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Walk:
    """A walk through the page that gathers inline text into paragraphs."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._inline: list[str] = []

    def element(self, node: Any) -> None:
        name = node.tag if isinstance(node.tag, str) else ""
        if not name or name in _SILENT:
            return
        if name == "table" and not _is_layout(node):
            self._break()
            self._composer.table([_places(row) for row in _grid(node)])
            return
        block = name in _BLOCKS or name in ("table", "tr", "td", "th", "tbody", "thead")
        level = int(name[1]) if re.fullmatch("h[1-6]", name) else None
        if block or name == "br":
            self._break()
        self._say(node.text)
        for child in node:
            self.element(child)
            self._say(child.tail)
        if block:
            self._break(level=level)

    def _say(self, text: str | None) -> None:
        if text:
            self._inline.append(text)

    def _break(self, *, level: int | None = None) -> None:
        text = _SPACES.sub(" ", "".join(self._inline)).strip(" ")
        self._inline = []
        if text:
            self._composer.paragraph(text, level=level)


def _is_layout(table: Any) -> bool:
    """Whether the table only arranges the page: it holds tables or long running text in cells."""
    if table.find(".//table") is not None:
        return True
    cells = list(table.iter("td", "th"))
    return len(cells) <= 1 and not any(cell.getnext() is not None for cell in cells)


def _places(row: list[Any]) -> list[tuple[int, str] | None]:
    return [None if cell is None else (id(cell), _cell_text(cell)) for cell in row]


def _cell_text(cell: Any) -> str:
    """The text of a cell, a line for each block in it."""
    composer = Composer()
    walk = _Walk(composer)
    walk._say(cell.text)
    for child in cell:
        walk.element(child)
        walk._say(child.tail)
    walk._break()
    return composer.text.rstrip("\n")


def _grid(table: Any) -> list[list[Any]]:
    """Cells by place, with row and column spans carried out."""
    grid: list[list[Any]] = []
    for y, row in enumerate(table.iter("tr")):
        _reach(grid, y)
        x = 0
        for cell in (child for child in row if child.tag in ("td", "th")):
            while x < len(grid[y]) and grid[y][x] is not None:
                x += 1
            for dy, dx in _filled(cell):
                _put(grid, y + dy, x + dx, cell)
            x += 1
    return grid[: sum(1 for _ in table.iter("tr"))]


def _filled(cell: Any) -> Iterator[tuple[int, int]]:
    for dy in range(_span(cell, "rowspan")):
        for dx in range(_span(cell, "colspan")):
            yield dy, dx


def _span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return min(max(int(text), 1), _MOST_SPAN) if text.isdigit() else 1


def _reach(grid: list[list[Any]], y: int) -> None:
    while len(grid) <= y:
        grid.append([])


def _put(grid: list[list[Any]], y: int, x: int, cell: Any) -> None:
    _reach(grid, y)
    row = grid[y]
    row.extend([None] * (x + 1 - len(row)))
    if row[x] is None:
        row[x] = cell
