"""What figures of a plan have to do with each other: stated as data, judged by the audit.

A relation names figures by reference: ``record`` for facts, milestones, projects and outside
references, ``record.baseline``, ``record.level``, ``record.growth``, ``record.increment`` or
``record.share`` for targets.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from jidi.model.plan_record import Passage
from jidi.model.strict import Strict

Refs = Annotated[tuple[str, ...], Field(min_length=1)]


class _Relation(Strict):
    id: str
    item: str
    zh: str
    en: str
    note_zh: str = ""
    note_en: str = ""

    def refs(self) -> tuple[str, ...]:
        """Every figure the relation names."""
        return ()


class ShareRelation(_Relation):
    """``part`` / ``whole`` is printed as ``share`` (per cent)."""

    kind: Literal["share"]
    part: str
    whole: str
    share: str

    def refs(self) -> tuple[str, ...]:
        """Every figure the relation names."""
        return (self.part, self.whole, self.share)


class SumRelation(_Relation):
    """Parts add up to a whole: ``whole`` where the plan prints it, else ``total`` as computed aim.

    :param notation: the parts as printed in one expression (``1+1+11+2``), in the same order.
    :param named: whether the plan names the parts' members anywhere.
    """

    kind: Literal["sum"]
    parts: Refs
    whole: str | None = None
    notation: str = ""
    named: bool = True

    def refs(self) -> tuple[str, ...]:
        """Every figure the relation names."""
        return (*self.parts, *([self.whole] if self.whole else []))


class CountRelation(_Relation):
    """A headline number against the names listed for it.

    :param listed: the names as the plan lists them.
    :param expected: where known, all names the headline must mean; used to say what is missing.
    """

    kind: Literal["count"]
    headline: str
    listed: Annotated[tuple[str, ...], Field(min_length=1)]
    listed_as: str | None = None
    """Figure that prints the count of the list itself."""
    expected: tuple[str, ...] = ()
    at: tuple[Passage, ...] = ()

    def refs(self) -> tuple[str, ...]:
        """Every figure the relation names."""
        return (self.headline, *([self.listed_as] if self.listed_as else []))


class ReproduceRelation(_Relation):
    """A printed number that stated parts should add up to, in one of several ways."""

    kind: Literal["reproduce"]
    whole: str
    candidates: Annotated[tuple[Refs, ...], Field(min_length=1)]

    def refs(self) -> tuple[str, ...]:
        """Every figure the relation names."""
        return (self.whole, *(ref for way in self.candidates for ref in way))


class RemainderRelation(_Relation):
    """A whole of which one part is stated; ``maybe`` are figures that may or may not be inside."""

    kind: Literal["remainder"]
    whole: str
    part: str
    maybe: Refs

    def refs(self) -> tuple[str, ...]:
        """Every figure the relation names."""
        return (self.whole, self.part, *self.maybe)


class RatioRelation(_Relation):
    """A quotient the plan implies without printing it.

    :param low: where a reference range is known, its lower end, in ``unit``.
    :param basis_zh: where the range comes from; an own choice says so.
    :param base_numerator: with ``base_denominator``: the same quotient in the base year.
    """

    kind: Literal["ratio"]
    numerator: str
    denominator: str
    base_numerator: str | None = None
    base_denominator: str | None = None
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    basis_zh: str = ""
    basis_en: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.low is None) != (self.high is None) or (self.low is None) != (not self.basis_zh):
            raise ValueError(f"{self.id}: 'low', 'high' and 'basis_zh' go together")
        if (self.base_numerator is None) != (self.base_denominator is None):
            raise ValueError(f"{self.id}: 'base_numerator' and 'base_denominator' go together")
        return self

    def refs(self) -> tuple[str, ...]:
        """Every figure the relation names."""
        base = (self.base_numerator, self.base_denominator)
        return (self.numerator, self.denominator, *(ref for ref in base if ref))


class MultipleRelation(_Relation):
    """A printed comparison with an earlier year (增长了2.49倍, 是…的3.61倍, 翻番).

    :param now: the later value; :param multiple: the printed multiple.
    :param base_product: figures whose product is the earlier value, with
    :param base_divisors: divided by these; both empty when the plan gives no earlier value.
    :param later: outside figure between the two years; the earlier value should not exceed it.
    :param same_prices: whether both years are known to stand at the same prices.
    """

    kind: Literal["multiple"]
    now: str
    multiple: str
    base_product: tuple[str, ...] = ()
    base_divisors: tuple[str, ...] = ()
    later: str | None = None
    same_prices: bool = True

    def refs(self) -> tuple[str, ...]:
        """Every figure the relation names."""
        later = (self.later,) if self.later else ()
        return (self.now, self.multiple, *self.base_product, *self.base_divisors, *later)


class TimelineRelation(_Relation):
    """Dated milestones against a later target of the same or a related coverage.

    :param same_measure: whether the plan uses one definition for all of them.
    """

    kind: Literal["timeline"]
    milestones: Refs
    target: str
    same_measure: bool

    def refs(self) -> tuple[str, ...]:
        """Every figure the relation names."""
        return (*self.milestones, self.target)


class AreasRelation(_Relation):
    """Objective areas the plan announces, each of which should have an indicator in the table."""

    kind: Literal["areas"]
    areas: Annotated[tuple[str, ...], Field(min_length=1)]
    at: Annotated[tuple[Passage, ...], Field(min_length=1)]


Relation = Annotated[
    ShareRelation
    | SumRelation
    | CountRelation
    | ReproduceRelation
    | RemainderRelation
    | RatioRelation
    | MultipleRelation
    | TimelineRelation
    | AreasRelation,
    Field(discriminator="kind"),
]
