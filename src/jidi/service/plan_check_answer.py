"""The check of a plan against what stands, as an :class:`Answer`: kept, shown, compared, checked.

When one is opened, the standing network is posed anew out of the same data version, and checked is
all that follows from it by arithmetic: what begins and ends at hubs, what they are short of, that
additions make up for it at the prices told, and the room of lanes. What passes on through hubs and
lanes, and what losses cost, is the linear program's answer of the day it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from jidi.model.hubs import hub_values
from jidi.service import design_forms
from jidi.service import plan_check_words as words
from jidi.service.answer_parts import Drawn, Leg, Role, Spot, Term, Told, digest_of
from jidi.service.books import Book
from jidi.service.design_answer import Answer, checked
from jidi.service.job_task import ToldTable, both
from jidi.service.plan_check import (
    HubCheck,
    LaneCheck,
    Loss,
    PlanCheck,
    plan_checked,
    posed_for_check,
)
from jidi.service.plan_check_breaches import plan_breaches
from jidi.service.plan_check_network import StandingNetwork, standing_network
from jidi.service.plan_check_week import WeekdayCheck
from jidi.service.rural_words import SYNTHETIC
from jidi.service.trunk_problem import Place, ProvinceTrunk

TABLES: Final = (
    ("枢纽", "Hubs", words.HUB_HEADS, words.hub_texts),
    ("线路缺口", "Lanes short", words.LANE_HEADS, words.lane_texts),
    ("失去一处", "Losses", words.LOSS_HEADS, words.loss_texts),
    ("按星期", "By weekday", words.WEEKDAY_HEADS, words.weekday_texts),
)
AGAIN: Final[Told] = (
    "打开时重新核对的是：各市自身件量、枢纽缺口、补足是否够与其价格、线路能力，每个星期几的件量、线路能力和"
    "最先用满的枢纽；经枢纽和线路中转的件量、线路从多少件起不足、按星期的缺口、失去一处的代价是求解当日线性规划的结果，"
    "不再重算",
    "Checked again when it is opened: own parcels, what hubs lack, whether additions suffice and "
    "their price, room of lanes, and of each weekday its parcels, its lanes and the hubs full "
    "first; what passes on, from which volume lanes run short, what weekdays lack and what losses "
    "cost is the answer of the linear program of the day it was made",
)


def checked_plan(
    book: Book,
    *,
    year: int,
    volume: float | None,
    days: tuple[str, ...] = (),
    losses: bool,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> tuple[PlanCheck, Answer]:
    """The check, and as it is told and kept. :raises InputError: as ``plan_checked``; N-975."""
    found = plan_checked(
        book, year=year, volume=volume, days=days, losses=losses, progress=progress,
        cancelled=cancelled,
    )  # fmt: skip
    asked = {"year": year, "volume": volume, "losses": losses, **({"days": days} if days else {})}
    return found, checked(_answer(found, asked))


def judged_plan(book: Book, asked: Mapping[str, Any], kept: Mapping[str, Any]) -> Answer:
    """A kept check against the network that stood, posed anew."""
    days = tuple(asked.get("days") or ())
    posed = posed_for_check(book, year=asked["year"], volume=asked["volume"], days=days)
    return _answer(_read(posed, standing_network(book, posed), kept), asked)


# Files -----------------------------------------------------------------------


def _plain(found: PlanCheck) -> dict[str, Any]:
    return {
        "hubs": [
            [hub.place.code, hub.own, hub.passing, hub.breaks_at, hub.short,
             [[size.zh, count] for size, count in hub.added]]
            for hub in found.hubs
        ],
        "lanes": [
            [lane.origin.code, lane.target.code, lane.runs, lane.room, lane.short, lane.departures,
             lane.yuan]
            for lane in found.lanes
        ],
        "lanes_break_at": found.lanes_break_at,
        "first_lanes": [[a.code, b.code] for a, b in found.first_lanes],
        "laneless": found.laneless,
        "stuck": found.stuck,
        "losses": [vars(loss) for loss in found.losses],
        "weekdays": [
            {
                **vars(day), "days": list(day.days),
                "first": [[a.code, b.code] for a, b in day.first],
                "hub": None if day.hub is None else day.hub.code,
            }
            for day in found.weekdays
        ],
    }  # fmt: skip


def _read(posed: ProvinceTrunk, network: StandingNetwork, kept: Mapping[str, Any]) -> PlanCheck:
    places: dict[str, Place] = {place.code: place for place in posed.places}
    sizes = {size.zh: size for size in hub_values().sizes}
    at = kept["lanes_break_at"]
    return PlanCheck(
        posed=posed,
        network=network,
        hubs=tuple(
            HubCheck(
                places[code], float(own), float(passing), None if full is None else float(full),
                float(short), tuple((sizes[name], int(count)) for name, count in added),
            )
            for code, own, passing, full, short, added in kept["hubs"]
        ),
        lanes=tuple(
            LaneCheck(
                places[a], places[b], float(runs), float(room), float(short), int(n), float(yuan)
            )
            for a, b, runs, room, short, n, yuan in kept["lanes"]
        ),
        lanes_break_at=None if at is None else float(at),
        first_lanes=tuple((places[a], places[b]) for a, b in kept["first_lanes"]),
        laneless=float(kept["laneless"]),
        stuck=float(kept["stuck"]),
        losses=tuple(Loss(**loss) for loss in kept["losses"]),
        # Checks of before there were weekdays have none.
        weekdays=tuple(_weekday(places, one) for one in kept.get("weekdays", [])),
    )  # fmt: skip


def _weekday(places: Mapping[str, Place], kept: Mapping[str, Any]) -> WeekdayCheck:
    hub = kept["hub"]
    read: dict[str, Any] = {
        **kept,
        "days": tuple(int(day) for day in kept["days"]),
        "first": tuple((places[a], places[b]) for a, b in kept["first"]),
        "hub": None if hub is None else places[hub],
    }
    return WeekdayCheck(**read)


# Telling ---------------------------------------------------------------------


def _answer(found: PlanCheck, asked: Mapping[str, Any]) -> Answer:
    posed = found.posed
    told = words.check_json(found)
    lines = [
        (zh, en)
        for zh, en in zip(*both(words.check_lines, found), strict=True)
        if not zh.startswith(("N-", "S-")) and zh != SYNTHETIC[0]
    ]
    hubs = sum(hub.yuan for hub in found.hubs)
    return Answer(
        form=design_forms.PLAN_CHECK,
        province=posed.name,
        data_version=posed.hubs.version,
        synthetic=posed.synthetic,
        asked=asked,
        design=_plain(found),
        breaches=tuple(plan_breaches(found)),
        headline=(told["sentence_zh"], told["sentence_en"]),
        tables=tuple(ToldTable(zh, en, heads, both(say, found)) for zh, en, heads, say in TABLES),
        lines=(*lines, AGAIN),
        told={**told, "cost": round(found.yuan, 2), "bound": None, "gap": None},
        notes=words.notes(found),
        bill=(
            Term("hubs", ("补足枢纽", "hubs to be added"), hubs),
            Term("lanes", ("补足线路", "lanes to be added"), found.yuan - hubs),
        ),
        drawn=_drawn(found),
        keys={"枢纽": 1, "线路缺口": 2, "失去一处": 1, "按星期": 1},
        sources=posed.hubs.sources,
        digest=digest_of(found.network.problem),
    )


def _drawn(found: PlanCheck) -> Drawn:
    """Cities by whether their hubs suffice, and the lanes between them that lack room."""
    spots: list[Spot] = []
    number: dict[str, int] = {}
    for hub in found.hubs:
        place = hub.place
        used = "—" if hub.used is None else f"{hub.used:.0%}"
        role: Role = "built" if hub is found.first else "place" if hub.short > 0 else "stands"
        number[place.code] = len(spots)
        at = (place.longitude, place.latitude)
        spots.append(Spot(at, (f"{place.zh} {used}", f"{place.en} {used}"), role))
    legs = tuple(
        Leg(
            (number[lane.origin.code], number[lane.target.code]),
            (f"{lane.target.zh}：缺 {lane.short / 1000:,.1f} 吨/日",
             f"{lane.target.en}: short of {lane.short / 1000:,.1f} t a day"),
        )
        for lane in found.lanes
        if lane.origin.code in number and lane.target.code in number
    )  # fmt: skip
    roles: dict[Role, Told] = {
        "built": ("最先用满的枢纽", "hubs that are full first"),
        "stands": ("够用的枢纽", "hubs that suffice"),
        "place": ("不够用的枢纽", "hubs that do not suffice"),
    }
    there = {one.role for one in spots}
    kept = {role: told for role, told in roles.items() if role in there}
    return Drawn(tuple(spots), legs, kept, ("能力不足的线路", "lanes short of room"))
