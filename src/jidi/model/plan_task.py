"""The tasks (主要任务) and guarantees (保障措施) of a plan, and what of it is not followed up.

A task asks for something without a number of its own; who does it, by when and how far it is, is
kept in the register of responsibility (责任台账).
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from jidi.model.plan_record import Passages
from jidi.model.strict import Strict

Item = Annotated[str, Field(pattern=r"^[A-Z]{2}-\d{3}$")]


class Task(Strict):
    """A numbered or named task of the plan, or one of its guarantees.

    :param number: as the plan prints it (``7``, ``（二）``); empty where it prints none.
    :param section: heading under which it stands, as printed.
    :param kind: code of the list ``project_kind``; our own choice.
    :param items: numbers in the register of plan items of what stands in its text and its boxes.
    :param serves: items that stand elsewhere in the plan and that this task carries out; our own
        reading.
    :param responsible: code of the list ``responsible_body``, where the text itself names who.
    :param cooperating: the same, of those with whom it is to be done.
    :param indicators: ids of the indicators that measure it.
    :param at: where its title stands, then places in its text.
    """

    id: str
    part: Literal["task", "guarantee"] = "task"
    number: str = ""
    section: str
    kind: str
    zh: str
    en: str
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    serves: tuple[Item, ...] = ()
    responsible: str = ""
    cooperating: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    box: str = ""
    at: Passages
    note_zh: str = ""
    note_en: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        named = [*self.items, *self.serves]
        twice = sorted({item for item in named if named.count(item) > 1})
        if twice:
            raise ValueError(f"{self.id}: items stand twice: {', '.join(twice)}")
        return self


class OutsideRegister(Strict):
    """What of a plan is not followed up in the register, and why.

    :param items: numbers in the register of plan items.
    :param records: ids of milestones and projects that would otherwise be followed up.
    """

    items: tuple[Item, ...] = ()
    records: tuple[str, ...] = ()
    zh: str
    en: str

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.items and not self.records:
            raise ValueError("says of nothing that it stands outside the register")
        return self
