"""Figures and the names before them, made into statements; changes, made into growth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jidi.core.errors import UnknownName
from jidi.core.units import POINTS, Unit
from jidi.model.bulletin_wording import Kind, Subject
from jidi.statistics.figures import (
    INDEX,
    Change,
    Figure,
    growth_of,
    level_unit,
    points_of,
    points_of_index,
    spread_units,
)
from jidi.statistics.periods import Stated
from jidi.statistics.statement import Reason, Statement
from jidi.statistics.subjects import Facts, Name, by_unit, fact_of, listed


@dataclass(frozen=True)
class Frame:
    """What surrounds a figure.

    :param business: whose business was spoken of last in the sentence.
    :param measure: of what.
    :param parts: the parts listed last: 同城、异地、国际/港澳台.
    :param whole: what shares are of, where it is said.
    """

    business: str = ""
    measure: str = ""
    parts: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    stated: Stated | None = None
    place: str = ""
    share: bool = False
    whole: Subject | None = None
    cumulative: bool = False
    comparable: bool = False
    forecast: bool = False
    reference: Stated | None = None

    def after(self, made: Sequence[Statement]) -> Frame:
        """The frame for what follows in the sentence."""
        last = made[-1]
        parts = tuple(one.part for one in made if one.part) or self.parts
        return replace(self, business=last.business, measure=last.measure, parts=parts)

    def names(self, count: int) -> list[Name]:
        """The names in force; the parts listed before when a share names none of its own."""
        names = listed(self.subjects, business=self.business, measure=self.measure)
        first = names[0]
        of_itself = self.whole is None or self.whole.business in ("", "express")
        unparted = len(names) == 1 and not first.part and first.business in ("", "express")
        if unparted and self.share and of_itself and len(self.parts) == count:
            return [replace(first, business="express", part=part) for part in self.parts]
        return names


def levels(figures: Sequence[Figure], frame: Frame, facts: Facts) -> list[Statement] | Reason:
    """A statement for each figure of a list, or why there are none."""
    spread_units(figures)
    names = frame.names(len(figures))
    if len(names) != len(figures):
        return Reason.COUNTS_DIFFER
    found = [_level(f, n, frame, facts) for f, n in zip(figures, names, strict=True)]
    return _all_or_reason(found)


def with_changes(
    changes: Sequence[Change], group: Sequence[Statement], frame: Frame, facts: Facts
) -> list[Statement] | Reason:
    """The group with its growth and, behind it, statements of how shares or indices changed.

    :param group: what the changes speak of; empty when only names stand before them.
    """
    spread_units([change.figure for change in changes if change.figure is not None])
    targets: Sequence[Statement | Name] = group or frame.names(len(changes))
    if len(changes) == 1 and changes[0].direction == 0:
        changes = [changes[0]] * len(targets)
    if len(changes) != len(targets):
        return Reason.COUNTS_DIFFER
    pairs = list(zip(changes, targets, strict=True))
    grown: list[Statement] = []
    added: list[Statement] = []
    for change, target in pairs:
        found = _changed(change, target, frame, facts)
        if isinstance(found, Reason):
            return found
        if isinstance(target, Statement) and found.kind == target.kind:
            grown.append(found)
        elif isinstance(target, Statement):
            grown.append(target)
            added.append(found)
        else:
            added.append(found)
    return grown + added


def _level(figure: Figure, name: Name, frame: Frame, facts: Facts) -> Statement | Reason:
    kind: Kind = "share" if frame.share else "level"
    try:
        unit = INDEX if _is_index(name, figure) else level_unit(figure.unit, kind)
    except UnknownName:
        return Reason.UNIT
    if figure.unreadable:
        return Reason.UNIT
    flags = set(figure.flags)
    if "%%" in figure.unit or (unit is INDEX and figure.unit):
        flags.add("misprint")
    if figure.spread:
        flags.add("unit_missing_in_print")
    made = _statement(name, kind, unit, frame, facts)
    if isinstance(made, Reason):
        return made
    return replace(
        made,
        value=figure.value,
        unit_text=figure.unit,
        unit=unit,
        span=figure.token.span,
        flags=frozenset(flags),
    )


def _is_index(name: Name, figure: Figure) -> bool:
    return name.measure == "index" and set(figure.unit) <= set("%分")


def _changed(
    change: Change, target: Statement | Name, frame: Frame, facts: Facts
) -> Statement | Reason:
    """What a change says of its target: growth of a level, points of a share or an index."""
    if isinstance(target, Statement):
        name, is_share = Name(target.business, target.measure, target.part), target.kind == "share"
    else:
        in_points = change.figure is not None and change.figure.unit.endswith("百分点")
        name, is_share = target, frame.share or (in_points and bool(target.part))
    if name.measure == "index":
        return _moved(points_of_index(change), "index_change", change, name, frame, facts)
    if is_share:
        return _moved(points_of(change), "share_change", change, name, frame, facts)
    if frame.reference is not None:
        return Reason.OTHER_BASE
    level = target if isinstance(target, Statement) else None
    grown = level if level is not None else _statement(name, "level", None, frame, facts)
    return grown if isinstance(grown, Reason) else _grown(grown, change, frame)


def _grown(one: Statement, change: Change, frame: Frame) -> Statement | Reason:
    """The statement with its growth."""
    growth = growth_of(change)
    if growth is None:
        return Reason.IN_POINTS
    if one.growth_text:
        return Reason.SECOND_FIGURE
    return replace(
        one,
        growth=growth[0],
        growth_text=change.words,
        growth_span=change.span,
        comparable=frame.comparable,
        span=one.span if one.value is not None else change.span,
        flags=one.flags | growth[1],
    )


def _moved(
    points: tuple[Decimal, set[str]] | None,
    kind: Kind,
    change: Change,
    name: Name,
    frame: Frame,
    facts: Facts,
) -> Statement | Reason:
    """A statement of how a share or an index changed."""
    if points is None:
        return Reason.UNIT
    unit = INDEX if kind == "index_change" else POINTS
    made = _statement(name, kind, unit, frame, facts)
    if isinstance(made, Reason):
        return made
    text = change.figure.unit if change.figure is not None else ""
    return replace(
        made,
        value=points[0],
        unit=unit,
        unit_text=text,
        span=change.span,
        growth_text=change.words,
        comparable=frame.comparable,
        flags=frozenset(points[1]),
    )


def _statement(
    name: Name, kind: Kind, unit: Unit | None, frame: Frame, facts: Facts
) -> Statement | Reason:
    """A statement without figure yet; the reason when nothing is published under the name."""
    named = by_unit(name, unit)
    if not named.measure:
        named = replace(named, measure="volume")
    fact = fact_of(facts, named, kind, unit)
    if fact is None:
        return Reason.NO_INDICATOR
    if unit is not None and unit.dimension != fact.dimension:
        return Reason.UNIT
    return Statement(
        fact=fact,
        business=named.business,
        measure=named.measure,
        part=named.part,
        kind=kind,
        where="prose",
        span=(0, 0),
        stated=frame.stated,
        place=frame.place,
        cumulative=frame.cumulative,
        forecast=frame.forecast,
        reference=frame.reference,
    )


def _all_or_reason(found: Sequence[Statement | Reason]) -> list[Statement] | Reason:
    made = [each for each in found if isinstance(each, Statement)]
    if len(made) == len(found):
        return made
    return next(each for each in found if isinstance(each, Reason))
