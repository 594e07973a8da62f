"""Emergencies: the level that the known figures make, and reports held against their parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jidi.model.emergency import Area, EmergencyLevel, EmergencyRules
from jidi.model.law import load_law

Figure = float | int | None
Verdict = Literal["equal", "differs", "parts_missing", "unknown"]


@dataclass(frozen=True)
class Reason:
    """Why a level is reached: a figure and the limit it reaches, or the area that is blocked.

    :param trust: how far the limit may be trusted; empty for the area, which is our own reading.
    """

    measure: str
    value: str
    level: str
    limit: float | None = None
    source: str = ""
    trust: str = ""


@dataclass(frozen=True)
class LevelFound:
    """The level of an incident as far as it is known.

    :param level: the worst that a known figure makes.
    :param unknown: measures nobody has reported: the level may be worse.
    """

    level: EmergencyLevel
    reasons: tuple[Reason, ...]
    unknown: tuple[str, ...]

    @property
    def is_least(self) -> bool:
        """Whether it is only the least that it can be."""
        return bool(self.unknown)


def level_of(
    rules: EmergencyRules, figures: Mapping[str, Figure], *, blocked: Area | None, on: date
) -> LevelFound:
    """The level of an incident on a day, with every reason for it.

    :param figures: by id of measure; what is None or absent is unknown, never zero.
    :param blocked: the widest area whose network is blocked; None when none is.
    :raises UnknownName: D-233 when a limit did not hold on the day.
    """
    reasons = [
        one for measure in rules.measures for one in _reached(rules, measure.id, figures, on)
    ]
    if blocked is not None:
        level = next(one for one in rules.levels if blocked in one.blocked)
        reasons.append(Reason("blocked", blocked, level.id))
    order: list[str] = [one.id for one in rules.levels]
    worst = min((order.index(one.level) for one in reasons), default=len(order) - 1)
    return LevelFound(
        level=rules.levels[worst],
        reasons=tuple(one for one in reasons if order.index(one.level) == worst),
        unknown=tuple(one.id for one in rules.measures if figures.get(one.id) is None),
    )


def _reached(
    rules: EmergencyRules, name: str, figures: Mapping[str, Figure], on: date
) -> list[Reason]:
    """The worst limit that a figure reaches; the last level where it reaches none."""
    value = figures.get(name)
    if value is None:
        return []
    measure = next(one for one in rules.measures if one.id == name)
    for level, limit_id in zip(rules.levels, measure.limits, strict=False):
        limit = load_law().limit(limit_id, on=on)
        if value >= limit.value:
            told = Reason(
                name, _plain(value), level.id, float(limit.value), limit.source, limit.trust
            )
            return [told]
    return [Reason(name, _plain(value), rules.levels[-1].id)] if value > 0 else []


def _plain(value: float) -> str:
    """A figure as it is written: no powers of ten, no decimals that are none."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Addition:
    """A whole held against the sum of its parts.

    :param parts: divisions that reported. :param missing: parts that did not, or did not say it.
    :param total: the sum of the parts that said it; None when none did.
    """

    measure: str
    whole: Figure
    total: Figure
    parts: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """``differs`` when the parts that are there rule the whole out, whatever is missing."""
        if self.whole is None or self.total is None:
            return "unknown"
        if self.missing:
            return "differs" if self.total > self.whole else "parts_missing"
        return "equal" if self.whole == self.total else "differs"


def added_up(
    measures: Sequence[str],
    whole: Mapping[str, Figure],
    parts: Mapping[str, Mapping[str, Figure]],
    expected: Sequence[str],
) -> tuple[Addition, ...]:
    """Each figure of a whole against its parts; figures cannot be negative.

    :param parts: figures by division that reported.
    :param expected: divisions that an incident touches and that should have.
    """
    found = []
    for name in measures:
        said = {code: value for code, one in parts.items() if (value := one.get(name)) is not None}
        missing = tuple(code for code in expected if code not in said)
        total = sum(said.values()) if said else None
        found.append(Addition(name, whole.get(name), total, tuple(sorted(said)), missing))
    return tuple(found)
