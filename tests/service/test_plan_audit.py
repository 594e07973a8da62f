"""The audit of plans, drafts and documents, with what the house knows of their regions."""

from __future__ import annotations

import pytest

from jidi.core.errors import UnknownName
from jidi.model.plan_loader import load_plan
from jidi.model.plan_writer import plan_toml
from jidi.plan import Verdict
from jidi.service.plans import audit, audit_as_asked, audited, report

TEXT = """\
{region}“十四五”邮政业发展规划

一、发展现状

2020年，全省邮政行业业务收入完成200亿元，快递业务收入完成120亿元，占行业业务收入比重达到{share}%。

二、发展目标

到2025年，全省邮政行业业务收入达到300亿元，年均增长{growth}%。全省21个市州快递物流园区实现全覆盖。
"""


def document(folder, *, region="四川省", share="60", growth="8.4"):
    path = folder / "plan.txt"
    path.write_text(TEXT.format(region=region, share=share, growth=growth), "utf-8")
    return str(path)


def verdicts(asked, family):
    return [f.verdict.value for f in audit_as_asked(asked).findings if f.family == family]


def test_a_document_of_any_province_is_audited(tmp_path):
    asked = document(tmp_path)
    assert verdicts(asked, "growth") == ["agrees"]
    assert verdicts(asked, "share") == ["agrees"]
    assert verdicts(document(tmp_path, growth="12"), "growth") == ["contradicts"]
    assert verdicts(document(tmp_path, share="70"), "share") == ["contradicts"]


def test_a_draft_is_audited_like_the_document_it_was_read_from(tmp_path):
    path = tmp_path / "draft.toml"
    path.write_text(plan_toml(load_plan("inner-mongolia")), "utf-8")
    said = [(f.id, f.verdict) for f in audit_as_asked(str(path)).findings]
    assert said == [(f.id, f.verdict) for f in audit("inner-mongolia")]


def test_cities_of_any_province_are_counted_and_counties_said_not_to_be(tmp_path):
    found = {f.id: f for f in audit_as_asked(document(tmp_path)).findings}
    assert not [name for name in found if name == "roster:unknown"]
    path = tmp_path / "plan.txt"
    path.write_text(path.read_text("utf-8") + "\n全省乡镇快递服务站点实现全覆盖。\n", "utf-8")
    found = {f.id: f for f in audit_as_asked(str(path)).findings}
    assert "四川省的乡级" in found["roster:unknown"].reason_zh


def test_a_region_that_no_roster_knows_is_audited_all_the_same():
    plan = load_plan("shanxi").model_copy(update={"province": ""})
    found = audited(plan).findings
    assert [f.id for f in found if f.family == "roster"] == ["roster:unknown"]
    assert [f for f in found if ":published:" in f.id] == []


def test_the_counts_are_of_all_findings_and_those_shown_of_one_verdict():
    whole, part = audit_as_asked("im"), audit_as_asked("im", "矛盾")
    assert part.counts == whole.counts
    assert {f.verdict for f in part.findings} == {Verdict.CONTRADICTS}
    assert len(part.findings) == whole.counts[Verdict.CONTRADICTS]
    assert whole.sentence("en").endswith(f"{len(part.findings)} contradict.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("consistent", "agrees"),
        ("ambiguous", "compatible"),
        ("inconsistent", "contradicts"),
        ("存疑", "附条件相容"),
    ],
)
def test_verdicts_by_their_former_names_are_refused_with_the_new_one(old, new):
    with pytest.raises(UnknownName) as caught:
        audit_as_asked("shanxi", old)
    assert caught.value.facts["nearest"] == new


def test_the_report_holds_verdicts_conditions_and_bindings_as_plain_values():
    said = report("inner-mongolia").to_json()
    assert sum(said["counts"].values()) == len(said["findings"])
    assert {b["indicator"] for b in said["bindings"]} >= {"express_revenue", "express_volume"}
    conditional = [f for f in said["findings"] if f["verdict"] == "compatible"]
    assert all(f["only_if_zh"] and f["only_if_en"] for f in conditional)
    assert {f["verdict_zh"] for f in conditional} == {"附条件相容"}
