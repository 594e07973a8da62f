"""``jidi design joint``: one network for several companies, and what each pays of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.design_commands import app as design
from jidi.cli.design_commands import posed_as_asked, stopped_by_user
from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar
from jidi.network.rural.split_rule import Rule

if TYPE_CHECKING:
    from jidi.service.rural_joint import JointJudged


def add_to(_: typer.Typer) -> None:
    """Hang the command beside ``jidi design rural``."""
    design.command()(joint)


def joint(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help="写到的共配文件 / Joint file.")],
    workspace: WorkspaceOption = HERE,
    county: Annotated[str, typer.Option("--county", help="县名或代码 / County.")] = "",
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
    datum: Annotated[
        str, typer.Option("--datum", help="--tables 的坐标系：wgs84|cgcs2000|gcj02 / Datum.")
    ] = "wgs84",
    coverage: Annotated[
        float | None,
        typer.Option("--coverage", min=0, max=1, help="要求的覆盖率，缺省 1 / Share to serve."),
    ] = None,
    frequency: Annotated[
        str, typer.Option("--frequency", help="频次规则：wanted|standard / Frequency rule.")
    ] = "wanted",
    seed: Annotated[int, typer.Option("--seed", help="随机种子 / Seed.")] = 1,
    effort: Annotated[int, typer.Option("--effort", min=1, help="搜索力度 / Effort.")] = 1,
    problem: Annotated[
        Path | None, typer.Option("--problem", help="另存题目 / Keep the problem too.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """多家企业共同配送：与各自办网比较，按规则分摊费用。One network for several companies."""
    from jidi.network.rural import solve as solving
    from jidi.service.rural_clash import told_why
    from jidi.service.rural_companies import FROM_BOOK
    from jidi.service.rural_joint import designed_jointly, keep_joint

    face: Face = context.obj
    with (
        stopped_by_user() as cancelled,
        progress_bar(quiet=as_json) as bar,
        told_why(
            solve=solving.solve,
            seed=seed,
            progress=lambda share, step: bar(step, share),
            cancelled=cancelled,
        ) as asking,
    ):
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
            solve=solving.solve,
            rule=rule,
            players=players,
            orders=orders,
            seed=seed,
            effort=effort,
            progress=lambda share, step: bar(step, share),
            cancelled=cancelled,
            made=made,
            notes=notes,
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
        print_table(face.say("分摊", "Split"), heads, company_texts(found))
        for line in joint_lines(found, face.lang):
            print_line(line)
        print_line(face.say("核验通过", "Verified"))
    for violation in found.violations:
        print_line(f"{violation.code} {violation.text(face.lang)}")
