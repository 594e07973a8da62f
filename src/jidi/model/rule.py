"""A rule of supervision is one SQL file: a TOML header in a block comment, then one SELECT.

The query answers for one moment, the parameter ``$at``, from what was known then. It returns one
row for each subject that it judges: kind, subject, division, window, value and threshold, and after
them the evidence that its header names. Whether a subject breaches the rule is told by the header's
comparator alone, so that a subject that was not judged is never taken for a sound one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from jidi.core.errors import Place
from jidi.model.indicator import header_and_sql
from jidi.model.law import Limit, load_law
from jidi.model.strict import Strict, build

COMPARATORS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
VERDICT_COLUMNS: Final = (
    "subject_kind",
    "subject",
    "division",
    "window_start",
    "window_end",
    "value",
    "threshold",
)
"""What every rule's query returns first; evidence follows in the order of the header."""

SubjectKind = Literal[
    "company",
    "company_county",
    "facility",
    "machine",
    "sensor",
    "parcel",
    "licence",
    "inspection",
]
SUBJECT_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "company": ("企业", "company"),
    "company_county": ("企业＠县", "company in a county"),
    "facility": ("设施", "facility"),
    "machine": ("安检机", "screening machine"),
    "sensor": ("传感器", "sensor"),
    "parcel": ("快件", "parcel"),
    "licence": ("许可与备案", "licence or filing"),
    "inspection": ("检查", "inspection"),
}
Severity = Literal["urgent", "warning", "notice"]
SEVERITIES: Final[Mapping[str, tuple[str, str]]] = {
    "urgent": ("紧急", "urgent"),
    "warning": ("警告", "warning"),
    "notice": ("提示", "notice"),
}
"""Worst first, with their words."""
CAUSES: Final[Mapping[str, tuple[str, str]]] = {
    "delivery": ("投递与滞留", "delivery and backlog"),
    "safety": ("寄递安全", "delivery safety"),
    "device": ("设备运行", "devices"),
    "cold_chain": ("冷链", "cold chain"),
    "complaint": ("申诉", "complaints"),
    "licence": ("许可与备案", "licences and filings"),
    "feed": ("数据报送", "data sent"),
    "trace": ("轨迹真实性", "truth of traces"),
    "capacity": ("处理能力", "capacity"),
    "price": ("价格", "prices"),
    "packaging": ("绿色包装", "packaging"),
    "labour": ("快递员", "couriers"),
}
"""What alerts are grouped by, within a county."""


class Parameter(Strict):
    """A named number of a rule: of law, or given here with its source.

    :param law: id of a limit in ``definitions/law``; its value on the day of the question holds.
    :param valid_from: first day it holds; always when None.
    :param valid_to: day after its last.
    """

    zh: str
    en: str
    unit: str = ""
    law: str = ""
    value: float | None = None
    source: str = ""
    own_choice: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _says_where_it_comes_from(self) -> Self:
        if bool(self.law) == (self.value is not None):
            raise ValueError("give either 'law' or 'value'")
        if not self.law and not self.source and not self.own_choice:
            raise ValueError("a value needs its 'source', or 'own_choice = true'")
        if self.law:
            versions = [limit for limit in load_law() if limit.id == self.law]
            if not versions:
                load_law().limit(self.law, on=date.max)
        return self

    def limit(self, day: date) -> Limit | None:
        """The limit of law that stands behind it on a day; None where there is none.

        :raises UnknownName: D-232, D-233.
        """
        return load_law().limit(self.law, on=day) if self.law else None

    def on(self, day: date) -> float:
        """The number on a day.

        :raises UnknownName: D-233 when the limit did not hold then.
        """
        limit = self.limit(day)
        return float(limit.value if limit is not None else Decimal(str(self.value)))

    def source_on(self, day: date) -> str:
        """Where the number comes from, with the article; empty when it is our own choice alone."""
        limit = self.limit(day)
        if limit is None:
            return self.source
        return f"{limit.source} §{limit.article}" if limit.article else limit.source


