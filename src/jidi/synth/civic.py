"""Surveys, press delivery, contribution to the economy, drills and dispatches."""

from __future__ import annotations

import numpy as np

from jidi.synth.apportion import Floats, Ints, apportion, thin
from jidi.synth.columns import Columns, coded, known_if, numbered
from jidi.synth.facilities import Facilities
from jidi.synth.ground import Ground
from jidi.synth.lives import year_end
from jidi.synth.recipe import Recipe
from jidi.synth.returns import month_starts
from jidi.synth.streams import stream

SURVEYS = ("universal_service", "express_public")
_CONTRIBUTIONS = ("online_retail", "farm_sales", "manufacturing_output")
_SPREAD = (12.0, 17.0)
"""Least and greatest standard deviation of single answers in a county, in points."""
_YUAN_PER_YI = 10**8


def survey_table(recipe: Recipe, ground: Ground, *, seed: int) -> Columns:
    """Columns of ``survey``, a year at a time. The mean score is the recipe's to 0.1 / answers."""
    ids, rows, kinds, years, answers, scores, squares = [], [], [], [], [], [], []
    peopled = np.flatnonzero(ground.counties.weight > 0)
    for year in recipe.years:
        for kind in SURVEYS:
            rng = stream(seed, "survey", kind, year)
            count = recipe.count("survey.answers", year)
            asked = apportion(count, ground.counties.weight[peopled] ** 0.5)
            mean = np.clip(
                recipe.at(f"survey.{kind}", year) + rng.normal(0, 1.1, len(peopled)), 0, 99
            )
            tenths = round(count * recipe.at(f"survey.{kind}", year) * 10)
            got = apportion(tenths, asked * mean, caps=asked * 1000)
            ids += [f"{recipe.prefix}-{kind}-{year}"] * len(peopled)
            kinds += [SURVEYS.index(kind)] * len(peopled)
            rows.append(peopled)
            years.append(np.full(len(peopled), year))
            answers.append(asked)
            scores.append(got / 10)
            spread = rng.uniform(*_SPREAD, len(peopled))
            squares.append(_squares(asked, got / 10, spread))
    of_year = np.concatenate(years)
    return {
        "survey_id": ids,
        "division": ground.counties.codes[np.concatenate(rows)],
        "kind": coded(SURVEYS, np.array(kinds)),
        "period_start": (of_year - 1970).astype("M8[Y]").astype("M8[D]"),
        "period_end": (of_year - 1969).astype("M8[Y]").astype("M8[D]"),
        "answers": np.concatenate(answers),
        "score_sum": np.concatenate(scores),
        "score_square_sum": np.concatenate(squares),
    }


def _squares(answers: Ints, total: Floats, spread: Floats) -> Floats:
    """Sums of squares of answers with these sums and standard deviations, none above 100 points."""
    mean = total / np.maximum(answers, 1)
    squares = np.maximum(answers - 1, 0) * spread**2 + total * mean
    return np.asarray(np.round(np.minimum(squares, 100 * total), 2), dtype=np.float64)


def press_table(recipe: Recipe, ground: Ground, *, seed: int) -> Columns:
    """Columns of ``press_delivery``; each year's same-day share is the recipe's."""
    rng = stream(seed, "press_delivery")
    peopled = np.flatnonzero(ground.counties.weight > 0)
    months = month_starts(recipe)
    organs = rng.integers(40, 90, len(peopled))
    due = np.repeat((organs * 26)[None, :], len(months), axis=0)
    same = np.empty_like(due)
    for place, year in enumerate(recipe.years):
        rows = slice(12 * place, 12 * place + 12)
        spread = rng.lognormal(0, 0.03, due[rows].size)
        share = recipe.at("press.same_day", year)
        same[rows] = thin(due[rows].ravel(), share, spread=spread).reshape(due[rows].shape)
    return {
        "month": np.repeat(months, len(peopled)),
        "division": np.tile(ground.counties.codes[peopled], len(months)),
        "deliveries_due": due.ravel(),
        "deliveries_same_day": same.ravel(),
    }


