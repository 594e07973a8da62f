"""A village of a design explained, in both languages: how it is served or why not, and what else
there is at what price."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from jidi.core.errors import JidiError, Language
from jidi.model.rural import rural_values
from jidi.network.rural.explain import (
    Reasons,
    Standing,
    Way,
    WayKind,
    explain_village,
    overnight_ways,
)
from jidi.network.rural.explain_overnight import carried_over
from jidi.service.books import Book
from jidi.service.rural_answering import check_holds, number_of
from jidi.service.rural_design import OVERNIGHT, Judged, posed_again

KIND_WORDS: Final = {
    WayKind.LINE: ("并入线路", "a stop on line"),
    WayKind.LANE: ("借道", "a place on lane"),
    WayKind.RUN: ("现有车辆加开一趟", "a run more of vehicle"),
    WayKind.VEHICLE: ("加一辆车", "one more vehicle"),
    WayKind.OVERNIGHT: ("隔夜往返到站点", "an overnight trip to station"),
}


@dataclass(frozen=True)
class Explained:
    """A village's reasons with the design they are about."""

    judged: Judged
    reasons: Reasons
    overnight: tuple[Way, ...] = ()
    """Ways by an overnight trip, where the problem allows none but the book could be asked."""
    untried: JidiError | None = None
    """Why that could not be tried."""

    @property
    def village(self) -> str:
        """Its id and, where it has one of its own, its name."""
        held = self.judged.problem.villages[self.reasons.village]
        return held.id if held.name in ("", held.id) else f"{held.id} {held.name}"

    def per_parcel(self, extra: float) -> float | None:
        """Yuan a parcel of what a way costs more; None for a village without parcels."""
        parcels = self.judged.problem.villages[self.reasons.village].parcels
        return extra / parcels if parcels > 0 else None


def explained(judged: Judged, village: str, book: Book | None = None) -> Explained:
    """The village of a design that holds, explained.

    :param book: where given, a village that no way serves is told what an overnight trip would
        cost, where the problem allows none: it is posed again with such trips.
    :param village: its id or its name, where only one village has it.
    :raises UnknownName: N-701. :raises InputError: N-702 when several villages have the name,
        N-703 when the design does not hold.
    """
    check_holds(judged)
    villages = judged.problem.villages
    number = number_of(villages, village, unknown="N-701", several="N-702")
    found = Explained(judged, explain_village(judged.problem, judged.design, number))
    closed = found.reasons.standing is Standing.CLOSED
    if book is None or not closed or "county" not in dict(judged.design.made):
        return found
    try:
        return replace(found, overnight=_overnight(judged, number, book))
    except JidiError as error:
        return replace(found, untried=error)


def _overnight(judged: Judged, village: int, book: Book) -> tuple[Way, ...]:
    """Ways to a village by overnight trips that the design's problem does not allow.

    :raises JidiError: when the book does not pose the problem again.
    """
    if judged.problem.overnight is not None:
        return ()
    least = int(float(rural_values().defaults["overnight.often"].figure))
    how = tuple((dict(judged.design.made) | {OVERNIGHT: str(least)}).items())
    again, _ = posed_again(how, book, file=judged.problem.name)
    design = carried_over(judged.problem, judged.design, again)
    if design is None:
        return ()
    return tuple(way for way in overnight_ways(again, design, village) if way.open)


def standing_line(found: Explained, lang: Language) -> str:
    """One sentence: how it is served, or what binds."""
    reasons = found.reasons
    zh, en = _served(reasons) if reasons.service is not None else _left_out(found, lang)
    if found.overnight:
        more_zh, more_en = _by_night(found, found.overnight[0])
        zh, en = f"{zh}；{more_zh}", f"{en}; {more_en}"
    if found.untried is not None:
        told = found.untried
        zh = f"{zh}；隔夜往返未能试算（{told.message('zh')}）"
        en = f"{en}; an overnight trip could not be tried ({told.message('en')})"
    return f"{found.village}：{zh}" if lang == "zh" else f"{found.village}: {en}"


def _by_night(found: Explained, way: Way) -> tuple[str, str]:
    """What an overnight trip would add, in both languages."""
    extra, each = way.extra or 0.0, found.per_parcel(way.extra or 0.0)
    each_zh, each_en = (
        (f"（{each:.2f} 元/件）", f" ({each:.2f} yuan a parcel)") if each else ("", "")
    )
    return (
        f"许可隔夜往返即可到达：经站点 {way.by}，每周 {way.days.frequency} 天，"
        f"加 {extra:,.2f} 元/日{each_zh}，含该站柜台的件",
        f"an overnight trip would reach it: through station {way.by}, "
        f"{way.days.frequency} days a week, for {extra:,.2f} yuan a day more{each_en}, "
        "the station's counter included",
    )


def _served(reasons: Reasons) -> tuple[str, str]:
    service, saved = reasons.service, reasons.saved or 0.0
    assert service is not None
    return (
        f"由 {service.by} 服务（{service.days.text('zh')}）；不服务可省 {saved:,.2f} 元/日",
        f"served by {service.by} ({service.days.text('en')}); "
        f"without it {saved:,.2f} yuan a day less",
    )


def _left_out(found: Explained, lang: Language) -> tuple[str, str]:
    """Why it is not served, in both languages; the price in the one that is printed."""
    reasons, cheapest = found.reasons, found.reasons.cheapest
    price = "" if cheapest is None or cheapest.extra is None else _price(found, cheapest, lang)
    left = f"{reasons.budget_left or 0.0:,.2f}"
    told = {
        Standing.CLOSED: (
            "未服务，没有一种方式符合全部规则",
            "not served; no way keeps every rule",
        ),
        Standing.BUDGET: (
            f"未服务，{price}，预算只余 {left} 元/日",
            f"not served; {price}, the budget has {left} yuan a day left",
        ),
        Standing.AFFORDABLE: (
            f"未服务，{price}，预算余 {left} 元/日足以支付：方案尚可改进",
            f"not served; {price}, which the {left} yuan a day left of the budget would pay: "
            "the design can be improved",
        ),
        Standing.ENOUGH: (
            f"未服务，要求的覆盖率已达到；{price}",
            f"not served, the coverage asked for is reached without it; {price}",
        ),
    }
    return told[reasons.standing]


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
    asked = (*found.overnight, *found.reasons.ways)
    for way in asked[:most]:
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
        "if_overnight": [_way_json(way) for way in found.overnight],
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
