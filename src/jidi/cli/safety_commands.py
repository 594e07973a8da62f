"""``jidi safety``: patrol events and their closing, devices on line, the grid, scores."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WithinOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line

if TYPE_CHECKING:
    from jidi.service.books import Book

app = typer.Typer(help="安全监管 / Safety work.", no_args_is_help=True)

DayOption = Annotated[
    str, typer.Option("--at", help="截至何日，缺省为账册最新 / Day; the newest of the book.")
]
PeriodOption = Annotated[
    str, typer.Option("--period", help="时期，缺省为当年 / Period; the year of the day.")
]
ByOption = Annotated[
    str, typer.Option("--by", help="company|outlet|county|city：按何汇总 / Counted by.")
]
LimitOption = Annotated[int, typer.Option("--limit", min=1, help="最多行数 / Most rows.")]


@app.command("patrols")
def show_patrols(
    context: typer.Context,
    period: PeriodOption = "",
    by: ByOption = "company",
    state: Annotated[
        str,
        typer.Option(
            "--state",
            help="逐件列出：open|all|overdue|unchecked|running|awaiting|unsure|late|closed"
            " / List events in this state.",
        ),
    ] = "",
    at: DayOption = "",
    within: WithinOption = None,
    limit: LimitOption = 30,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """巡查事件与整改闭环：期限、逾期、闭环率。Patrol events: deadlines, overdue, closed."""
    from jidi.cli.told_text import print_no_data, print_told
    from jidi.service import patrols as service
    from jidi.service.books import open_book
    from jidi.service.safety_names import period_asked, read_by

    face: Face = context.obj
    way, wanted = read_by(by), "" if state == "all" else state or "open"
    with open_book(workspace, engine=face.engine) as book:
        day = day_asked(book, at)
        found = service.patrols(book, day, period_asked(period, day), within=within or "")
        if as_json:
            print_json(service.patrols_json(found, way, state=wanted, most=limit))
        elif found.events is None:
            print_no_data(face, "patrol_event")
        elif state:
            print_told(face, service.events_told(book, found, wanted), most=limit)
        else:
            print_told(face, service.groups_told(book, found, way), most=limit)


@app.command("patrol")
def show_patrol(
    context: typer.Context,
    event: Annotated[str, typer.Argument(help="巡查事件编号 / Event.")],
    at: DayOption = "",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """一件巡查事件，期限逐日说明。One patrol event, its deadline told day by day."""
    from jidi.service.books import open_book
    from jidi.service.patrols import explained, patrol_json
    from jidi.supervision.patrols import STATES

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        one, clock = explained(book, event, day_asked(book, at))
    if as_json:
        print_json({**patrol_json(one), "clock": clock.to_json()})
        return
    print_line(f"{one.id} {face.say(*STATES[one.state])}")
    for key, value in patrol_json(one).items():
        if key not in ("id", "state", "day") and value not in (None, ""):
            print_line(f"  {key}: {value}")
    ordered = face.say("期限载于整改文书。", "The order says by when.")
    for line in (ordered,) if one.ordered else clock.said(face.lang):
        print_line(line)


@app.command("devices")
def show_devices(
    context: typer.Context,
    kind: Annotated[str, typer.Option("--kind", help="video|screening：设备 / Device.")] = "video",
    period: PeriodOption = "",
    by: ByOption = "company",
    at: DayOption = "",
    within: WithinOption = None,
    limit: LimitOption = 30,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """视频、安检机在线率，带分子分母与缺报。On-line rates with their parts and what is missing."""
    from jidi.cli.told_text import print_no_data, print_told
    from jidi.service import devices as service
    from jidi.service.books import open_book
    from jidi.service.safety_names import period_asked, read_by

    face: Face = context.obj
    device, way = service.read_device(kind), read_by(by)
    with open_book(workspace, engine=face.engine) as book:
        when = period_asked(period, day_asked(book, at))
        found = service.devices(book, device, when, way, within=within or "")
        if as_json:
            print_json(service.devices_json(found))
        elif found.rows is None:
            print_no_data(face, device)
        else:
            print_told(face, service.devices_told(book, found), most=limit)


@app.command("grid")
def show_grid(
    context: typer.Context,
    posts: Annotated[bool, typer.Option("--posts", help="各岗位工作量 / Load of posts.")] = False,
    at: DayOption = "",
    within: WithinOption = None,
    limit: LimitOption = 30,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """网格核查：网点唯一归属、网格有人负责；岗位工作量。The grid checked; load of posts."""
    from jidi.cli.told_text import print_no_data, print_told
    from jidi.service import grid as service
    from jidi.service.books import open_book
    from jidi.service.told import share_text

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        found = service.grid_view(book, day_asked(book, at), within=within or "")
        if as_json:
            print_json(service.grid_json(found))
            return
        if found.checked is None:
            print_no_data(face, "grid_cell")
            return
        placed = face.say("网点唯一归属", "outlets in one cell")
        owned = face.say("网格有网格员", "cells with an owner")
        print_line(f"{placed} {share_text(found.placed)}；{owned} {share_text(found.owned)}")
        told = service.posts_told(found) if posts else service.findings_told(book, found)
        print_told(face, told, most=limit)


@app.command("responsibility")
def show_responsibility(
    context: typer.Context,
    period: PeriodOption = "",
    scheme: Annotated[
        Path | None, typer.Option("--scheme", help="换用自己的评分方案 / Another scheme.")
    ] = None,
    at: DayOption = "",
    within: WithinOption = None,
    limit: LimitOption = 30,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """企业主体责任评分：各部分的值与权重，缺数另列。Work safety scores, each part shown."""
    from jidi.cli.told_text import print_told
    from jidi.model.responsibility import read_duty_scheme
    from jidi.service import responsibility as service
    from jidi.service.books import open_book
    from jidi.service.safety_names import period_asked

    face: Face = context.obj
    own = read_duty_scheme(scheme) if scheme else None
    with open_book(workspace, engine=face.engine) as book:
        day = day_asked(book, at)
        when = period_asked(period, day)
        found = service.duties(book, day, when, within=within or "", scheme=own)
        if as_json:
            print_json(service.duties_json(found))
        else:
            print_told(face, service.duties_told(book, found), most=limit)


def day_asked(book: Book, text: str) -> date:
    """The day that is named; the newest of the book when none is."""
    from jidi.service.register_input import read_day
    from jidi.service.supervision_rules import newest_moment

    return read_day(text) if text else newest_moment(book, now=datetime.now().astimezone()).date()
