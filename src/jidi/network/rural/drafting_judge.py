"""Whether a problem can have a design at all, as far as it shows without solving."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from jidi.core.errors import InputError, JidiError, Place
from jidi.network.costs import handling_cost, point_cost
from jidi.network.rural.draft_cells import Record
from jidi.network.rural.overnight import reachable
from jidi.network.rural.problem import CENTRE, Problem, Station, VehicleType, Village
from jidi.network.weekdays import Weekdays

REASONS: Mapping[str, tuple[str, str]] = {
    "road": ("没有道路可达", "no road leads there"),
    "vehicle": ("没有可用的车型", "no vehicle may go there"),
    "range": ("往返超过所有车型的续航", "there and back is beyond every vehicle's range"),
    "load": ("一次的件量超过所有车型的装载量", "one visit's parcels exceed every vehicle"),
    "window": ("时间窗内无法到达并返回", "it cannot be reached and left within its window"),
    "shift": ("一个班次之内往返不了", "one shift is too short to go there and back"),
    "point": ("没有容量足够的服务点", "no service point is large enough"),
}
"""Why no mode reaches a place, in both languages."""


def judge(problem: Problem, tables: Mapping[str, Sequence[Record]]) -> Iterator[JidiError]:
    """Conditions that contradict each other, by the rows they stand in."""
    yield from _windows(tables)
    yield from _stations(problem, tables["station"])
    yield from _lanes(problem, tables["lane"])
    yield from _villages(problem, tables["village"])
    yield from _budget(problem, tables["wanted"][0])


def _windows(tables: Mapping[str, Sequence[Record]]) -> Iterator[JidiError]:
    centre = tables["centre"][0]
    if centre["ready"] + centre["loading"] >= centre["closes"]:
        yield _clash(centre.at("closes"), centre["ready"] + centre["loading"], centre["closes"])
    for place in (*tables["station"], *tables["village"]):
        if place["opens"] >= place["closes"]:
            yield _clash(place.at("closes"), place["opens"], place["closes"])
        elif place["closes"] <= centre["ready"]:
            yield _clash(place.at("closes"), centre["ready"], place["closes"])


def _clash(where: Place, opens: float, closes: float) -> JidiError:
    return InputError("N-216", where=where, opens=_clock(opens), closes=_clock(closes))


def _clock(minute: float) -> str:
    return f"{int(minute) // 60:02d}:{int(minute) % 60:02d}"


def _stations(problem: Problem, rows: Sequence[Record]) -> Iterator[JidiError]:
    for number, (station, row) in enumerate(zip(problem.stations, rows, strict=True)):
        own = station.down + station.up
        if station.must is False and own > 0:
            yield InputError("N-217", where=row.at("must"), id=station.id, found=own)
        elif station.must is True or own > 0:
            if own > station.capacity:
                where, most = row.at("capacity"), station.capacity
                yield InputError("N-222", where=where, id=station.id, found=own, capacity=most)
            reason = _unfed(problem, number, station)
            if reason is not None:
                yield _unreachable(row, station.id, station.name, reason)


def beyond_a_shift(problem: Problem, number: int) -> bool:
    """Whether a station is too far for a feeder of one day, not for one that stays overnight."""
    reason = _by_day(problem, number, problem.stations[number])
    return reason in ("shift", "window") and reachable(problem, number)


def _unfed(problem: Problem, number: int, station: Station) -> str | None:
    """Why no feeder can come to a station; None where one can."""
    return None if station.often is not None else _by_day(problem, number, station)


def _by_day(problem: Problem, number: int, station: Station) -> str | None:
    """Why no feeder can come to a station and be back on the same day; None where one can."""
    node, gap = problem.station_node(number), station.days.longest_gap
    most = max(station.down, station.up) * gap
    closes, handover = station.hours.closes, station.handover
    vehicles = [(n, v) for n, v in enumerate(problem.vehicles) if v.feeder and v.most != 0]
    return _out_and_back(problem, CENTRE, node, vehicles, most, closes, handover)


def unreachable(problem: Problem) -> dict[int, str]:
    """The villages that no mode reaches, by number, with the reason (a key of ``REASONS``)."""
    found = {}
    by_lane = {stop.village for lane in problem.lanes for stop in lane.stops}
    for number, village in enumerate(problem.villages):
        if not any(_fits_point(village, days) for days in village.patterns):
            found[number] = "point"
        elif not (number in by_lane and _by_lane(problem, number, village)):
            reason = _by_van(problem, number, village)
            if reason is not None:
                found[number] = reason
    return found


def _fits_point(village: Village, days: Weekdays) -> bool:
    most = village.parcels * days.longest_gap
    return any(point.parcels_per_day >= most for point in village.points)


def _by_lane(problem: Problem, number: int, village: Village) -> bool:
    for lane in problem.lanes:
        arrives = lane.arrivals.get(number)
        if arrives is None or not village.window.opens <= arrives <= village.window.closes:
            continue
        for days in village.patterns:
            most = max(village.down, village.up) * days.longest_gap
            if days.within(lane.days) and most <= lane.capacity and _fits_point(village, days):
                return True
    return False


def _by_van(problem: Problem, number: int, village: Village) -> str | None:
    """Why no van can serve a village alone; the reason at the depot that comes nearest to it."""
    gaps = [d.longest_gap for d in village.patterns if _fits_point(village, d)]
    most, node = max(village.down, village.up) * min(gaps), problem.village_node(number)
    vehicles = [(n, v) for n, v in enumerate(problem.vehicles) if v.line and v.most != 0]
    reasons = []
    for depot in problem.depots:
        if depot != CENTRE and problem.stations[depot - 1].must is False:
            continue
        reason = _out_and_back(
            problem, depot, node, vehicles, most, village.window.closes, village.handover
        )
        if reason is None:
            return None
        reasons.append(reason)
    order = list(REASONS)
    return max(reasons, key=order.index)


def _out_and_back(
    problem: Problem,
    depot: int,
    node: int,
    vehicles: Sequence[tuple[int, VehicleType]],
    parcels: float,
    closes: float,
    handover: float,
) -> str | None:
    """Why no vehicle can go from a depot to one stop and back, in the order of ``REASONS``."""
    out, back = float(problem.km[depot, node]), float(problem.km[node, depot])
    if not math.isfinite(out + back):
        return "road"
    if not vehicles:
        return "vehicle"
    near = [(n, v) for n, v in vehicles if out + back <= v.range_km]
    if not near:
        return "range"
    able = [n for n, v in near if parcels <= v.capacity]
    if not able:
        return "load"
    leaves = problem.centre.ready + problem.centre.loading
    reason = "window"
    for number in able:
        minutes = problem.minutes[number]
        arrives = leaves + float(minutes[depot, node])
        returns = arrives + handover + float(minutes[node, depot])
        if arrives <= closes and returns <= problem.centre.closes:
            if _within_shift(problem, problem.centre.loading + returns - leaves):
                return None
            reason = "shift"
    return reason


def _within_shift(problem: Problem, span: float) -> bool:
    """Whether a run of so many minutes, and the break it must have, is one shift's work."""
    work = problem.work
    pause = work.break_minutes if span > work.break_after else 0.0
    return span + pause <= work.shift


