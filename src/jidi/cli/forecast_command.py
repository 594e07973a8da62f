"""``jidi forecast``: a series carried on, and the chance that the plan's target is met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar

if TYPE_CHECKING:
    from jidi.service.forecast_asked import Asked

IndicatorOption = Annotated[
    str | None,
    typer.Option("--indicator", help="指标 id；缺省为全部规划目标 / Indicator; else every target."),
]
DivisionOption = Annotated[
    str | None, typer.Option("--division", help="区划名称或代码，缺省为本省 / Division.")
]
UntilOption = Annotated[
    int | None, typer.Option("--until", help="预测到哪一年 / Last year to forecast.")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="只用截至该时期的数据 / Use data until this period.")
]
SourceOption = Annotated[
    str, typer.Option("--source", help="auto|published|returns：用哪种数据 / Which data.")
]


def add_to(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command()(forecast)


def forecast(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    indicator: IndicatorOption = None,
    division: DivisionOption = None,
    until: UntilOption = None,
    as_of: AsOfOption = None,
    source: SourceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """预测指标，并给出达到规划目标的可能性。Forecast, and the chance that a target is met."""
    from jidi.service.books import open_book
    from jidi.service.forecast_asked import forecast_as_asked

    face: Face = context.obj
    with (
        open_book(workspace, engine=context.obj.engine) as book,
        progress_bar(quiet=as_json, lang=face.lang) as progress,
    ):
        found = forecast_as_asked(
            book,
            indicator,
            division=division,
            as_of=as_of,
            until=until,
            source=source,
            progress=progress,
        )
    if as_json:
        print_json([one.to_json() for one in found] if indicator is None else found[0].to_json())
        return
    for one in found:
        print_line(one.sentence(face.lang))
    if indicator is not None:
        _print_details(found[0], face)


def _print_details(made: Asked, face: Face) -> None:
    from jidi.service.forecast_tables import tables_of

    tables, notes = tables_of(made, face.lang)
    for table in tables:
        print_table(table.title, table.columns, table.rows)
    for note in notes:
        print_line(note)
