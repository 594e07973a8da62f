"""What a person found in a plan: one row per stated number, list or heading.

Columns of a truth file:

- ``item``: number in the register of plan items, or any name of ours in an invented plan;
- ``section``: ``table``, ``prose``, ``box`` or ``outline`` (areas, boxes, the meaning of brackets);
- ``what``: baseline, level, growth, increment, share, multiple, fact, threshold, structure,
  milestone, project, list, code; in the outline area, box, notation;
- ``name``: names that are right, split by ``|``; ``must``: words one of which the name has to hold;
- ``value``, ``high`` (upper end of a range), ``unit`` (right ones split by ``|``; empty: any);
- ``operator`` (=, >, ≥, <, ≤, ≈); ``certainty``: the plan's own word, ``implied`` where neither a
  figure nor a word of totality is printed; for a multiple ``grew_by`` or ``times``;
- ``when``: year or day; empty: any; ``base``: of a multiple, the year it is compared with;
- ``line``, ``text``: where it stands, at most 30 characters; ``listed``: names split by ``；``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path

SIDES = {"=": "exact", ">": "lower", "≥": "lower", "<": "upper", "≤": "upper", "≈": "about"}


@dataclass(frozen=True)
class Truth:
    """One row of a truth file, as written."""

    item: str
    section: str
    what: str
    name: str
    must: str
    value: str
    high: str
    unit: str
    operator: str
    certainty: str
    when: str
    base: str
    line: str
    text: str
    listed: str

    @property
    def names(self) -> list[str]:
        """Every name that is right."""
        return self.name.split("|")

    @property
    def units(self) -> list[str]:
        """Every unit that is right; empty when any is."""
        return [unit for unit in self.unit.split("|") if unit]

    @property
    def number(self) -> Decimal | None:
        """The value; of ``1/3`` the quotient; None for rows without one."""
        return quotient(self.value) if self.value else None

    @property
    def upper(self) -> Decimal | None:
        """The upper end of a range."""
        return Decimal(self.high) if self.high else None

    @property
    def side(self) -> str:
        """``exact``, ``lower``, ``upper`` or ``about``; empty where no number is stated."""
        return SIDES[self.operator] if self.operator else ""

    @property
    def members(self) -> list[str]:
        """The listed names."""
        return [name for name in self.listed.split("；") if name]

    @property
    def implied(self) -> bool:
        """Whether neither figure nor word of totality is printed."""
        return self.certainty == "implied"

    @property
    def at_line(self) -> int | None:
        """The line, from 1; None in documents whose lines only a reader makes."""
        return int(self.line) if self.line else None

    def __str__(self) -> str:
        figure = f"{self.operator}{self.value}{'-' + self.high if self.high else ''}{self.unit}"
        place = f"l.{self.line} " if self.line else ""
        return f"{self.item} {self.what} {self.names[0]} {figure} {self.when} [{place}{self.text}]"


COLUMNS = [field.name for field in fields(Truth)]


def quotient(text: str) -> Decimal:
    """The number ``text`` writes; ``1/3`` divides."""
    over, _, under = text.partition("/")
    return Decimal(over) / Decimal(under) if under else Decimal(over)


def load_truth(path: Path) -> list[Truth]:
    """The rows of a truth file; none when there is no such file.

    :raises ValueError: on unknown columns or a row of the wrong length.
    """
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return rows_of(file.read())


def rows_of(text: str) -> list[Truth]:
    """The rows of a truth table in CSV, with its heading."""
    lines = [line for line in text.split("\n") if line.strip()]
    heading, *rows = csv.reader(lines)
    if heading != COLUMNS:
        raise ValueError(f"columns are {heading}, not {COLUMNS}")
    for row in rows:
        if len(row) != len(COLUMNS):
            raise ValueError(f"{len(row)} cells instead of {len(COLUMNS)}: {row}")
    return [Truth(*row) for row in rows]
