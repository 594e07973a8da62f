"""The search for clearly different designs of nearly the same cost, whatever is designed.

Questions are put one after the other until enough designs are found or enough were tried. That
there are no others is never shown: what is told says how many were tried.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, Generic, TypeVar

NEARLY: Final = 0.02
"""How much more an alternative may cost, as a share. Own choice."""
TRIES_EACH: Final = 4
"""How many designs are tried for each that is wanted. Own choice."""

A = TypeVar("A")
Q = TypeVar("Q")
Asked = tuple[str, str]
"""How a design was asked for, as code and subject: ``seed 2``, ``without bus``."""
Report = Callable[[float, str], None]
"""Told the share that is done, and the step at hand."""


class Miss(Enum):
    """Why a design is no alternative."""

    DEAR = auto()
    ALIKE = auto()
    FAILED = auto()


@dataclass(frozen=True)
class Sought(Generic[A]):
    """What was found.

    :param wanted: how many were wanted; ``tried``: how many designs were made.
    :param dear: of these, too dear; ``alike``: not clearly different; ``failed``: none at all.
    :param clearly: how far apart two designs are at the least, as a share.
    """

    found: tuple[A, ...]
    wanted: int
    tried: int
    dear: int
    alike: int
    failed: int
    clearly: float
    nearly: float = NEARLY


def sought(
    questions: Iterable[tuple[Asked, Q]],
    weigh: Callable[[Asked, Q, Sequence[A], Report], A | Miss],
    *,
    wanted: int,
    clearly: float,
    cancelled: Callable[[], bool],
    progress: Report,
) -> Sought[A]:
    """Up to ``wanted`` alternatives.

    :param weigh: answers a question, with what was found before it; or says why that is none.
    :param cancelled: asked before each try; what was found by then is given.
    """
    found: list[A] = []
    missed: Counter[Miss] = Counter()
    tried, most = 0, TRIES_EACH * wanted
    for asked, question in questions:
        if len(found) == wanted or tried == most or cancelled():
            break
        report = _from(tried, most, progress)
        report(0.0, " ".join(asked))
        one = weigh(asked, question, found, report)
        tried += 1
        if isinstance(one, Miss):
            missed[one] += 1
        else:
            found.append(one)
    return Sought(
        tuple(found), wanted, tried, missed[Miss.DEAR], missed[Miss.ALIKE], missed[Miss.FAILED],
        clearly,
    )  # fmt: skip


def _from(tried: int, most: int, progress: Report) -> Report:
    """Tells the share of one try as a share of all."""
    return lambda share, step: progress((tried + share) / most, step)
