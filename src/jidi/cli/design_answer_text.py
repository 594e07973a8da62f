"""What is printed of a design that is an :class:`Answer`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.service.design_answer import Answer

ROWS: Final = 20
"""Of a long table; the whole stands in the workbook and in ``--json``."""

ValuesOption = Annotated[
    Path | None,
    typer.Option("--values", help="本省取值的 TOML 文件 / The province's own values."),
]


def show_answer(found: Answer, face: Face, *, as_json: bool) -> None:
    """Headline, tables, what else is to be told, what the checker found."""
    from jidi.service.design_answer import answer_json

    if as_json:
        print_json(answer_json(found))
        return
    en = face.lang == "en"
    print_line(found.headline[en])
    for table in found.tables:
        rows = table.rows[en]
        title = table.en if en else table.zh
        if len(rows) > ROWS + 5:
            left = len(rows) - ROWS
            rest = face.say(f"另有 {left} 行见导出", f"{left} more rows in the export")
            title, rows = f"{title}（{rest}）" if not en else f"{title} ({rest})", rows[:ROWS]
        if rows:
            print_table(title, table.heads[en].split(","), [[str(c) for c in r] for r in rows])
    for line in found.said(face.lang):
        print_line(line)
    for breach in found.breaches:
        print_line(breach)
    if found.holds:
        print_line(face.say("核验通过", "Verified"))
