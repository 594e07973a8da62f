"""The score of stability: each sign takes its share of what is left, and shows what it took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from jidi.model.stability import Sign, Stability
from jidi.supervision.rules_replay import Fired


@dataclass(frozen=True)
class Seen:
    """What a rule measured of a subject: its value against its threshold, and the evidence."""

    value: float
    threshold: float
    evidence: Mapping[str, float | None]


@dataclass(frozen=True)
class Taken:
    """What a sign took.

    :param seen: what its rule measured; None when it judged nothing.
    :param ratio: value ÷ threshold, :param risk: 0 to 1; None when not known.
    :param points: of the hundred that it took, after the signs before it.
    :param of: subject the rule judged: the outlet, or its company in the county.
    """

    sign: Sign
    seen: Seen | None
    ratio: float | None
    risk: float | None
    points: float
    of: str = ""


@dataclass(frozen=True)
class Stable:
    """How stable a subject is. :param score: of a hundred; None when too little is known."""

    subject: str
    division: str
    score: float | None
    taken: tuple[Taken, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Rules that judged nothing of it."""
        return tuple(one.sign.rule for one in self.taken if one.risk is None)

    def is_watched(self, definition: Stability) -> bool:
        """Whether its score is below the limit."""
        return self.score is not None and self.score < definition.watch_below


def stability_of(
    definition: Stability,
    subject: str,
    division: str,
    seen: Mapping[str, tuple[str, Seen]],
) -> Stable:
    """The score of a subject.

    :param seen: by rule, whom it judged and what it measured.
    """
    left, taken = 100.0, []
    for sign in definition.parts:
        of, found = seen.get(sign.rule, ("", None))
        if found is None or found.threshold <= 0:
            taken.append(Taken(sign, found, None, None, 0.0, of))
            continue
        ratio = found.value / found.threshold
        risk = sign.risk(ratio)
        points = left * sign.weight * risk
        left -= points
        taken.append(Taken(sign, found, ratio, risk, points, of))
    known = sum(one.risk is not None for one in taken)
    score = round(left, 6) if known >= definition.least_known else None
    return Stable(subject, division, score, tuple(taken))


def alarms(
    watched: Iterable[tuple[datetime, Mapping[str, float]]], *, threshold: float
) -> tuple[Fired, ...]:
    """Alarms of a replay: one begins when a subject is watched and ends when it no longer is.

    :param watched: moments in order, with the scores of who was watched then.
    """
    living: dict[str, Fired] = {}
    ended: list[Fired] = []
    for at, now in watched:
        for name in [name for name in living if name not in now]:
            one = living.pop(name)
            ended.append(Fired(one.kind, one.subject, one.at, at, one.value, one.threshold))
        for name, score in now.items():
            if name not in living:
                living[name] = Fired("company_county", name, at, None, score, threshold)
    return tuple(sorted([*ended, *living.values()], key=lambda one: (one.at, one.subject)))
