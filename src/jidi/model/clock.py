"""Clocks of cases as data: the rules of counting with their sources, office hours, and clocks.

``definitions/supervision/clocks.toml``. How long a clock runs is a limit of ``definitions/law``, so
that every deadline can name its article, its validity and how far it may be trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal, Self

from pydantic import model_validator

from jidi.core.errors import DefinitionError, Place, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.law import Law, Limit, load_law
from jidi.model.strict import Strict, build, read_text, read_toml
from jidi.model.trust import Trust

LastDayOff = Literal["next_working_day", "stands"]
Ends = Literal["day_end", "office_close"]

RULES = ("start", "month", "last_day", "end", "days_off", "pause")
"""The rules of counting that the program follows and therefore must have a source for."""


class TermUnit(StrEnum):
    """In what a term is counted."""

    MINUTE = "minute"
    HOUR = "hour"
    WORKING_HOUR = "working_hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"

    @property
    def is_days(self) -> bool:
        """Whether whole days are counted, and not time that runs."""
        return self not in (TermUnit.MINUTE, TermUnit.HOUR, TermUnit.WORKING_HOUR)

    @property
    def zh(self) -> str:
        """Its Chinese name."""
        return _UNIT_WORDS[self][0]

    @property
    def en(self) -> str:
        """Its English name."""
        return _UNIT_WORDS[self][1]


_UNIT_WORDS: Mapping[TermUnit, tuple[str, str]] = {
    TermUnit.MINUTE: ("分钟", "minutes"),
    TermUnit.HOUR: ("小时", "hours"),
    TermUnit.WORKING_HOUR: ("工作小时", "working hours"),
    TermUnit.DAY: ("日", "days"),
    TermUnit.WORKING_DAY: ("个工作日", "working days"),
    TermUnit.MONTH: ("个月", "months"),
    TermUnit.YEAR: ("年", "years"),
}
_UNIT_OF_LAW: Mapping[str, TermUnit] = {
    "分钟": TermUnit.MINUTE,
    "小时": TermUnit.HOUR,
    "天": TermUnit.DAY,
    "工作日": TermUnit.WORKING_DAY,
    "月": TermUnit.MONTH,
    "年": TermUnit.YEAR,
}


class CountingRule(Strict):
    """One rule of counting, with where it stands.

    :param own_choice: whether no text settles it and the platform chose.
    """

    zh: str
    en: str
    article: str
    source: str
    trust: Trust
    own_choice: bool = False


class Office(Strict):
    """The office's hours on a working day, in order and apart.

    :param spans: from and to, local time.
    """

    spans: tuple[tuple[time, time], ...]
    source: str
    own_choice: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        edges = [moment for span in self.spans for moment in span]
        if not edges or any(one >= other for one, other in pairwise(edges)):
            raise ValueError("office hours must follow one another and not overlap")
        return self

    @property
    def closes(self) -> time:
        """When the office's day ends."""
        return self.spans[-1][1]


class Clock(Strict):
    """A clock a case may run by.

    :param limit: id of the limit that says how long.
    :param last_day_off: what happens when a period of natural days, months or years would end on
        a day off.
    :param ends: at what hour the last day ends.
    """

    id: str
    zh: str
    en: str
    limit: str
    last_day_off: LastDayOff
    ends: Ends

    def rule(self, on: date) -> Limit:
        """The limit as it held on the day the clock starts.

        :raises UnknownName: D-232, D-233.
        """
        return load_law().limit(self.limit, on=on)


class Clocks(Strict):
    """All of ``clocks.toml``."""

    counting: Mapping[str, CountingRule]
    office: Office
    clocks: Mapping[str, Clock]

    @model_validator(mode="after")
    def _every_rule_has_its_source(self) -> Self:
        if sorted(self.counting) != sorted(RULES):
            raise ValueError(f"the rules of counting must be {', '.join(RULES)}")
        return self

    def clock(self, name: str) -> Clock:
        """The clock of that id.

        :raises UnknownName: Y-101 with the nearest.
        """
        if name not in self.clocks:
            raise UnknownName("Y-101", clock=name, nearest=suggestion(name, self.clocks))
        return self.clocks[name]


def unit_of(limit: Limit) -> TermUnit:
    """In what the limit's value is counted.

    :raises DefinitionError: Y-102 when it is no length of time or no whole number of units.
    """
    unit = _UNIT_OF_LAW.get(limit.unit)
    if unit is None or limit.value != int(limit.value) or limit.value <= 0:
        raise DefinitionError("Y-102", limit=limit.id, value=f"{limit.value}", unit=limit.unit)
    return unit


@cache
def load_clocks() -> Clocks:
    """The clocks that ship.

    :raises DefinitionError: D-100 to D-103, Y-102; Y-103 for a limit there is not.
    """
    path = files("jidi.definitions") / "supervision" / "clocks.toml"
    where = Place(file=path.name)
    data = read_toml(read_text(path), file=path.name)
    named = {name: {"id": name, **given} for name, given in data.get("clocks", {}).items()}
    found = build(Clocks, {**data, "clocks": named}, where=where)
    _check_limits(found, load_law(), where)
    return found


def _check_limits(clocks: Clocks, law: Law, where: Place) -> None:
    versions: dict[str, list[Limit]] = {}
    for limit in law:
        versions.setdefault(limit.id, []).append(limit)
    for clock in clocks.clocks.values():
        if clock.limit not in versions:
            near = suggestion(clock.limit, versions)
            raise DefinitionError(
                "Y-103", where=where, clock=clock.id, limit=clock.limit, nearest=near
            )
        for limit in versions[clock.limit]:
            unit_of(limit)
