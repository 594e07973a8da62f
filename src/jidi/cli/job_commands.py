"""``jidi worker`` and ``jidi job``: long work in the queue of a book."""

from __future__ import annotations

import signal
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.registry.jobs import Job

app = typer.Typer(help="作业 / Jobs: long work done by workers.", no_args_is_help=True)

ByOption = Annotated[str, typer.Option("--by", help="何人 / Who does it.")]
JobArgument = Annotated[str, typer.Argument(help="作业编号 / Job.")]


def add_to(program: typer.Typer) -> None:
    """Hang the commands on the program."""
    program.add_typer(app, name="job")
    program.command()(worker)


def worker(
    context: typer.Context,
    workspace: Annotated[
        list[Path], typer.Option("-w", "--workspace", help="工作区，可多个 / Workspaces.")
    ],
    count: Annotated[
        int, typer.Option("--count", min=1, max=64, help="工作进程数 / Worker processes.")
    ] = 1,
) -> None:
    """运行工作进程：执行队列中的作业，Ctrl-C 结束。Run workers for the jobs of a book."""
    from contextlib import ExitStack

    from jidi.service.books import open_book
    from jidi.service.job_worker import Leaving
    from jidi.service.job_workers import Workers, others
    from jidi.web.doing import doers

    face: Face = context.obj
    leaving = Leaving()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leaving.say)
    with ExitStack() as opened:
        books = [opened.enter_context(open_book(root, engine=face.engine)) for root in workspace]
        workers = Workers(
            books,
            count=count,
            clock=_now,
            processes=others(),
            engine=face.engine,
            doers=doers,
        )
        opened.enter_context(workers)
        workers.start()
        print_line(
            face.say(
                f"{count} 个工作进程已启动；Ctrl-C 结束，未完成的作业放回队列。",
                f"{count} workers run; Ctrl-C ends them, and unfinished jobs go back.",
            )
        )
        while not leaving.is_said():
            leaving.wait(60.0)


@app.command()
def kinds(context: typer.Context, as_json: JsonOption = False) -> None:
    """作业的类别与可填项目。Kinds of jobs, and what can be asked with each."""
    from jidi.service.job_kinds import KINDS, kinds_json

    face: Face = context.obj
    if as_json:
        print_json(kinds_json())
        return
    for kind in KINDS.values():
        print_line(f"{kind.id}  {kind.words(face.lang)}")
        for field in kind.all_fields:
            known = "" if field.default in (None, "") else f" = {field.default}"
            needed = "*" if field.needed else ""
            print_line(f"  {field.name}{needed}{known}  {field.words(face.lang)}")


@app.command()
def ask(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="类别，见 jidi job kinds / Kind.")],
    by: ByOption,
    told: Annotated[
        list[str] | None, typer.Option("--set", help="项目=值，可多次 / FIELD=VALUE.")
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """把一项工作放进队列。Put work into the queue."""
    from jidi.service import jobs
    from jidi.service.books import open_book

    pairs = [one.partition("=") for one in told or ()]
    with open_book(workspace, engine=context.obj.engine) as book:
        made = jobs.ask(
            book, kind, {name.strip(): value for name, _, value in pairs}, by=by, now=_now()
        )
    _show([made], context.obj, as_json=as_json, single=True)


@app.command("list")
def list_jobs(
    context: typer.Context, workspace: WorkspaceOption = HERE, as_json: JsonOption = False
) -> None:
    """作业列表，新的在前。The jobs, newest first."""
    from jidi.service import jobs
    from jidi.service.books import open_book

    with open_book(workspace) as book:
        found = jobs.jobs(book)
    _show(list(found), context.obj, as_json=as_json)


@app.command()
def show(
    context: typer.Context,
    job: JobArgument,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """一项作业：进度与结果。One job: how far it is, and what came of it."""
    from jidi.service import jobs
    from jidi.service.books import open_book

    with open_book(workspace) as book:
        found = jobs.job(book, job)
    _show([found], context.obj, as_json=as_json, single=True)


@app.command()
def cancel(
    context: typer.Context,
    job: JobArgument,
    by: ByOption,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """停止作业，保留已求得的最好结果。Stop a job; the best so far is kept."""
    from jidi.service import jobs
    from jidi.service.books import open_book

    with open_book(workspace) as book:
        found = jobs.cancel(book, job, by=by, now=_now())
    _show([found], context.obj, as_json=as_json, single=True)


@app.command()
def again(
    context: typer.Context,
    job: JobArgument,
    by: ByOption,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """按同样要求再运行一次；全省设计从停下处继续。The same work once more."""
    from jidi.service import jobs
    from jidi.service.books import open_book

    with open_book(workspace, engine=context.obj.engine) as book:
        made = jobs.ask_again(book, job, by=by, now=_now())
    _show([made], context.obj, as_json=as_json, single=True)


def _show(found: list[Job], face: Face, *, as_json: bool, single: bool = False) -> None:
    from jidi.service.jobs import job_json

    if as_json:
        told = [job_json(one) for one in found]
        print_json(told[0] if single else told)
        return
    heads = face.say(
        "作业,状态,工作,要求,完成,步骤,何人,何时", "job,state,work,asked,done,step,by,at"
    )
    print_table(face.say("作业", "Jobs"), heads.split(","), [_row(one, face) for one in found])
    for one in found if single else ():
        _show_result(one, face)


def _row(one: Job, face: Face) -> tuple[str, ...]:
    from jidi.service.jobs import asked_words, kind_words, state_words
    from jidi.service.work_steps import step_words

    lang = face.lang
    return (
        one.id,
        state_words(one.state, lang),
        kind_words(one, lang),
        " ".join(f"{name}={value}" for name, value in asked_words(one, lang)),
        f"{one.share:.0%}",
        step_words(one.step, lang),
        one.by,
        one.at[:16].replace("T", " "),
    )


def _show_result(one: Job, face: Face) -> None:
    error = one.body.get("error")
    for finding in (error, *error["also"]) if error else ():
        stop = face.say("。", ". ")
        print_line(f"{finding['code']} {finding[face.lang]}{stop}{finding[f'do_{face.lang}']}")
    for line in one.body.get(f"lines_{face.lang}", ()):
        print_line(line)
    for name in one.body.get("designs", ()):
        print_line(face.say(f"方案 {name}", f"design {name}"))
    for name in one.body.get("files", ()):
        print_line(face.say(f"文件 work/{one.id}/{name}", f"file work/{one.id}/{name}"))
    if one.body.get("synthetic"):
        from jidi.service.rural_words import SYNTHETIC

        print_line(face.say(*SYNTHETIC))


def _now() -> datetime:
    return datetime.now().astimezone()
