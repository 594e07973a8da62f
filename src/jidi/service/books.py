"""A book: one province's workspace, opened, with everything needed to answer about it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast

import pyarrow as pa

from jidi.core.division import Division, DivisionCode, DivisionTree
from jidi.core.errors import Language
from jidi.core.one_at_a_time import OneAtATime
from jidi.core.period import Period, PeriodKind
from jidi.indicators import divisions_relation
from jidi.lake import Workspace
from jidi.lake.engine_address import DUCKDB, EngineAddress, read_engine
from jidi.lake.engines import AnyEngine, engine_at
from jidi.lake.ledger import Segment
from jidi.lake.load import SAME_ROWS
from jidi.lake.lookup import Finder, Found
from jidi.model.catalogue import Catalogue
from jidi.model.divisions import load_divisions
from jidi.model.plan import Plan
from jidi.model.plan_loader import load_plan
from jidi.model.statistics_census import load_census
from jidi.service.own_definitions import check_own

ANSWERS_KEPT: Final = 2_000
"""Answers a book remembers; the longest unused go first."""

Answer = TypeVar("Answer")


class _Absent:
    """No answer yet: an answer may be None."""


_ABSENT: Final = _Absent()
_STEADY: Final[ContextVar[Mapping[int, int]]] = ContextVar("steady", default=MappingProxyType({}))
"""Books whose version stands still for now, by identity: for this thread alone."""


@dataclass
class Book:
    """An opened workspace at one data version.

    Safe for several threads: questions are put to the engine one at a time.
    """

    workspace: Workspace
    catalogue: Catalogue
    plan: Plan
    tree: DivisionTree
    at: int | None = None
    staged: tuple[Segment, ...] = ()
    """Rows read as if they were part of the book: what a plan of intake asks."""
    as_if_on: date | None = None
    """The day of a commit that is only planned; the book answers as if it were written on it."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    """Held to look at the answers, never while one is made."""
    _asking: threading.RLock = field(default_factory=threading.RLock, repr=False)
    """Held while the engine is asked."""
    _currently: dict[str, tuple[Hashable, Any]] = field(default_factory=dict, repr=False)
    _making: OneAtATime = field(default_factory=OneAtATime, repr=False)
    engine: EngineAddress = DUCKDB
    _engines: dict[int, AnyEngine] = field(default_factory=dict, repr=False)
    _finders: list[Finder] = field(default_factory=list, repr=False)
    _answers: OrderedDict[tuple[int, Hashable], Any] = field(
        default_factory=OrderedDict, repr=False
    )

    @property
    def name(self) -> str:
        """The workspace's folder name."""
        return self.workspace.root.resolve().name

    @cached_property
    def province(self) -> Division:
        """The province the book is about."""
        return self.tree.get(DivisionCode.parse(self.plan.province))

    def title(self, lang: Language) -> str:
        """The book's title."""
        if lang == "zh":
            return f"{self.province.name}邮政业规划监测与决策平台"
        return f"{self.province.name_en} postal plan monitoring"

    @property
    def version(self) -> int:
        """The data version the book reads: the one asked for, else the newest."""
        steady = _STEADY.get().get(id(self))
        return self.workspace.lake.at(self.at) if steady is None else steady

    @contextmanager
    def steady(self, version: int | None = None) -> Iterator[int]:
        """Everything asked inside is answered from one data version, whatever is written meanwhile.

        :param version: the version, where the caller has read it already.
        """
        version = self.version if version is None else version
        before = _STEADY.set({**_STEADY.get(), id(self): version})
        try:
            yield version
        finally:
            _STEADY.reset(before)

    @property
    def synthetic(self) -> bool:
        """Whether any row of the book is synthetic."""
        with self.steady():  # the version is looked up once and not for every table
            return any("synthetic" in self.origins(name) for name in self.catalogue.tables)

    @property
    def periods(self) -> tuple[Period, ...]:
        """Years, quarters and months of the plan that are over, oldest first."""
        until = self.until
        return self.remembered(("periods", until), lambda _: self._periods(until))

    def _periods(self, until: date | None) -> tuple[Period, ...]:
        years = range(self.plan.base_year, self.plan.target_year + 1)
        made = [
            *(Period.for_year(year) for year in years),
            *(Period.for_quarter(year, quarter) for year in years for quarter in (1, 2, 3, 4)),
            *(Period.for_month(year, month) for year in years for month in range(1, 13)),
        ]
        return tuple(sorted(p for p in made if until is None or p.end <= until))

    @property
    def newest_year(self) -> Period:
        """The plan's target year, or the newest of its years that is over; the base year when none
        is: what is meant where nobody names a period."""
        years = [one for one in self.periods if one.kind is PeriodKind.YEAR]
        return years[-1] if years else Period.for_year(self.plan.base_year)

    @property
    def until(self) -> date | None:
        """The day of the newest commit: nothing after it can be known. None for an empty book."""

        def newest(version: int) -> date | None:
            stamps = [
                r.at
                for r in self.workspace.lake.receipts()
                if r.version <= version and r.kind not in SAME_ROWS
            ]
            return datetime.fromisoformat(max(stamps)).date() if stamps else None

        found = self.remembered("until", newest)
        if self.as_if_on is None:
            return found
        return self.as_if_on if found is None else max(found, self.as_if_on)

    def has_ended(self, period: Period) -> bool:
        """Whether the period was over when the book was last written to."""
        until = self.until
        return until is None or period.end <= until

    @cached_property
    def population(self) -> Mapping[DivisionCode, int]:
        """Census population by division, where the census gives it."""
        return _population_of(self.province.code)

    @property
    def roster(self) -> pa.Table:
        """The relation ``divisions`` of this book."""
        return _roster_of(self.tree, self.province.code)

    def remembered(
        self, question: Hashable, make: Callable[[int], Answer], *, version: int | None = None
    ) -> Answer:
        """The answer to ``question`` at this data version, made once.

        Whoever asks what somebody else is making waits for it; all others do not.

        :param make: gets the version, read once, so that a commit meanwhile mixes nothing. It may
            ask further questions, but none that leads back to this one.
        :param version: the version, where the caller has read it already.
        """
        version = self.version if version is None else version
        key = (version, question)
        found: Answer | _Absent = self._known(key)
        if not isinstance(found, _Absent):
            return found
        with self._making.alone(key):
            found = self._known(key)
            if isinstance(found, _Absent):
                with self.steady(version):
                    found = make(version)
                self._keep(key, found)
            return found

    def answer_known(self, question: Hashable) -> Any:
        """The answer to ``question`` where the book has it at this version, else None."""
        found = self._known((self.version, question))
        return None if isinstance(found, _Absent) else found

    def _known(self, key: tuple[int, Hashable]) -> Any:
        with self._lock:
            if key not in self._answers:
                return _ABSENT
            self._answers.move_to_end(key)
            return self._answers[key]

    def _keep(self, key: tuple[int, Hashable], made: Any) -> None:
        """Keep an answer; let go of those of other versions, and of those long not asked for."""
        with self._lock:
            self._answers[key] = made
            for old in [k for k in self._answers if k[0] != key[0]]:
                del self._answers[old]
            while len(self._answers) > ANSWERS_KEPT:
                self._answers.popitem(last=False)

    def current(self, name: str, state: Hashable, make: Callable[[], Answer]) -> Answer:
        """What follows from ``state``, made once; of each name only the newest is kept.

        :param state: all that the answer follows from, such as the head of the audit log for what
            the registry holds; read before ``make`` reads anything.
        """
        found: tuple[Hashable, Any] | None = self._currently.get(name)
        if found is not None and found[0] == state:
            return cast(Answer, found[1])
        with self._making.alone(("current", name, state)):
            found = self._currently.get(name)
            if found is None or found[0] != state:
                found = self._currently[name] = (state, make())
            return cast(Answer, found[1])

    def forget(self) -> None:
        """Let go of every answer; what is asked again is computed again."""
        with self._lock:
            self._answers.clear()
        self._currently.clear()

    def origins(self, table: str) -> frozenset[str]:
        """Where a table's rows come from at this version."""
        more = frozenset(s.origin for s in self.staged if s.table == table and s.rows)
        return more | self.remembered(
            ("origins", table), lambda version: self.workspace.lake.origins(table, at=version)
        )

    def rows(self, table: str) -> int:
        """How many rows a table holds at this version."""
        staged = sum(segment.rows for segment in self.staged if segment.table == table)
        return self.workspace.lake.rows(table, at=self.version) + staged

    def ask(
        self,
        sql: str,
        relations: Mapping[str, pa.Table],
        *,
        parameters: Mapping[str, Any] | None = None,
        file: str = "",
        header_lines: int = 0,
    ) -> pa.Table:
        """The answer of the engine to one SELECT over the tables and ``relations``.

        The relations are there for this question only: what was asked before changes no answer.

        :param parameters: values of its ``$name`` parameters.
        :raises LakeError: when the query does not fit the tables; names file and line.
        """
        with self._asking:
            engine = self._engine()
            try:
                for name, relation in relations.items():
                    engine.register(name, relation)
                return engine.run(sql, parameters, file=file, header_lines=header_lines)
            finally:
                for name in relations:
                    engine.withdraw(name)

    def find(
        self,
        table: str,
        wanted: Mapping[str, Collection[str]],
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        version: int | None = None,
        columns: Sequence[str] | None = None,
    ) -> Found:
        """Few rows among many at the book's version; see :meth:`jidi.lake.lookup.Finder.find`.

        :param version: the version, where the caller has read it already.
        """
        with self._asking:
            if not self._finders:
                self._finders.append(Finder(self.workspace.lake))
            version = self.version if version is None else version
            return self._finders[0].find(
                table, wanted, at=version, since=since, until=until, columns=columns
            )

    def _engine(self) -> AnyEngine:
        version = self.version
        if version not in self._engines:
            self._close_engines()
            self._engines[version] = engine_at(
                self.engine,
                self.workspace.lake,
                self.catalogue.tables,
                at=version,
                staged=self.staged,
            )
            self._engines[version].register("divisions", self.roster)
        return self._engines[version]

    def close(self) -> None:
        """Let go of the databases; the book can be asked again."""
        with self._asking:
            self._close_engines()
            for finder in self._finders:
                finder.close()
            self._finders.clear()

    def _close_engines(self) -> None:
        for engine in self._engines.values():
            engine.close()
        self._engines.clear()

    def to_json(self) -> dict[str, Any]:
        """What the book is, for ``--json``."""
        return {
            "folder": str(self.workspace.root),
            "province": self.province.code.text,
            "plan": self.plan.id,
            "title_zh": self.title("zh"),
            "title_en": self.title("en"),
            "version": self.version,
            "synthetic": self.synthetic,
            "rows": {name: self.rows(name) for name in self.catalogue.tables},
        }


