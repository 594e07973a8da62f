"""Cells of an indicator table: is it a figure, a unit, a dash, a nature, an index, or a name?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from jidi.core.errors import ValueProblem
from jidi.core.units import Unit
from jidi.model.plan_figure import read_printed
from jidi.model.plan_words import one_of, plan_words
from jidi.plan.read.flow import Flow

_FOOTNOTE = re.compile(r"[①-⑳*]+|\[?注\s*\d*\]?$|(?<=\d)\((?:注)?\d\)$")
_INDEX = re.compile(r"\(?(\d{1,2})\)?[.、)]?")
_NUMBERED_NAME = re.compile(r"\(?(?P<index>\d{1,2})(?:[.、)]|\s)\s*(?=[^\d\s.])")
_PARENTHESES = re.compile(r"[(](?P<inside>[^()]{1,12})[)]$")
_LIKE_A_UNIT = re.compile(
    r"[万亿千百]{0,2}(?:吨标准煤|标准煤|岁|人年|人日|标方|千瓦|班|场次|个床位|床)"
)
_MONTHLY = re.compile(r"(?:年|月|日)均?$")


class CellKind(StrEnum):
    """What a cell holds."""

    VALUE = "value"
    EMPTY = "empty"
    UNIT = "unit"
    NATURE = "nature"
    INDEX = "index"
    TEXT = "text"


@dataclass(frozen=True)
class CellFigure:
    """A figure in a cell: as printed without its unit, and the unit where the cell names one."""

    printed: str
    unit: str = ""


def kind_of_cell(flow: Flow) -> CellKind:
    """What ``flow`` holds; whether a whole number is an index, its neighbours must tell."""
    text = without_footnotes(flow.text)
    words = plan_words().cells
    if text in words.empty:
        return CellKind.EMPTY
    if text in words.expected or text in words.binding:
        return CellKind.NATURE
    if figure_of_cell(text) is not None:
        return CellKind.VALUE
    if unit_of(text) is not None:
        return CellKind.UNIT
    return CellKind.TEXT


def index_of(text: str) -> int | None:
    """The running number that a cell holds alone (``3``, ``3.``, ``(3)``)."""
    found = _INDEX.fullmatch(text)
    return int(found[1]) if found else None


def numbered_name(flow: Flow) -> tuple[int | None, Flow]:
    """The running number before a name, and the name: ``4. 快递物流园区`` → 4, the rest."""
    found = _NUMBERED_NAME.match(flow.text)
    if found is None:
        return None, flow
    return int(found["index"]), flow.part(found.end(), len(flow))


def without_footnotes(text: str) -> str:
    """The text without footnote marks (``51.88①``)."""
    return _FOOTNOTE.sub("", text).strip()


def nature_of(text: str) -> str | None:
    """预期 or 约束, where the cell says one."""
    words = plan_words().cells
    if text in words.expected:
        return "预期"
    return "约束" if text in words.binding else None


def unit_of(text: str) -> str | None:
    """The unit that ``text`` names, parentheses and a 单位: before it aside; None when unknown."""
    name = text.strip("()[] ").removeprefix("单位").lstrip(":")
    if not name or name.isdecimal():
        return None
    found = Unit.find(_MONTHLY.sub("", name) or name)
    return None if found is None else str(found)


def unit_in_name(flow: Flow) -> tuple[Flow, str | None]:
    """A name and the unit in parentheses at its end: ``快递业务量(亿件)``."""
    found = _PARENTHESES.search(flow.text)
    if found is None:
        return flow, None
    unit = unit_of(found["inside"])
    if unit is None and not (_LIKE_A_UNIT.fullmatch(found["inside"]) and found.start() > 3):
        return flow, None
    return flow.part(0, found.start()), unit or found["inside"]


_WHOLE_IN_CELL = one_of([*plan_words().coverage.whole, "全部"])
_YEAR_CELL = re.compile(r"(?:19|20)\d\d年|[“\"]?十[一二三四五]五")
_RATE_WORDS = re.compile(r"^(?:年均|累计)(?:增长|增加|提高|增速)?")
_WITH_UNIT = re.compile(
    r"(?P<lead>[^\d一二三四五六七八九十]*)(?P<number>[\d.,]+(?:%?[-~至/][\d.,]+)?)(?P<more>[余多]?)"
    r"(?P<unit>[^\d]*?)(?P<after>左右|以上|以下|以内|及以上)?"
)


def figure_of_cell(text: str) -> CellFigure | None:
    """The figure a cell prints, its unit apart; None when it prints none."""
    plain = without_footnotes(text).replace(" ", "").replace("〈", "<").replace("〉", ">")
    plain = re.sub(r"[—–](?=\d)", "-", plain)
    bracket = plain[:1] in "[(" and plain[-1:] in "])" and len(plain) > 2
    inner = plain[1:-1] if bracket else plain
    whole = re.fullmatch(rf"(?P<hedge>基本(?:实现)?)?(?P<whole>{_WHOLE_IN_CELL})", inner)
    if whole is not None:
        return CellFigure(("基本" if whole["hedge"] else "") + "全覆盖")
    if _YEAR_CELL.match(inner):
        return None
    found = _WITH_UNIT.fullmatch(_RATE_WORDS.sub("", inner))
    if found is None:
        return None
    unit = found["unit"]
    percent = "%" if unit.startswith("%") else ""
    rest = unit.removeprefix("%")
    named = unit_of(rest) if rest else ""
    if rest and named is None:
        return None
    printed = f"{found['lead']}{found['number']}{percent}{found['more'] or found['after'] or ''}"
    printed = f"[{printed}]" if bracket else printed
    return _checked(printed, named or ("%" if percent else ""))


def _checked(printed: str, unit: str) -> CellFigure | None:
    try:
        read_printed(printed)
    except ValueProblem:
        return None
    return CellFigure(printed, unit)
