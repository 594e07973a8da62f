"""What must be said below a board: where values come from and what they lack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.model.reading import Reading, Status
from jidi.plan import Progress


class Row(Protocol):
    """A target with the value that stands for it."""

    @property
    def target(self) -> Target:
        """The target."""

    @property
    def indicator(self) -> Indicator | None:
        """What measures it."""

    @property
    def reading(self) -> Reading | None:
        """What stands for it."""

    @property
    def detail(self) -> Progress:
        """How far it is."""


TREND_NOTE = (
    "趋势线由报送（演示中为合成）数据计算，与“公布”“推定”的实际值来源不同。",
    "Trend lines are computed from returns (synthetic in a demo); published and inferred "
    "values come from elsewhere.",
)


def notes_on(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Notes in Chinese and English: synthetic, inferred and incomplete values, bare targets."""
    synthetic = [r for r in rows if r.reading and r.reading.status is Status.SYNTHETIC]
    derived = [r for r in rows if r.reading and r.reading.status is Status.INFERRED]
    bare = [r for r in rows if r.indicator is None]
    notes: list[tuple[str, str]] = []
    if synthetic:
        notes.append(
            (
                f"※ 标“合成”的 {len(synthetic)} 项实际值由程序生成，不是真实统计。",
                f"※ {len(synthetic)} actual values marked synthetic are made by a program; "
                "they are not real statistics.",
            )
        )
    for row in derived:
        if row.reading is not None:
            notes.append(
                (
                    f"{row.target.zh}：由公布的五年增幅推定，{row.reading.note}。",
                    f"{row.target.en}: inferred from published five-year growth, "
                    f"{row.reading.note}.",
                )
            )
    notes += [_incomplete(r, r.reading) for r in rows if r.reading and r.reading.missing_parts]
    notes += [
        _blurred(r) for r in rows if r.detail.distinction and not r.detail.distinction.is_clear
    ]
    if bare:
        notes.append(
            (
                "没有指标可以衡量：" + "、".join(r.target.zh for r in bare),
                "No indicator measures: " + ", ".join(r.target.en for r in bare),
            )
        )
    return tuple(notes)


def _incomplete(row: Row, reading: Reading) -> tuple[str, str]:
    missing, parts = reading.missing_parts, reading.parts
    return (
        f"{row.target.zh}：{parts:,} 个部分中 {missing:,} 个缺数，数值只含其余部分。",
        f"{row.target.en}: {missing:,} of {parts:,} parts are missing; the value holds the others.",
    )


def _blurred(row: Row) -> tuple[str, str]:
    found = row.detail.distinction
    zh, en = ("", "") if found is None else found.reason(row.target.unit)
    return f"{row.target.zh}：不可区分，{zh}。", f"{row.target.en}: not distinguishable, {en}."
