"""``jidi design trunk``: which trunk lanes run how often, and which parcels go by which."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.design_commands import app as design
from jidi.cli.design_commands import stopped_by_user
from jidi.cli.options import HERE, EffortOption, JsonOption, SeedOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar

if TYPE_CHECKING:
    from jidi.service.trunk_design import TrunkJudged


def add_to(_: typer.Typer) -> None:
    """Hang the command beside ``jidi design rural``."""
    design.command()(trunk)


def trunk(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help="写到的设计文件 / Design file.")],
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
    hubs: Annotated[
        str, typer.Option("--hubs", help="中转分拨的市，用逗号隔开 / Cities that sort.")
    ] = "",
    carbon: Annotated[
        float, typer.Option("--carbon", help="碳价，元/吨CO2e / Yuan a tonne CO2e.")
    ] = 0.0,
    own: Annotated[
        bool, typer.Option("--own", help="只用自有货车，不用零担外包 / No hired freight.")
    ] = False,
    hold: Annotated[
        bool, typer.Option("--hold", help="中转不超过现有处理能力 / Hold standing capacities.")
    ] = False,
    seed: SeedOption = 1,
    effort: EffortOption = 1,
    as_json: JsonOption = False,
) -> None:
    """设计一省的干线网络：开行哪些线路、每天几班、怎样走。Design a province's trunk lanes."""
    from jidi.service.books import open_book
    from jidi.service.trunk_design import designed_trunk, keep_trunk
    from jidi.service.trunk_problem import TrunkAsked, province_trunk

    face: Face = context.obj
    named = tuple(name.strip() for name in hubs.replace("，", ",").split(",") if name.strip())
    with stopped_by_user() as cancelled, progress_bar(quiet=as_json) as bar:
        with open_book(workspace, engine=face.engine) as book:
            wanted = book.plan.target_year if year is None else year
            asked = TrunkAsked(
                wanted, volume, named, carbon=carbon, own=own, hold=hold, scale=scale
            )
            posed = province_trunk(book, asked)
        found = designed_trunk(
            posed, seed=seed, effort=effort, cancelled=cancelled,
            progress=lambda share, step: bar(step, share),
        )  # fmt: skip
    keep_trunk(found, output)
    show_trunk(found, face, as_json=as_json)


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
        (("最紧的线路", "Tightest lanes"), words.LANE_HEADS, words.tight_texts(found, face.lang)),
    ):
        print_table(face.say(*title), face.say(*heads).split(","), rows)
    for line in words.trunk_lines(found, face.lang):
        print_line(line)
    for breach in found.verdict.breaches:
        print_line(f"{breach.kind} {breach.where}: {breach.found:g} / {breach.allowed:g}")
    if found.holds:
        print_line(face.say("核验通过", "Verified"))
