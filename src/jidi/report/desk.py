"""The desk: what all chapters share while a report is written (material, language, evidence)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from jidi.core.errors import Language
from jidi.core.numbers_as_text import grouped
from jidi.model.indicator import Indicator
from jidi.model.plan import Plan
from jidi.model.report_wording import Report, ReportWording
from jidi.plan import Grade
from jidi.report.evidence import Evidence, Origin
from jidi.report.facts import Facts
from jidi.report.material import Material, TargetMaterial
from jidi.report.pieces import Text, plain
from jidi.report.saying import fill
from jidi.report.voice import Voice

_EMPTY: Facts = {}


@dataclass
class Desk:
    """What chapters are written from, and the evidence they have brought so far."""

    material: Material
    kind: Report
    lang: Language
    at: datetime
    wording: ReportWording
    _known: dict[str, Evidence] = field(default_factory=dict)

    @property
    def voice(self) -> Voice:
        """The language of the report."""
        return Voice(self.lang)

    @property
    def plan(self) -> Plan:
        """The plan reported on."""
        return self.material.book.plan

    @property
    def year(self) -> int:
        """The year reported on."""
        return self.material.year

    @property
    def rows(self) -> tuple[TargetMaterial, ...]:
        """The targets, in the plan's order."""
        return self.material.rows

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators that measure the targets, each once."""
        known = {row.indicator.id: row.indicator for row in self.rows if row.indicator}
        return tuple(known.values())

    @property
    def place(self) -> str:
        """The province's name."""
        province = self.material.book.province
        return self.voice.say(province.name, province.name_en or province.name)

    @property
    def plan_name(self) -> str:
        """The plan's title."""
        return self.voice.say(self.plan.zh, self.plan.en)

    def evidence(self, key: str, **what: Any) -> Evidence:
        """The evidence under that key, made when first asked for."""
        if key not in self._known:
            self._known[key] = Evidence(key=key, **what)
        return self._known[key]

    def counted(self, key: str, *, figure: str, count: int, unit: str, **what: Any) -> Evidence:
        """A number that the report counted itself."""
        synthetic = bool(what.pop("synthetic", False))
        return self.evidence(
            key,
            subject=what.pop("subject", self.plan_name),
            figure=figure,
            text=self.voice.number(count, 0, unit),
            bare=grouped(count, 0),
            value=Decimal(count),
            unit=unit,
            origin="synthetic" if synthetic else "computed",
            status=self.voice.origin("synthetic" if synthetic else "computed"),
            **what,
        )

    def derived(
        self,
        key: str,
        *,
        value: Decimal,
        digits: int | None,
        unit: str,
        formula: str,
        inputs: tuple[Evidence, ...],
        **what: Any,
    ) -> Evidence:
        """A number calculated from others; synthetic as soon as one of them is."""
        origin: Origin = "synthetic" if any(e.synthetic for e in inputs) else "computed"
        return self.evidence(
            key,
            text=what.pop("text", None) or self.voice.number(value, digits, unit),
            bare=what.pop("bare", None) or grouped(value, digits),
            value=value,
            unit=unit,
            origin=origin,
            status=self.voice.origin(origin),
            formula=formula,
            inputs=inputs,
            **what,
        )

    def grade(self, grade: Grade, *, year: int | None = None) -> str:
        """The word for a grade; when a plan is over its targets are reached or not."""
        over = (year or self.year) >= self.plan.target_year
        if over and grade.value in ("early", "behind"):
            return self.word(f"grade_{grade.value}_over")
        return self.voice.say(grade.zh, grade.en)

    def label(self, name: str, facts: Facts = _EMPTY) -> Text:
        """A label with its facts."""
        return fill(self.wording.labels[name].template(self.lang), facts)

    def word(self, name: str) -> str:
        """A label that is one plain text."""
        return plain(self.label(name))
