"""A verified design as it is told, kept, exported and handed to a job.

One shape for what is designed in one go (sorting, cold chain, border): faces know this thing only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError, JidiError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.worded import oddity_of
from jidi.service.answer_parts import A_DAY, Drawn, Moves, Term, Told
from jidi.service.books import Book
from jidi.service.design_forms import file_bytes
from jidi.service.job_files import files_of
from jidi.service.job_task import Outcome, ToldTable
from jidi.service.rural_sheets import Sheet, with_numbers
from jidi.service.rural_words import SYNTHETIC
from jidi.service.rural_workbook import sheets_bytes
from jidi.service.whole_file import whole_file

EXPORTS: Final = ("xlsx",)


@dataclass(frozen=True)
class Answer:
    """A design with all that is said of it.

    :param form: what kind of file it is kept in. :param asked: plain values, enough to pose the
        problem anew out of the book; ``design``: plain values, the design itself.
    :param breaches: what the checker found; a design with any is not kept.
    :param told: figures, as plain JSON values. :param notes: what was assumed or left out.
    :param bill: the cost by terms, in ``per``; ``keys``: by table (its Chinese name) how many of
        the first columns say what a row is about. :param moves: what it adds to indicators.
    :param sources: where the figures come from. :param digest: of the problem that was posed.
    :param county: its code, where it is about one and not about the province.
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
    bill: tuple[Term, ...] = ()
    per: Told = A_DAY
    drawn: Drawn | None = None
    moves: tuple[Moves, ...] = ()
    keys: Mapping[str, int] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    digest: str = ""
    county: str = ""

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


def answer_bytes(answer: Answer) -> bytes:
    """The design as it is kept. :raises InputError: N-975."""
    checked(answer)
    kept = {
        "form": answer.form,
        "synthetic": answer.synthetic,
        "province": answer.province,
        "data_version": answer.data_version,
        "asked": answer.asked,
        "design": answer.design,
    }
    return json.dumps(kept, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def keep_answer(answer: Answer, path: Path) -> None:
    """Write the design, whole or not at all. :raises InputError: N-975, V-101."""
    content = answer_bytes(answer)
    with whole_file(path) as aside:
        aside.write_bytes(content)


def read_answer(path: Path, book: Book, judges: Mapping[str, Judge]) -> Answer:
    """A kept design, judged against the problem posed anew out of the book.

    :raises InputError: N-976 when the file does not fit the book or cannot be read, N-856 when it
        is another province's.
    """
    return judged_bytes(file_bytes(path), book, judges, file=path.name)


def judged_bytes(content: bytes, book: Book, judges: Mapping[str, Judge], *, file: str) -> Answer:
    """As :func:`read_answer`, from the file's bytes. :raises InputError: N-976."""
    try:
        kept = json.loads(content)
        judge = judges[kept["form"]]
        if kept["province"] != book.province.name:
            raise InputError("N-856", made=kept["province"], book=book.province.name)
        return judge(book, kept["asked"], kept["design"])
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        if isinstance(error, JidiError):
            raise
        reason = oddity_of(error)
        raise InputError("N-976", file=file, reason=reason) from error


def answer_json(answer: Answer) -> dict[str, Any]:
    """As plain values."""
    return {
        "province": answer.province,
        "data_version": answer.data_version,
        "synthetic": answer.synthetic,
        "holds": answer.holds,
        "breaches": list(answer.breaches),
        "asked": dict(answer.asked),
        "problem_sha256": answer.digest,
        "bill": [{"term": t.id, "zh": t.words[0], "en": t.words[1], "yuan": round(t.yuan, 2)}
                 for t in answer.bill],
        "bill_per_zh": answer.per[0],
        "bill_per_en": answer.per[1],
        "sources": list(answer.sources),
        **answer.told,
        "notes": [note.to_json() for note in answer.notes],
    }  # fmt: skip


def answer_sheets(answer: Answer, lang: Language) -> tuple[Sheet, ...]:
    """The tables of a workbook."""
    zh = lang == "zh"
    said = [answer.headline[not zh], *answer.said(lang)]
    return (
        Sheet("概要" if zh else "Summary", ("内容" if zh else "what",), tuple((s,) for s in said)),
        *_bill_sheet(answer, lang),
        *(
            with_numbers(
                Sheet(
                    table.zh if zh else table.en,
                    tuple(table.heads[not zh].split(",")),
                    tuple(tuple(row) for row in table.rows[not zh]),
                )
            )
            for table in answer.tables
        ),
    )


def _bill_sheet(answer: Answer, lang: Language) -> tuple[Sheet, ...]:
    """The cost by terms, where it has any."""
    en = lang == "en"
    if not answer.bill:
        return ()
    total = (("合计", "total")[en], round(sum(term.yuan for term in answer.bill), 2))
    rows = (*((term.words[en], round(term.yuan, 2)) for term in answer.bill), total)
    return (Sheet(("费用", "Cost")[en], (("项目", "term")[en], answer.per[en]), rows),)


def export_answer(answer: Answer, path: Path, lang: Language) -> None:
    """Write a workbook.

    :raises UnknownName: N-668 for another ending. :raises InputError: N-975, V-101.
    """
    content = answer_as(answer, path.suffix.lower().lstrip("."), lang)
    with whole_file(path) as aside:
        aside.write_bytes(content)


def answer_as(answer: Answer, form: str, lang: Language) -> bytes:
    """A workbook. :raises UnknownName: N-668 for another form. :raises InputError: N-975."""
    if form not in EXPORTS:
        raise UnknownName("N-668", form=form, nearest=suggestion(form, EXPORTS))
    checked(answer)
    mark = SYNTHETIC[lang == "en"] if answer.synthetic else ""
    return sheets_bytes(answer_sheets(answer, lang), title=answer.province, mark=mark)


def outcome_of(answer: Answer, *, name: str, title: str = "") -> Outcome:
    """What a job gives back. :param name: of its files. :param title: under which it is kept."""
    files = files_of(
        lambda path: keep_answer(answer, path),
        lambda path, lang: export_answer(answer, path, lang),
        {f"{name}-zh.xlsx": "zh", f"{name}-en.xlsx": "en"},
        name=f"{name}.json",
    )
    said = zip(answer.said("zh"), answer.said("en"), strict=True)
    return Outcome(
        answer=(answer, title),
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
