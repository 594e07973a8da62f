"""How a question about a design is answered by designing anew: like the design itself was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.network.rural.design import Design
from jidi.network.rural.problem import Problem
from jidi.network.rural.supposing import Answer
from jidi.service.rural_design import Cancelled, Judged, Progress, Solver


class Named(Protocol):
    """A place of a problem."""

    @property
    def id(self) -> str:
        """Its code."""

    @property
    def name(self) -> str:
        """Its name, which others may have too."""


def number_of(places: Sequence[Named], asked: str, *, unknown: str, several: str) -> int:
    """The place with this id, or with this name where only one has it.

    :param unknown: code of the error where there is none; ``several``: where several have the name.
    :raises UnknownName: ``unknown``. :raises InputError: ``several``.
    """
    found = [n for n, place in enumerate(places) if place.id == asked] or [
        n for n, place in enumerate(places) if place.name == asked
    ]
    if not found:
        known = [*(place.id for place in places), *(place.name for place in places)]
        raise UnknownName(unknown, name=asked, nearest=suggestion(asked, known))
    if len(found) > 1:
        ids = listed(places[n].id for n in found)
        raise InputError(several, name=asked, count=len(found), ids=ids)
    return found[0]


def check_holds(judged: Judged) -> float:
    """Yuan a day of a design that holds.

    :raises InputError: N-703 when it does not.
    """
    if not judged.holds or judged.verdict.bill is None:
        raise InputError("N-703", count=len(judged.verdict.violations))
    return judged.verdict.bill.total


def seed_of(design: Design) -> int:
    """The seed a design was made with; 1 where it does not say."""
    return _whole(design, "seed")


def effort_of(design: Design) -> int:
    """The effort a design was made with; 1 where it does not say."""
    return _whole(design, "effort")


def _whole(design: Design, name: str) -> int:
    told = dict(design.made).get(name, "")
    return int(told) if told.isascii() and told.isdigit() else 1


def answered(
    judged: Judged,
    *,
    solve: Solver,
    questions: int,
    progress: Progress,
    cancelled: Cancelled,
) -> Answer:
    """Designs other problems with the seed and effort of a design.

    :param questions: how many will be asked; progress is told as their share.
    """
    asked = 0

    def answer(problem: Problem) -> Design:
        nonlocal asked
        before, asked = asked, asked + 1
        return solve(
            problem,
            seed=seed_of(judged.design),
            effort=effort_of(judged.design),
            progress=lambda share, step: progress((before + share) / questions, step),
            cancelled=cancelled,
        )

    return answer
