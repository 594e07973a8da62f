"""Masks hide at least what GB/T 41833-2022 asks for."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import UnknownName
from jidi.model.catalogue import Catalogue
from jidi.privacy import mask, mask_batch, masked


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "张三", "张*"),
        ("name", "王小明", "王**"),
        ("name", "欧阳娜娜", "欧阳**"),
        ("name", "欧阳", "欧*"),
        ("name", "李", "*"),
        ("name", "阿卜杜拉·买买提", "阿***·***"),
        ("name", "John Smith", "J*** S****"),
        ("phone", "13812345678", "138******78"),
        ("phone", "138 1234 5678", "138 **** **78"),
        ("phone", "0351-7654321", "035*-*****21"),
        ("phone", "7654321", "******1"),
        ("phone", "12345", "*****"),
        (
            "address",
            "太原市小店区平阳路1号学府园2号楼3单元1502室",
            "太原市小店区平阳路1号学府园2号楼***",
        ),
        ("address", "太原市小店区平阳路1号2栋1502", "太原市小店区平阳路1号2栋***"),
        ("address", "呼和浩特市新城区某小区5-2-301", "呼和浩特市新城区某小区***"),
        ("address", "学府园三号楼二单元东户", "学府园三号楼***"),
        ("address", "兴隆街幸福里小区601", "兴隆街幸福里小区***"),
        ("address", "平定县冠山镇东关村", "平定县冠山镇东关村"),
        ("address", "迎泽大街68号", "迎泽大街68号"),
        ("waybill", "SF1234567890123", "SF*********0123"),
        ("waybill", "773123456789012", "***********9012"),
        ("waybill", "12345678", "******78"),
        ("id_number", "140105199001011234", "1****************4"),
        ("vehicle", "晋A12345", "晋A****5"),
        ("free_text", "张三来电", "［已隐去］"),
    ],
)
def test_a_mask_hides_what_the_standard_asks_for(kind, value, shown):
    assert mask(value, kind) == shown


@given(st.text("0123456789 -", min_size=1, max_size=20))
@settings(max_examples=80)
def test_six_digits_of_a_telephone_number_or_all_are_hidden(value):
    digits = sum(sign.isdigit() for sign in value)
    shown = mask(value, "phone")
    assert shown.count("*") == max(min(6, digits), digits - 5)
    assert len(shown) == len(value)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6))
@settings(max_examples=80)
def test_at_least_one_character_of_a_name_is_hidden(name):
    assert "*" in mask(name, "name")


def test_an_array_is_masked_value_by_value():
    given_ = pa.array(["张三", None, "张三", "李四光"])
    assert masked(given_, "name").to_pylist() == ["张*", None, "张*", "李**"]


def test_in_a_batch_plain_values_are_masked_and_keyed_ones_withheld():
    batch = pa.RecordBatch.from_pydict(
        {
            "parcel_id": ["SF1234567890123"],
            "sender_key": ["1.AAAAAAAAAAAAAAAAAAAAAA"],
            "weight_kg": [2.0],
        }
    )
    shown = mask_batch(batch, Catalogue().table("parcel")).to_pylist()
    assert shown == [{"parcel_id": "SF*********0123", "sender_key": None, "weight_kg": 2.0}]


def test_an_unknown_kind_names_the_nearest():
    with pytest.raises(UnknownName) as refused:
        mask("x", "phones")
    assert "phone" in refused.value.remedy("en")
