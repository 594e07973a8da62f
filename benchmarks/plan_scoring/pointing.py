"""Spans that do not point at their characters, and figures of the text that nobody holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jidi.core.numerals import chinese_number
from plan_scoring.plain_text import PlanText, flat, plain
from plan_scoring.statements import Record

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_PARTS = ("targets", "facts", "milestones", "projects", "mechanisms", "areas", "boxes", "unread")

_FRONT, _BACK = 14, 10
"""How many characters around a number decide whether it is of an ignorable kind."""

_IGNORABLE = {
    "date": (r"", r"\s*年(?!内)|月|日(?!均)|[./-]\d{1,2}[./-]\d{1,2}"),
    "date, later part": (r"(年|月|\d{4}[./-]|\d{4}[-—~至]\s?)$", r"\d*[月日年]?"),
    "years": (r"", r"\s*[-—~至]\s*20\d\d\s*年"),
    "row": (r"(^|[\n\t|])\s*$", r"[.、．]?(\s+|\s*[|｜]\s*)[一-龥“]"),
    "numbering": (r"(^|[\n\t|])[\s#*>·-]*[（(]?$", r"[)）.、．](?!\d)"),
    "lone, before a page mark": (r"(^|\n)\s*$", r"\s*\n\s*[—\-－·第]\s*\d"),
    "page": (r"[—\-－·第]\s*$", r"\s*([—\-－·]\s*(\n|$)|页)"),
    "contents": (r"(\.{3,}|…+|\t|·{3,})\s*$", r"\s*(\n|$)"),
    "box or table": (r"(专栏|表|图|附件|附表)\s*(\d+-)?$", r""),
    "document": (r"[〔\[【（(]$|[〕\]】）)]\s*第?$|第\s*$", r"[〕\]】）)]|\s*号|\s*[条章节期届次]"),
    "code": (r"[“\"'‘]$", r"[”\"'’]"),
    "name": (r"[A-Za-z/\-]$", r""),
    "technology": (r"", r"[GDVBC][A-Za-z0-9]?(?![a-z])"),
    "plan name": (r"", r"年远景目标"),
    "standard": (r"(GB|YZ|DB|ISO|GB/T|YZ/T|JT/T)[/T\s]*[\d.]*[-—]?$", r""),
    "plus notation": (r"\d\s*[+＋]\s*$", r""),
    "plus notation, first": (r"", r"\s*[+＋]\s*\d"),
    "footnote": (r"[\[［]?注\s*$", r""),
}
"""Kinds of numbers that state nothing: what stands before, what stands behind."""

_PAGE_LINE = re.compile(r"\n\s*([—\-－·]\s*[\d０-９]+\s*[—\-－·]|第[\d０-９]+页)\s*(?=\n)")
"""A page mark between the lines a span runs over; nobody means it."""

_BRACKETS = {ord(sign): "[" if n % 2 == 0 else "]" for n, sign in enumerate("【】〔〕〖〗［］")}

_COUNT = re.compile(
    r"(?<!第)(?<![二三四五六七八九十])(?P<n>[二两三四五六七八九十]{1,3})"
    r"(?=(?:个(?!意识|自信|维护|全面)|大(?!精神|和|以来)|条|处|座|类|班次|年内|倍))"
)


@dataclass(frozen=True)
class Dropped:
    """A figure of the text that no record and no ``unread`` entry holds."""

    line: int
    figure: str
    context: str

    def __str__(self) -> str:
        return f"l.{self.line} {self.figure} in {self.context!r}"


def passages(plan: Record) -> Iterator[tuple[str, Record]]:
    """Every passage of a plan read, with the record it belongs to."""
    for part in _PARTS:
        for record in plan.get(part, ()):
            yield from ((f"{part} {record.get('id', '')}", at) for at in record.get("at", ()))
    yield from (("notation", at) for at in (plan.get("notation") or {}).get("at", ()))


def astray(plan: Record, text: PlanText) -> list[str]:
    """Passages whose span does not hold their characters, or stands on another line."""
    return [
        f"{owner}: {at}" for owner, at in passages(plan) if at.get("span") and not _holds(at, text)
    ]


def unplaced(plan: Record) -> list[str]:
    """Passages without a span."""
    return [f"{owner}: {at}" for owner, at in passages(plan) if not at.get("span")]


def _holds(at: Record, text: PlanText) -> bool:
    start, end = at["span"]
    if end > len(text.text):
        return False
    held, said = _bare(_PAGE_LINE.sub("", text.text[start:end])), _bare(at["text"])
    short, long = sorted((held, said), key=len)
    same_line = text.line_of(start) <= at["line"] <= text.line_of(end - 1)
    return bool(short) and short in long and same_line


def _bare(text: str) -> str:
    """The text without blanks, all brackets square."""
    return plain(text).translate(_BRACKETS)


def dropped(plan: Record, text: PlanText) -> list[Dropped]:
    """Arabic figures that are neither held nor of an ignorable kind."""
    body = flat(text.text)
    held = _Held.of(plan)
    return [
        _dropped(found, body, text)
        for found in _NUMBER.finditer(body)
        if not ignorable(body, found) and not held.holds(found, text)
    ]


def dropped_counts(plan: Record, text: PlanText) -> list[Dropped]:
    """The same for counts in Chinese numerals (三大基地, 每周五班次); many are turns of phrase."""
    body = flat(text.text)
    held = _Held.of(plan)
    return [
        _dropped(found, body, text)
        for found in _COUNT.finditer(body)
        if not held.holds(found, text, number=str(chinese_number(found["n"])))
    ]


def _dropped(found: re.Match[str], body: str, text: PlanText) -> Dropped:
    context = body[max(0, found.start() - 12) : found.end() + 8].replace("\n", "⏎")
    return Dropped(text.line_of(found.start()), found.group(), context)


def ignorable(body: str, found: re.Match[str]) -> str:
    """The kind of number that states nothing which ``found`` is; empty when it states something."""
    before = body[max(0, found.start() - _FRONT) : found.start()]
    behind = body[found.end() : found.end() + _BACK]
    if found.start() < _FRONT:
        before = "\n" + before
    for kind, (front, back) in _IGNORABLE.items():
        if re.search(front + r"\Z" if front else "", before) and re.match(back, behind):
            return kind
    return ""


@dataclass(frozen=True)
class _Held:
    """Spans and lines of all records with the numbers each of them states."""

    stretches: tuple[tuple[int, int, frozenset[str]], ...]
    lines: tuple[tuple[int, frozenset[str]], ...]

    @classmethod
    def of(cls, plan: Record) -> _Held:
        """What a plan read holds."""
        stretches, lines = [], []
        for part in _PARTS:
            for record in plan.get(part, ()):
                numbers = frozenset(_numbers_in(record))
                for at in record.get("at", ()):
                    span = at.get("span")
                    if span:
                        stretches.append((span[0], span[1], numbers))
                    else:
                        lines.append((at["line"], numbers))
        for at in (plan.get("notation") or {}).get("at", ()):
            lines.append((at["line"], frozenset(_NUMBER.findall(flat(at["text"])))))
        return cls(tuple(stretches), tuple(lines))

    def holds(self, found: re.Match[str], text: PlanText, *, number: str = "") -> bool:
        """Whether a record that points here states this number."""
        wanted = {found.group(), found.group().replace(",", ""), number}
        if any(a <= found.start() < b and numbers & wanted for a, b, numbers in self.stretches):
            return True
        line = text.line_of(found.start())
        return any(at == line and numbers & wanted for at, numbers in self.lines)


def _numbers_in(record: Record) -> Iterator[str]:
    """Every number a record states in its own fields; its passages only show where."""
    for name, value in record.items():
        if name in ("at", "id", "item", "en", "reason_zh", "reason_en"):
            continue
        yield from _numbers_of(value)
    if "reason_zh" in record:
        for at in record.get("at", ()):
            yield from _NUMBER.findall(flat(at["text"]))


def _numbers_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _numbers_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _numbers_of(inner)
    elif value is not None:
        for number in _NUMBER.findall(flat(str(value))):
            yield number
            yield number.replace(",", "")
            yield number.lstrip("0") or "0"
