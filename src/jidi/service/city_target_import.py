"""Taking targets of cities in from a filled-in template: every cell judged in one pass.

Nothing is written until all rows fit; then the file becomes one data version. A row that the book
already holds changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from jidi.core.division import Division, Level
from jidi.core.errors import (
    InputError,
    JidiError,
    Language,
    Place,
    UnknownName,
    ValueProblem,
    raise_together,
)
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.feeds import open_feed
from jidi.model.city_target import CityTarget
from jidi.model.plan_figure import Printed, read_printed, unit_factor
from jidi.model.plan_record import Target
from jidi.model.table import Column
from jidi.service.books import Book
from jidi.service.city_targets import TABLE, adopt, city_targets
from jidi.service.templates import how_to_fill

_HEADS_WITHIN: Final = 20
Cells = Mapping[str, str]


@dataclass(frozen=True)
class CityImport:
    """What became of a file.

    :param new: targets the book did not hold; :param changed: those that say something else now.
    :param unchanged: those it held already.
    :param version: the data version made; None in a dry run and where nothing changes.
    """

    file: str
    new: int
    changed: int
    unchanged: int
    version: int | None

    def sentence(self, lang: Language) -> str:
        """The receipt in one sentence."""
        rows = self.new + self.changed + self.unchanged
        if lang == "zh":
            end = f"数据版本 {self.version}" if self.version is not None else "未写入"
            counts = f"新增 {self.new}，改动 {self.changed}，未变 {self.unchanged}"
            return f"共 {rows} 行：{counts}；{end}。"
        end = f"data version {self.version}" if self.version is not None else "nothing written"
        counts = f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged"
        return f"{rows} rows: {counts}; {end}."

    def to_json(self) -> dict[str, Any]:
        """The receipt as plain values."""
        return {
            "file": self.file,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "version": self.version,
        }


def import_city_targets(
    book: Book, path: Path, *, by: str, now: datetime, dry_run: bool = False
) -> CityImport:
    """Take a filled-in template of ``city_target`` in, as a workbook or separated text.

    :param by: who answers for the targets; stands as the document where a row names none.
    :raises InputError: an E-code for a file that cannot be read, P-170 without the columns; P-171
        to P-179, P-110 and C-2xx for cells, all of one pass on ``also``.
    """
    given = _Sheet.read(book, path)
    targets, findings = [], []
    seen: dict[tuple[str, str, int], int] = {}
    for number, cells in given.rows:
        try:
            target = _Row(book, given, number, cells).target(by)
            key = (target.indicator, target.division.text, target.year)
            if seen.setdefault(key, number) != number:
                raise InputError("P-177", where=given.place(number), row=seen[key])
            targets.append(target)
        except JidiError as error:
            findings += [error, *error.also]
    raise_together(findings)
    known = [city_targets(book, t.indicator, t.year).get(t.division.text) for t in targets]
    changes = [t for t, old in zip(targets, known, strict=True) if old is None or not _same(t, old)]
    new = sum(old is None for old in known)
    version = None
    if changes and not dry_run:
        version = adopt(book, changes, by=by, now=now, source=path.name).version
    unchanged = len(targets) - len(changes)
    return CityImport(path.name, new, len(changes) - new, unchanged, version)


def _same(one: CityTarget, other: CityTarget) -> bool:
    return one.to_row() == other.to_row()


@dataclass(frozen=True)
class _Sheet:
    """The sheet that holds the table's columns, as text.

    :param rows: number and cells by column, blank cells left out.
    """

    file: str
    part: str
    columns: Mapping[str, Column]
    rows: tuple[tuple[int, Cells], ...]

    def place(self, row: int, column: str | None = None) -> Place:
        head = None if column is None else self.columns[column].zh
        return Place(file=self.file, sheet=self.part or None, row=row, column=head)

    @staticmethod
    def read(book: Book, path: Path) -> _Sheet:
        """The first sheet with the needed heads.

        :raises InputError: P-170 when none has. :raises UnknownName: P-171 for an unknown head.
        """
        columns = {c.name: c for c in book.catalogue.table(TABLE).columns if c.name != "origin"}
        needed = {name for name, column in columns.items() if column.required}
        for part, rows in _parts(path).items():
            for at, (number, texts) in enumerate(rows[:_HEADS_WITHIN]):
                heads = [_head(text) for text in texts]
                if needed <= set(heads):
                    where = Place(file=path.name, sheet=part or None, row=number)
                    _refuse_unknown(heads, columns, where)
                    below = rows[at + 1 :]
                    return _Sheet(path.name, part, columns, tuple(_named(heads, below, columns)))
        names = listed(sorted(needed))
        raise InputError("P-170", where=Place(file=path.name), columns=names)


def _parts(path: Path) -> dict[str, list[tuple[int, list[str]]]]:
    """Every part of a file as numbered rows of text; named columns are its first row."""
    found: dict[str, list[tuple[int, list[str]]]] = {}
    with open_feed(path) as feed:
        for block in feed.blocks():
            rows = found.setdefault(block.part, [])
            if not block.is_grid and not rows:
                rows.append((1, list(block.cells.schema.names)))
            columns = [column.to_pylist() for column in block.cells.columns]
            cells = zip(*columns, strict=True)
            for number, row in zip(block.row_numbers().to_pylist(), cells, strict=True):
                rows.append((number, ["" if v is None else str(v).strip() for v in row]))
            if block.broken:
                broken = block.broken[0]
                where = Place(file=path.name, sheet=block.part or None, row=broken.row)
                raise InputError("P-172", where=where, reason=broken.reason.what())
    return found


def _head(text: str) -> str:
    """A head without its unit."""
    return re.sub(r"\s*[（(].*", "", text).strip().casefold()


def _refuse_unknown(heads: list[str], columns: Mapping[str, Column], where: Place) -> None:
    strange = [head for head in heads if head and head not in columns]
    raise_together(
        UnknownName("P-171", where=where, name=head, nearest=suggestion(head, columns))
        for head in strange
    )


def _named(
    heads: list[str], rows: list[tuple[int, list[str]]], columns: Mapping[str, Column]
) -> Iterator[tuple[int, Cells]]:
    """Cells by column; the row that says how to fill the template in is no data."""
    hints = {how_to_fill(columns["division"], "zh"), how_to_fill(columns["division"], "en")}
    for number, texts in rows:
        pairs = zip(heads, texts, strict=False)
        cells = {head: text for head, text in pairs if head and text}
        if cells and cells.get("division") not in hints:
            yield number, cells


class _Row:
    """One row, judged cell by cell."""

    def __init__(self, book: Book, sheet: _Sheet, number: int, cells: Cells) -> None:
        self._book, self._sheet, self._number, self._cells = book, sheet, number, cells
        self._findings: list[JidiError] = []

    def target(self, by: str) -> CityTarget:
        """The target the row states.

        :raises JidiError: the first finding, with the others on ``also``.
        """
        self._need()
        city, goal = self._city(), self._goal()
        printed = self._printed()
        numbers = {name: self._number_in(name) for name in ("base", "numerator", "denominator")}
        self._fraction(numbers["numerator"], numbers["denominator"])
        how = self._how()
        raise_together(self._findings)
        assert city is not None  # a finding was raised otherwise
        assert goal is not None
        assert printed is not None
        return CityTarget(
            division=city.code,
            indicator=goal.indicator,
            year=goal.year,
            target=printed,
            unit=self._cells["unit"],
            base=numbers["base"],
            numerator=numbers["numerator"],
            denominator=numbers["denominator"],
            how=how,
            document=self._cells.get("document", by),
            note=self._cells.get("note", ""),
        )

    def _where(self, column: str) -> Place:
        return self._sheet.place(self._number, column)

    def _need(self) -> None:
        """Required cells that are blank."""
        for name, column in self._sheet.columns.items():
            if column.required and name not in self._cells:
                self._findings.append(InputError("P-173", where=self._where(name)))

    def _city(self) -> Division | None:
        text = self._cells.get("division")
        if text is None:
            return None
        cities = self._book.tree.at_level(Level.CITY)
        known = {name: c for c in cities for name in (c.code.text, c.code.text[:6], c.name)}
        if text not in known:
            near = suggestion(text, [c.name for c in cities])
            where = self._where("division")
            self._findings.append(UnknownName("P-174", where=where, name=text, nearest=near))
        return known.get(text)

    def _goal(self) -> Target | None:
        """The provincial target above it, with its year and a unit of its kind."""
        name = self._cells.get("indicator")
        targets = {target.indicator: target for target in self._book.plan.headlines}
        if name is None:
            return None
        if name not in targets:
            near, where = suggestion(name, targets), self._where("indicator")
            self._findings.append(UnknownName("P-175", where=where, name=name, nearest=near))
            return None
        target = targets[name]
        year = self._number_in("year")
        if year is not None and year != target.year:
            where = self._where("year")
            self._findings.append(
                InputError("P-176", where=where, year=f"{year:f}", wanted=target.year)
            )
        self._unit(target)
        return target

    def _unit(self, target: Target) -> None:
        unit = self._cells.get("unit")
        if unit is None:
            return
        try:
            unit_factor(unit, to=target.unit)
        except JidiError:
            where = self._where("unit")
            self._findings.append(InputError("P-178", where=where, unit=unit, wanted=target.unit))

    def _printed(self) -> Printed | None:
        text = self._cells.get("target")
        if text is None:
            return None
        try:
            return read_printed(text)
        except ValueProblem:
            self._findings.append(ValueProblem("P-110", where=self._where("target"), text=text))
            return None

    def _number_in(self, name: str) -> Decimal | None:
        """A number of the cell; None where it is blank or no number in its limits."""
        text, column = self._cells.get(name), self._sheet.columns[name]
        if text is None:
            return None
        try:
            number = Decimal(text.replace(",", "").replace("，", ""))
        except InvalidOperation:
            number = Decimal("NaN")
        low = Decimal("-Infinity") if column.min is None else Decimal(str(column.min))
        if number.is_finite() and number >= low:
            return number
        wanted_zh, wanted_en = how_to_fill(column, "zh"), how_to_fill(column, "en")
        where = self._where(name)
        self._findings.append(
            ValueProblem("P-179", where=where, text=text, wanted_zh=wanted_zh, wanted_en=wanted_en)
        )
        return None

    def _fraction(self, above: Decimal | None, below: Decimal | None) -> None:
        if above is not None and (below is None or above > below):
            shown = "—" if below is None else f"{below:f}"
            self._findings.append(
                InputError("P-180", where=self._where("numerator"), above=f"{above:f}", below=shown)
            )

    def _how(self) -> str:
        """The code of the list, given as code or by its word."""
        entries = self._book.catalogue.code_lists["target_origin"].entries
        words = {word: code for code, pair in entries.items() for word in (code, *pair)}
        text = self._cells.get("how")
        if text is not None and text not in words:
            near, where = suggestion(text, words), self._where("how")
            self._findings.append(UnknownName("P-181", where=where, name=text, nearest=near))
        return words.get(text or "", "")
