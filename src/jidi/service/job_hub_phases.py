"""Jobs that say in which year which hub of a design is built, within yearly budgets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from jidi.core.division import Division
from jidi.service.books import Book
from jidi.service.design_folders import check_known
from jidi.service.hub_phases import (
    phase_lines,
    phase_plan,
    phase_rows,
    phases_bytes,
    phases_json,
)
from jidi.service.hub_store import kept_hub_design, kept_hub_designs
from jidi.service.job_fields import Field, Unfit, number, text
from jidi.service.job_task import Outcome, Task, ToldTable, both, lines_of

_MOST: Final = 30
_PARTED: Final = re.compile(r"\s*[,，、;；]\s*|\s+")
_ONE: Final = number(least=0)
TITLE: Final = ("分年实施（投资、预算：亿元）", "Phases (invested, budget: 10^8 yuan)")


def budgets(told: Any) -> list[float]:
    """Yearly budgets: numbers with commas between, or a list of them.

    :raises Unfit: when they are none, too many, or one is no number from 0.
    """
    parts: Sequence[Any] = _PARTED.split(told.strip()) if isinstance(told, str) else told
    if not isinstance(parts, list) or not 0 < len(parts) <= _MOST:
        raise Unfit(f"须为 1 至 {_MOST} 个数，如 3, 2.5, 2", f"1 to {_MOST} numbers, as 3, 2.5, 2")
    return [_ONE(part) for part in parts]


PHASES: Final = (
    Field("design", "枢纽方案", "design of hubs", text(), needed=True),
    Field(
        "budgets", "每年预算，亿元（末次为目标年）",
        "yearly budgets, 10^8 yuan (the target year last)", budgets, needed=True,
    ),
)  # fmt: skip


def where_hubs(book: Book, name: str) -> Division:
    """The province, for a design of hubs that is kept.

    :raises UnknownName: N-742.
    """
    if name:  # without one it is said that it must be told
        check_known(name, [kept.id for kept in kept_hub_designs(book)])
    return book.province


def plan_phases(task: Task) -> Outcome:
    """What is built when; nothing when it is stopped before a plan was found.

    :raises InputError: N-741, N-854, N-857, N-858.
    """
    kept, found = kept_hub_design(task.book, task.asked["design"])
    task.progress(0.05, found.posed.name)
    plan = phase_plan(
        found, task.book, budgets=tuple(task.asked["budgets"]), tell=lambda _: task.cancelled()
    )
    rows = both(phase_rows, plan)
    return Outcome(
        files={f"{kept.id}-phases.{lang}.xlsx": phases_bytes(plan, lang) for lang in ("zh", "en")},
        lines=lines_of(both(phase_lines, plan)),
        tables=(ToldTable(*TITLE, plan.heads, rows),),
        told=phases_json(plan),
        synthetic=found.posed.synthetic,
    )
