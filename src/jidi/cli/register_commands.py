"""``jidi register``: who does what of the plan by when, how far it is, and who said so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.model.register import Revision
    from jidi.service.books import Book
    from jidi.service.register import Entry
    from jidi.service.register_import import ImportReceipt

app = typer.Typer(help="责任台账 / Register of responsibility.", no_args_is_help=True)

EntryArgument = Annotated[str, typer.Argument(help="事项编号 / Entry.")]
ByOption = Annotated[str, typer.Option("--by", help="填报人 / Who makes the change.")]
AtOption = Annotated[
    str | None, typer.Option("--at", help="看哪一天，缺省今天 / The day looked at; today.")
]
OnOption = Annotated[
    str | None, typer.Option("--at", help="自哪一天起，缺省今天 / From which day; today.")
]
StatusOption = Annotated[str, typer.Option("--status", help="状态 / Status.")]
OverdueOption = Annotated[bool, typer.Option("--overdue", help="只看逾期 / Only overdue ones.")]
FormOption = Annotated[
    str,
    typer.Option("--form", help="项目|里程碑|任务|保障措施 / Stands as."),
]
KindOption = Annotated[str, typer.Option("--kind", help="类别 / Kind.")]
BodyOption = Annotated[str, typer.Option("--body", help="责任或协同单位 / Body.")]
BoxOption = Annotated[str, typer.Option("--box", help="专栏或章节 / Box or section.")]


@app.command("start")
def start_register(
    context: typer.Context,
    by: ByOption,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """由规划建立台账；已有的事项不动。Start the register from the plan; what is there stays."""
    from jidi.service import register_changes
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        added = register_changes.start_register(book, by=by, now=_now())
    if as_json:
        print_json({"added": list(added)})
        return
    print_line(face.say(f"列入台账 {len(added)} 项。", f"{len(added)} entries were added."))


@app.command("list")
def list_entries(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    status: StatusOption = "",
    overdue: OverdueOption = False,
    form: FormOption = "",
    kind: KindOption = "",
    body: BodyOption = "",
    box: BoxOption = "",
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出台账，逾期在前。List the register, overdue entries first."""
    from jidi.service import register, register_filter
    from jidi.service.books import open_book

    face: Face = context.obj
    asked = register_filter.Filter(
        status=status, overdue=overdue, form=form, kind=kind, body=body, box=box
    )
    with open_book(workspace, engine=context.obj.engine) as book:
        day = register_filter.day_asked(at, today=_now().date())
        found = register_filter.chosen(book, register.entries(book, at=day), asked)
        found = register.worst_first(found)
        counts = register.summary(found)
        if as_json:
            entries = [entry.to_json() for entry in found]
            print_json({"summary": counts.to_json(), "entries": entries})
            return
        heads = face.say(
            "逾期,状态,编号,名称,类别,责任单位,期限,进度,数量,来源",
            "overdue,status,entry,title,kind,responsible,due,done,count,origin",
        )
        rows = [_cells(book, entry, face) for entry in found]
        print_table(face.say(f"责任台账（{day}）", f"Register ({day})"), heads.split(","), rows)
        print_line(counts.sentence(face.lang))
        _print_synthetic(counts.synthetic, face)


