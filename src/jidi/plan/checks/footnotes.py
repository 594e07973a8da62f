"""Footnote marks without a note, and numbered notes without a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jidi.core.numerals import fold
from jidi.model.plan_record import Note, Passage, Target
from jidi.plan.finding import Family, Finding, compatible
from jidi.plan.relate.evidence import Evidence
from jidi.plan.relate.names import plain

_SIGNS = "①②③④⑤⑥⑦⑧⑨⑩"
_MARK = re.compile(rf"(?<=[\u4e00-\u9fff\d%）)])\s*[{_SIGNS}]")
"""A sign right behind a word or number; at the beginning of a line it numbers an item."""
_NUMBERED = re.compile(rf"(?:注|注释)?[:：]?\s*(?P<mark>[{_SIGNS}]|\d{{1,2}}(?=[.．、:：]))")


def check_footnotes(evidence: Evidence) -> Iterator[Finding]:
    """Marks that lead nowhere, then notes that nothing leads to."""
    marks = _marks(evidence)
    notes = {mark: note for note in evidence.plan.notes if (mark := _number_of(note))}
    for mark, places in marks.items():
        if mark not in notes:
            yield _without_note(evidence, mark, places)
    for mark, note in notes.items():
        if mark not in marks:
            yield _without_mark(evidence, mark, note)


def _marks(evidence: Evidence) -> dict[str, tuple[Passage, ...]]:
    """Every mark and where it stands; signs and numbers alike as a number."""
    found: dict[str, list[Passage]] = {}
    for quote in evidence.quotes:
        for sign in _MARK.findall(quote.text):
            found.setdefault(_as_number(sign.strip()), []).extend(quote.at)
    return {mark: tuple(dict.fromkeys(places)) for mark, places in sorted(found.items())}


def _as_number(sign: str) -> str:
    return str(_SIGNS.index(sign) + 1) if sign in _SIGNS else sign


def _number_of(note: Note) -> str:
    found = _NUMBERED.match(fold(note.zh).strip())
    return _as_number(found["mark"]) if found else ""


def _without_note(evidence: Evidence, mark: str, places: tuple[Passage, ...]) -> Finding:
    sign = _SIGNS[int(mark) - 1] if int(mark) <= len(_SIGNS) else mark
    return Finding(
        id=f"footnote:mark:{mark}",
        plan=evidence.plan.id,
        family=Family.FOOTNOTE,
        item=_item_at(evidence, places),
        zh=f"脚注{sign}有标记，无正文",
        en=f"Footnote {sign} has a mark but no text",
        opinion=compatible(
            f"标记{sign}所在的数字口径不明",
            f"what the figures marked {sign} cover is not said.",
            only_if_zh="注文在所读文本之外，且不改变数字的含义",
            only_if_en="the note stands outside the text that was read and changes no figure",
        ),
        at=places,
    )


def _item_at(evidence: Evidence, places: tuple[Passage, ...]) -> str:
    quotes = (q for q in evidence.quotes if q.item and set(q.at) & set(places))
    return next((quote.item for quote in quotes), "")


def _without_mark(evidence: Evidence, mark: str, note: Note) -> Finding:
    named = _named_in(evidence, note)
    what_zh = f"它说的是“{named.zh}”" if named else "它说的是表中哪一项不言自明"
    what_en = f"it speaks of '{named.en}'" if named else "it is plain which row it speaks of"
    return Finding(
        id=f"footnote:note:{mark}",
        plan=evidence.plan.id,
        family=Family.FOOTNOTE,
        item=note.item or (named.item if named else ""),
        zh=f"注{mark}有正文，无标记",
        en=f"Note {mark} has a text but no mark",
        opinion=compatible(
            f"表和正文中都没有标记{mark}",
            f"no mark {mark} stands in table or text.",
            only_if_zh=what_zh,
            only_if_en=what_en,
        ),
        at=note.at,
    )


def _named_in(evidence: Evidence, note: Note) -> Target | None:
    """The target whose name the note says; of several the longest."""
    text = plain(note.zh)
    found = [target for target in evidence.plan.targets if plain(target.zh) in text]
    return max(found, key=lambda target: len(target.zh), default=None)
