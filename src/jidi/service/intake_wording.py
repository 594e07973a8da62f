"""Receipts in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jidi.core.errors import Language, wordings
from jidi.service.intake_receipt import IntakeReceipt

_REASONS = {
    "J-201": ("读不成", "cannot be read"),
    "J-202": ("必填为空", "required, empty"),
    "J-203": ("类型不符", "wrong type"),
    "J-204": ("代码不符", "unknown code"),
    "J-205": ("区划不符", "unknown division"),
    "J-206": ("引用不符", "unknown reference"),
    "J-207": ("超出范围", "out of range"),
    "J-208": ("先后颠倒", "times reversed"),
    "J-209": ("在将来", "in the future"),
    "J-210": ("过早", "too long ago"),
    "J-211": ("部分大于整体", "part above whole"),
    "J-212": ("主键已有", "key is taken"),
    "J-213": ("来源不符", "other origin"),
    "J-214": ("区划过粗", "division too coarse"),
    "J-215": ("不是月份", "not a month"),
    "J-216": ("没有对应环节", "no such step"),
}
_KINDS = {
    "blank": ("空行", "blank rows"),
    "head": ("重复表头", "repeated heads"),
    "remark": ("附注", "remarks"),
    "total": ("合计行", "totals"),
    "subtotal": ("小计行", "subtotals"),
}


_PLAIN = ("", "utf-8")
"""Encodings that need no mention."""


_COUNTED = (
    ("supplied", ("补入：", "filled in: ")),
    ("told_by_name", ("按名称认定编号：", "numbers told by names: ")),
    ("read_as_midnight", ("只有日期，按零时计：", "days without a time, read as midnight: ")),
)
"""What was done to cells, counted by column."""


def reason_words(code: str, lang: Language) -> str:
    """A reason in two words."""
    return _REASONS[code][0 if lang == "zh" else 1]


def receipt_lines(receipt: IntakeReceipt, lang: Language) -> Iterator[str]:
    """What stands on a receipt besides its sentence."""
    zh = lang == "zh"
    if receipt.repeated:
        return
    if (encoding := receipt.body.get("encoding", "")) not in _PLAIN:
        yield f"编码：{encoding}" if zh else f"encoding: {encoding}"
    for part in receipt.body["parts"]:
        yield from _part_lines(part, lang)
    for left in receipt.body["parts_left_out"]:
        why = left["reason"][lang]
        yield (
            f"未读：{left['part']}（{left['rows']} 行），{why}"
            if zh
            else f"not read: {left['part']} ({left['rows']} rows), {why}"
        )
    for note in receipt.body.get("notes", ()):
        yield f"{note['code']} {note[lang]}"


def _part_lines(part: Mapping[str, Any], lang: Language) -> Iterator[str]:
    zh = lang == "zh"
    c = part["counts"]
    named = part["part"] or part["table"]
    yield (
        f"{named} → {part['table']}：{c['in']:,} = 接收 {c['accepted']:,} + 退回 {c['held']:,} "
        f"+ 重复 {c['duplicate']:,}"
        if zh
        else f"{named} → {part['table']}: {c['in']:,} = {c['accepted']:,} accepted + "
        f"{c['held']:,} held + {c['duplicate']:,} duplicates"
    )
    for key, number in sorted(part["reasons"].items(), key=lambda item: -item[1]):
        code, _, column = key.partition(" ")
        yield f"  {code} {reason_words(code, lang)} {column} {number:,}"
    beside = [f"{_KINDS[kind][0 if zh else 1]} {n}" for kind, n in part["beside"].items()]
    if beside:
        yield ("另置：" if zh else "beside: ") + "、".join(beside)
    for check in part["sums"]:
        if not check["agrees"]:
            yield _sum_line(check, lang)
    for key, words in _COUNTED:
        if part.get(key):
            told = "、".join(f"{name} {number:,}" for name, number in part[key].items())
            yield words[0 if zh else 1] + told
    for key, words in (
        ("columns_left_out", ("未读的列：", "columns left out: ")),
        (
            "references_not_checked",
            ("账簿无数据，未核对引用：", "not checked, the book is empty: "),
        ),
    ):
        if part[key]:
            yield words[0 if zh else 1] + "、".join(part[key])


def _sum_line(check: Mapping[str, Any], lang: Language) -> str:
    wording = wordings()["J-110"]
    facts = {
        "column": check["column"],
        "printed": f"{check['printed']:,.10g}",
        "computed": f"{check['computed']:,.10g}",
    }
    row = f"第{check['row']}行" if lang == "zh" else f"row {check['row']}"
    text = (wording.zh if lang == "zh" else wording.en).format(**facts)
    return f"J-110 {text}（{row}）" if lang == "zh" else f"J-110 {text} ({row})"
