"""One draft of a plan: its records beside the text they were read from, and what was decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.service.capture_status import clock_text
from jidi.service.draft_store import FOLDER, PLAN, KeptDraft, draft_named, is_read, plan_of
from jidi.service.plan_review import OPEN, states
from jidi.web.english import quoted
from jidi.web.grid import Grid
from jidi.web.layout import Page, card, definition_list, export_link, note, print_button
from jidi.web.pages import plan_draft_records, plan_draft_text
from jidi.web.pages.jobs import name_field
from jidi.web.pages.plan_audit import TITLE
from jidi.web.pages.plan_draft_shown import Shown
from jidi.web.pages.plan_drafts import may_review, title_of
from jidi.web.pages.sign_in import failed
from jidi.web.texts import mark
from jidi.web.visit import Visit
from jidi.web.writes import Writes

PARTS: Final = {
    "records": mark("Records"),
    "text": mark("The whole text"),
    "unread": mark("Not understood yet"),
    "audit": TITLE,
}


def page(visit: Visit, name: str, writes: Writes, *, error: JidiError | None = None) -> Page:
    """One draft.

    :raises UnknownName: P-150. :raises InputError: P-152, and as its document is read.
    """
    t, draft, may = visit.t, draft_named(visit.book, name), may_review(visit, writes)
    if not is_read(visit.book, draft):
        body = [failed(visit, error), _waiting(visit, draft, may)]
        return Page(title=draft.file, body=body)
    shown = Shown(visit, draft, plan_of(visit.book, draft), may)
    part = visit.choice("part", tuple(PARTS), "records")
    return Page(
        title=title_of(draft, shown.plan),
        subtitle=t("Draft, to be reviewed beside its text"),
        actions=_actions(visit, name),
        body=[failed(visit, error), _head(shown), _parts(shown, part), _SHOWN[part](shown)],
    )


def grids(visit: Visit, name: str) -> tuple[Grid, ...]:
    """The part that is shown, as a sheet.

    :raises UnknownName: P-150. :raises InputError: P-151, P-152.
    """
    draft = draft_named(visit.book, name)
    shown = Shown(visit, draft, plan_of(visit.book, draft))
    return (_GRIDS[visit.choice("part", tuple(PARTS), "records")](shown),)


def _actions(visit: Visit, name: str) -> Node:
    t = visit.t
    return [
        print_button(visit),
        h.a(class_="button", href=visit.href(f"plan/drafts/{name}/document"), download="")[
            t("Original document")
        ],
        h.a(class_="button", href=visit.href(f"plan/drafts/{name}/plan.toml"), download="")[
            t("Draft as a file")
        ],
        export_link(visit, f"plan/drafts/{name}"),
    ]


def _waiting(visit: Visit, draft: KeptDraft, may: bool) -> Node:
    """Looked at again by itself until it was read."""
    t = visit.t
    return h.div(
        id="waiting",
        hx_get=visit.href(f"plan/drafts/{draft.id}"),
        hx_select="main",
        hx_target="#main",
        hx_swap="outerHTML",
        hx_trigger="every 2s",
    )[
        card(
            t("Not read yet"),
            note(t("This document was handed in and waits to be read.")),
            may
            and h.form(
                class_="filter", method="post", action=visit.href(f"plan/drafts/{draft.id}/read")
            )[name_field(visit), h.button(class_="button primary", type="submit")[t("Read it")]],
        )
    ]


def _head(shown: Shown) -> Node:
    """How far the review is, and where the document is from."""
    visit, t = shown.visit, shown.visit.t
    counts = states(shown.plan)
    every = sum(counts.values())
    return card(
        t("How far the review is"),
        h.p(class_="sentence")[
            t(
                "{done} of {all} records are decided; {open} wait.",
                done=every - counts[OPEN],
                all=every,
                open=counts[OPEN],
            )
        ],
        counts[OPEN] == 0
        and h.p(class_="fine")[
            t("A workspace that follows this plan is made on the command line:"),
            " ",
            h.code[f"jidi new FOLDER --plan {FOLDER}/{shown.draft.id}/{PLAN}"],
        ],
        h.details[
            h.summary[t("Where the document is from")],
            definition_list(
                {
                    t("File"): shown.draft.file,
                    t("Handed in by"): shown.draft.by,
                    t("Time of handing in"): clock_text(shown.draft.at),
                    t("Years"): f"{shown.plan.base_year}–{shown.plan.target_year}",
                    t("Region"): shown.plan.region and quoted(shown.plan.region, visit.lang),
                    "SHA-256": h.code(class_="digest")[shown.draft.sha256[:16], "…"],
                }
            ),
        ],
    )


def _parts(shown: Shown, chosen: str) -> Element:
    visit, t = shown.visit, shown.visit.t
    counts = {"records": len(shown.every), "unread": len(shown.plan.unread)}
    return h.nav(class_="tabs page-tabs", aria_label=t("Parts of the draft"))[
        (
            h.a(
                href=visit.href(
                    f"plan/drafts/{shown.draft.id}", part=None if name == "records" else name
                ),
                aria_current="true" if name == chosen else None,
            )[t(words), name in counts and h.span(class_="count")[f"{counts[name]:,}"]]
            for name, words in PARTS.items()
        )
    ]


_SHOWN: Final[dict[str, Callable[[Shown], Node]]] = {
    "records": plan_draft_records.records,
    "text": plan_draft_text.text,
    "unread": plan_draft_text.unread,
    "audit": plan_draft_text.audit,
}
_GRIDS: Final[dict[str, Callable[[Shown], Grid]]] = {
    "records": plan_draft_records.grid,
    "text": plan_draft_text.text_grid,
    "unread": plan_draft_text.unread_grid,
    "audit": plan_draft_text.audit_grid,
}
