"""The forms by which somebody decides about a record of a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import htpy as h
from htpy import Element, Node

from jidi.service.plan_review import FIELDS, Item, Record, value_of
from jidi.web.pages.jobs import name_field
from jidi.web.pages.plan_draft_shown import FIELD_WORDS, Shown

FIELD_MARK: Final = "field-"
"""Before the names of a record's own fields in a form."""
EXAMPLES: Final = "> 8000, 基本实现100, [>9], 8.2%"
_REASON_MOST: Final = 300


@dataclass(frozen=True)
class Asked:
    """What each form about a record tells besides.

    :param seen: how many decisions about it the reader sees.
    :param next: the record that the page goes on to.
    """

    record: str
    seen: int
    next: str

    def fields(self, decision: str) -> Node:
        """As fields that are not shown."""
        told = {"record": self.record, "seen": str(self.seen), "next": self.next}
        return [
            h.input(type="hidden", name=name, value=value)
            for name, value in {**told, "decision": decision}.items()
        ]


def forms(shown: Shown, one: Item, record: Record, asked: Asked) -> Element:
    """Accept, correct, reject: what may be decided about the record."""
    t = shown.visit.t
    return h.div(class_="decide")[
        one.state != "accept"
        and h.form(class_="filter", method="post", action=_where(shown))[
            asked.fields("accept"),
            name_field(shown.visit),
            h.button(class_="button primary", type="submit")[t("Accept")],
        ],
        h.details(class_="step")[
            h.summary[t("Correct")],
            h.form(class_="stacked", method="post", action=_where(shown))[
                asked.fields("correct"),
                h.p(class_="fine")[
                    t("Write figures as plans print them: {examples}", examples=EXAMPLES)
                ],
                [_field(shown, record, name) for name in FIELDS[type(record)]],
                _reason(shown),
                name_field(shown.visit),
                h.button(class_="button primary", type="submit")[t("Correct")],
            ],
        ],
        h.details(class_="step")[
            h.summary[t("Reject")],
            h.form(class_="stacked", method="post", action=_where(shown))[
                asked.fields("reject"),
                _reason(shown),
                name_field(shown.visit),
                h.button(class_="button danger", type="submit")[t("Reject")],
            ],
        ],
    ]


def _field(shown: Shown, record: Record, name: str) -> Element:
    value = value_of(record, name)
    return h.label[
        shown.visit.t(FIELD_WORDS[name]),
        h.input(type="text", name=f"{FIELD_MARK}{name}", value=value, maxlength="200"),
    ]


def accept_all(shown: Shown, waiting: list[Item]) -> Node:
    """Accept at once all that waits on this page."""
    if len(waiting) < 2:
        return None
    seen = [sum(r.record == one.id for r in shown.plan.reviews) for one in waiting]
    return h.form(class_="filter", method="post", action=_where(shown))[
        [Asked(one.id, n, "").fields("accept") for one, n in zip(waiting, seen, strict=True)],
        name_field(shown.visit),
        h.button(class_="button", type="submit")[
            shown.visit.t("Accept all {n} that wait on this page", n=len(waiting))
        ],
    ]


def _where(shown: Shown) -> str:
    """Where a decision is sent; the question of the page goes along, so that one comes back."""
    asked = {key: shown.visit.asked.get(key) for key in ("state", "kind", "page")}
    return shown.visit.href(f"plan/drafts/{shown.draft.id}/decide", **asked)


def _reason(shown: Shown) -> Element:
    return h.label[
        shown.visit.t("Reason"),
        h.input(
            class_="prose", type="text", name="reason", required="", maxlength=str(_REASON_MOST)
        ),
    ]
