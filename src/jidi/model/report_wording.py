"""What reports say, as data: labels, facts that sentences may use, sentences and their conditions.

``definitions/report/facts.toml`` names the facts of every subject, ``labels.toml`` headings and
column titles, ``areas.toml`` the goal areas of plans in English; every other file is one section
of sentences. A sentence is said when all its
conditions hold. Sections of a workspace's own ``definitions/report`` override ours by the
sentence's id, or add to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import model_validator

from jidi.core.errors import DefinitionError, Language, Place, raise_together
from jidi.core.nearest import suggestion
from jidi.model.report_clause import Clause, read_clause
from jidi.model.report_template import Template, read_template
from jidi.model.strict import Strict, build, read_text, read_toml

Report = Literal["annual", "midterm", "final"]
REPORTS: tuple[Report, ...] = ("annual", "midterm", "final")

_FACTS, _LABELS, _AREAS = "facts.toml", "labels.toml", "areas.toml"


class FactNote(Strict):
    """What a fact means.

    :param kind: ``figure`` with evidence, ``word`` to compare and print, ``name``, ``time``,
        ``names`` several names, ``flag`` true or false, for conditions only.
    """

    kind: Literal["figure", "word", "name", "names", "time", "flag"]
    zh: str
    en: str


class Label(Strict):
    """A heading, column title or word of the frame, in both languages; may hold facts."""

    zh: str
    en: str

    @model_validator(mode="after")
    def _readable(self) -> Self:
        for text in (self.zh, self.en):
            read_template(text)
        return self

    def template(self, lang: Language) -> Template:
        """The label before its facts are known."""
        return read_template(self.zh if lang == "zh" else self.en)


class Sentence(Strict):
    """One sentence and when it is said.

    :param when: conditions that must all hold (:mod:`jidi.model.report_clause`).
    :param reports: the kinds of report it belongs to.
    :param own_choice: whether its threshold is our own choice, for want of a public rule.
    :param reference: the rule it follows, where there is one.
    """

    id: str
    when: tuple[str, ...] = ()
    reports: tuple[Report, ...] = REPORTS
    zh: str
    en: str
    own_choice: bool = False
    reference: str = ""

    @model_validator(mode="after")
    def _readable(self) -> Self:
        mine, theirs = read_template(self.zh).facts, read_template(self.en).facts
        if mine != theirs:
            raise ValueError(f"zh and en state different facts: {', '.join(sorted(mine ^ theirs))}")
        for text in self.when:
            read_clause(text)
        return self

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The conditions, read."""
        return tuple(read_clause(text) for text in self.when)

    def template(self, lang: Language) -> Template:
        """The sentence before its facts are known."""
        return _template(self.zh if lang == "zh" else self.en)


_template = cache(read_template)


class _File(Strict):
    subject: str
    sentence: tuple[Sentence, ...]


class _Facts(Strict):
    subjects: Mapping[str, Mapping[str, FactNote]]


class _Labels(Strict):
    labels: Mapping[str, Label]


class _Areas(Strict):
    areas: Mapping[str, str]


@dataclass(frozen=True)
class Section:
    """Sentences about one kind of subject, in the order in which they are said."""

    name: str
    subject: str
    sentences: tuple[Sentence, ...]

    def of(self, report: Report) -> tuple[Sentence, ...]:
        """The sentences that belong to a kind of report."""
        return tuple(s for s in self.sentences if report in s.reports)


@dataclass(frozen=True)
class ReportWording:
    """All words of the reports.

    :param facts: by subject and name, what a fact means.
    :param areas: English names of goal areas by their Chinese ones.
    """

    facts: Mapping[str, Mapping[str, FactNote]]
    labels: Mapping[str, Label]
    areas: Mapping[str, str]
    sections: Mapping[str, Section]

    def section(self, name: str) -> Section:
        """The section of that name; it is ours, so it is there."""
        return self.sections[name]


