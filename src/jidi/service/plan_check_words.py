"""The answer of ``jidi plancheck`` in words, tables and plain values."""

from __future__ import annotations

from typing import Any, Final

from jidi.core.errors import InputError, Language
from jidi.model.trunk import trunk_values
from jidi.service.plan_check import HubCheck, PlanCheck
from jidi.service.plan_check_week import WeekdayCheck
from jidi.service.rural_words import SYNTHETIC
from jidi.service.trunk_days import days_text

HUNDRED_MILLION: Final = 1e8
TOLD: Final = 12
"""Lanes told in a table; JSON has all."""
HUB_HEADS: Final = (
    "市,自身件/日,中转件/日,现有能力,占能力,几亿件时用满,缺口件/日,最省的补足,元/日",
    "city,own a day,passing,standing,used,full at 10^8 a year,short a day,cheapest addition,"
    "yuan a day",
)
LANE_HEADS: Final = (
    "从,到,现有班/日,能力吨/日,缺口吨/日,折合17.5米车班,元/日（零担价）",
    "from,to,runs a day,room t a day,short t a day,as 17.5 m trucks,yuan a day as hired freight",
)
LOSS_HEADS: Final = (
    "失去,绕行多花元/日,需加开件/日,无路可走件/日,自身件/日",
    "lost,yuan a day more,parcels needing added lanes,parcels without any way,own parcels",
)
WEEKDAY_HEADS: Final = (
    "星期,平均日的倍数,线路能力吨/日,缺口吨/日,当日无班件/日,几亿件时不足,先满的线路,"
    "枢纽几亿件时用满,最先用满的枢纽",
    "days,times the mean day,room of lanes t a day,short t a day,parcels without a run that day,"
    "lanes short from 10^8 a year,full first,hubs full at 10^8 a year,hubs full first",
)
ALONE: Final = (
    "按星期的一行是当日单独核对：当日的件量只走当日的班次，什么也不留到第二天；其他各表是平均日，"
    "当日走不下的可等别的日子；亿件都按全年平均日计",
    "A line of weekdays is that day by itself: its parcels by the runs of the day, nothing waits "
    "for the next; years are told by their mean day; "
    "all other tables are of the mean day, where what finds no room may wait for another day",
)
ALIKE: Final = (
    "各日件量和线路能力都一样，按星期与平均日相同",
    "Every day of the week has the same parcels and room of lanes: weekdays are as the mean day",
)

CHEAPER: Final = (
    "失去一处后费用为负的：改走加开的线路，按零担价比绕现有枢纽便宜；但这些线路现在没有，要先加开",
    "where a loss costs less than nothing, what then goes by added lanes is cheaper at the price "
    "of hired freight than the way round by standing hubs, but those lanes do not stand and must "
    "be added first",
)


def check_sentence(found: PlanCheck, lang: Language) -> str:
    """The sentence a director wants."""
    volume = found.posed.hubs.volume / HUNDRED_MILLION
    year, zh = found.posed.asked.year, lang == "zh"
    suffices = found.hubs_suffice and found.lanes_suffice
    if zh:
        head = f"按 {year} 年 {volume:g} 亿件，{found.posed.name}现有枢纽和线路"
        parts = [head + ("够用" if suffices else "不够用"), *_first_zh(found)]
        if found.yuan > 0:
            parts.append(f"最省的补足共 {found.yuan:,.0f} 元/日：{_added(found, lang)}")
        return "；".join(parts) + "。"
    head = f"With {volume:g} hundred million parcels in {year} the hubs and lanes of "
    parts = [
        f"{head}{found.posed.hubs.called(lang)} {'suffice' if suffices else 'do not suffice'}",
        *_first_en(found),
    ]
    if found.yuan > 0:
        parts.append(
            f"the cheapest additions come to {found.yuan:,.0f} yuan a day: {_added(found, lang)}"
        )
    return "; ".join(parts) + "."


def _first_zh(found: PlanCheck) -> list[str]:
    parts = []
    if found.first is not None and found.first.breaks_at is not None:
        at = found.first.breaks_at / HUNDRED_MILLION
        parts.append(f"枢纽最先在 {at:.2f} 亿件时于{found.first.place.zh}用满")
    if found.lanes_break_at is not None:
        at = found.lanes_break_at / HUNDRED_MILLION
        names = "、".join(f"{a.zh}→{b.zh}" for a, b in found.first_lanes)
        parts.append(f"线路约在 {at:.2f} 亿件时开始不足" + (f"（{names}）" if names else ""))
    if (day := _earlier(found)) is not None:
        told = []
        if day.hub is not None and day.hubs_at is not None:
            told.append(f"{day.hub.zh}枢纽 {day.hubs_at / HUNDRED_MILLION:.2f} 亿件时用满")
        if day.breaks_at is not None:
            told.append(
                f"线路约 {day.breaks_at / HUNDRED_MILLION:.2f} 亿件时不足" + _named(day, "zh")
            )
        days = days_text(day.days, "zh")
        parts.append(f"{days}单独看（件量为平均日的 {day.share:.2f} 倍），" + "、".join(told))
    return parts


