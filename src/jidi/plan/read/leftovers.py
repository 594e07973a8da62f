"""Figures of the text that no record holds: listed for a person, never dropped."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from jidi.plan.read.flow import Flow
from jidi.plan.read.lines import PlanLine

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?%?")
_BEFORE_NAME = re.compile(
    r"[A-Za-z第〔\[/]$|专\s?栏\s?$|[表图]\s?$|附[件表]\s?$|[A-Za-z]-$|\(\s?$|(?:19|20)\d\d[./-]$"
)
_AFTER_NAME = re.compile(
    r"年|月|日(?!均)|[A-Za-z]|号|届|[〕\]]|[./-]\d{1,2}(?:[./-]|\b)|\)\s?[\u4e00-\u9fff]"
)
_OPENS_LINE = re.compile(r"[(]?\d{1,2}[)]?[.、)\s](?!\d)|\d{1,2}$")


def leftover_figures(
    lines: Sequence[PlanLine],
    held: Sequence[tuple[int, int]],
    heads: Sequence[tuple[int, int]],
    in_tables: Container[int],
) -> Iterator[Flow]:
    """Every number that lies in no held place and is no date, numbering or part of a name.

    :param held: places of records; :param heads: places of table heads, whose years state nothing.
    :param in_tables: positions of lines of tables, whose rows are numbered.
    """
    taken = {n for start, end in (*held, *heads) for n in range(start, end)}
    for line in lines:
        text = line.text
        for found in _NUMBER.finditer(text):
            numbers_row = line.position in in_tables and _numbers_row(text, found)
            if line.flow.places[found.start()] in taken or _is_name(text, found) or numbers_row:
                continue
            start = max(0, found.start() - 8)
            yield line.flow.part(start, min(len(text), found.end() + 8))


def _numbers_row(text: str, found: re.Match[str]) -> bool:
    """The running number of a row, at the start of its line or before its name."""
    behind = text[found.end() :]
    named = re.match(r"[.、]?\s?[\u4e00-\u9fff]", behind)
    return len(found[0]) <= 2 and bool(named) and (found.start() == 0 or behind[:1] in ".、")


def _is_name(text: str, found: re.Match[str]) -> bool:
    if found.start() == 0 and _OPENS_LINE.match(text):
        return True
    before, after = text[: found.start()], text[found.end() :]
    if _BEFORE_NAME.search(before) and not re.match(r"%|[\u4e00-\u9fff]*(?:元|件|个)", after):
        return True
    return bool(_AFTER_NAME.match(after)) and "%" not in found[0]
