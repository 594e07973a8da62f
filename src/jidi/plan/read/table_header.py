"""The head of an indicator table: which column holds what, however its words are broken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jidi.model.plan_words import ColumnWords, one_of, plan_words

ColumnRole = Literal[
    "index", "category", "name", "unit", "base", "target", "year", "growth", "increment", "nature",
    "other",
]  # fmt: skip
FIGURES: frozenset[ColumnRole] = frozenset({"base", "target", "year", "growth", "increment"})
_STATED: frozenset[ColumnRole] = frozenset({"base", "target", "year"})


@dataclass(frozen=True)
class Column:
    """One column.

    :param year: of a value: the year at its head, None where the head says base or target only.
    :param text: the head as printed, without blanks.
    """

    role: ColumnRole
    text: str
    year: int | None = None

    @property
    def figures(self) -> bool:
        """Whether its cells are figures."""
        return self.role in FIGURES


_YEAR = (
    r"[(]?(?P<year>(?:19|20)\d\d)[)]?年?(?:末|底)?[(]?"
    r"(?:现状|实际|基期|基础|基准|基数|完成|预计|规划|目标|预期|指标|实绩)?(?:值|数|情况)?[)]?"
)
_PERIOD_END = (
    r"[“\"]?十(?P<period>[一二三四五])五[”\"]?(?:规划)?(?:期)?(?:末|目标|期末)(?:值|目标)?"
)
_TAIL = r"(?:[(]%[)]|[(]±[^)]*[)])?"
_END_OF_TENTH_PERIOD = 2005


def _pattern() -> re.Pattern[str]:
    words: ColumnWords = plan_words().columns
    mixed = rf"(?:[/、]?(?:{one_of(words.increment)}))?{_TAIL}(?:[(\[][^)\]]*[)\]])*"
    groups = [
        f"(?P<base_year>{_YEAR})",
        f"(?P<period_end>{_PERIOD_END})",
        rf"(?P<growth>(?:{one_of(words.growth)}){mixed})",
        rf"(?P<increment>[(\[]?(?:{one_of(words.increment)})[)\]]?{_TAIL})",
        f"(?P<nature>{one_of(words.nature)})",
        f"(?P<category>{one_of(words.category)})",
        f"(?P<name>{one_of(words.name)}(?:[(]单位[)]|[(]%[)])?)",
        f"(?P<unit>[(]?(?:{one_of(words.unit)})[)]?)",
        f"(?P<base>{one_of(words.base)})",
        f"(?P<target>{one_of(words.target)})",
        f"(?P<index>{one_of(words.index)}号?)",
        f"(?P<other>{one_of(words.other)})",
    ]
    return re.compile("|".join(groups))


_HEAD = _pattern()
_ROLES = tuple(ColumnRole.__args__)  # type: ignore[attr-defined]
_MOST_UNKNOWN = 6
"""Characters of a head that may belong to no known word before it is taken for prose."""


def columns_of(text: str) -> tuple[Column, ...] | None:
    """The columns that a head names when all of it is run together; None when it is no head.

    :param text: the head without blanks: ``序号指标名称单位2020年2025年年均增速[累计]``.
    """
    found: list[Column] = []
    unknown, end = 0, 0
    for match in _HEAD.finditer(text):
        unknown += match.start() - end
        end = match.end()
        found.append(_column(match))
    unknown += len(text) - end
    columns = tuple(_once(found))
    return columns if unknown <= _MOST_UNKNOWN and is_indicator_table(columns) else None


_PERIOD_WORDS = re.compile(
    r"^[“\"]?十[一二三四五]五[”\"]?(?:时期|期间)?(?:增长|变化)?(?![”\"]?(?:末|目标|期末))"
)


def begins_head(text: str) -> bool:
    """Whether a line may open the head of a table: a known word of heads stands near its start."""
    found = _HEAD.search(text)
    return found is not None and found.start() <= _MOST_UNKNOWN


def column_of(text: str) -> Column:
    """The column under one head cell; ``other`` when its words say nothing known."""
    plain = text.replace(" ", "")
    plain = _PERIOD_WORDS.sub("", plain) or plain
    matches = list(_HEAD.finditer(plain))
    covered = sum(len(m[0]) for m in matches)
    if not matches or covered * 2 < len(plain):
        return Column("other", plain)
    stated = [m for m in matches if m.lastgroup in ("year", "base_year", "period_end")]
    first = (stated or matches)[0]
    return Column(_column(first).role, plain, _column(first).year)


def is_indicator_table(columns: Sequence[Column]) -> bool:
    """Whether the columns make a table of indicators: a name, and a stated value."""
    roles = {column.role for column in columns}
    return "name" in roles and bool(roles & _STATED)


def _column(match: re.Match[str]) -> Column:
    if match["base_year"]:
        return Column("year", match[0], int(match["year"]))
    if match["period_end"]:
        number = "零一二三四五六七八九".index(match["period"])
        return Column("year", match[0], _END_OF_TENTH_PERIOD + 5 * number)
    role = next(role for role in _ROLES if role in match.groupdict() and match[role])
    return Column(role, match[0])


def _once(columns: list[Column]) -> list[Column]:
    """A head of several lines names value columns twice (2025年 目标值); the year is kept."""
    kept: list[Column] = []
    years = [c for c in columns if c.role == "year"]
    for column in columns:
        if column.role in ("base", "target") and len(years) > 1:
            continue
        if column.role in ("index", "name", "unit", "category", "nature") and any(
            column.role == k.role for k in kept
        ):
            continue
        if column.role == "year" and any(column.year == k.year for k in kept if k.role == "year"):
            continue
        kept.append(column)
    return kept
