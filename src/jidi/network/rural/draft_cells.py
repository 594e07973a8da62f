"""Cells of a draft made into values; every finding with its table, row and column."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from jidi.core.errors import InputError, JidiError, Place, ValueProblem
from jidi.core.nearest import suggestion
from jidi.model.rural import DraftColumn, DraftTable, draft_tables, rural_values
from jidi.network.rural.draft import Draft, DraftRow
from jidi.network.weekdays import Weekdays

_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")
_THOUSANDS: Final = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_TYPES: Final = {
    "text": ("文本", "a text"),
    "word": ("所列取值", "a word of the list"),
    "number": ("数", "a number"),
    "integer": ("整数", "a whole number"),
    "clock": ("时刻，如 07:30", "a clock, such as 07:30"),
    "marks": ("班期，如 x-x-x--", "day marks, such as x-x-x--"),
    "flag": ("是或否", "yes or no"),
}
"""What a cell must hold, in both languages."""
_FLAGS: Final = {"是": True, "yes": True, "true": True, "否": False, "no": False, "false": False}


@dataclass(frozen=True)
class Record:
    """One row, read: its values by column (None where blank), and where it stands."""

    values: Mapping[str, Any]
    place: Place

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def at(self, column: str) -> Place:
        """The place of one of its cells."""
        return replace(self.place, column=column)


@dataclass
class Findings:
    """What is wrong with a draft, and which stand-in values were taken.

    :param lacking: table and column of what no row of a table has: told once, not row by row.
    """

    errors: list[JidiError] = field(default_factory=list)
    lacking: set[tuple[str, str]] = field(default_factory=set)
    taken: dict[str, str] = field(default_factory=dict)

    def add(self, code: str, where: Place, **facts: Any) -> None:
        """One more finding."""
        self.errors.append(InputError(code, where=where, **facts))


def read_tables(draft: Draft, findings: Findings) -> dict[str, list[Record]]:
    """The records of every table. What cannot be read is a finding, its row is left out."""
    known = draft_tables()
    for name in draft.tables:
        if name not in known:
            findings.add("N-202", Place(), table=name, nearest=suggestion(name, known))
    found = {name: _read_table(name, draft, findings) for name in known}
    for name, records in found.items():
        _references(name, records, draft, findings)
    return found


def named(draft: Draft, table: str) -> list[str]:
    """The ids of a table's rows, also of those with findings: what refers to them is no fault."""
    cells = (row.cells.get("id") for row in draft.tables.get(table, ()))
    return [_text(cell) for cell in cells if isinstance(cell, str | int)]


def _read_table(name: str, draft: Draft, findings: Findings) -> list[Record]:
    table, rows = draft_tables()[name], draft.tables.get(name, ())
    _count(name, table, rows, findings)
    records = [_read_row(name, table, row, findings) for row in rows]
    return _without_twins(name, [r for r in records if r is not None], findings)


def _count(name: str, table: DraftTable, rows: tuple[DraftRow, ...], findings: Findings) -> None:
    least = table.rows in ("one", "some")
    most = table.rows in ("one", "maybe")
    if (least and not rows) or (most and len(rows) > 1):
        facts = {"table_zh": table.zh, "table_en": table.en, "found": len(rows)}
        needed = {
            "one": ("恰好一", "exactly one"),
            "maybe": ("至多一", "at most one"),
            "some": ("至少一", "at least one"),
        }[table.rows]
        findings.add("N-209", Place(sheet=name), needed_zh=needed[0], needed_en=needed[1], **facts)


def _read_row(name: str, table: DraftTable, row: DraftRow, findings: Findings) -> Record | None:
    before = len(findings.errors)
    place = row.place if row.place.sheet or row.place.file else replace(row.place, sheet=name)
    there = [c for c in table.columns if (name, c.name) not in findings.lacking]
    values = {c.name: _value(name, c, row.cells.get(c.name), place, findings) for c in there}
    whole = len(there) == len(table.columns) and len(findings.errors) == before
    return Record(values, place) if whole else None


