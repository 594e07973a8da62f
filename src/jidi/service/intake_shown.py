"""Rows held aside as they may be shown to anyone: the reasons, without a personal value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from jidi.intake.held import Reason
from jidi.model.catalogue import Catalogue
from jidi.model.table import Table
from jidi.privacy.masking import mask

_SPEAKING: Final = ("value", "key", "nearest", "other_value")
"""Facts of a reason that repeat what a cell says."""
_KEY_TAKEN: Final = "J-212"


def shown_reasons(reasons: Iterable[Reason], table: Table) -> tuple[Reason, ...]:
    """The reasons with values of personal columns masked."""
    return tuple(_shown(reason, table) for reason in reasons)


def speaks_of_persons(names: Iterable[str], catalogue: Catalogue) -> bool:
    """Whether any of these tables has personal columns."""
    return any(catalogue.table(name).personal_columns for name in names)


def _shown(reason: Reason, table: Table) -> Reason:
    kinds = {c.name: c.personal.kind for c in table.personal_columns if c.personal is not None}
    of_key = [kinds[name] for name in table.key if name in kinds]
    kind = of_key[0] if reason.code == _KEY_TAKEN and of_key else kinds.get(reason.column)
    if kind is None:
        return reason
    facts = {
        name: mask(value, kind) if name in _SPEAKING and isinstance(value, str) else value
        for name, value in reason.facts.items()
    }
    return replace(reason, facts=facts)
