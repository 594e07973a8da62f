"""All definitions in one place: ours, overlaid by name with those of the user's workspace."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from jidi.core.errors import DefinitionError, Place, UnknownName, raise_together
from jidi.core.nearest import suggestion
from jidi.model.indicator import Check, Indicator, read_check, read_indicator
from jidi.model.measure import Measure, read_measure
from jidi.model.rule import Rule, SharedRelation, read_rule, read_shared
from jidi.model.rule_case import RuleCase, case_files, read_cases
from jidi.model.strict import read_text
from jidi.model.table import CodeList, Table, check_references, read_table

T = TypeVar("T")

_OURS: Traversable = files("jidi.definitions")

_EXTENSIBLE = ("responsible_body",)
"""Code lists to which a user's folder may add: their codes stand in no table that is exchanged."""


class Catalogue:
    """The definitions a workspace works with. Files are read when first asked for.

    :param own: a folder shaped like ``definitions/`` whose indicators, checks and rules are added
        to ours and override them by name (``indicators/*.sql``, ``checks/*.sql``, ``rules/*.sql``);
        its ``codes/responsible_body.csv`` adds bodies to ours.
    """

    def __init__(self, own: Path | None = None) -> None:
        self._own = own

    @cached_property
    def code_lists(self) -> Mapping[str, CodeList]:
        """Code lists by name.

        :raises DefinitionError: D-108, D-109; D-115 for a list of the user's own that may not be
            added to.
        """
        ours = _shipped("codes", ".csv", read_code_list)
        return {
            **ours,
            **{own.name: _joined(ours[own.name], own) for own in self._own_code_lists()},
        }

    def _own_code_lists(self) -> tuple[CodeList, ...]:
        if self._own is None or not (self._own / "codes").is_dir():
            return ()
        paths = _entries(self._own / "codes", ".csv")
        names = {path.name.removesuffix(".csv"): path for path in paths}
        raise_together(
            DefinitionError(
                "D-115", where=Place(file=path.name), nearest=suggestion(name, _EXTENSIBLE)
            )
            for name, path in names.items()
            if name not in _EXTENSIBLE
        )
        return tuple(read_code_list(path) for path in paths)

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """Tables by name, every code list and reference in them known to exist."""
        by_file = _shipped("tables", ".toml", read_table)
        tables = {table.name: table for table in by_file.values()}
        raise_together(check_references(tables, self.code_lists))
        return tables

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Indicators by id."""
        found = self._overlaid("indicators", read_indicator)
        self._check_tables({i.file: i.tables for i in found.values()})
        return found

    @cached_property
    def checks(self) -> Mapping[str, Check]:
        """Data checks by id."""
        found = self._overlaid("checks", read_check)
        self._check_tables({c.file: c.tables for c in found.values()})
        return found

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Rules of supervision by id."""
        found = self._overlaid("rules", read_rule)
        self._check_tables({r.file: r.tables for r in found.values()})
        return found

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Measures of companies by id. They are ours alone: schemes name them."""
        found = _shipped("measures", ".sql", read_measure)
        self._check_tables({m.file: m.tables for m in found.values()})
        return found

    @cached_property
    def shared_relations(self) -> Mapping[str, SharedRelation]:
        """Relations that several rules read, by id. They are ours alone."""
        found = _shipped("rules/shared", ".sql", read_shared)
        self._check_tables({one.file: one.tables for one in found.values()})
        return found

    @cached_property
    def rule_cases(self) -> tuple[RuleCase, ...]:
        """The cases of the rules, ours and the user's own (``rules/cases/*.toml``)."""
        folders: list[Traversable] = [_OURS / "rules" / "cases"]
        if self._own is not None:
            folders.append(self._own / "rules" / "cases")
        return tuple(
            case
            for folder in folders
            for path in case_files(folder)
            for case in read_cases(path, self.tables)
        )

    def rule(self, name: str) -> Rule:
        """The rule of that id, or UnknownName U-102 with the nearest."""
        return _by_name(self.rules, name, "U-102")

    def table(self, name: str) -> Table:
        """The table of that name, or UnknownName D-112 with the nearest."""
        return _by_name(self.tables, name, "D-112")

    def indicator(self, name: str) -> Indicator:
        """The indicator of that id, or UnknownName D-113 with the nearest."""
        return _by_name(self.indicators, name, "D-113")

    def check(self, name: str) -> Check:
        """The check of that id, or UnknownName D-114 with the nearest."""
        return _by_name(self.checks, name, "D-114")

    @property
    def own_indicators(self) -> tuple[Indicator, ...]:
        """The indicators that the user's folder brings, new or in place of ours."""
        return tuple(self.indicators[name] for name in self._own_names("indicators"))

    @property
    def own_checks(self) -> tuple[Check, ...]:
        """The checks that the user's folder brings, new or in place of ours."""
        return tuple(self.checks[name] for name in self._own_names("checks"))

    @property
    def own_rules(self) -> tuple[Rule, ...]:
        """The rules that the user's folder brings, new or in place of ours."""
        return tuple(self.rules[name] for name in self._own_names("rules"))

    def _own_names(self, folder: str) -> tuple[str, ...]:
        if self._own is None or not (self._own / folder).is_dir():
            return ()
        return tuple(path.name[:-4] for path in _entries(self._own / folder, ".sql"))

    def _overlaid(self, folder: str, read: Callable[[Traversable], T]) -> Mapping[str, T]:
        found = dict(_shipped(folder, ".sql", read))
        if self._own is not None and (self._own / folder).is_dir():
            own = _entries(self._own / folder, ".sql")
            found |= {path.name.removesuffix(".sql"): read(path) for path in own}
        return {name: found[name] for name in sorted(found)}

    def _check_tables(self, named: Mapping[str, tuple[str, ...]]) -> None:
        findings = [
            DefinitionError(
                "D-106", where=Place(file=file), name=name, nearest=suggestion(name, self.tables)
            )
            for file, names in named.items()
            for name in names
            if name not in self.tables
        ]
        raise_together(findings)


