"""Facts: what sentences may say about a subject, and what their conditions ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jidi.report.evidence import Evidence
from jidi.report.pieces import Cited, Name, Quote, Stamp, StampKind, Text, Words


@dataclass(frozen=True)
class Fact:
    """One fact.

    :param text: how it reads; empty when it is unknown or only for conditions.
    :param value: what conditions compare; None when it is unknown.
    """

    text: Text
    value: Decimal | str | bool | None
    evidence: tuple[Evidence, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it is known."""
        return self.value is not None


Facts = Mapping[str, Fact]

UNKNOWN = Fact((), None)


def figure(evidence: Evidence | None) -> Fact:
    """A figure with its evidence; unknown without."""
    if evidence is None:
        return UNKNOWN
    return Fact((Cited(evidence),), evidence.value, (evidence,))


def quote(evidence: Evidence | None) -> Fact:
    """A text quoted with its figures."""
    if evidence is None:
        return UNKNOWN
    return Fact((Quote(evidence),), evidence.text, (evidence,))


def word(text: str, code: str = "") -> Fact:
    """A word of ours; conditions compare its code."""
    return Fact((Words(text),), code or text) if text else UNKNOWN


def name(text: str, code: str = "") -> Fact:
    """A title of something."""
    return Fact((Name(text),), code or text) if text else UNKNOWN


def names(titles: Iterable[str], joint: str) -> Fact:
    """Several titles; unknown when there is none."""
    found = list(titles)
    pieces: list[Name | Words] = []
    for title in found:
        pieces += [Words(joint), Name(title)] if pieces else [Name(title)]
    return Fact(tuple(pieces), "; ".join(found)) if found else UNKNOWN


def time(text: str) -> Fact:
    """A year or period."""
    return Fact((Stamp(text, StampKind.TIME),), text)


def version(text: str) -> Fact:
    """A data version."""
    return Fact((Stamp(text, StampKind.VERSION),), text)


def flag(value: bool) -> Fact:
    """Something that holds or not, for conditions."""
    return Fact((), "yes" if value else "no")
