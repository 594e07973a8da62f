"""From lines to headings, paragraphs and boxes: hard line breaks undone, numbering understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jidi.documents import Document
from jidi.model.plan_words import Role, plan_words
from jidi.plan.read.flow import Flow, joined
from jidi.plan.read.lines import PlanLine, is_contents_head

_NUMBERS = "一二三四五六七八九十百"
_LEVELS = (
    re.compile(rf"第[{_NUMBERS}\d]+[章篇编部]分?"),
    re.compile(rf"[{_NUMBERS}]+、|第[{_NUMBERS}\d]+节"),
    re.compile(rf"\([{_NUMBERS}]+\)[、.]?"),
    re.compile(r"\d{1,2}[.、](?!\d)"),
    re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}[.、]?(?=[\u4e00-\u9fff\s])"),
    re.compile(r"\(\d{1,2}\)|\d{1,2}\)"),
    re.compile(r"[①-⑳]"),
)
SECTION, ITEM, POINT = 1, 3, 6
"""Levels of ``一、``, ``1.`` and ``①``; chapters are level 0."""

BOX_TITLE = re.compile(
    rf"专\s?栏\s?(?P<number>[\d{_NUMBERS}]+(?:[-—]\d+)?)?\s?[:.、]?\s?(?P<title>.*)"
)
_APPENDIX = re.compile(r"附\s?[件表录]")
_TERMINAL = re.compile(r"[。.;!?:][”\"’)]?$")
_SENTENCE_INSIDE = re.compile(r"[。;!?]|(?<=[\u4e00-\u9fff”)])\.(?!\d)")
_RUN_IN = re.compile(r"(?P<head>[^。.;:,]{2,30})[。.:](?=.)")
_OPENING = re.compile(r"(?P<head>[\u4e00-\u9fff“”()、]{4,26})[。.:](?=.)")
_LONGEST_HEADING = 42
_WRAPPED_AT_MOST = 60
_SHORT = 0.72
"""A line below this share of the usual width ends its paragraph. Own choice."""
_SHORT_UNWRAPPED = 25


@dataclass(frozen=True)
class Box:
    """A box of the text: its number as printed, its title, the whole line of both."""

    number: str
    title: Flow
    line: Flow


@dataclass(frozen=True)
class Paragraph:
    """Running text that belongs together.

    :param path: the headings it stands under, the highest first.
    :param role: what the headings say about its figures; None above the first heading.
    :param head: the words that open it like a heading (``规模效益。到2025年…``).
    """

    flow: Flow
    path: tuple[Heading, ...]
    role: Role | None
    box: Box | None
    head: Flow | None = None


@dataclass(frozen=True)
class Heading:
    """A heading without its number."""

    level: int
    flow: Flow
    number: str = ""


@dataclass(frozen=True)
class Layout:
    """Everything outside tables."""

    front: tuple[PlanLine, ...]
    """Lines above the first heading and the contents: the title page."""
    headings: tuple[Heading, ...]
    paragraphs: tuple[Paragraph, ...]
    boxes: tuple[Box, ...]


def layout(document: Document, lines: Sequence[PlanLine], tables: set[int]) -> Layout:
    """Headings, paragraphs and boxes of the lines that stand in no table.

    :param tables: positions of lines that belong to tables.
    """
    return _Builder(document, lines, tables).built()


def level_of(text: str) -> tuple[int, str] | None:
    """Level and number that open a line (``(三)主要目标`` → 2, ``(三)``); None without one."""
    for level, pattern in enumerate(_LEVELS):
        found = pattern.match(text)
        if found is not None:
            return level, found[0]
    return None


def role_of(path: Sequence[Heading]) -> Role | None:
    """What the headings say: the highest that names a role, but 目标 anywhere below plain ones.

    Below 主要任务 an 优化发展环境 is still a task, below 现状 the old plan's 目标 still situation.
    """
    role: Role | None = None
    for heading in path:
        found = _role_named(heading.flow.text)
        if found is None or (heading.level >= ITEM and found in ("tasks", "guarantee")):
            continue
        if found != "doctrine":
            return found
        role = found  # 总体思路 may hold 发展目标
    return role


def _role_named(text: str) -> Role | None:
    return next(
        (entry.role for entry in plan_words().roles if any(word in text for word in entry.words)),
        None,
    )


class _Builder:
    def __init__(self, document: Document, lines: Sequence[PlanLine], tables: set[int]) -> None:
        self._lines = lines
        self._tables = tables
        self._frames = document.frames
        self._outlines = {outline.span[0]: outline.level for outline in document.outlines}
        self._width = _usual_width([line for line in lines if line.position not in tables])
        self._path: list[Heading] = []
        self._headings: list[Heading] = []
        self._paragraphs: list[Paragraph] = []
        self._boxes: list[Box] = []
        self._box: Box | None = None
        self._box_frame: tuple[int, int] | None = None
        self._box_indent = 0
        self._box_items = 0
        self._items = 0
        self._front: list[PlanLine] = []
        self._goals_seen = False

    def built(self) -> Layout:
        body = self._after_front()
        for group in self._groups(body):
            self._take(group)
        return Layout(
            tuple(self._front),
            tuple(self._headings),
            tuple(self._paragraphs),
            tuple(self._boxes),
        )

    def _after_front(self) -> int:
        """Everything above the first sentence, heading or table is the title page."""
        for n, line in enumerate(self._lines):
            if (
                n in self._tables
                or self._is_heading_line(line)
                or _SENTENCE_INSIDE.search(line.text)
            ):
                return n
            if len(line.text) > _LONGEST_HEADING or re.search("[,;、]", line.text):
                return n
            if not is_contents_head(line.text):
                self._front.append(line)
        return len(self._lines)

    def _is_heading_line(self, line: PlanLine) -> bool:
        return level_of(line.text) is not None or line.flow.places[0] in self._outlines

    def _groups(self, start: int) -> Iterator[list[PlanLine]]:
        """Lines that make one paragraph."""
        group: list[PlanLine] = []
        for n in range(start, len(self._lines)):
            line = self._lines[n]
            if n in self._tables or is_contents_head(line.text):
                if group:
                    yield group
                group = []
                continue
            if group and self._begins(line, group):
                yield group
                group = []
            group.append(line)
        if group:
            yield group

    def _begins(self, line: PlanLine, group: Sequence[PlanLine]) -> bool:
        """Whether ``line`` begins a paragraph and does not go on with the lines of ``group``."""
        before = group[-1]
        opens = level_of(line.text) is not None or BOX_TITLE.match(line.text)
        if opens or _APPENDIX.match(line.text) or line.position != before.position + 1:
            return True
        outlined = {line.flow.places[0], before.flow.places[0]} & set(self._outlines)
        if outlined or line.indent >= 2 > before.indent or self._frame(line) != self._frame(before):
            return True
        if _TERMINAL.search(before.text):
            return len(before.text) < self._width * 0.97 or line.indent >= 2 or self._width > 60
        if BOX_TITLE.match(before.text):
            return True
        return self._is_short(before) and not _is_running(group)

    def _is_short(self, line: PlanLine) -> bool:
        if self._width > _WRAPPED_AT_MOST:
            return len(line.text) < _SHORT_UNWRAPPED and not re.search(r"[、,“(]$", line.text)
        return len(line.text) < self._width * _SHORT

    def _frame(self, line: PlanLine) -> tuple[int, int] | None:
        return next((f for f in self._frames if f[0] <= line.start <= f[1]), None)

    def _take(self, group: list[PlanLine]) -> None:
        """One paragraph, heading or box title."""
        flow = joined(line.flow for line in group)
        title = BOX_TITLE.fullmatch(flow.text)
        if title is not None and not _SENTENCE_INSIDE.search(flow.text):
            self._open_box(flow, title, group[0])
            return
        numbered = level_of(flow.text)
        outline = self._outlines.get(flow.places[0])
        if self._box is not None and self._leaves_box(group[0], numbered, outline):
            self._box = None
        heading = self._heading(flow, numbered, outline)
        if heading is not None:
            self._enter(heading)
            return
        self._add(flow, numbered)

    def _open_box(self, flow: Flow, title: re.Match[str], line: PlanLine) -> None:
        start = title.start("title") if title["title"] else 0
        self._box = Box(title["number"] or "", flow.part(start, len(flow)), flow)
        self._boxes.append(self._box)
        self._box_frame = self._frame(line)
        self._box_indent = line.indent
        self._box_items = 0

    def _leaves_box(
        self, line: PlanLine, numbered: tuple[int, str] | None, outline: int | None
    ) -> bool:
        """Whether a paragraph stands below the box, not in it.

        A drawn box has an edge. In plain text a section's number ends it, the next item's number
        of the main text, or the indent of running text where the box has none.
        """
        if self._box_frame is not None:
            return self._frame(line) != self._box_frame
        if outline is not None or _APPENDIX.match(line.text):
            return True
        if numbered is not None and numbered[0] < ITEM:
            return True
        if numbered is not None and numbered[0] == ITEM:
            number = _number(numbered[1])
            if number == self._box_items + 1:
                self._box_items += 1
                return number == self._items + 1 and number > 1
            return number == self._items + 1
        return line.indent >= 2 > self._box_indent and bool(self._inside_box)

    @property
    def _inside_box(self) -> list[Paragraph]:
        return [p for p in self._paragraphs if p.box is self._box]

    def _heading(
        self, flow: Flow, numbered: tuple[int, str] | None, outline: int | None
    ) -> Heading | None:
        text = flow.text
        if len(text) > _LONGEST_HEADING or _SENTENCE_INSIDE.search(text[:-1]):
            return None
        if numbered is None:
            return None if outline is None else Heading(max(outline - 1, 0), flow)
        if self._box is not None and numbered[0] >= ITEM:
            return None
        level, number = numbered
        rest = flow.part(len(number), len(flow)).stripped(" 。.:")
        if not rest or (level >= ITEM and re.search(r"[,;]|\d", rest.text)):
            return None
        return Heading(level, rest, number)

    def _enter(self, heading: Heading) -> None:
        while self._path and self._path[-1].level >= heading.level:
            self._path.pop()
        self._path.append(heading)
        self._headings.append(heading)
        if heading.level == ITEM:
            self._items = _number(heading.number)
        elif heading.level < SECTION:
            self._items = 0

    def _add(self, flow: Flow, numbered: tuple[int, str] | None) -> None:
        """A paragraph; numbered ones with words like a heading open a place of their own."""
        flow = flow.stripped(" —–-·•*")
        head: Flow | None = None
        if numbered is not None:
            level, number = numbered
            flow = flow.part(len(number), len(flow)).stripped()
            found = _RUN_IN.match(flow.text)
            head = flow.part(0, found.end("head")) if found else None
            if self._box is None:
                if head is not None:
                    self._enter(Heading(level, head, number))
                elif level == ITEM:
                    self._items = _number(number)
        if flow:
            path = tuple(self._path)
            role = role_of(path)
            self._goals_seen = self._goals_seen or role == "goals"
            if role is None and path and self._goals_seen:
                role = "tasks"  # what stands below the goals under a heading of its own
            head = head or self._opening(flow, role)
            self._paragraphs.append(Paragraph(flow, path, role, self._box, head))

    def _opening(self, flow: Flow, role: Role | None) -> Flow | None:
        """Words that open a paragraph of goals or of a box like a heading: 规模实力明显增强。"""
        if self._box is None and role != "goals":
            return None
        found = _OPENING.match(flow.text)
        return flow.part(0, found.end("head")) if found else None


def _is_running(group: Sequence[PlanLine]) -> bool:
    """Whether lines are a sentence under way: then a short line is torn, not the last one."""
    text = "".join(line.text for line in group)
    return bool(re.search(r"[,;。]", text)) or len(text) > _LONGEST_HEADING


def _usual_width(lines: Sequence[PlanLine]) -> int:
    """How long a full line is: the length that nine in ten lines do not exceed."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[int(len(lengths) * 0.9)] if lengths else 0


def _number(text: str) -> int:
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else 0
