"""Choosing entries of the register by what they are, as asked for in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jidi.core.errors import UnknownName
from jidi.core.nearest import suggestion
from jidi.service.books import Book
from jidi.service.register import Entry
from jidi.service.register_bodies import body_named
from jidi.service.register_input import code_named, read_day


@dataclass(frozen=True)
class Filter:
    """What is asked for; empty asks for everything.

    :param status: a status, by code or name.
    :param overdue: only what is overdue.
    :param form: project, milestone, task or guarantee.
    :param kind: a kind, by code or name.
    :param body: a body, by code or name, that is responsible or cooperates.
    :param box: a box or section, as printed (专栏5).
    :param words: words that must all stand in title, place, plan items, evidence or note.
    """

    status: str = ""
    overdue: bool = False
    form: str = ""
    kind: str = ""
    body: str = ""
    box: str = ""
    words: str = ""


def chosen(book: Book, found: Sequence[Entry], asked: Filter) -> tuple[Entry, ...]:
    """The entries that are asked for, in the order given.

    :raises UnknownName: D-111 for an unknown status, form or kind; R-206 for an unknown body; R-310
        for a box or section that no entry stands in.
    """
    lists = book.catalogue.code_lists
    status = code_named(lists["project_status"], asked.status) if asked.status else ""
    form = code_named(lists["register_form"], asked.form) if asked.form else ""
    kind = code_named(lists["project_kind"], asked.kind) if asked.kind else ""
    body = body_named(book, asked.body).code if asked.body else ""
    boxes = _boxes_named(found, asked.box) if asked.box else frozenset()
    words = asked.words.casefold().split()
    return tuple(
        entry
        for entry in found
        if status in ("", entry.status.value)
        and (not asked.overdue or entry.is_overdue)
        and form in ("", entry.subject.form.value)
        and kind in ("", entry.state.kind)
        and (not body or body in (entry.state.responsible, *entry.state.cooperating))
        and (not asked.box or boxes & {entry.subject.box, entry.subject.section})
        and all(word in _searched(entry) for word in words)
    )


def boxes_of(found: Iterable[Entry]) -> tuple[str, ...]:
    """The boxes and sections the entries stand in, in the plan's order."""
    names = [name for entry in found for name in (entry.subject.section, entry.subject.box)]
    return tuple(dict.fromkeys(name for name in names if name))


def day_asked(text: str | None, *, today: date) -> date:
    """The day a register is looked at; today when none is named.

    :raises ValueProblem: V-106 when it is no day.
    """
    return read_day(text) if text else today


def filter_from(asked: Mapping[str, str]) -> Filter:
    """The filter of an address: ``status``, ``overdue``, ``form``, ``kind``, ``body``, ``box``,
    ``q``."""
    return Filter(
        status=asked.get("status", ""),
        overdue=asked.get("overdue", "") not in ("", "0", "no", "false"),
        form=asked.get("form", ""),
        kind=asked.get("kind", ""),
        body=asked.get("body", ""),
        box=asked.get("box", ""),
        words=asked.get("q", ""),
    )


def _boxes_named(found: Iterable[Entry], name: str) -> frozenset[str]:
    """The boxes and sections meant: by their whole name, or a section by its number (（三）)."""
    known = boxes_of(found)
    asked = _plain(name)
    meant = [box for box in known if asked in (_plain(box), _plain(box.split("）")[0] + "）"))]
    if not meant:
        raise UnknownName(
            "R-310",
            what_zh="专栏或章节",
            what_en="box or section",
            name=name,
            nearest=suggestion(name, known),
        )
    return frozenset(meant)


def _plain(text: str) -> str:
    """Without blanks, in half width, so that 专栏 2 and （二） are found as they are typed."""
    return text.translate({ord("（"): "(", ord("）"): ")", ord(" "): None}).casefold()


def _searched(entry: Entry) -> str:
    state, subject = entry.state, entry.subject
    parts = (entry.id, state.title, subject.en, state.place, *subject.items)
    return " ".join((*parts, state.evidence, state.note, *state.indicators)).casefold()
