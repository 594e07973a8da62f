"""``jidi design cold-chain``: where to pre-cool and to store, which refrigerated trucks leave."""

from __future__ import annotations

from typing import Annotated

import typer

from jidi.cli.design_answer_text import ValuesOption, show_answer
from jidi.cli.design_commands import app as design
from jidi.cli.design_commands import stopped_by_user
from jidi.cli.options import HERE, DesignFileOption, EffortOption, JsonOption, WorkspaceOption
from jidi.cli.output import Face, progress_bar


def add_to(_: typer.Typer) -> None:
    """Hang the command beside ``jidi design rural``."""
    design.command("cold-chain")(cold_chain)


def cold_chain(
    context: typer.Context,
    output: DesignFileOption,
    workspace: WorkspaceOption = HERE,
    scale: Annotated[
        float, typer.Option("--scale", help="产量为公布年份的几倍 / Amounts against published.")
    ] = 1.0,
    carbon: Annotated[
        float, typer.Option("--carbon", help="碳价，元/吨CO2e / Yuan a tonne CO2e.")
    ] = 0.0,
    coverage: Annotated[
        float | None,
        typer.Option("--coverage", help="至少运出全部重量的比重 / Least share of the kg carried."),
    ] = None,
    each: Annotated[
        float | None,
        typer.Option("--each", help="每种产品至少运出的比重 / Least share of every product."),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option("--budget", help="预算，元/日，运出最多 / Yuan a day, carrying most."),
    ] = None,
    frontier: Annotated[
        bool, typer.Option("--frontier", help="费用与运出比重的前沿 / Cost and coverage.")
    ] = False,
    why: Annotated[
        str, typer.Option("--why", help="说明某市冷库或某县预冷 / Explain a store or cooler.")
    ] = "",
    values: ValuesOption = None,
    effort: EffortOption = 1,
    as_json: JsonOption = False,
) -> None:
    """冷链：预冷、冷库、冷藏车的布局，温度时间预算，网点设备。A province's cold chain."""
    from jidi.model.cold import cold_values, frontier_shares
    from jidi.service.books import open_book
    from jidi.service.cold_design import designed_cold
    from jidi.service.cold_problem import ColdAsked, province_cold
    from jidi.service.design_answer import keep_answer

    face: Face = context.obj
    own = cold_values(values)
    shares = frontier_shares(own) if frontier else ()
    with stopped_by_user() as cancelled, progress_bar(quiet=as_json, lang=face.lang) as bar:
        with open_book(workspace, engine=face.engine) as book:
            asked = ColdAsked(scale, carbon, own, coverage, budget, shares, each)
            posed = province_cold(book, asked)
        found = designed_cold(
            posed, effort=effort, cancelled=cancelled, why=why,
            progress=lambda share, step: bar(step, share),
        )  # fmt: skip
    keep_answer(found, output)
    show_answer(found, face, as_json=as_json)
