"""``jidi explain``: why a village of a designed network is served as it is, or not at all."""

from __future__ import annotations

from typing import Annotated

import typer

from jidi.cli.design_commands import BookOption, DesignArgument, ProblemOption, judged_design
from jidi.cli.options import JsonOption
from jidi.cli.output import Face, print_json, print_line, print_table


def add_to(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command()(explain)


def explain(
    context: typer.Context,
    design: DesignArgument,
    village: Annotated[str, typer.Option("--village", help="村的代码或名称 / Village.")],
    workspace: BookOption = None,
    problem: ProblemOption = None,
    most: Annotated[int, typer.Option("--most", min=1, help="列出几种方式 / Ways to list.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """说明一个村为何这样服务或未服务，以及各种方式的代价。Why a village is served or not."""
    from jidi.service.rural_explaining import explained, explained_json, standing_line, way_rows
    from jidi.service.rural_words import SYNTHETIC

    face: Face = context.obj
    found = explained(judged_design(face, design, workspace, problem), village)
    if as_json:
        print_json(explained_json(found))
        return
    print_line(standing_line(found, face.lang))
    heads = face.say("方式,由,班期,加价 元/日,结论", "way,by,days,yuan a day more,verdict")
    title = face.say("各种方式", "Every way")
    print_table(title, heads.split(","), way_rows(found, face.lang, most=most))
    hidden = len(found.reasons.ways) - most
    if hidden > 0:
        print_line(face.say(f"另有 {hidden} 种方式未列（--most）", f"{hidden} more ways (--most)"))
    if found.judged.problem.synthetic:
        print_line(face.say(*SYNTHETIC))
