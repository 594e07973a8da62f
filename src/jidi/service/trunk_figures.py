"""What a trunk design comes to: loads, promises by county, carriers, emissions, bottlenecks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from jidi.model.trunk import trunk_values
from jidi.network.costs import carbon_cost, way_time_cost
from jidi.service.hub_problem import facts
from jidi.service.trunk_days import service_of
from jidi.service.trunk_design import TrunkJudged
from jidi.service.trunk_problem import Floats

RAIL: Final = ("hsr", "rail")
_FULL: Final = 0.999
"""Share of its room from which a lane is full."""
MODES: Final = ("road", "hired", "rail", "hsr", "air")


@dataclass(frozen=True)
class Figures:
    """The figures of one design, worked out when asked for."""

    found: TrunkJudged

    @cached_property
    def aboard(self) -> Floats:
        """Kg aboard each lane on the mean day of a week."""
        kg = np.zeros(len(self.found.posed.problem.lanes))
        for part in self.found.design.carried:
            kg[list(part.lanes)] += part.kg_a_day
        return kg

    @cached_property
    def passing(self) -> Floats:
        """Parcels a day sorted at each node to go on."""
        problem = self.found.posed.problem
        kg = np.zeros(len(problem.nodes))
        for part in self.found.design.carried:
            for lane in part.lanes[:-1]:
                kg[problem.lanes[lane].target] += part.kg_a_day
        return kg / trunk_values().parcel_kg

    @cached_property
    def parcels(self) -> float:
        """Parcels a day on the trunk."""
        whole = sum(flow.kg for flow in self.found.posed.problem.flows)
        return whole / trunk_values().parcel_kg

    @cached_property
    def hours(self) -> float:
        """Mean hours from release until at hand, by kilogram."""
        carried = self.found.design.carried
        kg = sum(part.kg_a_day for part in carried)
        return sum(part.kg_a_day * part.minutes for part in carried) / kg / 60 if kg else 0.0

    @cached_property
    def money(self) -> float:
        """Yuan a day that are paid: the cost without prices put on emissions and hours."""
        problem, design = self.found.posed.problem, self.found.design
        priced = carbon_cost(grams_per_day=design.grams, yuan_per_tonne=problem.yuan_per_tonne)
        priced += sum(
            way_time_cost(
                kg=part.kg_a_day,
                minutes=part.minutes,
                yuan_per_tonne_hour=problem.yuan_per_tonne_hour,
            )
            for part in design.carried
        )
        return design.cost - priced

    @cached_property
    def kept(self) -> Floats:
        """Share of each pair's kilograms that keeps its promise; not a number without any."""
        problem, count = self.found.posed.problem, len(self.found.posed.places)
        whole, kept = np.zeros((count, count)), np.zeros((count, count))
        for flow in problem.flows:
            whole[flow.origin, flow.target] += flow.kg
        for part in self.found.design.carried:
            flow = problem.flows[part.flow]
            if part.minutes <= problem.products[flow.product].promise:
                kept[flow.origin, flow.target] += part.kg_a_day
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(whole > 0, kept / whole, np.nan))

    def modes(self) -> list[dict[str, Any]]:
        """Tonne-km and g CO2e a day by mode, with shares."""
        posed = self.found.posed
        tkm: dict[str, float] = defaultdict(float)
        grams: dict[str, float] = defaultdict(float)
        for lane, km, kg in zip(posed.problem.lanes, posed.lane_km, self.aboard, strict=True):
            tkm[lane.mode] += kg * km / 1000
            grams[lane.mode] += kg * lane.grams_per_kg
        whole = sum(tkm.values())
        return [
            {
                "mode": mode,
                "tonne_km_a_day": round(tkm[mode], 1),
                "share": round(tkm[mode] / whole, 4) if whole else None,
                "grams_a_day": round(grams[mode], 1),
            }
            for mode in MODES
            if mode in tkm
        ]

    def products(self) -> list[dict[str, Any]]:
        """What each product promises and how much of it is kept."""
        on_time = self.found.verdict.on_time
        return [
            {
                "id": product.id, "zh": product.zh, "en": product.en,
                "promise_h": product.promise_h, "wanted": asked.share,
                "kept": None if share is None else round(share, 4),
            }
            for product, asked, share in zip(
                trunk_values().products, self.found.posed.problem.products, on_time, strict=True
            )
        ]  # fmt: skip

    def lanes(self) -> list[dict[str, Any]]:
        """Lanes that run or carry, with their loads, in their order.

        Runs of one service on several days of the week are one row: ``days`` says which, Monday =
        0 (none: every day), ``departures`` how many there are on each, the rest is of a mean day.
        """
        posed, design = self.found.posed, self.found.design
        worth = dict(self.found.room)
        rows = []
        for numbers in self.services():
            number, lane = numbers[0], posed.problem.lanes[numbers[0]]
            count = max(design.departures[n] for n in numbers)
            aboard = float(sum(self.aboard[n] for n in numbers))
            room = None
            if lane.mode != "hired":
                room = sum(lane.a_day(design.departures[n] * lane.capacity) for n in numbers)
            saved = [worth[n] for n in numbers if n in worth]
            rows.append({
                "id": service_of(lane.id, lane.day),
                "from": posed.places[lane.origin].zh,
                "to": posed.places[lane.target].zh,
                "from_en": posed.places[lane.origin].en,
                "to_en": posed.places[lane.target].en,
                "mode": lane.mode,
                "vehicle": lane.vehicle,
                "departs": f"{lane.departs // 60:02d}:{lane.departs % 60:02d}",
                "days": [posed.problem.lanes[n].day for n in numbers if lane.day is not None],
                "km": round(posed.lane_km[number], 1),
                "departures": count,
                "tonnes_a_day": round(aboard / 1000, 3),
                "filled": None if room is None else round(aboard / room, 4),
                "worth_yuan_per_kg": sum(saved) if saved else None,
            })  # fmt: skip
        return rows

    def services(self) -> list[list[int]]:
        """Numbers of the lanes that run; those of one service on several days together."""
        found: dict[tuple[str, bool], list[int]] = {}
        for number, lane in enumerate(self.found.posed.problem.lanes):
            if self.found.design.departures[number]:
                key = service_of(lane.id, lane.day), lane.day is None
                found.setdefault(key, []).append(number)
        return list(found.values())

    def weekdays(self) -> list[dict[str, Any]]:
        """Of each day of the week, Monday = 0, where volumes differ: times the mean day's parcels,
        tonnes aboard own trucks and hired freight, how full own trucks are by tonne."""
        posed, design = self.found.posed, self.found.design
        lanes = posed.problem.lanes
        if not posed.problem.shares or not self.found.verdict.aboard:
            return []
        aboard = np.array(self.found.verdict.aboard)
        own = np.array([bool(lane.vehicle) for lane in lanes])
        hired = np.array([lane.mode == "hired" for lane in lanes])
        counts = np.array(design.departures) * np.array([lane.capacity for lane in lanes])
        room = float(counts[own].sum())
        return [
            {
                "day": day,
                "share": round(share, 6),
                "tonnes_own": round(float(aboard[own, day].sum()) / 1000, 3),
                "own_filled": round(float(aboard[own, day].sum()) / room, 4) if room else None,
                "tonnes_hired": round(float(aboard[hired, day].sum()) / 1000, 3),
                "full": int((aboard[own, day] >= counts[own] * _FULL)[counts[own] > 0].sum()),
            }
            for day, share in enumerate(posed.problem.shares)
        ]

    def hubs(self) -> list[dict[str, Any]]:
        """Cities that sort: what passes, what begins and ends there, against what stands."""
        worth = dict(self.found.sorting)
        return [
            {
                "code": place.code, "zh": place.zh, "en": place.en,
                "passing_a_day": round(float(self.passing[n]), 1),
                "own_a_day": round(place.own, 1),
                "standing_a_day": round(place.standing, 1),
                "used": round((place.own + float(self.passing[n])) / place.standing, 4)
                if place.standing else None,
                "worth_yuan_per_kg": worth.get(n),
            }
            for n, place in enumerate(self.found.posed.places) if place.sorts
        ]  # fmt: skip

    def counties(self) -> list[dict[str, Any]]:
        """Of each county, the share of what it sends and gets that keeps its promise."""
        posed, kept = self.found.posed, np.nan_to_num(self.kept)
        number = {p.code[:4]: n for n, p in enumerate(posed.places) if p.kind == "city"}
        rows = []
        counties = [node for node in posed.hubs.nodes if node.kind == "county"]
        for row, county in enumerate(counties):
            city = number[county.code[:4]]
            there = np.isfinite(self.kept[city])
            back = np.isfinite(self.kept[:, city])
            rows.append({
                "code": county.code, "zh": county.zh, "en": county.en,
                "sent_kept": _mean(posed.sent[row], kept[city], there),
                "received_kept": _mean(posed.received[row], kept[:, city], back),
            })  # fmt: skip
        return rows

    def pairs(self) -> list[dict[str, Any]]:
        """Every pair with its parcels and the share that keeps its promise."""
        posed = self.found.posed
        whole = np.zeros(self.kept.shape)
        for flow in posed.problem.flows:
            whole[flow.origin, flow.target] += flow.kg / trunk_values().parcel_kg
        return [
            {
                "from": posed.places[a].zh, "to": posed.places[b].zh,
                "from_en": posed.places[a].en, "to_en": posed.places[b].en,
                "parcels_a_day": round(float(whole[a, b]), 1),
                "kept": round(float(self.kept[a, b]), 4),
            }
            for a, b in zip(*np.nonzero(whole), strict=True)
        ]  # fmt: skip

    @cached_property
    def truck_fill(self) -> float | None:
        """Mean share of own trucks' loads that is used, by km; None where none runs."""
        posed, used, room = self.found.posed, 0.0, 0.0
        for number, lane in enumerate(posed.problem.lanes):
            if lane.vehicle:
                used += float(self.aboard[number]) * posed.lane_km[number]
                room += self.found.design.departures[number] * lane.capacity * posed.lane_km[number]
        return used / room if room else None

    @property
    def departures(self) -> int:
        """Departures a day of own trucks."""
        pairs = zip(self.found.posed.problem.lanes, self.found.design.departures, strict=True)
        return sum(count for lane, count in pairs if lane.vehicle)

    @property
    def rail_share(self) -> float | None:
        """Share of tonne-km by rail."""
        shares = [row["share"] for row in self.modes() if row["mode"] in RAIL]
        return None if any(share is None for share in shares) else float(sum(shares))


