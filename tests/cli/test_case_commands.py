"""``jidi case``: clocks told in both languages, and as JSON."""

from __future__ import annotations

import json


def test_a_deadline_is_told_day_by_day_in_both_languages_and_as_json(jidi):
    words = ("case", "clock", "complaint_answer", "--from", "2025-09-05T10:00")
    status, out, _ = jidi(*words)
    assert status == 0
    assert "邮政法第65条" in out
    assert "2025-10-07 至 2025-10-08（国庆节放假" in out
    assert out.strip().endswith("期限届满：2025-10-09 24:00。")
    _, english, _ = jidi("--lang", "en", *words)
    assert english.strip().endswith("Due: 2025-10-09 24:00.")
    _, told, _ = jidi(*words, "--json")
    found = json.loads(told)
    assert (found["due"], found["last_day"]) == ("2025-10-10T00:00:00", "2025-10-09")
    assert [day["standing"] for day in found["days"]].count("moved") == 4
    assert found["law"]["article"] == "65"


def test_a_pause_moves_the_deadline_and_is_told_with_its_reason(jidi):
    words = ("case", "clock", "mediation_feedback", "--from", "2025-09-29T10:00")
    status, out, _ = jidi(*words, "--pause", "2025-09-30T09:00/2025-10-10T09:00/补正材料")
    assert status == 0
    assert "补正材料" in out
    assert "2025-10-13 24:00" in out
    _, out, _ = jidi(*words, "--pause", "2025-09-30T09:00//补正材料")
    assert "尚余 3 个工作日" in out


def test_what_cannot_be_read_is_refused_with_a_code(jidi):
    asked = ("complaint_answer", "--from", "2025-09-05")
    for words, code in [
        (("complaint_answr", "--from", "2025-09-05"), "Y-101"),
        (("complaint_answer", "--from", "5.9."), "Y-105"),
        ((*asked, "--pause", "2025-09-06"), "Y-106"),
        (
            ("complaint_answer", "--from", "2025-09-05", "--pause", "2025-09-08/2025-09-07/x"),
            "Y-104",
        ),
    ]:
        status, _, err = jidi("case", "clock", *words)
        assert (status, err[:5]) == (2, code)


def test_all_clocks_are_listed_with_the_rules_of_counting(jidi):
    status, out, _ = jidi("case", "clocks")
    assert status == 0
    assert "民法典 201" in out
    _, told, _ = jidi("case", "clocks", "--json")
    assert {"counting", "office", "clocks"} == set(json.loads(told))
