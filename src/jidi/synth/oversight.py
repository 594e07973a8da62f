"""Complaints, inspections, screening machines and video links."""

from __future__ import annotations

import numpy as np

from jidi.synth.apportion import Floats, Ints, apportion
from jidi.synth.columns import Columns, coded, known_if, numbered, picked
from jidi.synth.facilities import Facilities
from jidi.synth.ground import Ground
from jidi.synth.lives import Days, chance, evenly, year_end
from jidi.synth.operators import Operators
from jidi.synth.recipe import Recipe
from jidi.synth.returns import Returns, month_starts
from jidi.synth.streams import stream

COMPLAINT_KINDS = ("delivery", "delay", "loss", "damage", "acceptance", "overcharge", "other")
_COMPLAINT_SHARE = (0.30, 0.21, 0.24, 0.14, 0.06, 0.03, 0.02)
_COMPLAINT_BUSINESS = ("express", "parcel", "letter", "other")
MATTERS = ("plastics", "packaging_limits", "safety", "universal_service", "fire", "privacy")
_MATTER_SHARE = (0.18, 0.08, 0.36, 0.10, 0.20, 0.08)
_TURNS = {
    "on_time": np.sqrt(2),
    "closed_once": np.sqrt(3),
    "proper": np.sqrt(5),
    "form": np.sqrt(7),
    "satisfied": np.sqrt(11),
}
"""Marks of a case and the irrational step that spreads each evenly over the cases."""
_ANSWER_DAYS = 30
"""邮政法 Art. 65: an answer within 30 days of receipt."""
_MINUTES = 1440.0


def complaint_table(
    recipe: Recipe, ground: Ground, own: Operators, made: Returns, *, seed: int
) -> Columns:
    """Columns of ``complaint``: as many a year as the recipe's cases per million items."""
    parts = [_complaints(recipe, ground, own, made, year, seed) for year in recipe.years]
    joined = {k: np.concatenate([p[k] for p in parts]) for k in parts[0]}
    order = np.argsort(joined["received_on"], kind="stable")
    joined = {k: v[order] for k, v in joined.items()}
    count = len(order)
    kind, business = joined.pop("_kind"), joined.pop("_business")
    fault = joined.pop("_fault")
    return joined | {
        "complaint_id": numbered(f"{recipe.prefix}-S", np.arange(1, count + 1), digits=7),
        "parcel_id": numbered(f"{recipe.prefix}T", np.arange(1, count + 1), digits=12),
        "kind": coded(COMPLAINT_KINDS, kind),
        "business": coded(_COMPLAINT_BUSINESS, business),
        "responsibility": coded(("company", "user", "other"), fault),
    }


def _complaints(
    recipe: Recipe, ground: Ground, own: Operators, made: Returns, year: int, seed: int
) -> Columns:
    rng = stream(seed, "complaint", year)
    rows = slice(12 * (year - recipe.first_year), 12 * (year - recipe.first_year) + 12)
    volume = np.where(made.express, made.volume[rows], 0)
    count = round(int(volume.sum()) * recipe.at("complaint.ppm", year) / 1e6)
    cells = apportion(count, volume.ravel() * rng.lognormal(0, 0.5, volume.size))
    month, cell = np.divmod(np.repeat(np.arange(volume.size), cells), volume.shape[1])
    starts = month_starts(recipe)[rows][month]
    received = starts + (rng.random(count) * 28).astype(np.int64)
    company = recipe.at("complaint.company", year)
    fault = rng.choice(3, count, p=(company, 0.6 * (1 - company), 0.4 * (1 - company)))
    places = _place_among_equals(fault)
    marks = {
        name: evenly(recipe.at(f"complaint.{name}", year), places, turn, rng.random())
        for name, turn in _TURNS.items()
    }
    on_time = marks["on_time"]
    days = np.where(on_time, 3 + rng.gamma(3, 3, count), _ANSWER_DAYS + 1 + rng.gamma(1, 6, count))
    days = np.where(on_time, np.minimum(days, _ANSWER_DAYS), days).astype(np.int64)
    answered = received + days
    return {
        "operator_id": own.ids[made.operator[cell]],
        "division": ground.counties.codes[made.county[cell]],
        "_kind": rng.choice(len(COMPLAINT_KINDS), count, p=_COMPLAINT_SHARE),
        "_business": rng.choice(4, count, p=(0.94, 0.04, 0.01, 0.01)),
        "_fault": fault,
        "received_on": received,
        "due_on": received + _ANSWER_DAYS,
        "answered_on": answered,
        "closed_on": answered + np.where(marks["closed_once"], 1, rng.integers(5, 26, count)),
        "closed_once": marks["closed_once"],
        "answer_proper": marks["proper"],
        "form_proper": marks["form"],
        "satisfied": marks["satisfied"],
        "lead": (fault == 0) & (rng.random(count) < 0.12),
    }


def _place_among_equals(kind: Ints) -> Ints:
    """How many of the same kind stand before each row."""
    order = np.argsort(kind, kind="stable")
    many = np.bincount(kind)
    found = np.empty(len(kind), np.int64)
    found[order] = np.arange(len(kind)) - np.repeat(np.cumsum(many) - many, many)
    return found


