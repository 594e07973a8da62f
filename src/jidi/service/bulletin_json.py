"""A bulletin as plain values: every figure with its exact characters in the source."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jidi.documents import Document
from jidi.statistics import Accepted, Bulletin, Finding, LeftOver, Refused, Span, Statement


def bulletin_json(
    bulletin: Bulletin, document: Document, names: Mapping[str, str]
) -> dict[str, Any]:
    """The whole reading. Places count characters of the decoded text from 0, lines from 1."""
    teller = _Teller(bulletin, document, names)
    return {
        "file": document.file,
        "kind": document.kind,
        "encoding": document.encoding,
        "digest": document.digest,
        "source": bulletin.provenance.source,
        "source_kind": bulletin.provenance.kind,
        "heading": teller.heading(),
        "observations": [teller.accepted(each) for each in bulletin.accepted],
        "refused": [teller.refused(each) for each in bulletin.refused],
        "findings": [teller.finding(each) for each in bulletin.findings],
        "checked": [
            {"rule": rule.name.lower(), "zh": rule.zh, "en": rule.en, "judged": n, "agree": good}
            for rule, (n, good) in bulletin.checked.items()
        ],
        "not_understood": [teller.left_over(each) for each in bulletin.left_over],
        "notes": [teller.place(span) for span in bulletin.notes],
    }


class _Teller:
    """Turns the parts of one bulletin into plain values."""

    def __init__(self, bulletin: Bulletin, document: Document, names: Mapping[str, str]) -> None:
        self._bulletin = bulletin
        self._document = document
        self._names = names

    def place(self, span: Span) -> dict[str, Any]:
        line = self._document.line_at(span[0])
        return {
            "line": line.number,
            "column": span[0] - line.span[0],
            "start": span[0],
            "end": span[1],
            "text": self._document.at(span),
        }

    def heading(self) -> dict[str, Any]:
        heading = self._bulletin.heading
        division = heading.division
        return {
            "title": self.place(heading.span) if heading.span is not None else None,
            "division": division.text if division is not None else None,
            "division_name": self._names.get(division.text) if division is not None else None,
            "division_known": heading.division_known.name.lower(),
            "year": heading.year,
            "year_known": heading.year_known.name.lower(),
            "month": heading.month,
            "published": heading.published.isoformat() if heading.published else None,
        }

    def accepted(self, each: Accepted) -> dict[str, Any]:
        one = each.observation
        statements = [self._bulletin.statements[n] for n in each.statements]
        return {
            "indicator": one.indicator,
            "published": one.published,
            "division": one.division.text,
            "division_name": self._names.get(one.division.text),
            "period": str(one.period),
            "period_kind": one.period.kind.value,
            "value": number(one.value),
            "unit": str(one.unit),
            "growth_pct": number(one.growth),
            "comparable": any(each.comparable for each in statements),
            "status": one.status.value,
            "scope": one.scope,
            "price_base": one.price_base,
            "flags": list(one.flags),
            "source": one.source,
            "source_kind": one.source_kind,
            "note": one.note,
            "statements": [self._statement(each) for each in statements],
        }

    def _statement(self, one: Statement) -> dict[str, Any]:
        growth = one.growth_span
        return {
            "where": one.where,
            "printed": "" if one.value is None else f"{one.value}{one.unit_text}",
            "growth_printed": one.growth_text,
            "at": self.place(one.span),
            "growth_at": self.place(growth) if growth is not None else None,
        }

    def refused(self, each: Refused) -> dict[str, Any]:
        one = self._bulletin.statements[each.statement]
        return {
            "indicator": one.fact.indicator,
            "published": one.fact.published,
            **self._statement(one),
            "reason_zh": each.zh,
            "reason_en": each.en,
        }

    def left_over(self, each: LeftOver) -> dict[str, Any]:
        return {
            **self.place(each.span),
            "reason": each.reason.name.lower(),
            "reason_zh": each.reason.zh,
            "reason_en": each.reason.en,
        }

    def finding(self, each: Finding) -> dict[str, Any]:
        ends = each.interval
        return {
            "rule": each.rule.name.lower(),
            "rule_zh": each.rule.zh,
            "verdict": each.verdict.value,
            "verdict_zh": each.verdict.zh,
            "zh": each.zh,
            "en": each.en,
            "arithmetic": each.arithmetic,
            "reason_zh": each.reason_zh,
            "reason_en": each.reason_en,
            "printed": [{"name": name, "text": text} for name, text in each.printed],
            "recomputed": number(each.recomputed),
            "interval": None if ends is None else [number(ends.low), number(ends.high)],
            "unit": each.unit,
            "flags": sorted({flag for _, flag in each.flags}),
            "at": [self.place(span) for span in each.spans],
        }


def number(value: Decimal | None) -> float | None:
    """A JSON number; an endless bound has none."""
    return float(value) if value is not None and value.is_finite() else None
