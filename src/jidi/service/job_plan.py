"""Jobs that read a plan document that was handed in into a draft for people to review."""

from __future__ import annotations

from typing import Final

from jidi.core.division import Division
from jidi.model.plan import Plan
from jidi.service.books import Book
from jidi.service.draft_store import KeptDraft, draft_named, read_kept
from jidi.service.job_fields import Field, text
from jidi.service.job_task import Outcome, Task
from jidi.service.plan_review import records_of

READ_PLAN: Final = "plan-read"
DRAFT: Final = (Field("draft", "规划文件", "plan document", text(), needed=True),)


def where_draft(book: Book, name: str) -> Division:
    """The province, when there is such a draft.

    :raises UnknownName: P-150.
    """
    if name:  # without one it is said that it must be told
        draft_named(book, name)
    return book.province


def read_plan_document(task: Task) -> Outcome:
    """The document read into a draft; one that was read before stays as people left it.

    :raises InputError: T-100 to T-109 for a document that cannot be read.
    """
    draft = draft_named(task.book, task.asked["draft"])
    task.progress(0.1, draft.file)
    plan = read_kept(task.book, draft)
    records = sum(1 for _ in records_of(plan))
    told = {"draft": draft.id, "records": records, "unread": len(plan.unread)}
    return Outcome(lines=(_line(draft, plan, records),), told=told)


def _line(draft: KeptDraft, plan: Plan, records: int) -> tuple[str, str]:
    name = plan.zh or draft.file
    unread = len(plan.unread)
    return (
        f"{name}：{records} 条记录待审，{unread} 处没有读懂",
        f"{name}: {records} records to review, {unread} places not understood",
    )
