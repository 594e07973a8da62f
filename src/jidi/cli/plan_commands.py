"""``jidi plan``: the plans as data, and what their own arithmetic says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import JsonOption
from jidi.cli.output import Face, print_json, print_line, print_table
from jidi.cli.review_commands import list_drafts, review_draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jidi.model.plan import Plan
    from jidi.model.plan_record import Milestone, Project
    from jidi.plan import Binding, Finding

app = typer.Typer(help="规划 / Plans.", no_args_is_help=True)
app.command("review")(review_draft)
app.command("drafts")(list_drafts)

PlanArgument = Annotated[str, typer.Argument(help="规划或省份 / Plan or province.")]


@app.command("list")
def list_plans(context: typer.Context, as_json: JsonOption = False) -> None:
    """列出已录入的规划。List the plans."""
    from jidi.model.plan_loader import load_plans

    face: Face = context.obj
    plans = load_plans()
    if as_json:
        print_json([{"id": p.id, "zh": p.zh, "en": p.en, "province": p.province} for p in plans])
        return
    heads = face.say("id,规划,目标,事实,项目", "id,plan,targets,facts,projects").split(",")
    rows = [
        (p.id, face.say(p.zh, p.en), *(str(len(x)) for x in (p.targets, p.facts, p.projects)))
        for p in plans
    ]
    print_table("", heads, rows)


@app.command("show")
def show_plan(context: typer.Context, plan: PlanArgument, as_json: JsonOption = False) -> None:
    """显示规划的目标、事实、里程碑、项目与任务。Show targets, facts, projects and tasks."""
    from jidi.model.plan_loader import load_plan

    face: Face = context.obj
    found = load_plan(plan)
    if as_json:
        from jidi.service.plans import plan_json

        print_json(plan_json(found))
        return
    _print_plan(found, face)


def _print_plan(plan: Plan, face: Face) -> None:
    from jidi.service.wording import CONDITION_WORDS

    print_line(face.say(plan.zh, plan.en))
    heads = face.say("条目,目标,单位,基数,要求,行", "item,target,unit,base,conditions,line")
    rows = [
        (
            t.item,
            face.say(t.zh, t.en),
            t.unit,
            t.baseline.text if t.baseline else "—",
            "；".join(
                f"{face.say(*CONDITION_WORDS[c.kind])} {c.printed.text}" for c in t.conditions
            ),
            ",".join(str(p.line) for p in t.at),
        )
        for t in plan.targets
    ]
    print_table(face.say("目标", "Targets"), heads.split(","), rows)
    heads = face.say("条目,事实,数值,单位,行", "item,fact,value,unit,line")
    facts = [
        (f.item, face.say(f.zh, f.en), f.printed.text, f.unit, ",".join(str(p.line) for p in f.at))
        for f in plan.facts
    ]
    print_table(face.say("基期事实", "Stated facts"), heads.split(","), facts)
    heads = face.say("条目,名称,期限,行", "item,title,due,line")
    records: tuple[Milestone | Project, ...] = (*plan.milestones, *plan.projects)
    works = [
        (w.item, face.say(w.zh, w.en), str(w.due or "—"), ",".join(str(p.line) for p in w.at))
        for w in records
    ]
    print_table(face.say("里程碑与项目", "Milestones and projects"), heads.split(","), works)
    heads = face.say("编号,任务,章节,条目,行", "id,task,section,items,line")
    tasks = [
        (t.id, face.say(t.zh, t.en), t.section, " ".join(t.items), str(t.at[0].line))
        for t in plan.tasks
    ]
    print_table(face.say("任务与保障措施", "Tasks and guarantees"), heads.split(","), tasks)


@app.command("read")
def read_plan_document(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="规划文件 txt|docx|pdf|html / Plan document.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="草稿写入此文件 / Write the draft here.")
    ] = None,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "-w", "--workspace", help="连同原文件存入此工作区 / Keep it in this workspace."
        ),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="存入时署名 / Who keeps it.")] = "",
    as_json: JsonOption = False,
) -> None:
    """读取规划文件，得到供人审阅的草稿。Read a plan document into a draft for review."""
    from jidi.service.plan_documents import read_document, write_draft
    from jidi.service.plans import plan_json

    face: Face = context.obj
    draft = read_document(file) if workspace is None else _kept(file, workspace, face, by=by)
    if out is not None:
        write_draft(draft, out)
    if as_json:
        print_json(plan_json(draft))
        return
    _print_plan(draft, face)
    _print_outline(draft, face)
    if workspace is not None:
        print_line(face.say(f"已存入工作区，草稿编号 {draft.id}", f"kept as {draft.id}"))


def _kept(file: Path, workspace: Path, face: Face, *, by: str) -> Plan:
    """The draft, kept in a workspace; what people decided of it before stays."""
    from datetime import datetime

    from jidi.service.books import open_book
    from jidi.service.draft_store import keep_file, read_kept

    with open_book(workspace, engine=face.engine) as book:
        kept = keep_file(book, file, by=by, now=datetime.now().astimezone())
        return read_kept(book, kept)


def _print_outline(draft: Plan, face: Face) -> None:
    """What a draft holds besides figures, and what waits for a person."""
    named = (
        ("目标领域", "Goal areas", draft.areas),
        ("专栏", "Boxes", draft.boxes),
        ("系统与机制", "Systems and mechanisms", draft.mechanisms),
    )
    for zh, en, entries in named:
        if entries:
            print_line(f"{face.say(zh, en)}: {'；'.join(entry.zh for entry in entries)}")
    heads = face.say("未读懂,原因,行", "not understood,why,line").split(",")
    rows = [
        (u.text, face.say(u.reason_zh, u.reason_en), ",".join(str(p.line) for p in u.at))
        for u in draft.unread
    ]
    if rows:
        print_table(face.say("待人工处理", "For a person to settle"), heads, rows)
    for note in draft.notes:
        print_line(face.say(note.zh, note.en))


@app.command("audit")
def audit_plan(
    context: typer.Context,
    plan: Annotated[
        str,
        typer.Argument(help="规划、省份、草稿或文件 / Plan, province, draft or document."),
    ],
    verdict: Annotated[
        str | None,
        typer.Option("--verdict", help="agrees|compatible|contradicts"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """核对规划自身的数字，不需告知去哪里找。Check a plan, a draft or a document."""
    from jidi.service.plans import audit_as_asked

    face: Face = context.obj
    report = audit_as_asked(plan, verdict)
    if as_json:
        print_json(report.to_json())
        return
    print_line(face.say(report.plan.zh, report.plan.en))
    print_line(report.sentence(face.lang))
    for finding in report.findings:
        _print_finding(finding, face)
    if verdict is None:
        _print_bindings(report.bindings, face)


def _print_bindings(bindings: Sequence[Binding], face: Face) -> None:
    """For each target with several conditions the one that binds."""
    from jidi.service.english import phrase

    heads = face.say("条目,目标,起约束作用的条件,须达", "item,target,what binds,level").split(",")
    rows = [
        (
            b.item,
            face.say(b.zh, b.en),
            phrase(face.say(b.sentence_zh, b.sentence_en), face.lang),
            phrase(f"{b.level_text} {b.unit}".strip(), face.lang),
        )
        for b in bindings
    ]
    if rows:
        print_table(face.say("起约束作用的条件", "What binds"), heads, rows)


def _print_finding(finding: Finding, face: Face) -> None:
    from jidi.service.english import phrase

    lines = ",".join(str(place.line) for place in finding.at)
    mark = finding.verdict.mark
    verdict = face.say(finding.verdict.zh, finding.verdict.value)
    place = face.say(f"（第{lines}行）", f" (line {lines})") if lines else ""
    print_line(f"{mark} {verdict} {finding.item} {face.say(finding.zh, finding.en)}{place}")
    for text in (
        face.say(finding.arithmetic_zh, finding.arithmetic_en),
        face.say(finding.reason_zh, finding.reason_en),
        _condition(finding, face),
        face.say(finding.binds_zh, finding.binds_en),
    ):
        if text:
            print_line(f"    {phrase(text, face.lang)}")


def _condition(finding: Finding, face: Face) -> str:
    if not finding.only_if_zh:
        return ""
    return face.say(f"仅当：{finding.only_if_zh}", f"only if {finding.only_if_en}")