def _first_en(found: PlanCheck) -> list[str]:
    parts = []
    if found.first is not None and found.first.breaks_at is not None:
        at = found.first.breaks_at / HUNDRED_MILLION
        parts.append(f"hubs are full first in {found.first.place.en}, at {at:.2f}")
    if found.lanes_break_at is not None:
        at = found.lanes_break_at / HUNDRED_MILLION
        names = ", ".join(f"{a.en} to {b.en}" for a, b in found.first_lanes)
        parts.append(f"lanes run short from about {at:.2f} on" + (f" ({names})" if names else ""))
    if (day := _earlier(found)) is not None:
        told = []
        if day.hub is not None and day.hubs_at is not None:
            told.append(f"hubs of {day.hub.en} are full at {day.hubs_at / HUNDRED_MILLION:.2f}")
        if day.breaks_at is not None:
            at = day.breaks_at / HUNDRED_MILLION
            told.append(f"lanes run short from about {at:.2f} on" + _named(day, "en"))
        days = days_text(day.days, "en")
        parts.append(
            f"on {days} by themselves ({day.share:.2f} times the mean day) " + " and ".join(told)
        )
    return parts


def _earlier(found: PlanCheck) -> WeekdayCheck | None:
    """The weekdays that break first, where they do before the mean day."""
    day, never = found.tightest, float("inf")
    if day is None:
        return None
    mean = found.first.breaks_at if found.first is not None else None
    lanes = (day.breaks_at or never) < (found.lanes_break_at or never)
    return day if lanes or (day.hubs_at or never) < (mean or never) else None


def _named(day: WeekdayCheck, lang: Language) -> str:
    """The lanes that are full first, in brackets."""
    if not day.first:
        return ""
    if lang == "zh":
        return "（" + "、".join(f"{a.zh}→{b.zh}" for a, b in day.first) + "）"
    return " (" + ", ".join(f"{a.en} to {b.en}" for a, b in day.first) + ")"


def _added(found: PlanCheck, lang: Language) -> str:
    """The additions in few words."""
    zh = lang == "zh"
    hubs = [hub for hub in found.hubs if hub.added]
    parts = [f"{hub.place.zh if zh else hub.place.en} {_sizes(hub, lang)}" for hub in hubs]
    if found.lanes:
        tonnes = sum(lane.short for lane in found.lanes) / 1000
        parts.append(
            f"线路 {len(found.lanes)} 条加 {tonnes:,.0f} 吨/日" if zh
            else f"{tonnes:,.0f} t a day more on {len(found.lanes)} lanes"
        )  # fmt: skip
    return ("、" if zh else ", ").join(parts)


def _sizes(hub: HubCheck, lang: Language) -> str:
    if lang == "zh":
        return "＋".join(f"{size.zh}枢纽{count}处" for size, count in hub.added)
    return " + ".join(f"{count} {size.en}" for size, count in hub.added)


def hub_texts(found: PlanCheck, lang: Language) -> list[tuple[str, ...]]:
    """A line for each city, that whose hubs are full first on top."""
    rows = sorted(found.hubs, key=lambda hub: (hub.breaks_at is None, hub.breaks_at or 0.0))
    return [
        (
            hub.place.zh if lang == "zh" else hub.place.en,
            f"{hub.own:,.0f}", f"{hub.passing:,.0f}", f"{hub.place.standing:,.0f}",
            "—" if hub.used is None else f"{hub.used:.0%}",
            "—" if hub.breaks_at is None else f"{hub.breaks_at / HUNDRED_MILLION:.2f}",
            f"{hub.short:,.0f}", _sizes(hub, lang) or "—", f"{hub.yuan:,.0f}",
        )
        for hub in rows
    ]  # fmt: skip


def lane_texts(found: PlanCheck, lang: Language) -> list[tuple[str, ...]]:
    """The lanes that lack most."""
    zh = lang == "zh"
    return [
        (
            lane.origin.zh if zh else lane.origin.en, lane.target.zh if zh else lane.target.en,
            f"{lane.runs:.1f}", f"{lane.room / 1000:,.1f}", f"{lane.short / 1000:,.1f}",
            str(lane.departures), f"{lane.yuan:,.0f}",
        )
        for lane in found.lanes[:TOLD]
    ]  # fmt: skip


def weekday_texts(found: PlanCheck, lang: Language) -> list[tuple[str, ...]]:
    """Weekdays, those that break first on top; none where all are alike."""
    zh, never = lang == "zh", float("inf")
    rows = sorted(found.weekdays, key=lambda day: (day.breaks_at or never, -day.short, day.days))
    return [
        (
            days_text(day.days, lang), f"{day.share:.2f}", f"{day.room / 1000:,.1f}",
            f"{day.short / 1000:,.1f}", f"{day.waiting:,.0f}",
            "—" if day.breaks_at is None else f"{day.breaks_at / HUNDRED_MILLION:.2f}",
            _named(day, lang).strip(" ()（）") or "—",
            "—" if day.hubs_at is None else f"{day.hubs_at / HUNDRED_MILLION:.2f}",
            "—" if day.hub is None else day.hub.zh if zh else day.hub.en,
        )
        for day in rows
    ]  # fmt: skip


