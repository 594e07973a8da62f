"""Filling the register of a demonstration book: every status invented, and marked so."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Final

from jidi.model.register import Draft
from jidi.plan.register_entries import begins_on
from jidi.service.books import Book
from jidi.service.register import register_of
from jidi.service.register_changes import start_register
from jidi.synth import Recipe, synthetic_reports

ACTOR: Final = "demo"
"""Who stands under the invented revisions."""


def fill_register(book: Book, recipe: Recipe, *, seed: int, now: datetime) -> int:
    """Report on every entry of which nobody has reported yet; returns how many revisions.

    What a person or an earlier run has reported stays as it is.
    """
    start_register(book, by="jidi", now=now)
    register = register_of(book)
    untouched = [
        (subject, chain[0].state) for subject, chain in register.whole() if len(chain) == 1
    ]
    reports = synthetic_reports(untouched, recipe, seed=seed, begins=begins_on(book.plan))
    written: Counter[str] = Counter()
    drafts = []
    for report in reports:
        written[report.entry] += 1
        drafts.append(
            Draft(
                entry=report.entry,
                expected=written[report.entry],
                on=report.on,
                why=report.why,
                origin="synthetic",
                state=report.state,
            )
        )
    register.revise(drafts, by=ACTOR, clock=lambda: now, source=f"synthetic, seed {seed}")
    return len(drafts)
