"""Shares in the sentences of a judgement, rounded as print rounds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jidi.core.measure import Interval
from jidi.plan.grade import Tolerance, judge


@pytest.mark.parametrize(
    ("share", "words"), [("0.125", "13%"), ("-0.001", "0%"), ("-0.5", "−50%"), ("2.06", "206%")]
)
def test_a_share_is_rounded_half_up_with_a_true_minus(share, words):
    covered = Decimal(share)
    found = judge(covered, Interval.point(covered), Decimal(1), Tolerance())
    assert found.reason_zh == f"已完成{words}，应完成100%"
    assert found.reason_en.startswith(f"{words} of the way")
