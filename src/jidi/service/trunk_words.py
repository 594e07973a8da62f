"""What is printed, drawn and tabled of a trunk design, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.trunk import trunk_values
from jidi.service.breach_words import breach_words
from jidi.service.rural_sheets import Cell, Sheet, in_percent
from jidi.service.rural_words import SYNTHETIC
from jidi.service.rural_workbook import sheets_bytes
from jidi.service.trunk_days import days_text
from jidi.service.trunk_design import TrunkJudged
from jidi.service.trunk_figures import Figures
from jidi.service.whole_file import whole_file

FORMS: Final = ("xlsx", "geojson")
MODE_WORDS: Final = {
    "road": ("自有货车", "own trucks"),
    "hired": ("零担外包", "hired freight"),
    "rail": ("普通铁路", "rail"),
    "hsr": ("高铁", "high-speed rail"),
    "air": ("航空", "air"),
}
PRODUCT_HEADS: Final = (
    "产品,承诺小时,要求比重,达到比重",
    "product,promised hours,share wanted,share kept",
)
HUB_HEADS: Final = (
    "中转市,中转件/日,本市件/日,现有能力件/日,占能力,每增一千克能力省元",
    "city,passing a day,own a day,standing capacity,used,yuan saved by a kg more",
)
MODE_HEADS: Final = (
    "方式,吨公里/日,比重,千克CO2e/日",
    "mode,tonne-km a day,share,kg CO2e a day",
)
WEEKDAY_HEADS: Final = (
    "星期,平均日的倍数,自有货车吨/日,满载率（按吨）,装满的线路,零担外包吨/日",
    "day,times the mean day,own trucks t a day,filled by tonne,full lanes,hired freight t a day",
)
DAY_BY_DAY: Final = (
    "各星期几的件量不同：每一天都装得下、都有路可走（已核验）；费用、下界和守时是一周的平均，多一班、少一班和"
    "每增一千克的差额按平均日算",
    "Volumes differ by weekday: every day finds room and a way (verified); cost, bound and "
    "promises are the mean of a week, what one departure or a kilogram more or less does is told "
    "by the mean day",
)
LANE_HEADS: Final = (
    "从,到,方式,班期,发车,公里,班/开行日,吨/日,满载率,每增一千克省元",
    "from,to,by,days,departs,km,departures a running day,tonnes a day,filled,"
    "yuan saved by a kg more",
)


_SHARES: Final = frozenset(
    {
        *("要求比重", "达到比重", "占能力", "比重", "满载率（按吨）", "满载率"),
        *("收件守时", "寄件守时", "守时比重"),
        *("share wanted", "share kept", "used", "share", "filled by tonne", "filled"),
        *("kept on arrival", "kept on sending"),
    }
)
"""Heads of columns that hold shares from 0 to 1; sheets tell them as percent."""


def trunk_headline(found: TrunkJudged, lang: Language) -> str:
    """One line: cost, emissions, rail, gap."""
    posed, figures, design = found.posed, Figures(found), found.design
    each, grams = design.cost / figures.parcels, design.grams / figures.parcels
    rail = "—" if figures.rail_share is None else f"{figures.rail_share:.1%}"
    if lang == "zh":
        return (
            f"{posed.name} {posed.asked.year} 年 {posed.hubs.volume / 1e8:g} 亿件："
            f"干线 {figures.parcels:,.0f} 件/日，{design.cost:,.0f} 元/日，{each:.3f} 元/件，"
            f"{grams:,.0f} 克CO2e/件，铁路占吨公里 {rail}，距下界至多 {design.gap:.2%}"
        )
    return (
        f"{posed.hubs.called(lang)} {posed.asked.year}, "
        f"{posed.hubs.volume / 1e8:g} hundred million parcels: "
        f"{figures.parcels:,.0f} a day on the trunk, {design.cost:,.0f} yuan a day, {each:.3f} "
        f"yuan and {grams:,.0f} g CO2e a parcel, rail {rail} of tonne-km, "
        f"at most {design.gap:.2%} above the bound"
    )


def product_texts(found: TrunkJudged, lang: Language) -> list[tuple[str, ...]]:
    """A line for each product."""
    return [
        (row[lang], str(row["promise_h"]), f"{row['wanted']:.0%}",
         "—" if row["kept"] is None else f"{row['kept']:.1%}")
        for row in Figures(found).products()
    ]  # fmt: skip


def hub_texts(found: TrunkJudged, lang: Language) -> list[tuple[str, ...]]:
    """A line for each city that sorts."""
    return [
        (row[lang], f"{row['passing_a_day']:,.0f}", f"{row['own_a_day']:,.0f}",
         f"{row['standing_a_day']:,.0f}", "—" if row["used"] is None else f"{row['used']:.1%}",
         "—" if row["worth_yuan_per_kg"] is None else f"{row['worth_yuan_per_kg']:.3f}")
        for row in Figures(found).hubs()
    ]  # fmt: skip


def mode_texts(found: TrunkJudged, lang: Language) -> list[tuple[str, ...]]:
    """A line for each mode."""
    return [
        (MODE_WORDS[row["mode"]][lang == "en"], f"{row['tonne_km_a_day']:,.0f}",
         "—" if row["share"] is None else f"{row['share']:.1%}",
         f"{row['grams_a_day'] / 1000:,.0f}")
        for row in Figures(found).modes()
    ]  # fmt: skip


def weekday_texts(found: TrunkJudged, lang: Language) -> list[tuple[str, ...]]:
    """A line for each day of the week; none where all are alike."""
    return [
        (days_text([row["day"]], lang), f"{row['share']:.2f}", f"{row['tonnes_own']:,.0f}",
         "—" if row["own_filled"] is None else f"{row['own_filled']:.1%}", f"{row['full']:,}",
         f"{row['tonnes_hired']:,.0f}")
        for row in Figures(found).weekdays()
    ]  # fmt: skip


def tight_texts(found: TrunkJudged, lang: Language, *, most: int = 8) -> list[tuple[str, ...]]:
    """The lanes of which more room is worth most."""
    rows = [row for row in _lane_cells(found, lang) if row[-1] is not None]
    rows.sort(key=lambda row: -float(row[-1] or 0))
    return [
        (*(str(cell) for cell in row[:5]), f"{row[5]:,.0f}", str(row[6]),
         f"{row[7]:,.1f}", "—" if row[8] is None else f"{row[8]:.0%}", f"{row[9]:.3f}")
        for row in rows[:most]
    ]  # fmt: skip


def _lane_cells(found: TrunkJudged, lang: Language) -> list[tuple[Any, ...]]:
    end = "" if lang == "zh" else "_en"
    trucks = {truck.id: (truck.zh, truck.en)[lang == "en"] for truck in trunk_values().trucks}
    return [
        (
            row[f"from{end}"], row[f"to{end}"],
            trucks.get(row["vehicle"], MODE_WORDS[row["mode"]][lang == "en"]),
            days_text(row["days"], lang), row["departs"], row["km"],
            None if row["mode"] == "hired" else row["departures"],
            row["tonnes_a_day"], row["filled"], row["worth_yuan_per_kg"],
        )
        for row in Figures(found).lanes()
    ]  # fmt: skip


def trunk_lines(found: TrunkJudged, lang: Language) -> list[str]:
    """What else is to be told: loads, trucks, worst counties, what was assumed, the mark."""
    figures, design, zh = Figures(found), found.design, lang == "zh"
    lines = [SYNTHETIC[not zh]] if found.posed.synthetic else []
    fill = "—" if figures.truck_fill is None else f"{figures.truck_fill:.1%}"
    empty, runs = sum(design.empties), figures.departures
    lines.append(
        f"自有货车 {runs} 班/日，平均满载率 {fill}（按公里），空返 {empty} 班/日" if zh
        else f"Own trucks: {runs} departures a day, {fill} filled by km, {empty} empty runs a day"
    )  # fmt: skip
    counties = [row for row in figures.counties() if row["received_kept"] is not None]
    counties.sort(key=lambda row: (row["received_kept"], row["code"]))
    if counties:
        told = [f"{row[lang]} {row['received_kept']:.1%}" for row in counties[:3]]
        names = ("、" if zh else ", ").join(told)
        lines.append(f"到件守时最低的县：{names}" if zh else f"Kept least on arrival: {names}")
    if found.posed.problem.shares:
        lines.append(DAY_BY_DAY[not zh])
    lines += [note.message(lang) for note in found.posed.notes]
    return lines


def trunk_sheets(found: TrunkJudged, lang: Language) -> tuple[Sheet, ...]:
    """The tables of a workbook."""
    zh, figures = lang == "zh", Figures(found)
    told = [trunk_headline(found, lang), *trunk_lines(found, lang), *found.posed.hubs.sources]
    share = "收件守时,寄件守时" if zh else "kept on arrival,kept on sending"
    county_heads = f"编号,县,{share}" if zh else f"code,county,{share}"
    end = "" if zh else "_en"
    pair_heads = "从,到,件/日,守时比重" if zh else "from,to,parcels a day,share kept"
    return (
        _sheet("概要" if zh else "Summary", "内容" if zh else "what", [(line,) for line in told]),
        _sheet("产品" if zh else "Products", PRODUCT_HEADS[not zh], [
            (row[lang], row["promise_h"], row["wanted"], row["kept"]) for row in figures.products()
        ]),
        _sheet("中转" if zh else "Hubs", HUB_HEADS[not zh], [
            (row[lang], row["passing_a_day"], row["own_a_day"], row["standing_a_day"], row["used"],
             row["worth_yuan_per_kg"]) for row in figures.hubs()
        ]),
        _sheet("方式" if zh else "Modes", MODE_HEADS[not zh], [
            (MODE_WORDS[row["mode"]][not zh], row["tonne_km_a_day"], row["share"],
             round(row["grams_a_day"] / 1000, 1)) for row in figures.modes()
        ]),
        _sheet("线路" if zh else "Lanes", LANE_HEADS[not zh], _lane_cells(found, lang)),
        _sheet("分县" if zh else "Counties", county_heads, [
            (row["code"], row[lang], row["received_kept"], row["sent_kept"])
            for row in figures.counties()
        ]),
        _sheet("流向" if zh else "Pairs", pair_heads, [
            (row[f"from{end}"], row[f"to{end}"], row["parcels_a_day"], row["kept"])
            for row in figures.pairs()
        ]),
        *([_sheet("按星期" if zh else "Weekdays", WEEKDAY_HEADS[not zh], [
            (days_text([row["day"]], lang), *list(row.values())[1:3], row["own_filled"],
             row["full"], row["tonnes_hired"]) for row in figures.weekdays()
        ])] if found.posed.problem.shares else []),
    )  # fmt: skip


def _sheet(name: str, heads: str, rows: list[tuple[Cell, ...]]) -> Sheet:
    made = Sheet(name, tuple(heads.split(",")), tuple(rows))
    return in_percent(made, *(n for n, head in enumerate(made.heads) if head in _SHARES))


def trunk_geojson(found: TrunkJudged) -> bytes:
    """Nodes and lanes on WGS-84; lanes between the same two nodes are one straight line."""
    places, features = found.posed.places, []
    lines: dict[tuple[int, int], dict[str, Any]] = {}
    for place in places:
        told = {"code": place.code, "name": place.zh, "kind": place.kind, "sorts": place.sorts}
        features.append(_feature("Point", [place.longitude, place.latitude], told))
    figures = Figures(found)
    for row, numbers in zip(figures.lanes(), figures.services(), strict=True):
        lane = found.posed.problem.lanes[numbers[0]]
        ends = (lane.origin, lane.target)
        line = lines.setdefault(ends, {
            "from": row["from"], "to": row["to"], "km": row["km"], "tonnes_a_day": 0.0,
            "departures": 0, "modes": [],
        })  # fmt: skip
        line["tonnes_a_day"] = round(line["tonnes_a_day"] + row["tonnes_a_day"], 3)
        line["departures"] += row["departures"] if row["vehicle"] else 0
        line["modes"] = sorted({*line["modes"], row["mode"]})
        if row["days"]:
            line.setdefault("some_days", []).append(
                {"mode": row["mode"], "days": [day + 1 for day in row["days"]],
                 "tonnes_a_day": row["tonnes_a_day"]}
            )  # fmt: skip
    for (one, other), told in lines.items():
        ends_at = [[places[n].longitude, places[n].latitude] for n in (one, other)]
        features.append(_feature("LineString", ends_at, told))
    collection = {
        "type": "FeatureCollection",
        "name": f"{found.posed.name} {found.posed.asked.year}",
        "synthetic": found.posed.synthetic,
        "features": features,
    }
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def _feature(kind: str, coordinates: Any, told: dict[str, Any]) -> dict[str, Any]:
    shape = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": shape, "properties": told}


def trunk_as(found: TrunkJudged, form: str, lang: Language) -> bytes:
    """A workbook or GeoJSON.

    :raises UnknownName: N-668 for another form. :raises InputError: N-947 when it does not hold.
    """
    if form not in FORMS:
        raise UnknownName("N-668", form=form, nearest=suggestion(form, FORMS))
    if not found.holds:
        first = breach_words(found.verdict.breaches[0])
        raise InputError("N-947", count=len(found.verdict.breaches), first=first)
    if form == "geojson":
        return trunk_geojson(found)
    mark = SYNTHETIC[lang == "en"] if found.posed.synthetic else ""
    return sheets_bytes(trunk_sheets(found, lang), title=found.posed.name, mark=mark)


def export_trunk(found: TrunkJudged, path: Path, lang: Language) -> None:
    """Write a workbook or GeoJSON, as the file's ending says.

    :raises UnknownName: N-668 for another ending. :raises InputError: N-947, V-101.
    """
    content = trunk_as(found, path.suffix.lower().lstrip("."), lang)
    with whole_file(path) as aside:
        aside.write_bytes(content)
