"""``jidi export``: readings, published figures and tables as files, with where they are from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import (
    HERE,
    JsonOption,
    LevelOption,
    PeriodOption,
    WithinOption,
    WorkspaceOption,
)
from jidi.cli.output import Face, print_json, print_line

if TYPE_CHECKING:
    from jidi.service.exports import Export

app = typer.Typer(help="导出数据 / Export data.", no_args_is_help=True)

OutputOption = Annotated[
    Path, typer.Option("-o", "--output", help="写到的文件，格式由后缀定 / File to write.")
]
FormatOption = Annotated[
    str | None, typer.Option("--format", help="格式：csv|xlsx|parquet|sdmx-csv / Format.")
]
BomOption = Annotated[
    bool, typer.Option("--bom", help="CSV 带 BOM，供 Excel 识别 / CSV with a mark for Excel.")
]
PublicOption = Annotated[
    bool, typer.Option("--public", help="供公开：隐去小格与个人信息 / Fit to be published.")
]


@app.command("readings")
def export_readings(
    context: typer.Context,
    indicators: Annotated[list[str], typer.Argument(help="指标 id / Indicator ids.")],
    output: OutputOption,
    workspace: WorkspaceOption = HERE,
    period: PeriodOption = None,
    by: LevelOption = "city",
    within: WithinOption = None,
    public: PublicOption = False,
    form: FormatOption = None,
    bom: BomOption = False,
    as_json: JsonOption = False,
) -> None:
    """导出指标数值。Export readings of indicators."""
    from jidi.service import exports
    from jidi.service.books import open_book

    exports.format_of(output, form)
    with open_book(workspace, engine=context.obj.engine) as book:
        made = exports.export_readings(
            book, indicators, periods=period, level=by, within=within, public=public
        )
        _write(context.obj, made, output, form=form, bom=bom, as_json=as_json)


@app.command("observations")
def export_observations(
    context: typer.Context,
    output: OutputOption,
    workspace: WorkspaceOption = HERE,
    form: FormatOption = None,
    bom: BomOption = False,
    as_json: JsonOption = False,
) -> None:
    """导出公布数与报送数。Export published figures."""
    from jidi.service import exports
    from jidi.service.books import open_book

    exports.format_of(output, form)
    with open_book(workspace, engine=context.obj.engine) as book:
        made = exports.export_observations(book)
        _write(context.obj, made, output, form=form, bom=bom, as_json=as_json)


@app.command("table")
def export_table(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="表名 / Table.")],
    output: OutputOption,
    workspace: WorkspaceOption = HERE,
    public: PublicOption = False,
    clear: Annotated[
        bool, typer.Option("--clear", help="不遮蔽，须有 --by 与 --why / Not masked; recorded.")
    ] = False,
    by: Annotated[str, typer.Option("--by", help="何人 / Who.")] = "",
    why: Annotated[str, typer.Option("--why", help="何故 / Why.")] = "",
    form: FormatOption = None,
    bom: BomOption = False,
    as_json: JsonOption = False,
) -> None:
    """导出一张表，个人信息默认遮蔽。Export a table; personal values are masked."""
    from jidi.core.errors import InputError
    from jidi.service import exports
    from jidi.service.books import open_book
    from jidi.service.exports.rows import export_table_clear

    exports.format_of(output, form)
    if public and clear:
        raise InputError("K-126")
    with open_book(workspace, engine=context.obj.engine) as book:
        if clear:
            made = export_table_clear(book, name, by=by, why=why, now=_now())
        else:
            made = exports.export_table(book, name, public=public)
        _write(context.obj, made, output, form=form, bom=bom, as_json=as_json)


@app.command("events")
def export_events(
    context: typer.Context,
    parcels: Annotated[list[str], typer.Argument(help="快件编号 / Parcel ids.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到的文件 / File to write.")],
    by: Annotated[str, typer.Option("--by", help="何人 / Who.")],
    why: Annotated[str, typer.Option("--why", help="何故，记入审计 / Why; recorded.")],
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """导出快件的事件，EPCIS 2.0 查询文档。Export the events of parcels as EPCIS 2.0."""
    from jidi.service import exports
    from jidi.service.books import open_book
    from jidi.service.exports.events import export_events, text_of
    from jidi.service.exports.writing import write_text

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        document = export_events(book, parcels, by=by, why=why, now=_now())
    write_text(text_of(document), output)
    count = len(document.events)
    synthetic = document.head["jidi:synthetic"]
    if as_json:
        print_json({"file": str(output), "events": count, "synthetic": synthetic})
        return
    print_line(face.say(f"已导出 {count} 个事件：{output}", f"Exported {count} events: {output}"))
    version = document.head["jidi:data_version"]
    for note in exports.provenance(version=version, synthetic=synthetic):
        print_line(note.text(face.lang))


def _write(
    face: Face, made: Export, output: Path, *, form: str | None, bom: bool, as_json: bool
) -> None:
    from jidi.service.exports import format_of, write_export

    written = format_of(output, form)
    rows = write_export(made, output, form=written, lang=face.lang, bom=bom, made_at=_now())
    if as_json:
        print_json(
            {
                "file": str(output),
                "format": written,
                "rows": rows,
                "data_version": made.version,
                "synthetic": made.synthetic,
                "notes": [{"name": n.name, "zh": n.zh, "en": n.en} for n in made.notes],
            }
        )
        return
    print_line(
        face.say(
            f"已导出{made.zh} {rows:,} 行：{output}",
            f"Exported {rows:,} rows of {made.en}: {output}",
        )
    )
    for note in made.notes:
        print_line(note.text(face.lang))


def _now() -> datetime:
    return datetime.now().astimezone()
