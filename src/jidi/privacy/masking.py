"""Masks (GB/T 41833-2022): what people and exports get to see of a personal value.

The standard asks to hide at least one character of the name, six digits of the telephone number
and the number of entrance and flat of the address. Where it is silent the choice is ours and says
so in ``definitions/privacy/kinds.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import pyarrow as pa

from jidi.core.errors import UnknownName
from jidi.core.nearest import suggestion
from jidi.model.personal import Kept, personal_kinds
from jidi.model.table import Table

HIDDEN: Final = "［已隐去］"
"""In place of what is hidden as a whole."""

_COMPOUND: Final = re.compile(
    "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|令狐|宇文|长孙|慕容|司徒|夏侯|端木|南宫|西门|独孤|轩辕"
    "|闻人|呼延|淳于|赫连|澹台|公冶|宗政|濮阳|太史|申屠|仲孙|钟离|万俟"
)
"""Family names of two characters."""
_COUNT: Final = "0-9０-９A-Za-zＡ-Ｚａ-ｚ一二三四五六七八九十百零〇两甲乙丙丁戊"
_FLAT: Final = re.compile(
    rf"[{_COUNT}][-－—{_COUNT}]{{0,7}}\s*(?:号?\s*(?:单元|楼层|室|户|房(?![产屋地东管])|层(?!次|面)))"
    rf"|[东西中南北]\s*(?:单元|户(?!外|口))"
    rf"|(?<=[栋幢座楼号])\s*[0-9０-９]{{1,5}}\s*(?:门(?![口诊市卫店街路头前外牌])|$)"
    r"|[0-9０-９]+(?:\s*[-－—#/]\s*[0-9０-９]+)+\s*$"
    r"|(?<=[^0-9０-９])[0-9０-９]{3,5}\s*$"
)


def mask(value: str, kind: str) -> str:
    """The value as it may be shown.

    :param kind: of ``definitions/privacy/kinds.toml``.
    :raises UnknownName: K-113 for an unknown kind, with the nearest.
    """
    if kind not in personal_kinds():
        raise UnknownName("K-113", name=kind, nearest=suggestion(kind, personal_kinds()))
    return _MASKS[kind](value) if value.strip() else value


def masked(values: pa.Array, kind: str) -> pa.Array:
    """The values of an array as they may be shown; each different one is looked at once."""
    encoded = values.cast(pa.string()).dictionary_encode()
    shown = [None if text is None else mask(text, kind) for text in encoded.dictionary.to_pylist()]
    return pa.array(shown, pa.string()).take(encoded.indices)


def mask_batch(batch: pa.RecordBatch, table: Table) -> pa.RecordBatch:
    """The batch as it may be shown: plain personal values masked, pseudonyms and seals withheld."""
    for column in table.personal_columns:
        personal = column.personal
        if personal is None or column.name not in batch.schema.names:
            continue
        at = batch.schema.get_field_index(column.name)
        given = batch.column(at)
        if personal.kept is Kept.PLAIN:
            shown = masked(given, personal.kind)
        else:
            shown = pa.nulls(len(given), pa.string())
        batch = batch.set_column(at, pa.field(column.name, pa.string()), shown)
    return batch


def _name(value: str) -> str:
    """The family name stays; of a foreign name the first letter of each word."""
    text = value.strip()
    if text.isascii() or " " in text:
        return " ".join(word[:1] + "*" * max(len(word) - 1, 1) for word in text.split())
    if "·" in text:
        first, *others = text.split("·")
        return "·".join([_stars(first, 1), *("*" * len(other) for other in others)])
    return _stars(text, 2 if _COMPOUND.match(text) and len(text) > 2 else 1)


def _stars(text: str, kept: int) -> str:
    kept = min(kept, len(text) - 1)
    return text[:kept] + "*" * (len(text) - kept)


def _phone(value: str) -> str:
    """Digits hidden where they stand, at least six, the others at most three before, two after."""
    places = [place for place, sign in enumerate(value) if sign.isdigit()]
    shown = max(0, min(5, len(places) - 6))
    last = min(2, shown)
    hidden = set(places[shown - last : len(places) - last])
    return "".join("*" if place in hidden else sign for place, sign in enumerate(value))


def _address(value: str) -> str:
    found = _FLAT.search(value)
    return value if found is None else value[: found.start()] + "***"


def _waybill(value: str) -> str:
    text = value.strip()
    head = re.match(r"[A-Za-z]{0,3}", text)
    before = head.end() if head else 0
    last = min(4, max(0, len(text) - before - 6))
    before = min(before, max(0, len(text) - 6))
    return text[:before] + "*" * (len(text) - before - last) + text[len(text) - last :]


def _id_number(value: str) -> str:
    text = value.strip()
    return text[0] + "*" * (len(text) - 2) + text[-1] if len(text) > 7 else "*" * len(text)


def _vehicle(value: str) -> str:
    text = value.strip()
    return text[:2] + "*" * (len(text) - 3) + text[-1] if len(text) > 5 else "*" * len(text)


_MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "name": _name,
    "phone": _phone,
    "address": _address,
    "waybill": _waybill,
    "id_number": _id_number,
    "vehicle": _vehicle,
    "free_text": lambda _value: HIDDEN,
}