def loss_texts(found: PlanCheck, lang: Language) -> list[tuple[str, ...]]:
    """Losses, the worst first."""
    kinds = {"hub": ("枢纽", "hub"), "lane": ("线路", "lane")}
    return [
        (
            f"{kinds[loss.kind][lang == 'en']} {loss.zh if lang == 'zh' else loss.en}",
            f"{loss.yuan:,.0f}", f"{loss.added:,.0f}", f"{loss.stuck:,.0f}", f"{loss.own:,.0f}",
        )
        for loss in found.losses
    ]  # fmt: skip


def check_lines(found: PlanCheck, lang: Language) -> list[str]:
    """What else is to be told: what has no lane, what was assumed, the mark."""
    zh = lang == "zh"
    lines = [SYNTHETIC[not zh]] if found.posed.synthetic else []
    if found.laneless > 0:
        lines.append(
            f"{found.laneless:,.0f} 件/日走在没有现有线路的方向上，计入线路缺口" if zh
            else f"{found.laneless:,.0f} parcels a day go where no lane stands; counted as short"
        )  # fmt: skip
    if found.stuck > 0:
        lines.append(
            f"{found.stuck:,.0f} 件/日无路可走" if zh
            else f"{found.stuck:,.0f} parcels a day find no way"
        )  # fmt: skip
    for day in found.weekdays:
        if day.waiting > 0:
            days = days_text(day.days, lang)
            lines.append(
                f"{days}有 {day.waiting:,.0f} 件/日所走的线路当日没有班次，要等到下一班" if zh
                else f"on {days} {day.waiting:,.0f} parcels go where no lane runs that day: they "
                "wait for the next run"
            )  # fmt: skip
    if any(loss.yuan < 0 for loss in found.losses):
        lines.append(CHEAPER[not zh])
    lines.append((ALONE if found.weekdays else ALIKE)[not zh])
    return [*lines, *(note.message(lang) for note in notes(found))]


def notes(found: PlanCheck) -> tuple[InputError, ...]:
    """What was assumed."""
    values = trunk_values().standing
    more = InputError("N-950", load=f"{values.load_kg / 1000:g}", filled=f"{values.filled:.0%}")
    kept = [note for note in found.posed.hubs.notes if isinstance(note, InputError)]
    standing = [note for note in found.network.notes if isinstance(note, InputError)]
    return (*kept, *standing, found.network.volumes.note, more)


def check_json(found: PlanCheck) -> dict[str, Any]:
    """The answer as plain values."""
    posed = found.posed
    return {
        "province": posed.name,
        "year": posed.asked.year,
        "volume_a_year": posed.hubs.volume,
        "data_version": posed.hubs.version,
        "synthetic": posed.synthetic,
        "sentence_zh": check_sentence(found, "zh"),
        "sentence_en": check_sentence(found, "en"),
        "hubs_suffice": found.hubs_suffice,
        "lanes_suffice": found.lanes_suffice,
        "lanes_break_at_a_year": found.lanes_break_at,
        "first_lanes": [[a.code, b.code] for a, b in found.first_lanes],
        "laneless_a_day": round(found.laneless, 1),
        "stuck_a_day": round(found.stuck, 1),
        "additions_yuan_a_day": round(found.yuan, 2),
        "hubs": [
            {
                "code": hub.place.code, "zh": hub.place.zh, "en": hub.place.en,
                "own_a_day": round(hub.own, 1), "passing_a_day": round(hub.passing, 1),
                "standing_a_day": hub.place.standing,
                "used": None if hub.used is None else round(hub.used, 4),
                "full_at_a_year": hub.breaks_at, "short_a_day": round(hub.short, 1),
                "added": [
                    {"zh": size.zh, "en": size.en, "count": count} for size, count in hub.added
                ],
                "yuan_a_day": hub.yuan,
            }
            for hub in found.hubs
        ],
        "lanes": [
            {
                "from": lane.origin.code, "to": lane.target.code, "from_zh": lane.origin.zh,
                "to_zh": lane.target.zh, "runs_a_day": round(lane.runs, 2),
                "room_kg_a_day": round(lane.room, 1), "short_kg_a_day": round(lane.short, 1),
                "departures": lane.departures, "yuan_a_day": round(lane.yuan, 2),
            }
            for lane in found.lanes
        ],
        "weekdays": [
            {
                "days": list(day.days), "share": round(day.share, 6), "room_kg": round(day.room, 1),
                "short_kg": round(day.short, 1), "waiting_parcels": round(day.waiting, 1),
                "lanes_break_at_a_year": day.breaks_at,
                "first_lanes": [[a.code, b.code] for a, b in day.first],
                "hubs_full_at_a_year": day.hubs_at,
                "first_hub": None if day.hub is None else day.hub.code,
            }
            for day in found.weekdays
        ],
        "losses": [vars(loss) for loss in found.losses],
        "sources": list(posed.hubs.sources),
        "notes": [note.to_json() for note in notes(found)],
    }  # fmt: skip
