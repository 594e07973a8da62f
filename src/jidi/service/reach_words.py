"""A reach in words and tables: shares, counties, the legs of each way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jidi.core.errors import Language
from jidi.core.numbers_as_text import NO_DATA
from jidi.model.reach import reach_values
from jidi.network.timetable import RunLeg
from jidi.service.phrasing import place_name
from jidi.service.reach import (
    DAY_S,
    CountyReach,
    Reach,
    Share,
    leg_json,
    operator_name,
    yuan_per_kg,
)
from jidi.service.rural_sheets import Cell, Sheet

SYNTHETIC: Final = (
    "合成数据：线路、地点或时刻表为合成，不得引用",
    "Synthetic data: lanes, places or timetables are made up; not to be cited",
)
PEOPLE: Final = (
    "人口为 2020 年第七次人口普查",
    "population as of the census of 2020",
)
_MODES: Final = {
    "road": ("公路", "road"),
    "hsr": ("高铁", "high-speed rail"),
    "rail": ("铁路", "rail"),
    "air": ("航空", "air"),
    "bus": ("客车", "coach"),
}


def moment(seconds: int | None, lang: Language) -> str:
    """``次日 05:32``: the clock, and which day counted from that of handing in."""
    if seconds is None:
        return NO_DATA
    days, rest = divmod(seconds, DAY_S)
    clock = f"{rest // 3600:02d}:{rest // 60 % 60:02d}"
    if lang == "zh":
        return f"{('当日', '次日')[days] if days < 2 else f'第{days + 1}天'} {clock}"
    return f"{clock} {('same day', 'next day')[days] if days < 2 else f'day {days + 1}'}"


def span(seconds: int, lang: Language) -> str:
    """``3 小时 20 分``."""
    hours, minutes = divmod(round(seconds / 60), 60)
    if lang == "zh":
        return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def mode_name(mode: str, lang: Language) -> str:
    """The name of a mode of transport."""
    return _MODES.get(mode, (mode, mode))[lang == "en"]


def share_name(share: Share, lang: Language) -> str:
    """``次日 18:00 前`` or ``48 小时内``."""
    if share.key == "next_day":
        at = moment(share.limit, lang)
        return f"次日达（{at} 前）" if lang == "zh" else f"next day (by {at})"
    hours = share.key.removesuffix("h")
    return f"{hours} 小时内" if lang == "zh" else f"within {hours} h"


def share_line(share: Share, lang: Language) -> str:
    """One limit with both shares, numerators and denominators."""
    name = share_name(share, lang)
    counties = share.counties / share.all_counties
    people = f"{share.people / share.all_people:.1%}" if share.all_people else NO_DATA
    if lang == "zh":
        return (
            f"{name}：{counties:.1%} 的县（{share.counties}/{share.all_counties}），"
            f"{people} 的人口（{share.people:,}/{share.all_people:,}）"
        )
    return (
        f"{name}: {counties:.1%} of counties ({share.counties}/{share.all_counties}), "
        f"{people} of the population ({share.people:,}/{share.all_people:,})"
    )


def headline(reach: Reach, lang: Language) -> str:
    """What was asked."""
    at, name = moment(reach.handed, "zh")[-5:], place_name(reach.origin, lang)
    company = operator_name(reach, reach.operator) if reach.operator else ""
    if lang == "zh":
        whose = company or "各企业中最早者"
        return f"{reach.day} {at} 在{name}交寄，何时到各县中心（{whose}）"
    whose = company or "the earliest of all companies"
    return f"Handed in at {at} on {reach.day} in {name}: when in every county's centre ({whose})"


def told_lines(reach: Reach, lang: Language) -> Iterator[str]:
    """Shares, sources and what was assumed."""
    yield from (share_line(share, lang) for share in reach.shares)
    source = PEOPLE[lang == "en"]
    if reach.uncounted:
        source += (
            f"；{reach.uncounted} 个县级单位没有普查人口，未计入"
            if lang == "zh"
            else f"; {reach.uncounted} counties without a census population are not counted"
        )
    yield source
    yield from (note.message(lang) for note in reach.notes)


def class_of(reach: Reach, row: CountyReach, lang: Language) -> str:
    """The narrowest limit that the county keeps."""
    if row.arrives is None:
        return "未通达" if lang == "zh" else "not reached"
    kept = [s for s in reach.shares if row.arrives <= s.limit]
    if not kept:
        hours = reach_values().hours[-1]
        return f"超过 {hours} 小时" if lang == "zh" else f"more than {hours} h"
    return share_name(min(kept, key=lambda s: s.limit), lang)


def stop_name(reach: Reach, row: CountyReach, stop: int, lang: Language) -> str:
    """A stop's name: of a county in the language asked for, of a station as it is."""
    assert row.timetable is not None
    if stop < len(reach.known.counties):
        return place_name(reach.known.counties[stop], lang)
    return row.timetable.stops[stop].name


