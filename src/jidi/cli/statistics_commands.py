"""``jidi statistics``: published bulletins read into figures, and recorded in a book."""

from __future__ import annotations

import getpass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.service.bulletins import BulletinReport
    from jidi.statistics import Finding

_MOST_LISTED = 20

app = typer.Typer(help="统计通报 / Statistical bulletins.", no_args_is_help=True)

FileArgument = Annotated[
    Path, typer.Argument(help="通报文件：.txt、.docx、.html、.pdf / The bulletin.")
]
DivisionOption = Annotated[
    str, typer.Option("--division", help="地区名称或代码，通报未印或印错时 / Place.")
]
BulletinPeriodOption = Annotated[
    str, typer.Option("--period", help="时期，通报未印或印错时：2023-05、2023-05ytd / Period.")
]
SourceOption = Annotated[
    str, typer.Option("--source", help="来源网址或标题，缺省为文件名 / Address or title.")
]
SourceKindOption = Annotated[
    str,
    typer.Option("--source-kind", help="official|mirror|media，缺省推断 / Kind of source."),
]
BookOption = Annotated[
    Path | None,
    typer.Option("-w", "--workspace", help="与哪个工作区的数核对 / Book to check against."),
]
ByOption = Annotated[str, typer.Option("--by", help="记入人，缺省为登录名 / Who records it.")]


@app.command("read")
def read(
    context: typer.Context,
    file: FileArgument,
    division: DivisionOption = "",
    period: BulletinPeriodOption = "",
    source: SourceOption = "",
    source_kind: SourceKindOption = "",
    workspace: BookOption = None,
    as_json: JsonOption = False,
) -> None:
    """读取邮政行业运行情况通报并核对。Read a bulletin and check it."""
    from jidi.service.books import open_book
    from jidi.service.bulletins import Asked, read_bulletin_file

    asked = Asked(division, period, source, source_kind)
    if workspace is None:
        report = read_bulletin_file(file, asked)
    else:
        with open_book(workspace, engine=context.obj.engine) as book:
            report = read_bulletin_file(file, asked, book=book)
    if as_json:
        print_json(report.to_json())
        return
    _print_report(report, context.obj)


@app.command("record")
def record(
    context: typer.Context,
    file: FileArgument,
    workspace: WorkspaceOption = HERE,
    division: DivisionOption = "",
    period: BulletinPeriodOption = "",
    source: SourceOption = "",
    source_kind: SourceKindOption = "",
    by: ByOption = "",
    as_json: JsonOption = False,
) -> None:
    """读取通报并记入工作区，同一文件只记一次。Read a bulletin and record its figures, once."""
    from jidi.service.books import open_book
    from jidi.service.bulletins import Asked
    from jidi.service.recording import record_bulletin_file

    face: Face = context.obj
    asked = Asked(division, period, source, source_kind)
    with open_book(workspace, engine=context.obj.engine) as book:
        done = record_bulletin_file(
            file, asked, book=book, by=by or getpass.getuser(), now=datetime.now().astimezone()
        )
    if as_json:
        print_json(done.to_json())
        return
    _print_report(done.report, face)
    for each in done.aside:
        told = each.to_json()
        print_line(
            face.say(
                f"未记 {each.observation.published} {told['period']}：{told['value']}，账簿为 "
                f"{told['known_value']}（{told['known_source']}）",
                f"held aside: {told['indicator']} {told['period']}: {told['value']}, the book has "
                f"{told['known_value']} ({told['known_source']})",
            )
        )
    print_line(done.sentence(face.lang))


def _print_report(report: BulletinReport, face: Face) -> None:
    told = report.to_json()
    heads = face.say(
        "指标,地区,时期,数值,同比%,状态,标记,行",
        "figure,place,period,value,y/y %,status,flags,line",
    )
    rows = [
        (
            one["published"] if face.lang == "zh" else one["indicator"],
            one["division_name"] or one["division"],
            one["period"],
            _exact(each.observation.value, str(each.observation.unit)),
            _exact(each.observation.growth, ""),
            one["status"],
            " ".join(one["flags"]),
            str(one["statements"][0]["at"]["line"]),
        )
        for one, each in zip(told["observations"], report.bulletin.accepted, strict=True)
    ]
    if rows:
        print_table(_title(told, face), heads.split(","), rows)
    for finding, place in zip(report.bulletin.findings, told["findings"], strict=True):
        _print_finding(finding, place["at"], face)
    for left in told["not_understood"][:_MOST_LISTED]:
        reason = face.say(left["reason_zh"], left["reason_en"])
        where = face.say(f"第{left['line']}行", f"line {left['line']}")
        print_line(f"? {where}“{left['text']}” {reason}")
    rest = len(told["not_understood"]) - _MOST_LISTED
    if rest > 0:
        more = face.say(f"另有 {rest} 处，见 --json。", f"{rest} more; see --json.")
        print_line(more)
    for line in report.remarks(face.lang):
        print_line(line)
    print_line(report.sentence(face.lang))


def _exact(value: Decimal | None, unit: str) -> str:
    """With the decimals that print gives."""
    return "—" if value is None else f"{value:,}{unit}"


def _title(told: dict[str, object], face: Face) -> str:
    heading = told["heading"]
    if not isinstance(heading, dict) or heading["title"] is None:
        return face.say("读出的数", "Figures read")
    return str(heading["title"]["text"])


def _print_finding(finding: Finding, places: list[dict[str, object]], face: Face) -> None:
    lines = sorted({str(place["line"]) for place in places}, key=int)
    shown = ",".join(lines[:6]) + (" …" if len(lines) > 6 else "")
    at = face.say(f"（第{shown}行）", f" (line {shown})") if lines else ""
    verdict = face.say(finding.verdict.zh, finding.verdict.value)
    rule = face.say(finding.rule.zh, finding.rule.en)
    print_line(f"{finding.verdict.mark} {verdict} {rule}：{face.say(finding.zh, finding.en)}{at}")
    for text in (finding.arithmetic, face.say(finding.reason_zh, finding.reason_en)):
        if text:
            print_line(f"    {text}")
