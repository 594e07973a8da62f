"""What is told of a border design: headline, tables, figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from jidi.network.border import BorderDesign, Clearance, Verdict, Way, verify
from jidi.service import design_forms
from jidi.service.answer_drawings import BORDER_TERMS, border_drawn, border_moves, terms
from jidi.service.answer_parts import A_WEEK, Told, breach_texts, digest_of
from jidi.service.border_file import Found, mean_of, plain_border
from jidi.service.border_problem import LineFact, ProvinceBorder
from jidi.service.design_answer import Answer, table
from jidi.service.job_task import ToldTable

LINE_HEADS: Final = (
    "线路,口岸,方式,班/周,通关中位小时,通关P90小时,件/周,能力件/周,利用率,收寄备好至境外交接平均小时",
    "line,gateway,mode,runs a week,median clearance h,P90 clearance h,parcels a week,takes,used,"
    "mean hours ready to handed over",
)
HOME_HEADS: Final = (
    "线路,口岸,方式,班/周,通关中位小时,通关P90小时,件/周,能力件/周,利用率,境外交寄或下单至到市平均小时",
    "line,gateway,mode,runs a week,median clearance h,P90 clearance h,parcels a week,takes,used,"
    "mean hours handed in or ordered to city",
)
GATE_HEADS: Final = (
    "口岸,海关能力件/周,通关件/周,利用率,边境仓容量件,在库件,出口备货件/日,进口保税件/日",
    "gateway,customs take a week,cleared a week,used,store holds,lie in it,"
    "stocked out a day,in bond a day",
)
FLOW_HEADS: Final = (
    "方向,市,市场,件/日,走法,其中备货",
    "way,city,market,parcels a day,by,of it stocked",
)
MORE_HEADS: Final = (
    "多开一班的线路,星期,出口平均小时变化,进口平均小时变化,费用变化元/周,其中班次费,能力增加件/周（去程）",
    "line with one more run,day,change of mean hours out,in,change of cost a week,of it the run,"
    "parcels a week more (out)",
)
WAYS: Final = (("出口", "out"), ("进口", "in"))
WEEK: Final = (
    ("周一", "Monday"), ("周二", "Tuesday"), ("周三", "Wednesday"), ("周四", "Thursday"),
    ("周五", "Friday"), ("周六", "Saturday"), ("周日", "Sunday"),
)  # fmt: skip
LITTLE: Final = 1e-6


def store_names(place: Told) -> Told:
    """What the warehouse of a gateway is called."""
    return f"{place[0]}边境仓", f"border store of {place[1]}"


def line_name(posed: ProvinceBorder, route: int) -> Told:
    """What a line is called: its gateway and mode."""
    line = posed.lines[route]
    zh, en = line.gateway
    return f"{zh} {line.mode.zh}", f"{en} {line.mode.en}"


# Telling ---------------------------------------------------------------------


def told_border(posed: ProvinceBorder, found: Found) -> Answer:
    """A design verified, with all that is said of it."""
    design, verdict = found.design, verify(posed.problem, found.design)
    readable = verdict.cost is not None
    return Answer(
        form=design_forms.BORDER,
        province=posed.hubs.name,
        data_version=posed.hubs.version,
        synthetic=posed.problem.synthetic,
        asked=posed.asked.plain(),
        design=plain_border(posed, found) if readable else {},
        breaches=breach_texts(verdict.breaches),
        headline=_headline(posed, design, verdict)
        if readable
        else (posed.hubs.called("zh"), posed.hubs.called("en")),
        tables=tuple(_tables(posed, found, verdict)) if readable else (),
        lines=tuple(_lines(posed, found, verdict)) if readable else (),
        told=_figures(posed, found, verdict) if readable else {},
        notes=posed.notes,
        bill=terms(BORDER_TERMS, verdict.bill),
        per=A_WEEK,
        drawn=border_drawn(posed, design) if readable else None,
        moves=border_moves(posed, design) if readable else (),
        keys={"出口线路": 1, "进口线路": 1, "口岸": 1, "流向": 3, "多开一班": 1},
        sources=posed.hubs.sources,
        digest=digest_of(posed.problem),
    )


def _headline(posed: ProvinceBorder, design: BorderDesign, verdict: Verdict) -> Told:
    daily = [
        sum(f.parcels for f in posed.problem.flows if f.inward is way) for way in (False, True)
    ]
    runs = sum(len(r.runs) for r in posed.problem.routes) + sum(map(len, design.added))
    name, name_en = posed.hubs.called("zh"), posed.hubs.called("en")
    each = design.cost / (7 * sum(daily))
    hours = _hours(verdict)
    return (
        f"{name}跨境：出口 {daily[0]:,.0f}、进口 {daily[1]:,.0f} 件/日，"
        f"{len(posed.lines)} 条线路每周 {runs} 班往返，{hours[0]}，"
        f"{design.cost:,.0f} 元/周，{each:.2f} 元/件，距下界至多 {design.gap:.2%}",
        f"{name_en}, abroad: {daily[0]:,.0f} parcels a day out and {daily[1]:,.0f} in, "
        f"{len(posed.lines)} lines with {runs} runs a week there and back, {hours[1]}, "
        f"{design.cost:,.0f} yuan a week, {each:.2f} yuan a parcel, at most {design.gap:.2%} above "
        "the bound",
    )


def _hours(verdict: Verdict) -> Told:
    out, home = mean_of(verdict.out), mean_of(verdict.home)
    zh, en = [], []
    if out is not None:
        zh.append(f"备好至境外交接平均 {out:.1f} 小时")
        en.append(f"{out:.1f} hours on the mean from ready to handed over")
    if home is not None:
        zh.append(f"境外交寄（备货的从下单起）至到市平均 {home:.1f} 小时")
        en.append(f"{home:.1f} from handed in abroad (of stocked goods, ordered) to the city")
    return "，".join(zh), ", ".join(en)


def _lines(posed: ProvinceBorder, found: Found, verdict: Verdict) -> Iterator[Told]:
    for route, days in enumerate(found.design.added):
        if days:
            zh, en = line_name(posed, route)
            told = "、".join(WEEK[day][0] for day in days), ", ".join(WEEK[d][1] for d in days)
            yield f"{zh} 增开：{told[0]}", f"{en}, runs added: {told[1]}"
    if posed.asked.add and not any(found.design.added):
        yield (f"{posed.asked.add} 多开一班不合算，方案中没有增开",
               f"One more run of {posed.asked.add} does not pay and is not added")  # fmt: skip
    paying = [one for one in found.more if one[4] < 0]
    yield (
        f"多开一班（往返）：{len(found.more)} 条线路中 {len(paying)} 条能降低总费用；"
        "每条线路取最好的一天",
        f"One more weekly run, there and back: of {len(found.more)} lines {len(paying)} lower the "
        "whole cost; of each line the best day is taken",
    )
    yield from _of_stores(posed, found, verdict)


def _of_stores(posed: ProvinceBorder, found: Found, verdict: Verdict) -> Iterator[Told]:
    """What warehouses do, or why nothing is said of them."""
    if posed.asked.no_stores:
        yield "边境仓按要求不计入", "Border stores are left out, as asked"
    elif not any(one.store for one in posed.problem.gateways):
        yield (
            "工作区没有登记面积的边境仓，未计入备货",
            "The book has no border store of known area; nothing is stocked ahead",
        )
    if found.bare is None:
        return
    yuan, *after = found.bare
    before = (mean_of(verdict.out), mean_of(verdict.home))
    changes = [
        (words, then - now) for words, now, then in zip(WAYS, before, after, strict=True)
        if now is not None and then is not None
    ]  # fmt: skip
    zh = "、".join(f"{words[0]} {more:+.1f}" for words, more in changes)
    en = ", ".join(f"{words[1]} {more:+.1f}" for words, more in changes)
    yield (
        f"若没有边境仓：多花 {yuan:,.0f} 元/周，平均小时{zh}",
        f"Without border stores: {yuan:,.0f} yuan a week more, hours on the mean {en}",
    )


def _tables(posed: ProvinceBorder, found: Found, verdict: Verdict) -> Iterator[ToldTable]:
    home = any(way.parcels > LITTLE for way in verdict.home)
    yield table("出口线路", "Lines out", LINE_HEADS, list(_line_rows(posed, found.design, verdict)))
    if home:
        rows = list(_line_rows(posed, found.design, verdict, home=True))
        yield table("进口线路", "Lines in", HOME_HEADS, rows)
    yield table("口岸", "Gateways", GATE_HEADS, list(_gate_rows(posed, found.design, verdict)))
    yield table("流向", "Flows", FLOW_HEADS, list(_flow_rows(posed, found.design)))
    numbers = {line.id: n for n, line in enumerate(posed.lines)}
    yield table("多开一班", "One more run", MORE_HEADS, [
        [_with_id(line_name(posed, numbers[name]), name), WEEK[day], f"{out:+.2f}",
         f"{back:+.2f}" if home else "—", f"{yuan:+,.0f}", f"{run:,.0f}", f"{room:,.0f}"]
        for name, day, out, back, yuan, run, room in sorted(found.more, key=lambda one: one[4])
    ])  # fmt: skip


def _with_id(name: Told, line: str) -> Told:
    return f"{name[0]} {line}", f"{name[1]} {line}"


def _line_rows(
    posed: ProvinceBorder, design: BorderDesign, verdict: Verdict, *, home: bool = False
) -> Iterator[list[Any]]:
    """A row for each line, out or home; lines that bring nothing home have none there.

    Orders out of a warehouse count on the way home with the goods that were brought for them.
    """
    for number, (line, route) in enumerate(zip(posed.lines, posed.problem.routes, strict=True)):
        runs, way = len(route.runs) + len(design.added[number]), verdict.out[number]
        takes, clearance = route.capacity, route.clearance
        if home:
            if route.back is None:
                continue
            way, takes, clearance = verdict.home[number], route.back.capacity, route.back.clearance
        yield _line_row(line, runs, clearance, way, runs * takes)


def _line_row(line: LineFact, runs: int, seen: Clearance, way: Way, room: float) -> list[Any]:
    hours = np.array(seen.hours)
    return [
        line.id, line.gateway, (line.mode.zh, line.mode.en),
        str(runs), f"{np.median(hours):.1f}", f"{np.quantile(hours, 0.9):.1f}",
        f"{way.parcels:,.0f}", f"{room:,.0f}",
        f"{way.parcels / room:.1%}",
        "—" if way.hours is None else f"{way.hours:.1f}",
    ]  # fmt: skip


def _gate_rows(
    posed: ProvinceBorder, design: BorderDesign, verdict: Verdict
) -> Iterator[list[Any]]:
    """A row for each gateway: its customs both ways, its warehouse."""
    problem = posed.problem
    for number, gateway in enumerate(problem.gateways):
        most, cleared, store = gateway.most_week, verdict.cleared[number], gateway.store
        stocked = [0.0, 0.0]
        for flow, row in zip(problem.flows, design.stocked, strict=True):
            here = sum(a for a, r in zip(row, problem.routes, strict=True) if r.gateway == number)
            stocked[flow.inward] += here
        yield [
            posed.places[number] if posed.places else (gateway.id, gateway.id),
            "—" if most is None else f"{most:,.0f}", f"{cleared:,.0f}",
            "—" if most is None else f"{cleared / most:.1%}",
            *(("—",) * 4 if store is None else (
                f"{store.room:,.0f}", f"{verdict.held[number]:,.0f}",
                f"{stocked[0]:,.1f}", f"{stocked[1]:,.1f}",
            )),
        ]  # fmt: skip


def _flow_rows(posed: ProvinceBorder, design: BorderDesign) -> Iterator[list[Any]]:
    markets = posed.asked.values.markets
    for flow, row, held in zip(posed.problem.flows, design.parcels, design.stocked, strict=True):
        city = posed.cities[flow.id[:4]]
        shares = [(amount / flow.parcels, n) for n, amount in enumerate(row) if amount > LITTLE]
        shares.sort(key=lambda one: (-one[0], one[1]))
        by = tuple(
            ("；", "; ")[en].join(f"{line_name(posed, n)[en]} {share:.0%}" for share, n in shares)
            for en in (0, 1)
        )
        market = markets[flow.market]
        stocked = sum(held) / flow.parcels if flow.parcels else 0.0
        yield [WAYS[flow.inward], (city.name, city.name_en or city.name), (market.zh, market.en),
               f"{flow.parcels:,.1f}", by, f"{stocked:.0%}"]  # fmt: skip


def _figures(posed: ProvinceBorder, found: Found, verdict: Verdict) -> dict[str, Any]:
    design = found.design
    names = (
        "line", "day", "hours_out", "hours_in", "yuan_a_week", "run_yuan", "parcels_a_week_more",
    )  # fmt: skip
    out, home = mean_of(verdict.out), mean_of(verdict.home)
    return {
        "cost": round(design.cost, 2),
        "bound": round(design.bound, 2),
        "gap": round(design.gap, 6),
        "mean_hours": None if out is None else round(out, 3),
        "mean_hours_in": None if home is None else round(home, 3),
        "parcels_a_day": round(sum(f.parcels for f in posed.problem.flows if not f.inward), 2),
        "parcels_a_day_in": round(sum(f.parcels for f in posed.problem.flows if f.inward), 2),
        "design": plain_border(posed, found),
        "one_more": [dict(zip(names, one, strict=True)) for one in found.more],
        "without_stores": None if found.bare is None else dict(
            zip(("yuan_a_week", "mean_hours", "mean_hours_in"), found.bare, strict=True)
        ),
        "gateways": [
            {"name": place[0], "customs_a_week": gateway.most_week,
             "cleared_a_week": round(verdict.cleared[n], 3),
             "store_holds": gateway.store.room if gateway.store else None,
             "lies_in_it": round(verdict.held[n], 3)}
            for n, (gateway, place) in enumerate(
                zip(posed.problem.gateways, posed.places, strict=False)
            )
        ],
        "lines": [
            {"id": line.id, "gateway": line.gateway[0], "mode": line.mode.mode, "seen": line.seen,
             "clearance_h": list(route.clearance.hours), "seen_in": line.seen_in,
             "clearance_in_h": None if route.back is None else list(route.back.clearance.hours)}
            for line, route in zip(posed.lines, posed.problem.routes, strict=True)
        ],
    }  # fmt: skip
