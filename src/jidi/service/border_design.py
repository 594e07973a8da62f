"""A province's gateways abroad: routes chosen, one more weekly run weighed, verified, told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.border import BorderValues
from jidi.network.border import BorderDesign, BorderProblem, carried, not_carried, solve, verify
from jidi.service.answer_drawings import BORDER_TERMS, border_drawn, border_moves, terms
from jidi.service.answer_parts import A_WEEK, Search, Told, digest_of
from jidi.service.books import Book
from jidi.service.border_problem import BorderAsked, ProvinceBorder, province_border
from jidi.service.design_answer import Answer, checked, table
from jidi.service.job_task import ToldTable

FORM: Final = "jidi border 1"
DAYS: Final = tuple(range(7))
"""Days of the week on which one more run is tried."""
LINE_HEADS: Final = (
    "线路,口岸,方式,班/周,通关中位小时,通关P90小时,件/周,能力件/周,利用率,收寄备好至境外交接平均小时",
    "line,gateway,mode,runs a week,median clearance h,P90 clearance h,parcels a week,takes,used,"
    "mean hours ready to handed over",
)
FLOW_HEADS: Final = ("市,市场,件/日,走法", "city,market,parcels a day,by")
MORE_HEADS: Final = (
    "多开一班的线路,星期,平均小时变化,费用变化元/周,其中班次费,能力增加件/周",
    "line with one more run,day,change of mean hours,change of cost a week,of it the run,"
    "parcels a week more",
)
WEEK: Final = (
    ("周一", "Monday"), ("周二", "Tuesday"), ("周三", "Wednesday"), ("周四", "Thursday"),
    ("周五", "Friday"), ("周六", "Saturday"), ("周日", "Sunday"),
)  # fmt: skip
Progress = Callable[[float, str], None]
More = tuple[str, int, float, float, float, float]
"""Line, day, change of mean hours, change of cost, cost of the run, parcels a week more."""


def designed_border(
    posed: ProvinceBorder, *, progress: Progress, cancelled: Callable[[], bool]
) -> Answer:
    """A verified design, and what one more weekly run of each line would do.

    :raises InputError: N-991 to N-993 when there is none; N-975.
    """
    progress(0.1, "routes")
    design = _solved(posed, posed.problem, cancelled)
    checked(_answer(posed, design, ()))
    return checked(_answer(posed, design, tuple(_one_more(posed, design, progress, cancelled))))


def _solved(
    posed: ProvinceBorder, problem: BorderProblem, cancelled: Callable[[], bool]
) -> BorderDesign:
    """The cheapest design. :raises InputError: N-991 to N-993, markets by their names."""
    try:
        return solve(problem, cancelled=cancelled)
    except InputError as error:
        if error.code != "N-992":
            raise
        names = [(market.zh, market.en) for market in posed.asked.values.markets]
        raise not_carried(problem, markets=names) from error


def judged_border(book: Book, asked: Mapping[str, Any], kept: Mapping[str, Any]) -> Answer:
    """A kept design against the problem posed anew; what one more run does is kept with it."""
    values = BorderValues.model_validate(asked["values"])
    posed = province_border(book, BorderAsked(**{**asked, "values": values}))
    more = tuple((str(n), int(d), *map(float, rest)) for n, d, *rest in kept["one_more"])
    return _answer(posed, _read(posed, kept), more)  # type: ignore[arg-type]


def explained_border(
    book: Book,
    asked: Mapping[str, Any],
    kept: Mapping[str, Any],
    name: str,
    how: Search,
) -> tuple[Told, ...]:
    """Of a kept design, what the loss of a line, or of all lines of a gateway, would do.

    :raises UnknownName: G-170 for an unknown line or gateway.
    """
    values = BorderValues.model_validate(asked["values"])
    posed = province_border(book, BorderAsked(**{**asked, "values": values}))
    design = _read(posed, kept)
    lost = frozenset(
        n for n, line in enumerate(posed.lines)
        if name in (line.id, *line.gateway) or (len(name) >= 2 and line.gateway[0].startswith(name))
    )  # fmt: skip
    if not lost:
        known = {word: 0 for line in posed.lines for word in (line.id, line.gateway[0])}
        raise UnknownName("G-170", name=name[:60], nearest=suggestion(name[:60], known))
    return (_without(posed, design, lost, how.cancelled),)


def _without(
    posed: ProvinceBorder,
    design: BorderDesign,
    lost: frozenset[int],
    cancelled: Callable[[], bool],
) -> Told:
    """Everything as it is, the lost lines serving nobody."""
    first = posed.lines[min(lost)].gateway
    one = len(lost) == 1
    zh, en = (
        _name(posed, min(lost))
        if one
        else (f"{first[0]}的 {len(lost)} 条线路", f"the {len(lost)} lines of {first[1]}")
    )
    problem = replace(posed.problem, routes=tuple(
        replace(route, markets=frozenset()) if n in lost else route
        for n, route in enumerate(posed.problem.routes)
    ))  # fmt: skip
    try:
        other = _solved(posed, problem, cancelled)
    except InputError as error:
        return (
            f"若没有{zh}：走不完（{error.message('zh')}）",
            f"Without {en} not all is carried ({error.message('en')})",
        )
    if not verify(problem, other).holds:
        raise InputError("N-975", count=1, first=f"without {first[1]}")
    hours = _mean(replace(posed, problem=problem), other) - _mean(posed, design)
    yuan = other.cost - design.cost
    return (
        f"若没有{zh}：改走其他线路，多花 {yuan:,.0f} 元/周，平均多 {hours:+.1f} 小时",
        f"Without {en} other lines carry all, for {yuan:,.0f} yuan a week more and {hours:+.1f} "
        "hours on the mean",
    )


def _one_more(
    posed: ProvinceBorder,
    design: BorderDesign,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> Iterator[More]:
    """Of each line, the best day for one more run, whether it pays or not."""
    problem, before = posed.problem, _mean(posed, design)
    for number, route in enumerate(problem.routes):
        if cancelled():
            return
        progress(0.2 + 0.7 * number / len(problem.routes), route.id)
        room = replace(problem, routes=tuple(
            replace(r, most_added=r.most_added + (n == number))
            for n, r in enumerate(problem.routes)
        ))  # fmt: skip
        found = []
        for day in DAYS:
            days = tuple(sorted((*design.added[number], day)))
            added = tuple(days if n == number else d for n, d in enumerate(design.added))
            other = carried(room, added)
            if other is not None:
                found.append((other.cost, day, other))
        if found:
            cost, day, other = min(found, key=lambda one: one[:2])
            if not verify(room, other).holds:
                raise InputError("N-975", count=1, first=f"{route.id} + {day}")
            yield (
                route.id, day, round(_mean(replace(posed, problem=room), other) - before, 4),
                round(cost - design.cost, 2), route.yuan_run, route.capacity,
            )  # fmt: skip


def _mean(posed: ProvinceBorder, design: BorderDesign) -> float:
    """Mean hours of a parcel from ready to hand-over."""
    hours = verify(posed.problem, design).hours
    parcels = np.array(design.parcels).sum(axis=0)
    told = np.array([0.0 if h is None else h for h in hours])
    return float((told * parcels).sum() / parcels.sum())


# Files -----------------------------------------------------------------------


def _plain(posed: ProvinceBorder, design: BorderDesign, more: tuple[More, ...]) -> dict[str, Any]:
    problem = posed.problem
    return {
        "parcels": [
            [flow.id, route.id, amount]
            for flow, row in zip(problem.flows, design.parcels, strict=True)
            for route, amount in zip(problem.routes, row, strict=True) if amount > 0
        ],
        "added": {r.id: list(d) for r, d in zip(problem.routes, design.added, strict=True) if d},
        "boards": {r.id: list(b) for r, b in zip(problem.routes, design.boards, strict=True)},
        "one_more": [list(one) for one in more],
        "cost": design.cost,
        "bound": design.bound,
    }  # fmt: skip


def _read(posed: ProvinceBorder, kept: Mapping[str, Any]) -> BorderDesign:
    problem = posed.problem
    routes = {route.id: n for n, route in enumerate(problem.routes)}
    flows = {flow.id: n for n, flow in enumerate(problem.flows)}
    parcels = np.zeros((len(flows), len(routes)))
    for flow, route, amount in kept["parcels"]:
        parcels[flows[flow], routes[route]] += float(amount)
    return BorderDesign(
        parcels=tuple(tuple(float(v) for v in row) for row in parcels),
        added=tuple(tuple(int(d) for d in kept["added"].get(name, ())) for name in routes),
        boards=tuple(tuple(float(b) for b in kept["boards"][name]) for name in routes),
        cost=float(kept["cost"]),
        bound=float(kept["bound"]),
    )


# Telling ---------------------------------------------------------------------


def _answer(posed: ProvinceBorder, design: BorderDesign, more: tuple[More, ...]) -> Answer:
    verdict = verify(posed.problem, design)
    readable = verdict.cost is not None
    return Answer(
        form=FORM,
        province=posed.hubs.name,
        data_version=posed.hubs.version,
        synthetic=posed.problem.synthetic,
        asked=posed.asked.plain(),
        design=_plain(posed, design, more) if readable else {},
        breaches=tuple(
            f"{one.kind} {one.where}: {one.found:g} / {one.allowed:g}" for one in verdict.breaches
        ),
        headline=_headline(posed, design) if readable else (posed.hubs.name, posed.hubs.name),
        tables=tuple(_tables(posed, design, more)) if readable else (),
        lines=tuple(_lines(posed, design, more)) if readable else (),
        told=_figures(posed, design, more) if readable else {},
        notes=posed.notes,
        bill=terms(BORDER_TERMS, verdict.bill),
        per=A_WEEK,
        drawn=border_drawn(posed, design) if readable else None,
        moves=border_moves(posed, design) if readable else (),
        keys={"线路": 1, "流向": 2, "多开一班": 1},
        sources=posed.hubs.sources,
        digest=digest_of(posed.problem),
    )


def _headline(posed: ProvinceBorder, design: BorderDesign) -> Told:
    parcels = sum(flow.parcels for flow in posed.problem.flows)
    hours, each = _mean(posed, design), design.cost / (7 * parcels)
    runs = sum(len(r.runs) for r in posed.problem.routes) + sum(map(len, design.added))
    name = posed.hubs.name
    return (
        f"{name}跨境：{parcels:,.0f} 件/日，{len(posed.lines)} 条线路每周 {runs} 班，"
        f"备好至境外交接平均 {hours:.1f} 小时，{design.cost:,.0f} 元/周，{each:.2f} 元/件，"
        f"距下界至多 {design.gap:.2%}",
        f"{name}, abroad: {parcels:,.0f} parcels a day, {len(posed.lines)} lines with {runs} runs "
        f"a week, {hours:.1f} hours on the mean from ready to handed over, {design.cost:,.0f} yuan "
        f"a week, {each:.2f} yuan a parcel, at most {design.gap:.2%} above the bound",
    )


def _name(posed: ProvinceBorder, route: int) -> Told:
    line = posed.lines[route]
    zh, en = line.gateway
    return f"{zh} {line.mode.zh}", f"{en} {line.mode.en}"


def _lines(posed: ProvinceBorder, design: BorderDesign, more: tuple[More, ...]) -> Iterator[Told]:
    for route, days in enumerate(design.added):
        if days:
            zh, en = _name(posed, route)
            told = "、".join(WEEK[day][0] for day in days), ", ".join(WEEK[d][1] for d in days)
            yield f"{zh} 增开：{told[0]}", f"{en}, runs added: {told[1]}"
    if posed.asked.add and not any(design.added):
        yield (f"{posed.asked.add} 多开一班不合算，方案中没有增开",
               f"One more run of {posed.asked.add} does not pay and is not added")  # fmt: skip
    paying = [one for one in more if one[3] < 0]
    yield (
        f"多开一班：{len(more)} 条线路中 {len(paying)} 条能降低总费用；每条线路取最好的一天",
        f"One more weekly run: of {len(more)} lines {len(paying)} lower the whole cost; of each "
        "line the best day is taken",
    )


def _tables(
    posed: ProvinceBorder, design: BorderDesign, more: tuple[More, ...]
) -> Iterator[ToldTable]:
    yield table("线路", "Lines", LINE_HEADS, list(_line_rows(posed, design)))
    yield table("流向", "Flows", FLOW_HEADS, list(_flow_rows(posed, design)))
    numbers = {line.id: n for n, line in enumerate(posed.lines)}
    yield table("多开一班", "One more run", MORE_HEADS, [
        [_with_id(_name(posed, numbers[name]), name), WEEK[day], f"{hours:+.2f}", f"{yuan:+,.0f}",
         f"{run:,.0f}", f"{room:,.0f}"]
        for name, day, hours, yuan, run, room in sorted(more, key=lambda one: one[3])
    ])  # fmt: skip


def _with_id(name: Told, line: str) -> Told:
    return f"{name[0]} {line}", f"{name[1]} {line}"


def _line_rows(posed: ProvinceBorder, design: BorderDesign) -> Iterator[list[Any]]:
    hours = verify(posed.problem, design).hours
    parcels = np.array(design.parcels).sum(axis=0) * 7
    for number, (line, route) in enumerate(zip(posed.lines, posed.problem.routes, strict=True)):
        runs = len(route.runs) + len(design.added[number])
        seen, mean = np.array(route.clearance.hours), hours[number]
        yield [
            line.id, line.gateway, (line.mode.zh, line.mode.en),
            str(runs), f"{np.median(seen):.1f}", f"{np.quantile(seen, 0.9):.1f}",
            f"{parcels[number]:,.0f}", f"{runs * route.capacity:,.0f}",
            f"{parcels[number] / (runs * route.capacity):.1%}",
            "—" if mean is None else f"{mean:.1f}",
        ]  # fmt: skip


def _flow_rows(posed: ProvinceBorder, design: BorderDesign) -> Iterator[list[Any]]:
    markets = posed.asked.values.markets
    for flow, row in zip(posed.problem.flows, design.parcels, strict=True):
        city = posed.cities[flow.id[:4]]
        shares = [(amount / flow.parcels, n) for n, amount in enumerate(row) if amount > 1e-6]
        shares.sort(key=lambda one: (-one[0], one[1]))
        by = tuple(
            ("；", "; ")[en].join(f"{_name(posed, n)[en]} {share:.0%}" for share, n in shares)
            for en in (0, 1)
        )
        market = markets[flow.market]
        yield [(city.name, city.name_en or city.name), (market.zh, market.en),
               f"{flow.parcels:,.1f}", by]  # fmt: skip


def _figures(posed: ProvinceBorder, design: BorderDesign, more: tuple[More, ...]) -> dict[str, Any]:
    names = ("line", "day", "hours", "yuan_a_week", "run_yuan", "parcels_a_week_more")
    return {
        "cost": round(design.cost, 2),
        "bound": round(design.bound, 2),
        "gap": round(design.gap, 6),
        "mean_hours": round(_mean(posed, design), 3),
        "design": _plain(posed, design, more),
        "one_more": [dict(zip(names, one, strict=True)) for one in more],
        "lines": [
            {"id": line.id, "gateway": line.gateway[0], "mode": line.mode.mode, "seen": line.seen,
             "clearance_h": list(route.clearance.hours)}
            for line, route in zip(posed.lines, posed.problem.routes, strict=True)
        ],
    }  # fmt: skip
