"""``jidi plan review``: a person goes through a draft and decides."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import JsonOption
from jidi.cli.output import Face, print_json, print_line, print_table
from jidi.core.errors import InputError

if TYPE_CHECKING:
    from jidi.model.plan import Plan
    from jidi.service.plan_review import Item

_STATES = {
    "open": ("待审", "open"),
    "accept": ("采纳", "accepted"),
    "correct": ("已更正", "corrected"),
    "reject": ("不采纳", "rejected"),
}


def review_draft(
    context: typer.Context,
    draft: Annotated[Path, typer.Argument(help="草稿 plan.toml / Draft.")],
    accept: Annotated[
        str | None, typer.Option("--accept", help="采纳的编号，逗号分隔，或 all / Ids, or all.")
    ] = None,
    reject: Annotated[
        str | None, typer.Option("--reject", help="不采纳的编号 / Ids to reject.")
    ] = None,
    correct: Annotated[
        str | None, typer.Option("--correct", help="要更正的编号 / Id to correct.")
    ] = None,
    change: Annotated[
        list[str] | None, typer.Option("--set", help="字段=值，可重复 / FIELD=VALUE, repeatable.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="署名 / Who decides.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="理由 / Why.")] = "",
    state: Annotated[
        str | None, typer.Option("--state", help="只列：open|accept|correct|reject / Only these.")
    ] = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="逐条询问 / Ask about each open record.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """逐条审阅规划草稿：采纳、更正或不采纳。Review a draft record by record."""
    from jidi.model.plan_loader import read_plan_file
    from jidi.service import plan_review
    from jidi.service.plan_documents import write_draft

    face: Face = context.obj
    plan = read_plan_file(draft)
    now = datetime.now().astimezone().replace(microsecond=0)
    before = plan
    if accept:
        names = [i.id for i in plan_review.items(plan, None) if i.state == "open"]
        wanted = names if accept == "all" else _ids(accept)
        plan = plan_review.decided(plan, "accept", records=wanted, by=by, at=now, reason=reason)
    if reject:
        plan = plan_review.decided(
            plan, "reject", records=_ids(reject), by=by, at=now, reason=reason
        )
    if correct:
        changes = dict(_pair(text) for text in change or ())
        plan = plan_review.corrected(plan, correct, changes, by=by, at=now, reason=reason)
    document = plan_review.source_of(plan, draft.parent)
    if ask:
        plan = _asked(plan, plan_review.items(plan, document), face, by=by, now=now, path=draft)
    elif plan is not before:
        write_draft(plan, draft)
    found = [i for i in plan_review.items(plan, document) if state in (None, i.state)]
    if as_json:
        print_json(
            {
                "plan": plan.zh,
                "document": document is not None,
                "items": [item.to_json() for item in found],
                "unread": [entry.model_dump(mode="json") for entry in plan.unread],
            }
        )
        return
    _print(found, face, has_document=document is not None)


def _ids(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise InputError("P-144", text=text)
    return name.strip(), value.strip()


def _print(found: list[Item], face: Face, *, has_document: bool) -> None:
    heads = face.say("编号,状态,内容,行,原文", "id,state,says,line,source").split(",")
    rows = [
        (
            item.id,
            face.say(*_STATES[item.state]),
            item.says,
            ",".join(str(line) for line in item.lines),
            item.source[0] if item.source else "",
        )
        for item in found
    ]
    print_table("", heads, rows)
    counts = {state: sum(item.state == state for item in found) for state in _STATES}
    print_line("，".join(f"{face.say(*_STATES[s])} {n}" for s, n in counts.items() if n))
    if not has_document:
        print_line(
            face.say(
                "草稿旁没有原文件（或原文件已变），只显示草稿所记的文字。",
                "The document is not beside the draft, or has changed; only what the draft holds "
                "is shown.",
            )
        )


def _asked(
    plan: Plan, found: tuple[Item, ...], face: Face, *, by: str, now: datetime, path: Path
) -> Plan:
    """Ask about each open record; every answer is written at once."""
    from jidi.service import plan_review
    from jidi.service.plan_documents import write_draft

    who = by or typer.prompt(face.say("署名", "your name"))
    for item in (i for i in found if i.state == "open"):
        print_line("")
        print_line(f"{item.id}  {item.says}")
        for text in item.source:
            print_line(f"    {text}")
        answer = typer.prompt(
            face.say("a 采纳  r 不采纳  s 跳过  q 结束", "a accept  r reject  s skip  q quit"),
            default="s",
        )
        if answer == "q":
            break
        if answer == "a":
            plan = plan_review.decided(plan, "accept", records=[item.id], by=who, at=now)
        elif answer == "r":
            why = typer.prompt(face.say("理由", "why"))
            plan = plan_review.decided(
                plan, "reject", records=[item.id], by=who, at=now, reason=why
            )
        else:
            continue
        write_draft(plan, path)
    return plan
