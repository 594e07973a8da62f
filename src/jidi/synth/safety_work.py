"""Safety work, invented: patrol events, grid cells with their outlets, data exchanged.

What patrols by video found and what of it was put right is what the ``video`` returns count.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jidi.synth.apportion import Ints
from jidi.synth.columns import Columns, coded, known_if, numbered, picked
from jidi.synth.facilities import Facilities
from jidi.synth.ground import Ground
from jidi.synth.lives import year_end
from jidi.synth.operators import Operators
from jidi.synth.recipe import Recipe
from jidi.synth.streams import stream

SOURCES: Final = ("video", "on_site", "self_check", "public")
MATTERS: Final = (
    "real_name", "opening", "screening", "rough_handling", "crossing_belt", "fire",
    "blocked_exit", "camera", "other",
)  # fmt: skip
_MATTER_SHARE = (0.06, 0.19, 0.08, 0.22, 0.13, 0.09, 0.11, 0.08, 0.04)
_OTHER_SHARE = (0.25, 0.55, 0.2)
"""Of events not found by video: visits, self-checks, the public."""
_OTHERS_PER_VIDEO = 0.35
OUTLETS: Final = ("express_outlet", "end_point", "postal_outlet")
"""Kinds of places that belong to a cell."""
_CELL = 36
"""Outlets of a cell, at most."""
_DEPARTMENTS = (
    ("given", "public_security", "实名收寄异常线索", 1),
    ("received", "public_security", "涉寄递违法犯罪通报", 3),
    ("given", "state_security", "涉国家安全寄递线索", 3),
    ("received", "market_regulation", "企业登记与异常名录", 1),
    ("given", "market_regulation", "寄递企业许可与备案名录", 3),
    ("given", "emergency", "安全生产检查与隐患整改情况", 3),
    ("received", "transport", "农村客运班线与站点", 6),
    ("given", "tobacco", "涉烟寄递线索", 1),
    ("given", "statistics", "邮政行业统计资料", 1),
)
"""Direction, department, matter, and how many months lie between two exchanges."""


def patrol_table(
    recipe: Recipe, ground: Ground, own: Operators, at: Facilities, video: Columns, *, seed: int
) -> Columns:
    """Columns of ``patrol_event``: what the ``video`` returns count, and what others found.

    :param video: columns of ``video``. What it counts as put right was, mostly in time; a few of
        the newest wait to be checked.
    """
    rng = stream(seed, "patrol_event")
    by_id = np.argsort(at.ids)
    seen = by_id[np.searchsorted(at.ids[by_id], video["facility_id"])]
    place, day, mended = _by_video(seen, video)
    more = rng.integers(0, max(len(place), 1), round(_OTHERS_PER_VIDEO * len(place)))
    source = np.concatenate(
        [np.zeros(len(place), int), 1 + rng.choice(3, len(more), p=_OTHER_SHARE)]
    )
    place, day = np.concatenate([place, place[more]]), np.concatenate([day, day[more]])
    mended = np.concatenate([mended, rng.random(len(more)) < 0.96])
    order = np.argsort(day, kind="stable")
    place, day, mended, source = place[order], day[order], mended[order], source[order]
    count = len(place)
    days = np.where(rng.random(count) < 0.93, rng.integers(0, 6, count), rng.integers(8, 30, count))
    done = day + days
    checked = mended & (rng.random(count) < 0.97)
    return {
        "event_id": numbered(f"{recipe.prefix}-PE", np.arange(1, count + 1), digits=6),
        "facility_id": at.ids[place],
        "operator_id": picked(own.ids, at.operator[place]),
        "division": ground.counties.codes[at.county[place]],
        "source": coded(SOURCES, source),
        "matter": coded(MATTERS, rng.choice(len(MATTERS), count, p=_MATTER_SHARE)),
        "found_on": day,
        "mended_on": known_if(mended, done),
        "confirmed_on": known_if(checked, done + rng.integers(0, 6, count)),
    }  # fmt: skip


def _by_video(seen: Ints, video: Columns) -> tuple[Ints, NDArray[np.datetime64], NDArray[np.bool_]]:
    """One event for each finding that is counted: place, day, whether it was put right."""
    found, closed = video["findings"], video["closed"]
    rows = np.repeat(np.arange(len(found)), found)
    turn = np.arange(len(rows)) - np.repeat(np.cumsum(found) - found, found)
    return seen[rows], video["day"][rows], turn < closed[rows]


def grid_tables(
    recipe: Recipe, ground: Ground, at: Facilities, *, seed: int
) -> tuple[Columns, Columns]:
    """Columns of ``grid_cell`` and ``grid_outlet``: cells of a county's outlets by township.

    A few cells have no owner, a few outlets no cell, a few two: what a register like this has.
    """
    rng = stream(seed, "grid_cell")
    standing = at.of_kind(*OUTLETS)
    standing = standing[at.alive(year_end(recipe.last_year))[standing]]
    standing = standing[np.lexsort((standing, at.township[standing], at.county[standing]))]
    county = at.county[standing]
    within = np.arange(len(standing)) - np.searchsorted(county, county)
    starts = (within % _CELL) == 0
    cell = np.cumsum(starts) - 1
    count = int(starts.sum())
    homes = county[starts]
    ids = numbered(f"{recipe.prefix}-G", np.arange(1, count + 1), digits=4)
    post = numbered(f"{recipe.prefix}-GP", np.arange(1, count + 1) * 2 // 3 + 1, digits=4)
    owned = rng.random(count) >= 0.02
    since = np.datetime64(f"{recipe.last_year - 2}-07-01")
    cells: Columns = {
        "cell_id": ids,
        "name": [f"第{n}网格" for n in range(1, count + 1)],
        "division": ground.counties.codes[homes],
        "owner_post": known_if(owned, post),
        "owner_unit": ["合成责任单位"] * count,
        "since": np.full(count, since),
    }
    kept = rng.random(len(standing)) >= 0.004
    twice = np.flatnonzero(kept & (rng.random(len(standing)) < 0.001))
    place = np.concatenate([standing[kept], standing[twice]])
    where = np.concatenate([cell[kept], np.maximum(cell[twice] - 1, 0)])
    order = np.lexsort((place, where))
    place, where = place[order], where[order]
    _, first = np.unique(np.stack([place, where]), axis=1, return_index=True)
    place, where = place[np.sort(first)], where[np.sort(first)]
    return cells, {
        "facility_id": at.ids[place],
        "cell_id": ids[where],
        "division": ground.counties.codes[at.county[place]],
        "since": np.maximum(at.opened[place], since),
    }


def exchange_table(recipe: Recipe, ground: Ground, *, seed: int) -> Columns:
    """Columns of ``data_exchange``: the province's, due on the tenth of each month that has one.

    Most were done in time, a few late, the newest of some not yet.
    """
    rng = stream(seed, "data_exchange")
    months = np.arange(f"{recipe.first_year}-01", f"{recipe.last_year + 1}-01", dtype="M8[M]")
    agreed, month = np.meshgrid(np.arange(len(_DEPARTMENTS)), np.arange(len(months)))
    every = np.array([one[3] for one in _DEPARTMENTS])
    chosen = (month % every[agreed]) == (every[agreed] - 1)
    agreed, month = agreed[chosen], month[chosen]
    count = len(agreed)
    due = months[month].astype("M8[D]") + 9
    late = rng.random(count) < 0.06
    done = due + np.where(late, rng.integers(2, 30, count), -rng.integers(0, 8, count))
    missing = rng.random(count) < np.where(month >= len(months) - 2, 0.25, 0.004)
    digest = np.array([rng.bytes(32).hex().encode() for _ in range(count)])
    year = int(recipe.first_year)
    return {
        "exchange_id": numbered(f"{recipe.prefix}-DX", np.arange(1, count + 1), digits=5),
        "direction": [_DEPARTMENTS[n][0] for n in agreed],
        "department": [_DEPARTMENTS[n][1] for n in agreed],
        "division": [f"{ground.counties.codes[0][:2].decode()}0000000000"] * count,
        "matter": [_DEPARTMENTS[n][2] for n in agreed],
        "basis": [f"合成协议〔{year}〕{n + 1}号" for n in agreed],
        "due_on": due,
        "done_on": known_if(~missing, done),
        "row_count": np.ma.masked_array(rng.integers(3, 900, count), missing),
        "sha256": known_if(~missing, digest),
    }
