"""``jidi design trunk``: which trunk lanes run how often, and which parcels go by which."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from jidi.cli.design_commands import app as design
from jidi.cli.design_commands import stopped_by_user
from jidi.cli.options import (
    HERE,
    DesignFileOption,
    EffortOption,
    JsonOption,
    SeedOption,
    WorkspaceOption,
)
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar
from jidi.service.breach_words import breach_words

if TYPE_CHECKING:
    from jidi.service.trunk_design import TrunkJudged
    from jidi.service.trunk_frontier import FrontierPoint
    from jidi.service.trunk_problem import ProvinceTrunk, TrunkAsked

HubsOption = Annotated[
    str, typer.Option("--hubs", help="中转分拨的市，用逗号隔开 / Cities that sort.")
]
ForbidOption = Annotated[
    list[str] | None,
    typer.Option("--forbid", help="不开的线路，如 太原-北京:hired / A lane that must not run."),
]
ForceOption = Annotated[
    list[str] | None,
    typer.Option("--force", help="至少开一班的线路，如 太原-北京 / A lane that must run."),
]
TimetablesOption = Annotated[
    bool,
    typer.Option(
        "--timetables/--no-timetables", help="用不用时刻表的车次、航班 / Trains of timetables."
    ),
]
DaysOption = Annotated[
    list[str] | None,
    typer.Option("--days", help="线路的开行日，如 R12=一三五 / Running days of a line."),
]
WeekdaysOption = Annotated[
    bool,
    typer.Option("--weekdays", help="各星期几的件量不同，逐日装得下 / Volumes by weekday."),
]
TimeOption = Annotated[
    float | None,
    typer.Option(
        "--time",
        min=0,
        help="每个方案的处理器秒数，到时取最好者 / Processor seconds of a design.",
    ),
]


def add_to(_: typer.Typer) -> None:
    """Hang the command beside ``jidi design rural``."""
    design.command()(trunk)


def trunk(
    context: typer.Context,
    output: DesignFileOption,
    workspace: WorkspaceOption = HERE,
    year: Annotated[
        int | None, typer.Option("--year", help="目标年，缺省为规划期末年 / Target year.")
    ] = None,
    volume: Annotated[
        float | None, typer.Option("--volume", help="该年快递业务量，亿件 / Parcels, 10^8 a year.")
    ] = None,
    scale: Annotated[
        float, typer.Option("--scale", help="业务量的倍数，如 2 / Times the volume.")
    ] = 1.0,
    hubs: HubsOption = "",
    carbon: Annotated[
        float, typer.Option("--carbon", help="碳价，元/吨CO2e / Yuan a tonne CO2e.")
    ] = 0.0,
    own: Annotated[
        bool, typer.Option("--own", help="只用自有货车，不用零担外包 / No hired freight.")
    ] = False,
    hold: Annotated[
        bool, typer.Option("--hold", help="中转不超过现有处理能力 / Hold standing capacities.")
    ] = False,
    hours: Annotated[
        float, typer.Option("--hours", help="时间价，元/吨时 / Yuan a tonne and hour on the way.")
    ] = 0.0,
    forbid: ForbidOption = None,
    force: ForceOption = None,
    timetables: TimetablesOption = True,
    days: DaysOption = None,
    weekdays: WeekdaysOption = False,
    frontier: Annotated[
        bool, typer.Option("--frontier", help="费用、时间、排放的前沿 / Cost, time and carbon.")
    ] = False,
    time: TimeOption = None,
    seed: SeedOption = 1,
    effort: EffortOption = 1,
    as_json: JsonOption = False,
) -> None:
    """设计一省的干线网络：开行哪些线路、每天几班、怎样走。Design a province's trunk lanes."""
    from jidi.service.books import open_book
    from jidi.service.trunk_problem import TrunkAsked, province_trunk

    face: Face = context.obj
    named = tuple(name.strip() for name in hubs.replace("，", ",").split(",") if name.strip())
    with stopped_by_user() as stopped, progress_bar(quiet=as_json, lang=face.lang) as bar:
        how: dict[str, Any] = {
            "seed": seed, "effort": effort,
            "progress": lambda share, step: bar(step, share),
        }  # fmt: skip
        with open_book(workspace, engine=face.engine) as book:
            wanted = book.plan.target_year if year is None else year
            asked = TrunkAsked(
                wanted, volume, named, carbon=carbon, own=own, hold=hold, scale=scale, hours=hours,
                forbid=tuple(forbid or ()), force=tuple(force or ()),
                timetables=timetables, days=tuple(days or ()),
                weekdays=weekdays,
            )  # fmt: skip
            show = (_points if frontier else _one)(
                lambda one: province_trunk(book, one), asked, output, stopped, time, how
            )
    show(face, as_json=as_json)


