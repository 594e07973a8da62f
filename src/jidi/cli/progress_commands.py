"""``jidi progress``: how far the plan is, target by target, year by year."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.service.city_progress import CityReport
    from jidi.service.decomposition import Proposal
    from jidi.service.progress import ProgressReport

app = typer.Typer(
    help="规划进展与市级分解 / Progress of the plan, and its targets by city.",
    invoke_without_command=True,
)

YearOption = Annotated[
    int | None, typer.Option("--year", help="报告年度，缺省为最近一个整年 / Year reported on.")
]


@app.callback()
def progress(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    year: YearOption = None,
    indicator: Annotated[
        str | None,
        typer.Option("--indicator", help="只看一个指标的目标，详列 / One target, in full."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """规划进展：路径、进度、评价、逐年表、期限节点。Path, progress, grade, years, milestones."""
    if context.invoked_subcommand is not None:
        return
    from jidi.cli import progress_text
    from jidi.service.books import open_book
    from jidi.service.progress import progress_report

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        report: ProgressReport = progress_report(book, year)
    if indicator is not None:
        report = report.only(indicator)
    if as_json:
        print_json(report.to_json())
        return
    progress_text.show(report, face, in_full=indicator is not None)


@app.command("decompose")
def decompose(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(help="指标 id / Indicator.")],
    workspace: WorkspaceOption = HERE,
    way: Annotated[
        str, typer.Option("--by", help="按基数|人口|近年增量 / base|population|growth.")
    ] = "base",
    adopted_by: Annotated[
        str | None,
        typer.Option("--adopt-as", help="以此人名义写入市级目标表 / Adopt it under this name."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """把省级目标分解到各市：建议，合计与省级目标一致。Propose city targets that sum exactly."""
    from jidi.service.books import open_book
    from jidi.service.city_targets import adopt
    from jidi.service.decomposition import propose

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        proposal = propose(book, indicator, way=way)
        version = None
        if adopted_by is not None:
            rows = proposal.city_targets(by=adopted_by)
            version = adopt(book, rows, by=adopted_by, now=datetime.now().astimezone()).version
    if as_json:
        print_json({**proposal.to_json(), "adopted_as_version": version})
        return
    _print_proposal(proposal, face)
    if version is not None:
        print_line(face.say(f"已写入，数据版本 {version}", f"Adopted as data version {version}"))


def _print_proposal(proposal: Proposal, face: Face) -> None:
    from jidi.core.numbers_as_text import grouped
    from jidi.service.phrasing import unit_name
    from jidi.service.printed import figure

    target, digits = proposal.target, proposal.indicator.precision
    goal = figure(target.level.printed, face.lang)
    unit = unit_name(target.unit, face.lang)
    title = face.say(
        f"{target.zh} {target.year}年 {goal} {unit}：分解建议（{proposal.way.zh}，自定方法）",
        f"{target.en} {target.year}: {goal} {unit}, proposal {proposal.way.en} (own choice)",
    )
    heads = face.say("市,代码,基数,目标,目标分子,分母", "city,code,base,target,things,of")
    rows = [
        (
            city.name if face.lang == "zh" else city.name_en or city.name,
            city.code.text,
            grouped(share.base, None if share.whole is not None else digits),
            figure(row.target, face.lang),
            grouped(share.numerator, 0),
            grouped(share.whole, 0),
        )
        for city, share, row in zip(
            proposal.cities, proposal.shares, proposal.city_targets(by=""), strict=True
        )
    ]
    print_table(title, heads.split(","), rows, width=120)
    if proposal.synthetic:
        print_line(face.say("※ 权重取自合成数据。", "※ The weights rest on synthetic data."))


@app.command("import")
def import_targets(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="填好的市级目标模板 / The filled-in template.")],
    by: Annotated[str, typer.Option("--by", help="由谁负责 / Who answers for it.")],
    workspace: WorkspaceOption = HERE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只核对，不写入 / Only check.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """导入各市目标，逐格核对，全部合格才写入。City targets from Excel; written when all fit."""
    from jidi.service.books import open_book
    from jidi.service.city_target_import import import_city_targets

    face: Face = context.obj
    now = datetime.now().astimezone()
    with open_book(workspace, engine=context.obj.engine) as book:
        receipt = import_city_targets(book, file, by=by, now=now, dry_run=dry_run)
    if as_json:
        print_json(receipt.to_json())
        return
    print_line(receipt.sentence(face.lang))


@app.command("cities")
def cities(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(help="指标 id / Indicator.")],
    workspace: WorkspaceOption = HERE,
    year: YearOption = None,
    as_json: JsonOption = False,
) -> None:
    """各市对本市目标的进展，并核对各市之和。Progress of each city, and whether targets add up."""
    from jidi.service.books import open_book
    from jidi.service.city_progress import city_report

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        report = city_report(book, indicator, year)
    if as_json:
        print_json(report.to_json())
        return
    _print_cities(report, face)


def _print_cities(report: CityReport, face: Face) -> None:
    from jidi.core.numbers_as_text import NO_DATA, grouped
    from jidi.service.city_progress import VERDICT_WORDS
    from jidi.service.printed import figure
    from jidi.service.score_row import graded_in_words
    from jidi.service.wording import STATUS_WORDS

    digits = report.indicator.precision
    heads = face.say(
        "市,基数,应达,实际,状态,目标,进度,评价", "city,base,due,actual,status,target,done,grade"
    )
    rows = []
    for row in report.rows:
        detail, stated, reading = row.detail, row.target, row.reading
        share = None if detail is None else detail.progress
        rows.append(
            (
                row.city.name if face.lang == "zh" else row.city.name_en or row.city.name,
                grouped(None if stated is None else stated.base, digits),
                grouped(None if detail is None else detail.course.due_value, digits),
                grouped(None if reading is None else reading.value, digits),
                NO_DATA if reading is None else face.say(*STATUS_WORDS[reading.status]),
                face.say("没有目标", "no target")
                if stated is None
                else figure(stated.target, face.lang),
                NO_DATA if share is None else f"{grouped(share * 100, 0)}%",
                NO_DATA if detail is None else graded_in_words(detail, face.lang),
            )
        )
    title = face.say(f"{report.target.zh} · {report.year}年", f"{report.target.en}, {report.year}")
    print_table(title, heads.split(","), rows, width=120)
    check = report.check
    line = face.say(*VERDICT_WORDS[check.verdict])
    if check.cities is not None and check.province is not None:
        line += f": {grouped(check.cities, None)} / {grouped(check.province, None)}"
    if check.without:
        line += face.say(f"（{check.without}个市）", f" ({check.without} cities)")
    print_line(line)
    if report.synthetic:
        print_line(face.say("※ 含合成数据。", "※ Holds synthetic data."))
