"""Figures of a size that hardly can be: revenue per parcel beyond all that was ever published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from jidi.core.units import Unit
from jidi.model.bulletin_wording import plain_unit
from jidi.statistics.finding import Finding, Rule, Verdict, figure_text, name_en, name_zh, shown
from jidi.statistics.statement import Statement

YUAN_PER_PARCEL: Final = (Decimal(1), Decimal(100))
"""The bounds of the data check ``unit_revenue_out_of_range``; provinces lie between 3 and 30."""


def unit_revenue(statements: Sequence[Statement], confirmed: set[int]) -> Iterator[Finding]:
    """Express revenue ÷ express volume of one place and time, out of all bounds.

    :param confirmed: statements that other figures bear out; the doubt falls on the other one.
    """
    volumes: dict[tuple[object, ...], int] = {}
    for n, one in enumerate(statements):
        if one.slots == ("express", "volume", "", "level"):
            volumes.setdefault(_situation(one), n)
    told: set[tuple[object, ...]] = set()
    for m, revenue in enumerate(statements):
        situation = _situation(revenue)
        volume = volumes.get(situation)
        if revenue.slots != ("express", "revenue", "", "level") or volume is None:
            continue
        found = _judged(m, revenue, volume, statements[volume], confirmed)
        if found is not None and situation[:2] not in told:
            told.add(situation[:2])
            yield found


def _situation(one: Statement) -> tuple[object, ...]:
    return (one.division, one.period, one.where, one.forecast)


def _judged(
    m: int, revenue: Statement, n: int, volume: Statement, confirmed: set[int]
) -> Finding | None:
    price = _price(revenue, volume)
    if price is None or YUAN_PER_PARCEL[0] <= price <= YUAN_PER_PARCEL[1]:
        return None
    better = [
        f"{one.value}{unit}"
        for one, units in ((revenue, _scales(revenue)), (volume, _scales(volume)))
        for unit in units
        if _is_usual(replace(one, unit=unit), revenue, volume)
    ]
    hint = "、".join(better)
    return Finding(
        rule=Rule.MAGNITUDE,
        verdict=Verdict.DOUBTFUL,
        zh=f"{name_zh(revenue)}与业务量不相称",
        en=f"{name_en(revenue)} does not go with the volume",
        arithmetic=f"{figure_text(revenue)} ÷ {figure_text(volume)} = {shown(price, 4)}元/件，"
        f"{YUAN_PER_PARCEL[0]}–{YUAN_PER_PARCEL[1]}",
        reason_zh=f"单件收入异常，单位可能有误{f'；若为{hint}则正常' if hint else ''}",
        reason_en="revenue per parcel is out of range, a unit may be wrong"
        + (f"; {hint} would be usual" if hint else ""),
        printed=((name_zh(revenue), figure_text(revenue)), (name_zh(volume), figure_text(volume))),
        recomputed=price,
        unit="元/件",
        spans=(revenue.span, volume.span),
        flags=tuple((k, "magnitude_doubtful") for k in {m, n} - confirmed or {m, n}),
    )


def _price(revenue: Statement, volume: Statement) -> Decimal | None:
    money, parcels = revenue.plain_value, volume.plain_value
    return None if money is None or not parcels else money / parcels


def _is_usual(changed: Statement, revenue: Statement, volume: Statement) -> bool:
    pair = (changed, volume) if changed.measure == "revenue" else (revenue, changed)
    price = _price(*pair)
    return price is not None and YUAN_PER_PARCEL[0] <= price <= YUAN_PER_PARCEL[1]


def _scales(one: Statement) -> list[Unit]:
    base = plain_unit(one.fact.dimension)
    if base is None or one.unit is None:
        return []
    return [Unit(s, base.base) for s in ("", "万", "亿") if s != one.unit.multiplier]
