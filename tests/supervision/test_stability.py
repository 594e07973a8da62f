"""The score of stability: signs that take shares of what is left, alarms, truth."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.model.catalogue import Catalogue
from jidi.model.rule import COMPARATORS
from jidi.model.stability import Stability, load_stability
from jidi.supervision.rules_replay import Planted, score
from jidi.supervision.stability import Seen, alarms, stability_of

OURS = load_stability()
RULES = [part.rule for part in OURS.parts]
T = datetime.fromisoformat("2025-03-01")


def scored(**ratios):
    seen = {rule: ("Q@C", Seen(ratio * 10, 10.0, {})) for rule, ratio in ratios.items()}
    return stability_of(OURS, "Q@C", "C", seen)


def test_sound_signs_take_nothing_and_a_failed_one_its_weight():
    sound = {part.rule: part.sound for part in OURS.parts}
    assert scored(**sound).score == 100.0
    for part in OURS.parts:
        assert scored(**{**sound, part.rule: part.failed}).score == pytest.approx(
            100 * (1 - part.weight)
        )


def test_too_few_signs_give_no_score_and_what_is_not_known_is_named():
    one = scored(outlet_backlog=2.0)
    assert one.score is None
    assert not one.is_watched(OURS)
    assert one.unknown == tuple(rule for rule in RULES if rule != "outlet_backlog")


@settings(max_examples=30)
@given(st.lists(st.floats(0, 5), min_size=len(RULES), max_size=len(RULES)))
def test_what_the_signs_took_and_what_is_left_make_a_hundred(ratios):
    one = scored(**dict(zip(RULES, ratios, strict=True)))
    assert one.score + sum(taken.points for taken in one.taken) == pytest.approx(100, abs=1e-4)
    assert 0 <= one.score <= 100


def test_at_its_threshold_every_sign_already_tells_and_it_grows_towards_the_breach():
    rules = Catalogue().rules
    for part in OURS.parts:
        worse = 1.01 if rules[part.rule].comparator.startswith(">") else 0.99
        assert COMPARATORS[rules[part.rule].comparator](worse, 1.0)
        assert part.risk(worse) > 0
        assert part.risk(worse) >= part.risk(1.0)


def test_an_alarm_lives_while_its_subject_is_watched_and_begins_anew_after():
    days = [T + timedelta(days=n) for n in range(5)]
    watched = [(day, {"Q@C": 50.0} if n in (1, 2, 4) else {}) for n, day in enumerate(days)]
    found = alarms(watched, threshold=70.0)
    assert [(one.at, one.until) for one in found] == [(days[1], days[3]), (days[4], None)]


def test_alarms_are_held_against_planted_failures_of_its_kinds_only():
    fired = alarms([(T, {"Q@C": 50.0, "Q@D": 60.0})], threshold=70.0)
    truth = [
        Planted("delivery_stopped", "Q@C", T.date(), T.date()),
        Planted("machine_offline", "M", T.date(), T.date()),
    ]
    got = score(OURS, fired, truth, first=T - timedelta(days=7), last=T + timedelta(days=7))
    assert (got.judged, got.right, got.planted, got.found) == (2, 1, 1, 1)


@pytest.mark.parametrize(
    "change",
    [{"watch_below": 100.0}, {"parts": (OURS.parts[0], OURS.parts[0])}, {"unknown": 1}],
)
def test_a_definition_that_cannot_hold_is_refused(change):
    with pytest.raises(ValueError):
        Stability.model_validate({**OURS.model_dump(), **change})
