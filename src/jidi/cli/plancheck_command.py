"""``jidi plancheck``: whether standing hubs and lanes suffice for a year's parcels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jidi.cli.design_commands import stopped_by_user
from jidi.cli.options import HERE, JsonOption, WorkspaceOption, place_for_file
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar


def add_to(program: typer.Typer) -> None:
    """Hang the command on the program."""
    program.command()(plancheck)


def plancheck(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    year: Annotated[
        int | None, typer.Option("--year", help="目标年，缺省为规划期末年 / Target year.")
    ] = None,
    volume: Annotated[
        float | None, typer.Option("--volume", help="该年快递业务量，亿件 / Parcels, 10^8 a year.")
    ] = None,
    days: Annotated[
        list[str] | None,
        typer.Option("--days", help="线路的开行日，如 R12=一三五 / Running days of a lane."),
    ] = None,
    losses: Annotated[
        bool, typer.Option("--losses/--no-losses", help="逐一拿掉枢纽和线路 / Take each away.")
    ] = True,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="另存，可用 design keep 存入 / File.", callback=place_for_file
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """现有枢纽和线路够不够：最先断在哪里、最省怎么补。Do standing hubs and lanes suffice?"""
    from jidi.service import plan_check_words as words
    from jidi.service.books import open_book
    from jidi.service.design_answer import keep_answer
    from jidi.service.plan_check_answer import checked_plan

    face: Face = context.obj
    with (
        stopped_by_user() as cancelled,
        progress_bar(quiet=as_json, lang=face.lang) as bar,
        open_book(workspace, engine=face.engine) as book,
    ):
        found, answer = checked_plan(
            book, year=book.plan.target_year if year is None else year, volume=volume,
            days=tuple(days or ()), losses=losses, cancelled=cancelled,
            progress=lambda share, step: bar(step, share),
        )  # fmt: skip
    if output is not None:
        keep_answer(answer, output)
    if as_json:
        print_json(words.check_json(found))
        return
    print_line(words.check_sentence(found, face.lang))
    for title, heads, rows in (
        (("枢纽", "Hubs"), words.HUB_HEADS, words.hub_texts(found, face.lang)),
        (("线路缺口", "Lanes short"), words.LANE_HEADS, words.lane_texts(found, face.lang)),
        (("按星期", "By weekday"), words.WEEKDAY_HEADS, words.weekday_texts(found, face.lang)),
        (("失去一处", "Losses"), words.LOSS_HEADS, words.loss_texts(found, face.lang)),
    ):
        if rows:
            print_table(face.say(*title), face.say(*heads).split(","), rows)
    for line in words.check_lines(found, face.lang):
        print_line(line)
