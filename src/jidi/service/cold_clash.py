"""Why a cold chain has no design, told: what clashes, and what to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from jidi.core.errors import InputError, JidiError, Place
from jidi.network.clashing import Smallest
from jidi.network.cold.clash import Condition, Kind, Repair, clash, repairs
from jidi.service.answer_parts import Told
from jidi.service.clash_words import proof_words, questions
from jidi.service.cold_problem import ProvinceCold

FILE: Final = "cold.toml"
_KEYS: Final = {
    Kind.COOLERS: "coolers",
    Kind.STORES: "stores",
    Kind.SOON: "products.open_h",
    Kind.KEEP: "products.budget_h",
    Kind.CARRY: "--scale",
}
"""The key of the file of values in which a condition stands, or the option."""
_NAMES: Final = {
    Kind.COOLERS: ("每处预冷至多一个最大规模", "one largest size of pre-cooling at a place"),
    Kind.STORES: ("每处冷库至多一个最大规模", "one largest size of store at a place"),
    Kind.SOON: ("{}送到预冷的时限", "{}: hours until pre-cooled"),
    Kind.KEEP: ("{}的温度时间预算", "{}: budget of hours"),
    Kind.CARRY: ("{}全部运出", "all of {} is carried"),
}


def why_none(
    posed: ProvinceCold,
    first: JidiError,
    *,
    effort: int,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> JidiError:
    """What to raise in place of "no design": N-988 with conditions and repairs; ``first`` where
    nothing is proved.

    :raises InputError: N-983 when cancelled.
    """
    asked = questions(progress, cancelled, stopped=InputError("N-983", effort=effort), left=0.99)
    found = clash(posed.problem, asked)
    if found is None:
        return first
    ways = repairs(posed.problem, found, effort=effort, asked=asked)
    proof = proof_words(found)
    return InputError(
        "N-988", name=posed.hubs.name, count=len(found.conditions), proof_zh=proof[0],
        proof_en=proof[1], also=(*_conditions(posed, found), *_repairs(posed, ways), first),
    )  # fmt: skip


def _conditions(posed: ProvinceCold, found: Smallest[Condition]) -> Iterator[JidiError]:
    for one in found.conditions:
        zh, en = _name(posed, one)
        key = _KEYS[one.kind]
        where = Place(FILE, column=key) if not key.startswith("--") else None
        yield InputError("N-989", where=where, item_zh=zh, item_en=en, key=key)


def _name(posed: ProvinceCold, one: Condition) -> Told:
    zh, en = _NAMES[one.kind]
    if one.product is None:
        return zh, en
    name = posed.problem.products[one.product].id
    value = next(p for p in posed.asked.values.products if p.id == name)
    return zh.format(value.zh), en.format(value.en)


def _repairs(posed: ProvinceCold, ways: tuple[Repair, ...]) -> Iterator[JidiError]:
    if not ways:
        yield InputError("N-958")
    for number, way in enumerate(ways):
        zh, en = _change(posed, way)
        yield InputError(
            "N-957" if number else "N-956", change_zh=zh, change_en=en,
            cost=f"{way.design.cost:,.0f}", gap=f"{way.design.gap:.2%}",
        )  # fmt: skip


def _change(posed: ProvinceCold, way: Repair) -> Told:
    names = [_name(posed, one) for one in way.conditions]
    zh, en = "、".join(name[0] for name in names), ", ".join(name[1] for name in names)
    kind = way.conditions[0].kind
    if kind is Kind.CARRY:
        return f"{zh}改为运出 {way.after:.1%}", f"{en}: {way.after:.1%} of it instead"
    if kind in (Kind.COOLERS, Kind.STORES):
        return (
            f"{zh}改为至多 {way.after:.0f} 个（用到：{'、'.join(_built(posed, way, 'zh'))}）",
            f"{en}: up to {way.after:.0f} instead (used: {', '.join(_built(posed, way, 'en'))})",
        )
    return (
        f"{zh}由 {way.before:g} 小时改为 {way.after:g} 小时",
        f"{en}: from {way.before:g} to {way.after:g} hours",
    )


def _built(posed: ProvinceCold, way: Repair, lang: str) -> Iterator[str]:
    """Places that hold more than one of their largest size."""
    problem, design = way.problem, way.design
    for sites, built, divisions in (
        (problem.coolers, design.coolers, posed.coolers),
        (problem.stores, design.stores, [posed.cities[s.code.short[:4]] for s in posed.stores]),
    ):
        for number, size in sorted(built.items()):
            _, several, times = sites[number].sizes[size].id.rpartition("*")
            if several:
                one = divisions[number]
                yield f"{one.name if lang == 'zh' else one.name_en or one.name} {times}"
