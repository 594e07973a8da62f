"""The life of an alert: hysteresis, what is not judged, late data; replays and the truth."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.model.catalogue import Catalogue
from jidi.supervision.alerts import advance
from jidi.supervision.rules import Verdict
from jidi.supervision.rules_replay import Fired, Planted, score

RULE = (
    Catalogue()
    .rule("delivery_stopped")
    .model_copy(update={"fire_after": 2, "clear_after": 2, "every_hours": 24})
)
START = datetime.fromisoformat("2025-11-14")
DAY = timedelta(days=1)


def _verdict(breached: bool, *, value: float = 1.0, subject: str = "A@140105000000") -> Verdict:
    return Verdict(
        "company_county", subject, "140105000000", START, START, value, 10.0, breached, {}
    )


def _lived(said, *, rule=RULE, step=DAY):
    """The changes of one subject's alert, day by day; ``None``: not judged."""
    alive, told = (), []
    for number, breached in enumerate(said):
        verdicts = () if breached is None else (_verdict(breached),)
        done = advance(rule, alive, verdicts, START + number * step)
        alive = done.alive
        told.append([change for change, _ in done.changes])
    return told, alive


def test_an_alert_fires_after_breaches_in_a_row_and_is_resolved_after_sound_ones():
    told, alive = _lived([True, True, False, True, False, False])
    assert told == [["pending"], ["firing"], [], [], [], ["resolved"]]
    assert alive == ()


def test_a_pending_alert_that_is_sound_again_is_dropped_and_never_fired():
    assert _lived([True, False, True, False])[0] == [["pending"], ["dropped"]] * 2


def test_a_subject_that_is_not_judged_is_not_sound():
    told, alive = _lived([True, True, None, None, None])
    assert told == [["pending"], ["firing"], ["unjudged"], [], []]
    assert [(a.state, a.judged) for a in alive] == [("firing", False)]


def test_a_happening_ends_when_none_follows():
    once = RULE.model_copy(update={"judges": "breaches", "fire_after": 1, "clear_after": 1})
    assert _lived([True, None], rule=once)[0] == [["firing"], ["resolved"]]


def test_asking_more_often_than_the_beat_of_the_rule_counts_no_step():
    told, alive = _lived([True] * 20, step=timedelta(hours=1))
    assert told == [["pending"]] + [[]] * 19
    assert alive[0].breaches == 1


def test_late_data_for_the_same_moment_revise_an_alert_and_say_so():
    first = advance(RULE, (), [_verdict(True)], START)
    same = advance(RULE, first.alive, [_verdict(True)], START)
    other = advance(RULE, same.alive, [_verdict(True, value=7.0)], START)
    gone = advance(RULE, other.alive, [_verdict(False, value=50.0)], START)
    assert [c for c, _ in same.changes] == []
    assert [(c, a.verdict.value) for c, a in other.changes] == [("revised", 7.0)]
    assert [c for c, _ in gone.changes] == ["withdrawn"]
    assert gone.alive == ()


@given(st.lists(st.sampled_from([True, False, None]), max_size=12))
def test_an_alert_fires_and_is_resolved_in_turn(said):
    told, _ = _lived(said)
    turns = [c for day in told for c in day if c in ("firing", "resolved")]
    assert turns == ["firing", "resolved"] * (len(turns) // 2) + ["firing"] * (len(turns) % 2)


def _fired(subject: str, day: str, until: str | None = None) -> Fired:
    ends = datetime.fromisoformat(until) if until else None
    return Fired("company_county", subject, datetime.fromisoformat(day), ends, 1.0, 10.0)


PLANTED = (
    Planted("delivery_stopped", "A@1", date(2025, 11, 12), date(2025, 11, 15)),
    Planted("delivery_stopped", "B@1", date(2025, 11, 12), date(2025, 11, 15)),
    Planted("delivery_stopped", "C@1", date(2024, 1, 1), date(2024, 1, 3)),
    Planted("complaint_spike", "D@1", date(2025, 11, 12), date(2025, 11, 15)),
)


@pytest.mark.parametrize(
    "fired, right, found",
    [
        ((_fired("A@1", "2025-11-14"),), 1, 1),
        ((_fired("A@1", "2025-11-25"),), 0, 0),  # long after
        ((_fired("A@1", "2025-11-02", "2025-11-10"),), 0, 0),  # ended before
        ((_fired("D@1", "2025-11-14"),), 0, 0),  # another kind of fault
        (
            (_fired("A@1", "2025-11-14"), _fired("B@1", "2025-11-16"), _fired("X@1", "2025-11-14")),
            2,
            2,
        ),
        ((), 0, 0),
    ],
)
def test_alerts_are_held_against_the_faults_that_were_planted(fired, right, found):
    first, last = (datetime.fromisoformat(d) for d in ("2025-11-01", "2025-11-30"))
    got = score(RULE, fired, PLANTED, first=first, last=last)
    assert (got.judged, got.right, got.planted, got.found) == (len(fired), right, 2, found)


def test_without_a_planted_fault_of_its_kinds_there_is_no_truth():
    rule = Catalogue().rule("outlet_scans_dropped")
    assert score(rule, (), PLANTED, first=START, last=START + DAY) is None