def contribution_table(recipe: Recipe, ground: Ground, *, seed: int) -> Columns:
    """Columns of ``contribution``: yuan by county and year, exact for the province."""
    peopled = np.flatnonzero(ground.counties.weight > 0)
    amounts, years, kinds = [], [], []
    for year in recipe.years:
        for place, kind in enumerate(_CONTRIBUTIONS):
            rng = stream(seed, "contribution", kind, year)
            total = round(recipe.at(f"contribution.{kind}", year) * _YUAN_PER_YI)
            weight = ground.counties.weight[peopled] * rng.lognormal(0, 0.3, len(peopled))
            amounts.append(apportion(total, weight))
            years.append(np.full(len(peopled), year))
            kinds.append(np.full(len(peopled), place))
    of_year = np.concatenate(years)
    return {
        "period_start": (of_year - 1970).astype("M8[Y]").astype("M8[D]"),
        "period_end": (of_year - 1969).astype("M8[Y]").astype("M8[D]"),
        "division": np.tile(ground.counties.codes[peopled], len(amounts)),
        "kind": coded(_CONTRIBUTIONS, np.concatenate(kinds)),
        "amount_yuan": np.concatenate(amounts).astype(np.float64),
    }


def drill_table(recipe: Recipe, ground: Ground, *, seed: int) -> Columns:
    """Columns of ``drill``: due through the year, a few held late and a few not at all."""
    rng = stream(seed, "drill")
    counts = [recipe.count("drills", y) for y in recipe.years]
    due = np.concatenate(
        [year_end(y) - rng.integers(0, 300, n) for y, n in zip(recipe.years, counts, strict=True)]
    )
    due.sort()
    count = len(due)
    held = known_if(rng.random(count) < 0.96, due + rng.integers(-20, 15, count))
    known = ~np.isnat(held)
    county = rng.choice(len(ground.counties), count, p=ground.counties.weight)
    return {
        "drill_id": numbered(f"{recipe.prefix}-D", np.arange(1, count + 1), digits=5),
        "division": ground.counties.codes[county],
        "kind": coded(("drill", "plan_review"), (rng.random(count) < 0.3).astype(np.int64)),
        "due_on": due,
        "held_on": held,
        "participants": np.ma.masked_array(rng.integers(8, 140, count), ~known),
        "findings": np.ma.masked_array(rng.poisson(2.1, count), ~known),
    }


def dispatch_table(recipe: Recipe, ground: Ground, at: Facilities, *, seed: int) -> Columns:
    """Columns of ``dispatch``: outward items of each year are the recipe's, inward about half."""
    rng = stream(seed, "dispatch")
    offices = at.of_kind("exchange_office")
    days, offices_of, outward, items, hours = [], [], [], [], []
    for year in recipe.years:
        runs = 5 * 52 * len(offices)
        total = recipe.count("dispatch.items", year)
        for way, share in ((0, 1.0), (1, 0.5)):
            days.append(year_end(year) - rng.integers(0, 364, runs))
            offices_of.append(offices[rng.integers(0, len(offices), runs)])
            outward.append(np.full(runs, way))
            items.append(apportion(round(total * share), rng.lognormal(0, 0.5, runs)))
            mean = recipe.at("dispatch.hours", year)
            hours.append(rng.gamma(3, mean / 3, runs))
    day, office = np.concatenate(days), np.concatenate(offices_of)
    presented = day.astype("M8[s]") + rng.integers(6 * 3600, 22 * 3600, len(day))
    released = presented + (np.concatenate(hours) * 3600).astype(np.int64)
    held = rng.random(len(day)) < 0.006
    order = np.argsort(presented, kind="stable")
    columns = {
        "facility_id": at.ids[office],
        "division": ground.counties.codes[at.county[office]],
        "items": np.concatenate(items),
        "presented_at": presented,
        "released_at": known_if(~held, released),
    }
    ids = numbered(f"{recipe.prefix}-G", np.arange(1, len(day) + 1), digits=6)
    return {name: values[order] for name, values in columns.items()} | {
        "dispatch_id": ids,
        "direction": coded(("outward", "inward"), np.concatenate(outward)[order]),
        "outcome": coded(("released", "held"), held[order].astype(np.int64)),
    }
