"""What is wrong with how a command was typed: the parser tells it in English only, and partly in
the words of the library that reads values."""

from __future__ import annotations

import re
from typing import Final

_NOT_LESS: Final = "{0} 不能小于 {1}"
_NOT_MORE: Final = "{0} 不能大于 {1}"
_WORDS: Final = (
    (r"No such option: (\S+?)\.?(?: Did you mean (.+)\?)?", "没有选项 {0}", "；是否指 {1}"),
    (r"No such option: (\S+?)\.? \(Possible options: (.+)\)", "没有选项 {0}", "；最接近：{1}"),
    (r"No such command '(.+)'\.(?: Did you mean (.+)\?)?", "没有命令“{0}”", "；是否指 {1}"),
    (r"Missing argument '(.+?)'\.(.+)?", "缺少参数 {0}", "；可选：{1}"),
    (r"Missing option '(.+)'\.(.+)?", "缺少选项 {0}", "；可选：{1}"),
    (r"Missing command\.", "没有指明命令", ""),
    (r"Option '(.+)' requires (?:an|\d+) arguments?\.", "选项 {0} 后面缺少值", ""),
    (r"Option '(.+)' does not take a value\.", "选项 {0} 不带值", ""),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", "多出参数：{0}", ""),
    (r"Invalid value for '(.+?)': .*valid integer.*", "{0} 的值不是整数", ""),
    (r"Invalid value for '(.+?)': .*valid number.*", "{0} 的值不是数", ""),
    (r"Invalid value for '(.+?)': Input should be greater than or equal to (\S+)", _NOT_LESS, ""),
    (r"Invalid value for '(.+?)': Input should be less than or equal to (\S+)", _NOT_MORE, ""),
    (r"Invalid value for '(.+?)': Input should be greater than (\S+)", "{0} 须大于 {1}", ""),
    (r"Invalid value for '(.+?)': Input should be less than (\S+)", "{0} 须小于 {1}", ""),
    (
        r"Invalid value for '(.+?)': (?:Value error, )?(.+) is not one of (.+?)\.?",
        "{0} 没有“{1}”这一项，可选：{2}",
        "",
    ),
    (r"Invalid value for '(.+?)': (.+)", "{0} 的值不对", "：{1}"),
)
"""Messages of the parser; their Chinese, and what follows where the message says more."""


def usage_in_chinese(message: str) -> str:
    """The message in Chinese; as it is when the parser has learnt to say something else."""
    for pattern, said, more in _WORDS:
        found = re.fullmatch(pattern, message.strip(), re.DOTALL)
        if found is None:
            continue
        parts = [(part or "").replace("'", "").strip() for part in found.groups()]
        follows = more if len(parts) > 1 and parts[1] else ""
        return (said + follows).format(*parts)
    return message


def usage_in_english(message: str) -> str:
    """The message without the words of the library that reads values."""
    said = message.strip().rstrip(".")
    for words, plain in _OF_THE_LIBRARY:
        said = said.replace(words, plain)
    return said


_OF_THE_LIBRARY: Final = (
    ("Value error, ", ""),
    ("Input should be a valid integer, unable to parse string as an integer", "no whole number"),
    ("Input should be a valid number, unable to parse string as a number", "no number"),
    ("Input should be", "must be"),
)
