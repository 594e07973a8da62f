"""A provincial target shared out among the cities: a proposal, until a person adopts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jidi.core.division import Division, Level
from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period
from jidi.model.city_target import PROPOSED, CityTarget
from jidi.model.indicator import Indicator
from jidi.model.plan_figure import read_printed
from jidi.model.plan_record import Target
from jidi.model.reading import Reading, Status
from jidi.plan.decompose import Additive, City, Share, Way, decomposed
from jidi.service.books import Book
from jidi.service.publishing import factor_between
from jidi.service.readings import read


@dataclass(frozen=True)
class Proposal:
    """The cities' parts of a provincial target, in division order.

    :param base_sum: the sum of the cities' bases; it need not be the base the plan prints.
    :param synthetic: whether the weights rest on synthetic data.
    """

    target: Target
    indicator: Indicator
    way: Way
    additive: Additive
    cities: tuple[Division, ...]
    shares: tuple[Share, ...]
    synthetic: bool
    version: int

    @property
    def base_sum(self) -> Decimal | None:
        """The sum of the cities' bases; None when one is not known, or bases do not add up."""
        bases = [share.base for share in self.shares if share.base is not None]
        if self.additive == "mean" or len(bases) < len(self.shares):
            return None
        return sum(bases, Decimal(0))

    def city_targets(self, *, by: str) -> tuple[CityTarget, ...]:
        """The proposal as rows of the table ``city_target``."""
        return tuple(
            CityTarget(
                division=city.code,
                indicator=self.target.indicator,
                year=self.target.year,
                target=read_printed(share.printed),
                unit=self.target.unit,
                base=_level(share, share.base),
                numerator=None if share.numerator is None else Decimal(share.numerator),
                denominator=share.whole,
                how=PROPOSED,
                document=by,
            )
            for city, share in zip(self.cities, self.shares, strict=True)
        )

    def to_json(self) -> dict[str, Any]:
        """The proposal as plain values."""
        return {
            "indicator": self.target.indicator,
            "zh": self.target.zh,
            "en": self.target.en,
            "unit": self.target.unit,
            "year": self.target.year,
            "goal": self.target.level.printed.text,
            "way": self.way.value,
            "way_zh": self.way.zh,
            "way_en": self.way.en,
            "adds_up_as": self.additive,
            "proposal": True,
            "own_choice": True,
            "synthetic": self.synthetic,
            "data_version": self.version,
            "base_sum": None if self.base_sum is None else float(self.base_sum),
            "cities": [
                {
                    "division": city.code.text,
                    "name": city.name,
                    "base": _float(share.base),
                    "target": share.printed,
                    "level": float(share.level),
                    "numerator": share.numerator,
                    "denominator": _float(share.whole),
                }
                for city, share in zip(self.cities, self.shares, strict=True)
            ],
        }


def propose(book: Book, indicator_id: str, *, way: str = Way.BASE.value) -> Proposal:
    """A decomposition of the plan's target for an indicator.

    :raises UnknownName: P-101 without such a target, D-113 unknown indicator, V-130 unknown way.
    :raises InputError: P-160, P-161, and P-162 for a target that does not add up over cities.
    """
    ways = {one.value: one for one in Way}
    if way not in ways:
        raise UnknownName("V-130", name=way, nearest=suggestion(way, ways))
    target = book.plan.headline(indicator_id)
    indicator = book.catalogue.indicator(indicator_id)
    additive = how_it_adds_up(target, indicator)
    cities = book.tree.at_level(Level.CITY)
    base = by_city(book, indicator, Period.for_year(book.plan.base_year))
    newest = by_city(book, indicator, book.newest_year)
    factor = factor_between(target.unit, indicator) or Decimal(1)
    known = [
        _city(book, city, base.get(city.code.text), newest.get(city.code.text), additive, factor)
        for city in cities
    ]
    shares = decomposed(
        target.level.printed, known, way=ways[way], additive=additive, digits=indicator.precision
    )
    used = (*base.values(), *newest.values())
    return Proposal(
        target=target,
        indicator=indicator,
        way=ways[way],
        additive=additive,
        cities=tuple(cities),
        shares=shares,
        synthetic=any(reading.status is Status.SYNTHETIC for reading in used),
        version=book.version,
    )


def how_it_adds_up(target: Target, indicator: Indicator) -> Additive:
    """Whether cities add up to the province, their parts do, or they make a mean of it.

    :raises InputError: P-162 when none of these holds.
    """
    refusal = None
    if target.each:
        refusal = ("规划要求逐处达到", "the plan asks it of every single site")
    elif indicator.rollup == "recompute":
        refusal = ("各市之和不是全省数", "the cities' values do not add up to the province's")
    elif indicator.finest < Level.CITY:
        refusal = ("指标没有分市数据", "the indicator has no values of cities")
    if refusal is not None:
        raise InputError(
            "P-162", indicator=indicator.id, reason_zh=refusal[0], reason_en=refusal[1]
        )
    if indicator.measure == "total":
        return "total"
    is_rate = indicator.measure == "ratio" and indicator.unit == "%" and target.unit == "%"
    return "rate" if is_rate else "mean"


def by_city(book: Book, indicator: Indicator, period: Period) -> Mapping[str, Reading]:
    """The computed values of all cities in a period, by division code; those with a value."""
    found = read(book, indicator.id, periods=[period], level=Level.CITY)
    return {row.division: row for row in found.rows if row.value is not None}


def _city(
    book: Book,
    city: Division,
    base: Reading | None,
    newest: Reading | None,
    additive: Additive,
    factor: Decimal,
) -> City:
    """What is known of a city, in things of a rate or in the target's unit."""

    def amount(reading: Reading | None) -> Decimal | None:
        if reading is None:
            return None
        if additive == "rate":
            return None if reading.numerator is None else Decimal(repr(reading.numerator))
        return None if reading.value is None else Decimal(repr(reading.value)) / factor

    whole = None if newest is None or newest.denominator is None else newest.denominator
    return City(
        division=city.code.text,
        base=amount(base),
        now=amount(newest),
        whole=Decimal(round(whole)) if additive == "rate" and whole is not None else None,
        population=book.population.get(city.code),
    )


def _level(share: Share, base: Decimal | None) -> Decimal | None:
    """The base in the target's unit: of a rate the things over all there are."""
    if base is None or share.whole is None:
        return base
    return None if share.whole == 0 else base / share.whole * 100


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
