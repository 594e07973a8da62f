"""What a figure says by its unit and the verbs before it: a level, a share, growth, a multiple."""

from __future__ import annotations

import re

from jidi.plan.read.figures import Found
from jidi.plan.read.naming import Head
from jidi.plan.read.statement import Says

FROM = re.compile(r"(?:由|从|自)(?:\u25a1*)(?:的)?$")
"""The end of words that open a «from … to …»."""

TO = re.compile(r"(?:.{0,12}?)(?:到|至|为|达)(?!\u4e00)")
"""What then leads to the second value."""

_YEARLY = re.compile(r"年均|年平均|平均每年|每年递增|年递增")
_SHARE = re.compile(r"占比|比重|份额|占[^,]{0,24}(?:的|比|重|$)")
_RATE_OF_GROWTH = re.compile(r"(?:增速|增幅|增长率)[^,]*$")
_PERCENT = ("%", "‰", "")


def is_share_name(name: str) -> bool:
    """Whether the name says a part of something (占比, 比重)."""
    return bool(_SHARE.search(name))


def says_of(figure: Found, head: Head, raw: str, *, compared: bool) -> Says:
    """What kind of thing the figure states.

    :param raw: all words between the figure before and this one.
    :param compared: whether the clause names another year to compare with.
    """
    if figure.unit == "倍":
        return _of_times(head, raw, compared=compared)
    if figure.unit == "个百分点":
        return Says.INCREMENT
    changes = head.rises and not re.search(r"(?:到|至|为)$", raw)
    if figure.unit in _PERCENT:
        return _of_percent(raw, changes=changes)
    return Says.INCREMENT if changes else Says.LEVEL


def _of_percent(raw: str, *, changes: bool) -> Says:
    if _YEARLY.search(raw) and (changes or re.search(r"增[长速幅]|递增", raw)):
        return Says.GROWTH
    if changes or _RATE_OF_GROWTH.search(raw):
        return Says.CHANGE
    return Says.SHARE if is_share_name(raw) else Says.LEVEL


def _of_times(head: Head, raw: str, *, compared: bool) -> Says:
    if compared or head.rises:
        return Says.MULTIPLE
    return Says.LEVEL if re.search(r"为|是", raw) else Says.MULTIPLE
