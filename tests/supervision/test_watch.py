"""Rules asked of a book: watch, replay, what is missing."""

from __future__ import annotations

import json


def test_watch_tells_who_breaches_what_and_what_could_not_be_judged(jidi, demo_books):
    status, out, _ = jidi("watch", "-w", str(demo_books["shanxi"]), "--at", "2025-11-16", "--json")
    said = json.loads(out)
    assert status == 0
    assert said["synthetic"] is True
    by_rule = {answer["rule"]: answer for answer in said["answers"]}
    assert by_rule["duplicate_scans"]["state"] == "answered"
    expired = by_rule["licence_expiring"]
    assert expired["judged"] > 1000 > len(expired["breaches"]) > 0
    assert all(breach["value"] < 30 for breach in expired["breaches"])


def test_a_replay_finds_what_was_planted(jidi, demo_books):
    book = str(demo_books["shanxi"])
    words = ("--from", "2025-01-01", "--to", "2025-12-01", "--every", "24", "-w", book, "--json")
    status, out, _ = jidi("rules", "replay", "temperature_excursion", *words)
    found = json.loads(out)
    assert status == 0
    assert found["truth"]["planted"] > 0
    assert found["truth"]["recall"] == 1
    assert found["truth"]["precision"] == 1
    assert sum(found["by_day"].values()) == found["alerts"]


def test_a_moment_that_cannot_be_read_is_refused(jidi, demo_books):
    status, _, told = jidi("watch", "-w", str(demo_books["shanxi"]), "--at", "gestern")
    assert (status, "U-110" in told) == (2, True)
    book = ("-w", str(demo_books["shanxi"]))
    status, _, told = jidi(
        "rules", "replay", "filing_overdue", "--from", "2025-02-01", "--to", "2025-01-01", *book
    )
    assert (status, "U-111" in told) == (2, True)
    status, _, told = jidi("rules", "replay", "filling_overdue", "--from", "a", "--to", "b", *book)
    assert (status, "filing_overdue" in told) == (2, True)
