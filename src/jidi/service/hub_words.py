"""What is printed, drawn and tabled of a design of hubs, in both languages."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.hub_levels import level_name
from jidi.service.breach_words import breach_words
from jidi.service.hub_design import HubJudged, closed, hub_row, open_instead
from jidi.service.hub_shares import shares
from jidi.service.rural_sheets import Cell, Sheet, in_percent
from jidi.service.rural_words import SYNTHETIC
from jidi.service.rural_workbook import sheets_bytes
from jidi.service.whole_file import whole_file

HUB_HEADS: Final = (
    "编号,枢纽,规模,现有,服务县,件/日,能力件/日,利用率,元/日,没有它至少多花 元/日,至多多花 元/日",
    "code,hub,size,stands,counties,parcels a day,capacity a day,used,yuan a day,"
    "without it at least yuan a day more,at most yuan a day more",
)
HUB_USED: Final = ("利用率", "used")
COST_WORDS: Final = {
    "hubs": ("枢纽", "hubs"),
    "collection": ("集货", "collection"),
    "transfer": ("枢纽间", "between hubs"),
    "distribution": ("配送", "distribution"),
    "gateways": ("省际干线", "to and from other provinces"),
}
BOUND_WORD: Final = (
    "“距最优至多”与“至少多花”为求解器所给的界，核验程序重算方案的费用与各项条件，不重证此界",
    "'at most above the optimum' and 'at least' are the solver's bounds; the checker recomputes "
    "cost and conditions of the design, and does not prove them again",
)
BOUND_WITH_LEVELS: Final = (
    "“距下界至多”：下界由求解器证明，任何分层级方案都不比它便宜；"
    "证到差距不足 1% 即停，所以真实差距只会更小。"
    "候选枢纽太多时（如 --every-county）只用较弱的界，差距偏大。"
    "核验程序重算方案的费用与层级各项条件，不重证此界",
    "'at most above the bound': the solver proves that no design with levels costs less than the "
    "bound, and stops once it is within 1 %, so the true gap can only be smaller. With very many "
    "candidates (as with --every-county) only a weaker bound is taken, and the gap is too large. "
    "The checker recomputes cost and all conditions of levels, and does not prove the bound again",
)
BOUND_BY_FLOWS: Final = (
    "“距最优至多”为求解器所给的界（按价格，分枢纽规模逐块证明，到差距不足 1% 即停）；"
    "每条流量走一个或两个枢纽，能力按最先到达的枢纽计；核验程序逐流重算路径、件数、规模与费用，不重证此界；各备选县多花多少未逐个求",
    "'at most above the optimum' is the solver's bound (at prices, proved part by part of the "
    "sizes, until it is within 1 %); every flow goes by one hub or two and takes up room at the "
    "first; the checker recomputes ways, loads, sizes and cost flow by flow, and does not prove "
    "the bound again; what each candidate would cost is not asked",
)
FORMS: Final = ("xlsx", "geojson")
_NAME: Final = {"zh": "name", "en": "name_en"}


def hubs_headline(found: HubJudged, lang: Language) -> str:
    """One line: hubs, cost, gap."""
    posed, cost = found.posed, found.design.cost
    parcels = float(posed.problem.loads.sum())
    each = cost / parcels if parcels else 0.0
    if lang == "zh":
        return (
            f"{posed.name} {posed.asked.year} 年 {posed.volume / 1e8:g} 亿件："
            f"{len(found.design.hubs)} 个枢纽，{cost:,.0f} 元/日，{each:.3f} 元/件，"
            + _gap(found, lang)
        )
    return (
        f"{posed.called(lang)} {posed.asked.year}, {posed.volume / 1e8:g} hundred million parcels: "
        f"{len(found.design.hubs)} hubs, {cost:,.0f} yuan a day, {each:.3f} yuan a parcel, "
        + _gap(found, lang)
    )


def _gap(found: HubJudged, lang: Language) -> str:
    """How far from the best at most; without a bound, that it was stopped before there was one."""
    if found.gap is None:
        return "停得过早，没有下界" if lang == "zh" else "stopped before there was a bound"
    if lang == "zh":
        return f"距{'下界' if found.design.ranks else '最优'}至多 {found.gap:.2%}"
    return f"at most {found.gap:.2%} above the {'bound' if found.design.ranks else 'optimum'}"


def hub_texts(found: HubJudged, lang: Language) -> list[tuple[str, ...]]:
    """A line for each hub."""
    return [
        (
            str(code), str(name), str(size), str(stands), str(counties), f"{load:,.0f}",
            f"{room:,.0f}", f"{used:.1%}", f"{yuan:,.0f}",
            _yuan(least), _yuan(most),
        )
        for code, name, size, stands, counties, load, room, used, yuan, least, most
        in _cells(found, lang)
    ]  # fmt: skip


def _yuan(amount: float | None) -> str:
    return "—" if amount is None else f"{amount:,.0f}"


def other_texts(found: HubJudged, lang: Language) -> list[tuple[str, ...]]:
    """A line for each candidate that is no hub: what it would cost more as one, and of what."""
    return [
        (row["code"], row[_NAME[lang]], _yuan(row["at_least"]), _yuan(row["at_most"]),
         *(_yuan(row["terms"].get(term)) for term in COST_WORDS))
        for row in open_instead(found)
    ]  # fmt: skip


def other_heads(lang: Language) -> list[str]:
    """The heads of :func:`other_texts`."""
    unit = "元/日" if lang == "zh" else "yuan a day"
    terms = [f"{words[lang == 'en']} {unit}" for words in COST_WORDS.values()]
    first = (
        "编号,县,至少多花 元/日,至多多花 元/日"
        if lang == "zh"
        else "code,county,at least yuan a day more,at most yuan a day more"
    )
    return [*first.split(","), *terms]


def _cells(found: HubJudged, lang: Language) -> list[tuple[Any, ...]]:
    yes, no = ("是", "否") if lang == "zh" else ("yes", "no")
    rows = [hub_row(found, hub, step) for hub, step in found.design.hubs]
    return [
        (
            row["code"], row[_NAME[lang]], row[f"size_{lang}"], yes if row["stands"] else no,
            row["counties"], row["parcels_a_day"], row["capacity_a_day"], row["used"],
            row["yuan_a_day"], row["without_at_least"], row["without_yuan_a_day"],
        )
        for row in rows
    ]  # fmt: skip


def cost_texts(found: HubJudged, lang: Language) -> list[tuple[str, str]]:
    """The cost by its terms, yuan a day."""
    cost = found.verdict.cost
    if cost is None:
        return []
    column = lang == "en"
    rows = [(words[column], f"{getattr(cost, term):,.0f}") for term, words in COST_WORDS.items()]
    return [*rows, (("合计", "total")[column], f"{cost.total:,.0f}")]


def hub_lines(found: HubJudged, lang: Language) -> list[str]:
    """What else is to be told: what is closed, what was assumed, the mark of synthetic data."""
    lines = [SYNTHETIC[lang == "en"]] if found.posed.synthetic else []
    if found.posed.problem.single:
        lines += _of_levels(found, lang) or [BOUND_WORD[lang == "en"]]
    else:
        lines += [_of_flows(found, lang), BOUND_BY_FLOWS[lang == "en"]]
    idle = closed(found, lang)
    if idle:
        names = "、".join(idle) if lang == "zh" else ", ".join(idle)
        lines.append(f"不再用作枢纽：{names}" if lang == "zh" else f"No hub any more: {names}")
    lines += [note.message(lang) for note in found.posed.notes]
    return lines


def _of_flows(found: HubJudged, lang: Language) -> str:
    """With multiple allocation: how many counties go by how many hubs."""
    counts = Counter(one.node for one in shares(found))
    several = sum(count > 1 for count in counts.values())
    most = max(counts.values(), default=0)
    if lang == "zh":
        return f"多枢纽归属：{len(counts)} 个县中 {several} 个走两个以上枢纽，最多 {most} 个"
    return (
        f"Multiple allocation: of {len(counts)} counties {several} go by two hubs or more, "
        f"{most} at most"
    )


def _of_levels(found: HubJudged, lang: Language) -> list[str]:
    """With levels: the bound, and what levels cost against as many hubs without them."""
    if not found.design.ranks:
        return []
    lines, cost = [BOUND_WITH_LEVELS[lang == "en"]], found.design.cost
    if found.free is not None:
        more = cost - found.free
        zh = (
            f"同样 {len(found.design.hubs)} 个枢纽不分层级的方案 {found.free:,.0f} 元/日，"
            f"层级多花 {more:,.0f} 元/日（{more / found.free:.2%}）"
        )
        en = (
            f"A design of as many hubs ({len(found.design.hubs)}) without levels costs "
            f"{found.free:,.0f} yuan a day; levels cost {more:,.0f} more ({more / found.free:.2%})"
        )
        lines.append(zh if lang == "zh" else en)
    return lines


LEVEL_HEADS: Final = (
    "层级,编号,枢纽,上级,规模,所属县,件/日,能力件/日,利用率",
    "level,code,hub,under,size,counties,parcels a day,capacity,used",
)


def level_rows(found: HubJudged, lang: Language) -> list[tuple[Cell, ...]]:
    """A row for each hub, the top level first; none without levels."""
    nodes, rows = found.posed.nodes, list[tuple[Cell, ...]]()
    ranks = {hub: (level, above) for hub, level, above in found.design.ranks}
    for hub, step in sorted(found.design.hubs, key=lambda one: (ranks.get(one[0], (0,)), one)):
        if hub not in ranks:
            continue
        told, above = hub_row(found, hub, step), ranks[hub][1]
        rows.append((
            level_name(str(told["level"]), lang), told["code"], told[_NAME[lang]],
            "—" if above < 0 else nodes[above].called(lang), told[f"size_{lang}"], told["counties"],
            told["parcels_a_day"], told["capacity_a_day"], told["used"],
        ))  # fmt: skip
    return rows


def level_texts(found: HubJudged, lang: Language) -> list[tuple[str, ...]]:
    """The same as texts."""
    return [
        (*map(str, first), f"{load:,.0f}", f"{room:,.0f}", f"{used:.1%}")
        for *first, load, room, used in level_rows(found, lang)
    ]


def level_sheet(found: HubJudged, lang: Language) -> Sheet | None:
    """Hubs by level; None without levels."""
    rows = tuple(level_rows(found, lang))
    heads = tuple(LEVEL_HEADS[lang == "en"].split(","))
    made = Sheet("层级" if lang == "zh" else "Levels", heads, rows)
    return in_percent(made, heads.index(HUB_USED[lang == "en"])) if rows else None


def hub_sheets(found: HubJudged, lang: Language) -> tuple[Sheet, ...]:
    """The tables of a workbook."""
    zh = lang == "zh"
    told = [hubs_headline(found, lang), *hub_lines(found, lang)]
    first: list[tuple[Cell, ...]] = [(line, None) for line in told]
    cost = found.verdict.cost
    if cost is not None:
        first += [
            (words[not zh], round(getattr(cost, term), 2)) for term, words in COST_WORDS.items()
        ]
    first += [(source, None) for source in found.posed.sources]
    nodes, several = found.posed.nodes, not found.posed.problem.single
    served = tuple(
        (nodes[one.node].code, nodes[one.node].called(lang),
         nodes[one.hub].code, nodes[one.hub].called(lang),
         round(float(found.posed.problem.distances[one.node, one.hub]), 1),
         round(one.parcels, 1), *((round(one.share, 4),) if several else ()))
        for one in shares(found)
    )  # fmt: skip
    heads = (
        "编号,县,枢纽编号,枢纽,公里,件/日" if zh
        else "code,county,hub code,hub,km,parcels a day"
    )  # fmt: skip
    heads += "" if not several else ",占本县" if zh else ",share of the county"
    hubs = HUB_HEADS[not zh].split(",")
    summary = tuple(("内容,元/日" if zh else "what,yuan a day").split(","))
    return (
        Sheet("概要" if zh else "Summary", summary, tuple(first)),
        in_percent(
            Sheet("枢纽" if zh else "Hubs", tuple(hubs), tuple(_cells(found, lang))),
            hubs.index(HUB_USED[not zh]),
        ),
        Sheet(
            "其他备选" if zh else "Other candidates", tuple(other_heads(lang)),
            tuple(_other_cells(row, lang) for row in open_instead(found)),
        ),
        in_percent(
            Sheet("分县" if zh else "Counties", tuple(heads.split(",")), served),
            *((6,) if several else ()),
        ),
    )  # fmt: skip


def _other_cells(row: dict[str, Any], lang: Language) -> tuple[Cell, ...]:
    terms = (row["terms"].get(term) for term in COST_WORDS)
    return (row["code"], row[_NAME[lang]], row["at_least"], row["at_most"], *terms)


def hubs_geojson(found: HubJudged) -> bytes:
    """Hubs, counties and who goes where, on WGS-84; lines are drawn straight."""
    nodes, features = found.posed.nodes, []
    for hub, step in found.design.hubs:
        features.append(_feature("Point", _at(found, hub), hub_row(found, hub, step)))
    for one in shares(found):
        if one.node != one.hub:
            way: dict[str, Any] = {
                "from": nodes[one.node].code,
                "name": nodes[one.node].zh,
                "name_en": nodes[one.node].en,
                "hub": nodes[one.hub].code,
            }
            if not found.posed.problem.single:
                way |= {"parcels_a_day": round(one.parcels, 1), "share": round(one.share, 4)}
            ends = [_at(found, one.node), _at(found, one.hub)]
            features.append(_feature("LineString", ends, way))
    for hub, _, above in found.design.ranks:
        if above >= 0:
            told = {
                "from": nodes[hub].code, "name": nodes[hub].zh, "name_en": nodes[hub].en,
                "under": nodes[above].code,
            }  # fmt: skip
            ends = [_at(found, hub), _at(found, above)]
            features.append(_feature("LineString", ends, told))
    collection = {
        "type": "FeatureCollection",
        "name": f"{found.posed.name} {found.posed.asked.year}",
        "synthetic": found.posed.synthetic,
        "features": features,
    }
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def _at(found: HubJudged, node: int) -> list[float]:
    return [found.posed.nodes[node].longitude, found.posed.nodes[node].latitude]


def _feature(kind: str, coordinates: Any, told: dict[str, Any]) -> dict[str, Any]:
    shape = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": shape, "properties": told}


def export_hubs(found: HubJudged, path: Path, lang: Language) -> None:
    """Write a workbook or GeoJSON, as the file's ending says.

    :raises UnknownName: N-668 for another ending. :raises InputError: N-854, V-101.
    """
    content = hubs_as(found, path.suffix.lower().lstrip("."), lang)
    with whole_file(path) as aside:
        aside.write_bytes(content)


def hubs_as(found: HubJudged, form: str, lang: Language) -> bytes:
    """A workbook or GeoJSON. :raises UnknownName: N-668. :raises InputError: N-854."""
    if form not in FORMS:
        raise UnknownName("N-668", form=form, nearest=suggestion(form, FORMS))
    if not found.holds:
        first = breach_words(found.verdict.breaches[0])
        raise InputError("N-854", count=len(found.verdict.breaches), first=first)
    if form == "geojson":
        return hubs_geojson(found)
    mark = SYNTHETIC[lang == "en"] if found.posed.synthetic else ""
    levels = level_sheet(found, lang)
    sheets = hub_sheets(found, lang) if levels is None else (*hub_sheets(found, lang), levels)
    return sheets_bytes(sheets, title=found.posed.called(lang), mark=mark)
