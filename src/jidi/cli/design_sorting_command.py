"""``jidi design sorting``: a hub's hours, lines, waves and chutes."""

from __future__ import annotations

from typing import Annotated

import typer

from jidi.cli.design_answer_text import ValuesOption, show_answer
from jidi.cli.design_commands import app as design
from jidi.cli.design_commands import stopped_by_user
from jidi.cli.options import HERE, DesignFileOption, EffortOption, JsonOption, WorkspaceOption
from jidi.cli.output import Face, progress_bar


def add_to(_: typer.Typer) -> None:
    """Hang the command beside ``jidi design rural``."""
    design.command()(sorting)


def sorting(
    context: typer.Context,
    output: DesignFileOption,
    workspace: WorkspaceOption = HERE,
    year: Annotated[
        int | None, typer.Option("--year", help="目标年，缺省为规划期末年 / Target year.")
    ] = None,
    volume: Annotated[
        float | None, typer.Option("--volume", help="该年快递业务量，亿件 / Parcels, 10^8 a year.")
    ] = None,
    hub: Annotated[
        str, typer.Option("--hub", help="哪个市，缺省为最缺分拣线的 / Of which city.")
    ] = "",
    peak: Annotated[
        float | None, typer.Option("--peak", help="旺季日为日均的几倍 / Peak day against the mean.")
    ] = None,
    departures: Annotated[
        int | None,
        typer.Option(
            "--departures", help="大去向每日几班 / Daily departures of large destinations."
        ),
    ] = None,
    why: Annotated[
        str, typer.Option("--why", help="说明某个去向为何如此 / Explain a destination.")
    ] = "",
    values: ValuesOption = None,
    effort: EffortOption = 1,
    as_json: JsonOption = False,
) -> None:
    """分拣：分时能力、分拣线数、去向到格口和波次的安排。A hub's lines, waves and chutes."""
    from jidi.service.books import open_book
    from jidi.service.design_answer import keep_answer
    from jidi.service.sorting_design import designed_sorting, values_of
    from jidi.service.sorting_problem import SortingAsked, province_sorting

    face: Face = context.obj
    with stopped_by_user() as cancelled, progress_bar(quiet=as_json, lang=face.lang) as bar:
        with open_book(workspace, engine=face.engine) as book:
            wanted = book.plan.target_year if year is None else year
            asked = SortingAsked(wanted, volume, hub, peak, values_of(values), departures)
            posed = province_sorting(book, asked)
        found = designed_sorting(
            posed, effort=effort, cancelled=cancelled, why=why,
            progress=lambda share, step: bar(step, share),
        )  # fmt: skip
    keep_answer(found, output)
    show_answer(found, face, as_json=as_json)
