"""Words that faces share: statuses and origins in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from jidi.model.reading import Status

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
}
