"""Places in the plan's text: line numbers with the words that stand there."""

from __future__ import annotations

from collections.abc import Iterable

import htpy as h

from jidi.model.plan_record import Passage
from jidi.web.english import quoted
from jidi.web.grid import Cell
from jidi.web.visit import Visit

QUOTED = 3
"""Passages shown at once; the others unfold."""


def places(visit: Visit, passages: Iterable[Passage]) -> Cell:
    """Line numbers with the words that stand there."""
    texts = [visit.t("line {line}: {text}", line=p.line, text=p.text) for p in passages]
    few, more = texts[:QUOTED], texts[QUOTED:]
    return Cell(
        "; ".join(texts),
        h.div(class_="quotes")[
            h.ul[(h.li[quoted(text, visit.lang)] for text in few)],
            more
            and h.details[
                h.summary[visit.t("and {n} more", n=len(more))],
                h.ul[(h.li[quoted(text, visit.lang)] for text in more)],
            ],
        ],
    )


def plan_name(visit: Visit) -> tuple[str, ...]:
    """The note above every exported table: which plan it is of."""
    plan = visit.book.plan
    return (visit.t.of(plan.zh, plan.en),)
