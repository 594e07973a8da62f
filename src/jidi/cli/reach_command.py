"""``jidi reach``: handed in here at this clock, when is a parcel in every other county?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption, place_for_file
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.service.reach import Reach


def add_to(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command()(reach)


def reach(
    context: typer.Context,
    origin: Annotated[str, typer.Option("--from", help="交寄的县，名称或代码 / County.")],
    at: Annotated[str, typer.Option("--at", help="交寄时刻，如 18:00 / Clock.")],
    workspace: WorkspaceOption = HERE,
    by: Annotated[
        str, typer.Option("--by", help="次日达的时刻，缺省 18:00 / Clock of the next day.")
    ] = "",
    to: Annotated[str, typer.Option("--to", help="只看到此县的各段 / Legs to this county.")] = "",
    day: Annotated[str, typer.Option("--day", help="交寄日期，缺省为最近一次入库之日 / Day.")] = "",
    operator: Annotated[
        str, typer.Option("--operator", help="企业编号或名称，缺省取各县最早者 / Company.")
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="写出 .xlsx 或 .geojson / File.", callback=place_for_file
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """某时在某县交寄，何时到各县。When is a parcel handed in here in every other county?"""
    from jidi.service.books import open_book
    from jidi.service.reach import county_asked, day_asked, reach_json, reach_of
    from jidi.service.reach_files import export_reach

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        found = reach_of(book, origin=origin, at=at, by=by, day=day_asked(day), operator=operator)
        goal = county_asked(book, to) if to else None
        if output is not None:
            export_reach(book, found, output, face.lang)
    if as_json:
        told = reach_json(found)
        if goal is not None:
            told["counties"] = [r for r in told["counties"] if r["code"] == goal.code.text]
        print_json({**told, "file": None if output is None else str(output)})
        return
    _tell(found, face, "" if goal is None else goal.code.text)
    if output is not None:
        print_line(face.say(f"已写出 {output}", f"Wrote {output}"))


def _tell(found: Reach, face: Face, goal: str) -> None:
    from jidi.service import reach_words as words

    lang, en = face.lang, face.lang == "en"
    if goal:
        row = next(one for one in found.rows if one.county.code.text == goal)
        print_table(
            words.headline(found, lang), words.LEG_HEADS[en], words.leg_rows(found, row, lang)
        )
        print_line(words.arrival_line(found, row, lang))
    else:
        rows = words.county_rows(found, lang)
        shown = [["—" if cell is None else str(cell) for cell in row] for row in rows]
        print_table(words.headline(found, lang), words.COUNTY_HEADS[en], shown)
    for line in words.told_lines(found, lang):
        print_line(line)
    if found.synthetic:
        print_line(words.SYNTHETIC[en])
