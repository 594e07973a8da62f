"""追踪: where a parcel was, what a bag or a vehicle carried, what a facility did in an hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeAlias

from jidi.core.errors import InputError, Language, UnknownName, ValueProblem
from jidi.core.numerals import fold
from jidi.core.period import Period, PeriodKind
from jidi.core.worded import listed
from jidi.journeys import Course, Mark, Scan, course_of
from jidi.lake.lookup import Found
from jidi.model.journey import load_steps
from jidi.service.books import Book
from jidi.service.trace_names import Names, names_of

_Span: TypeAlias = tuple[datetime | None, datetime | None]

SHOWN: Final = 500
"""Scans carried along where a bag, a vehicle or a facility is asked for; all are counted."""

WHAT: Final = {
    "parcel": ("快件", "parcel"),
    "bag": ("总包", "bag"),
    "vehicle": ("车辆", "vehicle"),
    "facility": ("设施", "facility"),
}
"""What can be traced."""

_PARCEL_COLUMNS: Final = (
    "product", "segment", "from_division", "to_division", "accepted_at", "promised_at", "outcome",
)  # fmt: skip
"""What is told of the parcel itself; nothing of persons."""


@dataclass(frozen=True)
class Traced:
    """A parcel, traced.

    :param scans: every row of it, in the order of what happened, with what is to be said of each.
    :param parcel: what its sender reported of the parcel itself; None when nothing.
    :param version: the data version that was read.
    """

    key: str
    version: int
    course: Course
    parcel: Mapping[str, Any] | None
    names: Names = field(repr=False)

    @property
    def synthetic(self) -> bool:
        """Whether any of it is synthetic."""
        rows = [scan.row for scan in self.course.scans]
        return any(row["origin"] == "synthetic" for row in rows)

    def to_json(self) -> dict[str, Any]:
        """The trace as plain values."""
        names, course = self.names, self.course
        span = course.duration
        return {
            "parcel_id": self.key,
            "data_version": self.version,
            "synthetic": self.synthetic,
            "outcome": course.outcome or None,
            "scans": len(course.counted),
            "hours": None if span is None else round(span / timedelta(hours=1), 2),
            "missing": [names.step_json(code) for code in course.missing],
            "parcel": None if self.parcel is None else names.parcel_json(self.parcel),
            "events": [_scan_json(scan, names) for scan in course.scans],
        }


@dataclass(frozen=True)
class Passed:
    """The scans of a bag, a vehicle, or a facility in an hour.

    :param what: ``bag``, ``vehicle`` or ``facility``.
    :param total: how many scans there are; ``rows`` holds the first :data:`SHOWN`.
    :param parcels: how many parcels they are of.
    :param by_step: scans by step.
    """

    what: str
    key: str
    version: int
    total: int
    parcels: int
    by_step: Mapping[str, int]
    rows: tuple[Mapping[str, Any], ...]
    synthetic: bool
    names: Names = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        """The scans as plain values."""
        return {
            self.what: self.key,
            "data_version": self.version,
            "synthetic": self.synthetic,
            "scans": self.total,
            "parcels": self.parcels,
            "by_step": [
                {**self.names.step_json(step), "scans": n} for step, n in self.by_step.items()
            ],
            "shown": len(self.rows),
            "events": [
                {"parcel_id": row["parcel_id"], **_row_json(row, self.names)} for row in self.rows
            ],
        }


def trace_parcel(book: Book, key: str) -> Traced:
    """Everything the book knows of a parcel's way.

    :raises UnknownName: X-104 when it knows nothing.
    """
    wanted, version = {"parcel_id": [key]}, book.version
    found = book.find("event", wanted, version=version)
    if not found.rows.num_rows:
        raise _unknown(book, "parcel", key, found)
    rows = found.rows.to_pylist()
    told = book.find("parcel", wanted, version=version, columns=_PARCEL_COLUMNS)
    parcels = told.rows.select(_PARCEL_COLUMNS).to_pylist()
    parcel = parcels[0] if parcels else None
    return Traced(
        key=key,
        version=found.version,
        course=course_of(rows, load_steps()),
        parcel=parcel,
        names=names_of(book, version=found.version),
    )


def trace_asked(
    book: Book,
    *,
    parcel: str | None = None,
    bag: str | None = None,
    vehicle: str | None = None,
    facility: str | None = None,
    day: str | None = None,
    hour: str | None = None,
) -> Traced | Passed:
    """What the words of a command or an address ask for; exactly one of the first four is named.
    An id in full-width letters that the book does not know is read in plain ones, as intake does.

    :param day: only that day (2025-11-11), for a bag or a vehicle.
    :param hour: that hour (2025-11-11T09); a facility needs one.
    :raises InputError: X-101 when it is not clear what is asked, T-103 a facility without an hour.
    :raises ValueProblem: X-102 for something that is no hour, V-106 for something that is no day.
    :raises UnknownName: X-104 when the book knows nothing of it.
    """
    named = {"parcel": parcel, "bag": bag, "vehicle": vehicle, "facility": facility}
    given = {what: key.strip() for what, key in named.items() if key and key.strip()}
    if len(given) != 1 or (parcel and (day or hour)):
        told = [*given, *(n for n, v in (("day", day), ("hour", hour)) if v)]
        raise InputError("X-101", given=listed(told))
    ((what, key),) = given.items()
    if what == "facility" and not hour:
        raise InputError("X-103")
    span, plain = _span(day, hour), fold(key).strip()
    try:
        return _traced(book, what, key, span)
    except UnknownName:
        if plain == key:
            raise
        return _traced(book, what, plain, span)


def _traced(book: Book, what: str, key: str, span: _Span) -> Traced | Passed:
    return trace_parcel(book, key) if what == "parcel" else _passed(book, what, key, *span)


def _passed(
    book: Book, what: str, key: str, since: datetime | None, until: datetime | None
) -> Passed:
    found = book.find("event", {f"{what}_id": [key]}, since=since, until=until)
    if not found.rows.num_rows:
        raise _unknown(book, what, key, found)
    rows = found.rows.sort_by([("occurred_at", "ascending"), ("event_id", "ascending")])
    counts = rows["step"].value_counts().to_pylist()
    shown = rows.slice(0, SHOWN).to_pylist()
    return Passed(
        what=what,
        key=key,
        version=found.version,
        total=rows.num_rows,
        parcels=len(rows["parcel_id"].unique()),
        by_step={c["values"]: c["counts"] for c in sorted(counts, key=lambda c: -c["counts"])},
        rows=tuple(shown),
        synthetic="synthetic" in rows["origin"].unique().to_pylist(),
        names=names_of(book, version=found.version),
    )


def _span(day: str | None, hour: str | None) -> _Span:
    """The time asked for: an hour, a day, or all."""
    if hour:
        try:
            start = datetime.strptime(hour.strip(), "%Y-%m-%dT%H")  # noqa: DTZ007 (local time)
        except ValueError as error:
            raise ValueProblem("X-102", text=hour) from error
        return start, start + timedelta(hours=1)
    if day:
        period = Period.parse(day)
        if period.kind is not PeriodKind.DAY:
            raise ValueProblem("V-106", text=day)
        start = datetime.combine(period.start, datetime.min.time())
        return start, start + timedelta(days=1)
    return None, None


def _unknown(book: Book, what: str, key: str, found: Found) -> UnknownName:
    segments = book.workspace.lake.segments("event", at=found.version)
    days = [d for s in segments for d in (s.first_day, s.last_day) if d is not None]
    zh, en = WHAT[what]
    other = _in_other_case(book, what, key)
    return UnknownName(
        "X-104",
        what_zh=zh,
        what_en=en,
        key=key,
        version=found.version,
        days=_from_to(days),
        near_zh=f"（大小写不同的有：{other}）" if other else "",
        near_en=f" (there is {other}, in other case)" if other else "",
    )


def _in_other_case(book: Book, what: str, key: str) -> str:
    """The same id in capitals or small letters, where the book knows that."""
    others = [text for text in (key.upper(), key.lower()) if text != key]
    if not others:
        return ""
    found = book.find("event", {f"{what}_id": others}, columns=[f"{what}_id"])
    return "、".join(sorted(set(found.rows[f"{what}_id"].to_pylist())))


def _from_to(days: Sequence[date]) -> str:
    return f"{min(days)}…{max(days)}" if days else "—"


def _scan_json(scan: Scan, names: Names) -> dict[str, Any]:
    since = scan.since_previous
    return {
        **_row_json(scan.row, names),
        "counts": scan.counts,
        "marks": [mark.value for mark in scan.marks],
        "minutes_since_previous": None if since is None else round(since.total_seconds() / 60, 1),
    }


def _row_json(row: Mapping[str, Any], names: Names) -> dict[str, Any]:
    return {
        "event_id": row["event_id"],
        "occurred_at": row["occurred_at"].isoformat(),
        "received_at": row["received_at"].isoformat(),
        "step": names.step_json(row["step"]),
        "division": names.division_json(row["division"]),
        "facility": names.facility_json(row["facility_id"]),
        "operator": names.operator_json(row["operator_id"]),
        "bag_id": row["bag_id"],
        "vehicle_id": row["vehicle_id"],
        "origin": row["origin"],
    }


MARK_WORDS: Mapping[Mark, tuple[str, str]] = {
    Mark.WITHDRAWN: ("已撤销", "withdrawn"),
    Mark.RESENT: ("重报，以后到者为准", "sent again; the later counts"),
    Mark.REPEATED: ("重复扫描", "repeated scan"),
    Mark.BEFORE_ACCEPTANCE: ("早于收寄", "before acceptance"),
    Mark.RECEIVED_EARLY: ("到达早于发生", "received before it happened"),
    Mark.LATE: ("迟到", "received late"),
}


def marks_text(marks: Iterable[Mark], lang: Language) -> str:
    """What is to be said of a scan, in words."""
    words = [MARK_WORDS[mark][0 if lang == "zh" else 1] for mark in marks]
    return ("、" if lang == "zh" else ", ").join(words)


def span_text(span: timedelta | None, lang: Language) -> str:
    """A length of time in days, hours and minutes; a dash when there is none."""
    if span is None:
        return "—"
    sign = "−" if span < timedelta(0) else ""
    minutes = round(abs(span).total_seconds() / 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    units = ("天", "小时", "分") if lang == "zh" else (" d", " h", " min")
    parts = [f"{n}{unit}" for n, unit in zip((days, hours, minutes), units, strict=True) if n]
    return sign + (" ".join(parts) or f"0{units[2]}")
