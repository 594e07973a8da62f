"""The facts that sentences may state about the plan as a whole and about its goal areas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from jidi.model.reading import Status
from jidi.plan import Grade, State, Verdict
from jidi.report.desk import Desk
from jidi.report.evidence import Evidence
from jidi.report.facts import UNKNOWN, Fact, Facts, figure, flag, name, names, time, version
from jidi.report.limits import limit
from jidi.report.material import TargetMaterial

_JUDGED = (Grade.EARLY, Grade.AHEAD, Grade.ON_COURSE, Grade.BEHIND)
_RANK = {grade: place for place, grade in enumerate(_JUDGED)}
_PUBLISHED = (Status.REPORTED, Status.REVISED, Status.PRELIMINARY, Status.BOUND)

LIKELY, UNLIKELY = Decimal("0.8"), Decimal("0.5")
"""From which chance a target is likely to be met, and below which unlikely. Own choice."""

Picked = Callable[[TargetMaterial], bool]
_GRADES: Final = tuple(grade for grade in Grade if grade is not Grade.NOT_BEGUN)
"""Grades of a report: none is written about the base year."""


def plan_facts(desk: Desk) -> Facts:
    """Every fact of ``facts.toml`` about the plan."""
    return {
        **_frame(desk),
        **_grades(desk),
        **_shares(desk),
        **_origins(desk),
        **_audit(desk),
        **_outlook(desk),
    }


def _frame(desk: Desk) -> Facts:
    voice, plan = desk.voice, desk.plan
    return {
        "plan": name(desk.plan_name),
        "year": time(voice.year(desk.year)),
        "last_year": time(voice.year(desk.year - 1)),
        "base_year": time(voice.year(plan.base_year)),
        "goal_year": time(voice.year(plan.target_year)),
        "until": _until(desk),
        "made": time(voice.day(desk.at.date())),
        "over": flag(desk.year >= plan.target_year),
        "time_share": figure(_time_share(desk)),
        "version": version(str(desk.material.book.version)),
    }


def _until(desk: Desk) -> Fact:
    """The day the data reach to; unknown for an empty book."""
    until = desk.material.book.until
    return UNKNOWN if until is None else time(desk.voice.day(until))


def _time_share(desk: Desk) -> Evidence:
    base, goal = desk.plan.base_year, desk.plan.target_year
    return desk.derived(
        "plan.time",
        subject=desk.plan_name,
        figure=desk.voice.say("规划期已过的比例", "share of the plan's time passed"),
        value=Decimal(100 * (desk.year - base)) / (goal - base),
        digits=0,
        unit="%",
        formula=f"({desk.year} − {base}) ÷ ({goal} − {base}) × 100",
        inputs=(),
    )


def _grades(desk: Desk) -> Facts:
    found: dict[str, Facts] = {}
    for grade in _GRADES:
        of_grade = _is(grade)
        titles = [desk.voice.say(r.target.zh, r.target.en) for r in desk.rows if of_grade(r)]
        label = desk.voice.say(grade.zh, grade.en)
        found[grade.value] = {
            grade.value: figure(_count(desk, grade.value, label, of_grade)),
            f"{grade.value}_names": names(titles, desk.voice.joint),
        }
    moved = {word: _moved(desk, word) for word in ("better", "worse")}
    return {
        key: fact for facts in (*found.values(), *moved.values()) for key, fact in facts.items()
    }


def _is(grade: Grade) -> Picked:
    return lambda row: row.detail.grade is grade


def _moved(desk: Desk, word: str) -> Facts:
    """Targets whose grade is better or worse than the year before."""

    def moved(row: TargetMaterial) -> bool:
        before = row.grade_before
        if before not in _RANK or row.detail.grade not in _RANK:
            return False
        more = _RANK[before] - _RANK[row.detail.grade]
        return more > 0 if word == "better" else more < 0

    label = {"better": ("评价提升", "better than the year before")}.get(
        word, ("评价下降", "worse than the year before")
    )
    titles = [desk.voice.say(r.target.zh, r.target.en) for r in desk.rows if moved(r)]
    return {
        word: figure(_count(desk, word, desk.voice.say(*label), moved)),
        f"{word}_names": names(titles, desk.voice.joint),
    }


def _shares(desk: Desk) -> Facts:
    say = desk.voice.say
    targets = _count(desk, "targets", say("目标", "targets"), lambda _row: True)
    judged = _count(
        desk, "judged", say("可以评价的目标", "targets graded"), lambda r: r.detail.grade in _JUDGED
    )
    good = _count(
        desk,
        "good",
        say("提前完成和快于预期的目标", "targets reached or ahead"),
        lambda r: r.detail.grade in (Grade.EARLY, Grade.AHEAD),
    )
    met = _count(
        desk, "met", say("条件全部达到的目标", "targets met"), lambda r: r.detail.met is State.MET
    )
    unjudged = _count(
        desk,
        "unjudged",
        say("不能评价的目标", "targets not graded"),
        lambda r: r.detail.grade not in _JUDGED,
    )
    bare = [r for r in desk.rows if r.target.baseline is None]
    baseless = _count(
        desk, "baseless", say("没有基数的目标", "targets without a base"), lambda r: r in bare
    )
    paceless = _count(
        desk, "paceless", say("不能判断快慢的目标", "targets whose pace is unknown"), _is_paceless
    )
    return {
        "targets": figure(targets),
        "judged": figure(judged),
        "good": figure(good),
        "good_share": figure(_part(desk, "good_share", say("占比", "share"), good, judged)),
        "met_share": figure(_part(desk, "met_share", say("占比", "share"), met, targets)),
        "unjudged_share": figure(
            _part(desk, "unjudged_share", say("占比", "share"), unjudged, targets)
        ),
        "paceless": figure(paceless),
        "paceless_names": names(
            (say(r.target.zh, r.target.en) for r in desk.rows if _is_paceless(r)), desk.voice.joint
        ),
        "baseless": figure(baseless),
        "baseless_names": names((say(r.target.zh, r.target.en) for r in bare), desk.voice.joint),
    }


def _is_paceless(row: TargetMaterial) -> bool:
    """Whether it has a value but no base, so that only reaching the target can be told."""
    return (
        row.target.baseline is None
        and row.indicator is not None
        and row.detail.grade is Grade.NO_DATA
    )


def _part(desk: Desk, key: str, label: str, part: Evidence, whole: Evidence) -> Evidence | None:
    """A part in per cent; None of nothing."""
    if part.value is None or not whole.value:
        return None
    return desk.derived(
        f"plan.{key}",
        subject=desk.plan_name,
        figure=f"{part.figure}{label}",
        value=part.value / whole.value * 100,
        digits=0,
        unit="%",
        formula="{0} ÷ {1} × 100",
        inputs=(part, whole),
    )


def _origins(desk: Desk) -> Facts:
    say = desk.voice.say
    kinds: tuple[tuple[str, str, tuple[Status, ...]], ...] = (
        ("synthetic", say("实际值为合成", "values synthetic"), (Status.SYNTHETIC,)),
        ("inferred", say("实际值为推定", "values inferred"), (Status.INFERRED,)),
        ("published", say("实际值为公布", "values published"), _PUBLISHED),
    )
    return {
        key: figure(_count(desk, key, label, _has_status(statuses), synthetic=False))
        for key, label, statuses in kinds
    }


def _has_status(statuses: tuple[Status, ...]) -> Picked:
    return lambda row: row.reading is not None and row.reading.status in statuses


def _audit(desk: Desk) -> Facts:
    say, found = desk.voice.say, desk.material.findings
    counts = {verdict: sum(f.verdict is verdict for f in found) for verdict in Verdict}
    words = {verdict: say(verdict.zh, verdict.en) for verdict in Verdict}
    facts = {
        verdict.value: figure(
            desk.counted(
                f"audit.{verdict.value}",
                figure=say(f"规划核对：{words[verdict]}", f"audit: {words[verdict]}"),
                count=counts[verdict],
                unit=desk.voice.say("处", ""),
            )
        )
        for verdict in Verdict
    }
    whole = desk.counted(
        "audit.checked",
        figure=say("规划核对：共核对", "audit: statements checked"),
        count=len(found),
        unit=desk.voice.say("处", ""),
    )
    return {**facts, "checked": figure(whole)}


def _outlook(desk: Desk) -> Facts:
    """How many targets are likely, open and unlikely to be met, and of how many it is unknown."""
    say, found = desk.voice.say, desk.material.forecasts
    kinds: tuple[tuple[str, str, Callable[[Decimal], bool]], ...] = (
        ("likely", say("很可能达到的目标", "targets likely to be met"), lambda c: c >= LIKELY),
        (
            "open",
            say("能否达到未定的目标", "targets that may be met or not"),
            lambda c: UNLIKELY <= c < LIKELY,
        ),
        ("unlikely", say("难以达到的目标", "targets unlikely to be met"), lambda c: c < UNLIKELY),
    )
    facts: dict[str, Fact] = {}
    for key, label, fits in kinds:
        picked = _with_chance(desk, fits)
        facts[key] = figure(_count(desk, key, label, picked)) if found else UNKNOWN
        titles = (say(r.target.zh, r.target.en) for r in desk.rows if picked(r))
        facts[f"{key}_names"] = names(titles, desk.voice.joint)
    untold = _count(
        desk,
        "untold",
        say("给不出可能性的目标", "targets whose chance cannot be told"),
        lambda row: _chance(desk, row) is None,
    )
    bounds = {
        "likely_from": figure(limit(desk, "likely", 100 * LIKELY)),
        "unlikely_below": figure(limit(desk, "unlikely", 100 * UNLIKELY)),
    }
    return {**facts, **bounds, "untold": figure(untold) if found else UNKNOWN}


def _with_chance(desk: Desk, fits: Callable[[Decimal], bool]) -> Picked:
    def picked(row: TargetMaterial) -> bool:
        chance = _chance(desk, row)
        return chance is not None and fits(chance)

    return picked


def _chance(desk: Desk, row: TargetMaterial) -> Decimal | None:
    made = desk.material.forecasts.get(row.target.indicator)
    if row.detail.grade is Grade.INCOMPARABLE:
        return None
    return None if made is None or made.chance is None else Decimal(str(made.chance.value))


def area_facts(desk: Desk, area: str, rows: Iterable[TargetMaterial]) -> Facts:
    """The facts of a goal area; a grade that no target has is not known, so it is not said."""
    mine = tuple(rows)
    facts = {
        "area": name(area),
        "targets": figure(
            _count_in(desk, area, "targets", desk.voice.say("目标", "targets"), mine)
        ),
    }
    for grade in _GRADES:
        found = tuple(r for r in mine if r.detail.grade is grade)
        label = desk.voice.say(grade.zh, grade.en)
        counted = _count_in(desk, area, grade.value, label, found) if found else None
        facts[grade.value] = figure(counted)
    return facts


def _count_in(
    desk: Desk, area: str, key: str, label: str, rows: tuple[TargetMaterial, ...]
) -> Evidence:
    return desk.counted(
        f"area.{area}.{key}",
        subject=area,
        figure=label,
        count=len(rows),
        unit=desk.voice.say("项", ""),
        synthetic=key != "targets" and any(_is_synthetic(r) for r in rows),
        members=_titles(desk, rows),
    )


def _count(
    desk: Desk, key: str, label: str, picked: Picked, *, synthetic: bool | None = None
) -> Evidence:
    """How many targets are picked; synthetic when the picking rests on synthetic values."""
    rows = tuple(row for row in desk.rows if picked(row))
    by_value = key not in ("targets", "baseless")
    return desk.counted(
        f"plan.{key}",
        figure=label,
        count=len(rows),
        unit=desk.voice.say("项", ""),
        synthetic=(by_value and desk.material.synthetic) if synthetic is None else synthetic,
        members="" if key == "targets" else _titles(desk, rows),
    )


def _titles(desk: Desk, rows: Iterable[TargetMaterial]) -> str:
    return desk.voice.joint.join(desk.voice.say(r.target.zh, r.target.en) for r in rows)


def _is_synthetic(row: TargetMaterial) -> bool:
    return row.reading is not None and row.reading.status is Status.SYNTHETIC
