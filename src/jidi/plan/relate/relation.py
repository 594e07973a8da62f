"""What figures of a plan have to do with each other: found, not written down; judged elsewhere.

Each relation holds the figures themselves, so that a judge needs nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from jidi.core.measure import Interval
from jidi.model.plan_record import Figure, Passage


@dataclass(frozen=True, kw_only=True)
class Relation:
    """What all relations have.

    :param id: stable between runs: made from the records' ids.
    :param item: number in the register of plan items; empty in a draft.
    """

    id: str
    item: str
    zh: str
    en: str

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure the relation names."""
        return ()

    @property
    def printed(self) -> tuple[tuple[str, str], ...]:
        """References and printed texts of the figures."""
        return tuple((figure.ref, str(figure.printed)) for figure in self.figures)

    @property
    def at(self) -> tuple[Passage, ...]:
        """Where the figures stand."""
        return places_of(self.figures)


def places_of(figures: Iterable[Figure]) -> tuple[Passage, ...]:
    """Where figures stand, each place once."""
    return tuple(dict.fromkeys(place for figure in figures for place in figure.at))


@dataclass(frozen=True, kw_only=True)
class ShareRelation(Relation):
    """``part`` / ``whole`` is printed as ``share`` (per cent)."""

    part: Figure
    whole: Figure
    share: Figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure the relation names."""
        return (self.part, self.whole, self.share)


@dataclass(frozen=True, kw_only=True)
class SumRelation(Relation):
    """Parts that add up: to ``whole`` where the plan prints it, to ``total`` where it must be so.

    :param expression: the parts as printed in one expression (``1+1+11+2``).
    :param terms: the numbers of the expression.
    :param named: whether the plan says what the parts are.
    :param divisions: how many divisions there are for what the parts count, where that is known.
    """

    parts: tuple[Figure, ...]
    whole: Figure | None = None
    total: Decimal | None = None
    expression: str = ""
    terms: tuple[Decimal, ...] = ()
    named: bool = True
    divisions: int | None = None
    quoted: tuple[Passage, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure the relation names."""
        return (*self.parts, *([self.whole] if self.whole else []))

    @property
    def at(self) -> tuple[Passage, ...]:
        """Where expression and figures stand."""
        return tuple(dict.fromkeys((*self.quoted, *places_of(self.figures))))


@dataclass(frozen=True, kw_only=True)
class CountRelation(Relation):
    """A headline number against the names listed for it.

    :param listed_as: the figure that prints the count of the list itself.
    :param missing: names that the headline must mean besides, where that is known.
    """

    headline: Figure
    listed: tuple[str, ...]
    listed_as: Figure | None = None
    missing: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure the relation names."""
        return (self.headline, *([self.listed_as] if self.listed_as else []))


@dataclass(frozen=True, kw_only=True)
class ReproduceRelation(Relation):
    """A printed number that stated parts should add up to, in one of several ways."""

    whole: Figure
    ways: tuple[tuple[Figure, ...], ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure the relation names."""
        return tuple(dict.fromkeys((self.whole, *(part for way in self.ways for part in way))))


@dataclass(frozen=True, kw_only=True)
class RemainderRelation(Relation):
    """A whole of which one part is stated; ``maybe`` are figures that may or may not be inside."""

    whole: Figure
    part: Figure
    maybe: tuple[Figure, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure the relation names."""
        return (self.whole, self.part, *self.maybe)


@dataclass(frozen=True, kw_only=True)
class RatioRelation(Relation):
    """A quotient the plan implies.

    :param base: the same quotient's figures in the base year.
    :param stated: the figure that prints the quotient, where one does.
    :param low: with ``high``: what is usual, in ``unit``; ``basis_zh`` says who says so.
    """

    numerator: Figure
    denominator: Figure
    unit: str
    base: tuple[Figure, Figure] | None = None
    stated: Figure | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    basis_zh: str = ""
    basis_en: str = ""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure the relation names."""
        stated = (self.stated,) if self.stated else ()
        return (self.numerator, self.denominator, *stated, *(self.base or ()))


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The value of the earlier year: stated, or calculated from other figures.

    :param text: the calculation; empty where it is stated.
    """

    value: Decimal
    interval: Interval
    figures: tuple[Figure, ...]
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class MultipleRelation(Relation):
    """A printed comparison with an earlier year (增长了2.49倍, 是…的3.61倍, 翻番, 下降48%).

    :param wording: ``grew_by``, ``fell_by`` or ``times``.
    :param earlier: the earlier value; None where nothing gives one.
    :param later: an outside figure between the years; the earlier value should not exceed it.
    :param unpriced: whether it is money at constant prices whose base is not stated.
    """

    now: Figure
    multiple: Figure
    wording: str
    earlier: Earlier | None = None
    later: Figure | None = None
    unpriced: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure the relation names."""
        earlier = self.earlier.figures if self.earlier else ()
        later = (self.later,) if self.later else ()
        return tuple(dict.fromkeys((self.now, self.multiple, *earlier, *later)))


@dataclass(frozen=True, kw_only=True)
class TimelineRelation(Relation):
    """Dated demands on the same or a related coverage, in order of their dates.

    :param same_measure: whether all of them state the same indicator.
    :param falling: whether less is better.
    """

    steps: tuple[Figure, ...]
    target: Figure
    same_measure: bool
    falling: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure the relation names."""
        return (*self.steps, self.target)


@dataclass(frozen=True, kw_only=True)
class AreasRelation(Relation):
    """Goals the plan announces, and which of them its table measures.

    :param bare: those without an indicator.
    """

    areas: tuple[str, ...]
    bare: tuple[str, ...]
    quoted: tuple[Passage, ...]

    @property
    def at(self) -> tuple[Passage, ...]:
        """Where they are announced."""
        return self.quoted
