"""The facts about a target's cities: which stands best and worst, and how many fall short."""

from __future__ import annotations

from decimal import Decimal

from jidi.core.numbers_as_text import rounded
from jidi.model.reading import Reading, Status
from jidi.report.evidence import Evidence
from jidi.report.facts import UNKNOWN, Fact, Facts, figure, flag, names
from jidi.report.target_values import TargetValues

_NAMES = ("worst_place", "worst", "best_place", "best", "spread", "cities", "cities_short")


def place_facts(of: TargetValues) -> Facts:
    """The facts; unknown where there are fewer than two cities or neither way is better."""
    share = {"share_of_whole": flag(of.row.target.unit == "%")}
    ordered = _best_first(of)
    if len(ordered) < 2 or _spread(ordered[0], ordered[-1]) == 0:
        return {**dict.fromkeys(_NAMES, UNKNOWN), **share}
    best, worst = ordered[0], ordered[-1]
    return {
        **share,
        "best_place": _tied(of, ordered, best),
        "best": figure(of.city(best)),
        "worst_place": _tied(of, ordered, worst),
        "worst": figure(of.city(worst)),
        "spread": figure(_spread_evidence(of, best, worst)),
        "cities": figure(_count(of, ordered, short=False)),
        "cities_short": figure(_count(of, ordered, short=True)),
    }


def _best_first(of: TargetValues) -> tuple[Reading, ...]:
    """The cities, best first; of equal ones in the order of their codes."""
    direction, target = of.row.target.direction, of.row.target
    if direction == "none" or of.row.detail.value is None:
        return ()
    same_unit = [r for r in of.row.cities if r.unit == target.unit and r.value is not None]
    sign = 1 if direction == "down" else -1
    return tuple(sorted(same_unit, key=lambda r: (sign * (r.value or 0.0), r.division)))


def _tied(of: TargetValues, cities: tuple[Reading, ...], one: Reading) -> Fact:
    """The names of all cities that print like this one, in the order of their codes."""
    shown = _printed(of, one)
    alike = sorted((r for r in cities if _printed(of, r) == shown), key=lambda r: r.division)
    return names((_name(of, r) for r in alike), of.desk.voice.say("、", ", "))


def _printed(of: TargetValues, reading: Reading) -> Decimal:
    return rounded(Decimal(str(reading.value)), of.row.digits or 0)


def _spread(best: Reading, worst: Reading) -> Decimal:
    return abs(Decimal(str(best.value)) - Decimal(str(worst.value)))


def _spread_evidence(of: TargetValues, best: Reading, worst: Reading) -> Evidence:
    ends = (of.city(best), of.city(worst))
    higher = Decimal(str(best.value)) >= Decimal(str(worst.value))
    inputs = ends if higher else (ends[1], ends[0])
    return of.difference(
        "spread",
        ("最好与最差的市之差", "difference between best and worst city"),
        _spread(best, worst),
        "{0} − {1}",
        inputs,
    )


def _count(of: TargetValues, cities: tuple[Reading, ...], *, short: bool) -> Evidence:
    """Cities with a value, or those among them that fall short of the province's target."""
    found = [r for r in cities if _falls_short(of, r)] if short else list(cities)
    voice = of.desk.voice
    words = ("未达到目标值的市", "cities short of the target") if short else ("市", "cities")
    return of.desk.counted(
        of.key("cities_short" if short else "cities"),
        subject=of.name,
        figure=voice.say(*words),
        count=len(found),
        unit="个",
        synthetic=any(r.status is Status.SYNTHETIC for r in cities),
        indicator=of.indicator_id(),
        period=voice.year(of.desk.year),
        members=voice.joint.join(_name(of, r) for r in found) if short else "",
    )


def _falls_short(of: TargetValues, reading: Reading) -> bool:
    """By the printed digits: what prints as the target is not short of it."""
    value = _printed(of, reading)
    goal = of.row.detail.course.goal
    return value > goal if of.row.target.direction == "down" else value < goal


def _name(of: TargetValues, reading: Reading) -> str:
    return of.desk.voice.say(*of.desk.material.city_names[reading.division])
