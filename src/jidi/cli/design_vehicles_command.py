"""``jidi design vehicles``: how many vehicles a trunk design needs, where to drop trailers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.design_commands import BookOption, DesignArgument, trunk_network
from jidi.cli.design_commands import app as design
from jidi.cli.options import JsonOption, place_for_file
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.service.rural_sheets import Cell


def add_to(_: typer.Typer) -> None:
    """Hang the command beside ``jidi design trunk``."""
    design.command("vehicles")(vehicles)


def vehicles(
    context: typer.Context,
    design: DesignArgument,
    workspace: BookOption = None,
    yards: Annotated[
        str,
        typer.Option("--yards", help="可设甩挂场站的城市，用逗号隔开 / Cities that may be yards."),
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="另写工作簿 .xlsx / Workbook.", callback=place_for_file
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """干线方案要多少辆车、在哪里甩挂。Vehicles of a trunk design, and where to drop trailers."""
    from jidi.service import trunk_vehicles_words as words
    from jidi.service.rural_words import SYNTHETIC
    from jidi.service.trunk_vehicles import trunk_vehicles

    face: Face = context.obj
    named = tuple(name.strip() for name in yards.replace("，", ",").split(",") if name.strip())
    told = trunk_vehicles(trunk_network(face, design, workspace), yards=named)
    if output is not None:
        words.export_vehicles(told, output, face.lang)
    if as_json:
        print_json(words.vehicles_json(told))
        return
    for title, heads, rows in (
        (("车辆", "Vehicles"), words.KIND_HEADS, words.kind_rows(told, face.lang)),
        (("甩挂场站", "Yards"), words.YARD_HEADS, words.yard_rows(told, face.lang)),
        (("空返钟点", "Empty trips"), words.EMPTY_HEADS, words.empty_rows(told, face.lang)),
    ):
        texts = [tuple(_text(cell) for cell in row) for row in rows]
        print_table(face.say(*title), face.say(*heads).split(","), texts)
    for line in words.vehicles_lines(told, face.lang):
        print_line(line)
    if told.found.posed.synthetic:
        print_line(face.say(*SYNTHETIC))
    if output is not None:
        print_line(face.say(f"已写出 {output}", f"Wrote {output}"))


def _text(cell: Cell) -> str:
    if cell is None:
        return "—"
    return cell if isinstance(cell, str) else f"{cell:,.0f}"
