"""``jidi design hubs``: which counties of a province become hubs, and who goes to which."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    place_for_file,
)
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar, results_only
from jidi.service.breach_words import breach_words

if TYPE_CHECKING:
    from jidi.service.hub_design import HubJudged


def add_to(_: typer.Typer) -> None:
    """Hang the command beside ``jidi design rural``."""
    design.command()(hubs)
    design.command("hub-phases")(phases)


def hubs(
    context: typer.Context,
    output: DesignFileOption,
    workspace: WorkspaceOption = HERE,
    year: Annotated[
        int | None, typer.Option("--year", help="目标年，缺省为规划期末年 / Target year.")
    ] = None,
    volume: Annotated[
        float | None, typer.Option("--volume", help="该年快递业务量，亿件 / Parcels, 10^8 a year.")
    ] = None,
    count: Annotated[
        int | None, typer.Option("--p", help="枢纽数，缺省按费用定 / Number of hubs.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="保留全部现有枢纽 / Keep all standing hubs.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--every-county", help="每个县都可设枢纽 / Every county may be one.")
    ] = False,
    levels: Annotated[
        str,
        typer.Option(
            "--levels", help="层级：plan 为规划布局，或如 1+3+6 / Levels: plan, or such as 1+3+6."
        ),
    ] = "",
    allocation: Annotated[
        str,
        typer.Option(
            "--allocation",
            help="single 每县一个枢纽；multiple 每条流量各走各路 / One hub a county, or many.",
        ),
    ] = "single",
    seed: SeedOption = 1,
    effort: EffortOption = 1,
    as_json: JsonOption = False,
) -> None:
    """设计一省的枢纽（分拨中心）布局与各县归属。Design a province's hubs."""
    from jidi.service.books import open_book
    from jidi.service.hub_design import designed_hubs, keep_hubs
    from jidi.service.hub_problem import Asked, province_hubs

    face: Face = context.obj
    with stopped_by_user() as cancelled, progress_bar(quiet=as_json, lang=face.lang) as bar:
        with open_book(workspace, engine=face.engine) as book:
            wanted = book.plan.target_year if year is None else year
            asked = Asked(
                year=wanted,
                volume=volume,
                hubs=count,
                keep=keep,
                every=every,
                levels=levels,
                allocation=allocation,
            )
            posed = province_hubs(book, asked)
        with results_only():
            found = designed_hubs(
                posed, seed=seed, effort=effort, cancelled=cancelled,
                progress=lambda share, step: bar(step, share),
            )  # fmt: skip
    keep_hubs(found, output)
    show_hubs(found, face, as_json=as_json)


def show_hubs(found: HubJudged, face: Face, *, as_json: bool) -> None:
    """The hubs, what they cost, and what was assumed."""
    from jidi.service.hub_design import hubs_json
    from jidi.service.hub_words import (
        HUB_HEADS,
        LEVEL_HEADS,
        cost_texts,
        hub_lines,
        hub_texts,
        hubs_headline,
        level_texts,
        other_heads,
        other_texts,
    )

    if as_json:
        print_json(hubs_json(found))
        return
    print_line(hubs_headline(found, face.lang))
    if found.verdict.cost is not None:
        print_table(
            face.say("枢纽", "Hubs"), face.say(*HUB_HEADS).split(","), hub_texts(found, face.lang)
        )
        if levels := level_texts(found, face.lang):
            print_table(face.say("层级", "Levels"), face.say(*LEVEL_HEADS).split(","), levels)
        others = other_texts(found, face.lang)
        if others:
            title = face.say("若在其他备选县设枢纽", "Were other candidates hubs")
            print_table(title, other_heads(face.lang), others)
        heads = face.say("费用,元/日", "cost,yuan a day").split(",")
        print_table(face.say("费用", "Bill"), heads, cost_texts(found, face.lang))
    for line in hub_lines(found, face.lang):
        print_line(line)
    for breach in map(breach_words, found.verdict.breaches):
        print_line(face.say(breach, breach.english))
    if found.holds:
        print_line(face.say("核验通过", "Verified"))


def phases(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="枢纽方案文件 / Design of hubs.")],
    budget: Annotated[
        list[float],
        typer.Option(
            "--budget",
            help="每年一次，亿元，末次为目标年 / Yearly, 10^8 yuan, the target year last.",
        ),
    ],
    workspace: WorkspaceOption = HERE,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="写到的 .xlsx / Workbook.",
            callback=place_for_file,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """枢纽方案的分年实施：哪年建哪个，预算够不够。Phases of a design within yearly budgets."""
    from jidi.service.books import open_book
    from jidi.service.hub_design import judged_hubs
    from jidi.service.hub_phases import (
        export_phases,
        phase_lines,
        phase_plan,
        phase_rows,
        phases_json,
    )

    face: Face = context.obj
    opened = open_book(workspace, engine=face.engine)
    with stopped_by_user() as cancelled, results_only(), opened as book:
        found = judged_hubs(file, book)
        plan = phase_plan(found, book, budgets=tuple(budget), tell=lambda _: cancelled())
    if output is not None:
        export_phases(plan, output, face.lang)
    if as_json:
        print_json(phases_json(plan))
        return
    title = face.say("分年实施（投资、预算：亿元）", "Phases (invested, budget: 10^8 yuan)")
    print_table(title, face.say(*plan.heads).split(","), phase_rows(plan, face.lang))
    for line in phase_lines(plan, face.lang):
        print_line(line)
