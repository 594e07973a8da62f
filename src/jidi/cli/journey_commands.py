"""``jidi journeys``: one row per parcel, made from its events."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar

app = typer.Typer(help="快件全程 / Journeys of parcels.", no_args_is_help=True)


@app.command("build")
def build(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    whole: Annotated[bool, typer.Option("--whole", help="全部重算 / Compute all anew.")] = False,
    as_json: JsonOption = False,
) -> None:
    """由轨迹事件生成或更新快件全程。Make journeys of the events, or bring them up to date."""
    from jidi.lake import Workspace
    from jidi.service.journeys import WAY_WORDS, build_journeys

    face: Face = context.obj
    now = datetime.now().astimezone()
    with (
        Workspace.open(workspace) as opened,
        progress_bar(quiet=as_json, lang=face.lang) as progress,
    ):
        built = build_journeys(opened.lake, now=now, by="jidi", progress=progress, whole=whole)
    if as_json:
        print_json([one.to_json() for one in built])
        return
    rows = [
        (
            one.origin,
            face.say(*WAY_WORDS[one.way]),
            f"{one.events:,}",
            f"{one.journeys:,}",
            f"{one.anew:,}",
            f"{one.rests_on}",
            f"{one.version}",
        )
        for one in built
    ]
    heads = face.say(
        "来源,做法,新事件,写入全程,其中重算,所依版本,数据版本",
        "origin,way,new events,journeys written,of these anew,rests on version,data version",
    )
    print_table(face.say("快件全程", "Journeys"), heads.split(","), rows)
    if not rows:
        print_line(face.say("账册中没有轨迹事件。", "The book holds no events."))