@app.command("show")
def show_entry(
    context: typer.Context,
    entry: EntryArgument,
    workspace: WorkspaceOption = HERE,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """显示一项：规划怎么写、现在怎样。Show one entry: the plan's words and its state."""
    from jidi.service import register, register_filter
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        day = register_filter.day_asked(at, today=_now().date())
        found = register.entry_named(book, entry, at=day)
        if as_json:
            print_json(found.to_json())
            return
        print_line(f"{found.id}  {found.title(face.lang)}")
        for name, said in _terms(book, found, face):
            print_line(f"{name}{face.say('：', ': ')}{said}")
        print_line(_standing(found, face))
        _print_synthetic(int(found.is_synthetic), face)


@app.command("history")
def show_history(
    context: typer.Context,
    entry: EntryArgument,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """一项的全部修订：谁、何时、为何、改了什么。Every revision: who, when, why, what."""
    from jidi.service import register
    from jidi.service.books import open_book
    from jidi.service.register_wording import ORIGIN_WORDS, changes_text

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        chain = register.history(book, entry)
        if as_json:
            print_json([revision.model_dump(mode="json") for revision in chain])
            return
        heads = face.say(
            "修订,自,填报时间,填报人,来源,改动,理由", "revision,from,at,by,origin,changes,why"
        )
        rows = [
            (
                str(r.number),
                r.on.isoformat(),
                r.at[:16].replace("T", " "),
                r.by,
                face.say(*ORIGIN_WORDS[r.origin]),
                changes_text(book, r, face.lang),
                r.why,
            )
            for r in chain
        ]
        print_table(entry, heads.split(","), rows)


def _change(flag: str, text: str) -> typer.models.OptionInfo:
    """An option that changes one thing of an entry; what is not given stays."""
    option: typer.models.OptionInfo = typer.Option(flag, help=text)
    return option


@app.command("set")
def set_entry(
    context: typer.Context,
    entry: EntryArgument,
    by: ByOption,
    workspace: WorkspaceOption = HERE,
    status: Annotated[str | None, _change("--status", "状态 / Status.")] = None,
    percent: Annotated[str | None, _change("--percent", "完成进度 / Per cent.")] = None,
    done: Annotated[str | None, _change("--done", "已完成数量 / Number done.")] = None,
    started_on: Annotated[str | None, _change("--started-on", "启动日期 / Started on.")] = None,
    finished_on: Annotated[str | None, _change("--finished-on", "完成日期 / Finished on.")] = None,
    evidence: Annotated[str | None, _change("--evidence", "佐证 / Evidence.")] = None,
    due_on: Annotated[
        str | None, _change("--due-on", "完成期限，须有理由 / Deadline; takes a reason.")
    ] = None,
    responsible: Annotated[
        str | None, _change("--responsible", "责任单位 / Responsible body.")
    ] = None,
    cooperating: Annotated[
        str | None, _change("--cooperating", "协同单位，用、分开 / Cooperating bodies.")
    ] = None,
    title: Annotated[str | None, _change("--title", "名称 / Title.")] = None,
    kind: Annotated[str | None, _change("--kind", "类别 / Kind.")] = None,
    place: Annotated[str | None, _change("--place", "地点或对象 / Place.")] = None,
    division: Annotated[str | None, _change("--division", "所在区划 / Division.")] = None,
    indicators: Annotated[
        str | None, _change("--indicators", "关联指标 id / Indicator ids.")
    ] = None,
    note: Annotated[str | None, _change("--note", "备注 / Note.")] = None,
    why: Annotated[str, typer.Option("--why", help="理由 / Reason.")] = "",
    at: OnOption = None,
    revision: Annotated[
        int | None,
        typer.Option("--revision", help="据以改动的修订号 / The revision the change is made from."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """改一项，留下一条修订；空文本表示不知道。Change one entry by a revision; '' means unknown."""
    given: dict[str, Any] = {
        "title": title,
        "kind": kind,
        "place": place,
        "division": division,
        "due_on": due_on,
        "responsible": responsible,
        "cooperating": cooperating,
        "status": status,
        "percent": percent,
        "done": done,
        "started_on": started_on,
        "finished_on": finished_on,
        "evidence": evidence,
        "indicators": indicators,
        "note": note,
    }
    told = {name: value for name, value in given.items() if value is not None}
    _set(context.obj, workspace, entry, told, by, why, at, revision, as_json=as_json)


def _set(
    face: Face,
    workspace: Path,
    entry: str,
    given: dict[str, Any],
    by: str,
    why: str,
    at: str | None,
    revision: int | None,
    *,
    as_json: bool,
) -> None:
    """Write the revision and tell it."""
    from jidi.service.books import open_book
    from jidi.service.register_changes import change_entry
    from jidi.service.register_filter import day_asked
    from jidi.service.register_wording import changes_text

    now = _now()
    with open_book(workspace, engine=face.engine) as book:
        written = change_entry(
            book,
            entry,
            given,
            by=by,
            now=now,
            why=why,
            on=day_asked(at, today=now.date()),
            expected=revision,
        )
        if as_json:
            print_json(written.model_dump(mode="json"))
            return
        print_line(_told(written, face))
        print_line(changes_text(book, written, face.lang))


@app.command("export")
def export_register(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="写到的文件 / File to write.")
    ] = None,
    workspace: WorkspaceOption = HERE,
    status: StatusOption = "",
    overdue: OverdueOption = False,
    form: FormOption = "",
    kind: KindOption = "",
    body: BodyOption = "",
    box: BoxOption = "",
    as_json: JsonOption = False,
) -> None:
    """导出可填报的 Excel 台账。Export the register as a workbook to fill in."""
    from jidi.service import register, register_filter, register_workbook
    from jidi.service.books import open_book

    face: Face = context.obj
    asked = register_filter.Filter(
        status=status, overdue=overdue, form=form, kind=kind, body=body, box=box
    )
    now = _now()
    with open_book(workspace, engine=context.obj.engine) as book:
        found = register_filter.chosen(book, register.entries(book, at=now.date()), asked)
        path = output or Path(f"{book.name}-register.xlsx")
        register_workbook.export_register(book, found, path, lang=face.lang, made_at=now)
    if as_json:
        print_json({"file": str(path), "rows": len(found)})
        return
    print_line(
        face.say(f"已导出 {len(found)} 项：{path}", f"Exported {len(found)} entries: {path}")
    )


@app.command("import")
def import_register(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="填好的台账 / The filled-in workbook.")],
    by: ByOption,
    workspace: WorkspaceOption = HERE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只看会改什么 / Only show what would change.")
    ] = False,
    why: Annotated[str, typer.Option("--why", help="未写理由的行用它 / Reason for rows.")] = "",
    at: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """导入填好的台账，不合格的行退回。Import a workbook; what does not fit comes back."""
    from jidi.service import register_filter, register_import
    from jidi.service.books import open_book

    face: Face = context.obj
    now = _now()
    with open_book(workspace, engine=context.obj.engine) as book:
        receipt = register_import.import_register(
            book,
            file,
            by=by,
            now=now,
            why=why,
            on=register_filter.day_asked(at, today=now.date()),
            dry_run=dry_run,
        )
        if as_json:
            print_json(receipt.to_json())
            return
        _print_receipt(book, receipt, face)


def _print_receipt(book: Book, receipt: ImportReceipt, face: Face) -> None:
    from jidi.service.register_wording import changes_in_words, field_name

    heads = face.say("行,编号,改动", "row,entry,changes").split(",")
    rows = [
        (str(one.row.number), one.entry, changes_in_words(book, one.changes, face.lang))
        for one in receipt.of("changed")
    ]
    if rows:
        print_table(face.say("改动", "Changes"), heads, rows)
    for one in receipt.of("held"):
        for finding in one.findings:
            print_line(finding.message(face.lang))
    if receipt.missing:
        names = "、".join(field_name(name, face.lang) for name in receipt.missing)
        print_line(
            face.say(f"表中没有的列照旧：{names}", f"Columns not in the sheet stay as is: {names}")
        )
    older = sum(one.older for one in receipt.of("unchanged"))
    if older:
        print_line(
            face.say(
                f"{older} 行是旧的导出，未填报，照旧。",
                f"{older} rows were exported before the newest revision; they were left as is.",
            )
        )
    print_line(receipt.sentence(face.lang))
    if receipt.held_file is not None:
        print_line(
            face.say(
                f"退回的行连同原因写在 {receipt.held_file}",
                f"Rows held aside, with reasons: {receipt.held_file}",
            )
        )


@app.command("publish")
def publish_register(
    context: typer.Context,
    by: ByOption,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """把台账快照写入数据表，供指标计算。Publish a snapshot for the indicators."""
    from jidi.service import register_publish
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        published = register_publish.publish_register(book, by=by, now=_now())
    if as_json:
        print_json(published.to_json())
        return
    print_line(published.sentence(face.lang))


def _terms(book: Book, entry: Entry, face: Face) -> Iterator[tuple[str, str]]:
    """What the plan fixes, then what people reported, as pairs of name and words."""
    from jidi.service.register_wording import field_name, passages_text, value_text

    subject, lang = entry.subject, face.lang
    yield field_name("items", lang), " ".join(subject.items)
    if subject.stands_in:
        yield field_name("box", lang), subject.stands_in
    if subject.wanted:
        yield field_name("wanted", lang), subject.wanted_in_words
    for name, value in entry.state.plain().items():
        if name != "title":
            mark = _origin(entry.origins[name], face)
            yield field_name(name, lang), value_text(book, name, value, lang) + mark
    yield field_name("passage", lang), passages_text(subject, lang)


def _told(written: Revision, face: Face) -> str:
    return face.say(
        f"{written.entry} 修订 {written.number}，自 {written.on} 起，{written.by} 填报",
        f"{written.entry} revision {written.number}, from {written.on}, by {written.by}",
    )


def _cells(book: Book, entry: Entry, face: Face) -> tuple[str, ...]:
    from jidi.service.register_wording import ORIGIN_WORDS, value_text

    state = entry.state.plain()

    def said(name: str) -> str:
        return value_text(book, name, state[name], face.lang)

    wanted = entry.subject.wanted_in_words
    done = state["done"] or ("—" if wanted else "")
    return (
        _overdue(entry, face),
        face.say(entry.status.zh, entry.status.en),
        entry.id,
        entry.title(face.lang),
        said("kind"),
        said("responsible"),
        said("due_on"),
        said("percent"),
        f"{done}/{wanted}" if wanted else done,
        face.say(*ORIGIN_WORDS[entry.status_origin]),
    )


def _overdue(entry: Entry, face: Face) -> str:
    if entry.is_overdue:
        return face.say(f"逾期 {entry.days_over} 天", f"{entry.days_over} days")
    if entry.is_due_unreported:
        return face.say("到期未填报", "due, not reported")
    return face.say("逾期完成", "done late") if entry.is_late else ""


def _standing(entry: Entry, face: Face) -> str:
    told = entry.told
    over = _overdue(entry, face)
    said = face.say(
        f"修订 {told.number}，自 {told.on} 起，{told.by} 填报（看 {entry.day}）",
        f"Revision {told.number}, from {told.on}, by {told.by} (seen on {entry.day})",
    )
    return f"{said}{face.say('；', '; ')}{over}" if over else said


def _origin(origin: str, face: Face) -> str:
    return face.say("（合成）", " (synthetic)") if origin == "synthetic" else ""


def _print_synthetic(count: int, face: Face) -> None:
    if count:
        print_line(
            face.say(
                f"其中 {count} 项含合成数据，不是真实进展。",
                f"{count} of them hold synthetic data, which is no real progress.",
            )
        )


def _now() -> datetime:
    return datetime.now().astimezone()
