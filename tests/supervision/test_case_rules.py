"""What may become of a case: three-valued eligibility, kinds that hold together, walks that do."""

# ruff: noqa: DTZ001  (moments of clocks are local time without zone)
from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import DefinitionError, InputError, Place, UnknownName
from jidi.model.case import CaseFile, Condition, case_kind, case_kinds
from jidi.model.strict import build
from jidi.supervision.cases import Case, event_of, first_event, folded, next_event
from jidi.supervision.eligibility import judge, judge_one

START = datetime(2025, 3, 3, 9)
COMPLAINT = case_kind("complaint")
ELIGIBLE = {
    "operator_id": "Q1",
    "kind": "loss",
    "business": "express",
    "direct_party": True,
    "clear_request": True,
    "company_answered": True,
    "happened_on": "2025-02-01",
    "elsewhere": False,
}


def opened(of=COMPLAINT, /, **values) -> Case:
    event = first_event("X1", of, values, at=START, by="王", why="", recorded_at=START)
    return folded(
        CaseFile(id="X1", kind=of.id, division="140100000000", origin="reported", events=[event]),
        of,
    )


def after(case: Case, event) -> Case:
    file = case.file.model_copy(update={"events": (*case.file.events, event)})
    return folded(file, case.kind)


def step(
    case: Case, name: str, /, *, hours: int = 1, by: str = "王", why: str = "x", **given
) -> Case:
    at = case.last_at + timedelta(hours=hours)
    return after(case, next_event(case, name, given, at=at, by=by, why=why, recorded_at=at))


@pytest.mark.parametrize(
    ("changes", "rule", "holds"),
    [
        ({}, None, True),
        ({"business": "other"}, "in_scope", False),
        ({"direct_party": None}, "direct_party", None),
        ({"elsewhere": True}, "not_elsewhere", False),
        ({"duplicate_of": "SS1"}, "not_a_duplicate", False),
        ({"happened_on": "2024-03-02"}, "in_time", False),
        ({"happened_on": "2024-03-03"}, "in_time", True),
        ({"company_answered": None, "complained_on": "2025-02-24"}, "company_first", None),
        ({"company_answered": False, "complained_on": "2025-02-24"}, "company_first", False),
        ({"company_answered": None, "complained_on": "2025-02-23"}, "company_first", True),
    ],
)
def test_eligibility_holds_fails_or_is_unknown(changes, rule, holds):
    found = judge(COMPLAINT.eligible, {**ELIGIBLE, **changes}, on=START.date())
    told = {one.rule.id: one.holds for one in found}
    assert all(told[name] is True for name in told if name != rule)
    if rule is not None:
        assert told[rule] is holds


@given(st.dictionaries(st.sampled_from("abc"), st.sampled_from([True, False, None])))
def test_what_is_not_known_never_decides(values):
    """A verdict stays when any unknown field becomes known, whichever way."""
    parts = [{"field": name, "is": [True]} for name in "abc"]
    for joined in ("all", "any"):
        test = build(Condition, {joined: parts}, where=Place())
        told = judge_one(test, values, on=date(2025, 1, 1))
        known = {name: values.get(name) for name in "abc"}
        sure = [judge_one(test, dict(zip("abc", full, strict=True)), on=date(2025, 1, 1))
                for full in _completions(list(known.values()))]  # fmt: skip
        assert told == (sure[0] if len(set(sure)) == 1 else None)


def _completions(values):
    if not values:
        return [[]]
    rest = _completions(values[1:])
    options = [True, False] if values[0] is None else [values[0]]
    return [[one, *more] for one in options for more in rest]


def test_a_complaint_is_accepted_only_when_every_rule_is_known_to_hold():
    with pytest.raises(InputError, match="Y-211") as caught:
        step(opened(**{**ELIGIBLE, "direct_party": None, "elsewhere": True}), "accept")
    assert {one.facts["verdict_en"] for one in (caught.value, *caught.value.also)} == {
        "unknown",
        "fails",
    }
    assert step(opened(**ELIGIBLE), "accept").state == "accepted"


