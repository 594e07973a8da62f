"""Why a lane of a trunk design runs or does not, what its parcels do, and where it is tight."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from jidi.core.errors import Language
from jidi.model.trunk import trunk_values
from jidi.network.trunk.supposing import Supposed, Supposing
from jidi.service.books import Book
from jidi.service.rural_words import SYNTHETIC
from jidi.service.trunk_days import days_text
from jidi.service.trunk_design import Cancelled, TrunkJudged
from jidi.service.trunk_figures import Figures
from jidi.service.trunk_lanes import lanes_named
from jidi.service.trunk_store import KeptTrunk, kept_trunk_design
from jidi.service.trunk_words import MODE_WORDS

LANE_HEADS: Final = (
    "方式,发车,班/日,吨/日,满载率,少一班 元/日,多一班 元/日,结论",
    "by,departs,departures a day,tonnes a day,filled,one less yuan a day,one more yuan a day,"
    "verdict",
)
WAY_HEADS: Final = ("产品,走法,吨/日,小时,守时", "product,way,tonnes a day,hours,in time")
PAIR_HEADS: Final = ("从,到,件/日,守时比重", "from,to,parcels a day,share kept")
HELD: Final = (
    "“少一班”“多一班”是其他班次不变、件的走法全部重选时的精确差额；全部重新设计可能更省（--forbid、--force）。",
    "One less and one more are exact with all other departures held and every parcel's way chosen "
    "anew; designing anew may do better (--forbid, --force).",
)


@dataclass(frozen=True)
class LaneExplained:
    """The lanes between two places, and the ways of what one hands to the other."""

    found: TrunkJudged
    asked: str
    lanes: tuple[Supposed, ...]

    @property
    def synthetic(self) -> bool:
        """Whether it rests on synthetic data."""
        return self.found.posed.synthetic


@dataclass(frozen=True)
class TrunkExplained:
    """Where a design is tight. :param promises: yuan that a kg more in time costs, by product."""

    found: TrunkJudged
    promises: tuple[float, ...]


def lane_explained(found: TrunkJudged, name: str, *, cancelled: Cancelled) -> LaneExplained:
    """The lanes that a name means. :raises InputError: N-960 for none."""
    posed = found.posed
    lanes = lanes_named(name, posed.places, posed.problem.lanes)
    asking = Supposing(posed.problem, found.design, cancelled)
    return LaneExplained(found, name, tuple(asking.supposed(lanes)))


def trunk_explained(found: TrunkJudged) -> TrunkExplained:
    """What one more kilogram in time would cost, with departures as they are."""
    return TrunkExplained(found, Supposing(found.posed.problem, found.design).promises)


def kept_trunk_explained(book: Book, name: str) -> tuple[KeptTrunk, TrunkExplained]:
    """A kept design explained, once for as long as its files stay.

    :raises UnknownName: N-742. :raises InputError: N-741, N-947.
    """
    kept, found = kept_trunk_design(book, name)
    told: TrunkExplained = book.remembered(
        ("trunk explained", name, kept.design_sha256, kept.problem_sha256),
        lambda _version: trunk_explained(found),
    )
    return kept, told


def kept_lane_explained(book: Book, name: str, lane: str) -> LaneExplained:
    """A lane of a kept design, once for as long as its files stay.

    :raises UnknownName: N-742. :raises InputError: N-741, N-947, N-960.
    """
    kept, found = kept_trunk_design(book, name)
    told: LaneExplained = book.remembered(
        ("trunk lane", name, kept.design_sha256, kept.problem_sha256, lane),
        lambda _version: lane_explained(found, lane, cancelled=lambda: False),
    )
    return told


def lane_texts(told: LaneExplained, lang: Language) -> list[tuple[str, ...]]:
    """A line for each lane."""
    return [
        (
            _by(told.found, one.lane, lang), _clock(row, lang), _count(row),
            f"{row['tonnes']:,.2f}",
            "—" if row["filled"] is None else f"{row['filled']:.0%}",
            _yuan(row["less"], cannot=row["cannot"], lang=lang),
            _yuan(row["more"], cannot=False, lang=lang), row["zh" if lang == "zh" else "en"],
        )
        for one, row in zip(told.lanes, _lane_rows(told), strict=True)
    ]  # fmt: skip


def _clock(row: dict[str, Any], lang: Language) -> str:
    days = f"{days_text(row['days'], lang)} " if row["days"] else ""
    return days + str(row["departs"])


def _count(row: dict[str, Any]) -> str:
    return "—" if row["by_weight"] else str(row["departures"])


def _by(found: TrunkJudged, number: int, lang: Language) -> str:
    lane = found.posed.problem.lanes[number]
    trucks = {truck.id: (truck.zh, truck.en)[lang == "en"] for truck in trunk_values().trucks}
    return trucks.get(lane.vehicle, MODE_WORDS[lane.mode][lang == "en"])


def _yuan(value: float | None, *, cannot: bool, lang: Language) -> str:
    if cannot:
        return ("不可行", "cannot be")[lang == "en"]
    return "—" if value is None else f"{value:+,.0f}"


def _lane_rows(told: LaneExplained) -> list[dict[str, Any]]:
    return [_lane_row(told.found, one) for one in told.lanes]


def _lane_row(found: TrunkJudged, one: Supposed) -> dict[str, Any]:
    lane, count = found.posed.problem.lanes[one.lane], found.design.departures[one.lane]
    aboard = float(Figures(found).aboard[one.lane])
    by_weight = lane.yuan_per_departure <= 0 and not lane.vehicle
    cannot = one.less is not None and math.isinf(one.less)
    zh, en = _verdict(found, one, by_weight=by_weight, cannot=cannot)
    return {
        "id": lane.id,
        "mode": lane.mode,
        "vehicle": lane.vehicle,
        "departs": f"{lane.departs // 60:02d}:{lane.departs % 60:02d}",
        "days": [] if lane.day is None else [lane.day],
        "departures": count,
        "by_weight": by_weight,
        "tonnes": round(aboard / 1000, 3),
        "filled": round(aboard / lane.a_day(count * lane.capacity), 4)
        if count and not by_weight
        else None,
        "less": None if one.less is None or cannot else round(one.less, 2),
        "cannot": cannot,
        "kg_left": round(one.due, 1),
        "more": None if one.more is None else round(one.more, 2),
        "zh": zh,
        "en": en,
    }


def _verdict(
    found: TrunkJudged, one: Supposed, *, by_weight: bool, cannot: bool
) -> tuple[str, str]:
    lane, count = found.posed.problem.lanes[one.lane], found.design.departures[one.lane]
    if lane.most == 0:
        return "被禁用", "forbidden"
    if cannot:
        return (
            f"少它则 {one.due:,.0f} 千克无路可走或失守时限",
            f"without it {one.due:,.0f} kg find no way or miss the promise",
        )
    if one.less is not None:
        saved = one.less >= 0
        what = ("停用", "taken away") if by_weight else ("少一班", "one less")
        return (
            f"{what[0]}{'多花' if saved else '可省'} {abs(one.less):,.0f} 元/日",
            f"{what[1]} {'costs' if saved else 'saves'} {abs(one.less):,.0f} yuan a day",
        )
    if count and lane.least >= count:
        return "规定开行", "made to run"
    if one.more is None:
        return "没有件走", "nothing goes by it"
    return (
        (f"开行一班可省 {-one.more:,.0f} 元/日", f"running it saves {-one.more:,.0f} yuan a day")
        if one.more < 0
        else (f"开行一班多花 {one.more:,.0f} 元/日", f"running it costs {one.more:,.0f} yuan a day")
    )


def way_rows(told: LaneExplained) -> list[dict[str, Any]]:
    """How parcels from the one place to the other go, most first."""
    found, problem = told.found, told.found.posed.problem
    if not told.lanes:
        return []
    ends = problem.lanes[told.lanes[0].lane]
    kg: dict[tuple[int, tuple[int, ...], int], float] = defaultdict(float)
    for part in found.design.carried:
        flow = problem.flows[part.flow]
        if (flow.origin, flow.target) == (ends.origin, ends.target):
            kg[flow.product, part.lanes, part.minutes] += part.kg_a_day
    rows = []
    for (product, lanes, minutes), amount in sorted(kg.items(), key=lambda o: (-o[1], o[0])):
        value = trunk_values().products[product]
        rows.append({
            "product": value.id, "zh": value.zh, "en": value.en,
            "lanes": [problem.lanes[lane].id for lane in lanes],
            "way_zh": _way(found, lanes, "zh"), "way_en": _way(found, lanes, "en"),
            "tonnes": round(amount / 1000, 4), "hours": round(minutes / 60, 2),
            "in_time": minutes <= problem.products[product].promise,
        })  # fmt: skip
    return rows


def _way(found: TrunkJudged, lanes: tuple[int, ...], lang: Language) -> str:
    steps = []
    for number in lanes:
        place = found.posed.places[found.posed.problem.lanes[number].target]
        name = place.zh if lang == "zh" else place.en
        steps.append(f"{_by(found, number, lang)} → {name}")
    return ("，" if lang == "zh" else ", ").join(steps)


def way_texts(told: LaneExplained, lang: Language, *, most: int) -> list[tuple[str, ...]]:
    """A line for each way."""
    yes = ("是", "yes")[lang == "en"]
    no = ("否", "no")[lang == "en"]
    return [
        (row[lang], row[f"way_{lang}"], f"{row['tonnes']:,.3f}", f"{row['hours']:.1f}",
         yes if row["in_time"] else no)
        for row in way_rows(told)[:most]
    ]  # fmt: skip


def lane_json(told: LaneExplained) -> dict[str, Any]:
    """The lanes and ways as plain values."""
    return {
        "asked": told.asked,
        "synthetic": told.synthetic,
        "held_zh": HELD[0],
        "held_en": HELD[1],
        "lanes": _lane_rows(told),
        "ways": way_rows(told),
    }


def worst_pairs(found: TrunkJudged) -> list[dict[str, Any]]:
    """Pairs by parcels a day that miss their promise, most first."""
    rows = [row for row in Figures(found).pairs() if row["kept"] < 1]
    return sorted(rows, key=lambda r: (-r["parcels_a_day"] * (1 - r["kept"]), r["from"], r["to"]))


def pair_texts(found: TrunkJudged, lang: Language, *, most: int) -> list[tuple[str, ...]]:
    """A line for each of the worst pairs."""
    end = "" if lang == "zh" else "_en"
    return [
        (row[f"from{end}"], row[f"to{end}"], f"{row['parcels_a_day']:,.0f}", f"{row['kept']:.1%}")
        for row in worst_pairs(found)[:most]
    ]


def trunk_explained_lines(told: TrunkExplained, lang: Language) -> Iterator[str]:
    """What a kilogram more in time costs, and what is held."""
    for product, price in zip(trunk_values().products, told.promises, strict=True):
        yield (
            f"{product.zh}：再多一千克守时，多花 {price:.3f} 元（班次不变）" if lang == "zh"
            else f"{product.en}: one more kg in time costs {price:.3f} yuan, departures held"
        )  # fmt: skip
    if told.found.posed.synthetic:
        yield SYNTHETIC[lang == "en"]


def trunk_explained_json(told: TrunkExplained, *, most: int) -> dict[str, Any]:
    """Bottlenecks, promises, the worst pairs and counties as plain values."""
    figures = Figures(told.found)
    counties = [row for row in figures.counties() if row["received_kept"] is not None]
    counties.sort(key=lambda row: (row["received_kept"], row["code"]))
    tight = [row for row in figures.lanes() if row["worth_yuan_per_kg"] is not None]
    tight.sort(key=lambda row: -row["worth_yuan_per_kg"])
    return {
        "synthetic": told.found.posed.synthetic,
        "promises": [
            {**row, "yuan_per_kg_more": round(price, 6)}
            for row, price in zip(figures.products(), told.promises, strict=True)
        ],
        "tight_lanes": tight[:most],
        "hubs": figures.hubs(),
        "worst_pairs": worst_pairs(told.found)[:most],
        "worst_counties": counties[:most],
    }