def way_text(reach: Reach, row: CountyReach, lang: Language) -> str:
    """``寿阳县 →(公路) 迎泽区``; where it starts and changes, by what it goes."""
    if row.timetable is None or not row.legs:
        return NO_DATA
    parts = [stop_name(reach, row, row.legs[0].origin, lang)]
    for leg in row.legs:
        mode = row.timetable.runs[leg.run].mode if isinstance(leg, RunLeg) else "road"
        parts.append(f"→({mode_name(mode, lang)}) {stop_name(reach, row, leg.target, lang)}")
    return " ".join(parts)


def arrival_line(reach: Reach, row: CountyReach, lang: Language) -> str:
    """``平遥县：第3天 00:15，30.3 小时，48 小时内``."""
    hours = reach.hours(row)
    told = [moment(row.arrives, lang)]
    if hours is not None:
        told.append(f"{hours:.1f} 小时" if lang == "zh" else f"{hours:.1f} h")
        told.append(f"{yuan_per_kg(row.legs):.2f} " + ("元/千克" if lang == "zh" else "yuan a kg"))
    if row.company:
        told.append(operator_name(reach, row.company))
    told.append(class_of(reach, row, lang))
    name = place_name(row.county, lang)
    return f"{name}：{'，'.join(told)}" if lang == "zh" else f"{name}: {', '.join(told)}"


COUNTY_HEADS: Final = (
    ("区划代码", "县", "到县中心", "小时", "时限", "企业", "次数", "运价 元/千克", "路线"),
    ("code", "county", "in its centre", "hours", "class", "company", "runs", "yuan a kg", "way"),
)
LEG_HEADS: Final = (
    ("县", "序", "方式", "车次/线路", "自", "至", "到手", "等候", "截载", "发车", "到达", "可再发"),
    ("county", "leg", "mode", "run", "from", "to", "at hand", "waits", "cut-off", "leaves",
     "arrives", "at hand again"),
)  # fmt: skip


def county_rows(reach: Reach, lang: Language) -> tuple[tuple[Cell, ...], ...]:
    """Every county, the earliest first; those that are never reached last."""
    late = 10**9
    ordered = sorted(
        reach.rows, key=lambda row: (late if row.arrives is None else row.arrives, row.county.code)
    )
    return tuple(_county_row(reach, row, lang) for row in ordered)


def _county_row(reach: Reach, row: CountyReach, lang: Language) -> tuple[Cell, ...]:
    hours = reach.hours(row)
    return (
        row.county.code.short,
        place_name(row.county, lang),
        moment(row.arrives, lang),
        None if hours is None else round(hours, 2),
        class_of(reach, row, lang),
        operator_name(reach, row.company) if row.company else NO_DATA,
        sum(isinstance(leg, RunLeg) for leg in row.legs) if row.arrives is not None else None,
        yuan_per_kg(row.legs) if row.arrives is not None else None,
        way_text(reach, row, lang),
    )


def leg_rows(reach: Reach, row: CountyReach, lang: Language) -> tuple[tuple[str, ...], ...]:
    """The legs of one way with their moments."""
    rows = []
    for number, leg in enumerate(row.legs, start=1):
        told = leg_json(row, leg)
        waits = told.get("waits_s")
        rows.append(
            (
                place_name(row.county, lang),
                str(number),
                mode_name(told["mode"], lang),
                told["run"] or NO_DATA,
                stop_name(reach, row, leg.origin, lang),
                stop_name(reach, row, leg.target, lang),
                moment(told["ready_s"], lang),
                NO_DATA if waits is None else span(waits, lang),
                moment(told.get("cut_off_s"), lang),
                moment(told.get("departs_s"), lang),
                moment(told.get("arrives_s"), lang),
                moment(told["lands_s"], lang),
            )
        )
    return tuple(rows)


def reach_sheets(reach: Reach, lang: Language) -> tuple[Sheet, ...]:
    """Summary, counties, legs."""
    en = lang == "en"
    lines = [headline(reach, lang), *told_lines(reach, lang)]
    if reach.synthetic:
        lines.insert(0, SYNTHETIC[en])
    lines.append(f"data version {reach.version}" if en else f"数据版本 {reach.version}")
    legs = tuple(leg for row in reach.rows for leg in leg_rows(reach, row, lang))
    return (
        Sheet(("概要", "Summary")[en], (("内容", "what")[en],), tuple((line,) for line in lines)),
        Sheet(("各县", "Counties")[en], COUNTY_HEADS[en], county_rows(reach, lang)),
        Sheet(("路段", "Legs")[en], LEG_HEADS[en], legs),
    )