def _villages(problem: Problem, rows: Sequence[Record]) -> Iterator[JidiError]:
    """Villages no mode reaches, where the coverage cannot be had without them."""
    for village, row in zip(problem.villages, rows, strict=True):
        if not village.points:
            yield InputError("N-219", where=row.place, id=village.id, name=village.name)
    lost = unreachable(problem)
    if len(problem.villages) - len(lost) < problem.villages_wanted:
        for number, reason in lost.items():
            if problem.villages[number].points:
                yield _unreachable(rows[number], rows[number]["id"], rows[number]["name"], reason)


def _unreachable(row: Record, name: str, title: str, reason: str) -> JidiError:
    zh, en = REASONS[reason]
    return InputError("N-218", where=row.place, id=name, name=title, reason_zh=zh, reason_en=en)


def _lanes(problem: Problem, rows: Sequence[Record]) -> Iterator[JidiError]:
    for lane, row in zip(problem.lanes, rows, strict=True):
        if not lane.stops:
            yield InputError("N-220", where=row.place, id=lane.id)
        for village, times in Counter(stop.village for stop in lane.stops).items():
            if times > 1:
                name = problem.villages[village].id
                yield InputError("N-221", where=row.place, id=lane.id, village=name)
        for stop in lane.stops:
            if stop.arrives < lane.departs:
                yield _clash(row.at("departs"), lane.departs, stop.arrives)


def obvious_minimum(problem: Problem) -> float:
    """Yuan a day below which no design can cost: stations that must be open, their own handling,
    and handling and point of the villages wanted, the cheapest first. No km, no hour, no vehicle.
    """
    rates, total = problem.rates, 0.0
    for station in problem.stations:
        own = station.down + station.up
        if station.must is True or own > 0:
            rate = rates.centre_handling + rates.station_handling
            total += station.fixed + handling_cost(parcels_per_day=own, yuan_per_parcel=rate)
    cheapest = sorted(_cheapest(problem, village) for village in problem.villages)
    return total + sum(cheapest[: problem.villages_wanted])


def _cheapest(problem: Problem, village: Village) -> float:
    parcels = village.parcels
    points = [
        point_cost(
            parcels_per_day=parcels,
            fee_per_day=point.fee_per_day,
            fee_per_parcel=point.fee_per_parcel,
        )
        for point in village.points
    ]
    rate = problem.rates.centre_handling
    handling = handling_cost(parcels_per_day=parcels, yuan_per_parcel=rate)
    return handling + min(points, default=0.0)


def _budget(problem: Problem, row: Record) -> Iterator[JidiError]:
    budget, least = problem.wanted.budget, obvious_minimum(problem)
    if budget is not None and budget < least:
        yield InputError(
            "N-223",
            where=row.at("budget"),
            found=budget,
            least=f"{least:.2f}",
            villages=problem.villages_wanted,
        )
