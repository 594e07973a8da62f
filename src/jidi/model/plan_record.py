"""The records a plan consists of: targets, facts, milestones, projects, notes, outside figures.

Each keeps the figure as printed and the line of the plan text where it stands. A table cell and
the sentence that repeats it are two records: where they differ, that is a finding, not a choice.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from jidi.core.measure import Interval
from jidi.model.plan_figure import Operator, Printed, PrintedText, rounded
from jidi.model.strict import Strict

Source = Literal["table", "prose", "box", "merged"]
"""Where a record stands: the indicator table, running text, a box (专栏); or several of them."""

Direction = Literal["up", "down", "none"]
Nature = Literal["约束", "预期", "未标注"]
PathKind = Literal["geometric", "linear"]
"""How a value is expected to move between base and target year: by equal ratios or equal steps."""


class Quantity(StrEnum):
    """What kind of magnitude an indicator is; decides path, notation and units."""

    MONEY = "money"
    VOLUME = "volume"
    STOCK = "stock"
    RATE = "rate"
    SCORE = "score"
    INDEX = "index"
    COUNT = "count"
    AREA = "area"

    @property
    def flows(self) -> bool:
        """Whether it is counted over a year (收入, 业务量), not found at a moment."""
        return self in (Quantity.MONEY, Quantity.VOLUME)


class ConditionKind(StrEnum):
    """What a stated condition speaks of."""

    LEVEL = "level"
    """The value in the target year."""
    GROWTH = "growth"
    """Mean annual growth from base to target year, in per cent."""
    INCREMENT = "increment"
    """Change of the level from base to target year, in the target's unit."""
    SHARE = "share"
    """Part of another indicator in the target year, in per cent."""


class Passage(Strict):
    """A place in the plan text.

    :param line: line number, from 1.
    :param text: the figures and their nearest words as they stand there, at most 30 characters.
    :param span: first character and the one behind the last, counted from 0 in the decoded text;
        None where a person noted the line only.
    """

    line: Annotated[int, Field(ge=1)]
    text: Annotated[str, Field(min_length=1, max_length=30)]
    span: tuple[int, int] | None = None

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.span is not None and not 0 <= self.span[0] < self.span[1]:
            raise ValueError(f"the span {self.span} holds no character")
        return self


Passages = Annotated[tuple[Passage, ...], Field(min_length=1)]


class Condition(Strict):
    """One stated condition of a target.

    :param whole: of a share: the indicator it is a share of.
    :param whole_level: of a share: that indicator's printed level in the same year.
    :param record: in a merged target, the record that states it.
    """

    kind: ConditionKind
    printed: PrintedText
    whole: str | None = None
    whole_level: PrintedText | None = None
    record: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        of_whole = (self.whole is not None, self.whole_level is not None)
        if of_whole != ((self.kind is ConditionKind.SHARE,) * 2):
            raise ValueError("'whole' and 'whole_level' go with kind 'share' and only with it")
        return self

    @property
    def operator(self) -> Operator:
        """How the value must relate to the figure."""
        return self.printed.operator

    def says_the_same_as(self, other: Condition) -> bool:
        """Whether both state the same number with the same operator and certainty."""
        mine, theirs = self.printed, other.printed
        return (self.kind, mine.value, mine.operator, mine.hedged) == (
            other.kind,
            theirs.value,
            theirs.operator,
            theirs.hedged,
        )


class Target(Strict):
    """What the plan wants an indicator to be in the target year, with every stated condition.

    :param item: number in the register of plan items (SX-034 …).
    :param indicator: id of the indicator that measures it.
    :param unit: unit of baseline, level and increment.
    :param printed_unit: the unit as the plan prints it, where it differs from ``unit``.
    :param baseline: the value of the base year as printed in the same record.
    :param area: the plan's own objective area or column heading (类别).
    :param scope: what it covers: a scope of the published statistics; empty when not stated.
    :param price_base: constant prices a money value stands at; empty for current prices.
    :param each: the figure is asked of every single site; no mean or total can show it met.
    :param conflict_with: records that print the same target differently.
    """

    id: str
    item: str
    indicator: str
    zh: str
    en: str
    unit: str
    printed_unit: str = ""
    quantity: Quantity
    source: Source
    year: int = 2025
    path: PathKind
    direction: Direction = "up"
    nature: Nature = "未标注"
    area: str = ""
    price_base: str = ""
    scope: str = ""
    each: bool = False
    baseline: PrintedText | None = None
    conditions: Annotated[tuple[Condition, ...], Field(min_length=1)]
    at: Passages
    conflict_with: tuple[str, ...] = ()
    note_zh: str = ""
    note_en: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        kinds = [condition.kind for condition in self.conditions]
        if self.source != "merged" and len(set(kinds)) < len(kinds):
            raise ValueError(f"{self.id}: one record states each kind of condition once")
        needs_base = {ConditionKind.GROWTH, ConditionKind.INCREMENT} & set(kinds)
        if self.source == "table" and needs_base and self.baseline is None:
            raise ValueError(f"{self.id}: growth and increment need a baseline")
        if ConditionKind.LEVEL not in kinds:
            raise ValueError(f"{self.id}: a target states a level")
        ends = (self.level.printed, self.baseline or self.level.printed)
        if self.path == "geometric" and min(end.value for end in ends) <= 0:
            raise ValueError(f"{self.id}: a geometric path runs between numbers above zero")
        return self

    def condition(self, kind: ConditionKind) -> Condition | None:
        """The first condition of that kind, or None."""
        return next((c for c in self.conditions if c.kind is kind), None)

    @property
    def level(self) -> Condition:
        """The stated level; of a merged target that of the official record."""
        return next(c for c in self.conditions if c.kind is ConditionKind.LEVEL)


