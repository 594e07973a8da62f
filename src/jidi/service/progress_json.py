"""The progress report as plain values, for ``--json`` and the API."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jidi.core.chaining import Chained
from jidi.core.measure import Interval
from jidi.indicators import Chance
from jidi.indicators.sampling import LEVEL
from jidi.model.reading import Reading, Status
from jidi.plan import Evaluated, MilestoneStanding, Path, Progress
from jidi.plan.bend import Bend
from jidi.plan.distinct import INDISTINCT
from jidi.service.readings import reading_json

if TYPE_CHECKING:
    from jidi.service.progress import ProgressReport, TargetProgress, YearRow

Json = dict[str, Any]


def report_json(report: ProgressReport) -> Json:
    """The whole report."""
    return {
        "plan": report.plan,
        "plan_zh": report.name_zh,
        "plan_en": report.name_en,
        "year": report.year,
        "base_year": report.base_year,
        "target_year": report.target_year,
        "data_version": report.version,
        "synthetic": report.synthetic,
        "sentence_zh": report.sentence("zh"),
        "sentence_en": report.sentence("en"),
        "counts": {grade.value: count for grade, count in report.summary.counts.items()},
        "remarks_zh": report.remarks("zh"),
        "remarks_en": report.remarks("en"),
        "targets": [target_json(row) for row in report.rows],
        "milestones": [milestone_json(one) for one in report.milestones],
    }


def target_json(row: TargetProgress) -> Json:
    """One target with everything that is known about it."""
    target, detail = row.target, row.detail
    return {
        "target": target.id,
        "item": target.item,
        "indicator": target.indicator,
        "measurable": row.indicator is not None,
        "zh": target.zh,
        "en": target.en,
        "area": target.area,
        "nature": target.nature,
        "direction": target.direction,
        "unit": target.unit,
        "base": _base(row),
        "goal": _goal(detail),
        "conditions": [condition_json(one) for one in detail.conditions],
        "met": detail.met.value,
        "binding": {
            "kind": detail.binding.kind.value,
            "printed": detail.binding.printed.text,
            "level": number(detail.binding_level),
        },
        "path": path_json(detail.course.path, detail.course.bends),
        "at": None if detail.at is None else detail.at.isoformat(),
        "time_share": number(detail.course.time),
        **standing_json(detail),
        "rest_growth_pct": number(detail.rest_growth),
        "rest_growth_binding_pct": number(detail.rest_growth_binding),
        "rest_step": number(detail.rest_step),
        "actual": value_json(row.reading, detail),
        "chance": chance_json(row.chance),
        "chain": chain_json(row.chain),
        "years": [year_json(year) for year in row.years],
        "milestones": [milestone_json(one) for one in row.milestones],
    }


def standing_json(detail: Progress) -> Json:
    """What is due, what is covered, and the grade with its reason."""
    return {
        "due_value": number(detail.course.due_value),
        "due_share": number(detail.course.due),
        "progress": number(detail.progress),
        "progress_interval": ends(detail.progress_interval),
        "progress_chance": ends(detail.progress_chance),
        "grade": detail.grade.value,
        "grade_zh": detail.grade.zh,
        "grade_en": detail.grade.en,
        "at_least": detail.judgement.at_least,
        "reason_zh": detail.judgement.reason_zh,
        "reason_en": detail.judgement.reason_en,
        "distinction": distinction_json(detail),
    }


def distinction_json(detail: Progress) -> Json | None:
    """How clear the grade is within rounding and chance; null for a bound or without a value."""
    found = detail.distinction
    if found is None:
        return None
    zh, en = found.reason(detail.target.unit)
    return {
        "clear": found.is_clear,
        "word_zh": "" if found.is_clear else INDISTINCT[0],
        "word_en": "" if found.is_clear else INDISTINCT[1],
        "spread": ends(found.spread),
        "worst": found.worst.value,
        "best": found.best.value,
        "noise": number(found.noise),
        "way_is_noise": found.way_is_noise,
        "reason_zh": zh,
        "reason_en": en,
    }


def chance_json(chance: Chance | None) -> Json | None:
    """The part that chance has in a value; null for what was counted completely."""
    if chance is None:
        return None
    return {
        "method": chance.method,
        "level": LEVEL,
        "interval": ends(chance.interval),
        "number": chance.number,
        "effective_number": chance.effective,
        "design_effect": chance.design_effect,
        "cases": chance.cases,
        "sigma": chance.sigma,
        "sigma_assumed": chance.assumed,
        "zh": chance.zh,
        "en": chance.en,
    }


def chain_json(chain: Chained | None) -> Json | None:
    """The links that a value was carried along; null where it was not."""
    if chain is None:
        return None
    return {
        "from": str(chain.origin),
        "to": str(chain.period),
        "value": number(chain.value),
        "interval": ends(chain.interval),
        "links": [
            {
                "from": str(link.start),
                "to": str(link.end),
                "growth_pct": number(link.growth),
                "half_pct": number(link.half),
                "at_least": link.at_least,
                "scope": link.scope,
                "source": link.source,
                "ratios": ends(link.ratios),
            }
            for link in chain.links
        ],
    }


def year_json(row: YearRow) -> Json:
    """One year of a target; the base year has no grade."""
    told = {"year": row.year, "value": number(row.value), "due_value": number(row.due_value)}
    if row.detail is None:
        return {**told, "status": "plan_base", "share": number(row.share)}
    return {
        **told,
        **standing_json(row.detail),
        "share": number(row.share),
        "status": "no_data" if row.reading is None else row.reading.status.value,
        "actual": value_json(row.reading, row.detail),
        "chain": chain_json(row.chain),
    }


def value_json(reading: Reading | None, detail: Progress) -> Json | None:
    """The value in the target's unit, and the reading it was taken from with its sources."""
    if reading is None:
        return None
    actual = detail.actual
    return {
        "value": number(detail.value),
        "unit": detail.target.unit,
        "interval": ends(detail.interval),
        "chance_interval": ends(detail.chance),
        "bound": "" if actual is None else actual.bound,
        "synthetic": reading.status is Status.SYNTHETIC,
        "reading": reading_json(reading),
    }


