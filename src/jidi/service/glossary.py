"""The words of a book in both languages, from its definitions: indicators, tables, codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jidi.model.access import access_table
from jidi.model.catalogue import Catalogue


@dataclass(frozen=True)
class Term:
    """A word and what it means.

    :param kind: indicator, table, code or role.
    :param id: as it is called in code and files.
    """

    kind: str
    id: str
    zh: str
    en: str
    meaning_zh: str
    meaning_en: str

    def fits(self, words: str) -> bool:
        """Whether it holds the words that are looked for, in either language."""
        text = " ".join((self.id, self.zh, self.en, self.meaning_zh, self.meaning_en)).lower()
        return all(word in text for word in words.lower().split())


def glossary(catalogue: Catalogue) -> tuple[Term, ...]:
    """Every term; indicators first, then tables, roles, and codes."""
    return (
        *_indicators(catalogue),
        *_tables(catalogue),
        *(
            Term("role", one.id, one.zh, one.en, one.meaning_zh, one.meaning_en)
            for one in access_table().roles.values()
        ),
        *_codes(catalogue),
    )


def _indicators(catalogue: Catalogue) -> Iterator[Term]:
    for one in sorted(catalogue.indicators.values(), key=lambda i: (i.topic, i.id)):
        yield Term("indicator", one.id, one.zh, one.en, one.formula_zh, one.formula_en)


def _tables(catalogue: Catalogue) -> Iterator[Term]:
    for one in catalogue.tables.values():
        zh, en = one.describes_zh, one.describes_en
        yield Term("table", one.name, one.zh, one.en, zh, en)


def _codes(catalogue: Catalogue) -> Iterator[Term]:
    for name, codes in catalogue.code_lists.items():
        for code, (zh, en) in codes.entries.items():
            yield Term("code", code, zh, en, name, name)
