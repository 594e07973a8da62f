"""Who acts on cases and alerts: whether they may, and the name that is recorded with it.

The web face and tokens bring whoever signed in. On the command line somebody is named; where people
are registered in the book, it must be one of them, and their roles hold. A book in which nobody is
registered lets whoever sits at this machine act, as ``open_here`` in ``definitions/access`` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from jidi.core.division import DivisionCode
from jidi.core.errors import InputError
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.model.case import CaseKind, Step
from jidi.registry.people import LOCAL, PeopleBook
from jidi.service.access import Asker, Thing, asker_of_person, open_asker
from jidi.service.books import Book
from jidi.supervision.cases import Case

OPEN_CASE: Final = "case.open"
"""Opening a case, and raising another from one."""
HANDLE: Final = "case.officer"
"""Pausing and resuming; the duties of steps are ``case.`` and the word in ``who``."""
EVIDENCE: Final = (HANDLE, "case.inspector", "case.enforcement", "case.company")
FORGET: Final = "case.leader"
SEE_ALERTS: Final = "alerts.read"
"""Reading alerts and what supervision shows of a place."""
WATCH: Final = "alerts.work"
"""Recording a run of the rules, acknowledging an alert."""
SILENCE: Final = "alerts.silence"
EXCHANGE: Final = "exchange.record"
"""Putting on record that data were given to a department or received."""


def acting(book: Book, by: str) -> Asker:
    """Who a name on the command line stands for.

    :param by: id or name of somebody registered; any name where nobody is.
    :raises InputError: Q-101 when people are registered and it is none of them, with the nearest;
        Q-102 when several bear the name.
    """
    people = [one for one in PeopleBook(book.workspace.registry).all() if not one.closed]
    found = [one for one in people if one.id == by] or [one for one in people if one.name == by]
    if len(found) > 1:
        raise InputError("Q-102", name=by, ids=listed(one.id for one in found))
    if found:
        return asker_of_person(found[0])
    known = [one.id for one in people if one.kind == LOCAL]
    if known:
        raise InputError("Q-101", name=by or "—", nearest=suggestion(by, known) or known[0])
    return replace(open_asker(is_here=True), name=by)


def signed(
    book: Book,
    by: str,
    actions: str | Sequence[str],
    things: Iterable[Thing],
    *,
    asker: Asker | None = None,
) -> str:
    """The name to record, of somebody who may do one of the actions to each of the things.

    :param asker: who signed in; whom ``by`` names when None.
    :raises InputError: A-100, A-102, A-103; Q-101, Q-102.
    """
    who = acting(book, by) if asker is None else asker
    wanted = (actions,) if isinstance(actions, str) else tuple(actions)
    for thing in things:
        demand_one(who, wanted, thing)
    return who.signs_as(by)


def demand_one(asker: Asker, actions: Sequence[str], thing: Thing) -> None:
    """Let pass who may do one of the actions to the thing.

    :raises InputError: A-100, A-102, A-103, of the first action that they may do anywhere.
    """
    if any(asker.may(action, thing) for action in actions):
        return
    near = next((action for action in actions if asker.may(action)), actions[0])
    asker.demand(near, thing)


def actions_of_step(step: Step) -> tuple[str, ...]:
    """The actions of which one is needed for a step."""
    return tuple(f"case.{duty}" for duty in step.who)


def may_take(asker: Asker, case: Case, step: Step) -> bool:
    """Whether somebody may take a step of a case, as far as rights go."""
    thing = thing_of_case(case)
    return any(asker.may(action, thing) for action in actions_of_step(step))


def thing_of_case(one: Case) -> Thing:
    """A case: where it belongs, the company it is about, and of whoever opened it."""
    return Thing(
        division=DivisionCode(one.file.division),
        company=str(one.values.get("operator_id") or ""),
        by=one.file.events[0].by,
    )


def duties(kinds: Iterable[CaseKind]) -> frozenset[str]:
    """Every action that some step of some kind asks for."""
    return frozenset(
        action for kind in kinds for step in kind.steps for action in actions_of_step(step)
    )
