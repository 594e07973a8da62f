"""``jidi ingest held``: rows held aside are listed, sent back, repaired, handed in again."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.service.intake import Setting

_SHOWN = 50

app = typer.Typer(help="退回的行：列出、导出、更正、重报 / Rows held aside.", no_args_is_help=True)

ReceiptArgument = Annotated[str, typer.Argument(help="回执号，如 I000001 / Receipt.")]
ByOption = Annotated[str, typer.Option("--by", help="经办人，缺省为登录名 / Who does it.")]


@app.command("list")
def list_held(
    context: typer.Context,
    receipt: Annotated[str, typer.Argument(help="回执号，缺省全部 / Receipt; all if none.")] = "",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """列出退回的行与原因。List the rows held aside and why."""
    from jidi.service.books import open_book
    from jidi.service.intake_held_states import held_rows
    from jidi.service.wording import HELD_WORDS

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        found = held_rows(book, receipt)
    if as_json:
        print_json([one.to_json() for one in found])
        return
    rows = [
        (
            one.receipt,
            str(one.row.number),
            one.row.table,
            f"{one.row.part} {one.row.row}".strip(),
            face.say(*HELD_WORDS[one.state]),
            "\n".join(reason.short(face.lang) for reason in one.row.reasons),
        )
        for one in found[:_SHOWN]
    ]
    heads = face.say("回执,行号,表,原位置,状态,原因", "receipt,number,table,place,state,reasons")
    print_table(face.say(f"共 {len(found):,} 行", f"{len(found):,} rows"), heads.split(","), rows)


@app.command("export")
def export(
    context: typer.Context,
    receipt: ReceiptArgument,
    workspace: WorkspaceOption = HERE,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="写到的 Excel 文件 / File to write.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """写出退回表（Excel），发给报送单位更正。Write the return sheet for the sender."""
    from jidi.service.books import open_book
    from jidi.service.intake_held import export_held

    face: Face = context.obj
    path = output or Path(f"{receipt}-退回.xlsx")
    with open_book(workspace, engine=context.obj.engine) as book:
        rows = export_held(book, receipt, path, setting=_setting(""))
    if as_json:
        print_json({"receipt": receipt, "file": str(path), "rows": rows})
        return
    print_line(face.say(f"已写出 {rows:,} 行：{path}", f"Wrote {rows:,} rows: {path}"))


@app.command("repair")
def repair(
    context: typer.Context,
    receipt: ReceiptArgument,
    number: Annotated[int, typer.Argument(help="退回行号 / Number of the row.")],
    cells: Annotated[list[str], typer.Argument(help="列=值 / column=value.")],
    workspace: WorkspaceOption = HERE,
    why: Annotated[str, typer.Option("--why", help="依据 / Why.")] = "",
    by: ByOption = "",
    as_json: JsonOption = False,
) -> None:
    """更正一行，待重报时判定。Repair a row; it is judged when it comes again."""
    from jidi.core.errors import InputError
    from jidi.service.books import open_book
    from jidi.service.intake_held import repair_held

    face: Face = context.obj
    told: dict[str, str | None] = {}
    for cell in cells:
        name, equals, value = cell.partition("=")
        if not equals:
            raise InputError("F-101", reason=f"“{cell}”应为 列=值", reason_en=f"'{cell}' has no =")
        told[name.strip()] = value or None
    with open_book(workspace, engine=context.obj.engine) as book:
        done = repair_held(book, receipt, number, told, why=why, setting=_setting(by))
    if as_json:
        print_json(done.to_json())
        return
    print_line(
        face.say(
            f"已更正 {receipt} 第 {number} 行；用 jidi ingest held resubmit {receipt} 重报。",
            f"Repaired row {number} of {receipt}; now jidi ingest held resubmit {receipt}.",
        )
    )
    for name in told:
        if name in done.units:
            unit = done.units[name]
            print_line(
                face.say(f"{name} 按原表的“{unit}”计。", f"{name} is in {unit}, as printed.")
            )


@app.command("resubmit")
def resubmit(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="改好的退回表，或回执号 / Mended sheet or receipt.")],
    workspace: WorkspaceOption = HERE,
    everything: Annotated[
        bool, typer.Option("--all", help="未更正的行也原样重报 / Rows not repaired, too.")
    ] = False,
    by: ByOption = "",
    as_json: JsonOption = False,
) -> None:
    """重报退回的行，每行一次。Hand in again what was held aside, each row once."""
    from jidi.cli.ingest_commands import print_receipt
    from jidi.service.books import open_book
    from jidi.service.intake_held import resubmit_file, resubmit_receipt

    with open_book(workspace, engine=context.obj.engine) as book:
        if Path(what).is_file():
            done = resubmit_file(book, Path(what), setting=_setting(by))
        else:
            done = resubmit_receipt(book, what, setting=_setting(by), everything=everything)
    if as_json:
        print_json([receipt.to_json() for receipt in done])
        return
    for receipt in done:
        print_receipt(receipt, context.obj)


def _setting(by: str) -> Setting:
    from jidi.service.intake import Setting

    return Setting(by or getpass.getuser(), datetime.now().astimezone())
