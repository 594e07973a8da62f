"""What intake knows as data: words of sheets, printed heads, and rules beyond the columns' own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import Field

from jidi.core.errors import DefinitionError, Place, raise_together
from jidi.core.nearest import suggestion
from jidi.core.numerals import fold
from jidi.model.rows import read_models
from jidi.model.strict import Strict, build, read_text, read_toml
from jidi.model.table import CodeList, Table

_FOLDER: Final = files("jidi.definitions") / "intake"


class Words(Strict):
    """Words of handed-in sheets; see ``definitions/intake/words.toml``."""

    totals: frozenset[str]
    subtotals: frozenset[str]
    remarks: tuple[str, ...]
    yes: frozenset[str]
    no: frozenset[str]
    missing: frozenset[str]
    sheets_beside: frozenset[str]
    months: frozenset[str]
    beside: frozenset[str]


class Order(Strict):
    """In a row of ``table``, ``earlier`` must not be after ``later``."""

    table: str
    earlier: str
    later: str


class Part(Strict):
    """In a row of ``table``, ``part`` must not be above ``whole``."""

    table: str
    part: str
    whole: str


class Rules(Strict):
    """Rules beyond what columns say of themselves; see ``definitions/intake/rules.toml``."""

    future_minutes: int = Field(ge=0)
    flow_since: date
    any_since: date
    may_lie_ahead: frozenset[str]
    order: tuple[Order, ...]
    part: tuple[Part, ...]


class Head(Strict):
    """A head as senders print it, for a column of one table or, without one, of any."""

    table: str = ""
    column: str
    head: str


class Spelling(Strict):
    """Another word that senders use for a code of a list."""

    list: str
    code: str
    word: str


@cache
def load_words() -> Words:
    """The words.

    :raises DefinitionError: D-100 to D-103.
    """
    return build(Words, _toml("words.toml"), where=Place("words.toml"))


@cache
def load_rules() -> Rules:
    """The rules.

    :raises DefinitionError: D-100 to D-103.
    """
    return build(Rules, _toml("rules.toml"), where=Place("rules.toml"))


@cache
def load_heads() -> tuple[Head, ...]:
    """The printed heads.

    :raises DefinitionError: as :func:`jidi.model.rows.read_models`.
    """
    return tuple(head for _, head in read_models(_FOLDER / "heads.csv", Head))


@cache
def load_spellings() -> tuple[Spelling, ...]:
    """How senders spell codes.

    :raises DefinitionError: as :func:`jidi.model.rows.read_models`.
    """
    return tuple(one for _, one in read_models(_FOLDER / "spellings.csv", Spelling))


def check_spellings(spellings: tuple[Spelling, ...], lists: Mapping[str, CodeList]) -> None:
    """Refuse spellings of lists or codes there are not, all in one pass.

    :raises DefinitionError: D-106 with the nearest.
    """
    found: list[DefinitionError] = []
    for one in spellings:
        if one.list not in lists:
            found.append(_unknown(one.list, lists))
        elif one.code not in lists[one.list].entries:
            found.append(_unknown(f"{one.list}.{one.code}", lists[one.list].entries))
    raise_together(found)


def check_rules(rules: Rules, heads: tuple[Head, ...], tables: Mapping[str, Table]) -> None:
    """Refuse rules and heads that name tables or columns there are not, all in one pass.

    :raises DefinitionError: D-106 with the nearest.
    """
    named: list[tuple[str, tuple[str, ...]]]
    named = [(rule.table, (rule.earlier, rule.later)) for rule in rules.order]
    named += [(rule.table, (rule.part, rule.whole)) for rule in rules.part]
    named += [(head.table, (head.column,)) for head in heads]
    every = {column.name for table in tables.values() for column in table.columns}
    found: list[DefinitionError] = []
    for table, columns in named:
        if table and table not in tables:
            found.append(_unknown(table, tables))
            continue
        known = {column.name for column in tables[table].columns} if table else every
        found += [_unknown(f"{table}.{name}", known) for name in columns if name not in known]
    raise_together(found)


def plain(text: str) -> str:
    """A head or word as it is compared: full width folded, no case, no spaces, marks or dashes."""
    folded = fold(text).casefold()
    return "".join(sign for sign in folded if not sign.isspace() and sign not in "*_-·")


def _unknown(name: str, known: Mapping[str, object] | set[str]) -> DefinitionError:
    near = suggestion(name.rpartition(".")[2], sorted(known))
    return DefinitionError("D-106", where=Place("definitions/intake"), name=name, nearest=near)


def _toml(name: str) -> dict[str, object]:
    return read_toml(read_text(_FOLDER / name), file=name)
