"""A plan as TOML: figures as printed, defaults left out, read back to the very same plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import tomli_w
from pydantic import BaseModel

from jidi.model.plan import Plan
from jidi.model.plan_figure import Printed

_HEAD = """\
# A draft read from a document by `jidi plan read`. Spans count the characters of its decoded text.
# Go through it with `jidi plan review`; what stands under [[unread]] was not understood.
"""


def plan_toml(plan: Plan) -> str:
    """The plan as TOML text."""
    return _HEAD + tomli_w.dumps(_plain(plan))


def _plain(value: Any) -> Any:
    """Values as TOML holds them."""
    if isinstance(value, Printed):
        return value.text
    if isinstance(value, BaseModel):
        return {
            name: _plain(held)
            for name in type(value).model_fields
            if not _is_default(value, name, held := getattr(value, name))
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [_plain(entry) for entry in value]
    return value if isinstance(value, (bool, int, float, str, date, Decimal)) else str(value)


def _is_default(model: BaseModel, name: str, held: Any) -> bool:
    field = type(model).model_fields[name]
    return held is None or (not field.is_required() and held == field.default)