class Fact(Strict):
    """A stated number of the situation the plan starts from.

    :param kind: ``level`` a value; ``share`` a part in per cent; ``multiple`` a comparison with
        ``base_year``; ``increment`` a stated change in the value's own unit; ``structure`` a
        count of the plan's own parts; ``threshold`` a limit that says what counts in another
        record.
    :param wording: of a multiple: ``grew_by`` (增长了N倍, 增长N%), ``fell_by`` or ``times``
        (是N倍, 翻番).
    :param listed: the names the plan lists for the number, where it lists any.
    """

    id: str
    item: str
    indicator: str = ""
    zh: str
    en: str
    printed: PrintedText
    unit: str
    year: int = 2020
    kind: Literal["level", "share", "multiple", "increment", "structure", "threshold"] = "level"
    wording: Literal["", "grew_by", "fell_by", "times"] = ""
    base_year: int | None = None
    price_base: str = ""
    scope: str = ""
    listed: tuple[str, ...] = ()
    at: Passages
    note_zh: str = ""
    note_en: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        multiple = self.kind == "multiple"
        if multiple != bool(self.wording) or multiple != (self.base_year is not None):
            raise ValueError(f"{self.id}: 'wording' and 'base_year' go with kind 'multiple'")
        return self


class Milestone(Strict):
    """A quantity or coverage due at a date, in prose or box.

    :param kind: code of the list ``project_kind``.
    :param due: last day of the time allowed.
    :param per: of coverages that count places: what there must be one for (县, 乡镇, 行政村).
    """

    id: str
    item: str
    kind: str = "other"
    indicator: str = ""
    zh: str
    en: str
    printed: PrintedText
    unit: str
    due: date
    per: str = ""
    box: str = ""
    at: Passages
    note_zh: str = ""
    note_en: str = ""


class Project(Strict):
    """A thing to be built, opened or set up.

    :param kind: code of the list ``project_kind``.
    :param places: places, lines or objects named in the plan.
    :param divisions: 12-digit codes of the divisions they lie in, where their names do not say it:
        one for all of them, or one each.
    :param count: how many, as printed.
    """

    id: str
    item: str
    kind: str
    zh: str
    en: str
    places: tuple[str, ...] = ()
    divisions: tuple[Annotated[str, Field(pattern=r"^\d{12}$")], ...] = ()
    count: PrintedText | None = None
    unit: str = "个"
    due: date | None = None
    indicator: str = ""
    box: str = ""
    at: Passages
    note_zh: str = ""
    note_en: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(self.divisions) not in (0, 1, len(self.places)):
            raise ValueError(f"{self.id}: 'divisions' names one for all places or one for each")
        return self


class Note(Strict):
    """A remark on the text that no arithmetic decides: a slip, a missing footnote."""

    id: str
    item: str = ""
    zh: str
    en: str
    at: tuple[Passage, ...] = ()


class Reference(Strict):
    """A figure from outside the plan, used only to question one inside it; with its source."""

    id: str
    indicator: str
    zh: str
    en: str
    printed: PrintedText
    unit: str
    year: int
    source: str
    trust: Literal["published", "computed", "general knowledge"] = "published"


class Figure(Strict):
    """One printed number of a plan, found by reference, with what calculation needs.

    :param outside: whether it stands outside the plan, and ``source`` where.
    """

    ref: str
    item: str
    indicator: str
    zh: str
    en: str
    printed: Printed
    unit: str
    year: int
    half: Decimal
    at: tuple[Passage, ...]
    outside: bool = False
    price_base: str = ""
    source: str = ""

    @property
    def value(self) -> Decimal:
        """The printed number."""
        return self.printed.value

    @property
    def rounding(self) -> Interval:
        """Every number that prints like this; the operator is left out."""
        return rounded(self.value, half=self.half, high=self.printed.high)
