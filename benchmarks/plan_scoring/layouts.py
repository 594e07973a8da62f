"""The same words laid out otherwise: wrapped, joined, paged, in other digits, points, brackets."""

from __future__ import annotations

import re
from dataclasses import replace

from plan_scoring.anchored import Anchor, Anchored, Edit
from plan_scoring.plain_text import PlanText

_FULL = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789%"}
_HALF = {full: half for half, full in _FULL.items()}
_NUMBER_SIGN = re.compile(r"[\d.,%０-９．，％\U00100000-\U0010fffd]")
_NO_START = "，。；：、！？）》”〉】%％,.;:)"
"""Marks that no line begins with."""

PAGE_MARKS = ("—{}—", "- {} -", "第{}页", "· {} ·", "{}")


def wrapped(text: Anchored, *, width: int, gap: int = 0, indent: str = "") -> Anchored:
    """Lines broken after about ``width`` characters, never inside a number.

    :param gap: blank lines between the lines of a paragraph.
    :param indent: what each continued line begins with.
    """
    edits, start = [], 0
    for line in text.text.split("\n"):
        if not _is_row(line):
            breaks = _breaks(line, width)
            edits += [Edit(start + at, start + at, "\n" * (gap + 1) + indent) for at in breaks]
        start += len(line) + 1
    return text.edited(edits)


def _is_row(line: str) -> bool:
    """Whether a line holds cells of a table: such lines are neither broken nor joined."""
    if {"\t", "|"} & set(line):
        return True
    return len(line.split()) > 3 and not re.search(r"[，。；,;：]|[.．](?=[一-龥])", line)


def _breaks(line: str, width: int) -> list[int]:
    found, at = [], width
    while at < len(line):
        while at < len(line) and (line[at] in _NO_START or _inside_number(line, at)):
            at += 1
        if at < len(line):
            found.append(at)
        at += width
    return found


def _inside_number(line: str, at: int) -> bool:
    return bool(_NUMBER_SIGN.match(line[at - 1]) and _NUMBER_SIGN.match(line[at]))


def joined(text: Anchored, *, at_least: int = 20) -> Anchored:
    """Lines that were broken inside a sentence put together again.

    :param at_least: shorter lines are headings or cells and stay.
    """
    edits = []
    for found in re.finditer(r"(?<=[^\n])\n+\s*(?=[^\n])", text.text):
        before = text.text[text.text.rfind("\n", 0, found.start()) + 1 : found.start()]
        after = text.text[found.end() : found.end() + 12]
        if len(before) >= at_least and not _ends(before) and not _begins(after):
            edits.append(Edit(found.start(), found.end(), ""))
    return text.edited(edits)


def _ends(line: str) -> bool:
    return _is_row(line) or bool(re.search(r"([。！？：；.]|[\]％—］－])\s*$", line))


def _begins(line: str) -> bool:
    """Whether a line begins something of its own: a heading, a box, a table row, a list item."""
    return bool(
        re.match(
            r"\s*(专栏|表|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|"
            r"[\d０-９]+[.．、􀆰 ]|[①-⑳#*|-]|—|注)",
            line,
        )
    )


def paged(text: Anchored, *, every: int, mark: str = "—{}—", first: int = 1) -> Anchored:
    """A page number after every so many lines, outside of tables."""
    edits, lines = [], PlanText(text.text)
    all_lines = text.text.split("\n")
    for page, line in enumerate(range(every, len(all_lines), every), start=first):
        if not {"\t", "|"} & set(all_lines[line - 1] + all_lines[line]):
            start = lines.start_of(line + 1)
            edits.append(Edit(start, start, f"{mark.format(page)}\n"))
    return text.edited(edits)


def full_width(text: Anchored) -> Anchored:
    """Digits and per cent signs in full width."""
    return replace(text, text=text.text.translate(_FULL))


def half_width(text: Anchored) -> Anchored:
    """Digits and per cent signs in half width."""
    return replace(text, text=text.text.translate(_HALF))


