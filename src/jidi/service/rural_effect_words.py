"""What designs do to the indicators, in words of both languages."""

from __future__ import annotations

from jidi.core.errors import Language
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading
from jidi.service.phrasing import unit_name
from jidi.service.rural_effect import Effect, EffectRow, value_of_reading


def shown(indicator: Indicator, value: float | None) -> str:
    """A value as printed; ``—`` where there is no data."""
    return "—" if value is None else f"{value:,.{indicator.precision}f}"


def moved(row: EffectRow) -> str:
    """The difference with its sign; none where it rounds to nothing."""
    change = row.difference
    if change is None:
        return "—"
    size = shown(row.indicator, abs(change))
    if not size.strip("0."):
        return size
    return f"{'+' if change > 0 else '−'}{size}"


def effect_rows(effect: Effect, lang: Language) -> list[tuple[str, ...]]:
    """Division, indicator, unit, before, after, difference, parts after."""
    rows: list[tuple[str, ...]] = []
    for row in effect.rows:
        indicator = row.indicator
        rows.append(
            (
                row.division.name,
                indicator.zh if lang == "zh" else indicator.en,
                unit_name(indicator.unit, lang),
                shown(indicator, value_of_reading(row.before)),
                shown(indicator, value_of_reading(row.after)),
                moved(row),
                _parts_words(row.after),
            )
        )
    return rows


def _parts_words(reading: Reading | None) -> str:
    if reading is None or reading.numerator is None:
        return "—"
    if reading.denominator is None:
        return f"{reading.numerator:,.0f}"
    missing = f" (−{reading.missing_parts})" if reading.missing_parts else ""
    return f"{reading.numerator:,.0f} / {reading.denominator:,.0f}{missing}"


def effect_lines(effect: Effect, lang: Language) -> list[str]:
    """What must be said below the table."""
    zh = lang == "zh"
    made = len(effect.designs)
    lost = len(effect.scenario.lost)
    left = {
        "not_served": (
            "方案未服务的村按快递未通达计，其余记录不变",
            "villages a design leaves out count as not reached by express, all else of their "
            "record unchanged",
        ),
        "as_today": (
            "方案未服务的村维持现状",
            "villages a design leaves out stay as they are today",
        ),
    }[effect.left]
    lines = [
        f"{effect.period} 期末：之前为工作区数据，之后为 {made} 个县的设计情形，不是实测；"
        f"{left[0]}（自定）。"
        if zh
        else f"End of {effect.period}: before from the book, after as designed (counties: {made}), "
        f"not measured; {left[1]} (own choice).",
        f"新通达 {len(effect.scenario.gained)} 个村；现已通达而方案未服务 {lost} 个村。"
        if zh
        else f"{len(effect.scenario.gained)} villages gained; {lost} served today are left out.",
    ]
    if effect.without:
        lines.append(
            f"市、省合计中另有 {effect.without} 个县没有方案：指标按现状计，费用与排放不含这些县。"
            if zh
            else f"{effect.without} counties of the cities and province shown have no design: "
            "indicators count them as they are, cost and emissions leave them out."
        )
    reasons = {row.why_zh if zh else row.why_en for row in effect.rows} - {""}
    head = "没有“之前”的原因：" if zh else "No value before: "
    joint = "；" if zh else "; "
    lines += [head + joint.join(sorted(reasons))] if reasons else []
    lines.append(f"数据版本 {effect.version}" if zh else f"data version {effect.version}")
    return lines
