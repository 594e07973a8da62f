"""Emergencies as plain values: the same for the command line and the JSON interface."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from jidi.model.emergency import load_emergency_rules
from jidi.model.law import load_law
from jidi.service.emergency import Happening, Part, Readiness, Situation
from jidi.service.emergency_peak import PeakView
from jidi.supervision.emergency import LevelFound

VERDICTS: Mapping[str, tuple[str, str]] = {
    "equal": ("相等", "equal"),
    "differs": ("不符", "differs"),
    "parts_missing": ("部分未报", "parts missing"),
    "unknown": ("未知", "unknown"),
}
LIGHT_WORDS: Mapping[str, tuple[str, str]] = {
    "enough": ("能力足够", "enough"),
    "watch": ("须关注", "to be watched"),
    "short": ("超过上限", "above the limit"),
    "no_capacity": ("无能力数据", "no capacity known"),
}


def rules_json(*, on: date) -> dict[str, Any]:
    """The levels, their limits on a day with source and trust, and the terms."""
    rules = load_emergency_rules()
    told: dict[str, Any] = rules.model_dump(mode="json")
    for measure in told["measures"]:
        limits = [load_law().limit(name, on=on) for name in measure["limits"]]
        measure["limits"] = [
            {"id": one.id, "value": float(one.value), "source": one.source, "trust": one.trust}
            for one in limits
        ]
    return told


def level_json(found: LevelFound) -> dict[str, Any]:
    """A level with its reasons."""
    level = found.level
    return {
        "level": level.id,
        "zh": level.zh,
        "en": level.en,
        "colour_zh": level.colour_zh,
        "colour_en": level.colour_en,
        "answers_zh": level.answers_zh,
        "answers_en": level.answers_en,
        "at_least": found.is_least,
        "reasons": [vars(one) for one in found.reasons],
        "unknown": list(found.unknown),
    }


def situation_json(found: Situation) -> dict[str, Any]:
    """An incident at a moment."""
    return {
        "incident": found.incident,
        "at": found.at.isoformat(),
        "synthetic": found.synthetic,
        "level": level_json(found.level),
        "parts": [_part(one) for one in found.parts],
        "disagreements": len(found.disagreements),
        "down": [row_json(one) for one in found.outages],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "division": part.division,
        "name": part.name,
        "reported_at": part.reported_at.isoformat() if part.reported_at else None,
        "figures": dict(part.figures),
        "additions": [
            {
                "measure": one.measure,
                "whole": one.whole,
                "sum": one.total,
                "missing": list(one.missing),
                "verdict": one.verdict,
                "verdict_zh": VERDICTS[one.verdict][0],
                "verdict_en": VERDICTS[one.verdict][1],
            }
            for one in part.additions
        ],
    }


def readiness_json(found: Readiness) -> dict[str, Any]:
    """Plans, drills and means."""
    return {
        "day": found.day.isoformat(),
        "synthetic": found.synthetic,
        "plans": [row_json(one) for one in found.plans],
        "plan_versions": found.versions,
        "drills": [dict(one) for one in found.drills],
        "resources": [dict(one) for one in found.resources],
    }


def timeline_json(found: tuple[Happening, ...]) -> list[dict[str, Any]]:
    """The lines of a timeline."""
    return [{**vars(one), "at": one.at.isoformat()} for one in found]


def peak_json(found: PeakView) -> dict[str, Any]:
    """The guarantee view."""
    return {
        "as_of": str(found.as_of),
        "method": found.method,
        "synthetic": found.synthetic,
        "hubs": found.hubs,
        "hubs_down": found.hubs_down,
        "season_factor": found.factor,
        "season_factor_source": found.factor_source,
        "peak_to_mean": found.peak_to_mean,
        "days": [
            {
                **vars(one),
                "day": one.day.isoformat(),
                "light_zh": LIGHT_WORDS[one.light][0],
                "light_en": LIGHT_WORDS[one.light][1],
            }
            for one in found.days
        ],
    }


def row_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its days and moments as text."""
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in row.items()
    }
