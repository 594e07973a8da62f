"""Saying sentences: conditions against facts, facts into templates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jidi.core.errors import Language
from jidi.model.report_clause import Clause
from jidi.model.report_template import Part, Template
from jidi.model.report_wording import Report, Section, Sentence
from jidi.report.evidence import Evidence
from jidi.report.facts import Fact, Facts
from jidi.report.pieces import Piece, Text, Words


@dataclass(frozen=True)
class Said:
    """A sentence that was said.

    :param basis: the evidence of its conditions.
    """

    sentence: Sentence
    text: Text
    basis: tuple[Evidence, ...]


def said(section: Section, facts: Facts, *, report: Report, lang: Language) -> Iterator[Said]:
    """The sentences of a section whose conditions hold, in order.

    A sentence that lacks a fact outside its brackets is not said: nothing is made up for it.
    """
    for sentence in section.of(report):
        if not all(holds(clause, facts) for clause in sentence.clauses):
            continue
        template = sentence.template(lang)
        if can_fill(template, facts):
            yield Said(sentence, fill(template, facts), _basis(sentence, facts))


def holds(clause: Clause, facts: Facts) -> bool:
    """Whether the condition holds; one on an unknown fact does not, unless it asks for that."""
    mine = facts[clause.fact].value
    if clause.sign in ("known", "unknown"):
        return (mine is not None) == (clause.sign == "known")
    other = _other(clause, facts)
    if mine is None or other is None:
        return False
    if clause.sign in ("=", "!="):
        return (mine == other) == (clause.sign == "=")
    return _ordered(mine, clause.sign, other)


def _other(clause: Clause, facts: Facts) -> Decimal | str | bool | None:
    if isinstance(clause.other, str) and clause.other in facts:
        return facts[clause.other].value
    return clause.other


def _ordered(mine: object, sign: str, other: object) -> bool:
    if not isinstance(mine, Decimal) or not isinstance(other, Decimal):
        return False
    if sign.startswith("<"):
        return mine < other or (sign == "<=" and mine == other)
    return mine > other or (sign == ">=" and mine == other)


def can_fill(template: Template, facts: Facts) -> bool:
    """Whether every fact outside double brackets is known."""
    return all(part.optional or _whole(part, facts) for part in template.parts)


def fill(template: Template, facts: Facts) -> Text:
    """The sentence with its facts; bracketed parts with an unknown fact fall away."""
    pieces: list[Piece] = []
    for part in template.parts:
        if part.optional and not _whole(part, facts):
            continue
        for piece in part.pieces:
            if isinstance(piece, str):
                pieces.append(Words(piece))
            else:
                pieces.extend(facts[piece.fact].text)
    return tuple(pieces)


def _whole(part: Part, facts: Facts) -> bool:
    return all(facts[name].known for name in part.facts)


def _basis(sentence: Sentence, facts: Facts) -> tuple[Evidence, ...]:
    """The evidence of the conditions' facts, each once."""
    found: dict[str, Evidence] = {}
    for clause in sentence.clauses:
        asked: list[Fact] = [facts[clause.fact]]
        if isinstance(clause.other, str) and clause.other in facts:
            asked.append(facts[clause.other])
        for fact in asked:
            found |= {evidence.key: evidence for evidence in fact.evidence}
    return tuple(found.values())
