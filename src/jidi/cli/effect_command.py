"""``jidi effect``: what designs do to the indicators, before and after."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table


def add_to(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command()(effect)


def effect(
    context: typer.Context,
    designs: Annotated[
        list[Path], typer.Argument(help="设计文件，或 jidi design province 的文件夹 / Designs.")
    ],
    workspace: WorkspaceOption = HERE,
    period: Annotated[
        str, typer.Option("--period", help="比较的时期，缺省为最近一年 / Period.")
    ] = "",
    left_out: Annotated[
        str, typer.Option("--left-out", help="方案未服务的村：not_served|as_today / Left out.")
    ] = "not_served",
    as_json: JsonOption = False,
) -> None:
    """设计对各项指标的影响：之前与之后。What designs do to the indicators."""
    from jidi.service.books import open_book
    from jidi.service.rural_designs import county_designs
    from jidi.service.rural_effect import effect_as_asked, effect_lines, effect_rows
    from jidi.service.rural_words import SYNTHETIC

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        found = effect_as_asked(
            book, county_designs(book, designs), period=period, left_out=left_out
        )
    if as_json:
        print_json(found.to_json())
        return
    heads = face.say(
        "区划,指标,单位,之前,之后（设计）,变化,之后的分子/分母（缺数）",
        "division,indicator,unit,before,after (designed),change,numerator/denominator (missing)",
    )
    print_table(face.say("设计的影响", "Effect"), heads.split(","), effect_rows(found, face.lang))
    for line in effect_lines(found, face.lang):
        print_line(line)
    if found.synthetic:
        print_line(face.say(*SYNTHETIC))
