"""Values of one target with their evidence: base, goal, actual, due; None where unknown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jidi.core.numbers_as_text import grouped
from jidi.model.reading import Reading, Status
from jidi.model.statistics import scopes
from jidi.report.desk import Desk
from jidi.report.evidence import Evidence, Origin
from jidi.report.material import TargetMaterial
from jidi.report.milestone_figures import milestone_evidence
from jidi.report.target_path import due_formula
from jidi.service.progress import YearRow
from jidi.service.wording import STATUS_WORDS

_ORIGINS: dict[Status, Origin] = {
    Status.SYNTHETIC: "synthetic",
    Status.INFERRED: "inferred",
    Status.COMPUTED: "computed",
    Status.FORECAST: "forecast",
}


@dataclass(frozen=True)
class TargetValues:
    """Values of a target, made on demand under keys that begin with its indicator."""

    desk: Desk
    row: TargetMaterial

    @property
    def name(self) -> str:
        """The target's name."""
        return self.desk.voice.say(self.row.target.zh, self.row.target.en)

    @property
    def name_and_unit(self) -> str:
        """``快递业务量（亿件）``; the name alone where the unit is per cent or a plain count."""
        unit = self.desk.voice.unit(self.row.target.unit)
        if not unit:
            return self.name
        return f"{self.name}（{unit}）" if self.desk.lang == "zh" else f"{self.name} ({unit})"

    def base(self) -> Evidence | None:
        """The base as the plan prints it."""
        target = self.row.target
        if target.baseline is None:
            return None
        return self.desk.evidence(
            self.key("base"),
            **self.frame(self.desk.voice.say("基数", "base")),
            text=self.desk.voice.printed(target.baseline, target.unit),
            bare=self.desk.voice.bare(target.baseline),
            value=target.baseline.value,
            unit=target.unit,
            period=self.desk.voice.year(self.desk.plan.base_year),
            **self.printed_in_plan(),
        )

    def goal(self) -> Evidence:
        """The target as the plan prints it."""
        target = self.row.target
        printed = target.level.printed
        return self.desk.evidence(
            self.key("goal"),
            **self.frame(self.desk.voice.say("目标值", "target")),
            text=self.desk.voice.printed(printed, target.unit),
            bare=self.desk.voice.bare(printed),
            value=printed.value,
            unit=target.unit,
            period=self.desk.voice.year(target.year),
            **self.printed_in_plan(),
        )

    def actual(self) -> Evidence | None:
        """The value that stands for the year reported on."""
        reading = self.row.reading
        return None if reading is None else self._reading(reading, self.row.detail.value)

    def value_of(self, point: YearRow) -> Evidence | None:
        """The value of one year; of the base year the plan's own base."""
        if point.year == self.desk.plan.base_year:
            return self.base()
        return None if point.reading is None else self._reading(point.reading, point.value)

    def due_of(self, point: YearRow) -> Evidence | None:
        """What the path asks for in one year."""
        base = self.base()
        if point.due_value is None or base is None:
            return None
        if point.year == self.desk.plan.base_year:
            return base
        formula, inputs = due_formula(self, point.year)
        return self.derived(
            f"due.{point.year}",
            ("应达值", "value due on the path"),
            value=point.due_value,
            digits=self.row.digits,
            unit=self.row.target.unit,
            formula=formula,
            inputs=inputs,
            period=self.desk.voice.year(point.year),
        )

    def due(self) -> Evidence | None:
        """What the path asks for in the year reported on."""
        return self.due_of(self.row.years[-1])

    def milestone(self, name: str) -> Evidence:
        """What a dated milestone of the plan asks for, as printed."""
        found = next(m for m in self.desk.plan.milestones if m.id == name)
        return milestone_evidence(self.desk, found)

    def city(self, reading: Reading) -> Evidence:
        """The value of a city."""
        zh, en = self.desk.material.city_names[reading.division]
        return self._reading(reading, None, place=self.desk.voice.say(zh, en))

    def _reading(self, reading: Reading, value: Decimal | None, place: str = "") -> Evidence:
        """A reading, in the target's unit where it can be compared."""
        voice = self.desk.voice
        origin = _ORIGINS.get(reading.status, "published")
        comparable = value is not None
        shown = value if value is not None else Decimal(str(reading.value))
        unit = self.row.target.unit if comparable else reading.unit
        where = f".{reading.division}" if place else ""
        return self.desk.evidence(
            self.key(f"value.{reading.period}{where}"),
            subject=self.name,
            figure=voice.say("实际值", "value"),
            text=voice.number(shown, self.row.digits, unit),
            bare=grouped(shown, self.row.digits),
            value=shown,
            unit=unit,
            origin=origin,
            status=voice.say(*STATUS_WORDS[reading.status]),
            period=voice.period(reading.period),
            division=place or self.desk.place,
            indicator=self.indicator_id(),
            numerator=_decimal(reading.numerator),
            denominator=_decimal(reading.denominator),
            scope=self.scope_of(reading),
            price_base=self.price_base_of(reading),
            sources=self._sources(reading),
            note=reading.note,
        )

    def scope_of(self, reading: Reading) -> str:
        """What the value counts."""
        if reading.scope in scopes():
            scope = scopes()[reading.scope]
            return self.desk.voice.say(scope.zh, scope.en)
        indicator = self.row.indicator
        if indicator is None:
            return ""
        return self.desk.voice.say(indicator.scope_zh, indicator.scope_en)

    def price_base_of(self, reading: Reading) -> str:
        """The prices a money value stands at; empty for what is no money."""
        if "元" not in reading.unit:
            return ""
        if not reading.price_base:
            return self.desk.voice.say("现价", "current prices")
        year = reading.price_base
        return self.desk.voice.say(f"{year}年不变价", f"prices of {year}")

    def _sources(self, reading: Reading) -> tuple[str, ...]:
        tables = self.desk.material.book.catalogue.tables
        told = [
            self.desk.voice.say(tables[s.name].zh, tables[s.name].en)
            if s.name in tables
            else s.name
            for s in reading.sources
        ]
        return tuple(dict.fromkeys(told))

    def difference(
        self,
        name: str,
        words: tuple[str, str],
        value: Decimal,
        formula: str,
        inputs: tuple[Evidence, ...],
        *,
        yearly: bool = False,
    ) -> Evidence:
        """A difference; those of rates are percentage points. Yearly ones keep one more digit."""
        unit = self.row.target.unit
        digits = self.row.digits
        if yearly and digits is not None:
            digits += 1
        sign = "+" if yearly and value > 0 else ""
        points = "个百分点" if unit == "%" else unit
        return self.derived(
            name,
            words,
            value=value,
            digits=digits,
            unit=points,
            formula=formula,
            inputs=inputs,
            period=self.desk.voice.year(self.desk.year),
            text=self.desk.voice.with_unit(sign + grouped(value, digits), points),
        )

    def derived(
        self,
        name: str,
        words: tuple[str, str],
        *,
        value: Decimal,
        digits: int | None,
        unit: str,
        formula: str,
        inputs: tuple[Evidence, ...],
        period: str,
        text: str = "",
    ) -> Evidence:
        """A number calculated from other figures of the target."""
        return self.desk.derived(
            self.key(name),
            subject=self.name,
            figure=self.desk.voice.say(*words),
            value=value,
            digits=digits,
            unit=unit,
            formula=formula,
            inputs=inputs,
            period=period,
            division=self.desk.place,
            text=text,
        )

    def frame(self, figure: str) -> dict[str, str]:
        """What all evidence of the target has in common."""
        return {"subject": self.name, "figure": figure, "division": self.desk.place}

    def printed_in_plan(self) -> dict[str, object]:
        """What figures of the plan have in common."""
        target, voice = self.row.target, self.desk.voice
        return {
            "origin": "plan",
            "status": voice.origin("plan"),
            "scope": target.scope,
            "price_base": target.price_base,
            "sources": (self.desk.plan_name,),
            "passages": target.at,
        }

    def key(self, name: str) -> str:
        """The key of a figure of this target."""
        return f"{self.row.target.indicator}.{name}"

    def indicator_id(self) -> str:
        """The indicator whose query gives its values; empty when none measures it."""
        return self.row.indicator.id if self.row.indicator else ""


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
