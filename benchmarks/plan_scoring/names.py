"""When two names mean the same thing: strictly enough that 收入 is not taken for 业务量."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from plan_scoring.plain_text import plain

ALIKE = 0.6
"""Least similarity of two names that do not contain each other."""
CONTAINED = 0.4
"""Least part of the longer name that a contained one must make up."""
_HEAD_NOUN = 3
"""Least length of a right name that may stand at the end of a longer one."""

_TAIL = re.compile(
    "(年均增速|年均增长率?|增速|数量|总数|(较|比|是)(\\d{4}年|上年|“?十.五”?(期?末|时期)?).{0,6})$"
)
_HEAD = re.compile("^(全省|全市|全区|全县|全旗|全州|全国|我省|我市|我区|我县|年)")
_MARKS = re.compile(r"[“”\"'‘’«»《》()（）\[\]【】、,，:：;；.·—\-+①-⑳]")

_APART = (
    ("业务总量", "业务量", "收入", "零售额", "产值"),
    ("快递", "邮政", "行业"),
    ("满意度", "申诉", "准时率", "时限"),
    ("通达率", "通邮", "覆盖率"),
    ("园区", "网点", "驿站", "服务站", "快件箱"),
    ("省级", "市级", "县级", "乡镇", "建制村"),
    ("进村", "进厂", "出海"),
    ("新能源", "循环", "电子运单", "胶带"),
)
"""Words of which a name holds one kind; a name with another kind of the same row differs."""


def reduced(name: str) -> str:
    """A name without marks, blanks, region words in front and words of growth behind."""
    name = _TAIL.sub("", plain(name))
    return _HEAD.sub("", _MARKS.sub("", name))


def alike(mine: str, theirs: str) -> bool:
    """Whether two names may stand for the same thing.

    :param mine: the right name; where it ends the other one (具有多种功能的边境仓), what stands
        before it only describes it.
    """
    mine, theirs = reduced(mine), reduced(theirs)
    if not mine or not theirs or _apart(mine, theirs):
        return False
    short, long = sorted((mine, theirs), key=len)
    if short in long:
        is_head = short == mine and long.endswith(short) and len(short) >= _HEAD_NOUN
        return is_head or len(short) >= CONTAINED * len(long)
    return SequenceMatcher(None, mine, theirs).ratio() >= ALIKE


def _apart(mine: str, theirs: str) -> bool:
    return any(_differ(_held(row, mine), _held(row, theirs)) for row in _APART)


def _held(row: tuple[str, ...], name: str) -> set[str]:
    """The words of ``row`` in ``name``; 业务总量 does not also count as 业务量."""
    return {word for word in row if word in name}


def _differ(mine: set[str], theirs: set[str]) -> bool:
    return bool(mine and theirs) and not mine & theirs


def same_members(mine: list[str], theirs: list[str]) -> float:
    """How far two lists of names agree: members with a counterpart over all members."""
    left, right = [_place(name) for name in mine], [_place(name) for name in theirs]
    paired = sum(_in(one, right) for one in left) + sum(_in(one, left) for one in right)
    return paired / max(1, len(left) + len(right))


def _in(name: str, others: list[str]) -> bool:
    return any(name in other or other in name for other in others if min(len(name), len(other)) > 1)


def _place(name: str) -> str:
    """A listed name without marks and without the kind of place at its end (市, 县 …)."""
    name = reduced(name)
    return re.sub("(市|县|区|旗|盟|州)$", "", name) if len(name) > 2 else name
