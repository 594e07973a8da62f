"""``jidi design tables``: the tables of a rural problem, blank or a county's, to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.design_commands import app as design
from jidi.cli.options import (
    HERE,
    CountyOption,
    CoverageOption,
    FrequencyOption,
    JsonOption,
    WorkspaceOption,
)
from jidi.cli.output import Face, print_json, print_line

if TYPE_CHECKING:
    from jidi.core.errors import JidiError
    from jidi.network.rural.draft import Draft


def add_to(_: typer.Typer) -> None:
    """Hang the command beside ``jidi design rural``."""
    design.command("tables")(tables)


def tables(
    context: typer.Context,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="写到的 .xlsx 或 CSV 文件夹 / File."),
    ],
    workspace: WorkspaceOption = HERE,
    county: CountyOption = "",
    coverage: CoverageOption = None,
    frequency: FrequencyOption = "wanted",
    as_json: JsonOption = False,
) -> None:
    """县乡村网络的自备表格：空表，或一县现有数据，改好后用 --tables 设计。Tables to fill in."""
    from jidi.service.books import open_book
    from jidi.service.rural_problem import county_tables
    from jidi.service.rural_table_writing import write_tables

    face: Face = context.obj
    draft: Draft | None = None
    notes: tuple[JidiError, ...] = ()
    if county:
        with open_book(workspace, engine=face.engine) as book:
            share = 1.0 if coverage is None else coverage
            draft, notes = county_tables(book, county, coverage=share, frequency=frequency)
    write_tables(output, draft, face.lang)
    if as_json:
        told = [note.to_json() for note in notes]
        synthetic = draft is not None and draft.synthetic
        print_json({"file": str(output), "synthetic": synthetic, "notes": told})
        return
    print_line(face.say(f"已写出 {output}", f"Wrote {output}"))
    for note in notes:
        print_line(note.message(face.lang))
    if draft is not None and draft.synthetic:
        print_line(face.say("含合成数据，不是真实网络。", "Holds synthetic data: no real network."))
