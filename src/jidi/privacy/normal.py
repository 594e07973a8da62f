"""One value, one writing: the same telephone number must give the same pseudonym however written.

Only writing is levelled, never content: widths, spaces, hyphens, capitals, the country code 86.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

_BLANKS: Final = r"[\s\p{Z}]+"
_PUNCTUATION: Final = r"[\s\p{Z}\-‐‑–—()（）.·]+"
_RULES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "phone": ((_PUNCTUATION, ""), (r"^(?:\+|00)?86(1[3-9][0-9]{9})$", r"\1")),
    "id_number": ((_PUNCTUATION, ""),),
    "waybill": ((_PUNCTUATION, ""),),
    "vehicle": ((_PUNCTUATION, ""),),
    "name": ((_BLANKS, ""),),
    "address": ((_BLANKS, ""),),
    "free_text": (),
}
_CAPITALS: Final = frozenset({"id_number", "waybill", "vehicle"})


def normalised(values: pa.Array, kind: str) -> pa.Array:
    """The values of a kind in their one writing; what is then empty is null.

    :param kind: of ``definitions/privacy/kinds.toml``.
    """
    rules = _RULES[kind]
    if not pc.all(pc.string_is_ascii(values), min_count=0).as_py():
        values = pc.utf8_normalize(values, form="NFKC")
    for pattern, replacement in rules:
        values = pc.replace_substring_regex(values, pattern, replacement)
    if kind in _CAPITALS:
        values = pc.utf8_upper(values)
    return pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)
