"""Work safety scores of companies (企业主体责任): weighted shares of what is known.

``score = 100 · Σ wᵢ·rᵢ / Σ wᵢ`` over the parts that are known, and only where they weigh enough. A
part that is not known is named and is no zero; how low and how high the score could be with it is
told beside. A part of which nothing arose (no hazard was found) leaves both sums too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jidi.model.responsibility import DutyPart, DutyScheme
from jidi.supervision.credit import Fraction

PartState = Literal["known", "none", "no_data"]
"""Of a part: it is known; nothing arose to be measured; it is not known."""


@dataclass(frozen=True)
class Share:
    """One part of a company. :param fraction: what went right to all; :param points: it brought."""

    part: DutyPart
    state: PartState
    fraction: Fraction | None
    points: float | None


@dataclass(frozen=True)
class DutyScore:
    """A company's score.

    :param value: points of a hundred; None where too little is known.
    :param low: and :param high: the score if all that is not known were bad, or good.
    :param weight: of the parts that are known.
    """

    company: str
    value: float | None
    low: float
    high: float
    weight: float
    shares: tuple[Share, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Parts that are not known."""
        return tuple(one.part.id for one in self.shares if one.state == "no_data")

    def is_watched(self, scheme: DutyScheme) -> bool:
        """Whether it is below the scheme's limit; never without a score."""
        return self.value is not None and self.value < scheme.watch_below


def scored(
    scheme: DutyScheme,
    company: str,
    parts: Mapping[str, Fraction | None],
    *,
    told: Mapping[str, bool],
) -> DutyScore:
    """A company's score.

    :param parts: fraction of each part as it is measured; None or absent where none was.
    :param told: by part, whether anything is known of it at all: then none means nothing arose.
    """
    shares = tuple(_share(one, parts.get(one.id), told[one.id]) for one in scheme.parts)
    known = [one for one in shares if one.state == "known"]
    weight = sum(one.part.weight for one in known)
    dark = sum(one.part.weight for one in shares if one.state == "no_data")
    points = sum(one.points or 0.0 for one in known)
    enough = weight >= scheme.least_weight - 1e-9
    whole = weight + dark
    return DutyScore(
        company=company,
        value=points / weight if enough else None,
        low=points / whole if whole else 0.0,
        high=(points + 100.0 * dark) / whole if whole else 100.0,
        weight=weight,
        shares=shares,
    )


def in_order(found: Sequence[DutyScore]) -> tuple[DutyScore, ...]:
    """The lowest score first, then those without one, by company."""
    return tuple(
        sorted(found, key=lambda o: (o.value is None, o.value if o.value is not None else 0.0,
                                     o.company))
    )  # fmt: skip


def _share(part: DutyPart, measured: Fraction | None, told: bool) -> Share:
    if measured is None or measured.denominator <= 0:
        return Share(part, "none" if told else "no_data", measured, None)
    right = measured.denominator - measured.numerator if part.bad else measured.numerator
    fraction = Fraction(right, measured.denominator)
    return Share(part, "known", fraction, 100.0 * part.weight * (fraction.value() or 0.0))
