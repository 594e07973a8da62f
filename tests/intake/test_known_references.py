"""References of a column whose dictionary grows from block to block."""

from __future__ import annotations

import pyarrow as pa
import pytest

from jidi.intake.known import Known
from jidi.intake.referring import Referring
from jidi.intake.roster import Roster

TARGET = "operator.operator_id"
IDS = pa.array(["A1", "B2"])
NAMES = {"顺通": "A1"}


def known() -> Known:
    def named(_target, texts):
        return {text: NAMES[text] for text in texts if text in NAMES}

    return Known(Roster(frozenset(), {}), {}, {TARGET: IDS}, named)


def coded(texts: list[str], codes: list[int | None]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(texts))


BLOCKS = [
    (["A1"], [0, 0, None]),
    (["A1", "X"], [1, 0]),
    (["A1", "X", "顺通", "Ｂ２"], [2, 1, 3, None, 0]),
    (["A1", "X", "顺通", "Ｂ２"], [3, 3]),
    (["B2", "顺通"], [0, 1]),
]


@pytest.mark.parametrize("is_coded", [True, False])
def test_each_block_is_told_as_if_it_were_the_only_one(is_coded):
    column = Referring(known(), TARGET)
    for texts, codes in BLOCKS:
        values = coded(texts, codes)
        said = values.to_pylist()
        found = column.read(values if is_coded else pa.array(said, pa.string()))
        meaning = {"顺通": "A1", "Ｂ２": "B2"}
        assert found.values.to_pylist() == [meaning.get(text, text) for text in said]
        wrong = [False] * len(said) if found.wrong is None else found.wrong.tolist()
        assert wrong == [text == "X" for text in said]
        assert found.meant == sum(text in meaning for text in said)


def test_without_a_row_to_refer_to_nothing_is_wrong():
    column = Referring(
        Known(Roster(frozenset(), {}), {}, {TARGET: pa.array([], pa.string())}), TARGET
    )
    found = column.read(pa.array(["X"]))
    assert (found.values.to_pylist(), found.wrong, found.meant) == (["X"], None, 0)
