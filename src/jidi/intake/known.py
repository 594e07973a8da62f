"""What rows are judged against: codes, divisions and ids that the book knows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.division import Division
from jidi.core.nearest import suggestion
from jidi.core.numerals import fold
from jidi.model.intake_rules import plain
from jidi.model.table import CodeList

_OFFERED = 200
"""So many unknown values of a column are told their nearest; finding it takes a look at all."""

_REMEMBERED = 100_000
"""Texts of a column of which is remembered whether they stand in the book."""


@dataclass(frozen=True)
class Roster:
    """Divisions by everything that names exactly one of them.

    :param codes: the 12-digit codes.
    :param names: names that only one division bears, with its code.
    """

    codes: frozenset[str]
    names: Mapping[str, str]

    @classmethod
    def of(cls, divisions: Iterable[Division]) -> Roster:
        """The roster of these divisions.

        A name means the one that bears it on the highest level: 平遥县 is the county, whatever else
        is called so. Where two of that level bear it, it names neither.
        """
        every = list(divisions)
        bearers: dict[str, list[Division]] = {}
        for one in every:
            for name in {one.name, one.name_en or one.name} - {""}:
                bearers.setdefault(plain(name), []).append(one)
        names = {name: code for name, same in bearers.items() if (code := _only_one(same))}
        return cls(frozenset(one.code.text for one in every), names)

    def _of_county(self, six: str) -> list[str]:
        """The codes that begin with these six digits."""
        first = bisect_left(self._in_order, six)
        last = bisect_left(self._in_order, f"{six}:")  # the sign behind every digit
        return self._in_order[first:last] if len(six) == 6 else []

    @cached_property
    def _in_order(self) -> list[str]:
        return sorted(self.codes)

    def read(self, text: str) -> str:
        """The code of the division that the text names.

        :raises ValueError: when it names none, or several.
        """
        bare = fold(text).strip().removesuffix(".0")
        if bare in self.codes:
            return bare
        if bare.isdigit() and len(bare) in (2, 4, 6, 9) and bare.ljust(12, "0") in self.codes:
            return bare.ljust(12, "0")
        found = self.names.get(plain(bare))
        if found is None:
            raise ValueError(text)
        return found

    def nearest(self, text: str) -> str:
        """What was perhaps meant."""
        bare = fold(text).strip()
        if bare.isdigit():
            return suggestion(bare, self._of_county(bare[:6]) or self._in_order[:50])
        return suggestion(plain(bare), self.names, most=3)


@dataclass(frozen=True)
class Codes:
    """A code list by code and by both names."""

    list: CodeList

    @cached_property
    def _by_word(self) -> Mapping[str, str]:
        entries = self.list.entries
        found = {plain(name): code for code, names in entries.items() for name in names}
        return found | {plain(code): code for code in entries}

    def read(self, text: str) -> str:
        """The code that the text is or names.

        :raises ValueError: when it is none.
        """
        found = self._by_word.get(plain(text))
        if found is None:
            raise ValueError(text)
        return found

    def nearest(self, text: str) -> str:
        """The nearest code with its Chinese name."""
        words = {w: c for c, names in self.list.entries.items() for w in (c, *names)}
        near = suggestion(text, words, most=4)
        if near not in words:
            return near
        code = words[near]
        return f"{code} {self.list.entries[code][0]}"


@dataclass(frozen=True)
class Known:
    """Everything rows are judged against.

    :param references: ids that stand in the book, by ``table.column``; a reference to a table of
        which the book holds no row is not checked, and the receipt says so.
    """

    roster: Roster
    codes: Mapping[str, Codes]
    references: Mapping[str, pa.Array] = field(default_factory=dict)
    _told: dict[str, dict[str | None, bool]] = field(default_factory=dict, repr=False)

    def is_checked(self, target: str) -> bool:
        """Whether references to this column can be checked."""
        return len(self.references.get(target, ())) > 0

    def stands(self, target: str, texts: pa.Array) -> pa.Array:
        """Whether each text stands among the ids of this column; an empty one does not."""
        return pc.is_in(texts, value_set=self.references[target], skip_nulls=False)

    def stand(self, target: str, texts: pa.Array) -> pa.Array:
        """As :meth:`stands`, for the few texts of a dictionary, which come again and again: each
        is looked for once."""
        told = self._told.setdefault(target, {})
        if len(told) > _REMEMBERED:
            told.clear()
        said = texts.to_pylist()
        new = list({text for text in said if text not in told})
        if new:
            told.update(
                zip(new, self.stands(target, pa.array(new, pa.string())).to_pylist(), strict=True)
            )
        return pa.array([told[text] for text in said], pa.bool_())


def _only_one(bearers: list[Division]) -> str:
    """The code of the one on the highest level; empty where there are several."""
    highest = min(one.code.level for one in bearers)
    codes = {one.code.text for one in bearers if one.code.level == highest}
    return codes.pop() if len(codes) == 1 else ""


class Nearest:
    """The nearest known for values of one column, found once for each and not for all of many."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def of(self, text: str, look: pa.Array | None, ask: object = None) -> str:
        """The nearest; an em dash when too many were asked for.

        :param look: ids to look among.
        :param ask: something with ``nearest``, instead of ids.
        """
        if text not in self._found:
            if len(self._found) >= _OFFERED:
                return "—"
            if ask is not None:
                self._found[text] = ask.nearest(text)  # type: ignore[attr-defined]
            else:
                assert look is not None
                self._found[text] = suggestion(text, _alike(text, look), most=3)
        return self._found[text]


def _alike(text: str, ids: pa.Array) -> list[str]:
    """Ids that begin alike, or the first few."""
    for length in (6, 4, 2, 1):
        begun = ids.filter(pc.starts_with(ids, text[:length]))
        if len(begun):
            return [str(one) for one in begun.slice(0, 2000).to_pylist()]
    return [str(one) for one in ids.slice(0, 200).to_pylist()]
