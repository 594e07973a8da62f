"""A village of a design explained, in both languages: how it is served or why not, and what else
there is at what price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from jidi.core.errors import InputError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.network.rural.explain import Reasons, Standing, Way, WayKind, explain_village
from jidi.service.rural_design import Judged

KIND_WORDS: Final = {
    WayKind.LINE: ("并入线路", "a stop on line"),
    WayKind.LANE: ("借道", "a place on lane"),
    WayKind.RUN: ("现有车辆加开一趟", "a run more of vehicle"),
    WayKind.VEHICLE: ("加一辆车", "one more vehicle"),
}


@dataclass(frozen=True)
class Explained:
    """A village's reasons with the design they are about."""

    judged: Judged
    reasons: Reasons

    @property
    def village(self) -> str:
        """Its id and, where it has one of its own, its name."""
        held = self.judged.problem.villages[self.reasons.village]
        return held.id if held.name in ("", held.id) else f"{held.id} {held.name}"

    def per_parcel(self, extra: float) -> float | None:
        """Yuan a parcel of what a way costs more; None for a village without parcels."""
        parcels = self.judged.problem.villages[self.reasons.village].parcels
        return extra / parcels if parcels > 0 else None


def explained(judged: Judged, village: str) -> Explained:
    """The village of a design that holds, explained.

    :param village: its id or its name, where only one village has it.
    :raises UnknownName: N-701. :raises InputError: N-702 when several villages have the name,
        N-703 when the design does not hold.
    """
    if not judged.holds:
        raise InputError("N-703", count=len(judged.verdict.violations))
    number = _number(judged, village)
    return Explained(judged, explain_village(judged.problem, judged.design, number))


def _number(judged: Judged, asked: str) -> int:
    villages = judged.problem.villages
    found = [n for n, v in enumerate(villages) if v.id == asked] or [
        n for n, v in enumerate(villages) if v.name == asked
    ]
    if not found:
        known = [*(v.id for v in villages), *(v.name for v in villages)]
        raise UnknownName("N-701", name=asked, nearest=suggestion(asked, known))
    if len(found) > 1:
        ids = "、".join(villages[n].id for n in found)
        raise InputError("N-702", name=asked, count=len(found), ids=ids)
    return found[0]


def standing_line(found: Explained, lang: Language) -> str:
    """One sentence: how it is served, or what binds."""
    reasons, cheapest = found.reasons, found.reasons.cheapest
    price = "" if cheapest is None or cheapest.extra is None else _price(found, cheapest, lang)
    zh, en = lang == "zh", lang == "en"
    if reasons.service is not None:
        saved = reasons.saved or 0.0
        days = reasons.service.days.text(lang)
        by = reasons.service.by
        if zh:
            return f"{found.village}：由 {by} 服务（{days}）；不服务可省 {saved:,.2f} 元/日"
        return f"{found.village}: served by {by} ({days}); without it {saved:,.2f} yuan a day less"
    if reasons.standing is Standing.CLOSED:
        return (
            f"{found.village}：未服务，没有一种方式符合全部规则"
            if zh
            else f"{found.village}: not served; no way keeps every rule"
        )
    if reasons.standing is Standing.BUDGET:
        left = reasons.budget_left or 0.0
        if en:
            return (
                f"{found.village}: not served; {price}, the budget has {left:,.2f} yuan a day left"
            )
        return f"{found.village}：未服务，{price}，预算只余 {left:,.2f} 元/日"
    return (
        f"{found.village}：未服务，要求的覆盖率已达到；{price}"
        if zh
        else f"{found.village}: not served, the coverage asked for is reached without it; {price}"
    )


def _price(found: Explained, way: Way, lang: Language) -> str:
    extra = way.extra or 0.0
    each = found.per_parcel(extra)
    if lang == "zh":
        return f"最便宜的方式加 {extra:,.2f} 元/日" + (f"（{each:.2f} 元/件）" if each else "")
    told = f"the cheapest way adds {extra:,.2f} yuan a day"
    return told + (f" ({each:.2f} yuan a parcel)" if each else "")


def way_rows(found: Explained, lang: Language, *, most: int) -> list[tuple[str, ...]]:
    """The ways: kind, by whom, days, price, what forbids it."""
    rows: list[tuple[str, ...]] = []
    for way in found.reasons.ways[:most]:
        joint = "；" if lang == "zh" else "; "
        closed = joint.join(f"{v.code} {v.text(lang)}" for v in way.closed)
        rows.append(
            (
                KIND_WORDS[way.kind][lang == "en"],
                way.by,
                way.days.text(lang),
                "—" if way.extra is None else f"{way.extra:,.2f}",
                closed or ("可行" if lang == "zh" else "open"),
            )
        )
    return rows


def explained_json(found: Explained) -> dict[str, Any]:
    """The explanation as plain values."""
    reasons = found.reasons
    village = found.judged.problem.villages[reasons.village]
    return {
        "village": village.id,
        "name": village.name,
        "standing": reasons.standing.value,
        "served_by": None if reasons.service is None else reasons.service.by,
        "days": None if reasons.service is None else reasons.service.days.marks,
        "saved_without": reasons.saved,
        "budget_left": reasons.budget_left,
        "synthetic": found.judged.problem.synthetic,
        "ways": [_way_json(way) for way in reasons.ways],
    }


def _way_json(way: Way) -> dict[str, Any]:
    return {
        "kind": way.kind.value,
        "by": way.by,
        "days": way.days.marks,
        "extra_yuan_a_day": way.extra,
        "open": way.open,
        "closed_by": [{"code": v.code, "zh": v.text("zh"), "en": v.text("en")} for v in way.closed],
    }
