"""The stability of outlets in a book: at a moment, and back-tested on planted failures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from jidi.core.errors import InputError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.numbers_as_text import NO_DATA
from jidi.model.rule import VERDICT_COLUMNS
from jidi.model.stability import Stability, load_stability
from jidi.service.books import Book
from jidi.service.cases import division_prefix
from jidi.service.phrasing import unit_name
from jidi.service.supervision_replay import planted
from jidi.service.supervision_rules import Answer, Moment, evidence_text, number_text
from jidi.supervision.rules_replay import Fired, Score, score
from jidi.supervision.stability import Seen, Stable, Taken, alarms, stability_of

Progress = Callable[[str, float], None]
_OUTLETS: Final = ("express_outlet", "end_point", "postal_outlet")
_OUTLET_QUERY: Final = """
SELECT facility_id, operator_id, SUBSTR(division, 1, 6) || '000000' AS county FROM facility
WHERE kind IN ({kinds}) AND operator_id IS NOT NULL AND opened_on <= DATE '{day}'
  AND (closed_on IS NULL OR closed_on > DATE '{day}')
"""


@dataclass(frozen=True)
class Stabilities:
    """The scores of a moment, the lowest first; those without a score last.

    :param silent: rules that judged nobody, for want of data or because they were not in force.
    """

    definition: Stability
    at: datetime
    version: int
    rows: tuple[Stable, ...]
    silent: tuple[str, ...]
    synthetic: bool

    @property
    def watched(self) -> tuple[Stable, ...]:
        """Those below the limit."""
        return tuple(one for one in self.rows if one.is_watched(self.definition))


@dataclass(frozen=True)
class BackTest:
    """The score over the past. :param score: against planted failures; None where none are."""

    first: datetime
    last: datetime
    moments: int
    alarms: tuple[Fired, ...]
    score: Score | None

    @property
    def weeks(self) -> float:
        """How many weeks were replayed."""
        return (self.last - self.first) / timedelta(days=7)

    @property
    def false_a_week(self) -> float | None:
        """Alarms a week that name no planted failure; None where there is no truth."""
        if self.score is None:
            return None
        return (self.score.judged - self.score.right) / self.weeks

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        found = self.score
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "moments": self.moments,
            "alarms": len(self.alarms),
            "false_alarms_a_week": self.false_a_week,
            "truth": None
            if found is None
            else {**vars(found), "precision": found.precision, "recall": found.recall},
            "subjects": [
                {
                    "subject": one.subject,
                    "at": one.at.isoformat(),
                    "until": one.until.isoformat() if one.until else None,
                    "score": one.value,
                }
                for one in self.alarms
            ],
        }


def stabilities(
    book: Book, at: datetime, *, outlets: bool = False, within: str = ""
) -> Stabilities:
    """The scores at a moment.

    :param outlets: of every outlet, with the signs of its company in the county besides its own;
        else of every company in a county.
    :param within: only within this division.
    :raises UnknownName: C-207. :raises LakeError: when a rule does not fit the tables.
    """
    definition, place = load_stability(), division_prefix(book, within) if within else ""
    answers = _asked(book, definition, at)
    seen = _seen(answers)
    subjects = _outlets(book, at, seen) if outlets else _cells(seen)
    rows = [
        stability_of(definition, name, county, signs)
        for name, county, signs in subjects
        if county.startswith(place)
    ]
    tables = {table for answer in answers for table in answer.rule.tables}
    return Stabilities(
        definition=definition,
        at=at,
        version=book.version,
        rows=tuple(sorted(rows, key=lambda o: (o.score is None, o.score or 0.0, o.subject))),
        silent=tuple(answer.rule.id for answer in answers if not answer.count),
        synthetic=any("synthetic" in book.origins(table) for table in (*tables, "event")),
    )


def outlet_stability(book: Book, at: datetime, outlet: str) -> tuple[Stabilities, Stable]:
    """One outlet's score with the moment it belongs to.

    :raises UnknownName: G-130 for an outlet that is not open then.
    """
    found = stabilities(book, at, outlets=True)
    return found, named(found, outlet)


def named(found: Stabilities, name: str) -> Stable:
    """The score of one subject.

    :raises UnknownName: G-130.
    """
    for one in found.rows:
        if one.subject == name:
            return one
    near = suggestion(name, [one.subject for one in found.rows])
    raise UnknownName("G-130", name=name, nearest=near)


def back_test(
    book: Book, *, first: datetime, last: datetime, step: timedelta, progress: Progress
) -> BackTest:
    """Score every company in a county at every moment, and hold the alarms against the truth.

    :raises InputError: U-111 when ``first`` is not before ``last``.
    """
    if first >= last:
        raise InputError("U-111", start=first.isoformat(), end=last.isoformat())
    definition, watched = load_stability(), []
    at = first + step
    while at <= last:
        progress(at.date().isoformat(), (at - first) / (last - first))
        found = stabilities(book, at)
        watched.append((at, {one.subject: one.score or 0.0 for one in found.watched}))
        at += step
    fired = alarms(watched, threshold=definition.watch_below)
    truth = score(definition, fired, planted(book), first=first, last=last)
    return BackTest(first, last, len(watched), fired, truth)


def _asked(book: Book, definition: Stability, at: datetime) -> tuple[Answer, ...]:
    rules = book.catalogue.rules
    return Moment(book, at).ask_all(rules[part.rule] for part in definition.parts)


Signs = Mapping[str, tuple[str, Seen]]


def _seen(answers: tuple[Answer, ...]) -> dict[str, dict[str, Seen]]:
    """By rule and subject what was measured."""
    return {answer.rule.id: dict(_measured(answer)) for answer in answers}


def _measured(answer: Answer) -> Iterator[tuple[str, Seen]]:
    if answer.judged is None:
        return
    for row in answer.judged.rows.to_pylist():
        evidence = {name: row[name] for name in answer.rule.columns[len(VERDICT_COLUMNS) :]}
        yield row["subject"], Seen(float(row["value"]), float(row["threshold"]), evidence)


def _cells(seen: Mapping[str, Mapping[str, Seen]]) -> Iterator[tuple[str, str, Signs]]:
    """Every company in a county that one rule judged."""
    names = sorted({name for found in seen.values() for name in found if "@" in name})
    for name in names:
        signs = {rule: (name, found[name]) for rule, found in seen.items() if name in found}
        yield name, name.partition("@")[2], signs


def _outlets(
    book: Book, at: datetime, seen: Mapping[str, Mapping[str, Seen]]
) -> Iterator[tuple[str, str, Signs]]:
    """Every outlet with its own signs, and those of its company in the county where it has none."""
    kinds = ", ".join(f"'{kind}'" for kind in _OUTLETS)
    query = _OUTLET_QUERY.format(kinds=kinds, day=at.date().isoformat())
    for row in book.ask(query, {}).to_pylist():
        name, cell = row["facility_id"], f"{row['operator_id']}@{row['county']}"
        signs = {
            rule: (who, found[who])
            for rule, found in seen.items()
            for who in [name if name in found else cell]
            if who in found
        }
        yield name, row["county"], signs


def sign_text(book: Book, one: Taken, lang: Language) -> str:
    """What a sign rests on: value ÷ threshold with the evidence behind it."""
    rule = book.catalogue.rules[one.sign.rule]
    if one.seen is None:
        return "无数据" if lang == "zh" else "no data"
    unit = unit_name(rule.unit, lang)
    parts = f"{number_text(one.seen.value)} ÷ {number_text(one.seen.threshold)} {unit}".strip()
    told = "，".join(
        f"{shown.zh if lang == 'zh' else shown.en} "
        f"{evidence_text(one.seen.evidence[name], shown, lang)}"
        for name, shown in rule.evidence.items()
    )
    return f"{parts}（{told}）" if lang == "zh" else f"{parts} ({told.replace('，', ', ')})"


def main_sign(book: Book, one: Stable, lang: Language) -> str:
    """The sign that took most, by name; a dash where none took anything."""
    worst = max(one.taken, key=lambda taken: taken.points, default=None)
    if worst is None or not worst.points:
        return NO_DATA
    rule = book.catalogue.rules[worst.sign.rule]
    return rule.zh if lang == "zh" else rule.en


def remarks(book: Book, found: Stabilities, lang: Language) -> list[str]:
    """What must be said with the scores."""
    zh, one = lang == "zh", found.definition
    said = [
        "本平台设计的评分：权重、界限见 stability.toml"
        if zh
        else "a score of this platform's own; weights and limits in stability.toml",
        f"低于 {one.watch_below:g} 分关注" if zh else f"watched below {one.watch_below:g}",
        f"数据版本 {found.version}" if zh else f"data version {found.version}",
    ]
    if found.silent:
        rules = book.catalogue.rules
        names = ("、" if zh else ", ").join(
            rules[n].zh if zh else rules[n].en for n in found.silent
        )
        said.append(f"无数据的迹象：{names}" if zh else f"signs without data: {names}")
    if found.synthetic:
        said.append("含合成数据" if zh else "holds synthetic data")
    return said


def stability_json(book: Book, found: Stabilities, rows: tuple[Stable, ...]) -> dict[str, Any]:
    """Scores with every sign: value, threshold, evidence, risk, points taken."""
    return {
        "at": found.at.isoformat(),
        "data_version": found.version,
        "synthetic": found.synthetic,
        "own_choice": found.definition.own_choice,
        "watch_below": found.definition.watch_below,
        "rules_without_data": list(found.silent),
        "scored": sum(one.score is not None for one in found.rows),
        "without_score": sum(one.score is None for one in found.rows),
        "watched": len(found.watched),
        "rows": [
            {
                "subject": one.subject,
                "division": one.division,
                "score": one.score,
                "unknown": list(one.unknown),
                "signs": [_sign_json(book, taken) for taken in one.taken],
            }
            for one in rows
        ],
    }


def _sign_json(book: Book, one: Taken) -> dict[str, Any]:
    rule = book.catalogue.rules[one.sign.rule]
    return {
        "rule": rule.id,
        "zh": rule.zh,
        "en": rule.en,
        "by": rule.article or None,
        "of": one.of or None,
        "weight": one.sign.weight,
        "value": None if one.seen is None else one.seen.value,
        "threshold": None if one.seen is None else one.seen.threshold,
        "unit": rule.unit,
        "evidence": {} if one.seen is None else dict(one.seen.evidence),
        "ratio": one.ratio,
        "risk": one.risk,
        "points": one.points,
    }
