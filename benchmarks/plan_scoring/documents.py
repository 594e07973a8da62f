"""Invented plans written down as files: plain text, Word, web page, PDF."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document

from plan_scoring.corpus import Invented
from plan_scoring.tables import Table, unmarked

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
"""LibreOffice, which makes the PDFs; None where it is not installed."""


def write(plan: Invented, folder: Path) -> Path:
    """Write the plan into ``folder`` in its own format.

    A PDF that lies ready beside the plan is taken as it is; :func:`make_pdf` makes it anew.
    """
    path = folder / f"{plan.name}.{plan.format}"
    if plan.made is not None:
        path.write_bytes(plan.made.read_bytes())
        return path
    if plan.format == "docx":
        _document(plan).save(str(path))
    elif plan.format == "html":
        path.write_bytes(_page(plan).encode(plan.settings.get("encoding", "utf-8")))
    elif plan.format == "pdf":
        make_pdf(plan, path)
    else:
        path.write_bytes(_bytes(plan))
    return path


def _bytes(plan: Invented) -> bytes:
    text = plan.anchored().text
    if plan.settings.get("ends") == "crlf":
        text = text.replace("\n", "\r\n")
    return text.encode(plan.settings.get("encoding", "utf-8"))


def _document(plan: Invented) -> Document:
    document = docx.Document()
    for part in plan.parts:
        if isinstance(part, Table):
            _grid(document, part)
            continue
        for line in unmarked(part).split("\n"):
            if line.startswith("#"):
                document.add_heading(line.lstrip("# "), level=1)
            elif line.strip():
                document.add_paragraph(line)
    return document


def _grid(document: Document, table: Table) -> None:
    grid = document.add_table(rows=len(table.rows), cols=len(table.rows[0]))
    grid.style = "Table Grid"
    for cell, (row, column, height, width) in _cells(table):
        corner = grid.cell(row, column)
        if height > 1 or width > 1:
            corner = corner.merge(grid.cell(row + height - 1, column + width - 1))
        corner.text = cell


def _cells(table: Table) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    """Every real cell with its row, column, height and width."""
    rows = table.rows
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell in ("^", "<"):
                continue
            height = 1
            while r + height < len(rows) and rows[r + height][c] == "^":
                height += 1
            width = 1
            while c + width < len(row) and row[c + width] == "<":
                width += 1
            yield unmarked(cell), (r, c, height, width)


def _page(plan: Invented) -> str:
    """A page as authorities publish them: scripts, navigation and foot around the text."""
    encoding = plan.settings.get("encoding", "utf-8")
    body = "\n".join(_html(part) for part in plan.parts)
    return (
        f'<!DOCTYPE html><html><head><meta charset="{encoding}"><title>{plan.name}</title>'
        "<style>.nav{color:#333;width:960px}</style>"
        "<script>var visits=20250101; function top(){window.scrollTo(0,0);}</script></head>"
        '<body><div class="nav"><a href="/">首页</a> &gt; <a href="/gk">政务公开</a></div>'
        f'<div class="TRS_Editor">{body}</div>'
        "<footer>主办单位：办公室　备案号 00000001　访问量 123456</footer></body></html>"
    )


def _html(part: str | Table) -> str:
    if isinstance(part, Table):
        return _html_table(part)
    lines = [line for line in unmarked(part).split("\n") if line.strip()]
    return "\n".join(f"<p>　　{html.escape(line.strip())}</p>" for line in lines)


def _html_table(table: Table) -> str:
    rows: dict[int, list[str]] = {number: [] for number in range(len(table.rows))}
    for cell, (row, _, height, width) in _cells(table):
        spans = (f' rowspan="{height}"' if height > 1 else "") + (
            f' colspan="{width}"' if width > 1 else ""
        )
        text = html.escape(cell).replace("\n", "<br>")
        rows[row].append(f"<td{spans}><p><span>{text}</span></p></td>")
    lines = [f"<tr>{''.join(cells)}</tr>" for cells in rows.values()]
    return f'<table border="1"><tbody>{"".join(lines)}</tbody></table>'


def make_pdf(plan: Invented, path: Path) -> None:
    """Print the plan into a PDF with LibreOffice.

    :raises FileNotFoundError: where LibreOffice is not installed.
    """
    if OFFICE is None:
        raise FileNotFoundError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{plan.name}.docx"
        _document(plan).save(str(source))
        home = f"-env:UserInstallation=file://{folder}/profile"
        where = ["--outdir", str(path.parent), str(source)]
        subprocess.run(
            [OFFICE, home, "--headless", "--convert-to", "pdf", *where],
            check=True,
            capture_output=True,
            timeout=180,
        )


def strays(plan: Invented) -> list[str]:
    """Marks of the text that no row of truth names, for whoever writes an invented plan."""
    marked = {name for group in re.findall("⟦([^:⟦⟧]+):", plan.marked) for name in group.split(",")}
    used = {row.item for row in (*plan.truth, *plan.also)}
    return sorted(name for name in marked if name not in used and name[:-1] not in used)