class _Show(Protocol):
    """Shows what was designed and written."""

    def __call__(self, face: Face, *, as_json: bool) -> None: ...


def _one(
    pose: Callable[[TrunkAsked], ProvinceTrunk], asked: TrunkAsked, output: Path,
    stopped: Callable[[], bool], time: float | None, how: dict[str, Any],
) -> _Show:  # fmt: skip
    """One design, written."""
    from jidi.service.trunk_design import designed_trunk, keep_trunk

    found = designed_trunk(pose(asked), cancelled=_stopping(stopped, time), **how)
    keep_trunk(found, output)
    return partial(show_trunk, found)


def _points(
    pose: Callable[[TrunkAsked], ProvinceTrunk], asked: TrunkAsked, output: Path,
    stopped: Callable[[], bool], time: float | None, how: dict[str, Any],
) -> _Show:  # fmt: skip
    """The designs of a frontier, written."""
    from jidi.service.trunk_frontier import keep_frontier, trunk_frontier

    points = trunk_frontier(
        pose, asked, cancelled=stopped, limit=lambda asked: _stopping(asked, time), **how
    )
    return partial(show_frontier, points, keep_frontier(points, output))


def _stopping(stopped: Callable[[], bool], seconds: float | None) -> Callable[[], bool]:
    """Whether the user, or the processor time allowed, says to stop."""
    if seconds is None:
        return stopped
    end = process_time() + seconds
    return lambda: stopped() or process_time() >= end


def show_frontier(
    points: tuple[FrontierPoint, ...], files: tuple[Path, ...], face: Face, *, as_json: bool
) -> None:
    """The designs beside each other, and where they were written."""
    from jidi.service import trunk_frontier as frontier
    from jidi.service.rural_words import SYNTHETIC

    if as_json:
        told = frontier.frontier_json(points)
        print_json({**told, "files": [str(file) for file in files]})
        return
    title = face.say("费用、时间、排放", "Cost, time, emissions")
    heads = face.say(*frontier.HEADS).split(",")
    print_table(title, heads, frontier.frontier_texts(points, face.lang))
    print_line(face.say(*frontier.EXACT))
    if points[0].found.posed.synthetic:
        print_line(face.say(*SYNTHETIC))
    for file in files:
        print_line(face.say(f"已写出 {file}", f"Wrote {file}"))


def show_trunk(found: TrunkJudged, face: Face, *, as_json: bool) -> None:
    """What it costs, promises, hubs, modes, bottlenecks, and what was assumed."""
    from jidi.service import trunk_words as words
    from jidi.service.trunk_figures import trunk_json

    if as_json:
        print_json(trunk_json(found))
        return
    print_line(words.trunk_headline(found, face.lang))
    for title, heads, rows in (
        (("产品", "Products"), words.PRODUCT_HEADS, words.product_texts(found, face.lang)),
        (("中转", "Hubs"), words.HUB_HEADS, words.hub_texts(found, face.lang)),
        (("方式", "Modes"), words.MODE_HEADS, words.mode_texts(found, face.lang)),
        (("按星期", "Weekdays"), words.WEEKDAY_HEADS, words.weekday_texts(found, face.lang)),
        (("最紧的线路", "Tightest lanes"), words.LANE_HEADS, words.tight_texts(found, face.lang)),
    ):
        if rows:
            print_table(face.say(*title), face.say(*heads).split(","), rows)
    for line in words.trunk_lines(found, face.lang):
        print_line(line)
    for breach in map(breach_words, found.verdict.breaches):
        print_line(face.say(breach, breach.english))
    if found.holds:
        print_line(face.say("核验通过", "Verified"))
