"""``jidi design joint``: one network for several companies, and what each pays of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.design_commands import app as design
from jidi.cli.design_commands import designing, posed_as_asked
from jidi.cli.options import (
    HERE,
    CountyOption,
    CoverageOption,
    DatumOption,
    EffortOption,
    FrequencyOption,
    JsonOption,
    KeptProblemOption,
    SeedOption,
    WorkspaceOption,
    place_for_file,
)
from jidi.cli.output import Face, print_json, print_line, print_table
from jidi.network.rural.split_rule import Rule

if TYPE_CHECKING:
    from jidi.service.rural_joint import JointJudged


def add_to(_: typer.Typer) -> None:
    """Hang the command beside ``jidi design rural``."""
    design.command()(joint)


def joint(
    context: typer.Context,
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help="写到的共配文件 / Joint file.", callback=place_for_file
        ),
    ],
    workspace: WorkspaceOption = HERE,
    county: CountyOption = "",
    tables: Annotated[
        Path | None,
        typer.Option("--tables", help="自备表格的文件夹，含 company 表 / Own tables."),
    ] = None,
    companies: Annotated[
        Path | None,
        typer.Option("--companies", help="企业份额表 id,name,share，缺省取自工作区 / Shares."),
    ] = None,
    rule: Annotated[
        Rule, typer.Option("--rule", help="分摊规则：shapley|parcels / How the cost is split.")
    ] = Rule.SHAPLEY,
    players: Annotated[
        int, typer.Option("--players", help="最多几方，小企业合为一方 / Most players.")
    ] = 4,
    orders: Annotated[
        int, typer.Option("--orders", min=2, help="超过 5 方时抽样的加入次序数 / Orders sampled.")
    ] = 12,
    datum: DatumOption = "wgs84",
    coverage: CoverageOption = None,
    frequency: FrequencyOption = "wanted",
    seed: SeedOption = 1,
    effort: EffortOption = 1,
    problem: KeptProblemOption = None,
    as_json: JsonOption = False,
) -> None:
    """多家企业共同配送：与各自办网比较，按规则分摊费用。One network for several companies."""
    from jidi.core.errors import InputError
    from jidi.service.rural_companies import FROM_BOOK
    from jidi.service.rural_joint import designed_jointly, keep_joint

    face: Face = context.obj
    if tables is not None and companies is not None:
        raise InputError("N-659")
    with designing(seed=seed, quiet=as_json, lang=face.lang) as (asking, search):
        asking.problem, made, notes = posed_as_asked(
            face,
            workspace,
            county=county,
            tables=tables,
            datum=datum,
            coverage=coverage,
            budget=None,
            frequency=frequency,
            distances=None,
            server="",
            companies=companies or (None if tables else FROM_BOOK),
        )
        found = designed_jointly(
            asking.problem,
            rule=rule,
            players=players,
            orders=orders,
            effort=effort,
            made=made,
            notes=notes,
            **search,
        )
    keep_joint(found, joint=output, problem=problem)
    show_joint(found, face, as_json=as_json)


def show_joint(found: JointJudged, face: Face, *, as_json: bool) -> None:
    """What a joint network costs, who pays what, and who would rather be alone."""
    from jidi.service.rural_joint import joint_json
    from jidi.service.rural_joint_words import (
        COMPANY_HEADS,
        company_texts,
        joint_headline,
        joint_lines,
    )

    if as_json:
        print_json(joint_json(found))
        return
    print_line(joint_headline(found, face.lang))
    if found.holds:
        heads = face.say(*COMPANY_HEADS).split(",")
        print_table(face.say("分摊", "Split"), heads, company_texts(found, face.lang))
        for line in joint_lines(found, face.lang):
            print_line(line)
        print_line(face.say("核验通过", "Verified"))
    for violation in found.violations:
        print_line(f"{violation.code} {violation.text(face.lang)}")
