"""The rules of supervision asked of a book at a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final, Literal

import pyarrow as pa

from jidi.core.errors import InputError, Language
from jidi.model.rule import SEVERITIES, YES_OR_NO, Rule, SharedRelation, Shown
from jidi.service.books import Book
from jidi.service.phrasing import unit_name
from jidi.supervision.rules import (
    Judged,
    Verdict,
    judged,
    parameters_of,
    shared_read,
    tables_behind,
)

Kept = Callable[[str, datetime], pa.Table | None]
"""Gives a shared relation at a moment from what an earlier watch kept; None where it cannot."""

State = Literal["answered", "no_data", "not_in_force"]
STATE_WORDS: Final[Mapping[State, tuple[str, str]]] = {
    "answered": ("已判断", "judged"),
    "no_data": ("无数据，未判断", "no data, not judged"),
    "not_in_force": ("当日无效力", "not in force"),
}


@dataclass(frozen=True)
class Answer:
    """What a rule said at a moment.

    :param missing: tables it needs that hold no row; then nothing was judged, which is no good
        news.
    """

    rule: Rule
    at: datetime
    state: State
    judged: Judged | None = None
    missing: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many subjects were judged."""
        return len(self.judged) if self.judged is not None else 0

    @property
    def breaches(self) -> tuple[Verdict, ...]:
        """The subjects that breach the rule."""
        return self.judged.breaches() if self.judged is not None else ()

    def to_json(self) -> dict[str, Any]:
        """The answer; of the verdicts the breaches."""
        return {
            "rule": self.rule.id,
            "at": self.at.isoformat(),
            "state": self.state,
            "missing_tables": list(self.missing),
            "judged": self.count,
            "breaches": [verdict_json(one) for one in self.breaches],
        }


@dataclass
class Moment:
    """A book at a moment: relations that several rules read are made once.

    :param at: Beijing time; nothing that happened or arrived later is known.
    :param step: how far apart the moments are: happenings of that time are judged.
    :param kept: whom to ask for a shared relation before it is made from its tables.
    """

    book: Book
    at: datetime
    step: timedelta = timedelta(hours=24)
    kept: Kept = lambda _name, _at: None
    _shared: dict[str, pa.Table] = field(default_factory=dict)

    def ask(self, rule: Rule) -> Answer:
        """What the rule says.

        :raises DefinitionError: U-101. :raises LakeError: when its query does not fit the tables.
        """
        if not rule.in_force(self.at.date()):
            return Answer(rule, self.at, "not_in_force")
        missing = self._missing(rule)
        if missing:
            return Answer(rule, self.at, "no_data", missing=missing)
        return Answer(rule, self.at, "answered", judged(rule, self._rows(rule)))

    def ask_all(self, rules: Iterable[Rule]) -> tuple[Answer, ...]:
        """What every rule says, in their order."""
        return tuple(self.ask(rule) for rule in rules)

    def _missing(self, rule: Rule) -> tuple[str, ...]:
        needed = tables_behind(rule, self.book.catalogue.shared_relations)
        return tuple(sorted(name for name in needed if not self.book.rows(name)))

    def _relation(self, name: str) -> pa.Table:
        if name not in self._shared:
            kept = self.kept(name, self.at)
            definition = self.book.catalogue.shared_relations[name]
            self._shared[name] = self._rows(definition) if kept is None else kept
        return self._shared[name]

    def _rows(self, definition: Rule | SharedRelation) -> pa.Table:
        shared = self.book.catalogue.shared_relations
        relations = {name: self._relation(name) for name in shared_read(definition, shared)}
        given = parameters_of(definition, at=self.at, since=self.at - self.step)
        return self.book.ask(
            definition.sql,
            relations,
            parameters=given,
            file=definition.file,
            header_lines=definition.header_lines,
        )


def newest_moment(book: Book, *, now: datetime) -> datetime:
    """The moment that a book knows last: the end of the newest day in its flows, or ``now``.

    :param now: Beijing time.
    :raises InputError: U-112 when the book holds no flow.
    """

    def newest(version: int) -> datetime | None:
        lake = book.workspace.lake
        days = [
            segment.last_day
            for name, table in book.catalogue.tables.items()
            if table.partition and table.kind.value == "flow"
            for segment in lake.segments(name, at=version)
            if segment.last_day is not None
        ]
        return datetime.combine(max(days) + timedelta(days=1), time()) if days else None

    found = book.remembered("supervision.newest", newest)
    if found is None:
        raise InputError("U-112")
    return min(found, now.replace(tzinfo=None))


def read_moment(text: str) -> datetime:
    """A moment as a user writes it: ``2025-11-14`` or ``2025-11-14T18:00``, Beijing time.

    :raises InputError: U-110.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError("U-110", text=text) from error
    if found.tzinfo is not None:
        raise InputError("U-110", text=text)
    return found.replace(microsecond=0)


def in_order(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Worst first: by severity, then those with breaches, then by id."""
    rank = list(SEVERITIES)
    return tuple(
        sorted(answers, key=lambda a: (rank.index(a.rule.severity), not a.breaches, a.rule.id))
    )


def explained(rule: Rule, verdict: Verdict, lang: Language) -> str:
    """One breach in words: what, window, evidence, by which article."""
    zh = lang == "zh"
    says = (rule.says_zh if zh else rule.says_en).format(
        subject=verdict.subject,
        value=number_text(verdict.value),
        threshold=number_text(verdict.threshold),
    )
    shown = "；".join(
        f"{column.zh if zh else column.en} {evidence_text(verdict.evidence[name], column, lang)}"
        for name, column in rule.evidence.items()
    )
    window = f"{verdict.window_start:%Y-%m-%d %H:%M} – {verdict.window_end:%Y-%m-%d %H:%M}"
    own = "本平台设计" if zh else "own choice"
    article = rule.article or own
    if zh:
        return f"{says}。窗口 {window}。{shown + '。' if shown else ''}依据：{article}"
    return (
        f"{says}. Window {window}. {shown.replace('；', '; ') + '. ' if shown else ''}By: {article}"
    )


def _unit(unit: str, lang: Language) -> str:
    word = unit_name(unit, lang)
    return word if lang == "zh" or word in ("", "%") else f" {word}"


def evidence_text(value: float | None, shown: Shown, lang: Language) -> str:
    """A value of evidence with its unit; in words where it says whether something is so."""
    if value is None:
        return number_text(None)
    if shown.unit != YES_OR_NO:
        return f"{number_text(value)}{_unit(shown.unit, lang)}"
    return (("否", "是"), ("no", "yes"))[lang == "en"][value != 0]


def number_text(value: float | None) -> str:
    """A number with at most two decimals; a dash when unknown."""
    if value is None:
        return "—"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def rule_json(rule: Rule) -> dict[str, Any]:
    """What a rule's header says; without its SQL."""
    return rule.model_dump(mode="json", exclude={"sql", "file", "header_lines"})


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain values."""
    return {
        "kind": verdict.kind,
        "subject": verdict.subject,
        "division": verdict.division,
        "window": [verdict.window_start.isoformat(), verdict.window_end.isoformat()],
        "value": verdict.value,
        "threshold": verdict.threshold,
        "breached": verdict.breached,
        "evidence": dict(verdict.evidence),
    }
