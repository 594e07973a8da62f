"""The annex in words: what a row says of its evidence, the same in every format."""

from __future__ import annotations

import re
from decimal import Decimal

from jidi.core.numbers_as_text import grouped
from jidi.model.indicator import Indicator
from jidi.report.document import Document
from jidi.report.evidence import Evidence
from jidi.report.marks import ranges

_INPUT = re.compile(r"\{(\d)\}")
_SIGNS = 9
"""Decimals of a value in the annex: enough to do the sum again, few enough to read."""


def formula_of(document: Document, evidence: Evidence) -> str:
    """The calculation with the marks of its inputs: ``(A15 − A13) ÷ (A16 − A13) × 100``."""

    def mark(found: re.Match[str]) -> str:
        return document.mark(evidence.inputs[int(found[1])])

    return _INPUT.sub(mark, evidence.formula)


def passages_of(document: Document, evidence: Evidence) -> str:
    """Lines and texts of the plan: ``第135行“快递业务量5.4”``."""
    told = []
    for passage in dict.fromkeys(evidence.passages):
        if document.lang == "zh":
            told.append(f"第{passage.line}行“{passage.text}”")
        else:
            told.append(f"line {passage.line} '{passage.text}'")
    return ("；" if document.lang == "zh" else "; ").join(told)


def parts_of(document: Document, evidence: Evidence) -> str:
    """Numerator and denominator where the figure has them."""
    words, told = document.words, []
    if evidence.numerator is not None:
        told.append(f"{words['annex_numerator']} {grouped(evidence.numerator, None)}")
    if evidence.denominator is not None:
        told.append(f"{words['annex_denominator']} {grouped(evidence.denominator, None)}")
    return ("，" if document.lang == "zh" else ", ").join(told)


def grounds(document: Document, evidence: Evidence) -> str:
    """What a printed annex says of where a figure comes from, in one cell."""
    told = (
        "" if evidence.bare else evidence.text,
        formula_of(document, evidence) or _rests_on(document, evidence),
        parts_of(document, evidence),
        _query(document, evidence),
        "；".join(evidence.sources) if not evidence.passages else "",
        _places(document, evidence),
        evidence.note,
    )
    return ("；" if document.lang == "zh" else "; ").join(text for text in told if text)


def _rests_on(document: Document, evidence: Evidence) -> str:
    """``据A104``: the figures it follows from without a formula."""
    if not evidence.inputs:
        return ""
    marks = ranges(document, evidence.inputs)
    return f"据{marks}" if document.lang == "zh" else f"from {marks}"


def _query(document: Document, evidence: Evidence) -> str:
    """The query of a value that one gave; counts and calculations have none of their own."""
    if not evidence.indicator or evidence.numerator is None:
        return ""
    return f"{document.words['annex_query']} {evidence.indicator}"


def _places(document: Document, evidence: Evidence) -> str:
    """The first passage in full, of the others the lines; the XLSX has all of them in full."""
    passages = list(dict.fromkeys(evidence.passages))
    if not passages:
        return ""
    first, others = passages[0], sorted({p.line for p in passages[1:]} - {passages[0].line})
    told = ", ".join(str(line) for line in others)
    if document.lang == "zh":
        return f"第{first.line}行“{first.text}”" + (f"，另见第{told}行" if told else "")
    return f"line {first.line} '{first.text}'" + (f", also lines {told}" if told else "")


def figure_shown(evidence: Evidence) -> str:
    """The figure as printed; nothing for a quoted text, which stands under its grounds."""
    return evidence.text if evidence.bare else ""


def indicator_of(document: Document, evidence: Evidence) -> Indicator | None:
    """The definition behind a figure."""
    return next((i for i in document.indicators if i.id == evidence.indicator), None)


def plain_value(value: Decimal | None) -> float | None:
    """The number for a spreadsheet."""
    return None if value is None else float(round(value, _SIGNS))
