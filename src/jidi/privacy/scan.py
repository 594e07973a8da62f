"""Looking for personal values where none should be: telephone and identity numbers inside texts.

Names and addresses have no form by which they could be told; a clean scan does not prove that there
are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from jidi.privacy.masking import mask

_BEFORE, _AFTER = r"(?:^|[^0-9A-Za-z])", r"(?:$|[^0-9A-Za-z])"
_MOBILE: Final = r"(?:\+?86[- ]?)?1[3-9][0-9]{9}"
_LANDLINE: Final = r"0[0-9]{2,3}[- ][0-9]{7,8}"
_IDENTITY: Final = (
    r"[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Suspicion:
    """Values of one column that look personal.

    :param kind: what they look like: ``phone`` or ``id_number``.
    :param rows: how many rows hold one.
    :param example: the first of them, masked.
    """

    kind: str
    rows: int
    example: str


def suspicions(values: pa.Array) -> Iterator[Suspicion]:
    """What in the texts looks like a telephone or an identity number."""
    encoded = values.cast(pa.string()).dictionary_encode()
    for kind, pattern, holds in _LOOKS:
        whole = f"{_BEFORE}{pattern}{_AFTER}"
        looks = pc.match_substring_regex(encoded.dictionary, whole)
        candidates = pc.indices_nonzero(looks).to_pylist()
        found = {
            place: text
            for place in candidates
            if (text := _first(encoded.dictionary[place].as_py(), pattern, holds)) is not None
        }
        if found:
            places = pa.array(list(found), encoded.indices.type)
            rows = pc.sum(pc.is_in(encoded.indices, value_set=places)).as_py()
            yield Suspicion(kind, rows, mask(next(iter(found.values())), kind))


def is_identity_number(text: str) -> bool:
    """Whether 18 characters carry the check digit of GB 11643."""
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == text[17].upper()


def _first(text: str, pattern: str, holds: Callable[[str], bool]) -> str | None:
    parts = re.finditer(f"(?<![0-9A-Za-z]){pattern}(?![0-9A-Za-z])", text)
    return next((part.group() for part in parts if holds(part.group())), None)


_LOOKS: Final[tuple[tuple[str, str, Callable[[str], bool]], ...]] = (
    ("phone", f"(?:{_MOBILE}|{_LANDLINE})", lambda _text: True),
    ("id_number", _IDENTITY, is_identity_number),
)
