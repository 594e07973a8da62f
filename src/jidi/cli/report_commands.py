"""``jidi report annual | midterm | final``: the written reports on a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, progress_bar
from jidi.core.errors import InputError, Language

if TYPE_CHECKING:
    from jidi.report import Document


def add_to(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command()(report)


def report(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(help="annual 年度监测 | midterm 中期评估 | final 总结评估 / Which report."),
    ],
    workspace: WorkspaceOption = HERE,
    year: Annotated[
        int | None,
        typer.Option("--year", help="评估年度；缺省为最新、第三年、目标年 / Year reported on."),
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="写到文件夹 / Folder.")] = Path("out"),
    formats: Annotated[
        str | None,
        typer.Option("--format", help="docx、html、xlsx，逗号分隔；缺省全部 / All by default."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", help="报告的时间（ISO 8601）；缺省为最近写入 / Clock of the report."),
    ] = None,
    forecast: Annotated[
        bool,
        typer.Option("--forecast/--no-forecast", help="是否作预测（较慢） / Whether to forecast."),
    ] = True,
    lang: Annotated[
        str | None, typer.Option("--lang", help="报告语言 zh|en / Language of the report.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """写评估报告：DOCX、HTML 与 XLSX 附件。Write a report as DOCX, HTML and an XLSX annex."""
    from jidi.report import asked_report, formats_of, write_files
    from jidi.service.books import open_book

    face: Face = context.obj
    spoken = _language(lang, face)
    names = formats_of(formats)
    with (
        open_book(workspace, engine=context.obj.engine) as book,
        progress_bar(quiet=as_json, lang=face.lang) as progress,
    ):
        document = asked_report(
            book, kind, year=year, lang=spoken, at=at, forecast=forecast, progress=progress
        )
        written = write_files(document, out, names, progress=progress)
    if as_json:
        print_json(_told(document, written))
        return
    _print(document, written, Face(spoken))


def _language(asked: str | None, face: Face) -> Language:
    """The language of the report: the one asked for here, else that of the run."""
    if asked is None:
        return face.lang
    if asked not in ("zh", "en"):
        raise InputError("F-102", lang=asked)
    return cast(Language, asked)


def _print(document: Document, written: tuple[Path, ...], face: Face) -> None:
    for path in written:
        print_line(str(path))
    count, version = len(document.annex), document.version
    print_line(
        face.say(
            f"{document.heading}：{count} 个数字均有出处，数据版本 {version}",
            f"{document.heading}: {count} figures with evidence, data version {version}",
        )
    )
    if document.warning:
        print_line(f"※ {document.warning}")


def _told(document: Document, written: tuple[Path, ...]) -> dict[str, object]:
    return {
        "kind": document.kind,
        "plan": document.plan,
        "year": document.year,
        "title": document.heading,
        "lang": document.lang,
        "at": document.at.isoformat(),
        "data_version": document.version,
        "synthetic": bool(document.warning),
        "figures": len(document.annex),
        "files": [str(path) for path in written],
    }
