"""Plans for emergencies, what drills brought to light, resources, and one incident with reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from jidi.synth.columns import Columns, coded, known_if, numbered
from jidi.synth.facilities import Facilities
from jidi.synth.ground import Ground
from jidi.synth.recipe import Recipe
from jidi.synth.streams import stream

RESOURCES = ("vehicle", "power", "space", "staff", "communication", "medical")
_FOUND = ("通信联络名单过期", "备用发电机未试车", "疏散通道堆放快件", "应急车辆未到位", "报送超时")
_NEEDED = ("deaths", "injuries", "loss_yuan", "leaked", "parcels_held")
HOURS = (2, 8, 20)
"""Hours after the incident at which it is reported."""


def plan_table(recipe: Recipe, ground: Ground, *, seed: int) -> Columns:
    """Columns of ``emergency_plan``: the province's in two versions, one of each city.

    How long ago a city's plan was evaluated is drawn: most within three years, some long ago.
    """
    first, last = recipe.years[0], recipe.last_year
    cities = sorted(set(ground.counties.above.tolist()))
    codes = [f"{ground.counties.codes[0][:2].decode()}0000000000"] * 2
    codes += [_city(ground, city) for city in cities]
    count = len(cities)
    starts = [f"{first}-01-01", f"{last - 2}-09-01"] + [f"{last - 2}-10-01"] * count
    ago = stream(seed, "emergency_plan").integers(0, 5, count)
    evaluated = [None, f"{last - 1}-11-20", *[f"{last - 1 - years}-06-30" for years in ago]]
    return {
        "plan_id": ["P0", "P0", *(f"P{n + 1}" for n in range(count))],
        "version": np.array([1, 2] + [1] * count),
        "division": codes,
        "title": ["邮政业突发事件应急预案"] * (count + 2),
        "document": [f"合成〔{first}〕1号", f"合成〔{last - 2}〕7号"]
        + [f"合成〔{last - 2}〕{n + 10}号" for n in range(count)],
        "in_force_from": _days(starts),
        "in_force_to": _days([f"{last - 2}-09-01"] + [None] * (count + 1)),
        "evaluated_on": _days(evaluated),
    }  # fmt: skip


def finding_table(recipe: Recipe, drills: Columns, *, seed: int) -> Columns:
    """Columns of ``drill_finding``: as many for each drill as it says, nine in ten put right."""
    rng = stream(seed, "drill_finding")
    many = np.ma.filled(drills["findings"], 0).astype(np.int64)
    rows = np.repeat(np.arange(len(many)), many)
    held = drills["held_on"][rows]
    due = held + 30
    closed = known_if(rng.random(len(rows)) < 0.9, held + rng.integers(3, 40, len(rows)))
    return {
        "finding_id": numbered(f"{recipe.prefix}-DF", np.arange(1, len(rows) + 1), digits=6),
        "drill_id": drills["drill_id"][rows],
        "division": drills["division"][rows],
        "what": coded(_FOUND, rng.integers(0, len(_FOUND), len(rows))),
        "owner": ["合成责任单位"] * len(rows),
        "due_on": due,
        "closed_on": closed,
    }


def resource_table(recipe: Recipe, ground: Ground, *, seed: int) -> Columns:
    """Columns of ``emergency_resource``: some in each city; a few were never checked."""
    rng = stream(seed, "emergency_resource")
    cities = [_city(ground, city) for city in sorted(set(ground.counties.above.tolist()))]
    count = len(cities) * len(RESOURCES)
    quantity = rng.integers(2, 40, count)
    checked = rng.random(count) < 0.9
    ready = np.floor(quantity * rng.uniform(0.7, 1.0, count)).astype(np.int64)
    day = np.datetime64(f"{recipe.last_year}-09-01") + rng.integers(0, 90, count)
    return {
        "resource_id": numbered(f"{recipe.prefix}-ER", np.arange(1, count + 1), digits=4),
        "division": [code for code in cities for _ in RESOURCES],
        "kind": coded(RESOURCES, np.tile(np.arange(len(RESOURCES)), len(cities))),
        "holder": ["合成保管单位"] * count,
        "quantity": quantity,
        "ready": np.ma.masked_array(ready, ~checked),
        "checked_on": known_if(checked, day),
    }


def incident_tables(
    recipe: Recipe, ground: Ground, at: Facilities, *, seed: int
) -> tuple[Columns, Columns]:
    """Columns of ``situation_report`` and ``outage``: one storm in the largest city.

    Its counties, the city and the province report three times; at the first the city is short of
    what its counties say, at the second one county is silent.
    """
    rng = stream(seed, "incident")
    largest = ground.counties.ranked[0]
    above = ground.counties.above
    counties = np.flatnonzero(above == above[largest])[:6]
    city = _city(ground, int(above[largest]))
    province = f"{city[:2]}0000000000"
    name, start = f"{recipe.prefix}-E0001", datetime(recipe.last_year, 11, 20, 6)  # noqa: DTZ001
    rows: list[dict[str, Any]] = []
    for turn, hours in enumerate(HOURS):
        parts = [_figures(rng, turn) for _ in counties]
        whole = {key: sum(one[key] for one in parts) for key in _NEEDED}
        codes = [ground.counties.codes[county].decode() for county in counties]
        told = list(zip(codes, parts, strict=True))[: -1 if turn == 1 else None]
        short = whole | {"parcels_held": whole["parcels_held"] - (200 if turn == 0 else 0)}
        moment = np.datetime64(start, "s") + hours * 3600
        for place, figures in (*told, (city, short), (province, short)):
            rows.append({"division": place, "reported_at": moment, **figures})
    reports: Columns = {key: np.array([row[key] for row in rows]) for key in rows[0]}
    reports["loss_yuan"] = reports["loss_yuan"].astype(np.float64)
    reports["report_id"] = numbered(f"{recipe.prefix}-SR", np.arange(1, len(rows) + 1), digits=4)
    reports["incident"] = [name] * len(rows)
    return reports, _outages(recipe, ground, at, counties, name, start)


def _outages(
    recipe: Recipe, ground: Ground, at: Facilities, counties: Any, name: str, start: datetime
) -> Columns:
    """A hub and three outlets; two of the outlets work again after a day."""
    hubs, outlets = at.of_kind("hub"), at.of_kind("express_outlet")
    inside = [np.flatnonzero(np.isin(at.county[kind], counties)) for kind in (hubs, outlets)]
    rows = np.concatenate([hubs[inside[0][:1]], outlets[inside[1][:3]]])
    count = len(rows)
    begin = np.full(count, np.datetime64(start, "s"))
    ends = known_if(np.arange(count) >= count - 2, begin + 24 * 3600)
    return {
        "outage_id": numbered(f"{recipe.prefix}-OT", np.arange(1, count + 1), digits=4),
        "incident": [name] * count,
        "kind": ["facility"] * count,
        "subject": at.ids[rows],
        "division": ground.counties.codes[at.county[rows]],
        "from_at": begin,
        "to_at": ends,
        "why": ["合成：暴雪停电"] * count,
    }


def _figures(rng: np.random.Generator, turn: int) -> dict[str, int]:
    return {
        "deaths": 0,
        "injuries": int(rng.integers(0, 2)) + turn,
        "loss_yuan": int(rng.integers(100, 900)) * 1000 * (turn + 1),
        "leaked": 0,
        "parcels_held": int(rng.integers(800, 4000)) * (turn + 1),
    }


def _city(ground: Ground, place: int) -> str:
    """The code of a city, from its first county."""
    county = ground.counties.codes[np.flatnonzero(ground.counties.above == place)[0]]
    return f"{bytes(county).decode()[:4]}00000000"


def _days(texts: Sequence[str | None]) -> Any:
    return np.array([np.datetime64(text or "NaT", "D") for text in texts])
