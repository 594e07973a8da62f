"""What is printed of a rural design, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from jidi.core.errors import Language
from jidi.network.rural.design import SPANNING_TREES
from jidi.service.rural_design import Judged, cost_per_parcel
from jidi.service.rural_most_served import less_than_asked

if TYPE_CHECKING:  # a design is told without loading the search for one
    from jidi.service.rural_province import CountyResult, ProvinceResult

TERM_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "stations": ("站点", "stations"),
    "vehicles": ("车辆", "vehicles"),
    "distance": ("里程", "distance"),
    "time": ("工时", "working time"),
    "handling": ("处理", "handling"),
    "points": ("服务点", "service points"),
    "lanes": ("借道", "lanes"),
    "carbon": ("碳", "carbon"),
    "nights": ("隔夜食宿", "nights away"),
}
"""Terms of a bill."""

SYNTHETIC: Final = ("含合成数据，不是真实网络。", "Synthetic data: no real network.")


def headline(found: Judged, lang: Language) -> str:
    """One line: what the design reaches, at what cost."""
    verdict, name = found.verdict, found.problem.name
    if verdict.bill is None:
        return f"{name}：设计无法核验" if lang == "zh" else f"{name}: the design cannot be verified"
    cost, each = verdict.bill.total, cost_per_parcel(found)
    per_parcel = "—" if each is None else f"{each:.2f}"
    share = "—" if verdict.coverage is None else f"{verdict.coverage:.1%}"
    if lang == "zh":
        return (
            f"{name}：服务 {verdict.served}/{verdict.villages} 个建制村（{share}），"
            f"{cost:,.2f} 元/日，{per_parcel} 元/件，{verdict.km:,.1f} 公里/日，"
            f"{verdict.grams / 1000:,.1f} 千克CO2e/日"
        )
    return (
        f"{name}: {verdict.served} of {verdict.villages} villages ({share}), "
        f"{cost:,.2f} yuan a day, {per_parcel} yuan a parcel, {verdict.km:,.1f} km a day, "
        f"{verdict.grams / 1000:,.1f} kg CO2e a day"
    )


def bill_terms(found: Judged, lang: Language) -> list[tuple[str, float]]:
    """The bill, term by term."""
    bill = found.verdict.bill
    if bill is None:
        return []
    terms = [term for term in TERM_WORDS if term != "nights" or bill.nights]
    words = [(TERM_WORDS[term][lang == "en"], getattr(bill, term)) for term in terms]
    words.append((("合计", "total")[lang == "en"], bill.total))
    return words


def bill_rows(found: Judged, lang: Language) -> list[tuple[str, str]]:
    """As :func:`bill_terms`, in writing."""
    return [(word, f"{value:,.2f}") for word, value in bill_terms(found, lang)]


def detail_lines(found: Judged, lang: Language) -> list[str]:
    """Fleet, stations, bound, what was assumed, and the mark of synthetic data."""
    design, verdict = found.design, found.verdict
    names = {vehicle.id: vehicle.name for vehicle in found.problem.vehicles}
    fleet = "、".join(f"{names[key]} {count}" for key, count in verdict.fleet) or "—"
    zh = [
        f"站点 {len(design.open)} 处，支线 {len(design.feeders)} 条，"
        f"进村线路 {len(design.lines)} 条；车辆：{fleet}"
    ]
    en = [
        f"{len(design.open)} stations, {len(design.feeders)} feeders, "
        f"{len(design.lines)} lines; vehicles: {fleet}"
    ]
    nights = _night_words(found)
    if nights is not None:
        zh.append(nights[0])
        en.append(nights[1])
    gap = None if verdict.bill is None else design.proof.gap(verdict.bill.total)
    if gap is not None:
        bound, method = design.proof.bound, design.proof.method
        method_zh = METHOD_WORDS.get(method, method)
        zh.append(f"下界 {bound:,.2f} 元/日，差距 {gap:.2%}（{method_zh}）")
        en.append(f"bound {bound:,.2f} yuan a day, gap {gap:.2%} ({method})")
    lines = zh if lang == "zh" else en
    less = less_than_asked(found)
    lines += [note.message(lang) for note in (*(() if less is None else (less,)), *found.notes)]
    if found.problem.synthetic:
        lines.append(SYNTHETIC[lang == "en"])
    return lines


def _night_words(found: Judged) -> tuple[str, str] | None:
    """Trips overnight, and what they mean for the time a parcel takes; None without any."""
    design = found.design
    trips = [run for run in design.feeders if run.night is not None]
    if not trips:
        return None
    nights = sum(run.days.frequency for run in trips)
    far = {node for run in trips for node in run.stops}
    by = {run.id for run in design.lines if run.depot in far}
    by |= {lane.id for lane in found.problem.lanes if lane.origin in far}
    villages = sum(service.by in by for service in design.services)
    turns = sum(duty.turns > 1 for duty in design.duties)
    return (
        f"隔夜支线 {len(trips)} 条，每周 {nights} 夜，其中 {turns} 条由两车轮流；"
        f"到 {len(far)} 个站点、{villages} 个村：县里当日发出的件次日到站发放",
        f"{len(trips)} overnight feeders, {nights} nights a week, {turns} by two vehicles in turn; "
        f"to {len(far)} stations and {villages} villages: what leaves the centre on one day is "
        "handed out there on the next",
    )


METHOD_WORDS: Final[Mapping[str, str]] = {SPANNING_TREES: "带乘子的生成树"}
"""Ways to a bound in Chinese; what a file of another time names stands as it is."""


def verdict_line(found: Judged, lang: Language) -> str:
    """Whether it holds."""
    count = len(found.verdict.violations)
    if not count:
        return (
            "核验通过：各项规则均满足，所称费用属实。"
            if lang == "zh"
            else ("Verified: every rule is kept and every claim is true.")
        )
    return f"核验不通过：{count} 处" if lang == "zh" else f"Not verified, violations: {count}"


STATE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "designed": ("已设计", "designed"),
    "kept": ("沿用", "kept"),
    "less": ("未达要求", "less than asked"),
    "failed": ("未成", "failed"),
}
"""What became of a county."""


def province_rows(found: ProvinceResult, lang: Language) -> list[tuple[str, ...]]:
    """A line for each county."""
    return [_county_row(county, lang) for county in found.counties]


def _county_row(county: CountyResult, lang: Language) -> tuple[str, ...]:
    state = STATE_WORDS[county.state][lang == "en"]
    if county.state == "failed":
        return (county.name, "—", "—", "—", "—", "—", "—", state)
    told = county.figures
    each = told["cost_per_parcel"]
    return (
        county.name,
        f"{told['villages']:,}",
        f"{told['served']:,}",
        f"{told['cost']['total']:,.0f}",
        "—" if each is None else f"{each:.2f}",
        f"{told['km_a_day']:,.0f}",
        f"{told['stations_open']}",
        state,
    )


def province_lines(found: ProvinceResult, lang: Language) -> list[str]:
    """The province in one sentence, and why counties have no design."""
    villages, served = found.total("villages"), found.total("served")
    share = served / villages if villages else 0.0
    done = sum(county.state != "failed" for county in found.counties)
    if lang == "zh":
        lines = [
            f"{done} 个县：服务 {served:,.0f}/{villages:,.0f} 个建制村（{share:.1%}），"
            f"{found.cost:,.0f} 元/日，{found.total('km_a_day'):,.0f} 公里/日；全部经独立核验"
        ]
        lines += [f"{found.left} 个县未开始；再次运行从中断处继续。"] if found.left else []
    else:
        lines = [
            f"{done} counties: {served:,.0f} of {villages:,.0f} villages ({share:.1%}), "
            f"{found.cost:,.0f} yuan a day, {found.total('km_a_day'):,.0f} km a day; all verified"
        ]
        lines += [f"{found.left} counties not begun; run it again to go on."] if found.left else []
    reasons = (
        (c.name, c.reason_zh if lang == "zh" else c.reason_en)
        for c in found.counties
        if c.state in ("failed", "less")
    )
    return lines + [f"{name}: {reason}" for name, reason in reasons]
