"""A person goes through a draft: every decision has a name, a time and, where needed, a reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from reading import TITLE, below, document

from founded_books import fresh
from jidi.cli.main import run
from jidi.core.errors import InputError, UnknownName
from jidi.model.plan_loader import read_plan_file
from jidi.model.plan_writer import plan_toml
from jidi.service.plan_documents import plan_at
from jidi.service.plan_review import corrected, decided, items, without_rejected
from plan_documents import plan_file

NOW = datetime(2026, 1, 20, 9, 0, tzinfo=UTC)
TEXT = "到2025年,快递业务量达到9.5亿件,年均增长12%。末端网点超过8000家。"


@pytest.fixture
def draft():
    return below("发展目标", TEXT)


def test_each_record_stands_beside_its_source_text(draft):
    made = document(f"{TITLE}一、发展目标\n\n{TEXT}\n")
    first, second = items(draft, made)
    assert first.state == "open"
    assert "⟦快递业务量达到9.5亿件⟧" in first.source[0]
    assert "⟦末端网点超过8000家⟧" in second.source[0]


def test_a_decision_is_kept_with_name_and_time(draft):
    after = decided(draft, "accept", records=["target-01"], by="张三", at=NOW)
    (review,) = after.reviews
    assert (review.record, review.by, review.at) == ("target-01", "张三", NOW)
    assert items(after, None)[0].state == "accept"
    assert draft.reviews == ()


def test_a_rejected_record_no_longer_counts(draft):
    after = decided(draft, "reject", records=["target-02"], by="张三", at=NOW, reason="非目标")
    assert [t.id for t in without_rejected(after).targets] == ["target-01"]
    assert len(after.targets) == 2


def test_the_last_decision_counts(draft):
    after = decided(draft, "reject", records=["target-02"], by="张三", at=NOW, reason="非目标")
    after = decided(after, "accept", records=["target-02"], by="李四", at=NOW)
    assert without_rejected(after).targets == draft.targets
    assert len(after.reviews) == 2


def test_a_correction_changes_the_record_and_remembers_what_it_was(draft):
    after = corrected(
        draft, "target-01", {"level": ">9.6", "unit": "亿件"}, by="李四", at=NOW, reason="校对"
    )
    assert after.target("target-01").level.printed.text == ">9.6"
    assert [(r.field, r.before, r.after) for r in after.reviews] == [
        ("level", "9.5", ">9.6"), ("unit", "亿件", "亿件"),
    ]  # fmt: skip
    assert after.target("target-01").at == draft.target("target-01").at


def test_decisions_without_name_or_reason_are_refused(draft):
    with pytest.raises(InputError) as caught:
        decided(draft, "accept", records=["target-01"], by="", at=NOW)
    assert caught.value.code == "P-141"
    with pytest.raises(InputError) as caught:
        decided(draft, "reject", records=["target-01"], by="张三", at=NOW)
    assert caught.value.code == "P-141"


def test_unknown_records_fields_and_values_are_refused_with_the_nearest(draft):
    with pytest.raises(UnknownName) as caught:
        decided(draft, "accept", records=["target-1"], by="张三", at=NOW)
    assert caught.value.facts["nearest"] == "target-01"
    with pytest.raises(UnknownName) as caught:
        corrected(draft, "target-01", {"levl": "1"}, by="张三", at=NOW, reason="r")
    assert (caught.value.code, caught.value.facts["nearest"]) == ("P-142", "level")
    with pytest.raises(InputError) as caught:
        corrected(draft, "target-01", {"level": "abc"}, by="张三", at=NOW, reason="r")
    assert caught.value.code == "P-143"


def asked(*words, capsys):
    with pytest.raises(SystemExit) as ended:
        run(list(words))
    return ended.value.code, capsys.readouterr()


def test_the_command_line_reads_reviews_and_counts(tmp_path, capsys):
    (tmp_path / "plan.txt").write_text(f"{TITLE}一、发展目标\n\n{TEXT}\n", "utf-8")
    out = tmp_path / "plan.toml"
    assert asked("plan", "read", str(tmp_path / "plan.txt"), "-o", str(out), capsys=capsys)[0] == 0
    assert len(read_plan_file(out).targets) == 2
    status, _ = asked(
        "plan", "review", str(out), "--reject", "target-02", "--by", "张三", "--reason", "x",
        capsys=capsys,
    )  # fmt: skip
    assert status == 0
    assert [t.id for t in plan_at(str(out)).targets] == ["target-01"]
    status, said = asked("plan", "review", str(out), "--json", capsys=capsys)
    told = json.loads(said.out)
    assert told["document"] is True
    assert {i["id"]: i["state"] for i in told["items"]} == {
        "target-01": "open", "target-02": "reject",
    }  # fmt: skip


def test_reviews_survive_being_written_and_read(draft, tmp_path):
    after = decided(draft, "accept", records=["target-01"], by="张三", at=NOW)
    path = tmp_path / "plan.toml"
    path.write_text(plan_toml(after), "utf-8")
    assert read_plan_file(path) == after


def test_on_the_command_line_a_draft_is_kept_and_reviewed_in_a_workspace(tmp_path, capsys):
    def said(*words):
        code, out = asked(*words, capsys=capsys)
        return code, out.out + out.err

    with fresh(tmp_path, NOW) as book:
        root = str(book.workspace.root)
    read = ("plan", "read", str(plan_file(tmp_path)), "-w", root, "--by", "张三", "--json")
    name = json.loads(said(*read)[1])["id"]
    review = ("plan", "review", name, "-w", root, "--by", "李四", "--json")
    assert said(*review, "--accept", "target-01,target-02")[0] == 0
    correct = ("--correct", "target-08", "--set", "level=100", "--reason", "校对")
    assert said(*review, *correct)[0] == 0
    told = json.loads(said(*review, "--state", "accept")[1])
    assert [(one["id"], one["last"]["by"]) for one in told["items"]] == [
        ("target-01", "李四"), ("target-02", "李四"),
    ]  # fmt: skip
    (one,) = json.loads(said("plan", "drafts", "-w", root, "--json")[1])
    assert (one["id"], one["by"], one["states"]["correct"]) == (name, "张三", 1)
    code, words = said("plan", "review", f"{name}x", "-w", root)
    assert code != 0 and "P-150" in words and name in words


def test_a_workspace_is_made_of_a_reviewed_draft(tmp_path, capsys):
    out = str(tmp_path / "draft.toml")
    home = str(tmp_path / "book")
    assert asked("plan", "read", str(plan_file(tmp_path)), "-o", out, capsys=capsys)[0] == 0
    code, said = asked("new", home, "--plan", out, capsys=capsys)
    assert code != 0 and "P-156" in said.err
    review = ("plan", "review", out, "--accept", "all", "--by", "张三")
    assert asked(*review, capsys=capsys)[0] == 0
    assert asked("new", home, "--plan", out, "--plan-id", "sw", capsys=capsys)[0] == 0
    told = json.loads(asked("status", "-w", home, "--json", capsys=capsys)[1].out)
    assert {target["grade"] for target in told["targets"]} == {"not_begun"}
    for words in (["new", home], ["new", home, "--plan", out, "--province", "shanxi"]):
        code, said = asked(*words, capsys=capsys)
        assert code != 0 and "P-158" in said.err
