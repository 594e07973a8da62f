"""Texts of complaints: categories suggested or left open, twins by waybill, text and facts."""

from __future__ import annotations

import pytest

from jidi.core.errors import JidiError
from jidi.model.complaint_index import load_complaint_index
from jidi.model.complaint_texts import ComplaintTexts, load_complaint_texts
from jidi.service import complaint_texts as service
from jidi.supervision.complaint_index import indexed, ranked
from jidi.supervision.complaint_texts import Told, facts, made, twins
from jidi.supervision.credit import Fraction

TEXTS = load_complaint_texts()


def test_sentences_that_measure_are_never_among_those_that_teach():
    taught = {one.sentence for one in made(TEXTS, "train", each=1)}
    held = {one.sentence for one in made(TEXTS, "held", each=1)}
    assert len(taught) >= 80
    assert len(held) >= 48
    assert not taught & held
    assert made(TEXTS, "held", each=2) == made(TEXTS, "held", each=2)


def test_a_sentence_in_both_parts_or_with_an_unknown_slot_is_refused():
    raw = TEXTS.model_dump()
    raw["kinds"]["delay"]["held"] = (*raw["kinds"]["delay"]["held"], TEXTS.kinds["loss"].train[0])
    with pytest.raises(ValueError, match="stands twice"):
        ComplaintTexts.model_validate(raw)
    raw = TEXTS.model_dump()
    raw["kinds"]["delay"]["held"] = ("{good}没到", "还没到")
    with pytest.raises(ValueError, match="goods"):
        ComplaintTexts.model_validate(raw)


def test_what_was_measured_is_no_less_than_what_is_published():
    found = service.measured()
    a, t = found.accuracy, found.twins
    assert (a.texts, a.sentences) == (576, 48)
    assert a.right / a.texts > 0.70
    assert a.right / (a.texts - a.silent) > 0.90
    assert t.found / t.shown > 0.90
    assert t.found / t.pairs > 0.95
    assert found.to_json()["synthetic"] is True


def test_a_clear_text_gets_its_category_and_one_that_says_nothing_of_the_matter_none():
    clear, vague = service.suggest(["快递员不送货上门，显示虚假签收", "呜呜呜啊啊啊"])
    assert clear.kind == "delivery"
    assert vague.kind == ""
    assert sum(chance for _, chance in clear.likely) == pytest.approx(1)
    with pytest.raises(JidiError, match="G-124"):
        service.suggest(["。。。12"])


def told(id_, text="", *, company="Q", day=0, parcel=""):
    return Told(id_, company, day, text, parcel)


def test_the_same_waybill_tells_within_the_window_and_only_of_one_company():
    same = [told("a", parcel="P"), told("b", parcel="P", day=90), told("c", parcel="P", day=91)]
    other = told("d", parcel="P", company="R")
    found = twins(TEXTS, [*same, other], within_days=90)
    assert [(one.first, one.second, one.by) for one in found] == [
        ("a", "b", "waybill"),
        ("b", "c", "waybill"),
    ]


def test_texts_are_twins_when_alike_or_when_they_name_the_same_sum_and_day():
    first = told("a", "5月3日下单的羽绒服丢了，花了120元，快递公司不赔")
    again = told("b", "再次反映：5月3日下单的羽绒服丢了，花了120元，快递公司不赔，请处理")
    reworded = told("c", "我买的衣服没了，５月３号付款 120 元")
    other = told("d", "5月3日下单的茶叶迟迟未到，已经七天")
    found = {
        (one.first, one.second)
        for one in twins(TEXTS, [first, again, reworded, other], within_days=9)
    }
    assert found == {("a", "b"), ("a", "c"), ("b", "c")}
    assert facts("５月３号付款 120 元，尾号 4415") == {"5月3日", "120元", "4415"}


@pytest.mark.parametrize(
    ("transcript", "said"),
    [
        ("坐席：请讲\n来电人：花瓶碎了\n不赔", "花瓶碎了。不赔"),
        (
            "1\n00:00:01,000 --> 00:00:02,000\n用户：没收到\n\n2\n00:00:03 --> 00:00:04\n客服：好",
            "没收到",
        ),
        ("包裹丢了", "包裹丢了"),
        ("地点：太原市小店区", "地点：太原市小店区"),
    ],
)
def test_a_transcript_gives_what_the_complainant_said(transcript, said):
    assert service.spoken(transcript) == said


def test_rows_of_a_file_that_cannot_be_compared_are_kept_aside_with_the_reason(tmp_path, now):
    file = tmp_path / "t.csv"
    file.write_text(
        "id,company,received_on,text\n1,Q,2025-05-01,丢了\n1,Q,2025-05-02,丢了\n2,Q,5月,丢了\n3,,2025-05-01,x\n",
        "utf-8",
    )
    found = service.twins_of_file(file, now=now)
    assert [line for line, _, _ in found.aside] == [3, 4, 5]
    file.write_text("id,text\n", "utf-8")
    with pytest.raises(JidiError, match="G-123"):
        service.twins_of_file(file, now=now)


def parts(**shares):
    return {part.measure: Fraction(*shares.get(part.measure.split("_")[1], (9, 10)))
            for part in load_complaint_index().parts}  # fmt: skip


def test_the_index_is_the_weighted_mean_of_what_is_known():
    definition = load_complaint_index()
    assert indexed(definition, "A", parts()).value == pytest.approx(90)
    one = indexed(definition, "A", parts(satisfied=(0, 0)))
    assert one.value == pytest.approx(90)
    assert one.unknown == ("complaints_satisfied",)
    assert indexed(definition, "A", parts(satisfied=(0, 10))).value == pytest.approx(72)
    nothing = indexed(definition, "A", {})
    assert (nothing.value, nothing.cases) == (None, 0)


def test_too_few_cases_are_not_ranked_and_equals_share_a_place():
    definition = load_complaint_index()
    rows = [indexed(definition, name, parts()) for name in "ABC"]
    few = indexed(
        definition,
        "D",
        parts(**dict.fromkeys(("closed", "in", "answer", "form", "satisfied"), (9, 9))),
    )
    worse = indexed(definition, "E", parts(satisfied=(0, 10)))
    found = {one.subject: one.rank for one in ranked([*rows, few, worse], fewest=10)}
    assert found == {"A": 1, "B": 1, "C": 1, "E": 4, "D": None}
