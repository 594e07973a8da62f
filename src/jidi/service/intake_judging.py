"""One file through the judge: good rows to the stage, the others aside, every one counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.division import Division, DivisionTree
from jidi.core.errors import InputError, JidiError, Place, UnknownName
from jidi.core.masks import as_bits
from jidi.feeds import Block
from jidi.intake.findings import Positions, as_lists, reasons
from jidi.intake.heads import HeadMapping
from jidi.intake.held import HeldRows
from jidi.intake.judge import Judge, Judged
from jidi.intake.known import Codes, Known
from jidi.intake.layout import laid_out, table_of
from jidi.intake.parts import PartReader, Taken
from jidi.intake.roster import Roster
from jidi.intake.seen import COPY, NEW, OTHER, Digests, States
from jidi.intake.tally import Tally
from jidi.lake.ahead import ahead
from jidi.lake.stage import Stage
from jidi.model.divisions import load_country
from jidi.model.event_steps import standard_words
from jidi.model.intake_rules import load_rules, load_spellings, load_words, plain
from jidi.model.table import Table
from jidi.privacy import KeyRing, pseudonymise
from jidi.privacy.door import is_keyed
from jidi.privacy.key import earlier
from jidi.service.books import Book
from jidi.service.intake_held_file import HeldFile
from jidi.service.intake_keys import KeyBook
from jidi.service.intake_names import Names
from jidi.service.intake_shapes import Shape, Shaped
from jidi.service.intake_unnamed import unnamed
from jidi.service.personal_values import key_ring
from jidi.service.templates import how_to_fill

Told = Callable[[int], None]
"""Called with the rows done so far; raising from it cancels."""


_AHEAD: Final = 2
"""Blocks that each stage may be ahead of the next: with one, a stage that meets a hard block holds
up all others. Own choice."""


@dataclass(frozen=True)
class LeftOut:
    """A part that holds no rows of ours, such as a sheet of notes."""

    part: str
    rows: int
    reason: JidiError

    def to_json(self) -> dict[str, Any]:
        """Which part, how many rows, why."""
        return {"part": self.part, "rows": self.rows, "reason": self.reason.to_json()}


@dataclass(frozen=True)
class _Taking:
    """A block on its way: judged, but not yet placed.

    :param reader: of its part; None with ``taken`` when the part is left out.
    :param rows: of the block as it was read.
    :param kept: its good rows as they are kept; None when there are none.
    :param digests: of these.
    """

    shaped: Shaped
    reader: PartReader | None
    taken: Taken | None
    rows: int
    kept: pa.RecordBatch | None = None
    digests: tuple[Digests, Digests] | None = None


@dataclass
class FileJudge:
    """Judges the blocks of one file against a book at one data version.

    :param shape: what its blocks go through first.
    :param unsaid: columns that are no part of what a row says, so that copies may differ in them.
    :param table: the table whose rows these are; told from sheet, file or heads when None.
    """

    book: Book
    file: str
    stage: Stage
    held: HeldFile
    at: int
    now: datetime
    shape: Shape = Shaped
    unsaid: tuple[str, ...] = ()
    table: Table | None = None
    mapping: HeadMapping = field(default_factory=HeadMapping)
    tallies: dict[str, Tally] = field(default_factory=dict)
    left_out: dict[str, LeftOut] = field(default_factory=dict)
    _readers: dict[str, PartReader] = field(default_factory=dict)
    _keys: dict[str, KeyBook] = field(default_factory=dict)
    _references: dict[str, pa.Array] = field(default_factory=dict)
    _names: dict[str, Names] = field(default_factory=dict)

    def take_all(self, blocks: Iterable[Block], told: Told) -> None:
        """Judge every block.

        Blocks are read, judged, digested and placed at the same time, each stage up to ``_AHEAD``
        blocks before the next.

        :raises InputError: J-1xx when a part as a whole does not fit; J-108 when no part does.
        """
        done = 0
        with (
            closing(ahead(iter(blocks), stop=_soon, most=_AHEAD)) as read,
            closing(ahead(self._takings(read), stop=_soon, most=_AHEAD)) as takings,
            closing(ahead(self._digested(takings), stop=_soon, most=_AHEAD)) as digested,
        ):
            for taking in digested:
                self._settle(taking)
                done += taking.rows
                told(done)
        if not self.tallies:
            reasons = [left.reason for left in self.left_out.values() if left.rows]
            raise reasons[0] if reasons else InputError("J-108", where=Place(file=self.file))

    def _takings(self, blocks: Iterable[Block]) -> Iterator[_Taking]:
        """The blocks, judged, in their order."""
        for block in blocks:
            shaped = self.shape(block)
            reader = self._reader(shaped)
            taken = None if reader is None else reader.take(shaped.block)
            yield _Taking(shaped, reader, taken, block.cells.num_rows)

    def _digested(self, takings: Iterable[_Taking]) -> Iterator[_Taking]:
        """The same, with their good rows as they are kept."""
        for taking in takings:
            good = None if taking.taken is None else taking.taken.judged.good
            if taking.reader is None or good is None or not good.num_rows:
                yield taking
                continue
            table = taking.reader.judge.table
            kept = self._keyed(good, table)
            keys = self._keys_of(table, coming=taking.shaped.block.coming)
            yield replace(taking, kept=kept, digests=keys.digests(kept))

    def _settle(self, taking: _Taking) -> None:
        """Say of every row what becomes of it."""
        reader, taken = taking.reader, taking.taken
        if reader is None or taken is None:
            return
        tally = self.tallies[taking.shaped.block.part]
        tally.supplied.update(taking.shaped.supplied)
        tally.note_beside(taking.shaped.left_out)
        tally.meant.update(taken.judged.meant)
        tally.midnights.update(taken.judged.midnights)
        tally.beside.update(one.kind for one in taken.beside)
        tally.checks += taken.checks
        for rows in (taken.broken, taken.judged.held):
            self._hold(rows, reader.judge.table, tally)
        if taking.kept is not None and taking.digests is not None:
            kept = replace(taken.judged, good=taking.kept)
            self._place(reader, kept, taking.digests, tally, clear=taken.judged.good)

    def _place(
        self, reader: PartReader, judged: Judged, digests: tuple[Digests, Digests], tally: Tally,
        *, clear: pa.RecordBatch,
    ) -> None:  # fmt: skip
        """New rows go to the stage, copies are counted, others under a taken key are held.

        :param clear: the good rows before personal values were keyed.
        """
        table = reader.judge.table
        states = self._keys_of(table).place(judged.good, digests)
        self._note_copies_under_earlier_keys(states, clear, table)
        tally.duplicate += int((states == COPY).sum())
        taken_keys = np.flatnonzero(states == OTHER)
        if len(taken_keys):
            self._hold(self._under_taken_key(reader, judged, taken_keys), table, tally)
        new = states == NEW
        rows = judged.good if new.all() else judged.good.filter(as_bits(new))
        if rows.num_rows:
            tally.accept(rows)
            self.stage.add(table.name, rows)

    def _note_copies_under_earlier_keys(
        self, states: States, clear: pa.RecordBatch, table: Table
    ) -> None:
        """A row that came before its key of personal values was changed is a copy all the same."""
        if not self._is_keyed(table) or self._ring is None:
            return
        for ring in earlier(self._ring):
            others = np.flatnonzero(states == OTHER)
            if not len(others):
                return
            rows = pseudonymise(clear.take(pa.array(others)), table, ring)
            keys = self._keys_of(table)
            again = keys.place(rows, keys.digests(rows))
            states[others[again == COPY]] = COPY

    def _under_taken_key(self, reader: PartReader, judged: Judged, chosen: Positions) -> HeldRows:
        table = reader.judge.table
        keys = judged.good.select(list(table.key)).take(pa.array(chosen)).to_pylist()
        said = [" ".join(map(str, key.values())) for key in keys]
        column = table.key[-1]
        why = as_lists(reasons("J-212", column, len(said), {"key": said}))
        cells, rows = judged.handed_in(chosen)
        counts = {("J-212", column): len(rows)}
        return reader.judge.held(judged.block.part, cells, rows, why, counts)

    def _hold(self, rows: HeldRows, table: Table, tally: Tally) -> None:
        """Keep rows aside and count them."""
        held = self._unnamed(rows, table)
        self.held.add(held)
        tally.hold(held)

    def _keyed(self, rows: pa.RecordBatch, table: Table) -> pa.RecordBatch:
        """The rows with personal values as they are kept; invented persons stay as they are."""
        return pseudonymise(rows, table, self._ring) if self._is_keyed(table) else rows

    def _is_keyed(self, table: Table) -> bool:
        return self.stage.origin != "synthetic" and any(map(is_keyed, table.columns))

    def _unnamed(self, rows: HeldRows, table: Table) -> HeldRows:
        """Rows to be held aside, without a personal value in clear."""
        if not len(rows) or not self._is_keyed(table):
            return rows
        found = unnamed(tuple(rows), table, self._ring)
        return HeldRows.of(found, table=rows.table, part=rows.part)

    @cached_property
    def _ring(self) -> KeyRing | None:
        return key_ring(self.book.workspace)

    def _keys_of(self, table: Table, *, coming: int = 0) -> KeyBook:
        if table.name not in self._keys:
            lake = self.book.workspace.lake
            self._keys[table.name] = KeyBook(
                lake, table, at=self.at, unsaid=self.unsaid, coming=coming
            )
        return self._keys[table.name]

    # Parts

    def _reader(self, shaped: Shaped) -> PartReader | None:
        block = shaped.block
        if block.part in self._readers:
            return self._readers[block.part]
        where = Place(file=self.file, sheet=block.part or None)
        refused = shaped.refused
        if block.part in self.left_out:
            refused = self.left_out[block.part].reason
        elif _is_empty(block) or _is_guide(block.part):
            refused = InputError("J-108", where=where)
        if refused is not None:
            self._leave_out(block, refused)
            return None
        try:
            return self._opened(shaped, where)
        except (InputError, UnknownName) as error:
            if error.code not in ("J-101", "J-102") or not block.part:
                raise
            self._leave_out(block, error)
            return None

    def _opened(self, shaped: Shaped, where: Place) -> PartReader:
        tables, block = self.book.catalogue.tables, shaped.block
        table = self.table or tables.get(shaped.table)
        table = table or table_of(block, tables, file=self.file, where=where)
        layout = laid_out(
            block,
            table,
            load_words(),
            mapping=self.mapping,
            hints=frozenset(how_to_fill(column, "zh") for column in table.columns),
            where=where,
        )
        judge = Judge(
            layout.heads,
            self._known(table),
            words=load_words(),
            rules=load_rules(),
            now=self.now,
            origin=self.stage.origin,
            part=block.part,
            file=self.file,
        )
        reader = PartReader(layout, judge, load_words(), block.part)
        self._readers[block.part] = reader
        self.tallies[block.part] = Tally(
            table,
            block.part,
            heads_beside=tuple(h for h in layout.heads.beside if h != shaped.unread),
            unchecked=judge.unchecked(),
            units=layout.heads.units,
        )
        return reader

    def _leave_out(self, block: Block, reason: JidiError) -> None:
        before = self.left_out.get(block.part)
        rows = (before.rows if before else 0) + block.cells.num_rows + len(block.broken)
        self.left_out[block.part] = LeftOut(block.part, rows, reason)

    # What the book knows

    def _known(self, table: Table) -> Known:
        targets = {column.refers for column in table.columns if column.refers is not None}
        for target in targets:
            if target not in self._references:
                self._references[target] = self._ids(target)
        return Known(self._roster, self._codes, self._references, self._named)

    def _named(self, target: str, texts: Sequence[str]) -> Mapping[str, str]:
        if target not in self._names:
            self._names[target] = Names(self.book, target, at=self.at)
        return self._names[target].ids(texts)

    def _ids(self, target: str) -> pa.Array:
        name, _, column = target.partition(".")
        held = self.book.workspace.lake.read(name, at=self.at, columns=[column])
        return pc.unique(held[column])

    @cached_property
    def _roster(self) -> Roster:
        return roster_of(self.book.tree)

    @cached_property
    def _codes(self) -> Mapping[str, Codes]:
        spelt: dict[str, dict[str, str]] = {}
        for one in load_spellings():
            spelt.setdefault(one.list, {})[one.word] = one.code
        lists = self.book.catalogue.code_lists
        of_epcis = {"event_step": frozenset(standard_words("biz_step"))}
        return {
            name: Codes(list_, spelt.get(name, {}), of_epcis.get(name, frozenset()))
            for name, list_ in lists.items()
        }


def _is_empty(block: Block) -> bool:
    """Whether there is a head, and nothing below it."""
    return not block.cells.num_columns and not block.broken


def _is_guide(part: str) -> bool:
    """Whether a sheet of that name tells how to fill in the others."""
    return plain(part) in {plain(name) for name in load_words().sheets_beside}


def _soon() -> None:
    """A block that is being read or judged ends soon by itself."""


@cache
def roster_of(tree: DivisionTree) -> Roster:
    """The divisions of a province, and the provinces and cities of the country; made once."""
    own: list[Division] = list(tree)
    codes = {one.code.text for one in own}
    return Roster.of([*own, *(one for one in load_country() if one.code.text not in codes)])
