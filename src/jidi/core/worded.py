"""Facts of a message that read differently in Chinese and in English."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable
from typing import Final, Self

CHINESE_JOINT: Final = "、"
ENGLISH_JOINT: Final = ", "


class Worded(str):
    """A fact in both languages.

    It is the Chinese text, so that it is kept, compared and written to JSON like any other; the
    English one is known as long as it is this value.
    """

    english: str

    __slots__ = ("english",)

    def __new__(cls, chinese: str, english: str) -> Self:
        """The two texts."""
        made = super().__new__(cls, chinese)
        made.english = english
        return made

    def __reduce__(self) -> tuple[type[Worded], tuple[str, str]]:
        """Copies and pickles are made anew of both texts."""
        return Worded, (str(self), self.english)


def listed(names: Iterable[object], *, most: int | None = None) -> Worded:
    """Names one after another: 甲、乙 in Chinese, 甲, 乙 in English; a dash where there is none.

    :param most: how many are told; `` …`` stands for the others.
    """
    every = [str(name) for name in names]
    if not every:
        return Worded("—", "—")
    told = every if most is None else every[:most]
    rest = " …" if len(told) < len(every) else ""
    return Worded(CHINESE_JOINT.join(told) + rest, ENGLISH_JOINT.join(told) + rest)


def reason_of(error: OSError) -> Worded:
    """Why the system refused a file, without paths; what it says itself where we have no word."""
    said = error.strerror or str(error)
    return Worded(_REFUSALS.get(error.errno or 0, said), said)


_REFUSALS: Final = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EBUSY: "文件被占用",
    errno.ENAMETOOLONG: "文件名太长",
}


def oddity_of(error: Exception) -> Worded:
    """What a reader of plain values stumbled over, without the words of the language it is in."""
    if isinstance(error, KeyError | IndexError) and error.args:
        what = error.args[0]
        return Worded(f"缺少或不认识“{what}”", f"'{what}' is missing or not known")
    if isinstance(error, json.JSONDecodeError):
        return Worded(
            f"不是 JSON，第 {error.lineno} 行第 {error.colno} 列读不下去",
            f"no JSON from line {error.lineno}, column {error.colno} on",
        )
    if isinstance(error, UnicodeDecodeError):
        return Worded("不是 UTF-8 文本", "no text in UTF-8")
    if isinstance(error, RecursionError):
        return Worded("嵌套过深", "nested too deeply")
    return Worded(str(error), str(error))
