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


def test_a_case_is_opened_walked_and_shown_in_both_languages(jidi, tmp_path, now):
    from jidi.service.founding import make_book

    with make_book(tmp_path / "book", plan="shanxi", now=now):
        pass
    at = ("-w", str(tmp_path / "book"))
    given = ("operator_id=Q1", "kind=loss", "business=快递", "parcel_id=SX25091000000008")
    fields = [word for one in given for word in ("--set", one)]
    opened = ("case", "open", "complaint", "--division", "太原市", "--by", "王", *fields)
    status, out, _ = jidi(*opened, "--at", "2025-09-05T10:00", *at)
    assert status == 0
    assert "SS000001  申诉  待受理" in out
    assert "期限届满：2025-10-09 24:00" in out
    assert "SX25091000000008" not in out
    status, _, err = jidi("case", "step", "SS000001", "accept", "--by", "王", *at)
    assert (status, err.count("Y-211")) == (2, 5)
    for words in (
        ("pause", "--why", "补正", "--at", "2025-09-08T10:00"),
        ("resume", "--why", "已补", "--at", "2025-09-09T10:00"),
    ):
        assert jidi("case", words[0], "SS000001", "--by", "王", *words[1:], *at)[0] == 0
    _, told, _ = jidi("case", "show", "SS000001", "--json", *at)
    found = json.loads(told)
    assert [one["step"] for one in found["history"]] == ["open", "pause", "resume"]
    assert found["clocks"][0]["state"] == "overdue"
    _, told, _ = jidi("case", "due", "--json", *at)
    assert [one["case"] for one in json.loads(told)] == ["SS000001"]
    _, english, _ = jidi("--lang", "en", "case", "list", *at)
    assert "Answer the complainant 2025-10-09" in english
    status, out, _ = jidi("case", "import", "--by", "王", *at)
    assert (status, out[:8]) == (0, "申诉 0 件：立")


def test_all_kinds_of_cases_are_listed(jidi):
    status, out, _ = jidi("case", "kinds")
    assert status == 0
    assert "accept 受理: received → accepted (officer)" in out
    _, told, _ = jidi("case", "kinds", "--json")
    kinds = {one["id"] for one in json.loads(told)}
    assert kinds >= {"complaint", "finding", "inspection", "hazard", "emergency", "lead"}


def test_a_draw_is_printed_and_recorded_draws_are_drawn_again(jidi, demo_books):
    asked = ("--seed", "7", "--inspector", "甲", "--inspector", "乙", "--within", "太原市")
    at = ("-w", str(demo_books["shanxi"]))
    status, told, _ = jidi("inspect", "draw", *asked, "--at", "2025-12-31", "--json", *at)
    assert status == 0
    found = json.loads(told)
    assert found["synthetic"] is True
    assert len(found["drawn"]) == sum(one["drawn"] for one in found["classes"].values()) > 0
    status, out, _ = jidi("inspect", "draw", *asked, "--at", "2025-12-31", *at)
    assert (status, found["sha256"] in out, "合成数据" in out) == (0, True, True)
    status, out, _ = jidi("inspect", "redraw", "--json", *at)
    assert (status, json.loads(out)) == (0, [])
