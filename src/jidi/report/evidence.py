"""Evidence: what stands behind one figure of a report, down to the line of the plan or the query.

A figure that was calculated holds the evidence of what it was calculated from, and the formula, so
that a reader (and a test) can do the sum again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from jidi.model.plan_record import Passage

Origin = Literal["plan", "published", "inferred", "computed", "forecast", "choice", "synthetic"]
"""Where a figure comes from; ``choice`` is a limit of our own.

What was calculated from a synthetic figure is synthetic.
"""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One figure and everything that is known of it, in the language of the report.

    :param key: names the figure in this report, whatever its text.
    :param subject: what it is a figure of: an indicator, the plan, a city.
    :param figure: which of its figures it is.
    :param text: as the report prints it, with its unit.
    :param bare: the same without the unit, for tables that name it elsewhere; empty for no figure.
    :param value: the number behind the text, in ``unit``, not rounded; None for a quoted text.
    :param indicator: id of the indicator whose query gives it; empty for others.
    :param formula: how it was calculated; ``{0}`` stands for the first of ``inputs``.
    :param passages: where in the plan it is printed.
    :param members: of a count, what was counted; too long for print, so it stands in the XLSX.
    """

    key: str
    subject: str
    figure: str
    text: str
    bare: str = ""
    value: Decimal | None
    unit: str
    origin: Origin
    status: str
    period: str = ""
    division: str = ""
    indicator: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    scope: str = ""
    price_base: str = ""
    sources: tuple[str, ...] = ()
    formula: str = ""
    inputs: tuple[Evidence, ...] = ()
    passages: tuple[Passage, ...] = ()
    members: str = ""
    note: str = ""

    @property
    def synthetic(self) -> bool:
        """Whether it is made by a program, or rests on a figure that is."""
        return self.origin == "synthetic"


@dataclass
class Annex:
    """Evidence in the order in which a report first cites it, under its marks ``A1``, ``A2`` …"""

    _rows: dict[str, Evidence] = field(default_factory=dict)

    def add(self, evidence: Evidence) -> None:
        """Give the figure a mark, unless it has one.

        :raises AssertionError: when one key stands for two different figures.
        """
        known = self._rows.setdefault(evidence.key, evidence)
        if known is not evidence and known != evidence:
            raise AssertionError(
                f"'{evidence.key}' stands for '{known.text}' and '{evidence.text}'"
            )

    def close(self) -> None:
        """Take in what the figures were calculated from, and what that was calculated from."""
        waiting = list(self._rows.values())
        while waiting:
            for evidence in waiting.pop(0).inputs:
                if evidence.key not in self._rows:
                    waiting.append(evidence)
                self.add(evidence)

    def rows(self) -> Iterator[tuple[str, Evidence]]:
        """Mark and evidence, in order."""
        for number, evidence in enumerate(self._rows.values(), start=1):
            yield f"A{number}", evidence
