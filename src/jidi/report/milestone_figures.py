"""The figures of dated milestones, with their evidence."""

from __future__ import annotations

from jidi.model.plan_record import Milestone
from jidi.plan import MilestoneStanding
from jidi.report.desk import Desk
from jidi.report.evidence import Evidence, Origin


def milestone_evidence(desk: Desk, milestone: Milestone) -> Evidence:
    """What a milestone asks for, as printed."""
    voice = desk.voice
    return desk.evidence(
        f"milestone.{milestone.id}",
        subject=voice.say(milestone.zh, milestone.en),
        figure=voice.say("期限节点要求", "asked by a dated milestone"),
        text=voice.printed(milestone.printed, milestone.unit),
        bare=voice.bare(milestone.printed),
        value=milestone.printed.value,
        unit=milestone.unit,
        origin="plan",
        status=voice.origin("plan"),
        period=voice.day(milestone.due),
        division=desk.place,
        sources=(desk.plan_name,),
        passages=milestone.at,
    )


def milestone_reason(desk: Desk, standing: MilestoneStanding) -> Evidence:
    """How a milestone ended and why, in the words of the judgement."""
    voice, milestone = desk.voice, standing.milestone
    actual = standing.judged.actual if standing.judged is not None else None
    synthetic = actual is not None and actual.status == "synthetic"
    origin: Origin = "synthetic" if synthetic else "computed"
    return desk.evidence(
        f"milestone.{milestone.id}.reason",
        subject=voice.say(milestone.zh, milestone.en),
        figure=voice.say("节点判断依据", "why it is so judged"),
        text=voice.say(standing.reason_zh, standing.reason_en),
        value=None,
        unit="",
        origin=origin,
        status=voice.origin(origin),
        period=voice.day(milestone.due),
        division=desk.place,
        indicator=milestone.indicator,
        inputs=(milestone_evidence(desk, milestone),),
    )
