"""A problem whose tables are right, each by itself, but cannot be met together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from jidi.core.errors import InputError, JidiError, Place, raise_together
from jidi.network.rural.draft_cells import Record
from jidi.network.rural.problem import Problem

NONE_FOUND: Final = frozenset({"N-501", "N-502"})
"""The solver's words for "none found"."""

CONTRADICTIONS: Final = frozenset({"N-216", "N-217", "N-218", "N-222", "N-223"})
"""Findings of conditions that exclude each other, as against faults of single cells."""

Places = Mapping[str, Sequence[Place]]
"""Where the rows of a draft stand, by table, in the order of the problem's numbers."""


class Impossible(InputError):  # noqa: N818
    """Conditions that contradict each other; the problem is there to be asked which, and why.

    Its code, facts and ``also`` are those of the findings.
    """

    problem: Problem
    places: Places

    @classmethod
    def of(cls, findings: Sequence[JidiError], problem: Problem, places: Places) -> Impossible:
        """The findings as one error, with the problem they were found in."""
        first, *rest = findings
        made = cls(first.code, where=first.where, also=tuple(rest), **first.facts)
        made.problem, made.places = problem, places
        return made

    @property
    def findings(self) -> tuple[JidiError, ...]:
        """All findings, the first among them."""
        return (InputError(self.code, where=self.where, **self.facts), *self.also)


def refuse(
    findings: Iterable[JidiError], problem: Problem, tables: Mapping[str, Sequence[Record]]
) -> None:
    """Raise the findings together, as contradictions where they are nothing else.

    :raises Impossible: when all of them are contradictions. :raises JidiError: when some are not.
    """
    found = list(findings)
    if found and all(finding.code in CONTRADICTIONS for finding in found):
        places = {name: [record.place for record in rows] for name, rows in tables.items()}
        raise Impossible.of(found, problem, places)
    raise_together(found)
