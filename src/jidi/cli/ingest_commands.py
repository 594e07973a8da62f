"""``jidi ingest``: files that were handed in become part of the book; their receipts."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from jidi.cli import ingest_held_commands
from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar

if TYPE_CHECKING:
    from jidi.service.intake import Setting
    from jidi.service.intake_asked import IntakeAsked
    from jidi.service.intake_plan import IntakePlan
    from jidi.service.intake_receipt import IntakeReceipt

_SHOWN = 20
_JOBS_SHOWN = 100


class _FilesByDefault(TyperGroup):
    """``jidi ingest FILE`` is ``jidi ingest files FILE``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command's name where it was left out."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["files", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_FilesByDefault,
    help="读入报送文件 / Take in what was handed in: jidi ingest FILE… -w BOOK",
    no_args_is_help=True,
)
app.add_typer(ingest_held_commands.app, name="held")

FilesArgument = Annotated[
    list[Path] | None,
    typer.Argument(help="报送文件：CSV、Excel、NDJSON、Parquet、压缩包等 / Files handed in."),
]
TableOption = Annotated[
    str, typer.Option("--table", help="属于哪张表，缺省自行判断 / Table; told by itself if none.")
]
SenderOption = Annotated[
    str, typer.Option("--sender", help="报送单位；选用其列名对照 / Who hands it in.")
]
OriginOption = Annotated[
    str, typer.Option("--origin", help="reported|published|synthetic，缺省 reported / Origin.")
]
MappingOption = Annotated[
    Path | None, typer.Option("--mapping", help="列名对照文件（TOML） / What heads mean.")
]
SaveOption = Annotated[
    bool, typer.Option("--save-mapping", help="为该报送单位保存对照 / Keep it for the sender.")
]
WholeOption = Annotated[
    bool, typer.Option("--all-or-nothing", help="有一行不合格即整体不读 / All rows or none.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="只试算：判定结果与将改变的指标 / Plan only.")
]
InboxOption = Annotated[
    bool, typer.Option("--inbox", help="读入工作区 inbox/ 中的文件 / Take in what lies in inbox/.")
]
WatchOption = Annotated[
    bool, typer.Option("--watch", help="与 --inbox 同用：持续守候，Ctrl-C 停止 / Keep watching.")
]
ByOption = Annotated[str, typer.Option("--by", help="经办人，缺省为登录名 / Who takes it in.")]


@app.command("files")
def files(
    context: typer.Context,
    files: FilesArgument = None,
    workspace: WorkspaceOption = HERE,
    table: TableOption = "",
    sender: SenderOption = "",
    origin: OriginOption = "reported",
    mapping: MappingOption = None,
    save_mapping: SaveOption = False,
    all_or_nothing: WholeOption = False,
    dry_run: DryRunOption = False,
    inbox: InboxOption = False,
    watch: WatchOption = False,
    by: ByOption = "",
    as_json: JsonOption = False,
) -> None:
    """读入报送文件；同一内容只读入一次。Take files in; the same content comes in once."""
    from jidi.core.errors import InputError
    from jidi.service.books import open_book
    from jidi.service.intake import Setting
    from jidi.service.intake_asked import IntakeAsked

    face: Face = context.obj
    asked = IntakeAsked(table, sender, origin, mapping, save_mapping, all_or_nothing)
    if not files and not inbox:
        raise InputError("F-101", reason="没有指明文件", reason_en="no file was named")
    with (
        open_book(workspace, engine=context.obj.engine) as book,
        progress_bar(quiet=as_json, lang=face.lang) as progress,
    ):
        setting = Setting(by or getpass.getuser(), datetime.now().astimezone(), progress)
        if dry_run:
            _plan(book, files or [], asked, setting, face, as_json)
            return
        if inbox:
            _take_inbox(book, setting, face, as_json=as_json, watch=watch)
            return
        _take(book, files or [], asked, setting, face, as_json)


def _take(
    book: object, files: list[Path], asked: IntakeAsked, setting: Setting, face: Face, as_json: bool
) -> None:
    from jidi.service.books import Book
    from jidi.service.intake import ingest_file

    assert isinstance(book, Book)
    done = []
    for path in files:
        done.append(ingest_file(book, path, asked, setting))
        if not as_json:
            print_receipt(done[-1], face)
    if as_json:
        print_json([receipt.to_json() for receipt in done])


def _plan(
    book: object, files: list[Path], asked: IntakeAsked, setting: Setting, face: Face, as_json: bool
) -> None:
    from jidi.service.books import Book
    from jidi.service.intake import plan_file

    assert isinstance(book, Book)
    found = [plan_file(book, path, asked, setting) for path in files]
    if as_json:
        print_json([{**r.to_json(), "plan": None if p is None else p.to_json()} for r, p in found])
        return
    for receipt, plan in found:
        print_receipt(receipt, face)
        if plan is not None:
            _print_plan(plan, face)


def _take_inbox(book: object, setting: Setting, face: Face, *, as_json: bool, watch: bool) -> None:
    from jidi.service.books import Book
    from jidi.service.intake_inbox import take_inbox, watched

    assert isinstance(book, Book)
    rounds = watched(book, setting) if watch else [take_inbox(book, setting)]
    for outcomes in rounds:
        if as_json:
            print_json([outcome.to_json() for outcome in outcomes])
            continue
        for outcome in outcomes:
            print_line(outcome.sentence(face.lang))


@app.command("receipts")
def receipts(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(help="回执号，缺省全部 / Receipt; all if none.")] = "",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """列出回执，或显示一张。List the receipts, or show one."""
    from jidi.service import intake
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        found = (intake.receipt(book, id_),) if id_ else intake.receipts(book)
    if as_json:
        print_json([one.to_json() for one in found])
        return
    if id_:
        print_receipt(found[0], face)
        return
    heads = face.say(
        "回执,文件,表,报送单位,行,接收,退回,重复,时间",
        "receipt,file,table,sender,rows,accepted,held,duplicate,at",
    )
    print_table(
        face.say(f"共 {len(found)} 张回执", f"{len(found)} receipts"),
        heads.split(","),
        [_receipt_cells(one) for one in found],
    )


@app.command("jobs")
def jobs(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(help="任务号，缺省最近的 / Job; the newest if none.")] = "",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """列出网上报送的任务，或显示一个。List the jobs of files handed in over the network."""
    from jidi.service import capture
    from jidi.service.books import open_book
    from jidi.service.capture_status import job_json, state_words

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        found = [capture.job(book, id_)] if id_ else capture.newest_jobs(book, _JOBS_SHOWN)
        told = [job_json(book, one) for one in found]
    if as_json:
        print_json(told)
        return
    heads = face.say(
        "任务,状态,文件,报送单位,报送人,收到,结束,回执",
        "job,state,file,sender,by,came,ended,receipt",
    )
    rows = [
        (
            one["captureID"],
            state_words(one["state"], face.lang),
            *(one["file"], one["sender"], one["by"], one["createdAt"][:19]),
            *((one["finishedAt"] or "—")[:19], one["receipt"] or "—"),
        )
        for one in told
    ]
    print_table(
        face.say(f"最近 {len(rows)} 个任务", f"{len(rows)} newest jobs"), heads.split(","), rows
    )
    for error in told[0]["errors"] if id_ else ():
        print_line(f"{error['code']} {error[face.lang]} {error['where'] or ''}")


@app.command("original")
def original(
    context: typer.Context,
    sealed: Annotated[Path, typer.Argument(help="inbox/done 中的 .sealed 文件 / Sealed file.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到 / File to write.")],
    workspace: WorkspaceOption = HERE,
    keys: Annotated[
        Path | None, typer.Option("--keys", envvar="JIDI_KEYS", help="密钥文件 / Key file.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="何人 / Who.")] = "",
    why: Annotated[str, typer.Option("--why", help="何故 / Why.")] = "",
    as_json: JsonOption = False,
) -> None:
    """还原加密保存的原件；先记入审计链。Open a sealed original; recorded first."""
    from jidi.service.books import open_book
    from jidi.service.intake_originals import open_original
    from jidi.service.personal_values import needed_ring

    face: Face = context.obj
    now = datetime.now().astimezone()
    with open_book(workspace, engine=face.engine) as book:
        ring = needed_ring(book.workspace, keys)
        path = open_original(book, sealed, output, keys=ring, by=by, why=why, now=now)
    if as_json:
        print_json({"file": str(path)})
        return
    print_line(face.say(f"已还原：{path}", f"Opened: {path}"))


@app.command("scorecard")
def scorecard(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    sender: Annotated[str, typer.Option("--sender", help="只看一家 / One sender only.")] = "",
    on: Annotated[str, typer.Option("--on", help="截至哪一天，缺省今天 / As of this day.")] = "",
    as_json: JsonOption = False,
) -> None:
    """报送质量记分卡：及时、完整、有效、重复、时钟、缺报、核对。The senders' scorecard."""
    from jidi.service.books import open_book
    from jidi.service.intake_scorecard import scorecard_of
    from jidi.service.register_filter import day_asked

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        today = datetime.now().astimezone().date()
        found = scorecard_of(book, on=day_asked(on or None, today=today), sender=sender)
    if as_json:
        print_json(found.to_json())
        return
    for title, heads, rows in found.tables(face.lang):
        print_table(title, heads, rows)
    for line in found.remarks(face.lang):
        print_line(line)


def print_receipt(receipt: IntakeReceipt, face: Face) -> None:
    """The receipt: counts of every part, reasons, sums, notes."""
    from jidi.service.intake_wording import receipt_lines

    print_line(receipt.sentence(face.lang))
    for line in receipt_lines(receipt, face.lang):
        print_line("  " + line)


def _print_plan(plan: IntakePlan, face: Face) -> None:
    print_line(plan.sentence(face.lang))
    rows = [
        (
            change.indicator.zh if face.lang == "zh" else change.indicator.en,
            change.name,
            str(change.reading.period),
            _number(None if change.before is None else change.before.value),
            _number(None if change.after is None else change.after.value),
            _number(change.published),
        )
        for change in plan.changes[:_SHOWN]
    ]
    heads = face.say(
        "指标,区划,时期,现值,读入后,公布数", "indicator,division,period,now,then,published"
    )
    if rows:
        print_table("", heads.split(","), rows)
    if len(plan.changes) > _SHOWN:
        more = len(plan.changes) - _SHOWN
        print_line(face.say(f"另有 {more} 个，见 --json。", f"{more} more, see --json."))
    for name, reason in plan.failed:
        print_line(f"{name}: {reason.message(face.lang)}")


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.6g}"


def _receipt_cells(one: IntakeReceipt) -> tuple[str, ...]:
    c = one.counts
    counts = (f"{n:,}" for n in (c.rows, c.accepted, c.held, c.duplicate))
    return (one.id, one.file, "、".join(one.tables), one.sender, *counts, one.at[:19])
