"""The register of responsibility (责任台账): what the plan asks for, and what people report of it.

An entry is a subject, which the plan fixes, and a chain of revisions, each of which says what
holds from a day on. Nothing in a chain is ever changed; the newest revision is what holds now.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from jidi.core.errors import Place
from jidi.model.catalogue import read_code_list
from jidi.model.plan_record import Passages
from jidi.model.strict import Strict, build, read_text, read_toml
from jidi.model.table import Column

TITLE_SIGNS = 200
"""The longest title, place or unit."""
TEXT_SIGNS = 2_000
"""The longest evidence or note."""

Origin = Literal["published", "reported", "synthetic"]
"""Where a revision comes from: the plan as published, a person, or invention for demonstration."""


class Form(StrEnum):
    """As what an entry stands in the plan."""

    PROJECT = "project"
    MILESTONE = "milestone"
    TASK = "task"
    GUARANTEE = "guarantee"


class WorkStatus(StrEnum):
    """How far an entry is; the codes of the list ``project_status``."""

    UNREPORTED = "unreported"
    """Nobody has said; which is not the same as not started."""
    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"
    STOPPED = "stopped"

    @property
    def is_open(self) -> bool:
        """Whether it is known not to be done and still wanted."""
        return self in (WorkStatus.NOT_STARTED, WorkStatus.UNDER_WAY)

    @property
    def zh(self) -> str:
        """Its Chinese name."""
        return _status_words()[self.value][0]

    @property
    def en(self) -> str:
        """Its English name."""
        return _status_words()[self.value][1]


@cache
def _status_words() -> Mapping[str, tuple[str, str]]:
    return read_code_list(files("jidi.definitions") / "codes" / "project_status.csv").entries


def is_plain(text: str) -> bool:
    """Whether a text goes through files, databases and spreadsheets unchanged.

    No blanks at its ends; no control characters but line feeds; no surrogates or non-characters.
    """
    return text == text.strip() and all(sign == "\n" or _is_printable(sign) for sign in text)


def _is_printable(sign: str) -> bool:
    code = ord(sign)
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000:
        return False
    # Line and paragraph separators: some programs turn them into line feeds.
    return code not in (0x2028, 0x2029, 0xFEFF) and code & 0xFFFE != 0xFFFE


class Subject(Strict):
    """What the plan says about an entry.

    :param id: of the entry; the plan record's id, with ``.1``, ``.2`` … where the record names
        several places and each is an entry of its own.
    :param record: id of the plan's milestone, project or task.
    :param items: numbers in the register of plan items.
    :param section: heading under which a task stands.
    :param box: the box (专栏) it stands in; of a task, the one that belongs to it.
    :param place: the one of the record's places that the entry is about, as printed.
    :param wanted: the number the plan prints for it, if any, as printed.
    :param unit: of that number.
    :param due: the last day of the time allowed: the plan's date, else the end of the plan.
    :param due_stated: whether the plan itself states that date.
    """

    id: str
    plan: str
    form: Form
    record: str
    items: tuple[str, ...]
    number: str = ""
    section: str = ""
    box: str = ""
    zh: str
    en: str
    place: str = ""
    wanted: str = ""
    unit: str = ""
    due: date
    due_stated: bool
    at: Passages

    @property
    def stands_in(self) -> str:
        """The section and the box it stands in, as far as it stands in any."""
        return " · ".join(name for name in (self.section, self.box) if name)

    @property
    def stands_in_short(self) -> str:
        """:attr:`stands_in` with the section's number alone (``（三） · 专栏5``)."""
        number = f"{self.section.split('）')[0]}）" if "）" in self.section else self.section
        return " · ".join(name for name in (number, self.box) if name)

    @property
    def wanted_in_words(self) -> str:
        """The plan's number with its unit (``30左右个``, ``全部``); empty where it prints none."""
        if self.unit == "%":
            plain = "%" in self.wanted or not any(sign.isdigit() for sign in self.wanted)
            return self.wanted if plain else f"{self.wanted}%"
        return f"{self.wanted}{self.unit}" if self.wanted else ""


