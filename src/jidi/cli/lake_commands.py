"""``jidi lake``, ``jidi backup``, ``jidi restore``: the keeping of the data."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar

app = typer.Typer(help="数据湖的维护 / Keeping the lake.", no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    """Hang the commands on the program."""
    program.add_typer(app, name="lake")
    program.command()(backup)
    program.command()(restore)


@app.command("compact")
def compact(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    table: Annotated[
        list[str] | None, typer.Option("--table", help="只合并这些表 / Only these tables.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出 / Only list.")] = False,
    as_json: JsonOption = False,
) -> None:
    """合并小文件；数据与旧版本不变。Merge small files; rows and past versions stay."""
    from jidi.lake import Workspace
    from jidi.lake.compaction import compact as merged
    from jidi.lake.compaction import merges

    face: Face = context.obj
    now = datetime.now().astimezone()
    with Workspace.open(workspace) as book, progress_bar(quiet=as_json, lang=face.lang) as progress:
        tables = tuple(table) if table else None
        found = merges(book.lake, tables)
        if not dry_run:
            merged(book.lake, by="jidi", clock=lambda: now, tables=tables, progress=progress)
    told = [
        {"table": m.table, "origin": m.origin, "files": len(m.segments), "rows": m.rows}
        for m in found
    ]
    if as_json:
        print_json({"merged": not dry_run, "sets": told})
        return
    heads = face.say("表,来源,文件,行数", "table,origin,files,rows").split(",")
    title = face.say("可合并", "Worth merging") if dry_run else face.say("已合并", "Merged")
    rows = [(m["table"], m["origin"], f"{m['files']:,}", f"{m['rows']:,}") for m in told]
    print_table(title, heads, [tuple(map(str, row)) for row in rows])


ApplyOption = Annotated[
    bool, typer.Option("--apply", help="真的清除；不写则只列出 / Do it; only listed without.")
]
ByOption = Annotated[str, typer.Option("--by", help="何人 / Who.")]
WhyOption = Annotated[str, typer.Option("--why", help="何故 / Why.")]


@app.command("clean")
def clean(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    keep_days: Annotated[
        int | None,
        typer.Option(
            "--keep-days", help="旧版本可读的天数 / Days for which past versions stay readable."
        ),
    ] = None,
    apply: ApplyOption = False,
    by: ByOption = "",
    why: WhyOption = "",
    as_json: JsonOption = False,
) -> None:
    """清除过期旧版本的文件。Remove files that only versions past their term need."""
    from jidi.service.books import open_book
    from jidi.service.retention import clean as cleaned
    from jidi.service.retention import superseded

    face: Face = context.obj
    now = datetime.now().astimezone()
    with open_book(workspace) as book:
        if apply:
            gone = cleaned(book, now=now, by=by, why=why, keep_days=keep_days)
        else:
            gone = superseded(book, now=now, keep_days=keep_days)
        unreadable = book.workspace.lake.unreadable()
    size = sum(one.bytes for one in gone)
    if as_json:
        runs = [list(run) for run in unreadable]
        print_json(
            {"removed": apply, "files": len(gone), "bytes": size, "unreadable_versions": runs}
        )
        return
    print_line(
        face.say(
            f"{'已清除' if apply else '可清除'} {len(gone):,} 个文件，{size / 1e6:,.1f} MB。",
            f"{len(gone):,} files, {size / 1e6:,.1f} MB {'removed' if apply else 'can go'}.",
        )
    )
    for first, last in unreadable:
        print_line(
            face.say(
                f"数据版本 {first}–{last} 已不能读取。",
                f"Data versions {first}–{last} can no longer be read.",
            )
        )


@app.command("retention")
def retention(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    apply: ApplyOption = False,
    by: ByOption = "",
    why: WhyOption = "",
    as_json: JsonOption = False,
) -> None:
    """列出或清除超过保存期限的数据。List or remove what is past its term of retention."""
    from jidi.service.books import open_book
    from jidi.service.retention import apply as applied
    from jidi.service.retention import due

    face: Face = context.obj
    now = datetime.now().astimezone()
    with open_book(workspace) as book, progress_bar(quiet=as_json, lang=face.lang) as progress:
        if apply:
            found = applied(book, now=now, by=by, why=why, progress=progress)
        else:
            found = due(book, now=now)
    if as_json:
        print_json({"removed": apply, "terms": [one.to_json() for one in found]})
        return
    title = face.say("已清除", "Removed") if apply else face.say("超过保存期限", "Past its term")
    heads = face.say("数据,期限,依据,可信,早于,行,文件", "data,term,by,trust,before,rows,files")
    rows = [
        (
            face.say(one.term.zh, one.term.en)
            + (face.say("（合成）", " (synthetic)") if one.synthetic else ""),
            f"{one.limit.value} {one.limit.unit}",
            f"{one.limit.source} {one.limit.article}".strip(),
            str(one.limit.trust),
            one.before.isoformat(),
            "" if one.rows is None else f"{one.rows:,}",
            f"{one.files:,}",
        )
        for one in found
    ]
    print_table(title, heads.split(","), rows)


def backup(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(help="新文件夹 / A new folder.")],
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """备份工作区，可与写入同时进行。Back the book up; others may write meanwhile."""
    from jidi.lake import Workspace
    from jidi.lake.backup import backup as copied

    face: Face = context.obj
    now, began = datetime.now().astimezone(), time.perf_counter()
    with Workspace.open(workspace) as book, progress_bar(quiet=as_json, lang=face.lang) as progress:
        made = copied(book, target, now=now, by="jidi", progress=progress)
    seconds = time.perf_counter() - began
    _tell(face, made.version, len(made.files), made.bytes, seconds, target, as_json)


def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="备份 / The backup.")],
    target: Annotated[
        Path | None, typer.Argument(help="恢复到的新文件夹 / The new folder.")
    ] = None,
    drill: Annotated[
        Path | None,
        typer.Option("--drill", help="演练，记入此工作区 / Try, noted in this book."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """由备份恢复，逐个文件核验。Restore a backup; every file is verified."""
    from jidi.core.errors import InputError
    from jidi.lake import Workspace
    from jidi.lake.backup import record_drill
    from jidi.lake.backup import restore as restored

    face: Face = context.obj
    if (target is None) == (drill is None):
        raise InputError("X-307")
    now, began = datetime.now().astimezone(), time.perf_counter()
    with progress_bar(quiet=as_json, lang=face.lang) as progress:
        if target is not None:
            made = restored(source, target, progress=progress)
        else:
            with TemporaryDirectory(dir=source.absolute().parent) as folder:
                made = restored(source, Path(folder) / "book", progress=progress)
    seconds = time.perf_counter() - began
    if drill is not None:
        with Workspace.open(drill) as book:
            record_drill(book, made, seconds=seconds, now=now, by="jidi")
    where = target or source
    _tell(face, made.version, len(made.files), made.bytes, seconds, where, as_json)


def _tell(
    face: Face, version: int, files: int, size: int, seconds: float, where: Path, as_json: bool
) -> None:
    if as_json:
        told = {"data_version": version, "files": files, "bytes": size}
        print_json({**told, "seconds": round(seconds, 1), "folder": str(where)})
        return
    print_line(
        face.say(
            f"{where}：数据版本 {version}，{files:,} 个文件，{size / 1e6:,.1f} MB，核验无误，"
            f"用时 {seconds:.1f} 秒。",
            f"{where}: data version {version}, {files:,} files, {size / 1e6:,.1f} MB, verified, "
            f"in {seconds:.1f} s.",
        )
    )
