"""Counts per grade and one sentence that says them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jidi.plan.grade import Grade
from jidi.plan.standing import Progress


@dataclass(frozen=True)
class Summary:
    """How many targets stand how.

    :param counts: number of targets by grade, every grade present, in order of grade.
    :param synthetic: how many rest on synthetic values.
    """

    total: int
    counts: Mapping[Grade, int]
    synthetic: int
    zh: str
    en: str


def summary(results: Iterable[Progress]) -> Summary:
    """Counts of ``results`` by grade, and a sentence in both languages."""
    found = tuple(results)
    counts = {grade: sum(result.grade is grade for result in found) for grade in Grade}
    synthetic = sum(_is_synthetic(result) for result in found)
    return Summary(
        total=len(found),
        counts=MappingProxyType(counts),
        synthetic=synthetic,
        zh=_sentence_zh(len(found), counts, synthetic),
        en=_sentence_en(len(found), counts, synthetic),
    )


def _is_synthetic(result: Progress) -> bool:
    return result.actual is not None and result.actual.status == "synthetic"


def _sentence_zh(total: int, counts: Mapping[Grade, int], synthetic: int) -> str:
    parts = "，".join(f"{n}项{grade.zh}" for grade, n in counts.items() if n)
    made = f"（其中{synthetic}项为合成数据）" if synthetic else ""
    return f"{total}项目标中，{parts}{made}。" if total else "没有目标。"


def _sentence_en(total: int, counts: Mapping[Grade, int], synthetic: int) -> str:
    parts = ", ".join(f"{n} {grade.en}" for grade, n in counts.items() if n)
    made = f" ({synthetic} on synthetic data)" if synthetic else ""
    return f"Of {total} targets: {parts}{made}." if total else "There are no targets."
