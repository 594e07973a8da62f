"""Numbers of parcels and vehicles masked in a trace's plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jidi.privacy.masking import mask

KINDS: Final[Mapping[str, str]] = {
    "parcel_id": "waybill",
    "vehicle_id": "vehicle",
    "vehicle": "vehicle",
}
"""Names in a trace and what kind of personal value stands under them."""


def masked(told: Any) -> Any:
    """The same values with every number of a parcel or a vehicle masked."""
    if isinstance(told, list):
        return [masked(part) for part in told]
    if not isinstance(told, dict):
        return told
    return {
        name: mask(part, KINDS[name]) if name in KINDS and isinstance(part, str) else masked(part)
        for name, part in told.items()
    }
