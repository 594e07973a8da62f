"""What a sentence knows while it is read: of what was before it, and up to the next comma."""

from __future__ import annotations

from dataclasses import dataclass, field

from jidi.model.bulletin_wording import Subject
from jidi.statistics.figures import Change, Figure
from jidi.statistics.periods import Stated
from jidi.statistics.statement import LeftOver, Reason, Statement
from jidi.statistics.tokens import Kind, Token


@dataclass
class Carried:
    """What a sentence takes over from those before it.

    :param stated: the time spoken of last, at first the title's.
    :param year: the title's, for times without one; without it the year spoken of last counts.
    :param from_title: whether that is the title's.
    :param comparable: whether growth from here on is on a comparable base (下同).
    :param topic: names that stood alone as a heading (快递业务量。), for sentences without one.
    """

    stated: Stated | None = None
    year: int | None = None
    from_title: bool = True
    comparable: bool = False
    topic: tuple[Subject, ...] = ()


@dataclass
class Segment:
    """What counts only up to a comma.

    :param before: the token before this one, brackets apart.
    :param direction: the verb of a change that waits for its figure, and its ``sign``.
    :param base: what changes are compared with: the year before, or something else.
    :param in_whole: whether names now say what a share is of (占全部快递业务量的).
    :param fresh: whether the names in force were begun here.
    :param gap: whether unknown words stand between name and figure.
    """

    before: Token | None = None
    figures: list[Figure] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    direction: Token | None = None
    sign: int = 0
    base: Kind | None = None
    reference: Stated | None = None
    share: bool = False
    whole: Subject | None = None
    in_whole: bool = False
    whole_fault: Reason | None = None
    hedges: set[str] = field(default_factory=set)
    fresh: bool = False
    gap: bool = False
    qualified: bool = False
    comparable: bool = False
    cumulative: bool = False
    place_seen: bool = False
    time_seen: bool = False


@dataclass
class Prose:
    """What running text gave."""

    statements: list[Statement] = field(default_factory=list)
    left_over: list[LeftOver] = field(default_factory=list)