@cache
def _shipped(folder: str, ending: str, read: Callable[[Traversable], T]) -> Mapping[str, T]:
    """Our definitions of a folder by name: frozen values, the same for every book."""
    paths = _entries(_OURS / folder, ending)
    return {path.name.removesuffix(ending): read(path) for path in paths}


def read_code_list(path: Traversable) -> CodeList:
    """A code list: columns ``code, zh, en``.

    :raises DefinitionError: D-108 when the columns differ or a cell is empty, missing or one too
        many, D-109 when a code stands twice.
    """
    rows = csv.reader(io.StringIO(read_text(path)))
    head = next(rows, [])
    if head != ["code", "zh", "en"]:
        raise DefinitionError("D-108", where=Place(file=path.name), columns=", ".join(head))
    entries: dict[str, tuple[str, str]] = {}
    for row in filter(None, rows):
        where = Place(file=path.name, line=rows.line_num)
        if len(row) != 3 or not all(cell.strip() for cell in row):
            raise DefinitionError("D-108", where=where, columns=", ".join(row))
        code, zh, en = row
        if code in entries:
            raise DefinitionError("D-109", where=where, value=code)
        entries[code] = (zh, en)
    return CodeList(name=path.name.removesuffix(".csv"), entries=entries)


def _joined(ours: CodeList, own: CodeList) -> CodeList:
    """Our codes with the user's; one that bears a code of ours takes its place."""
    return CodeList(name=ours.name, entries={**ours.entries, **own.entries})


def _entries(folder: Traversable, ending: str) -> list[Traversable]:
    """The files of that ending, in capitals too: such a one is then refused for its name."""
    found = [entry for entry in folder.iterdir() if entry.name.lower().endswith(ending)]
    return sorted(found, key=lambda entry: entry.name)


def _by_name(known: Mapping[str, T], name: str, code: str) -> T:
    if name not in known:
        raise UnknownName(code, name=name, nearest=suggestion(name, known))
    return known[name]
