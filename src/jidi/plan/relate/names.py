"""Printed names compared: without their ornament, by their parts, by what they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from jidi.core.division import Level
from jidi.core.numerals import fold
from jidi.model.identity import Coverage, Identities

_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_ORNAMENT = re.compile(r"[\s“”\"'‘’《》«»：:]")
_JOINTS = re.compile(r"、|以及|及|和|与")
_SHARE = re.compile(r"(?P<part>.{2,}?)占(?P<whole>.{2,}?)的?(?:比重|比例|份额|比)")
_ORDINAL = re.compile(r"[（(][一二三四五六七八九十]+[）)]的?")
_SHORTEST = 2
_LONGEST_TAIL = 4
"""Characters that may follow the thing a coverage speaks of (全覆盖, 建设)."""


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name without blanks, quotes and what stands in brackets."""
    return _ORNAMENT.sub("", _BRACKETED.sub("", fold(name)))


def bare(name: str, fillers: Iterable[str]) -> str:
    """A plain name without the words that add nothing; itself when nothing would be left."""
    found = plain(name)
    for filler in sorted(fillers, key=len, reverse=True):
        shorter = found.replace(filler, "")
        found = shorter if len(shorter) >= _SHORTEST else found
    return found


def parts_of(name: str) -> tuple[str, ...]:
    """The names of a list (企业、分支机构及末端网点); empty for a name that is no list."""
    found = tuple(part for part in _JOINTS.split(plain(name)) if part)
    whole = len(found) > 1 and all(len(part) >= _SHORTEST for part in found)
    return found if whole else ()


def share_phrase(name: str) -> tuple[str, str] | None:
    """Part and whole of «A占B比重»; None for another name."""
    found = _SHARE.search(plain(name))
    return (found["part"], found["whole"]) if found else None


def without_ordinal(name: str) -> str:
    """A name without the number of a section in it: 主要任务（三）的条数 → 主要任务条数."""
    return _ORNAMENT.sub("", _ORDINAL.sub("", fold(name)))


def common_end(one: str, other: str) -> int:
    """How many characters two plain names share at their ends."""
    count = 0
    for a, b in zip(reversed(plain(one)), reversed(plain(other)), strict=False):
        if a != b:
            break
        count += 1
    return count


def level_of(name: str, identities: Identities) -> Level | None:
    """The level of division a name speaks of; None when of none."""
    found = _place_in(plain(name), _place_words(identities))
    return found[1] if found else None


def without_place(name: str, identities: Identities) -> str:
    """A plain name without the word for the places it speaks of."""
    text = plain(name)
    found = _place_in(text, _place_words(identities))
    return text.replace(found[0], "", 1) if found else text


def coverage_of(name: str, identities: Identities) -> str:
    """The coverage a name states by its words (盟市 … 园区); empty when it states none.

    The thing must stand at the end: a hub with something at it (分拨中心远程视频监控) is no hub.
    """
    text, level = plain(name), level_of(name, identities)
    for thing in identities.things:
        coverage = identities.coverage(thing.coverage)
        if coverage is None or coverage.level is not level:
            continue
        ends = (text.rfind(word) + len(word) for word in thing.words if word in text)
        if any(len(text) - end <= _LONGEST_TAIL for end in ends):
            return thing.coverage
    return ""


def body_of(name: str, identities: Identities) -> Coverage | None:
    """The coverage whose bodies a name speaks of (旗县级快递集散中心); None for others."""
    text, level = plain(name), level_of(name, identities)
    for coverage in identities.coverages:
        alike = coverage.level is level and any(text.endswith(word) for word in coverage.names)
        if coverage.count and alike:
            return coverage
    return None


def subjects_of(text: str, identities: Identities) -> frozenset[str]:
    """What a title or a name is about."""
    name = plain(text)
    return frozenset(
        subject.id for subject in identities.subjects if any(w in name for w in subject.words)
    )


def bigrams(text: str) -> Iterator[str]:
    """Every two characters that stand together."""
    name = plain(text)
    yield from (name[at : at + 2] for at in range(len(name) - 1))


def _place_in(text: str, words: tuple[tuple[str, Level], ...]) -> tuple[str, Level] | None:
    return next(((word, level) for word, level in words if word in text), None)


@cache
def _ranked(words: tuple[tuple[str, Level], ...]) -> tuple[tuple[str, Level], ...]:
    """The longest first; of equal length the lower level."""
    return tuple(sorted(words, key=lambda entry: (-len(entry[0]), -entry[1].depth)))


def _place_words(identities: Identities) -> tuple[tuple[str, Level], ...]:
    return _ranked(tuple((word, p.level) for p in identities.places for word in p.words))
