"""Units that print leaves out (9333.74件 for 万件, 1.23亿, a share without %), found by arithmetic.

A unit is taken only when the other figures leave no other: the same figure in the table, a printed
share, parts and their total. Where nothing decides, the figure stays without unit and is not
accepted. Every unit found so is flagged ``unit_missing_in_print``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from jidi.core.measure import Interval
from jidi.core.units import PERCENT, Unit
from jidi.model.bulletin_wording import plain_unit
from jidi.statistics.relations import Link, Relation
from jidi.statistics.statement import Statement

_SCALES = ("", "万", "亿")
_MOST_TRIED = 7
"""So many figures without unit are tried together; more in one bulletin are a broken text."""

HUNDRED = Interval.point(100)

Units = Mapping[int, Unit]


def is_open(statement: Statement) -> bool:
    """Whether print leaves the unit open: none, none behind 亿, or 件 behind a broken number."""
    if statement.value is None:
        return False
    return statement.unit is None or _is_broken_count(statement)


def with_units(statements: Sequence[Statement], known: Sequence[Relation]) -> list[Statement]:
    """The statements with the units that the relations between them settle."""
    open_ones = [n for n, one in enumerate(statements) if is_open(one)]
    found = list(statements)
    for group in _together(open_ones, known):
        units = _settled(group, statements, known)
        for n, unit in units.items():
            found[n] = replace(statements[n], unit=unit).flagged("unit_missing_in_print")
    for n in open_ones:
        if found[n] is statements[n] and _is_broken_count(statements[n]):
            found[n] = replace(statements[n], unit=None)  # 9333.74件 counts no whole parcels
    return found


def _is_broken_count(statement: Statement) -> bool:
    """9333.74件: a count of things that is no whole number."""
    unit, value = statement.unit, statement.value
    if unit is None or value is None or unit.multiplier or statement.kind != "level":
        return False
    return unit.dimension in ("parcels", "份", "笔") and value != value.to_integral_value()


def _candidates(statement: Statement) -> list[Unit]:
    """The units that may be meant."""
    if statement.kind == "share":
        return [PERCENT]
    base = plain_unit(statement.fact.dimension)
    if base is None:
        return []
    if statement.unit_text in ("万", "亿", "万亿"):
        return [Unit(statement.unit_text, base.base)]
    scaled = [Unit(scale, base.base) for scale in _SCALES]
    return [u for u in scaled if not _is_broken_count(replace(statement, unit=u))]


def _together(open_ones: Sequence[int], known: Sequence[Relation]) -> Iterator[list[int]]:
    """Figures without unit that some relation ties together."""
    waiting = list(open_ones)
    while waiting:
        group = {waiting[0]}
        grown = True
        while grown:
            tied = {m for r in known if group & set(r.members) for m in r.members}
            larger = group | (tied & set(open_ones))
            grown = larger != group
            group = larger
        yield sorted(group)
        waiting = [n for n in waiting if n not in group]


def _settled(
    group: Sequence[int], statements: Sequence[Statement], known: Sequence[Relation]
) -> dict[int, Unit]:
    if len(group) > _MOST_TRIED:
        return {}
    touching = [r for r in known if set(group) & set(r.members)]
    deciding = [r for r in touching if r.link not in (Link.WITHIN, Link.BELOW_HUNDRED)]
    survivors = [
        units for units in _tried(group, statements) if _holds(touching, units, statements)
    ]
    settled: dict[int, Unit] = {}
    for n in group:
        left = {units[n] for units in survivors}
        decided = any(n in relation.members for relation in deciding)
        only_base = statements[n].unit_text in ("万", "亿", "万亿") or statements[n].kind == "share"
        told = any(n in relation.members for relation in touching)
        if len(left) == 1 and (decided or (only_base and told)):
            settled[n] = left.pop()
    return settled


def _tried(group: Sequence[int], statements: Sequence[Statement]) -> Iterator[dict[int, Unit]]:
    choices = [_candidates(statements[n]) for n in group]
    for units in product(*choices):
        yield dict(zip(group, units, strict=True))


def _holds(relations: Sequence[Relation], units: Units, statements: Sequence[Statement]) -> bool:
    """Whether all relations hold with these units; those with further unknowns are passed over."""
    for relation in relations:
        members = [_interval(statements[n], units.get(n)) for n in relation.members]
        known = [m for m in members if m is not None]
        if len(known) == len(members) and not agrees(relation.link, known):
            return False
    return True


def _interval(statement: Statement, tried: Unit | None) -> Interval | None:
    if tried is not None:
        return replace(statement, unit=tried).plain
    return None if is_open(statement) else statement.plain


def agrees(link: Link, members: Sequence[Interval]) -> bool:
    """Whether printed figures fulfil a relation, each within its rounding."""
    match link:
        case Link.SAME:
            return members[0].meets(members[1])
        case Link.SUM:
            return members[0].meets(total_of(members[1:]))
        case Link.SHARE:
            return members[0].meets(share_of(members[1], members[2]))
        case Link.HUNDRED:
            return total_of(members).meets(HUNDRED)
        case Link.BELOW_HUNDRED:
            return total_of(members).low <= HUNDRED.high
        case Link.WITHIN:
            return members[0].low <= members[1].high


def total_of(members: Sequence[Interval]) -> Interval:
    """The sum."""
    return sum(members, Interval.point(0))


def share_of(part: Interval, whole: Interval) -> Interval:
    """The share in per cent; anything when the whole may be zero."""
    if whole.low <= 0:
        return Interval.above(0, closed=True)
    return part / whole * 100
