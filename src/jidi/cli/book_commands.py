"""``jidi new | demo | synth | status | check | serve``: the province's book as a whole."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar
from jidi.core.errors import InputError

if TYPE_CHECKING:
    from jidi.model.plan import Plan
    from jidi.service.scoreboard import Scoreboard

PlanArgument = Annotated[
    str, typer.Argument(help="省份或规划：shanxi、inner-mongolia、山西、内蒙古、14、15 / Province.")
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="随机种子 / Seed.")]
ScaleOption = Annotated[
    float | None,
    typer.Option(
        "--scale", min=0.0, help="快件规模：1 为一省一日全量；缺省用演示抽样 / 1 = a full day."
    ),
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="截至时期，如 2025 或 2024-06 / As of this period.")
]


def add_to(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    for command in (new, demo, synth, status, check, serve):
        app.command()(command)


def new(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="新工作区 / Folder of the new workspace.")],
    province: Annotated[
        str | None, typer.Option("--province", help="省份或内置规划 / Province, or a plan of ours.")
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", help="审定的草稿 plan.toml / A reviewed draft as its plan."),
    ] = None,
    plan_id: Annotated[
        str, typer.Option("--plan-id", help="草稿在工作区中的编号 / Id of that plan.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """新建工作区：区划、规划与公布数据。Make a workspace: divisions, plan, figures."""
    from jidi.service.founding import make_book
    from jidi.service.plan_documents import adopted

    face: Face = context.obj
    if province is not None and plan is None:
        chosen: str | Plan = province
    elif plan is not None and province is None:
        chosen = adopted(plan, name=plan_id)
    else:
        raise InputError("P-158")
    with make_book(folder, plan=chosen, now=_now()) as book:
        if as_json:
            print_json(book.to_json())
            return
        print_line(
            face.say(
                f"已建立 {book.title('zh')}：{folder}（数据版本 {book.version}）",
                f"Made {book.title('en')}: {folder} (data version {book.version})",
            )
        )


def demo(
    context: typer.Context,
    province: PlanArgument,
    into: Annotated[Path | None, typer.Option("--into", help="写到 / Folder.")] = None,
    seed: SeedOption = 14,
    scale: ScaleOption = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="已有则保留 / Keep one that is there.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """建演示工作区：规划真实，运行数据合成。Make a demo: real plan, synthetic operation."""
    from jidi.service.demo import make_demo

    face: Face = context.obj
    with progress_bar(quiet=as_json, lang=face.lang) as progress:
        made = make_demo(
            province, into=into, seed=seed, scale=scale, keep=keep, now=_now(), progress=progress
        )
    if as_json:
        print_json(made.to_json())
        return
    print_line(made.sentence(face.lang))


def synth(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    seed: SeedOption = 14,
    scale: ScaleOption = None,
    day: Annotated[
        list[str] | None, typer.Option("--day", help="快件日，可多次 / Days of parcels.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """向工作区写入合成数据（逐行标记）。Write synthetic data, marked in every row, into a book."""
    from jidi.service.books import open_book
    from jidi.service.synthesis import synthesise_into

    face: Face = context.obj
    with (
        open_book(workspace, engine=context.obj.engine) as book,
        progress_bar(quiet=as_json, lang=face.lang) as progress,
    ):
        report = synthesise_into(
            book, seed=seed, scale=scale, days=day, now=_now(), progress=progress
        )
    if as_json:
        print_json(report.to_json())
        return
    heads = face.say("表,行数", "table,rows").split(",")
    print_table(
        face.say(f"合成数据，种子 {seed}", f"Synthetic data, seed {seed}"),
        heads,
        [(name, f"{rows:,}") for name, rows in report.rows.items()],
    )


def status(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """规划执行记分牌。The scoreboard of the plan."""
    from jidi.service.books import open_book
    from jidi.service.scoreboard import scoreboard_as_asked

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        board = scoreboard_as_asked(book, as_of)
        if as_json:
            print_json(board.to_json())
            return
        _print_board(board, face)


def _print_board(board: Scoreboard, face: Face) -> None:
    print_line(board.title(face.lang))
    print_line(board.sentence(face.lang))
    heads = face.say(
        "评价,目标,单位,基线,实际,时期,状态,序时应达,目标值,进度,尚需年增,最紧的条件",
        "grade,target,unit,base,actual,period,status,due now,goal,progress,growth needed,binds",
    )
    print_table("", heads.split(","), [row.cells(face.lang) for row in board.rows])
    for line in board.remarks(face.lang):
        print_line(line)


def check(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    name: Annotated[str | None, typer.Argument(help="检查 id / Check id.")] = None,
    files: Annotated[
        bool, typer.Option("--files", help="只核对数据文件是否完好 / Only whether files are whole.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """运行数据检查，列出问题行。Run the data checks and list the offending rows."""
    if files:
        _check_files(workspace, context.obj, as_json)
        return
    from jidi.service.books import open_book
    from jidi.service.checking import run_checks
    from jidi.service.wording import SEVERITY_WORDS

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        results = run_checks(book, only=name)
    if as_json:
        print_json([result.to_json() for result in results])
        return
    rows = [
        (
            face.say(*SEVERITY_WORDS[r.check.severity]),
            r.check.id,
            face.say(r.check.zh, r.check.en),
            f"{r.count:,}",
            r.first,
        )
        for r in results
    ]
    heads = face.say("级别,检查,名称,问题行,首例", "severity,check,name,rows,first")
    print_table(face.say("数据检查", "Data checks"), heads.split(","), rows)


def _check_files(workspace: Path, face: Face, as_json: bool) -> None:
    from jidi.service.books import open_book
    from jidi.service.checking import verify_files

    with open_book(workspace) as book:
        verify_files(book)
    if as_json:
        print_json({"damaged": []})
        return
    print_line(face.say("所有版本的数据文件完好。", "The files of every data version are whole."))


def serve(
    context: typer.Context,
    workspace: Annotated[
        list[Path], typer.Option("-w", "--workspace", help="工作区，可多个 / Workspaces.")
    ],
    host: Annotated[str, typer.Option("--host", help="监听地址 / Address.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="端口 / Port.")] = 8080,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="只读：不接收报送 / Nothing can be handed in.")
    ] = False,
    workers: Annotated[
        int,
        typer.Option("--workers", min=0, max=64, help="作业进程数 / Processes that do jobs."),
    ] = 1,
) -> None:
    """启动网页界面。Serve the web face."""
    from jidi.web.serving import serve_books

    engine = context.obj.engine
    serve_books(
        workspace, host=host, port=port, engine=engine, read_only=read_only, workers=workers
    )


def _now() -> datetime:
    return datetime.now().astimezone()
