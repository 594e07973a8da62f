"""The index of complaint handling: weighted shares, of what is known, ranked where there is enough.

``I = 100 · Σ wᵢ·rᵢ / Σ wᵢ`` over the shares that are known. A share that is not known takes its
weight out of both sums and is named; it is never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jidi.model.complaint_index import ComplaintIndex
from jidi.supervision.credit import Fraction


@dataclass(frozen=True)
class Indexed:
    """One subject's index.

    :param value: points of a hundred; None when no share is known.
    :param parts: numerator and denominator by measure.
    :param cases: closed cases it rests on: the greatest denominator.
    :param rank: place from 1, equal values the same; None where there are too few cases.
    """

    subject: str
    value: float | None
    parts: Mapping[str, Fraction]
    unknown: tuple[str, ...]
    cases: int
    rank: int | None = None


def indexed(definition: ComplaintIndex, subject: str, parts: Mapping[str, Fraction]) -> Indexed:
    """The index of a subject, not ranked yet."""
    weights = {part.measure: part.weight for part in definition.parts}
    shares = {name: parts[name].value() for name in weights if name in parts}
    known = {name: share for name, share in shares.items() if share is not None}
    weight = sum(weights[name] for name in known)
    value = sum(weights[name] * share for name, share in known.items()) / weight if known else 0.0
    return Indexed(
        subject=subject,
        value=100.0 * value if known else None,
        parts={name: parts[name] for name in weights if name in parts},
        unknown=tuple(name for name in weights if name not in known),
        cases=int(max((parts[name].denominator for name in known), default=0)),
    )


def ranked(found: Iterable[Indexed], *, fewest: int) -> tuple[Indexed, ...]:
    """Best first, ranked where enough cases stand behind the value; then the others, by subject."""
    listed = list(found)
    able = [one for one in listed if one.value is not None and one.cases >= fewest]
    able.sort(key=lambda one: (-(one.value or 0.0), one.subject))
    places = {one.subject: 1 + sum(_above(other, one) for other in able) for one in able}
    rest = sorted((one for one in listed if one.subject not in places), key=lambda o: o.subject)
    return (
        *(_placed(one, places[one.subject]) for one in able),
        *rest,
    )


def _above(other: Indexed, one: Indexed) -> bool:
    return (other.value or 0.0) > (one.value or 0.0)


def _placed(one: Indexed, rank: int) -> Indexed:
    return Indexed(one.subject, one.value, one.parts, one.unknown, one.cases, rank)
