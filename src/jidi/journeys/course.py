"""The course of one parcel: its scans in order, what each is worth, and what is missing.

The same rules as in ``definitions/journeys/journey.sql``; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from jidi.model.journey import Step


class Mark(StrEnum):
    """What is to be said of a scan. Only ``counted`` and the remarks on time count."""

    WITHDRAWN = "withdrawn"
    """Its sender declared it wrong."""
    RESENT = "resent"
    """The same event was received again later; the last word counts."""
    REPEATED = "repeated"
    """The same step, second and place under another event id; counts once."""
    BEFORE_ACCEPTANCE = "before_acceptance"
    """It happened before the parcel was accepted."""
    RECEIVED_EARLY = "received_early"
    """It was received before it happened: the sender's clock is wrong."""
    LATE = "late"
    """It was received more than :data:`LATE_AFTER` after it happened."""


NOT_COUNTED = (Mark.WITHDRAWN, Mark.RESENT, Mark.REPEATED)
LATE_AFTER = timedelta(hours=6)
"""From here on a scan counts as received late. Our own choice."""


@dataclass(frozen=True)
class Scan:
    """One row of ``event`` and what is to be said of it.

    :param row: the row as it stands in the book.
    :param since_previous: time since the scan before that counts; None for the first, and for
        scans that do not count.
    """

    row: Mapping[str, Any]
    marks: tuple[Mark, ...]
    since_previous: timedelta | None

    @property
    def counts(self) -> bool:
        """Whether it is part of the parcel's way."""
        return not any(mark in NOT_COUNTED for mark in self.marks)


@dataclass(frozen=True)
class Course:
    """A parcel's scans in the order in which they happened.

    :param missing: codes of the required steps that it must have passed and does not show.
    :param outcome: how it ended (list ``outcome``); empty while it is under way.
    """

    scans: tuple[Scan, ...]
    missing: tuple[str, ...]
    outcome: str

    @property
    def counted(self) -> tuple[Scan, ...]:
        """The scans that count."""
        return tuple(scan for scan in self.scans if scan.counts)

    @property
    def duration(self) -> timedelta | None:
        """From the first scan that counts to the last; None when fewer than two count."""
        counted = self.counted
        if len(counted) < 2:
            return None
        span: timedelta = counted[-1].row["occurred_at"] - counted[0].row["occurred_at"]
        return span


def course_of(rows: Iterable[Mapping[str, Any]], steps: Sequence[Step]) -> Course:
    """The course of one parcel.

    :param rows: its rows of ``event``, in any order, with every repetition.
    """
    known = {step.code: step for step in steps}
    ordered = sorted(rows, key=lambda row: (_place(row, known), _said(row)))
    last_word = _last_words(ordered)
    withdrawn = {name for row in ordered for name in _taken_back(row)}
    scans = _scans(ordered, last_word, withdrawn)
    counted = [scan.row for scan in scans if scan.counts]
    return Course(scans=scans, missing=_missing(counted, steps), outcome=_outcome(counted, known))


def _taken_back(row: Mapping[str, Any]) -> Iterable[str]:
    """The ids of which the row says that they do not count: of an event of several parcels the one
    that is the parcel's, too."""
    if row["withdrawn_at"] is not None:
        yield row["event_id"]
        yield f"{row['event_id']}#{row['parcel_id']}"


def _place(row: Mapping[str, Any], known: Mapping[str, Step]) -> tuple[Any, ...]:
    return (row["occurred_at"], known[row["step"]].rank, row["event_id"], row["received_at"])


def _last_words(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    """For each event the row that was received last."""
    last: dict[str, Mapping[str, Any]] = {}
    for row in sorted(rows, key=_said):
        last[row["event_id"]] = row
    return last


def _said(row: Mapping[str, Any]) -> tuple[str, ...]:
    """When a row was said; rows of the same second in the order of what they say."""
    return tuple(str(row[name] or "") for name in WORD)


WORD = (
    "received_at", "occurred_at", "step", "division", "facility_id", "operator_id", "bag_id",
    "vehicle_id",
)  # fmt: skip
"""What decides between rows of one event: the greatest in these columns, in this order, counts."""


def _scans(
    rows: Sequence[Mapping[str, Any]],
    last_word: Mapping[str, Mapping[str, Any]],
    withdrawn: set[str],
) -> tuple[Scan, ...]:
    seen: set[tuple[Any, ...]] = set()
    previous: datetime | None = None
    accepted = _accepted(last_word.values(), withdrawn)
    scans = []
    for row in rows:
        marks = [*_standing(row, last_word, withdrawn, seen)]
        counts = not marks
        since = row["occurred_at"] - previous if counts and previous is not None else None
        if counts:
            previous = row["occurred_at"]
            marks += _on_time(row, accepted)
        scans.append(Scan(row=row, marks=tuple(marks), since_previous=since))
    return tuple(scans)


def _standing(
    row: Mapping[str, Any],
    last_word: Mapping[str, Mapping[str, Any]],
    withdrawn: set[str],
    seen: set[tuple[Any, ...]],
) -> Iterable[Mark]:
    if row["event_id"] in withdrawn:
        yield Mark.WITHDRAWN
    elif last_word[row["event_id"]] is not row:
        yield Mark.RESENT
    else:
        same = (row["step"], row["occurred_at"], row["division"], row["facility_id"])
        if same in seen:
            yield Mark.REPEATED
        seen.add(same)


def _accepted(rows: Iterable[Mapping[str, Any]], withdrawn: set[str]) -> datetime | None:
    found = [
        row["occurred_at"]
        for row in rows
        if row["step"] == "accepted" and row["event_id"] not in withdrawn
    ]
    return min(found, default=None)


def _on_time(row: Mapping[str, Any], accepted: datetime | None) -> Iterable[Mark]:
    if accepted is not None and row["occurred_at"] < accepted:
        yield Mark.BEFORE_ACCEPTANCE
    if row["received_at"] < row["occurred_at"]:
        yield Mark.RECEIVED_EARLY
    if row["received_at"] - row["occurred_at"] > LATE_AFTER:
        yield Mark.LATE


def _missing(rows: Sequence[Mapping[str, Any]], steps: Sequence[Step]) -> tuple[str, ...]:
    """The required steps below the furthest that the parcel shows."""
    shown = {row["step"] for row in rows}
    furthest = max((s.rank for s in steps if s.code in shown and s.proves_the_way), default=0)
    return tuple(s.code for s in steps if s.required and s.rank < furthest and s.code not in shown)


def _outcome(rows: Sequence[Mapping[str, Any]], known: Mapping[str, Step]) -> str:
    """What the last scan that ends the way says."""
    ends = [row for row in rows if known[row["step"]].outcome]
    if not ends:
        return ""
    return known[max(ends, key=lambda row: _place(row, known))["step"]].outcome
