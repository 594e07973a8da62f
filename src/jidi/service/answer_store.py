"""Designs made in one go (sorting, cold chain, border …) kept in a book, beside the others.

The id is kind, province and the digest of design and problem (:mod:`jidi.service.design_folders`).
``problem.json`` says how the problem was posed, at which data version, and its digest. Whenever a
design is opened the problem is posed anew out of that version and must have the same digest; then
the design is verified against it. So values that changed since are found, never passed over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jidi
from jidi.core.division import Division, DivisionCode
from jidi.core.errors import InputError
from jidi.core.worded import oddity_of
from jidi.service.answer_parts import Search, Told
from jidi.service.books import Book
from jidi.service.design_answer import Answer, answer_bytes, checked, judged_bytes
from jidi.service.design_folders import (
    DESIGN,
    PROBLEM,
    DesignFolder,
    check_known,
    check_untouched,
    ids_kept,
    keep_told,
    place_of,
    told_of,
)
from jidi.service.design_forms import file_bytes
from jidi.service.design_judges import EXPLAINERS, JUDGES, KINDS


@dataclass(frozen=True)
class KeptAnswer:
    """A design that is kept, as lists tell it.

    :param kind: of :data:`jidi.service.design_judges.KINDS`.
    :param headline_zh: and ``headline_en``: what it says of itself.
    :param figures: cost, bound, gap and mark, as they were told.
    :param at: ISO moment; ``by``: who kept it, as given; ``program``: the version that did.
    :param county: its code, where it is about one and not about the province.
    """

    id: str
    kind: str
    title: str
    at: str
    by: str
    program: str
    data_version: int
    design_sha256: str
    problem_sha256: str
    headline_zh: str
    headline_en: str
    figures: Mapping[str, Any]
    county: str = ""

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return dict(vars(self))


def kind_of(answer: Answer) -> str:
    """Which kind of design it is."""
    return next(kind for kind, (form, _) in KINDS.items() if form == answer.form)


def kind_words(kind: str) -> Told:
    """What the kind is called."""
    return KINDS[kind][1]


def keep_design_answer(
    book: Book,
    answer: Answer,
    *,
    by: str,
    title: str,
    now: datetime,
    also: Callable[[Any, tuple[KeptAnswer, ...]], None] | None = None,
) -> KeptAnswer:
    """Keep a verified design; one that is kept already stays as it was kept first.

    :param also: what else is written in the same transaction; see
        :func:`jidi.service.rural_store.keep_designs`.
    :raises InputError: N-975 when it does not hold, N-740 when nobody says who keeps it, N-856 when
        it is another province's, V-101. :raises LakeError: L-104 when the book can only be read.
    """
    checked(answer)
    if not by.strip():
        raise InputError("N-740")
    if answer.province != book.province.name:
        raise InputError("N-856", made=answer.province, book=book.province.name)
    problem = {
        "form": answer.form, "province": answer.province, "data_version": answer.data_version,
        "sha256": answer.digest, "asked": answer.asked,
    }  # fmt: skip
    folder = DesignFolder(
        f"{kind_of(answer)}-{book.province.code.text[:6]}",
        design=answer_bytes(answer),
        problem=json.dumps(problem, ensure_ascii=False, indent=1, allow_nan=False).encode(),
    )
    title = title.strip() or f"{_about(book, answer).name} {kind_words(kind_of(answer))[0]}"
    made = _kept(answer, folder, by=by.strip(), title=title, now=now)
    return keep_told(book, [(folder, made)], read=_read, by=made.by, now=now, also=also)[0]


def _about(book: Book, answer: Answer) -> Division:
    """The county or province that a design is about."""
    return book.tree.get(DivisionCode.parse(answer.county)) if answer.county else book.province


def _kept(
    answer: Answer, folder: DesignFolder, *, by: str, title: str, now: datetime
) -> KeptAnswer:
    kind = kind_of(answer)
    figures = {key: answer.told.get(key) for key in ("cost", "bound", "gap")}
    return KeptAnswer(
        id=folder.id,
        kind=kind,
        title=title,
        at=now.isoformat(),
        by=by,
        program=jidi.__version__,
        data_version=answer.data_version,
        design_sha256=folder.design_sha256,
        problem_sha256=folder.problem_sha256,
        headline_zh=answer.headline[0],
        headline_en=answer.headline[1],
        figures={**figures, "per": answer.per, "synthetic": answer.synthetic},
        county=answer.county,
    )


def kept_answers(book: Book, kind: str = "") -> tuple[KeptAnswer, ...]:
    """All designs kept of a kind, or of all these kinds, the newest first.

    :raises InputError: N-741 when one of them cannot be read.
    """
    found = [_read(book, name) for name in ids_kept(book, begins=lambda name: _is(name, kind))]
    return tuple(sorted(found, key=lambda kept: (kept.at, kept.id), reverse=True))


def is_answer_id(name: str) -> bool:
    """Whether an id is one of these kinds'."""
    return _is(name, "")


