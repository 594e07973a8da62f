"""``jidi case``: cases of supervision, and the clocks they run by."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from jidi.cli.options import JsonOption
from jidi.cli.output import Face, print_json, print_line, print_table

app = typer.Typer(help="案件与时限 / Cases and their clocks.", no_args_is_help=True)

PauseOption = Annotated[
    list[str] | None,
    typer.Option(
        "--pause", help="暂停：开始/结束/原因，可多次；结束可空 / A pause: FROM/TO/REASON."
    ),
]


@app.command("clocks")
def list_clocks(context: typer.Context, as_json: JsonOption = False) -> None:
    """全部时限、计算规则及其出处。Every clock, the rules of counting and their sources."""
    from jidi.model.clock import load_clocks
    from jidi.service.case_clocks import clocks_json
    from jidi.service.clock_words import law_text

    face: Face = context.obj
    if as_json:
        print_json(clocks_json())
        return
    clocks, today = load_clocks(), _now().date()
    rows = [(one.id, law_text(one, one.rule(today), face.lang)) for one in clocks.clocks.values()]
    print_table(face.say("时限", "Clocks"), face.say("编号,时限", "id,clock").split(","), rows)
    for rule in clocks.counting.values():
        article = f" {rule.article}" if rule.article else ""
        print_line(f"{face.say(rule.zh, rule.en)} ({rule.source}{article})")


@app.command("clock")
def show_clock(
    context: typer.Context,
    clock: Annotated[str, typer.Argument(help="时限编号 / Clock.")],
    start: Annotated[str, typer.Option("--from", help="起算时刻（北京时间）/ When it begins.")],
    pause: PauseOption = None,
    as_json: JsonOption = False,
) -> None:
    """一个期限何时届满，逐日说明理由。When a deadline is due, with every day's reason."""
    from jidi.service.case_clocks import read_clock, read_moment, read_pause

    face: Face = context.obj
    found = read_clock(clock, read_moment(start), [read_pause(one) for one in pause or ()])
    if as_json:
        print_json(found.to_json())
        return
    for line in found.said(face.lang):
        print_line(line)


def _now() -> datetime:
    return datetime.now().astimezone()