def path_json(path: Path | None, bends: tuple[Bend, ...]) -> Json | None:
    """The path with its points, and what every milestone does to it; None without a base."""
    told = [_bend(bend) for bend in bends]
    if path is None:
        return {"kind": None, "knots": [], "milestones": told} if told else None
    zh, en = path.words
    return {
        "kind": path.name,
        "between": path.between,
        "zh": zh,
        "en": en,
        "knots": [
            {"ref": knot.ref, "time_share": number(knot.share), "value": number(knot.value)}
            for knot in path.knots
        ],
        "milestones": told,
    }


def _bend(bend: Bend) -> Json:
    zh, en = bend.reason or ("", "")
    return {
        "milestone": bend.milestone.id,
        "due": bend.milestone.due.isoformat(),
        "bends": bend.knot is not None,
        "reason_zh": zh,
        "reason_en": en,
    }


def milestone_json(one: MilestoneStanding) -> Json:
    """A milestone and how it ended."""
    milestone, judged = one.milestone, one.judged
    return {
        "milestone": milestone.id,
        "item": milestone.item,
        "indicator": milestone.indicator,
        "zh": milestone.zh,
        "en": milestone.en,
        "asked": milestone.printed.text,
        "unit": milestone.unit,
        "due": milestone.due.isoformat(),
        "state": one.state.value,
        "state_zh": one.state.zh,
        "state_en": one.state.en,
        "value": None if judged is None else number(judged.value),
        "value_status": _status(judged),
        "value_source": "" if judged is None or judged.actual is None else judged.actual.source,
        "reached": None if one.reached is None else str(one.reached),
        "reason_zh": one.reason_zh,
        "reason_en": one.reason_en,
    }


def condition_json(evaluated: Evaluated) -> Json:
    """A stated condition and whether it holds."""
    condition = evaluated.condition
    return {
        "kind": condition.kind.value,
        "printed": condition.printed.text,
        "record": condition.record,
        "state": evaluated.state.value,
        "state_zh": evaluated.state.zh,
        "measured": number(evaluated.measured),
        "required_level": number(evaluated.required),
        "within_rounding": evaluated.close,
    }


def number(value: Decimal | None) -> float | None:
    """A number, or null."""
    return None if value is None else float(value)


def ends(interval: Interval | None) -> list[float | None] | None:
    """Both ends; an endless side is null."""
    if interval is None:
        return None
    return [float(end) if end.is_finite() else None for end in (interval.low, interval.high)]


def _base(row: TargetProgress) -> Json:
    printed = row.target.baseline
    return {
        "printed": None if printed is None else printed.text,
        "value": None if printed is None else number(printed.value),
        "year": row.years[0].year,
    }


def _goal(detail: Progress) -> Json:
    level = detail.target.level.printed
    return {
        "printed": level.text,
        "value": number(level.value),
        "operator": level.operator.value,
        "hedged": level.hedged,
        "year": detail.target.year,
    }


def _status(judged: Progress | None) -> str | None:
    return None if judged is None or judged.actual is None else judged.actual.status
