"""What adds up: parts of a whole, bodies of a region and its cities, sections, printed sums."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from jidi.core.division import Level
from jidi.core.numerals import chinese_number, fold
from jidi.model.plan_record import Fact, Figure, Passage
from jidi.plan.relate.evidence import Evidence, Stated
from jidi.plan.relate.names import level_of, plain, without_ordinal, without_place
from jidi.plan.relate.relation import SumRelation

_HUNDRED = Decimal(100)
_PRINTED_SUM = re.compile(r"(?<![\d.+])\d+(?:\+\d+)+(?![\d.+%])")
_NUMERAL = "一二两三四五六七八九十"
_NEAR = 8
"""Lines behind a printed sum within which its parts are told one by one; our own choice."""
_LONG_ENOUGH = 4
_PLAINLY_A_SUM = 3


def sums(evidence: Evidence) -> Iterator[SumRelation]:
    """Every sum that the plan's figures allow to be checked."""
    yield from _splits(evidence)
    yield from _bodies(evidence)
    yield from _sections(evidence)
    yield from _expressions(evidence)


def _splits(evidence: Evidence) -> Iterator[SumRelation]:
    for split in evidence.identities.splits:
        for year in sorted(evidence.years.get(split.parts[0], ())):
            parts = [evidence.best(name, year) for name in split.parts]
            whole = evidence.best(split.whole, year) if split.whole else None
            found = tuple(part for part in parts if part is not None)
            if len(found) < len(parts) or (split.whole and whole is None):
                continue
            yield SumRelation(
                id=f"{split.parts[0]}:{year}",
                item=found[0].item,
                zh=f"{year}年{split.zh}合计",
                en=f"{split.en} in {year}: do the parts add up?",
                parts=found,
                whole=whole,
                total=None if split.whole else _HUNDRED,
            )


def _bodies(evidence: Evidence) -> Iterator[SumRelation]:
    """Bodies of one kind at the levels of a region, told in one breath (自治区和12个盟市…)."""
    groups: dict[tuple[str, str, int], list[Fact]] = {}
    for fact in evidence.plan.facts:
        tail = without_place(fact.zh, evidence.identities)
        if _counts_bodies(fact) and len(tail) >= _LONG_ENOUGH and _level(evidence, fact):
            groups.setdefault((tail, fact.unit, fact.year), []).append(fact)
    for (tail, _, _), members in groups.items():
        levels = {_level(evidence, fact) for fact in members}
        if len(members) > 1 and len(levels) == len(members) and _on_one_line(members):
            yield SumRelation(
                id=members[0].id,
                item=members[0].item,
                zh=f"各级{tail}合计",
                en=f"{members[0].en} and those beside it: together",
                parts=tuple(evidence.plan.figure(fact.id) for fact in members),
            )


def _level(evidence: Evidence, fact: Fact) -> Level | None:
    return level_of(fact.zh, evidence.identities)


def _counts_bodies(fact: Fact) -> bool:
    counted = fact.kind in ("level", "structure") and fact.unit != "%"
    return counted and fact.printed.operator.side == "exact"


def _on_one_line(members: Iterable[Fact]) -> bool:
    lines = [{place.line for place in fact.at} for fact in members]
    return bool(set.intersection(*lines))


def _sections(evidence: Evidence) -> Iterator[SumRelation]:
    """Counts of numbered sections and the count of all of them."""
    facts = [fact for fact in evidence.plan.facts if fact.kind == "structure"]
    wholes = {(plain(fact.zh), fact.unit): fact for fact in facts}
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        whole = wholes.get((without_ordinal(fact.zh), fact.unit))
        if whole is not None and whole.id != fact.id:
            groups.setdefault(whole.id, []).append(fact)
    for whole in facts:
        if whole.id in groups:
            yield SumRelation(
                id=whole.id,
                item=whole.item,
                zh=f"{whole.zh}合计",
                en=f"{whole.en}: the sections together",
                parts=tuple(evidence.plan.figure(fact.id) for fact in groups[whole.id]),
                whole=evidence.plan.figure(whole.id),
            )


@dataclass(frozen=True)
class _Expression:
    """A sum as printed.

    :param layout: whether it is words (一主三副六中心), whose terms name the nodes.
    """

    text: str
    terms: tuple[Decimal, ...]
    at: tuple[Passage, ...]
    item: str
    layout: bool


def _expressions(evidence: Evidence) -> Iterator[SumRelation]:
    seen: set[str] = set()
    for expression in _printed_expressions(evidence):
        if expression.text in seen:
            continue
        seen.add(expression.text)
        parts = _parts(evidence, expression)
        if not parts and not expression.layout and len(expression.terms) < _PLAINLY_A_SUM:
            continue  # “1+1” may be a model of work; only its parts show that it is a sum
        named = bool(parts) and not expression.layout
        cities = evidence.places.at(Level.CITY) if evidence.places is not None else ()
        yield SumRelation(
            id=expression.text,
            item=expression.item or next((part.item for part in parts), ""),
            zh=f"“{expression.text}”的节点数",
            en=f"Nodes of '{expression.text}'",
            parts=parts,
            expression=expression.text,
            terms=expression.terms,
            named=named or _are_named(evidence, parts),
            divisions=len(cities) or None if expression.layout else None,
            quoted=expression.at,
        )


def _printed_expressions(evidence: Evidence) -> Iterator[_Expression]:
    layout = _layout(evidence)
    for quote in evidence.quotes:
        text = re.sub(r"\s", "", fold(quote.text))
        for found in _PRINTED_SUM.finditer(text):
            terms = tuple(Decimal(term) for term in found[0].split("+"))
            yield _Expression(found[0], terms, quote.at, quote.item, layout=False)
        for found in layout.finditer(text):
            terms = tuple(chinese_number(n) for n in re.findall(f"[{_NUMERAL}]", found[0]))
            yield _Expression(found[0], terms, quote.at, quote.item, layout=True)


def _layout(evidence: Evidence) -> re.Pattern[str]:
    nodes = "|".join(sorted(evidence.identities.layouts.nodes, key=len, reverse=True))
    return re.compile(rf"(?:[{_NUMERAL}](?:{nodes})){{2,}}")


def _parts(evidence: Evidence, expression: _Expression) -> tuple[Figure, ...]:
    """The figures that tell the terms one by one: those that quote the words, or stand behind."""
    if expression.layout:
        inside = [s.figure for s in _counts(evidence) if _quotes(s, expression.text)]
        return tuple(inside) if len(inside) == len(expression.terms) else ()
    first = min((place.line for place in expression.at), default=0)
    behind = [
        s.figure
        for s in _counts(evidence)
        if s.figure.year > evidence.plan.base_year
        and expression.text not in (plain(s.figure.zh), s.figure.printed.text)
        and any(first <= place.line <= first + _NEAR for place in s.figure.at)
    ]
    found = behind[: len(expression.terms)]
    return tuple(found) if len(found) == len(expression.terms) else ()


def _counts(evidence: Evidence) -> Iterator[Stated]:
    for stated in evidence.stated:
        if stated.role in ("fact", "structure", "project") and stated.figure.unit != "%":
            yield stated


def _quotes(stated: Stated, text: str) -> bool:
    words = (stated.figure.zh, *(place.text for place in stated.figure.at))
    return any(text in re.sub(r"\s", "", fold(word)) for word in words)


def _are_named(evidence: Evidence, parts: Iterable[Figure]) -> bool:
    listed = {fact.id: fact.listed for fact in evidence.plan.facts}
    found = [bool(listed.get(part.ref)) for part in parts]
    return bool(found) and all(found)
