"""Marks as readers see them: one figure's ``A12`` or ``A12※``, a row's ``A12–A17``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jidi.report.document import Document, Paragraph, figures_of
from jidi.report.evidence import Evidence
from jidi.report.pieces import Cited, Quote

SYNTHETIC = "※"


def mark_of(document: Document, evidence: Evidence) -> str:
    """The mark, with the sign of synthetic data where it applies."""
    return document.mark(evidence) + (SYNTHETIC if evidence.synthetic else "")


def shown(piece: Cited | Quote) -> str:
    """A figure as a table cell prints it: its marks stand at the row, the sign stays with it."""
    return piece.text + (SYNTHETIC if piece.evidence.synthetic else "")


def ranges(document: Document, found: Iterable[Evidence]) -> str:
    """The marks of several figures, neighbours drawn together: ``A3–A6, A9``."""
    numbers = sorted({int(document.mark(evidence)[1:]) for evidence in found})
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    joint = "、" if document.lang == "zh" else ", "
    return joint.join(_run(run) for run in runs)


def _run(numbers: Sequence[int]) -> str:
    first, last = numbers[0], numbers[-1]
    if first == last:
        return f"A{first}"
    return f"A{first}–A{last}"


def basis_words(document: Document, block: Paragraph) -> str:
    """``〔依据：A12、A13；规则 uneven〕``."""
    found = (*figures_of(block.text), *block.basis)
    rule = f"{document.words['rule']} {block.rule}"
    if not found:
        return f"〔{rule}〕" if document.lang == "zh" else f" [{rule}]"
    basis = document.words["basis"]
    marks = ranges(document, found)
    if document.lang == "zh":
        return f"〔{basis}：{marks}；{rule}〕"
    return f" [{basis} {marks}; {rule}]"