def inspection_table(
    recipe: Recipe, ground: Ground, own: Operators, at: Facilities, *, seed: int
) -> Columns:
    """Columns of ``inspection``: of outlets and hubs that stood on the day."""
    rng = stream(seed, "inspection")
    counts = [recipe.count("inspections", y) for y in recipe.years]
    days = np.sort(
        np.concatenate(
            [
                year_end(y) - rng.integers(0, 364, n)
                for y, n in zip(recipe.years, counts, strict=True)
            ]
        )
    )
    standing = at.of_kind("express_outlet", "postal_outlet", "hub", "county_centre")
    place = _standing_on(at, standing, days, rng)
    years = days.astype("M8[Y]").astype(np.int64) + 1970
    matter = rng.choice(len(MATTERS), len(days), p=_MATTER_SHARE)
    passed = chance(recipe, "inspection.passed", years, rng)
    # Packaging that breaks the limits is rare.
    passed |= (matter == MATTERS.index("packaging_limits")) & (rng.random(len(days)) < 0.97)
    hazard = ~passed & (rng.random(len(days)) < 0.45)
    closed = days + rng.gamma(2.2, 6, len(days)).astype(np.int64) + 1
    fined = ~passed & (rng.random(len(days)) < 0.11)
    penalty = np.round(rng.lognormal(8.4, 0.6, len(days)), -2)
    return {
        "inspection_id": numbered(f"{recipe.prefix}-I", np.arange(1, len(days) + 1), digits=6),
        "facility_id": at.ids[place],
        "operator_id": picked(own.ids, at.operator[place]),
        "division": ground.counties.codes[at.county[place]],
        "matter": coded(MATTERS, matter),
        "inspected_on": days,
        "passed": passed,
        "hazard": hazard,
        "closed_on": known_if(~passed, closed),
        "penalty_yuan": np.where(fined, penalty, np.nan),
    }


def _standing_on(at: Facilities, among: Ints, days: Days, rng: np.random.Generator) -> Ints:
    """A facility for each day that stood on it; drawn anew up to where the oldest stand in."""
    among = among[np.argsort(at.opened[among], kind="stable")]
    ready = np.searchsorted(at.opened[among], days, side="right")
    found = among[(rng.random(len(days)) * ready).astype(np.int64)]
    for _ in range(24):
        gone = ~np.isnat(at.closed[found]) & (at.closed[found] <= days)
        if not gone.any():
            break
        redrawn = among[(rng.random(len(days)) * ready).astype(np.int64)]
        found = np.where(gone, redrawn, found)
    return found


def screening_table(recipe: Recipe, ground: Ground, at: Facilities, *, seed: int) -> Columns:
    """Columns of ``screening``: each machine on one day of every month."""
    rng = stream(seed, "screening")
    machine, day, year = _watched(recipe, at, "screening.machines", "screening_machine", rng)
    due = np.where(at.kind[machine] == "hub", 1200.0, 720.0)
    online = due * _uptime(recipe, "screening.online", year, rng)
    items = online * np.where(at.kind[machine] == "hub", 28, 1.6) * rng.lognormal(0, 0.3, len(day))
    screened = items.astype(np.int64)
    suspect = rng.binomial(screened, 0.0012)
    return {
        "machine_id": np.char.replace(at.ids[machine], b"-F", b"-M"),
        "facility_id": at.ids[machine],
        "division": ground.counties.codes[at.county[machine]],
        "day": day,
        "minutes_due": due,
        "minutes_online": np.round(online, 1),
        "items_screened": screened,
        "items_suspect": suspect,
        "items_confirmed": rng.binomial(suspect, 0.02),
    }


def video_table(recipe: Recipe, ground: Ground, at: Facilities, *, seed: int) -> Columns:
    """Columns of ``video``: each linked facility on one day of every month."""
    rng = stream(seed, "video")
    camera, day, year = _watched(recipe, at, "video.points", "video_linked", rng)
    found = rng.poisson(0.18, len(day))
    return {
        "facility_id": at.ids[camera],
        "division": ground.counties.codes[at.county[camera]],
        "day": day,
        "minutes_due": np.full(len(day), _MINUTES),
        "minutes_online": np.round(_MINUTES * _uptime(recipe, "video.online", year, rng), 1),
        "findings": found,
        "closed": rng.binomial(found, 0.93),
    }


def _watched(
    recipe: Recipe, at: Facilities, series: str, flag: str, rng: np.random.Generator
) -> tuple[Ints, Days, Ints]:
    """Facility, day and year of every observation; hubs first, then the oldest."""
    flagged = np.flatnonzero(at.columns[flag] & np.isnat(at.closed))
    order = np.lexsort((at.opened[flagged], at.kind[flagged] != "hub"))
    facilities, days, years = [], [], []
    for month in month_starts(recipe):
        year = int(month.astype("M8[Y]").astype(np.int64)) + 1970
        day = month + int(rng.integers(0, 28))
        ready = flagged[order][at.opened[flagged[order]] <= day][: recipe.count(series, year)]
        facilities.append(np.sort(ready))
        days.append(np.full(len(ready), day))
        years.append(np.full(len(ready), year))
    return np.concatenate(facilities), np.concatenate(days), np.concatenate(years)


def _uptime(recipe: Recipe, series: str, years: Ints, rng: np.random.Generator) -> Floats:
    """A share of the due time with the series' mean: most are near it, a few are far off."""
    mean = np.array([recipe.at(series, y) for y in recipe.years])[years - recipe.first_year]
    tight = 30.0
    return rng.beta(mean * tight, (1 - mean) * tight)
