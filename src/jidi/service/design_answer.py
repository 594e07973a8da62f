"""A verified design as it is told, kept, exported and handed to a job.

One shape for what is designed in one go (sorting, cold chain, border): faces know this thing only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError, JidiError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.service.books import Book
from jidi.service.job_networks import files_of
from jidi.service.job_task import Outcome, ToldTable
from jidi.service.rural_design import file_bytes
from jidi.service.rural_sheets import Sheet
from jidi.service.rural_words import SYNTHETIC
from jidi.service.rural_workbook import sheets_bytes
from jidi.service.whole_file import whole_file

EXPORTS: Final = ("xlsx",)
Told = tuple[str, str]
"""Chinese and English."""


@dataclass(frozen=True)
class Answer:
    """A design with all that is said of it.

    :param form: what kind of file it is kept in. :param asked: plain values, enough to pose the
        problem anew out of the book; ``design``: plain values, the design itself.
    :param breaches: what the checker found; a design with any is not kept.
    :param told: figures, as plain JSON values. :param notes: what was assumed or left out.
    """

    form: str
    province: str
    data_version: int
    synthetic: bool
    asked: Mapping[str, Any]
    design: Mapping[str, Any]
    breaches: tuple[str, ...]
    headline: Told
    tables: tuple[ToldTable, ...]
    lines: tuple[Told, ...]
    told: Mapping[str, Any]
    notes: tuple[JidiError, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the checker found nothing."""
        return not self.breaches

    def said(self, lang: Language) -> list[str]:
        """Mark, lines and notes."""
        found = [SYNTHETIC[lang == "en"]] if self.synthetic else []
        found += [line[lang == "en"] for line in self.lines]
        return found + [note.message(lang) for note in self.notes]


Judge = Callable[[Book, Mapping[str, Any], Mapping[str, Any]], Answer]
"""Poses the problem anew, reads the design, verifies it."""


def checked(answer: Answer) -> Answer:
    """The answer. :raises InputError: N-975 when the checker refuses it."""
    if not answer.holds:
        raise InputError("N-975", count=len(answer.breaches), first=answer.breaches[0])
    return answer


def keep_answer(answer: Answer, path: Path) -> None:
    """Write the design, whole or not at all. :raises InputError: N-975, V-101."""
    checked(answer)
    kept = {
        "form": answer.form,
        "synthetic": answer.synthetic,
        "province": answer.province,
        "data_version": answer.data_version,
        "asked": answer.asked,
        "design": answer.design,
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1, allow_nan=False)
    with whole_file(path) as aside:
        aside.write_text(text + "\n", "utf-8")


def form_of(path: Path) -> str:
    """What form of file it says it is; empty where it says nothing."""
    try:
        kept = json.loads(file_bytes(path))
    except (ValueError, InputError):
        return ""
    return str(kept.get("form", "")) if isinstance(kept, dict) else ""


def read_answer(path: Path, book: Book, judges: Mapping[str, Judge]) -> Answer:
    """A kept design, judged against the problem posed anew out of the book.

    :raises InputError: N-976 when the file does not fit the book or cannot be read.
    """
    try:
        kept = json.loads(file_bytes(path))
        judge = judges[kept["form"]]
        if kept["province"] != book.province.name:
            raise ValueError(f"{kept['province']} ≠ {book.province.name}")
        return judge(book, kept["asked"], kept["design"])
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        if isinstance(error, JidiError):
            raise
        reason = f"{type(error).__name__} {error}"
        raise InputError("N-976", file=path.name, reason=reason[:200]) from error


def answer_json(answer: Answer) -> dict[str, Any]:
    """As plain values."""
    return {
        "province": answer.province,
        "data_version": answer.data_version,
        "synthetic": answer.synthetic,
        "holds": answer.holds,
        "breaches": list(answer.breaches),
        "asked": dict(answer.asked),
        **answer.told,
        "notes": [note.to_json() for note in answer.notes],
    }


def answer_sheets(answer: Answer, lang: Language) -> tuple[Sheet, ...]:
    """The tables of a workbook."""
    zh = lang == "zh"
    said = [answer.headline[not zh], *answer.said(lang)]
    return (
        Sheet("概要" if zh else "Summary", ("内容" if zh else "what",), tuple((s,) for s in said)),
        *(
            Sheet(
                table.zh if zh else table.en,
                tuple(table.heads[not zh].split(",")),
                tuple(tuple(row) for row in table.rows[not zh]),
            )
            for table in answer.tables
        ),
    )


def export_answer(answer: Answer, path: Path, lang: Language) -> None:
    """Write a workbook.

    :raises UnknownName: N-668 for another ending. :raises InputError: N-975, V-101.
    """
    form = path.suffix.lower().lstrip(".")
    if form not in EXPORTS:
        raise UnknownName("N-668", form=form, nearest=suggestion(form, EXPORTS))
    checked(answer)
    mark = SYNTHETIC[lang == "en"] if answer.synthetic else ""
    content = sheets_bytes(answer_sheets(answer, lang), title=answer.province, mark=mark)
    with whole_file(path) as aside:
        aside.write_bytes(content)


def outcome_of(answer: Answer, *, name: str) -> Outcome:
    """What a job gives back. :param name: of its files."""
    files = files_of(
        lambda path: keep_answer(answer, path),
        lambda path, lang: export_answer(answer, path, lang),
        {f"{name}-zh.xlsx": "zh", f"{name}-en.xlsx": "en"},
        name=f"{name}.json",
    )
    said = zip(answer.said("zh"), answer.said("en"), strict=True)
    return Outcome(
        files=files,
        lines=(answer.headline, *said),
        tables=answer.tables,
        told=answer_json(answer),
        synthetic=answer.synthetic,
    )


def table(zh: str, en: str, heads: Told, rows: Sequence[Sequence[Any]]) -> ToldTable:
    """A table whose cells are the same in both languages, or pairs of both."""
    return ToldTable(zh, en, heads, tuple(  # type: ignore[arg-type]
        [[cell[number] if isinstance(cell, tuple) else cell for cell in row] for row in rows]
        for number in (0, 1)
    ))  # fmt: skip
