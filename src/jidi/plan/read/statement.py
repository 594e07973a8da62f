"""What a sentence states about one measure: the value every rule below the sentence works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from jidi.model.plan_figure import Printed
from jidi.plan.read.flow import Flow
from jidi.plan.read.sentences import Sentence


class Says(StrEnum):
    """What kind of thing is stated."""

    LEVEL = "level"
    """A value (达到9.5亿件)."""
    GROWTH = "growth"
    """Mean growth a year (年均增长12%)."""
    CHANGE = "change"
    """Growth against one other year (同比增长8%, 较2020年增长50%)."""
    INCREMENT = "increment"
    """A difference (提高10个百分点, 新增500辆)."""
    SHARE = "share"
    """A part of something else (占比60%)."""
    MULTIPLE = "multiple"
    """So many times an earlier value (增长2.8倍, 翻番)."""
    COUNT = "count"
    """So many of a thing named behind the number (10个示范项目)."""
    COVERAGE = "coverage"
    """A whole in words (全覆盖)."""
    THRESHOLD = "threshold"
    """A limit that says what counts (45毫米以下的胶带)."""
    STRUCTURE = "structure"
    """A number of named parts (一主三副六中心, 七个方面)."""


@dataclass(frozen=True)
class Statement:
    """One thing a sentence states.

    :param name: what is measured.
    :param place: the characters of the figure with its nearest words.
    :param due: the date stated for it; None when the sentence names none.
    :param compared: the date of the other year of a change or multiple.
    :param base: the earlier value of a «from … to …».
    :param earlier: whether it is that earlier value itself.
    :param made: whether it is a number of things to be made.
    :param grew_by: of a multiple: 增长N倍, not 是N倍; :param fell_by: 下降N%.
    :param each: whether it holds for each place of a kind (每个街道).
    :param per: of a coverage: for each of what there is one.
    :param listed: the names listed for a number; :param list_place: where they stand.
    :param date_place: the characters of its date, where the clause states one.
    """

    says: Says
    name: str
    printed: Printed
    unit: str
    place: Flow
    sentence: Sentence
    due: date | None = None
    compared: date | None = None
    base: Printed | None = None
    earlier: bool = False
    made: bool = False
    grew_by: bool = False
    fell_by: bool = False
    chinese: bool = False
    per: str = ""
    each: bool = False
    listed: tuple[str, ...] = field(default_factory=tuple)
    list_place: Flow | None = None
    date_place: Flow | None = None