def _mean(parcels: Floats, kept: Floats, known: np.ndarray) -> float | None:
    whole = float(parcels[known].sum())
    return round(float((parcels * kept)[known].sum()) / whole, 4) if whole else None


def trunk_json(found: TrunkJudged) -> dict[str, Any]:
    """A design as plain values."""
    figures, design = Figures(found), found.design
    told = facts(found.posed.hubs)
    return {
        **told,
        "holds": found.holds,
        "violations": [vars(breach) for breach in found.verdict.breaches],
        "synthetic": found.posed.synthetic,
        "notes": [note.to_json() for note in found.posed.notes],
        "asked": found.posed.asked.told(),
        "cost": design.cost,
        "bound": design.bound,
        "gap": design.gap,
        "seed": found.seed,
        "effort": found.effort,
        "parcels_on_trunk_a_day": round(figures.parcels, 1),
        "yuan_a_day": round(figures.money, 2),
        "mean_hours": round(figures.hours, 3),
        "yuan_per_parcel": round(design.cost / figures.parcels, 4),
        "grams_per_parcel": round(design.grams / figures.parcels, 1),
        "rail_share_of_tonne_km": figures.rail_share,
        "truck_fill": figures.truck_fill,
        "departures_a_day": figures.departures,
        "empty_runs_a_day": sum(design.empties),
        "modes": figures.modes(),
        "products": figures.products(),
        "hubs": figures.hubs(),
        "weekdays": figures.weekdays(),
        "lanes": figures.lanes(),
        "counties": figures.counties(),
    }
