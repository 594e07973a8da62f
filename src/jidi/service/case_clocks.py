"""Clocks for those who ask: a deadline with the law it rests on, told day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from jidi.core.calendar import WorkingCalendar, china
from jidi.core.errors import InputError, Language
from jidi.intake.times import BEIJING
from jidi.model.clock import Clock, load_clocks
from jidi.model.law import Limit
from jidi.service.clock_words import explanation
from jidi.supervision.clocks import CountedDay, Deadline, Pause, deadline, term_of


@dataclass(frozen=True)
class ClockReading:
    """A clock that was started, with the limit that held that day.

    :param deadline: when it is over, and how that was counted.
    """

    clock: Clock
    limit: Limit
    deadline: Deadline

    def said(self, lang: Language) -> tuple[str, ...]:
        """The deadline's explanation, sentence by sentence."""
        return explanation(self.clock, self.limit, self.deadline, lang)

    def to_json(self) -> dict[str, Any]:
        """As ``jidi case clock --json``."""
        found, limit = self.deadline, self.limit
        return {
            "clock": self.clock.id,
            "zh": self.clock.zh,
            "en": self.clock.en,
            "start": found.start.isoformat(),
            "due": _iso(found.due),
            "last_day": None if found.last_day is None else found.last_day.isoformat(),
            "not_before": _iso(found.not_before),
            "left": found.left,
            "term": {
                "amount": found.term.amount,
                "unit": found.term.unit.value,
                "last_day_off": found.term.last_day_off,
                "ends": found.term.ends,
            },
            "law": {
                "limit": limit.id,
                "article": limit.article or None,
                "source": limit.source,
                "trust": str(limit.trust),
                "citable": limit.is_citable,
                "valid_from": None if limit.valid_from is None else limit.valid_from.isoformat(),
                "valid_to": None if limit.valid_to is None else limit.valid_to.isoformat(),
            },
            "days": [_day_json(day) for day in found.days],
            "pauses": [
                {"from": one.start.isoformat(), "to": _iso(one.end), "why": one.why}
                for one in found.pauses
            ],
            "problem": None if found.problem is None else found.problem.to_json(),
            "said_zh": list(self.said("zh")),
            "said_en": list(self.said("en")),
        }


@cache
def calendar() -> WorkingCalendar:
    """The calendar that deadlines are counted by."""
    return china()


def read_clock(name: str, start: datetime, pauses: Iterable[Pause] = ()) -> ClockReading:
    """A clock of that id, started at a moment.

    :raises UnknownName: Y-101; D-233 when its limit did not hold that day.
    :raises InputError: Y-104 for pauses that cannot be.
    """
    clocks = load_clocks()
    clock = clocks.clock(name)
    limit = clock.rule(start.date())
    counted = deadline(
        start,
        term_of(clock, limit),
        calendar=calendar(),
        office=clocks.office,
        pauses=pauses,
    )
    return ClockReading(clock, limit, counted)


def clocks_json() -> dict[str, Any]:
    """Every clock, and the rules of counting with their sources."""
    clocks = load_clocks()
    return {
        "counting": {name: rule.model_dump(mode="json") for name, rule in clocks.counting.items()},
        "office": clocks.office.model_dump(mode="json"),
        "clocks": [clock.model_dump(mode="json") for clock in clocks.clocks.values()],
    }


def read_moment(text: str) -> datetime:
    """A moment as people write it, in Beijing's time; a day alone is its first moment.

    :raises InputError: Y-105.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError("Y-105", text=text) from None
    if moment.tzinfo is not None:
        raise InputError("Y-105", text=text)
    return moment


def read_pause(text: str) -> Pause:
    """``FROM/TO/REASON``; an empty TO is a pause that lasts.

    :raises InputError: Y-105, Y-106.
    """
    start, between, rest = text.partition("/")
    end, _, why = rest.partition("/")
    if not between or not why.strip():
        raise InputError("Y-106", text=text)
    return Pause(read_moment(start), read_moment(end) if end.strip() else None, why.strip())


def local(moment: datetime) -> datetime:
    """A moment of the clock as local time without zone."""
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(BEIJING).replace(tzinfo=None)


def _day_json(day: CountedDay) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "standing": day.standing.value,
        "kind": None if day.kind is None else day.kind.value,
        "name": day.name or None,
        "source": day.source or None,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
