"""Words that faces share: statuses and origins in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from jidi.model.plan_record import ConditionKind
from jidi.model.reading import Status

SEVERITY_WORDS: Mapping[str, tuple[str, str]] = {
    "error": ("错误", "error"),
    "warning": ("警告", "warning"),
    "note": ("提示", "note"),
}

HELD_WORDS: Mapping[str, tuple[str, str]] = {
    "open": ("待更正", "open"),
    "repaired": ("已更正待重报", "repaired"),
    "resubmitted": ("已重报", "handed in again"),
}
"""States of rows held aside."""

CONDITION_WORDS: Mapping[ConditionKind, tuple[str, str]] = {
    ConditionKind.LEVEL: ("水平", "level"),
    ConditionKind.GROWTH: ("年均增速", "growth a year"),
    ConditionKind.INCREMENT: ("增量", "increment"),
    ConditionKind.SHARE: ("占比", "share"),
}

NO_DATA_WORDS = ("无数据", "no data")

STATUS_WORDS: Mapping[Status, tuple[str, str]] = {
    Status.REPORTED: ("公布", "published"),
    Status.REVISED: ("修订", "revised"),
    Status.PRELIMINARY: ("快报", "preliminary"),
    Status.BOUND: ("下限", "lower bound"),
    Status.COMPUTED: ("计算", "computed"),
    Status.INFERRED: ("推定", "inferred"),
    Status.FORECAST: ("预计", "forecast"),
    Status.TARGET: ("目标", "target"),
    Status.DOUBTFUL: ("存疑", "doubtful"),
    Status.SYNTHETIC: ("合成", "synthetic"),
    Status.DESIGNED: ("设计", "designed"),
}

ORIGIN_WORDS: Mapping[str, tuple[str, str]] = {
    "reported": ("报送", "reported"),
    "published": ("公布", "published"),
    "synthetic": ("合成", "synthetic"),
}
"""Where the rows of a table come from."""
