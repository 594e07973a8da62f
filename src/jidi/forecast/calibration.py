"""Intervals against what came: how often they held, and by how much they must be widened.

An error of the back-test is compared with two intervals of the same length ahead: the one that the
method gave at that origin (its *own*), and the one it gives now (the one to be *printed*). The
ratio of the error to the printed interval's half width is a score; of n scores the
⌈(n+1)·level⌉-th smallest says how wide the printed interval should be: the finite-sample rule of
conformal prediction. One factor widens all levels, so that the shape of the distribution stays; it
never narrows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf, log

from jidi.forecast.outlook import LEVELS, UNCALIBRATED, Band, Calibration, Coverage

Ratios = tuple[float, ...]
"""An error over half the width of each interval, in the order of ``LEVELS``."""


@dataclass(frozen=True)
class Score:
    """One error of the back-test.

    :param origin: where the forecast was made; scores of one origin are judged by the others.
    :param own: against the intervals given there. :param printed: against those given now.
    """

    origin: int
    own: Ratios
    printed: Ratios


def calibration(scores: Sequence[Score]) -> Calibration:
    """What the scores say of the intervals."""
    if not scores:
        return UNCALIBRATED
    return Calibration(widening(scores), len(scores), _coverages(scores))


def widening(scores: Sequence[Score]) -> float:
    """How much wider the printed intervals should be; 1 when wide enough or too few to tell."""
    needed = [_needed([score.printed[i] for score in scores], level) for i, level in _levels()]
    return max(1.0, *needed)


def ratio(error: float, band: Band, middle: float, *, logs: bool) -> float:
    """An error over the distance from the middle to the end of an interval on its side.

    :param error: the actual value over the expected one.
    :param logs: whether distances are those of logarithms; else those of the ratios themselves.
    """
    low, high = band
    end = (high if error >= 1 else low) / middle
    gone, room = _distance(error, logs=logs), _distance(end, logs=logs)
    return gone / room if room > 0 else inf


def _distance(share: float, *, logs: bool) -> float:
    if not logs:
        return abs(share - 1)
    return abs(log(share)) if share > 0 else inf


def _needed(ratios: Sequence[float], level: int) -> float:
    """The conformal quantile; 0 when there are too few scores for the level."""
    rank = ceil((len(ratios) + 1) * level / 100)
    return sorted(ratios)[rank - 1] if rank <= len(ratios) else 0.0


def _coverages(scores: Sequence[Score]) -> tuple[Coverage, ...]:
    origins = sorted({score.origin for score in scores})
    factors = {o: widening([s for s in scores if s.origin != o]) for o in origins}
    return tuple(
        Coverage(
            level,
            own=sum(score.own[i] <= 1 for score in scores),
            widened=sum(score.printed[i] <= factors[score.origin] for score in scores),
            count=len(scores),
        )
        for i, level in _levels()
    )


def _levels() -> list[tuple[int, int]]:
    return list(enumerate(LEVELS))
