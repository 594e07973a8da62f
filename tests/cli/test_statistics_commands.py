"""``jidi statistics`` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jidi.service.founding import make_book

INVENTED = Path(__file__).parents[2] / "benchmarks" / "bulletins"


def test_a_bulletin_is_read_for_people(jidi):
    status, out, err = jidi("statistics", "read", str(INVENTED / "15_contradictions.txt"))
    assert (status, err) == (0, "")
    assert "2023年8月份山东省邮政行业运行情况" in out
    assert "✗ 矛盾 分项与合计" in out
    assert "读出 13 个数" in out


def test_a_bulletin_is_read_for_programs_with_every_place(jidi):
    path = INVENTED / "03_half_year_units_missing.txt"
    status, out, _ = jidi("statistics", "read", str(path), "--json")
    told = json.loads(out)
    text = path.read_text("utf-8")
    assert status == 0
    assert len(told["observations"]) == 24
    for one in told["observations"]:
        at = one["statements"][0]["at"]
        assert text[at["start"] : at["end"]] == at["text"]


def test_it_speaks_english(jidi):
    path = str(INVENTED / "14_work_conference.txt")
    _, out, _ = jidi("--lang", "en", "statistics", "read", path)
    assert "6 figures read" in out
    assert "preliminary" in out
    assert "? line 7" in out


def test_what_was_not_understood_is_listed_up_to_a_page(jidi, tmp_path):
    path = tmp_path / "novel.txt"
    path.write_text("他走了3里路。\n" * 100, "utf-8")
    status, out, _ = jidi("statistics", "read", str(path))
    assert status == 0
    assert "另有 80 处" in out
    assert "没有认出任何邮政行业统计数" in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("statistics", "read", "nowhere.txt"), "T-100"),
        (("statistics", "read", "{file}", "--division", "太源"), "C-207"),
        (("statistics", "read", "{file}", "--source-kind", "offical"), "V-120"),
        (("statistics", "record", "{file}", "-w", "nowhere"), "W-"),
    ],
)
def test_a_refusal_has_a_code_and_no_traceback(jidi, words, code):
    file = str(INVENTED / "14_work_conference.txt")
    status, out, err = jidi(*(word.format(file=file) for word in words))
    assert status == 2
    assert out == ""
    assert err.startswith(code)
    assert "Traceback" not in err


def test_a_bulletin_is_recorded_once_and_named_with_its_receipt(jidi, tmp_path, now):
    with make_book(tmp_path / "book", plan="shanxi", now=now):
        pass
    file = tmp_path / "b.txt"
    file.write_text(
        "2023年8月份山西省邮政行业运行情况\n\n1-8月，快递业务量累计完成6.69亿件。", "utf-8"
    )
    words = ("statistics", "record", str(file), "-w", str(tmp_path / "book"), "--by", "王敏")
    status, out, err = jidi(*words, "--json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert (told["added"], told["receipt"]["by"]) == (1, "王敏")
    status, out, _ = jidi(*words)
    assert status == 0
    assert "没有重复记入" in out
