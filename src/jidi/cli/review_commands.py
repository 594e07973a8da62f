"""``jidi plan review`` and ``drafts``: a person goes through a draft and decides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table
from jidi.core.errors import InputError

if TYPE_CHECKING:
    from jidi.documents import Document
    from jidi.model.plan import Plan
    from jidi.service.books import Book
    from jidi.service.draft_store import Wanted
    from jidi.service.plan_review import Item

_STATES = {
    "open": ("待审", "open"),
    "accept": ("采纳", "accepted"),
    "correct": ("已更正", "corrected"),
    "reject": ("不采纳", "rejected"),
}


@dataclass
class _Desk:
    """A draft on the desk of whoever reviews it: a file of its own, or one kept in a book.

    :param name: the file's path, or the id in the book.
    """

    name: str
    by: str
    now: datetime
    book: Book | None = None

    def read(self) -> tuple[Plan, Document | None]:
        """The draft as it stands, and its document where that is at hand."""
        if self.book is None:
            from jidi.model.plan_loader import read_plan_file
            from jidi.service.plan_review import source_of

            plan = read_plan_file(Path(self.name))
            return plan, source_of(plan, Path(self.name).parent)
        from jidi.service.draft_store import document_of, draft_named, plan_of

        draft = draft_named(self.book, self.name)
        return plan_of(self.book, draft), document_of(self.book, draft)

    def decide(self, wanted: Wanted) -> None:
        """Write a decision at once."""
        from jidi.service.draft_store import as_decided, decide
        from jidi.service.plan_documents import write_draft

        if self.book is not None:
            decide(self.book, self.name, wanted, by=self.by, now=self.now)
            return
        plan, _ = self.read()
        made = as_decided(plan, wanted, by=self.by, at=self.now.replace(microsecond=0))
        write_draft(made, Path(self.name))


def list_drafts(
    context: typer.Context, workspace: WorkspaceOption = HERE, as_json: JsonOption = False
) -> None:
    """列出工作区里的规划草稿与审阅进度。List the drafts kept in a workspace."""
    from jidi.service.books import open_book
    from jidi.service.draft_store import drafts, told_of

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        found = [told_of(book, one) for one in drafts(book)]
    if as_json:
        print_json(found)
        return
    heads = face.say(
        "编号,规划,文件,待审,采纳,已更正,不采纳,报送人,时间",
        "id,plan,file,open,accepted,corrected,rejected,by,at",
    ).split(",")
    rows = [
        (
            one["id"],
            one["plan"] or face.say("尚未读取", "not read yet"),
            one["file"],
            *(str(one["states"][state]) if one["states"] else "—" for state in _STATES),
            one["by"],
            one["at"],
        )
        for one in found
    ]
    print_table("", heads, rows)


def review_draft(
    context: typer.Context,
    draft: Annotated[
        str,
        typer.Argument(
            help="草稿 plan.toml；给出 -w 时为其中草稿的编号 / Draft, or its id with -w."
        ),
    ],
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
    workspace: Annotated[
        Path | None, typer.Option("-w", "--workspace", help="草稿所在工作区 / Workspace.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """逐条审阅规划草稿：采纳、更正或不采纳。Review a draft record by record."""
    from jidi.service import plan_review
    from jidi.service.draft_store import Wanted

    face: Face = context.obj
    with _desk(draft, workspace, face, by=by) as desk:
        plan, document = desk.read()
        if accept:
            names = [one.id for one in plan_review.items(plan, None) if one.state == "open"]
            desk.decide(Wanted("accept", names if accept == "all" else _ids(accept), reason))
        if reject:
            desk.decide(Wanted("reject", _ids(reject), reason))
        if correct:
            changes = dict(_pair(text) for text in change or ())
            desk.decide(Wanted("correct", [correct], reason, changes))
        if ask:
            _asked(desk, face)
        plan, document = desk.read()
    found = [i for i in plan_review.items(plan, document) if state in (None, i.state)]
    if as_json:
        told = plan_review.draft_json(plan, document)
        print_json({**told, "items": [item.to_json() for item in found]})
        return
    _print(found, face, has_document=document is not None)


@contextmanager
def _desk(draft: str, workspace: Path | None, face: Face, *, by: str) -> Iterator[_Desk]:
    now = datetime.now().astimezone()
    if workspace is None:
        yield _Desk(draft, by, now)
        return
    from jidi.service.books import open_book

    with open_book(workspace, engine=face.engine) as book:
        yield _Desk(draft, by, now, book)


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


def _asked(desk: _Desk, face: Face) -> None:
    """Ask about each open record; every answer is written at once."""
    from jidi.service.draft_store import Wanted
    from jidi.service.plan_review import items

    desk.by = desk.by or typer.prompt(face.say("署名", "your name"))
    for item in (i for i in items(*desk.read()) if i.state == "open"):
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
            desk.decide(Wanted("accept", [item.id]))
        elif answer == "r":
            desk.decide(Wanted("reject", [item.id], typer.prompt(face.say("理由", "why"))))
