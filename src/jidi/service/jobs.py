"""Long work as people see it: asked for, looked at, stopped, asked for again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jidi.core.division import DivisionCode
from jidi.core.errors import LakeError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.registry.jobs import Job, JobBook, NewJob
from jidi.service.access import Asker, Thing
from jidi.service.books import Book
from jidi.service.job_fields import Field
from jidi.service.job_kinds import KINDS, VERSION, check_name, kind_named
from jidi.service.work_steps import step_words

FOLDER: Final = "work"
"""Where in a workspace jobs leave their files, and what the next attempt goes on from."""
MOST_LISTED: Final = 1_000

STATE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "queued": ("排队", "waiting"),
    "running": ("运行中", "running"),
    "cancelling": ("正在停止", "stopping"),
    "done": ("完成", "done"),
    "failed": ("失败", "failed"),
    "cancelled": ("已停止", "stopped"),
}


def ask(
    book: Book,
    kind: str,
    told: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
    asker: Asker | None = None,
    again_of: str | None = None,
) -> Job:
    """Put work into the queue of a book.

    :param told: what is asked: texts of a form, or JSON values.
    :param asker: who must be allowed to ask this for that place; nobody is held to it when None.
    :raises UnknownName: M-106, M-108, and for places and designs there are not.
    :raises InputError: M-101, M-105, M-107; A-103 outside one's division.
    :raises LakeError: L-104 when nothing can be written to the book.
    """
    name = check_name(by)
    if book.workspace.lake.read_only:
        raise LakeError("L-104", path=book.name)
    found = kind_named(kind)
    asked, division = found.read(book, told)
    if asker is not None:
        asker.demand(found.action, Thing(division=division.code, by=name))
    new = NewJob(kind, asked, division.code.text, name, now, again_of)
    return JobBook(book.workspace.registry).ask(new)


def ask_again(book: Book, id_: str, *, by: str, now: datetime, asker: Asker | None = None) -> Job:
    """The same work once more, at the newest data version.

    :raises UnknownName: M-102. :raises InputError: as :func:`ask`.
    """
    before = job(book, id_)
    told = {k: v for k, v in before.asked.items() if k != VERSION and v is not None}
    return ask(book, before.kind, told, by=by, now=now, asker=asker, again_of=before.id)


def job(book: Book, id_: str) -> Job:
    """The job of that number.

    :raises UnknownName: M-102 with the nearest.
    """
    return JobBook(book.workspace.registry).job(id_)


def jobs(book: Book, asker: Asker | None = None) -> tuple[Job, ...]:
    """The newest jobs, newest first: those that this asker may see, all when None."""
    found = JobBook(book.workspace.registry).newest(MOST_LISTED)
    return found if asker is None else asker.visible("job.read", found, thing_of=thing_of)


def cancel(book: Book, id_: str, *, by: str, now: datetime) -> Job:
    """Stop a job; while it runs, the best so far is kept where the work can.

    :raises UnknownName: M-102. :raises InputError: M-104, M-105.
    """
    return JobBook(book.workspace.registry).cancel(id_, by=check_name(by), now=now)


def thing_of(one: Job) -> Thing:
    """A job: where it lies, and of whoever asked for it."""
    return Thing(division=DivisionCode(one.division), by=one.by)


def work_folder(book: Book) -> Path:
    """Where jobs of a book keep files."""
    return book.workspace.root / FOLDER


def result_file(book: Book, one: Job, name: str) -> Path:
    """A file of what came of a job.

    :raises UnknownName: M-112 with the nearest.
    """
    known = one.body.get("files", [])
    path = work_folder(book) / one.id / name
    if name not in known or not path.is_file():
        near = suggestion(name[:60], known)
        raise UnknownName("M-112", job=one.id, name=name[:60], nearest=near)
    return path


def asked_words(one: Job, lang: Language) -> list[tuple[str, str]]:
    """What was asked, field by field; without what was left open, and the place, which the job's
    division tells."""
    fields = KINDS[one.kind].all_fields if one.kind in KINDS else ()
    return [
        (field.words(lang), _shown(field, one.asked[field.name], lang))
        for field in fields
        if field.name != "county" and one.asked.get(field.name) not in (None, "")
    ]


def design_asked_words(kind: str, asked: Mapping[str, Any], lang: Language) -> list[str]:
    """What a kept design was asked as, in the words of the form that asks for such designs.

    :param kind: of the job that makes them. What is empty, off or a file of values is left out.
    """
    fields = {field.name: field for field in KINDS[kind].all_fields}
    told = []
    for name, value in asked.items():
        if name == "values" or value in (None, "", False) or value in ((), []):
            continue
        if name not in fields:
            told.append(f"{name} {value}")
            continue
        shown = _shown(fields[name], list(value) if isinstance(value, tuple) else value, lang)
        told.append(f"{fields[name].words(lang)}{'：' if lang == 'zh' else ': '}{shown}")
    return told


def kind_words(one: Job, lang: Language) -> str:
    """What kind of work a job is; by its name where this Jidi does not know it."""
    return KINDS[one.kind].words(lang) if one.kind in KINDS else one.kind


def right_to_ask(one: Job) -> str:
    """The action that asking for such a job is."""
    return KINDS[one.kind].action if one.kind in KINDS else "job.ask"


def state_words(state: str, lang: Language) -> str:
    """A job's state in words."""
    return STATE_WORDS[state][lang == "en"]


def job_json(one: Job, *, whole: bool = True) -> dict[str, Any]:
    """A job as plain values.

    :param whole: with the figures, lines and tables of what came of it, which lists leave out.
    """
    told = {name: value for name, value in vars(one).items() if name not in ("digest", "body")}
    told |= {"asked": dict(one.asked), "running": one.is_open}
    for lang in ("zh", "en"):
        told[f"kind_{lang}"] = kind_words(one, lang)
        told[f"state_{lang}"] = state_words(one.state, lang)
        told[f"step_{lang}"] = step_words(one.step, lang)
    body = dict(one.body)
    told["designs"] = body.pop("designs", [])
    told["files"] = body.pop("files", [])
    told["error"] = body.pop("error", None)
    return told | ({"result": body} if whole else {})


def _shown(field: Field, value: Any, lang: Language) -> str:
    if isinstance(value, str) and value in field.said:
        return field.said[value][lang == "en"]
    if isinstance(value, bool):
        return (("是", "否"), ("yes", "no"))[lang == "en"][not value]
    if isinstance(value, list):
        return ("、" if lang == "zh" else ", ").join(_shown(field, one, lang) for one in value)
    return f"{value:,.12g}" if isinstance(value, float) else str(value)