def with_point(text: Anchored, point: str) -> Anchored:
    """Decimal points as ``point``."""
    pattern = r"(?<=[\d０-９])[.．\U00100000-\U0010fffd](?=[\d０-９])"
    return replace(text, text=re.sub(pattern, point, text.text))


def with_brackets(text: Anchored, pair: str) -> Anchored:
    """Square brackets exchanged for another pair."""
    return replace(text, text=text.text.translate({ord("["): pair[0], ord("]"): pair[1]}))


def spaced(text: Anchored, *, every: int) -> Anchored:
    """A blank inside every so-many-th word, as character recognition leaves them."""
    places = [f.start() for f in re.finditer(r"(?<=[一-龥])(?=[一-龥][一-龥])", text.text)]
    return text.edited([Edit(at, at, " ") for at in places[every - 1 :: every]])


def table_lines(text: Anchored) -> list[int]:
    """The lines, from 0, that hold tab-separated cells."""
    return [n for n, line in enumerate(text.text.split("\n")) if line.rstrip("\t").count("\t") >= 2]


def with_columns(text: Anchored, order: list[int]) -> Anchored:
    """The tab-separated tables with their columns in another order, or without some.

    Rows of truth whose column is left out are dropped.
    """
    lines = text.text.split("\n")
    chosen = set(table_lines(text))
    pieces: list[str] = []
    anchors: list[Anchor] = []
    start = at = 0
    for number, line in enumerate(lines):
        inside = [a for a in text.anchors if start <= a.start and a.end <= start + len(line)]
        if number in chosen:
            line_text, moved = _reordered(line, inside, start, at, order)
        else:
            line_text, moved = line, [_shifted(a, at - start) for a in inside]
        crossing = [a for a in text.anchors if start <= a.start <= start + len(line) < a.end]
        anchors += moved + [_shifted(a, at - start) for a in crossing]
        pieces.append(line_text)
        start, at = start + len(line) + 1, at + len(line_text) + 1
    return Anchored("\n".join(pieces), tuple(anchors))


def _reordered(
    line: str, inside: list[Anchor], start: int, at: int, order: list[int]
) -> tuple[str, list[Anchor]]:
    cells, begins = line.split("\t"), []
    position = start
    for cell in cells:
        begins.append(position)
        position += len(cell) + 1
    moved, place, chosen = [], at, [n for n in order if n < len(cells)]
    for n in chosen:
        end = begins[n] + len(cells[n])
        for anchor in inside:
            if begins[n] <= anchor.start and anchor.end <= end:
                moved.append(_shifted(anchor, place - begins[n]))
        place += len(cells[n]) + 1
    return "\t".join(cells[n] for n in chosen), moved


def _shifted(anchor: Anchor, by: int) -> Anchor:
    return replace(anchor, start=anchor.start + by, end=anchor.end + by)


def one_cell_to_a_line(text: Anchored, *, gap: int = 0) -> Anchored:
    """The tab-separated tables with every cell on a line of its own."""
    chosen, edits, start = set(table_lines(text)), [], 0
    for number, line in enumerate(text.text.split("\n")):
        if number in chosen:
            for found in re.finditer("\t+", line):
                breaks = "\n" * (gap + 1) if found.start() and found.end() < len(line) else ""
                edits.append(Edit(start + found.start(), start + found.end(), breaks))
        start += len(line) + 1
    return text.edited(edits)


def with_separator(text: Anchored, separator: str) -> Anchored:
    """The tab-separated tables with another separator (`` | ``, two blanks)."""
    chosen, edits, start = set(table_lines(text)), [], 0
    for number, line in enumerate(text.text.split("\n")):
        if number in chosen:
            edits += [
                Edit(start + f.start(), start + f.end(), separator) for f in re.finditer("\t", line)
            ]
        start += len(line) + 1
    return text.edited(edits)