YES_OR_NO: Final = "是否"
"""The unit of a number that says whether something is so: 1 or 0."""


class Shown(Strict):
    """A column of evidence; its unit may be :data:`YES_OR_NO`."""

    zh: str
    en: str
    unit: str = ""


class Rule(Strict):
    """What a rule means, who acts, and how it is asked."""

    id: str
    zh: str
    en: str
    cause: str
    severity: Severity
    subjects: Annotated[tuple[SubjectKind, ...], Field(min_length=1)]
    unit: str
    comparator: Literal[">", ">=", "<", "<="]
    """A subject breaches the rule when value, comparator, threshold holds."""
    judges: Literal["all", "breaches"] = "all"
    """``all``: a subject that is sound has a row too, and one without a row was not judged;
    ``breaches``: only happenings have rows, and an alert ends when none follows."""
    every_hours: Annotated[int, Field(ge=1)]
    fire_after: Annotated[int, Field(ge=1)] = 1
    """Breaches in a row before an alert fires."""
    clear_after: Annotated[int, Field(ge=1)] = 1
    """Sound answers in a row before it is resolved."""
    who_zh: str
    who_en: str
    act_within_hours: Annotated[int, Field(ge=1)]
    article: str = ""
    own_choice: bool = False
    """The rule is our choice; no law or standard asks for it."""
    tables: tuple[str, ...]
    says_zh: str
    says_en: str
    parameters: Mapping[str, Parameter] = {}
    evidence: Mapping[str, Shown] = {}
    faults: tuple[str, ...] = ()
    """Kinds of planted faults of the synthetic province that it should find."""
    fault_days: int = 3
    """Days after a planted fault's last within which an alert counts as finding it."""

    sql: str
    file: str
    header_lines: int

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.cause not in CAUSES:
            raise ValueError(f"'cause' must be one of {', '.join(CAUSES)}")
        if not self.article and not self.own_choice:
            raise ValueError("name the 'article', or say 'own_choice = true'")
        for text in (self.says_zh, self.says_en):
            try:
                text.format(subject="", value="", threshold="")
            except (KeyError, IndexError, ValueError) as error:
                raise ValueError(f"'says' knows subject, value, threshold: {error}") from error
        return self

    def breached(self, value: float, threshold: float) -> bool:
        """Whether the value breaches the threshold."""
        return COMPARATORS[self.comparator](value, threshold)

    def parameters_on(self, day: date) -> dict[str, float]:
        """The named numbers on a day.

        :raises UnknownName: D-233 when a limit did not hold then.
        """
        return {name: parameter.on(day) for name, parameter in self.parameters.items()}

    def in_force(self, day: date) -> bool:
        """Whether every named number holds on the day."""
        for one in self.parameters.values():
            if (one.valid_from and day < one.valid_from) or (one.valid_to and day >= one.valid_to):
                return False
            if one.law and not any(
                limit.id == one.law and limit.is_valid_on(day) for limit in load_law()
            ):
                return False
        return True

    @property
    def columns(self) -> tuple[str, ...]:
        """What its query returns."""
        return (*VERDICT_COLUMNS, *self.evidence)


class SharedRelation(Strict):
    """A relation that several rules read: made once for a moment, so that a table is read once."""

    id: str
    zh: str
    en: str
    tables: tuple[str, ...]
    sql: str
    file: str
    header_lines: int


def read_rule(path: Traversable) -> Rule:
    """One strictly read rule; its id must be the file's name.

    :raises DefinitionError: D-100 to D-104, D-107.
    """
    return build(Rule, header_and_sql(path, Rule), where=Place(file=path.name))


def read_shared(path: Traversable) -> SharedRelation:
    """One strictly read relation of the rules."""
    return build(SharedRelation, header_and_sql(path, SharedRelation), where=Place(file=path.name))
