"""A province's cold chain: designed, verified, told, kept, judged again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from jidi.core.errors import InputError
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.model.cold import ColdSize
from jidi.network.cold import Carried, ColdDesign, solve, together, verify
from jidi.service import design_forms
from jidi.service.answer_drawings import COLD_TERMS, cold_drawn, cold_moves, terms
from jidi.service.answer_parts import Search, Told, breach_texts, digest_of
from jidi.service.books import Book
from jidi.service.cold_clash import why_none
from jidi.service.cold_file import plain_cold, read_cold
from jidi.service.cold_frontier import (
    FRONTIER_HEADS,
    ColdPoint,
    cold_frontier,
    frontier_json,
    frontier_line,
    frontier_plain,
    frontier_rows,
    points_breaches,
    read_points,
)
from jidi.service.cold_outlets import OUTLET_HEADS, outlet_lines, outlet_rows
from jidi.service.cold_partial import (
    PRODUCT_HEADS,
    TOO_MUCH,
    carried_kg,
    carried_line,
    carried_share,
    left_rows,
    product_rows,
    too_much,
)
from jidi.service.cold_problem import ProvinceCold, cold_asked, province_cold
from jidi.service.design_answer import Answer, checked, table
from jidi.service.job_task import ToldTable

BASE_HEADS: Final = (
    "县,产品,温区,千克/日,数字,出处",
    "county,product,band,kg a day,figure,source",
)
COOLER_HEADS: Final = (
    "县,规模,千克/日,能力千克/日,利用率",
    "county,size,kg a day,takes kg a day,used",
)
STORE_HEADS: Final = (
    "市,规划点名,规模,千克/日,能力千克/日,利用率",
    "city,named by the plan,size,kg a day,takes kg a day,used",
)
TRUCK_HEADS: Final = (
    "冷库,市场,公里,千克/日,班/日,满载率,最长小时,预算小时",
    "store,market,km,kg a day,departures,filled,longest hours,budget",
)
LEFT_HEADS: Final = (
    "县,产品,市场,未运 千克/日,共有 千克/日,原因",
    "county,product,market,left kg a day,of kg a day,why",
)
LOST_HEADS: Final = ("产品基地,市场,千克/日", "base,market,kg a day")
Progress = Callable[[float, str], None]


def designed_cold(
    posed: ProvinceCold,
    *,
    effort: int,
    progress: Progress,
    cancelled: Callable[[], bool],
    why: str = "",
) -> Answer:
    """A verified design, and where asked those of its frontier; stopped, the points made so far.

    :param why: a city or county whose store or cooler is to be explained.

    :raises InputError: N-988 with what clashes and repairs when there is none, with N-981 or N-982
        behind it; N-929, N-938, N-939, N-955, N-959 with repairs where shares or budget ask too
        much;
        N-983; N-975; N-987 for an unknown place.
    """
    place = _place(posed, why) if why else None
    progress(0.1, "places")
    try:
        design = solve(posed.problem, effort=effort, cancelled=cancelled)
    except InputError as error:
        if posed.problem.partial and error.code in TOO_MUCH:
            raise too_much(posed, error, effort=effort, cancelled=cancelled) from error
        if error.code not in ("N-981", "N-982"):
            raise
        raise why_none(
            posed, error, effort=effort, progress=progress, cancelled=cancelled
        ) from error
    points = cold_frontier(posed, design, effort=effort, progress=progress, cancelled=cancelled)
    told = checked(_answer(posed, design, points))
    if place is None:
        return told
    progress(0.6, "why")
    line = _why(posed, design, place, effort, cancelled)
    return Answer(**{**vars(told), "lines": (*told.lines, line)})


def judged_cold(book: Book, asked: Mapping[str, Any], kept: Mapping[str, Any]) -> Answer:
    """A kept design against the problem posed anew."""
    posed = province_cold(book, cold_asked(asked))
    return _answer(posed, read_cold(posed, kept), read_points(posed, kept))


def explained_cold(
    book: Book,
    asked: Mapping[str, Any],
    kept: Mapping[str, Any],
    name: str,
    how: Search,
) -> tuple[Told, ...]:
    """Of a kept design, what it would cost were a city's store or a county's cooler built the other
    way round.

    :raises InputError: N-987 for an unknown place.
    """
    posed = province_cold(book, cold_asked(asked))
    return (_why(posed, read_cold(posed, kept), _place(posed, name), how.effort, how.cancelled),)


def _place(posed: ProvinceCold, name: str) -> tuple[str, int, Told]:
    """Which store or cooler is meant. :raises InputError: N-987; C-208 for a name of several."""
    known: list[str] = []
    for kind, divisions in (("store", posed.stores), ("cooler", posed.coolers)):
        held = [posed.cities[d.code.short[:4]] if kind == "store" else d for d in divisions]
        meant = [number for number, one in enumerate(held) if one.is_called(name)]
        if len(meant) > 1:
            told = listed(f"{held[n].name} {held[n].code.short}" for n in meant)
            raise InputError("C-208", asked=name[:60], count=len(meant), candidates=told)
        for number in meant:
            return kind, number, (held[number].name, held[number].name_en or held[number].name)
        known += [word for one in held for word in (one.name, one.name_en) if word]
    raise InputError("N-987", name=name[:60], nearest=suggestion(name[:60], known))


def _why(
    posed: ProvinceCold,
    design: ColdDesign,
    place: tuple[str, int, Told],
    effort: int,
    cancelled: Callable[[], bool],
) -> Told:
    """What it would cost were the place built the other way round."""
    kind, number, (zh, en) = place
    stands = number in (design.stores if kind == "store" else design.coolers)
    what = ("冷库", "store") if kind == "store" else ("预冷", "cooler")
    how = ("不建", "without") if stands else ("也建", "with")
    try:
        other = solve(
            posed.problem,
            effort=effort,
            forced=((kind, number, not stands),),
            cancelled=cancelled,
        )
    except InputError as error:
        return (
            f"{zh}：若{how[0]}{what[0]}，没有方案（{error.message('zh')}）",
            f"{en}: {how[1]} its {what[1]} there is no design ({error.message('en')})",
        )
    more, least = other.cost - design.cost, max(0.0, other.bound - design.cost)
    if other.most_kg is not None:
        less = carried_kg(design) - carried_kg(other)
        return (
            f"{zh}：若{how[0]}{what[0]}，预算内求得的方案少运 {less:,.0f} 千克/日，"
            f"多花 {more:,.0f} 元/日",
            f"{en}: {how[1]} its {what[1]} the design found within the budget carries {less:,.0f} "
            f"kg a day less and costs {more:,.0f} yuan a day more",
        )
    return (
        f"{zh}：若{how[0]}{what[0]}，求得的方案多花 {more:,.0f} 元/日，至少多花 {least:,.0f}",
        f"{en}: {how[1]} its {what[1]} the design found costs {more:,.0f} yuan a day more, "
        f"at least {least:,.0f}",
    )


# Telling ---------------------------------------------------------------------


def _answer(posed: ProvinceCold, design: ColdDesign, points: tuple[ColdPoint, ...]) -> Answer:
    verdict = verify(posed.problem, design)
    readable = verdict.cost is not None
    return Answer(
        form=design_forms.COLD_CHAIN,
        province=posed.hubs.name,
        data_version=posed.hubs.version,
        synthetic=posed.problem.synthetic,
        asked=posed.asked.plain(),
        design=plain_cold(posed, design) | frontier_plain(posed, points) if readable else {},
        breaches=(*breach_texts(verdict.breaches), *points_breaches(posed, points)),
        headline=_headline(posed, design),
        tables=tuple(_tables(posed, design, points)) if readable else (),
        lines=tuple(_lines(posed, design, points)) if readable else (),
        told=_figures(posed, design) | frontier_json(posed, points) if readable else {},
        notes=posed.notes,
        bill=terms(COLD_TERMS, verdict.bill),
        drawn=cold_drawn(posed, design) if readable else None,
        moves=cold_moves(posed, design) if readable else (),
        keys={
            "费用与运出": 1,
            "产品基地": 2,
            "预冷": 1,
            "冷库": 1,
            "冷藏车": 2,
            "保不住": 2,
            "各产品运出": 1,
            "未运出": 3,
            "网点设备": 1,
        },
        sources=posed.hubs.sources,
        digest=digest_of(posed.problem),
    )


def _headline(posed: ProvinceCold, design: ColdDesign) -> Told:
    kg = carried_kg(design)
    each = design.cost / kg if kg else 0.0
    trucks = sum(design.trucks.values())
    name, name_en = posed.hubs.called("zh"), posed.hubs.called("en")
    return (
        f"{name}冷链：{kg / 1000:,.0f} 吨/日，{len(design.coolers)} 处预冷，"
        f"{len(design.stores)} 处冷库，{trucks} 班冷藏车/日，{design.cost:,.0f} 元/日，"
        f"{each:.3f} 元/千克，{design.grams / 1e6:,.1f} 吨CO2e/日，距下界至多 {design.gap:.2%}",
        f"{name_en}, cold chain: {kg / 1000:,.0f} t a day, {len(design.coolers)} coolers, "
        f"{len(design.stores)} stores, {trucks} refrigerated departures a day, "
        f"{design.cost:,.0f} yuan a day, {each:.3f} yuan a kg, {design.grams / 1e6:,.1f} t CO2e a "
        f"day, at most {design.gap:.2%} above the bound",
    )


def _invested(posed: ProvinceCold, design: ColdDesign) -> tuple[float, float]:
    """Yuan to be invested, and kilograms a day of store room that are added."""
    values = posed.asked.values
    coolers = {size.id: size for size in values.coolers}
    stores = {size.id: size for size in values.stores}
    yuan = kg = 0.0
    for number, size in design.coolers.items():
        yuan += coolers[posed.problem.coolers[number].sizes[size].id].invest_yuan
    for number, size in design.stores.items():
        name = posed.problem.stores[number].sizes[size].id.removeprefix("standing+")
        if name in stores:
            yuan += stores[name].invest_yuan
            kg += stores[name].kg_day
    return yuan, kg


def _lines(
    posed: ProvinceCold, design: ColdDesign, points: tuple[ColdPoint, ...]
) -> Iterator[Told]:
    yuan, kg = _invested(posed, design)
    area = kg / posed.asked.values.carriage.store_kg_m2
    yield (
        f"需投资 {yuan / 1e8:.2f} 亿元（预冷与新增冷库）",
        f"To be invested: {yuan / 1e8:.2f} hundred million yuan (coolers and added stores)",
    )
    yield (
        f"对指标“冷库面积”的影响：约增 {area:,.0f} 平方米",
        f"Effect on the indicator cold_store_area: some {area:,.0f} m2 more",
    )
    if design.lost:
        lost = sum(float(posed.problem.kg[b, m]) for b, m in design.lost)
        yield (
            f"{len(design.lost)} 个流向（{lost:,.0f} 千克/日）没有保得住的路线，未计入",
            f"{len(design.lost)} flows ({lost:,.0f} kg a day) have no way that keeps them "
            "and are left out",
        )
    if posed.problem.partial:
        yield carried_line(posed, design)
    if points:
        yield frontier_line(points)
    yield from outlet_lines(posed)


def _tables(
    posed: ProvinceCold, design: ColdDesign, points: tuple[ColdPoint, ...]
) -> Iterator[ToldTable]:
    if points:
        rows = frontier_rows(posed, points)
        yield table("费用与运出", "Cost and coverage", FRONTIER_HEADS, rows)
    yield table("产品基地", "Bases", BASE_HEADS, list(_bases(posed)))
    values = posed.asked.values
    yield table(
        "预冷",
        "Coolers",
        COOLER_HEADS,
        [
            [
                (posed.coolers[n].name, posed.coolers[n].name_en or posed.coolers[n].name),
                *_used(posed, design, "cooler", n, k, values.coolers),
            ]
            for n, k in sorted(design.coolers.items())
        ],
    )
    yield table(
        "冷库",
        "Stores",
        STORE_HEADS,
        [
            [
                _city(posed, n),
                ("是", "yes") if posed.problem.stores[n].forced else ("", ""),
                *_used(posed, design, "store", n, k, values.stores),
            ]
            for n, k in sorted(design.stores.items())
        ],
    )
    yield table("冷藏车", "Trucks", TRUCK_HEADS, list(_trucks(posed, design)))
    if design.lost:
        yield table(
            "保不住",
            "Not kept",
            LOST_HEADS,
            [
                [posed.problem.bases[b].id, posed.markets[m], f"{posed.problem.kg[b, m]:,.0f}"]
                for b, m in design.lost
            ],
        )
    if design.left or design.lost:
        rows = product_rows(posed, design)
        yield table("各产品运出", "Carried by product", PRODUCT_HEADS, rows)
    if design.left:
        yield table("未运出", "Left out", LEFT_HEADS, left_rows(posed, design))
    yield table("网点设备", "Outlets", OUTLET_HEADS, list(outlet_rows(posed)))


def _bases(posed: ProvinceCold) -> Iterator[list[Any]]:
    for one in posed.bases:
        figure = ("合成", "synthetic") if one.base.synthetic else ("公布", "published")
        yield [
            (one.county.name, one.county.name_en or one.county.name),
            (one.product.zh, one.product.en),
            one.product.band,
            f"{one.kg:,.0f}",
            figure,
            one.base.source,
        ]


def _city(posed: ProvinceCold, store: int) -> Told:
    city = posed.cities[posed.stores[store].code.short[:4]]
    return city.name, city.name_en or city.name


def _used(
    posed: ProvinceCold,
    design: ColdDesign,
    kind: str,
    place: int,
    size: int,
    sizes: tuple[ColdSize, ...],
) -> list[Any]:
    site = (posed.problem.stores if kind == "store" else posed.problem.coolers)[place].sizes[size]
    kg = sum(
        one.kg for one in design.carried if (one.store if kind == "store" else one.cooler) == place
    )
    names = {one.id: (one.zh, one.en) for one in sizes}
    zh, en = names.get(site.id.removeprefix("standing+"), ("现有", "as it stands"))
    if site.id.startswith("standing+"):
        zh, en = f"现有＋{zh}", f"enlarged: {en}"
    return [(zh, en), f"{kg:,.0f}", f"{site.kg:,.0f}", f"{kg / site.kg:.1%}"]


def _trucks(posed: ProvinceCold, design: ColdDesign) -> Iterator[list[Any]]:
    problem = posed.problem
    loads: dict[tuple[int, int], list[Carried]] = defaultdict(list)
    for part in design.carried:
        loads[part.store, part.market].append(part)
    for lane, count in sorted(design.trucks.items()):
        kg = sum(part.kg for part in loads[lane])
        hours = [
            (
                problem.hours(p.base, p.cooler, p.store, p.market),
                problem.products[problem.bases[p.base].product].budget,
            )
            for p in loads[lane]
        ]
        longest, budget = max(hours, key=lambda one: one[0] / one[1], default=(0.0, 0.0))
        room = count * problem.truck_kg
        yield [
            _city(posed, lane[0]),
            posed.markets[lane[1]],
            f"{problem.third_km[lane]:,.0f}",
            f"{kg:,.0f}",
            str(count),
            f"{kg / room:.0%}" if room else "—",
            f"{longest:.1f}",
            f"{budget:g}",
        ]


def _figures(posed: ProvinceCold, design: ColdDesign) -> dict[str, Any]:
    whole, share = together(posed.outlets), posed.asked.values.outlets_share
    yuan, kg = _invested(posed, design)
    return {
        "cost": round(design.cost, 2),
        "grams": round(design.grams, 1),
        "bound": round(design.bound, 2),
        "gap": round(design.gap, 6),
        "kg_a_day": round(carried_kg(design), 1),
        "coverage": carried_share(posed, design),
        "invest_yuan": yuan,
        "store_kg_added": kg,
        "design": plain_cold(posed, design),
        "bases": [
            {
                "county": one.county.code.short,
                "zh": one.county.name,
                "product": one.product.id,
                "kg": round(one.kg, 1),
                "synthetic": one.base.synthetic,
                "figure": one.base.figure,
                "period": one.base.period,
                "source": one.base.source,
                "note": one.base.note,
            }
            for one in posed.bases
        ],
        "outlets": {
            "recorded": whole.recorded,
            "equipped": whole.equipped,
            "unknown": whole.unknown,
            "wanted_share": share,
            "more": whole.needs(share),
        },
    }