def _value(table: str, column: DraftColumn, cell: Any, place: Place, findings: Findings) -> Any:
    where = replace(place, column=column.name)
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        if column.default:
            stand_in = rural_values().defaults[f"{table}.{column.name}"]
            cell = stand_in.figure
            findings.taken[f"{table}.{column.name}"] = f"{cell} ({stand_in.source})"
        elif column.optional:
            return None
        else:
            findings.add("N-204", where, column_zh=column.zh, column_en=column.en)
            return None
    try:
        value = _READERS[column.type](cell)
    except ValueError:
        facts = {"found": cell, "column_zh": column.zh, "column_en": column.en}
        type_zh, type_en = _TYPES[column.type]
        findings.add("N-205", where, type_zh=type_zh, type_en=type_en, **facts)
        return None
    if column.words_zh and value in column.words_zh:
        value = column.words[column.words_zh.index(value)]
    _range(column, value, where, findings)
    return value


def _range(column: DraftColumn, value: Any, where: Place, findings: Findings) -> None:
    facts = {"found": value, "column_zh": column.zh, "column_en": column.en}
    if column.words and value not in column.words:
        chinese = any(ord(sign) > 0x2E7F for sign in value)
        nearest = suggestion(value, column.words_zh if chinese else column.words)
        findings.add("N-207", where, nearest=nearest, **facts)
    low, high = column.min, column.max
    too_low = low is not None and (value <= low if column.above else value < low)
    if too_low or (high is not None and value > high):
        left = "" if low is None else f"{'>' if column.above else '≥'} {low:g}"
        right = "" if high is None else f"≤ {high:g}"
        findings.add("N-206", where, allowed=" ".join(filter(None, (left, right))), **facts)


def _number(cell: Any) -> float:
    if isinstance(cell, bool):
        raise ValueError("a flag is no number")
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).strip()
        value = float(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    else:
        value = float(cell)
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    return value


def _integer(cell: Any) -> int:
    value = _number(cell)
    if value != int(value):
        raise ValueError("not a whole number")
    return int(value)


def _clock(cell: Any) -> float:
    """Minutes of the day, from 07:30, from minutes, or from a part of the day as Excel keeps it."""
    text = unicodedata.normalize("NFKC", cell).strip() if isinstance(cell, str) else ""
    matched = _CLOCK.fullmatch(text)
    if matched is None:
        minutes = _number(cell)
        if 0 < minutes < 1:
            minutes = round(minutes * 24 * 60, 3)
    else:
        hours, rest = int(matched[1]), int(matched[2])
        if rest > 59:
            raise ValueError("no such minute")
        minutes = 60.0 * hours + rest
    if not 0 <= minutes <= 24 * 60:
        raise ValueError("not a minute of the day")
    return minutes


def _flag(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    known = _FLAGS.get(str(cell).strip().casefold())
    if known is None:
        raise ValueError("neither yes nor no")
    return known


def _text(cell: Any) -> str:
    if not isinstance(cell, str | int):
        raise ValueError("not a text")
    return str(cell).strip()


def _marks(cell: Any) -> Weekdays:
    try:
        return Weekdays(_text(cell))
    except ValueProblem as error:
        raise ValueError("not seven marks") from error


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "text": _text,
    "word": _text,
    "number": _number,
    "integer": _integer,
    "clock": _clock,
    "flag": _flag,
    "marks": _marks,
}


def _without_twins(name: str, records: list[Record], findings: Findings) -> list[Record]:
    first: dict[str, Record] = {}
    for record in records:
        key = record.values.get("id")
        if key is None:
            continue
        if key in first:
            before = first[key].place
            texts = {"before_zh": before.text("zh"), "before_en": before.text("en")}
            findings.add("N-208", record.at("id"), table=name, id=key, **texts)
        first.setdefault(key, record)
    return [r for r in records if r.values.get("id") is None or first[r["id"]] is r]


def _references(name: str, records: list[Record], draft: Draft, findings: Findings) -> None:
    for column in draft_tables()[name].columns:
        if column.refers:
            known = named(draft, column.refers)
            for record in records:
                refers_to(record, column.name, known, findings)


def refers_to(record: Record, column: str, known: list[str], findings: Findings) -> bool:
    """Whether a cell names something that is there; a finding with the nearest where not."""
    value = record[column]
    if value is None or value in known:
        return True
    findings.add("N-210", record.at(column), found=value, nearest=suggestion(value, known))
    return False