@lru_cache(maxsize=8)
def _population_of(province: DivisionCode) -> Mapping[DivisionCode, int]:
    """Census population of a province's divisions: the same for all its books."""
    counts = load_census().items()
    return {code: count.population for code, count in counts if code.is_within(province)}


@lru_cache(maxsize=8)
def _roster_of(tree: DivisionTree, province: DivisionCode) -> pa.Table:
    """The relation ``divisions``: the same for all books of one tree."""
    return divisions_relation(tree, population=_population_of(province))


@contextmanager
def open_book(root: Path, *, at: int | None = None, engine: str = "") -> Iterator[Book]:
    """The book in ``root``, closed afterwards.

    :param at: an earlier data version to read.
    :param engine: what answers, as :func:`read_engine` takes it; the book's own when empty.
    :raises WorkspaceError: when there is no workspace, it cannot be read by this version, or there
        is no such engine.
    :raises LakeError: when there is no such data version.
    """
    with Workspace.open(root) as workspace:
        book = book_of(workspace, at=at, engine=engine)
        workspace.lake.at(at)
        try:
            yield book
        finally:
            book.close()


def book_of(workspace: Workspace, *, at: int | None = None, engine: str = "") -> Book:
    """The book of an open workspace, its own definitions checked."""
    settings = workspace.settings
    catalogue = Catalogue(workspace.definitions_folder)
    check_own(catalogue)
    return Book(
        workspace=workspace,
        catalogue=catalogue,
        plan=load_plan(settings.plan, own=workspace.plans_folder),
        tree=load_divisions(settings.province),
        at=at,
        engine=read_engine(engine or settings.engine),
    )
