"""What a target's conditions ask, how they stand, and why it is graded as it is."""

from __future__ import annotations

from jidi.model.plan_figure import Operator
from jidi.model.plan_record import Condition, ConditionKind
from jidi.model.reading import Status
from jidi.plan import Progress, State
from jidi.report.evidence import Evidence, Origin
from jidi.report.material import TargetMaterial
from jidi.report.target_values import TargetValues
from jidi.service.wording import CONDITION_WORDS


def binding(of: TargetValues) -> Evidence:
    """The condition that asks for most, as printed."""
    return asked(of, _binding_place(of))


def binding_level(of: TargetValues) -> Evidence:
    """The level the binding condition asks for."""
    found = level(of, _binding_place(of))
    if found is None:
        raise AssertionError(f"{of.key('binding')}: the binding condition asks for no level")
    return found


def _binding_place(of: TargetValues) -> int:
    conditions = [one.condition for one in of.row.detail.conditions]
    return conditions.index(of.row.detail.binding)


def asked(of: TargetValues, place: int) -> Evidence:
    """What a condition asks for, as printed."""
    condition = of.row.detail.conditions[place].condition
    voice = of.desk.voice
    return of.desk.evidence(
        of.key(f"condition.{place}"),
        **of.frame(voice.say(*CONDITION_WORDS[condition.kind])),
        text=voice.printed(condition.printed, _unit_of(condition, of.row)),
        bare=voice.bare(condition.printed),
        value=condition.printed.value,
        unit=_unit_of(condition, of.row),
        period=voice.year(of.row.target.year),
        **of.printed_in_plan(),
    )


def level(of: TargetValues, place: int) -> Evidence | None:
    """The level at which a condition is just met; None when it cannot be said."""
    one = of.row.detail.conditions[place]
    if one.required is None:
        return None
    formula, inputs = _level_formula(of, place)
    return of.derived(
        f"condition.{place}.level",
        ("条件相当于达到", "level the condition asks for"),
        value=one.required,
        digits=of.row.digits,
        unit=of.row.target.unit,
        formula=formula,
        inputs=inputs,
        period=of.desk.voice.year(of.row.target.year),
    )


def _level_formula(of: TargetValues, place: int) -> tuple[str, tuple[Evidence, ...]]:
    """How the level follows from the condition."""
    condition = of.row.detail.conditions[place].condition
    base, printed = of.base(), asked(of, place)
    if condition.kind is ConditionKind.SHARE and condition.whole_level is not None:
        return f"{{0}} ÷ 100 × {condition.whole_level.value}", (printed,)
    if condition.kind is ConditionKind.GROWTH and base is not None:
        exact = condition.printed.operator is Operator.EXACT
        rate = f"{{1}} − {condition.printed.half}" if exact else "{1}"
        return f"{{0}} × (1 + ({rate}) ÷ 100) ^ {of.row.detail.course.years}", (base, printed)
    if condition.kind is ConditionKind.INCREMENT and base is not None:
        return "{0} + {1}", (base, printed)
    return "{0}", (printed,)


def measured(of: TargetValues, place: int) -> Evidence | None:
    """What was reached, in the measure of a condition; None when it cannot be told."""
    one = of.row.detail.conditions[place]
    actual, kind = of.actual(), one.condition.kind
    if one.measured is None or actual is None:
        return None
    if kind is ConditionKind.LEVEL:
        return actual
    formula, inputs = _measured_formula(of, one.condition, actual)
    percent = kind in (ConditionKind.GROWTH, ConditionKind.SHARE)
    return of.derived(
        f"condition.{place}.measured",
        ("条件的实际情况", "what was reached of the condition"),
        value=one.measured,
        digits=1 if percent else of.row.digits,
        unit=_unit_of(one.condition, of.row),
        formula=formula,
        inputs=inputs,
        period=of.desk.voice.year(of.desk.year),
    )


