"""Every failure a user can meet: what, where, why, what to do, in two languages, with a code.

The tree::

    JidiError
    ├── ValueProblem       a value of the field is malformed (quantity, period, code)
    ├── DefinitionError    a file in definitions/ is wrong
    ├── UnknownName        something asked for by name does not exist; offers the nearest
    ├── WorkspaceError     the province's book cannot be opened, made or written
    ├── LakeError          stored data or the engine refused
    ├── InputError         what the user handed in or asked for does not fit
    └── Interrupted        the user stopped the work; nothing half-written remains

Texts live in ``definitions/errors/*.toml`` under their codes. Code and facts are the contract;
the wording may be improved without touching code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from jidi.core.worded import Worded

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Place:
    """Where a fault stands: a file and, where known, line, sheet, row and column.

    Rows and lines count from 1, as spreadsheets and editors do.
    """

    file: str = ""
    line: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def text(self, lang: Language) -> str:
        """The place as a short phrase, empty when nothing is known."""
        line, row, column = (
            ("第{}行", "第{}行", "列“{}”") if lang == "zh" else ("line {}", "row {}", "column '{}'")
        )
        parts = [self.file] if self.file else []
        parts += [line.format(self.line)] if self.line is not None else []
        parts += [self.sheet] if self.sheet else []
        parts += [row.format(self.row)] if self.row is not None else []
        parts += [column.format(self.column)] if self.column else []
        return ("，" if lang == "zh" else ", ").join(parts)


@dataclass(frozen=True)
class Wording:
    """The texts of one error code, with ``{named}`` facts to fill in."""

    zh: str
    en: str
    do_zh: str
    do_en: str


@cache
def wordings() -> dict[str, Wording]:
    """All error codes with their texts, read once from ``definitions/errors``."""
    found: dict[str, Wording] = {}
    folder = files("jidi.definitions") / "errors"
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            for code, texts in tomllib.loads(entry.read_text("utf-8")).items():
                if code in found:
                    raise AssertionError(f"error code {code} is defined twice")
                found[code] = Wording(**texts)
    return found


class JidiError(Exception):
    """A failure with a code. ``facts`` fill the texts; ``also`` holds findings of the same pass.

    :param code: a code of ``definitions/errors``, such as ``"D-101"``.
    :param where: the place of the fault, when there is one.
    :param also: further errors found in the same pass, so that a user mends all at once.
    """

    def __init__(
        self,
        code: str,
        /,
        *,
        where: Place | None = None,
        also: tuple[JidiError, ...] = (),
        **facts: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.where = where
        self.also = also
        self.facts = facts

    def what(self, lang: Language = "zh") -> str:
        """What happened, and why."""
        wording = wordings()[self.code]
        return (wording.zh if lang == "zh" else wording.en).format(**self._told(lang))

    def remedy(self, lang: Language = "zh") -> str:
        """What the user can do about it."""
        wording = wordings()[self.code]
        return (wording.do_zh if lang == "zh" else wording.do_en).format(**self._told(lang))

    def _told(self, lang: Language) -> dict[str, Any]:
        """The facts as the language tells them: names are joined by its own mark."""
        if lang == "zh":
            return self.facts
        return {
            name: fact.english if isinstance(fact, Worded) else fact
            for name, fact in self.facts.items()
        }

    def message(self, lang: Language = "zh") -> str:
        """One line: code, what, where, what to do."""
        place = self.where.text(lang) if self.where else ""
        if lang == "zh":
            at = f"（{place}）" if place else ""
            return f"{self.code} {self.what('zh')}{at}。{self.remedy('zh')}"
        at = f" ({place})" if place else ""
        return f"{self.code} {self.what('en')}{at}. {self.remedy('en')}"

    def to_json(self) -> dict[str, Any]:
        """The one error shape of CLI ``--json`` and the API."""
        return {
            "code": self.code,
            "zh": self.what("zh"),
            "en": self.what("en"),
            "where": self.where.text("en") if self.where else None,
            "do_zh": self.remedy("zh"),
            "do_en": self.remedy("en"),
            "also": [error.to_json() for error in self.also],
        }

    def __str__(self) -> str:
        return self.message("en")


class ValueProblem(JidiError, ValueError):  # noqa: N818
    """A value of the field is malformed: a quantity, a period, a code, an identifier."""


class DefinitionError(JidiError):
    """A file in ``definitions/`` (ours or the user's) is wrong."""


class UnknownName(JidiError, LookupError):  # noqa: N818
    """Something asked for by name does not exist; the facts offer the nearest known."""


class WorkspaceError(JidiError):
    """The province's book cannot be opened, made or written."""


class LakeError(JidiError):
    """Stored data or the query engine refused."""


class InputError(JidiError):
    """What the user handed in, or asked for, does not fit."""


class Interrupted(JidiError):  # noqa: N818
    """The user stopped the work. Nothing half-written remains."""


def raise_together(findings: Iterable[JidiError]) -> None:
    """Raise the first finding with the others on its ``also``; do nothing when there is none."""
    found = list(findings)
    if found:
        first, *rest = found
        first.also = tuple(rest)
        raise first
