"""Why a problem has no design: the smallest set of its conditions that clash.

A set clashes when no design keeps all of it and the facts; it is irreducible when every part of it
can be kept. First ``necessities`` are asked: what they refuse is proved. Where they find nothing,
the solver is asked, whose "none found" is no proof; the clash says which of both it is.
Irreducible sets are found by halving (Junker's QuickXplain): of kinds, in two orders of which the
smaller is kept, then of the rows of these kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from jidi.core.errors import Interrupted, JidiError
from jidi.network.rural.conditions import Condition, Kind, conditions, without
from jidi.network.rural.design import Design
from jidi.network.rural.impossible import NONE_FOUND
from jidi.network.rural.necessities import Ways, possible
from jidi.network.rural.problem import Problem

T = TypeVar("T")

Solved = Callable[[Problem], Design | None]
"""Asks the solver: a design, or None where it finds none."""
Refused = Callable[[Sequence[Condition]], bool]
"""Whether no design keeps these conditions, as far as one can tell."""

FEW_ROWS: Final = 8
"""Rows that are told apart by asking the solver for each; more are kept together. Own choice."""
FEW_KINDS: Final = 2
"""A clash of no more kinds than this is not sought from the other end as well. Own choice."""


@dataclass(frozen=True)
class Clash:
    """Conditions that cannot be kept together.

    :param conditions: an irreducible set.
    :param proved: whether it is proved; else the solver found no design that keeps them.
    """

    conditions: tuple[Condition, ...]
    proved: bool

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of the conditions, each once."""
        return tuple(dict.fromkeys(condition.kind for condition in self.conditions))


def solver_of(
    solve: Callable[..., Design],
    *,
    seed: int,
    effort: int = 1,
    asked: Callable[[], None] = lambda: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Solved:
    """The solver as an answerer: None where it finds no design.

    :param asked: told of each question. :raises Interrupted: N-503 when cancelled.
    """

    def solved(problem: Problem) -> Design | None:
        asked()
        if cancelled():
            raise Interrupted("N-503", county=problem.name)
        try:
            return solve(problem, seed=seed, effort=effort, progress=_quiet, cancelled=cancelled)
        except Interrupted:
            raise
        except JidiError as error:
            if error.code in NONE_FOUND:
                return None
            raise

    return solved


def _quiet(_share: float, _step: str) -> None:
    """Nobody listens to the progress of one question among many."""


def proved_clash(problem: Problem, ways: Ways | None = None) -> Clash | None:
    """An irreducible clash that is proved; None where none can be proved."""
    known = Ways.of(problem) if ways is None else ways
    every = conditions(problem)
    if possible(problem, known):
        return None

    def refused(kept: Sequence[Condition]) -> bool:
        return not possible(_keeping(problem, every, kept), known)

    kinds = _smaller(lambda kept: refused(_of(every, kept)))
    rows = _irreducible(_of(every, kinds), refused)
    return Clash(tuple(sorted(rows, key=_order)), proved=True)


def clash(problem: Problem, solved: Solved) -> Clash | None:
    """The clash of a problem, proved where it can be; None where the solver finds a design."""
    ways = Ways.of(problem)
    proved = proved_clash(problem, ways)
    return proved if proved is not None else _unsolved_clash(problem, ways, solved)


def _unsolved_clash(problem: Problem, ways: Ways, solved: Solved) -> Clash | None:
    every = conditions(problem)

    def refused(kept: Sequence[Condition]) -> bool:
        left = _keeping(problem, every, kept)
        return not possible(left, ways) or solved(left) is None

    if not refused(every):
        return None
    kinds = _irreducible(list(Kind), lambda kept: refused(_of(every, kept)))
    rows = _of(every, kinds)
    many = tuple(kind for kind in kinds if len(_of(every, (kind,))) > FEW_ROWS)
    always, few = _of(every, many), [c for c in rows if c.kind not in many]
    found = _irreducible(few, lambda kept: refused((*always, *kept)))
    return Clash(tuple(sorted((*always, *found), key=_order)), proved=False)


def _of(every: Sequence[Condition], kinds: Sequence[Kind]) -> tuple[Condition, ...]:
    return tuple(condition for condition in every if condition.kind in kinds)


def _order(condition: Condition) -> tuple[int, int]:
    return list(Kind).index(condition.kind), condition.row


def _keeping(problem: Problem, every: Sequence[Condition], kept: Sequence[Condition]) -> Problem:
    held = frozenset(kept)
    return without(problem, (condition for condition in every if condition not in held))


def _smaller(refused: Callable[[Sequence[Kind]], bool]) -> list[Kind]:
    """The smaller of the sets of kinds found from either end; of equals the first."""
    every = list(Kind)
    forth = _irreducible(every, refused)
    if len(forth) <= FEW_KINDS:
        return forth
    back = _irreducible(every[::-1], refused)
    return back if len(back) < len(forth) else forth


def _irreducible(every: Sequence[T], refused: Callable[[Sequence[T]], bool]) -> list[T]:
    """A part of ``every`` that is refused, no part of which is; those that come first are kept."""
    return _halved([], False, list(every), refused)


def _halved(
    held: list[T], grown: bool, rest: list[T], refused: Callable[[Sequence[T]], bool]
) -> list[T]:
    """What of ``rest`` is needed for ``held`` to be refused. ``grown``: whether it just grew."""
    if (grown and refused(held)) or not rest:
        return []
    if len(rest) == 1:
        return rest
    first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
    late = _halved([*held, *first], True, second, refused)
    early = _halved([*held, *late], bool(late), first, refused)
    return [*early, *late]
