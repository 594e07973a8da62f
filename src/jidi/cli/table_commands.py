"""``jidi tables``: what the province's book holds, and the Excel template of each table."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from jidi.cli.options import JsonOption
from jidi.cli.output import Face, print_json, print_line, print_table

app = typer.Typer(help="数据表与模板 / Tables and templates.", no_args_is_help=True)


@app.command("list")
def list_tables(context: typer.Context, as_json: JsonOption = False) -> None:
    """列出全部数据表。List the tables."""
    from jidi.model.catalogue import Catalogue

    face: Face = context.obj
    tables = Catalogue().tables.values()
    if as_json:
        print_json([t.model_dump(mode="json", exclude={"columns"}) for t in tables])
        return
    rows = [
        (
            t.name,
            face.say(t.zh, t.en),
            str(len(t.columns)),
            face.say(t.describes_zh, t.describes_en),
        )
        for t in tables
    ]
    heads = face.say("表,名称,列数,内容", "table,name,columns,content").split(",")
    print_table(face.say(f"共 {len(rows)} 张表", f"{len(rows)} tables"), heads, rows)


@app.command("show")
def show_table(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="表名 / Table name.")],
    as_json: JsonOption = False,
) -> None:
    """显示一张表的各列。Show the columns of a table."""
    from jidi.model.catalogue import Catalogue
    from jidi.service.templates import how_to_fill

    face: Face = context.obj
    table = Catalogue().table(name)
    if as_json:
        print_json(table.model_dump(mode="json"))
        return
    rows = [
        (
            c.name,
            face.say(c.zh, c.en),
            c.type,
            c.unit or "",
            face.say("是", "yes") if c.required else "",
            how_to_fill(c, face.lang),
        )
        for c in table.columns
    ]
    heads = face.say("列,名称,类型,单位,必填,填写", "column,name,type,unit,required,fill in with")
    print_table(face.say(table.zh, table.en), heads.split(","), rows)


@app.command("template")
def write_template(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="表名 / Table name.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="写到的文件 / File to write.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """写出一张表的 Excel 填报模板。Write the Excel template of a table."""
    from jidi.model.catalogue import Catalogue
    from jidi.service import templates

    face: Face = context.obj
    catalogue = Catalogue()
    table = catalogue.table(name)
    path = output or Path(f"{table.name}.xlsx")
    templates.write_template(table, catalogue.code_lists, path, made_at=datetime.now())  # noqa: DTZ005
    if as_json:
        print_json({"table": table.name, "file": str(path), "columns": len(table.columns)})
        return
    print_line(
        face.say(f"已写出 {table.zh} 模板：{path}", f"Wrote the template of {table.en}: {path}")
    )
