"""``jidi exchange``: data given to and received from other departments, with rows and digest."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WithinOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line
from jidi.cli.safety_commands import DayOption, LimitOption, day_asked

app = typer.Typer(help="部门间信息共享 / Data exchange.", no_args_is_help=True)

ExchangeArgument = Annotated[str, typer.Argument(help="共享编号 / Id of the exchange.")]
FileArgument = Annotated[Path, typer.Argument(help="所共享的文件，不留存 / The file; not kept.")]


@app.command("list")
def show_exchanges(
    context: typer.Context,
    year: Annotated[int | None, typer.Option("--year", help="应办年度 / Year due.")] = None,
    state: Annotated[
        str, typer.Option("--state", help="overdue|due|late|done：状态 / State.")
    ] = "",
    at: DayOption = "",
    within: WithinOption = None,
    limit: LimitOption = 30,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """应提供、应取得的数据：依据、期限、办理、逾期。What is due, done and overdue."""
    from jidi.cli.told_text import print_no_data, print_told
    from jidi.service import exchange as service
    from jidi.service.books import open_book
    from jidi.service.told import share_text

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        found = service.exchanges(book, day_asked(book, at), year=year, within=within or "")
        if as_json:
            print_json(service.exchanges_json(found, state))
        elif found.rows is None:
            print_no_data(face, "data_exchange")
        else:
            print_told(face, service.exchanges_told(book, found, state), most=limit)
            print_line(f"{face.say('按期办理', 'done in time')} {share_text(found.in_time)}")


@app.command("record")
def record_exchange(
    context: typer.Context,
    exchange: ExchangeArgument,
    path: FileArgument,
    rows: Annotated[int, typer.Option("--rows", help="行数 / Rows.")],
    by: Annotated[str, typer.Option("--by", help="登记人 / Who records it.")] = "",
    why: Annotated[str, typer.Option("--why", help="说明 / Reason.")] = "",
    on: Annotated[str, typer.Option("--on", help="办理日期，缺省今天 / Day; today.")] = "",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """登记已提供或已取得：行数与 SHA-256 入审计日志。Record that it was given or received."""
    from jidi.service import exchange as service
    from jidi.service.books import open_book
    from jidi.service.register_input import read_day

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        kept = service.record_exchange(
            book, exchange, path, rows=rows, by=by, why=why, now=datetime.now().astimezone(),
            done_on=read_day(on) if on else None,
        )  # fmt: skip
    if as_json:
        print_json(dict(kept))
        return
    said = face.say("审计条目", "audit entry")
    print_line(f"{exchange} {kept['done_on']} {kept['rows']} SHA-256 {kept['sha256']}")
    print_line(f"{said} #{kept['entry']}")


@app.command("check")
def check_exchange(
    context: typer.Context,
    exchange: ExchangeArgument,
    path: FileArgument,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """核对文件与登记的摘要是否一致（不一致退出码 1）。Is it the file on record; exit 1 if not."""
    from jidi.service import exchange as service
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        today = datetime.now().astimezone().date()
        one, same = service.check_exchange(book, exchange, path, today)
    if as_json:
        print_json({**service.exchange_json(one), "same": same})
    else:
        said = face.say("一致", "the same") if same else face.say("不一致", "NOT the same")
        print_line(f"{exchange}: {said}")
    if not same:
        raise typer.Exit(1)
