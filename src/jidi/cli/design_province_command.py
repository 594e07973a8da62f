"""``jidi design province``: every county of a province, designed and verified."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.design_commands import app as design
from jidi.cli.design_commands import stopped_by_user
from jidi.cli.options import (
    HERE,
    BudgetOption,
    EffortOption,
    FrequencyOption,
    JsonOption,
    OvernightOption,
    SeedOption,
    ShiftOption,
    WorkspaceOption,
)
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar

if TYPE_CHECKING:
    from jidi.service.rural_province import ProvinceResult


def add_to(_: typer.Typer) -> None:
    """Hang the command beside ``jidi design rural``."""
    design.command()(province)


def province(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help="结果文件夹 / Folder.")],
    workspace: WorkspaceOption = HERE,
    coverage: Annotated[
        float, typer.Option("--coverage", min=0, max=1, help="每县要求的覆盖率 / Share to serve.")
    ] = 1.0,
    budget: BudgetOption = None,
    frequency: FrequencyOption = "wanted",
    shift: ShiftOption = None,
    overnight: OvernightOption = None,
    seed: SeedOption = 1,
    effort: EffortOption = 1,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="进程数，缺省为核数 / Processes.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """逐县设计全省的县乡村三级网络，可中断后继续。Design every county; goes on after a stop."""
    from jidi.service.rural_province import ProvinceAsked, design_province

    face: Face = context.obj
    asked = ProvinceAsked(
        book=str(workspace),
        engine=face.engine,
        folder=str(output),
        coverage=coverage,
        budget=budget,
        frequency=frequency,
        shift=shift,
        overnight=overnight,
        seed=seed,
        effort=effort,
    )
    with stopped_by_user() as cancelled, progress_bar(quiet=as_json, lang=face.lang) as progress:
        found = design_province(
            asked,
            workers=workers or os.cpu_count() or 1,
            progress=lambda share, step: progress(step, share),
            cancelled=cancelled,
        )
    if as_json:
        print_json(found.to_json())
    else:
        _show(found, face)
    if found.left or any(county.state in ("failed", "less") for county in found.counties):
        raise typer.Exit(1)


def _show(found: ProvinceResult, face: Face) -> None:
    from jidi.service.rural_words import SYNTHETIC, province_lines, province_rows

    heads = face.say(
        "区县,村,服务,元/日,元/件,公里/日,站点,状态",
        "county,villages,served,yuan a day,yuan a parcel,km a day,stations,state",
    )
    title = face.say("各县", "Counties")
    print_table(title, heads.split(","), province_rows(found, face.lang))
    for line in province_lines(found, face.lang):
        print_line(line)
    if any(county.figures.get("synthetic") for county in found.counties):
        print_line(face.say(*SYNTHETIC))
