"""Limits that are our own choice, as figures with evidence."""

from __future__ import annotations

from decimal import Decimal

from jidi.core.numbers_as_text import grouped
from jidi.report.desk import Desk
from jidi.report.evidence import Evidence


def limit(desk: Desk, key: str, percent: Decimal, unit: str = "%") -> Evidence:
    """A limit in per cent; its meaning is the label ``limit_KEY``."""
    return desk.evidence(
        f"limit.{key}",
        subject=desk.word("limits"),
        figure=desk.word(f"limit_{key}"),
        text=desk.voice.number(percent, 0, unit),
        bare=grouped(percent, 0),
        value=percent,
        unit=unit,
        origin="choice",
        status=desk.voice.origin("choice"),
    )
