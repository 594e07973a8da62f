"""Problems, proposals and lessons: what the rules say of the figures, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from jidi.report.desk import Desk
from jidi.report.facts import Facts
from jidi.report.flow import Flow
from jidi.report.saying import Said, said

_PROBLEMS = (
    ("problems_progress", ("problem_progress",)),
    ("problems_works", ("problem_milestone", "problem_works")),
    ("problems_plan", ("problem_plan", "problem_text")),
    ("problems_data", ("problem_data_plan", "problem_data", "problem_check")),
)
_PROPOSALS = (
    ("proposals_progress", ("proposal_progress",)),
    ("proposals_works", ("proposal_works",)),
    ("proposals_plan", ("proposal_plan", "proposal_text")),
    ("proposals_data", ("proposal_data",)),
)
_LESSONS = (("lessons_targets", ("lesson",)), ("lessons_plan", ("lesson_plan",)))


def write_problems(desk: Desk, flow: Flow, facts: dict[str, list[Facts]]) -> None:
    """The chapter of problems; ``facts`` by subject."""
    _chapter(desk, flow, "chapter_problems", _PROBLEMS, facts)


def write_proposals(desk: Desk, flow: Flow, facts: dict[str, list[Facts]]) -> None:
    """The chapter of proposals."""
    _chapter(desk, flow, "chapter_proposals", _PROPOSALS, facts)


def write_lessons(desk: Desk, flow: Flow, facts: dict[str, list[Facts]]) -> None:
    """The chapter of lessons."""
    _chapter(desk, flow, "chapter_lessons", _LESSONS, facts)


def _chapter(
    desk: Desk,
    flow: Flow,
    title: str,
    parts: tuple[tuple[str, tuple[str, ...]], ...],
    facts: dict[str, list[Facts]],
) -> None:
    found = [(label, [(s, list(_said(desk, s, facts))) for s in names]) for label, names in parts]
    flow.heading(1, desk.label(title))
    if not any(sentences for _, sections in found for _, sentences in sections):
        flow.paragraph(desk.label("nothing_found"))
        return
    for label, sections in found:
        if any(sentences for _, sentences in sections):
            flow.heading(2, desk.label(label))
        number = 0
        for section, sentences in sections:
            number = flow.items(section, sentences, after=number)


def _said(desk: Desk, name: str, facts: dict[str, list[Facts]]) -> Iterator[Said]:
    """Rule by rule, and within a rule subject by subject, so that like stands beside like."""
    section = desk.wording.section(name)
    told = [
        (place, one)
        for subject in facts[section.subject]
        for one in said(section, subject, report=desk.kind, lang=desk.lang)
        for place in [[s.id for s in section.sentences].index(one.sentence.id)]
    ]
    yield from (one for _, one in sorted(told, key=lambda pair: pair[0]))
