"""The draft that a page is about: its records, its document, what its arithmetic says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from jidi.documents import Document
from jidi.model.plan import Plan
from jidi.plan import Finding
from jidi.service.draft_store import KeptDraft, document_of
from jidi.service.plan_review import Item, items, without_rejected
from jidi.service.plans import audited
from jidi.web.pages.plan_drafts import STATES, title_of
from jidi.web.texts import mark
from jidi.web.visit import Visit

KINDS: Final = {
    "target": mark("Target"),
    "fact": mark("Fact"),
    "milestone": mark("Milestone"),
    "project": mark("Project"),
}
FIELD_WORDS: Final = {
    "zh": mark("What it is called"),
    "unit": mark("Unit"),
    "baseline": mark("Base value"),
    "level": mark("Level to reach"),
    "growth": mark("Mean annual growth"),
    "increment": mark("Increase"),
    "year": mark("Year"),
    "indicator": mark("Indicator"),
    "printed": mark("Printed"),
    "due": mark("Due"),
    "count": mark("How many"),
    "places": mark("Places"),
    "kind": mark("Kind"),
}
SIZE: Final = 20
"""Records on one page."""


@dataclass(frozen=True)
class Shown:
    """The draft.

    :param may: whether this visitor may decide about it here.
    """

    visit: Visit
    draft: KeptDraft
    plan: Plan
    may: bool = False

    @cached_property
    def document(self) -> Document:
        """The document as text."""
        return document_of(self.visit.book, self.draft)

    @cached_property
    def every(self) -> tuple[Item, ...]:
        """Every record, in the order of the text."""
        return items(self.plan, self.document)

    @cached_property
    def chosen(self) -> tuple[Item, ...]:
        """The records of the chosen kind and state."""
        state = self.visit.choice("state", ("all", *STATES), "all")
        kind = self.visit.choice("kind", ("all", *KINDS), "all")
        return tuple(
            one for one in self.every if state in ("all", one.state) and kind in ("all", one.kind)
        )

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the draft's own arithmetic says, without the records that were rejected."""
        return audited(without_rejected(self.plan)).findings

    @cached_property
    def places(self) -> dict[str, str]:
        """The address of each record, on the page of all records where it stands."""
        here = f"plan/drafts/{self.draft.id}"
        found = {}
        for at, one in enumerate(self.every):
            number = at // SIZE + 1
            page = str(number) if number > 1 else None
            found[one.id] = f"{self.visit.href(here, page=page)}#{one.id}"
        return found

    @property
    def notes(self) -> tuple[str, ...]:
        """What travels with every exported table."""
        return (title_of(self.draft, self.plan), f"{self.draft.file} · SHA-256 {self.draft.sha256}")
