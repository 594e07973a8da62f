"""Forecasts as plain values, for ``--json`` and the API. Numbers carry six digits at most."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from jidi.forecast import How, Link, Outlook, Point, Step, Trial
from jidi.forecast.outlook import Calibration
from jidi.service.forecast_words import (
    ASIDE_WORDS,
    HOW_WORDS,
    METHOD_WORDS,
    ORIGIN_WORDS,
    candidate_words,
    series_sentence,
)

if TYPE_CHECKING:
    from jidi.service.attainment import TargetForecast
    from jidi.service.candidates import Candidate
    from jidi.service.forecasting import SeriesForecast


def series_json(made: SeriesForecast) -> dict[str, Any]:
    """A forecast with its series, its contest and its intervals."""
    taken, outlook = made.taken, made.outlook
    return {
        "indicator": made.indicator.id,
        "zh": made.indicator.zh,
        "en": made.indicator.en,
        "unit": made.indicator.unit,
        "division": made.division.text,
        "name": made.name,
        "as_of": str(made.as_of),
        "until": made.until,
        "data_version": made.version,
        "status": "no_forecast" if outlook is None else "forecast",
        "reason": None if made.reason is None else made.reason.to_json(),
        "synthetic": made.synthetic,
        "sentence_zh": series_sentence(made, "zh"),
        "sentence_en": series_sentence(made, "en"),
        "series": None if taken is None else _series(taken),
        "considered": [_candidate(c, used=c is taken) for c in made.choice.candidates],
        **({} if outlook is None else _outlook(outlook)),
    }


def target_json(made: TargetForecast) -> dict[str, Any]:
    """A forecast with the target, its chance, and the growth it needs."""
    target = made.target
    own = {} if made.forecast is None else series_json(made.forecast)
    return {
        **own,
        "sentence_zh": made.sentence("zh"),
        "sentence_en": made.sentence("en"),
        "target": {
            "id": target.id,
            "item": target.item,
            "zh": target.zh,
            "en": target.en,
            "unit": target.unit,
            "year": target.year,
            "conditions": [
                {
                    "kind": condition.kind.value,
                    "printed": condition.printed.text,
                    "chance": None if made.chance is None else rounded(made.chance.each[place]),
                }
                for place, condition in enumerate(target.conditions)
            ],
            "chance": None if made.chance is None else rounded(made.chance.value),
            "chance_low": None if made.chance is None else rounded(made.chance.low),
            "chance_high": None if made.chance is None else rounded(made.chance.high),
            "reason": None if made.reason is None else made.reason.to_json(),
            "binding_level": rounded(made.binding_level),
            "needed_growth_pct": rounded(made.needed_growth),
            "forecast_growth_pct": rounded(made.forecast_growth),
        },
    }


def _series(taken: Candidate) -> dict[str, Any]:
    record = taken.record
    return {
        "kind": record.kind.value,
        "origin": taken.origin,
        "synthetic": record.synthetic,
        "chained": any(point.how in (How.CHAINED, How.SPLICED) for point in taken.points),
        "points": [_point(point) for point in taken.points],
        "links": [_link(link) for link in record.links],
        "left_out": [
            {
                "period": str(left.period),
                "reason": left.reason.value,
                "zh": ASIDE_WORDS[left.reason][0],
                "en": ASIDE_WORDS[left.reason][1],
            }
            for left in record.left_out
        ],
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "period": str(point.period),
        "value": rounded(point.value),
        "half": rounded(point.half),
        "status": point.status.value,
        "how": point.how.value,
        "how_zh": HOW_WORDS[point.how][0],
        "how_en": HOW_WORDS[point.how][1],
        "scope": point.scope,
        "price_base": point.price_base,
        "basis": point.basis,
        "sources": list(point.sources),
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "year": link.year,
        "later_scope": link.later_scope,
        "earlier_scope": link.earlier_scope,
        "growth_pct": float(link.growth),
        "factor": rounded(float(link.factor)),
        "source": link.source,
    }


def _candidate(candidate: Candidate, *, used: bool) -> dict[str, Any]:
    return {
        "origin": candidate.origin,
        "origin_zh": ORIGIN_WORDS[candidate.origin][0],
        "kind": candidate.record.kind.value,
        "synthetic": candidate.synthetic,
        "points": len(candidate.record.points),
        "span": candidate.record.span,
        "usable": len(candidate.points),
        "needed": candidate.needed,
        "enough": candidate.enough,
        "used": used,
        "zh": candidate_words(candidate, "zh"),
        "en": candidate_words(candidate, "en"),
    }


def _outlook(outlook: Outlook) -> dict[str, Any]:
    return {
        "method": {
            **_named(outlook.method),
            "chosen_by": outlook.chosen_by,
            "naive": outlook.naive,
            "beats_naive": outlook.beaten,
        },
        "backtest": [_trial(trial) for trial in outlook.trials],
        "intervals": {
            "months": _calibration(outlook.month_calibration),
            "years": _calibration(outlook.year_calibration),
        },
        "months": [_step(step) for step in outlook.months],
        "years": [{**_step(step), "known_months": step.known} for step in outlook.years],
    }


def _named(method: str) -> dict[str, str]:
    zh, en = METHOD_WORDS[method]
    return {"id": method, "zh": zh, "en": en}


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        **_named(trial.method),
        "mase": rounded(trial.mase),
        "year_error_pct": rounded(trial.year_error),
        "origins": trial.origins,
        "failures": trial.failures,
    }


def _calibration(found: Calibration) -> dict[str, Any]:
    return {
        "widened_by": rounded(found.factor),
        "errors": found.scores,
        "coverage": [
            {
                "level_pct": one.level,
                "held_own": one.own,
                "held_widened": one.widened,
                "of": one.count,
            }
            for one in found.coverage
        ],
    }


def _step(step: Step) -> dict[str, Any]:
    bands = {f"band_{level}": _ends(band) for level, band in step.bands.items()}
    return {"period": str(step.period), "median": rounded(step.median), **bands}


def _ends(band: Iterable[float]) -> list[float | None]:
    return [rounded(end) for end in band]


def rounded(value: float | None) -> float | None:
    """Six digits: more would be noise, and another machine's last bits."""
    return None if value is None else float(f"{value:.6g}")
