"""Two kept designs of one kind side by side: cost by terms, and every row that differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jidi.core.errors import InputError
from jidi.service.answer_parts import Told
from jidi.service.design_answer import Answer
from jidi.service.job_task import ToldTable

Key = tuple[str, ...]
Values = tuple[list[Any], list[Any]]
"""In Chinese and in English."""


@dataclass(frozen=True)
class TermPair:
    """A term of the cost in both. None where one has not got it."""

    id: str
    words: Told
    one: float | None
    other: float | None

    @property
    def change(self) -> float | None:
        """The other's less the one's."""
        if self.one is None or self.other is None:
            return None
        return self.other - self.one


@dataclass(frozen=True)
class TableChanges:
    """The rows of a table that differ.

    :param keys: how many of the columns say what a row is about.
    :param rows: key, values of the one, values of the other; no values where a row is missing.
    :param same: how many rows are the same in both.
    """

    table: ToldTable
    keys: int
    rows: tuple[tuple[tuple[Key, Key], Values | None, Values | None], ...]
    same: int


@dataclass(frozen=True)
class AnswerComparison:
    """What differs, the second against the first."""

    one: Answer
    other: Answer
    terms: tuple[TermPair, ...]
    total: TermPair
    tables: tuple[TableChanges, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "per_zh": self.one.per[0],
            "per_en": self.one.per[1],
            "synthetic": self.one.synthetic or self.other.synthetic,
            "terms": [
                {"term": t.id, "zh": t.words[0], "en": t.words[1], "one": t.one, "other": t.other,
                 "difference": t.change}
                for t in (*self.terms, self.total)
            ],
            "tables": [
                {
                    "zh": one.table.zh, "en": one.table.en, "same_rows": one.same,
                    "heads_zh": one.table.heads[0].split(","),
                    "heads_en": one.table.heads[1].split(","),
                    "rows": [
                        {"key_zh": list(key[0]), "key_en": list(key[1]),
                         "one_zh": a and a[0], "one_en": a and a[1],
                         "other_zh": b and b[0], "other_en": b and b[1]}
                        for key, a, b in one.rows
                    ],
                }
                for one in self.tables
            ],
        }  # fmt: skip


def compared_answers(one: Answer, other: Answer) -> AnswerComparison:
    """The comparison. :raises InputError: G-175 for designs of two kinds."""
    if one.form != other.form:
        raise InputError("G-175", one=one.form, other=other.form)
    bills = [{term.id: term for term in answer.bill} for answer in (one, other)]
    ids = list(dict.fromkeys([*bills[0], *bills[1]]))
    pairs = tuple(
        TermPair(
            name,
            (bills[0].get(name) or bills[1][name]).words,
            *(bill[name].yuan if name in bill else 0.0 for bill in bills),
        )
        for name in ids
    )
    totals = [sum(term.yuan for term in a.bill) if a.bill else None for a in (one, other)]
    total = TermPair("total", ("合计", "total"), *totals)
    return AnswerComparison(one, other, pairs, total, tuple(_tables(one, other)))


def _tables(one: Answer, other: Answer) -> Iterator[TableChanges]:
    mine = {table.zh: table for table in one.tables}
    theirs = {table.zh: table for table in other.tables}
    for name in dict.fromkeys([*mine, *theirs]):
        table = mine.get(name) or theirs[name]
        keys = one.keys.get(name, 1)
        first, second = (_rows(held.get(name), keys) for held in (mine, theirs))
        changed = []
        for key in dict.fromkeys([*first, *second]):
            a, b = first.get(key), second.get(key)
            if a is not None and b is not None and a[1] == b[1]:
                continue
            held = a or b
            assert held is not None  # the key is of one of them
            changed.append((held[0], a and a[1], b and b[1]))
        same = len({*first, *second}) - len(changed)
        yield TableChanges(table, keys, tuple(changed), same)


def _rows(table: ToldTable | None, keys: int) -> dict[Key, tuple[tuple[Key, Key], Values]]:
    """Key and values, in both languages, by the key in Chinese."""
    if table is None:
        return {}
    found: dict[Key, tuple[tuple[Key, Key], Values]] = {}
    for zh, en in zip(*table.rows, strict=True):
        key = tuple(str(cell) for cell in zh[:keys])
        while key in found:  # a base with several amounts of one product
            key = (*key, "′")
        named = tuple(str(cell) for cell in en[:keys])
        found[key] = ((key, named), (list(zh[keys:]), list(en[keys:])))
    return found