def read_wording(own: Path | None = None) -> ReportWording:
    """The wording of the reports, ours overlaid with a workspace's own sentences.

    :param own: a folder shaped like ``definitions/``.
    :raises DefinitionError: D-100 to D-102 with file and key, all findings of the pass.
    """
    ours = files("jidi.definitions") / "report"
    facts = _whole(_Facts, ours / _FACTS, "subjects").subjects
    labels = _whole(_Labels, ours / _LABELS, "labels").labels
    areas = _whole(_Areas, ours / _AREAS, "areas").areas
    sections = {section.name: section for section in _sections(ours)}
    if own is not None and (own / "report").is_dir():
        for added in _sections(own / "report"):
            sections[added.name] = _overlaid(sections, added)
    raise_together(_unknown_facts(facts, sections))
    return ReportWording(facts, labels, areas, sections)


def _whole(model: type[Any], path: Traversable, key: str) -> Any:
    where = Place(file=path.name)
    return build(model, {key: read_toml(read_text(path), file=path.name)}, where=where)


def _sections(folder: Traversable) -> Iterator[Section]:
    entries = [entry for entry in folder.iterdir() if entry.name.endswith(".toml")]
    for path in sorted(entries, key=lambda entry: entry.name):
        if path.name in (_FACTS, _LABELS, _AREAS):
            continue
        where = Place(file=f"report/{path.name}")
        read = build(_File, read_toml(read_text(path), file=where.file), where=where)
        _refuse_twins(read.sentence, where)
        yield Section(path.name.removesuffix(".toml"), read.subject, read.sentence)


def _refuse_twins(sentences: tuple[Sentence, ...], where: Place) -> None:
    ids = [sentence.id for sentence in sentences]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise DefinitionError("D-102", where=where, key="id", reason=f"twice: {', '.join(twice)}")


def _overlaid(sections: Mapping[str, Section], added: Section) -> Section:
    """Our section with a workspace's own sentences in the place of ours, or behind them."""
    where = Place(file=f"report/{added.name}.toml")
    if added.name not in sections:
        near = suggestion(added.name, sections)
        raise DefinitionError(
            "D-102", where=where, key="—", reason=f"no such section; nearest: {near}"
        )
    ours = sections[added.name]
    if added.subject != ours.subject:
        reason = f"the section is about '{ours.subject}'"
        raise DefinitionError("D-102", where=where, key="subject", reason=reason)
    by_id = {sentence.id: sentence for sentence in (*ours.sentences, *added.sentences)}
    return Section(added.name, ours.subject, tuple(by_id.values()))


def _unknown_facts(
    facts: Mapping[str, Mapping[str, FactNote]], sections: Mapping[str, Section]
) -> Iterator[DefinitionError]:
    for section in sections.values():
        where = Place(file=f"report/{section.name}.toml")
        if section.subject not in facts:
            near = suggestion(section.subject, facts)
            reason = f"no subject '{section.subject}'; nearest: {near}"
            yield DefinitionError("D-102", where=where, key="subject", reason=reason)
            continue
        known = facts[section.subject]
        for sentence in section.sentences:
            for name in sorted(_asked(sentence) - set(known)):
                reason = f"no fact '{name}'; nearest: {suggestion(name, known)}"
                yield DefinitionError("D-102", where=where, key=sentence.id, reason=reason)
            for reason in _misused(sentence, known):
                yield DefinitionError("D-102", where=where, key=sentence.id, reason=reason)


def _asked(sentence: Sentence) -> set[str]:
    return {*sentence.template("zh").facts, *(clause.fact for clause in sentence.clauses)}


def _misused(sentence: Sentence, known: Mapping[str, FactNote]) -> Iterator[str]:
    """Flags in a text, and more or less of what is no figure."""
    for name in sorted(sentence.template("zh").facts):
        if name in known and known[name].kind == "flag":
            yield f"'{name}' is true or false and cannot be printed"
    for clause in sentence.clauses:
        note = known.get(clause.fact)
        if clause.ordered and note is not None and note.kind != "figure":
            yield f"'{clause.text}': '{clause.fact}' is no figure"
        if clause.ordered and isinstance(clause.other, str) and clause.other not in known:
            yield f"'{clause.text}': no fact '{clause.other}'"
