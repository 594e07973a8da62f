"""Making records: frozen values that refuse what does not fit, which then waits for a person."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from jidi.core.errors import ValueProblem
from jidi.core.units import Unit
from jidi.documents import Document
from jidi.model.plan_outline import Unread
from jidi.model.plan_record import PathKind, Quantity
from jidi.model.plan_words import plan_words
from jidi.plan.read.flow import Flow, passage
from jidi.plan.read.known import Known

R = TypeVar("R", bound=BaseModel)

_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_FIGURE = re.compile(r"[\[(]?[<>≥≤]?[\d.,]+%?[\])]?")
GEOMETRIC = frozenset({Quantity.MONEY, Quantity.VOLUME, Quantity.STOCK, Quantity.AREA})


class Drafting:
    """Where records of one draft come from: the document, what is known, what was left."""

    def __init__(self, document: Document, known: Known) -> None:
        self.document = document
        self.known = known
        self.unread: list[Unread] = []
        self._numbers: dict[str, int] = {}

    def id(self, kind: str) -> str:
        """The next id of a kind: ``target-01``."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return f"{kind}-{self._numbers[kind]:02d}"

    def english(self, indicator: str, zh: str) -> str:
        """The English name of an indicator; the Chinese one where there is none."""
        return self.known.english.get(indicator, zh)

    def at(self, *flows: Flow) -> tuple[dict[str, Any], ...]:
        """Passages of flows, as plain values."""
        return tuple(
            passage(self.document, flow).model_dump(exclude_none=True) for flow in flows if flow
        )

    def made(self, model: type[R], data: dict[str, Any], *places: Flow) -> R | None:
        """The record; what it refuses is listed as unread, with its reason.

        A record without a name, or with a figure for one, says nothing of anything.
        """
        name = str(data.get("zh", ""))
        if not _NAME.search(name) or _FIGURE.fullmatch(name):
            self.leave("", "找不到这个数的名称", "the figure has no name", *places)
            return None
        try:
            return model.model_validate({**data, "at": self.at(*places)})
        except (ValidationError, ValueProblem) as error:
            self.leave(
                str(data.get("zh", "")),
                f"不能成为一条记录：{_reason(error)}",
                f"makes no record: {_reason(error)}",
                *places,
            )
            return None

    def leave(self, text: str, reason_zh: str, reason_en: str, *places: Flow) -> None:
        """List what no rule understood."""
        shown = text or "".join(flow.text for flow in places)
        at = tuple(passage(self.document, flow) for flow in places if flow)
        if shown:
            self.unread.append(Unread(text=shown, reason_zh=reason_zh, reason_en=reason_en, at=at))


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(str(entry["msg"]) for entry in error.errors())
    return str(error)


def quantity_of(name: str, unit: str) -> Quantity:
    """What kind of magnitude a measure is, by its name and unit."""
    plain = _plain(unit)
    for entry in plan_words().quantities:
        if plain in entry.units or any(name.endswith(word) for word in entry.names):
            return entry.quantity
    return Quantity.STOCK


def _plain(unit: str) -> str:
    found = Unit.find(unit)
    return unit if found is None else found.base.name


def path_of(quantity: Quantity, *values: float) -> PathKind:
    """How the measure is expected to move; equal ratios only between numbers above zero."""
    return "geometric" if quantity in GEOMETRIC and all(v > 0 for v in values) else "linear"


def direction_of(name: str) -> str:
    """``down`` where less is better."""
    return "down" if any(word in name for word in plan_words().falling_names) else "up"


def kind_of_project(*texts: str) -> str:
    """The code of a project's kind by the first text that tells."""
    for text in texts:
        for entry in plan_words().kinds:
            if any(word in text for word in entry.words):
                return entry.kind
    return "other"