def test_a_complaint_goes_through_mediation_ruling_answer_and_end_with_its_clocks():
    case = step(step(opened(**ELIGIBLE), "accept"), "forward")
    assert [one.clock.clock for one in case.clocks if one.runs] == [
        "complaint_answer",
        "company_reply",
    ]
    case = step(step(step(case, "reply"), "mediate"), "feedback")
    with pytest.raises(InputError, match="Y-210"):
        step(case, "rule")
    case = step(case, "rule", responsibility="company")
    case = step(step(case, "answer"), "close", satisfied=True)
    assert (case.state, case.is_open) == ("closed", False)
    assert all(one.met_at is not None for one in case.clocks)
    again = step(case, "reopen")
    assert [one.clock.clock for one in again.clocks if one.runs] == ["complaint_answer"]


def test_refusal_reason_pause_order_and_another_person_are_held():
    case = opened(**ELIGIBLE)
    for name, why, code in [("answer", "x", "Y-204"), ("refuse", " ", "Y-208")]:
        with pytest.raises(InputError, match=code):
            step(case, name, why=why)
    with pytest.raises(UnknownName, match="accept"):
        step(case, "acept")
    with pytest.raises(InputError, match="Y-209"):
        step(case, "accept", responsibility="company")
    with pytest.raises(InputError, match="Y-207"):
        step(case, "accept", hours=-1)
    with pytest.raises(InputError, match="Y-206"):
        next_event(case, "accept", {}, at=START + timedelta(days=1), by="王", why="",
                   recorded_at=START)  # fmt: skip
    at = START + timedelta(hours=1)
    paused = after(case, event_of(case, "pause", at=at, by="王", why="补正", recorded_at=at))
    with pytest.raises(InputError, match="Y-205"):
        step(paused, "accept")
    hazard = opened(case_kind("hazard"), facility_id="F1", matter="fire")
    mended = step(hazard, "mend", by="李", measure="换")
    with pytest.raises(InputError, match="Y-215"):
        step(mended, "confirm", by="李")
    assert step(mended, "confirm", by="王").state == "closed"


@settings(max_examples=40)
@given(st.sampled_from(sorted(case_kinds())), st.lists(st.integers(0, 9), max_size=12))
def test_whatever_steps_are_taken_the_history_folds_to_the_state_of_its_newest_event(kind, choices):
    """And a clock that runs belongs to a case that is open, or to one that nothing met."""
    found = case_kind(kind)
    case = opened(found, **(ELIGIBLE if kind == "complaint" else {}))
    for choice in choices:
        steps = case.next_steps()
        if not steps:
            break
        taken = steps[choice % len(steps)]
        given_now = dict.fromkeys(taken.needs, True)
        case = step(case, taken.id, by=f"人{len(case.file.events)}", **given_now)
        assert case.state == taken.to
        assert all(not one.runs for one in case.clocks) or case.is_open
    assert [event.number for event in case.file.events] == list(range(1, len(case.file.events) + 1))


def test_every_state_of_every_kind_can_be_reached_and_left_or_is_over():
    for kind in case_kinds().values():
        reached, grown = {kind.states[0].id}, True
        while grown:
            more = {s.to for s in kind.steps if reached & set(s.from_)} - reached
            reached, grown = reached | more, bool(more)
        assert reached == set(kind.by_state), kind.id
        for state in kind.states:
            assert state.over or any(state.id in s.from_ for s in kind.steps), (kind.id, state.id)


def test_a_kind_that_names_what_there_is_not_is_refused_with_the_nearest():
    data = COMPLAINT.model_dump(by_alias=True)
    data["steps"][0]["to"] = "acepted"
    with pytest.raises(DefinitionError, match="accepted"):
        build(type(COMPLAINT), data, where=Place(file="complaint.toml"))
