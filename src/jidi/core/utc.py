"""Moments as text that sorts as they follow each other."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_text(at: datetime) -> str:
    """ISO 8601 in UTC, always with microseconds.

    :param at: with its zone.
    """
    return at.astimezone(UTC).isoformat(timespec="microseconds")
