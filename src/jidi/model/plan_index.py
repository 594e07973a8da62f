"""The printed numbers of a record under the references by which findings name them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jidi.core.units import COUNTING_WORDS
from jidi.model.plan_figure import Printed
from jidi.model.plan_record import (
    ConditionKind,
    Fact,
    Figure,
    Milestone,
    Project,
    Reference,
    Target,
)

Record = Target | Fact | Milestone | Project | Reference


def figures_of(record: Record, *, base_year: int, target_year: int) -> Iterator[Figure]:
    """Each printed number of ``record`` as a :class:`Figure`."""
    if isinstance(record, Target):
        yield from _of_target(record, base_year)
    elif isinstance(record, Fact):
        yield _of_fact(record)
    elif isinstance(record, Reference):
        yield _of_reference(record)
    elif isinstance(record, Milestone):
        yield _of_milestone(record)
    elif record.count is not None:
        yield _of_project(record, record.count, target_year)


_TEN = 10
_ONE_DECIMAL = Decimal("0.05")
_NO_AMOUNTS = frozenset({"%", "‰", "分", "倍", "个百分点"})


def half_of(printed: Printed, unit: str) -> Decimal:
    """Half the fineness of an amount.

    A whole number below ten is read to one decimal (4亿件 as 3.95–4.05): by its digit alone it
    would be too coarse to judge anything. Our own choice; things counted one by one and rates
    keep the fineness of their digits.
    """
    is_amount = unit not in _NO_AMOUNTS and unit not in COUNTING_WORDS
    if is_amount and is_one_digit(printed):
        return min(printed.half, _ONE_DECIMAL)
    return printed.half


def is_one_digit(printed: Printed) -> bool:
    """Whether it is printed as one digit without decimals."""
    return printed.half >= _ONE_DECIMAL * _TEN and abs(printed.value) < _TEN


def _of_target(target: Target, base_year: int) -> Iterator[Figure]:
    common = {
        "item": target.item,
        "indicator": target.indicator,
        "zh": target.zh,
        "en": target.en,
        "at": target.at,
        "price_base": target.price_base,
    }
    if target.baseline is not None:
        yield Figure(
            ref=f"{target.id}.baseline",
            printed=target.baseline,
            unit=target.unit,
            year=base_year,
            half=half_of(target.baseline, target.unit),
            **common,
        )
    for condition in target.conditions:
        own_unit = condition.kind in (ConditionKind.LEVEL, ConditionKind.INCREMENT)
        unit = target.unit if own_unit else "%"
        yield Figure(
            ref=f"{target.id}.{condition.kind}",
            printed=condition.printed,
            unit=unit,
            year=target.year,
            half=half_of(condition.printed, unit),
            **common,
        )


def _of_fact(fact: Fact) -> Figure:
    return Figure(
        ref=fact.id,
        item=fact.item,
        indicator=fact.indicator,
        zh=fact.zh,
        en=fact.en,
        printed=fact.printed,
        unit=fact.unit,
        year=fact.year,
        half=fact.printed.half,
        at=fact.at,
        price_base=fact.price_base,
    )


def _of_reference(reference: Reference) -> Figure:
    return Figure(
        ref=reference.id,
        item="",
        indicator=reference.indicator,
        zh=reference.zh,
        en=reference.en,
        printed=reference.printed,
        unit=reference.unit,
        year=reference.year,
        half=reference.printed.half,
        at=(),
        outside=True,
        source=reference.source,
    )


def _of_milestone(milestone: Milestone) -> Figure:
    return Figure(
        ref=milestone.id,
        item=milestone.item,
        indicator=milestone.indicator,
        zh=milestone.zh,
        en=milestone.en,
        printed=milestone.printed,
        unit=milestone.unit,
        year=milestone.due.year,
        half=milestone.printed.half,
        at=milestone.at,
    )


def _of_project(project: Project, count: Printed, target_year: int) -> Figure:
    return Figure(
        ref=project.id,
        item=project.item,
        indicator=project.indicator,
        zh=project.zh,
        en=project.en,
        printed=count,
        unit=project.unit,
        year=project.due.year if project.due is not None else target_year,
        half=count.half,
        at=project.at,
    )