class State(Strict):
    """What holds of an entry: everything that people report or change.

    :param kind: code of ``project_kind``.
    :param division: 12-digit code of where it lies; of the province when it is everywhere.
    :param responsible: code of a responsible body; empty when nobody has named one.
    :param percent: how much of it is done; None when nobody has said.
    :param done: how many are done, in the unit of the plan's number; None when nobody has said.
    :param evidence: what shows it: document numbers, acceptance records.
    :param indicators: ids of the indicators that measure it.
    """

    title: Annotated[str, StringConstraints(min_length=1, max_length=TITLE_SIGNS)]
    kind: str
    place: Annotated[str, StringConstraints(max_length=TITLE_SIGNS)] = ""
    division: Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
    due_on: date | None = None
    responsible: str = ""
    cooperating: tuple[str, ...] = ()
    status: WorkStatus = WorkStatus.UNREPORTED
    percent: Annotated[int, Field(ge=0, le=100)] | None = None
    done: Annotated[Decimal, Field(ge=0)] | None = None
    started_on: date | None = None
    finished_on: date | None = None
    evidence: Annotated[str, StringConstraints(max_length=TEXT_SIGNS)] = ""
    indicators: tuple[str, ...] = ()
    note: Annotated[str, StringConstraints(max_length=TEXT_SIGNS)] = ""

    @field_validator("title", "place", "evidence", "note")
    @classmethod
    def _plain(cls, text: str) -> str:
        if not is_plain(text):
            raise ValueError("holds blanks at its ends, or signs that cannot be printed")
        return text

    def plain(self) -> dict[str, Any]:
        """The state as JSON values; equal states give equal values."""
        values = self.model_dump(mode="json")
        if self.done is not None:
            values["done"] = number_text(self.done)
        return values


class Change(Strict):
    """One value before and after, as JSON values; ``before`` is None where it was unknown."""

    field: str
    before: Any = None
    after: Any = None


class Revision(Strict):
    """One step in the chain of an entry.

    :param number: 1 for the plan's own, then one more each.
    :param on: the day from which it holds.
    :param at: when it was recorded, ISO 8601.
    :param by: who recorded it.
    :param why: the reason given; empty when none was.
    :param changes: what differs from the revision before; of the first, nothing.
    :param state: everything that holds after it.
    """

    entry: str
    number: Annotated[int, Field(ge=1)]
    on: date
    at: str
    by: str
    why: str = ""
    origin: Origin
    changes: tuple[Change, ...] = ()
    state: State


class Draft(Strict):
    """A revision that is to be written.

    :param expected: the number of the revision it was made from; when another has been written
        since, the draft is refused.
    """

    entry: str
    expected: Annotated[int, Field(ge=0)]
    on: date
    why: str = ""
    origin: Origin
    state: State


class Advice(Strict):
    """One line of advice to those who fill in a sheet."""

    zh: str
    en: str


class Fields(Strict):
    """The columns of the register.

    :param fixed: what the plan or the register says, and people do not change.
    :param reported: what people report; the fields of :class:`State`.
    :param with_a_report: what goes with a report in a sheet: its day, its reason, why it came back.
    """

    fixed: tuple[Column, ...]
    reported: tuple[Column, ...]
    with_a_report: tuple[Column, ...]
    advice: tuple[Advice, ...]

    @model_validator(mode="after")
    def _fit_the_state(self) -> Self:
        names = tuple(column.name for column in self.reported)
        if names != tuple(State.model_fields):
            raise ValueError(f"the reported columns must be {', '.join(State.model_fields)}")
        return self

    @property
    def by_name(self) -> Mapping[str, Column]:
        """Every column by its name, in the order of sheets."""
        columns = (*self.fixed, *self.reported, *self.with_a_report)
        return {column.name: column for column in columns}


@cache
def load_fields() -> Fields:
    """The columns of the register, from ``definitions/register/fields.toml``."""
    path = files("jidi.definitions") / "register" / "fields.toml"
    data = read_toml(read_text(path), file=path.name)
    return build(Fields, data, where=Place(file=path.name))


def differences(before: State, after: State) -> tuple[Change, ...]:
    """What differs, in the order of the columns."""
    old, new = before.plain(), after.plain()
    return tuple(
        Change(field=name, before=old[name], after=new[name])
        for name in State.model_fields
        if old[name] != new[name]
    )


def bureau_of(division: str) -> str:
    """The code of the postal administration of the city a division lies in."""
    return f"bureau_{division[:4]}"


def number_text(value: Decimal) -> str:
    """``12``, ``0.5``: a number without trailing zeros or exponent."""
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "0") else text
