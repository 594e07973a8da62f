"""Which published figures may become points: the first sieve, the same for years and months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jidi.core.period import Period
from jidi.forecast.point import FINAL, VAGUE, Aside, Figure, How, LeftOut
from jidi.model.reading import Status
from jidi.model.statistics import scopes

_OUTLOOKS = frozenset({Status.FORECAST, Status.TARGET, Status.DESIGNED})


def sifted(
    figures: Iterable[Figure], *, preliminary: bool
) -> tuple[tuple[Figure, ...], tuple[LeftOut, ...]]:
    """Figures that may be points, and those that may not.

    :param preliminary: whether the series is one of preliminary figures; they never stand beside
        final ones.
    """
    kept: list[Figure] = []
    aside: list[LeftOut] = []
    for figure in figures:
        reason = _objection(figure, preliminary=preliminary)
        if reason is None:
            kept.append(figure)
        else:
            aside.append(LeftOut(figure.period, reason))
    return tuple(kept), tuple(aside)


def _objection(figure: Figure, *, preliminary: bool) -> Aside | None:
    if figure.status in _OUTLOOKS:
        return Aside.OUTLOOK
    if figure.bound or figure.status is Status.BOUND:
        return Aside.BOUND
    inferred = figure.how is How.INFERRED
    if not inferred and figure.status not in (Status.PRELIMINARY, *FINAL):
        return Aside.DOUBTFUL
    if (figure.status is Status.PRELIMINARY) != preliminary:
        return Aside.OTHER_STATUS
    if figure.value <= 0 or figure.half > VAGUE * figure.value:
        return Aside.VAGUE
    return None


def best_of_each(figures: Iterable[Figure]) -> Mapping[Period, Figure]:
    """One figure per period: one with a printed growth, else the sharpest."""
    best: dict[Period, Figure] = {}
    for figure in sorted(figures, key=lambda f: (f.growth is None, f.half)):
        best.setdefault(figure.period, figure)
    return best


def same_base(one: Figure, other: Figure) -> bool:
    """Whether two figures may be subtracted: one price base, and scopes that continue."""
    return one.price_base == other.price_base and continues(one.scope, other.scope)


def continues(one: str, other: str) -> bool:
    """Whether one scope is the other, or continues it without a break."""
    return one in _back_from(other) or other in _back_from(one)


def _back_from(scope: str) -> tuple[str, ...]:
    found = [scope]
    known = scopes()
    while (current := known.get(found[-1])) is not None and current.continues:
        found.append(current.continues)
    return tuple(found)
