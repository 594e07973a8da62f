"""What rows are judged against: codes, divisions and ids that the book knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.nearest import suggestion
from jidi.core.numerals import fold
from jidi.intake.roster import Roster
from jidi.model.intake_rules import plain
from jidi.model.table import CodeList

_OFFERED = 200
"""So many unknown values of a column are told their nearest; finding it takes a look at all."""

_KEPT = 200_000
"""Ids of a table that are kept in a form in which few texts are looked up fast. Own choice."""


@dataclass(frozen=True)
class Codes:
    """A code list by code, by both names, and as senders spell it.

    :param spellings: other words for a code, each with it.
    :param foreign: words of another vocabulary that by themselves stand for no code.
    """

    list: CodeList
    spellings: Mapping[str, str] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()

    @cached_property
    def _by_word(self) -> Mapping[str, str]:
        entries = self.list.entries
        spelt = {plain(word): code for word, code in self.spellings.items()}
        named = {plain(name): code for code, names in entries.items() for name in names}
        return spelt | named | {plain(code): code for code in entries}

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
    :param names: for such a ``table.column`` and texts, the ids of the rows that bear them as
        names, where only one does; those of the others are left out.
    """

    roster: Roster
    codes: Mapping[str, Codes]
    references: Mapping[str, pa.Array] = field(default_factory=dict)
    names: Callable[[str, Sequence[str]], Mapping[str, str]] = lambda _target, _texts: {}
    _sets: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def is_checked(self, target: str) -> bool:
        """Whether references to this column can be checked."""
        return len(self.references.get(target, ())) > 0

    def stands(self, target: str, texts: pa.Array) -> pa.Array:
        """Whether each text stands among the ids of this column; an empty one does not."""
        return pc.is_in(texts, value_set=self.references[target], skip_nulls=False)

    def stand(self, target: str, texts: pa.Array) -> pa.Array:
        """As :meth:`stands`, for the few texts of a dictionary: Arrow makes a table of all ids
        each time."""
        ids = self._ids_of(target)
        if ids is None:
            return self.stands(target, texts)
        return pa.array([text in ids for text in texts.to_pylist()], pa.bool_())

    def _ids_of(self, target: str) -> frozenset[str] | None:
        """The ids of this column; None when they are too many to be kept in this form."""
        if len(self.references[target]) > _KEPT:
            return None
        if target not in self._sets:
            self._sets[target] = frozenset(self.references[target].drop_null().to_pylist())
        return self._sets[target]

    def meant(self, target: str, texts: pa.Array) -> dict[str, str]:
        """The ids that texts mean which are none themselves: written in full width, or a name that
        only one row of the table bears. What means none is left out."""
        said = pc.unique(texts).drop_null().to_pylist()
        folded = {text: fold(text).strip() for text in said}
        wide = [text for text in said if folded[text] != text]
        stand = self.stand(target, pa.array([folded[text] for text in wide], pa.string()))
        found = {t: folded[t] for t, is_one in zip(wide, stand.to_pylist(), strict=True) if is_one}
        left = [text for text in said if text not in found]
        names = self.names(target, [folded[text] for text in left]) if left else {}
        return found | {text: names[folded[text]] for text in left if folded[text] in names}


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