def _is(name: str, kind: str) -> bool:
    return any(name.startswith(f"{one}-") for one in KINDS if kind in ("", one))


def kept_answer(book: Book, name: str) -> tuple[KeptAnswer, Answer]:
    """One design, verified anew; once for as long as its files stay.

    :raises UnknownName: N-742 for an unknown id. :raises InputError: N-741 when its files cannot be
        read or are no more those that were kept, N-975 when it does not hold any more, N-998 when
        the problem cannot be posed as it was. :raises LakeError: L-305 when its data are gone.
    """
    check_known(name, [kept.id for kept in kept_answers(book)])
    kept = _read(book, name)
    check_untouched(
        book, name, design_sha256=kept.design_sha256, problem_sha256=kept.problem_sha256
    )
    found: Answer = book.remembered(
        ("design answer", name, kept.design_sha256, kept.problem_sha256),
        lambda _version: _judged(book, kept),
    )
    return kept, checked(found)


def answer_of_file(path: Path, book: Book) -> Answer:
    """A design's file, judged at the data version it was designed for; to be kept.

    :raises InputError: N-976 when it does not fit the book or cannot be read.
    """
    content = file_bytes(path)
    with book.steady(_version(content, path.name)):
        return judged_bytes(content, book, JUDGES, file=path.name)


def explained_answer(
    book: Book,
    content: bytes,
    name: str,
    *,
    file: str,
    effort: int = 1,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[tuple[Told, ...], bool]:
    """Why a design is as it is about a place or line, by designing the contrary; and whether
    anything it rests on is synthetic.

    :param content: of its file; ``file``: what that is called.
    :raises InputError: N-976; G-171 for a kind with nothing to explain; N-870, N-987, G-170 for an
        unknown name.
    """
    with book.steady(_version(content, file)):
        found = checked(judged_bytes(content, book, JUDGES, file=file))
        kept = json.loads(content)
        explain = EXPLAINERS.get(kept["form"])
        if explain is None:
            raise InputError("G-171", form=kept["form"])
        lines = explain(book, kept["asked"], kept["design"], name, Search(effort, cancelled))
    return lines, found.synthetic


def _version(content: bytes, file: str) -> int:
    try:
        return int(json.loads(content)["data_version"])
    except (ValueError, KeyError, TypeError) as error:
        reason = oddity_of(error)
        raise InputError("N-976", file=file, reason=reason) from error


def _judged(book: Book, kept: KeptAnswer) -> Answer:
    """Against the problem posed anew out of the version it was designed for."""
    place = place_of(book, kept.id)
    posed = json.loads((place / PROBLEM).read_bytes())
    with book.steady(kept.data_version):
        found = judged_bytes((place / DESIGN).read_bytes(), book, JUDGES, file=kept.id)
    if found.digest != posed["sha256"]:
        raise InputError("N-998", id=kept.id, version=kept.data_version, program=kept.program)
    return found


def _read(book: Book, name: str) -> KeptAnswer:
    told = told_of(book, name)
    try:
        if told["kind"] not in KINDS:
            raise ValueError(told["kind"])
        return KeptAnswer(**told)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("N-741", id=name, reason=str(error)) from error


def kept_answer_rows(kept: tuple[KeptAnswer, ...], lang: str) -> list[tuple[str, ...]]:
    """A line for each: id, kind, title, cost, gap, when and by whom."""
    en = lang == "en"
    return [
        (
            one.id,
            kind_words(one.kind)[en],
            one.title,
            _amount(one.figures["cost"], one.figures["per"][en]),
            "—" if one.figures["gap"] is None else f"{one.figures['gap']:.2%}",
            one.at[:16].replace("T", " "),
            one.by,
        )
        for one in kept
    ]


def _amount(cost: float | None, per: str) -> str:
    return "—" if cost is None else f"{cost:,.0f} {per}"
