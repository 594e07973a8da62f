"""``jidi design cross-border``: which gateway parcels take out and in, and one more weekly run."""

from __future__ import annotations

from typing import Annotated

import typer

from jidi.cli.design_answer_text import ValuesOption, show_answer
from jidi.cli.design_commands import app as design
from jidi.cli.design_commands import stopped_by_user
from jidi.cli.options import HERE, DesignFileOption, JsonOption, WorkspaceOption
from jidi.cli.output import Face, progress_bar


def add_to(_: typer.Typer) -> None:
    """Hang the command beside ``jidi design rural``."""
    design.command("cross-border")(cross_border)


def cross_border(
    context: typer.Context,
    output: DesignFileOption,
    workspace: WorkspaceOption = HERE,
    scale: Annotated[
        float, typer.Option("--scale", help="国际件为近一年月报的几倍 / Against the returns.")
    ] = 1.0,
    add: Annotated[
        str, typer.Option("--add", help="可多开一班的线路编号 / Line that may get one more run.")
    ] = "",
    exports_only: Annotated[
        bool, typer.Option("--exports-only", help="只看出口 / Nothing comes in.")
    ] = False,
    no_stores: Annotated[
        bool, typer.Option("--no-stores", help="不用边境仓备货 / Nothing stocked at gateways.")
    ] = False,
    values: ValuesOption = None,
    as_json: JsonOption = False,
) -> None:
    """跨境：进出口走哪个口岸、通关用时、边境仓、多开一班的效果。Gateways abroad, out and in."""
    from jidi.model.border import border_values
    from jidi.service.books import open_book
    from jidi.service.border_design import designed_border
    from jidi.service.border_problem import BorderAsked, province_border
    from jidi.service.design_answer import keep_answer

    face: Face = context.obj
    with stopped_by_user() as cancelled, progress_bar(quiet=as_json, lang=face.lang) as bar:
        with open_book(workspace, engine=face.engine) as book:
            asked = BorderAsked(scale, add, exports_only, no_stores, border_values(values))
            posed = province_border(book, asked)
        found = designed_border(
            posed, cancelled=cancelled, progress=lambda share, step: bar(step, share)
        )
    keep_answer(found, output)
    show_answer(found, face, as_json=as_json)
