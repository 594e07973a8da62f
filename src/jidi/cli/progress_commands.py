"""``jidi progress``: how far the plan is, target by target, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json

if TYPE_CHECKING:
    from jidi.service.progress import ProgressReport

app = typer.Typer(
    help="规划进展与市级分解 / Progress of the plan, and its targets by city.",
    invoke_without_command=True,
)

YearOption = Annotated[
    int | None, typer.Option("--year", help="报告年度，缺省为最近一个整年 / Year reported on.")
]


@app.callback()
def progress(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    year: YearOption = None,
    indicator: Annotated[
        str | None,
        typer.Option("--indicator", help="只看一个指标的目标，详列 / One target, in full."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """规划进展：路径、进度、评价、逐年表、期限节点。Path, progress, grade, years, milestones."""
    if context.invoked_subcommand is not None:
        return
    from jidi.cli import progress_text
    from jidi.service.books import open_book
    from jidi.service.progress import progress_report

    face: Face = context.obj
    with open_book(workspace) as book:
        report: ProgressReport = progress_report(book, year)
    if indicator is not None:
        report = report.only(indicator)
    if as_json:
        print_json(report.to_json())
        return
    progress_text.show(report, face, in_full=indicator is not None)
