"""What is wrong with how a command was typed, in Chinese: the parser tells it in English only."""

from __future__ import annotations

import re
from typing import Final

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