def _measured_formula(
    of: TargetValues, condition: Condition, actual: Evidence
) -> tuple[str, tuple[Evidence, ...]]:
    base = of.base()
    if condition.kind is ConditionKind.SHARE:
        whole = _whole_of(of, condition)
        return ("{0} ÷ {1} × 100", (actual, whole)) if whole is not None else ("", (actual,))
    if base is None:
        return "", (actual,)
    if condition.kind is ConditionKind.INCREMENT:
        return "{0} − {1}", (actual, base)
    years = of.row.detail.course.elapsed.normalize()
    return f"(({{0}} ÷ {{1}}) ^ (1 ÷ {years:f}) − 1) × 100", (actual, base)


def _whole_of(of: TargetValues, condition: Condition) -> Evidence | None:
    """The value of the indicator that a share is a share of."""
    found = (r for r in of.desk.rows if r.target.indicator == condition.whole)
    row = next(found, None)
    return None if row is None else TargetValues(of.desk, row).actual()


def level_met(of: TargetValues) -> bool:
    """Whether the stated level itself is reached, whatever the other conditions say."""
    stated = of.row.target.level
    return any(
        one.condition == stated and one.state is State.MET for one in of.row.detail.conditions
    )


def reason(of: TargetValues) -> Evidence:
    """Why the target is so graded, in the words of the judgement."""
    return _reason(of, of.row.detail, of.actual(), of.desk.year)


def reason_before(of: TargetValues) -> Evidence | None:
    """Why it was graded as it was the year before; None when that is the base year's."""
    before = of.row.before
    if before is None or before.detail is None:
        return None
    return _reason(of, before.detail, of.value_of(before), before.year)


def _reason(of: TargetValues, detail: Progress, actual: Evidence | None, year: int) -> Evidence:
    judgement = detail.judgement
    synthetic = actual is not None and actual.synthetic
    origin: Origin = "synthetic" if synthetic else "computed"
    return of.desk.evidence(
        of.key(f"reason.{year}"),
        **of.frame(of.desk.voice.say("评价理由", "reason of the grade")),
        text=of.desk.voice.say(judgement.reason_zh, judgement.reason_en),
        value=None,
        unit="",
        origin=origin,
        status=of.desk.voice.origin(origin),
        period=of.desk.voice.year(year),
        inputs=() if actual is None else (actual,),
    )


def parts(of: TargetValues, name: str) -> Evidence | None:
    """``parts`` or ``missing``: how many parts the value was summed from or lacks."""
    reading = of.row.reading
    if reading is None or not reading.parts:
        return None
    count = reading.parts if name == "parts" else reading.missing_parts
    words = {"parts": ("数据单元", "parts"), "missing": ("缺数的数据单元", "parts missing")}
    return of.desk.counted(
        of.key(name),
        subject=of.name,
        figure=of.desk.voice.say(*words[name]),
        count=count,
        unit="个",
        synthetic=reading.status is Status.SYNTHETIC,
        indicator=of.indicator_id(),
        period=of.desk.voice.period(reading.period),
    )


def conditions(of: TargetValues, *, met: bool) -> Evidence:
    """How many conditions the plan states, or how many of them are met."""
    evaluated = of.row.detail.conditions
    count = sum(one.state.value == "met" for one in evaluated) if met else len(evaluated)
    actual = of.actual()
    words = ("已达到的条件", "conditions met") if met else ("规划写下的条件", "conditions stated")
    return of.desk.counted(
        of.key("conditions_met" if met else "conditions"),
        subject=of.name,
        figure=of.desk.voice.say(*words),
        count=count,
        unit="个",
        synthetic=met and actual is not None and actual.synthetic,
        passages=() if met else of.row.target.at,
    )


def _unit_of(condition: Condition, row: TargetMaterial) -> str:
    percent = condition.kind in (ConditionKind.GROWTH, ConditionKind.SHARE)
    return "%" if percent else row.target.unit
