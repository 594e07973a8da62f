"""Names for what stands as a code in a scan: steps, places, facilities, companies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jidi.core.division import Division, DivisionCode, DivisionTree
from jidi.core.errors import JidiError, Language
from jidi.model.divisions import load_country
from jidi.model.table import CodeList
from jidi.service.books import Book
from jidi.service.phrasing import place_name


@dataclass(frozen=True)
class Names:
    """The names that the rows of a trace need; a code without a name stands for itself."""

    steps: CodeList
    lists: Mapping[str, CodeList]
    trees: tuple[DivisionTree, ...]
    facilities: Mapping[str, str]
    operators: Mapping[str, str]
    _places: dict[str, Division | None] = field(default_factory=dict, repr=False)

    def step(self, code: str, lang: Language) -> str:
        """The name of a step."""
        return self.steps.label(code, lang)

    def division(self, code: str, lang: Language) -> str:
        """The name of a place, of this province or another; its code when it has none."""
        found = self._place(code)
        return code if found is None else place_name(found, lang)

    def _place(self, code: str) -> Division | None:
        if code not in self._places:
            self._places[code] = self._sought(code)
        return self._places[code]

    def _sought(self, code: str) -> Division | None:
        for tree in self.trees:
            try:
                return tree.get(DivisionCode.parse(code))
            except JidiError:
                continue
        return None

    def facility(self, key: str | None) -> str:
        """The name of a facility; its id when the book does not know it, empty without one."""
        return "" if key is None else self.facilities.get(key, key)

    def operator(self, key: str) -> str:
        """The name of a company; its id when the book does not know it."""
        return self.operators.get(key, key)

    def step_json(self, code: str) -> dict[str, str]:
        """Code and names of a step."""
        return {"code": code, "zh": self.step(code, "zh"), "en": self.step(code, "en")}

    def division_json(self, code: str) -> dict[str, str]:
        """Code and names of a place."""
        names: tuple[Language, ...] = ("zh", "en")
        return {"code": code, **{lang: self.division(code, lang) for lang in names}}

    def facility_json(self, key: str | None) -> dict[str, str] | None:
        """Id and name of a facility."""
        return None if key is None else {"id": key, "name": self.facility(key)}

    def operator_json(self, key: str) -> dict[str, str]:
        """Id and name of a company."""
        return {"id": key, "name": self.operator(key)}

    def parcel_json(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What was reported of the parcel, with names."""
        coded = {
            name: {"code": row[name], "zh": lists.label(row[name], "zh"),
                   "en": lists.label(row[name], "en")}
            for name, lists in self.lists.items()
        }  # fmt: skip
        places = {name: self.division_json(row[name]) for name in ("from_division", "to_division")}
        times = {
            name: row[name].isoformat() if row[name] else None
            for name in ("accepted_at", "promised_at")
        }
        return {**coded, **places, **times}


def names_of(book: Book, *, version: int) -> Names:
    """The names known at a data version; kept for the next trace."""

    def known(_version: int) -> Names:
        lists = book.catalogue.code_lists
        return Names(
            steps=lists["event_step"],
            lists={name: lists[name] for name in ("product", "segment", "outcome")},
            trees=(book.tree, load_country()),
            facilities=_names(book, "facility", version),
            operators=_names(book, "operator", version),
        )

    return book.remembered("names of a trace", known, version=version)


def _names(book: Book, table: str, version: int) -> Mapping[str, str]:
    columns = [f"{table}_id", "name"]
    rows = book.workspace.lake.read(table, at=version, columns=columns)
    return dict(zip(*(rows[name].to_pylist() for name in columns), strict=True))
