"""How good the forecasts are: error against the naive method, coverage, chance, time.

    python benchmarks/forecast.py [SERIES]

First the national series as published: how many points and months can honestly be had of them,
and the back-test of the yearly ones. Then simulated monthly series whose truth is known (seeded:
growth that wanders, season, a Spring Festival that shifts, 双11 and 618, every other one with a
level break): 60 months are given, the next twelve are compared with the forecast. Beside it in the
same run: AutoARIMA, AutoETS and AutoTheta of statsforecast as they come, without logarithms,
calendar or widening, and the airline model of statsmodels on logarithms.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jidi.core.division import COUNTRY
from jidi.core.period import Period
from jidi.forecast import monthly_outlook, monthly_record, yearly_outlook, yearly_record
from jidi.forecast.backtest import naive_error
from jidi.forecast.outlook import Floats
from jidi.forecast.point import Figure, Point
from jidi.forecast.regressors import months_from, regressors
from jidi.model.catalogue import Catalogue
from jidi.model.statistics import load_statistics
from jidi.model.unclean import unclean_months
from jidi.service.candidates import MONTHS_NEEDED
from jidi.service.figures import half_printed
from jidi.service.publishing import factor_between

FIRST = Period.for_month(2019, 1)
GIVEN, ASKED = 60, 12
NATIONAL = ("express_volume", "express_revenue", "industry_revenue")


def main(series: str = "16") -> None:
    _print_national()
    _print_simulated(int(series))


def _print_national() -> None:
    catalogue = Catalogue()
    for name in NATIONAL:
        figures = list(_figures(catalogue, name))
        years = yearly_record(figures)
        apart = [period for indicator, period in unclean_months() if indicator == name]
        months = monthly_record(figures, links=years.links, unclean=apart)
        print(
            f"{name}: {len(years.points)} years ({years.points[0].period}-"
            f"{years.points[-1].period}, {_derived(years.points)} derived); "
            f"{len(months.points)} of {months.span} months ({_derived(months.points)} derived), "
            f"the last {len(months.run)} without a gap; {MONTHS_NEEDED} needed for months"
        )
        _print_years(years.points)


def _figures(catalogue: Catalogue, name: str) -> Iterator[Figure]:
    indicator = catalogue.indicator(name)
    for o in load_statistics():
        if o.indicator == name and o.division == COUNTRY and o.value is not None:
            factor = factor_between(str(o.unit), indicator)
            growth = None if o.growth is None else half_printed(o.growth)
            yield Figure(
                period=o.period,
                value=o.value * factor,
                half=half_printed(o.value) * factor,
                growth=o.growth,
                growth_half=growth or 0,
                status=o.status,
                scope=o.scope,
                price_base=o.price_base,
                source=o.source,
                bound="at_least" in o.flags,
            )


def _derived(points: Sequence[Point]) -> int:
    return sum(point.derived for point in points)


def _print_years(points: Sequence[Point]) -> None:
    if len(points) < 6:
        print("  too few years for a contest")
        return
    made = yearly_outlook(
        [p.period.year for p in points], [p.value for p in points], until=2027, scale="log"
    )
    for trial in sorted(made.trials, key=lambda t: t.mase or np.inf):
        mark = "*" if trial.method == made.method else " "
        print(
            f" {mark}{trial.method:14} scaled error {trial.mase:.3f}, one year ahead "
            f"{trial.year_error:.1f} %, {trial.origins} origins"
        )
    for one in made.year_calibration.coverage:
        print(
            f"  {one.level} %: own interval held {one.own}, widened "
            f"{made.year_calibration.factor:.2f} times {one.widened} of {one.count}"
        )


@dataclass(frozen=True)
class Answer:
    """Median, 80 and 95 % of each month, and where known of the year; seconds it took."""

    median: Floats
    eighty: Floats
    ninety_five: Floats
    year: tuple[float, float, float, float] | None
    seconds: float
    chance: float | None = None
    method: str = ""


def simulated(seed: int) -> Floats:
    """72 months: wandering growth, season, festival, peaks, noise; odd seeds with a level break."""
    generator = np.random.Generator(np.random.PCG64(seed))
    count = GIVEN + ASKED
    growth = 0.014 + np.cumsum(0.0015 * generator.standard_normal(count))
    level = np.cumsum(growth + 0.01 * generator.standard_normal(count))
    season = 0.08 * np.sin((np.arange(count) + generator.integers(12)) * np.pi / 6)
    strength = np.array([-0.7, 0.45, 0.12]) * generator.uniform(0.7, 1.3, 3)
    calendar = regressors(months_from(FIRST, count)) @ strength
    noise = 0.02 * generator.standard_normal(count)
    logs = level + season + calendar + noise
    if seed % 2:
        logs[generator.integers(20, 44) :] -= generator.uniform(0.1, 0.3)
    return 100 * np.exp(logs)


def ours(values: Floats) -> Answer:
    began = time.process_time()
    made = monthly_outlook(FIRST, values, until=2024)
    (year,) = made.years
    asked = 1.15 * values[-12:].sum()
    return Answer(
        np.array([step.median for step in made.months]),
        np.array([step.bands[80] for step in made.months]),
        np.array([step.bands[95] for step in made.months]),
        (*year.bands[80], *year.bands[95]),
        time.process_time() - began,
        float((made.samples[2024] >= asked).mean()),
        made.method,
    )


def of_statsforecast(name: str) -> Callable[[Floats], Answer]:
    def asked(values: Floats) -> Answer:
        from statsforecast import models

        began = time.process_time()
        model = getattr(models, name)(season_length=12)
        found = model.forecast(y=values, h=ASKED, level=[80, 95])
        return _bands(found, time.process_time() - began)

    return asked


def _bands(found: Mapping[str, Any], seconds: float) -> Answer:
    ends = {k: np.asarray(found[k], float) for k in ("lo-80", "hi-80", "lo-95", "hi-95")}
    return Answer(
        np.asarray(found["mean"], float),
        np.column_stack([ends["lo-80"], ends["hi-80"]]),
        np.column_stack([ends["lo-95"], ends["hi-95"]]),
        None,
        seconds,
    )


def seasonal_naive(values: Floats) -> Answer:
    return of_statsforecast("SeasonalNaive")(values)


def of_statsmodels(values: Floats) -> Answer:
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    began = time.process_time()
    model = SARIMAX(np.log(values), order=(0, 1, 1), seasonal_order=(0, 1, 1, 12))
    found = model.fit(disp=0).get_forecast(ASKED)
    bands = [np.exp(found.conf_int(alpha=1 - level)) for level in (0.80, 0.95)]
    return Answer(np.exp(found.predicted_mean), *bands, None, time.process_time() - began)


FIELD: dict[str, Callable[[Floats], Answer]] = {
    "jidi": ours,
    "seasonal naive": seasonal_naive,
    "AutoARIMA": of_statsforecast("AutoARIMA"),
    "AutoETS": of_statsforecast("AutoETS"),
    "AutoTheta": of_statsforecast("AutoTheta"),
    "statsmodels airline": of_statsmodels,
}


def _print_simulated(count: int) -> None:
    import statsforecast.models
    import statsmodels.api  # noqa: F401  (loaded before anything is timed)

    del statsforecast
    print(f"{count} simulated series, {GIVEN} months given, {ASKED} compared")
    truths = [simulated(seed) for seed in range(count)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, method in FIELD.items():
            answers = [method(truth[:GIVEN].copy()) for truth in truths]
            _print_method(name, answers, truths)


def _print_method(name: str, answers: list[Answer], truths: list[Floats]) -> None:
    mase, held, years, totals = [], {80: 0, 95: 0}, {80: 0, 95: 0}, []
    for answer, truth in zip(answers, truths, strict=True):
        actual = truth[GIVEN:]
        mase.append(np.mean(np.abs(actual - answer.median)) / naive_error(truth[:GIVEN]))
        totals.append(abs(answer.median.sum() / actual.sum() - 1))
        for level, bands in ((80, answer.eighty), (95, answer.ninety_five)):
            held[level] += int(((bands[:, 0] <= actual) & (actual <= bands[:, 1])).sum())
        if answer.year is not None:
            low80, high80, low95, high95 = answer.year
            years[80] += low80 <= actual.sum() <= high80
            years[95] += low95 <= actual.sum() <= high95
    months = len(truths) * ASKED
    print(
        f"  {name:20} MASE {np.mean(mase):.3f} (median {np.median(mase):.3f}), year "
        f"{100 * np.mean(totals):.1f} %, months held {100 * held[80] / months:.0f} % of 80, "
        f"{100 * held[95] / months:.0f} % of 95 (n={months}), "
        f"{np.median([a.seconds for a in answers]):.2f} s"
    )
    if answers[0].year is not None:
        _print_ours(answers, truths, years)


def _print_ours(answers: list[Answer], truths: list[Floats], years: dict[int, int]) -> None:
    met = [t[GIVEN:].sum() >= 1.15 * t[GIVEN - 12 : GIVEN].sum() for t in truths]
    chances = np.array([a.chance for a in answers], float)
    score = float(np.mean((chances - np.array(met, float)) ** 2))
    used = sorted({a.method for a in answers}, key=[a.method for a in answers].count)
    print(
        f"    years held {years[80]} of {len(truths)} at 80 %, {years[95]} at 95 %; chance of "
        f"growing by 15 %: mean {chances.mean():.2f}, met {np.mean(met):.2f}, Brier {score:.3f}"
    )
    print(f"    methods used: {', '.join(reversed(used))}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
