"""Conditions of a report's sentences: ``grade = behind``, ``rest_growth > growth_so_far``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Comparison = Literal["=", "!=", "<", "<=", ">", ">=", "known", "unknown"]

_COMPARED = re.compile(r"(?P<fact>[a-z_]+) (?P<sign>=|!=|<=?|>=?) (?P<other>[\w.-]+)")
_PRESENT = re.compile(r"(?P<fact>[a-z_]+) (?P<sign>known|unknown)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ORDERED = ("<", "<=", ">", ">=")


@dataclass(frozen=True)
class Clause:
    """One condition on the facts of a subject.

    :param fact: name of the fact.
    :param other: a number, the name of another fact, or a word; empty for known and unknown.
    """

    text: str
    fact: str
    sign: Comparison
    other: Decimal | str = ""

    @property
    def ordered(self) -> bool:
        """Whether it says more or less, which only numbers can be."""
        return self.sign in _ORDERED


def read_clause(text: str) -> Clause:
    """The condition that ``text`` states.

    :raises ValueError: when it is none.
    """
    present = _PRESENT.fullmatch(text)
    if present:
        sign: Comparison = "known" if present["sign"] == "known" else "unknown"
        return Clause(text, present["fact"], sign)
    found = _COMPARED.fullmatch(text)
    if found is None:
        raise ValueError(f"'{text}' is no condition; write it like 'grade = behind'")
    other = found["other"]
    number = _NUMBER.fullmatch(other) is not None
    return Clause(text, found["fact"], _SIGNS[found["sign"]], Decimal(other) if number else other)


_SIGNS: dict[str, Comparison] = {
    "=": "=",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
