"""A bulletin's figures into a book: once per content, what is known already left out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from jidi.core.errors import InputError, Language, Place
from jidi.core.period import Period
from jidi.lake.load import Receipt
from jidi.model.observation import Observation
from jidi.service.books import Book
from jidi.service.bulletins import Asked, BulletinReport, read_bulletin_file
from jidi.service.known_figures import observations_of
from jidi.service.publishing import row_of
from jidi.statistics import plain_of

_ORIGIN: Final = "published"

Key = tuple[str, str, Period, str]


@dataclass(frozen=True)
class Aside:
    """An observation that was not recorded, and the known one that stands in its way."""

    observation: Observation
    known: Observation

    def to_json(self) -> dict[str, Any]:
        """Both as plain values."""
        return {
            "indicator": self.observation.indicator,
            "division": self.observation.division.text,
            "period": str(self.observation.period),
            "status": self.observation.status.value,
            "value": f"{self.observation.value}{self.observation.unit}",
            "known_value": f"{self.known.value}{self.known.unit}",
            "known_source": self.known.source,
        }


@dataclass(frozen=True)
class Recorded:
    """What recording a bulletin did.

    :param receipt: of the commit; None when the book knew everything already.
    :param added: the figures that became part of the book.
    :param known: how many the book held already, with the same value.
    :param aside: figures that differ from the book's own of the same status, held aside.
    """

    report: BulletinReport
    receipt: Receipt | None
    added: tuple[Observation, ...]
    known: int
    aside: tuple[Aside, ...]

    def sentence(self, lang: Language) -> str:
        """What was done, in one sentence."""
        aside = len(self.aside)
        if self.receipt is not None and self.receipt.repeated:
            return (
                f"这份文件已于 {self.receipt.at} 记入（{self.receipt.batch}），没有重复记入。"
                if lang == "zh"
                else f"This file was recorded on {self.receipt.at} ({self.receipt.batch}); nothing "
                "was done twice."
            )
        if self.receipt is None:
            return (
                f"没有新的数可记：账簿已有 {self.known} 个，与账簿不同而未记的 {aside} 个。"
                if lang == "zh"
                else f"Nothing new to record: {self.known} figures are known, {aside} differ from "
                "the book and are held aside."
            )
        return (
            f"已记入 {len(self.added)} 个数（{self.receipt.batch}，数据版本 "
            f"{self.receipt.version}）；账簿已有 {self.known} 个，与账簿不同而未记的 {aside} 个。"
            if lang == "zh"
            else f"{len(self.added)} figures recorded ({self.receipt.batch}, data version "
            f"{self.receipt.version}); {self.known} were known, {aside} differ from the book and "
            "are held aside."
        )

    def to_json(self) -> dict[str, Any]:
        """The receipt, what was added and what was not, and the reading itself."""
        return {
            "receipt": None if self.receipt is None else asdict(self.receipt),
            "added": len(self.added),
            "known": self.known,
            "aside": [each.to_json() for each in self.aside],
            "summary_zh": self.sentence("zh"),
            "summary_en": self.sentence("en"),
            "reading": self.report.to_json(),
        }


def record_bulletin_file(
    path: Path, asked: Asked, *, book: Book, by: str, now: datetime
) -> Recorded:
    """Read a bulletin and make its accepted figures part of the book.

    A figure that the book holds already with the same status is not written again; one that differs
    from it is held aside and told. The same file with the same answers is recorded once.

    :param by: who signs for it.
    :raises InputError: V-121 when the bulletin gives no figure; and those of reading.
    :raises LakeError: when the book cannot be written.
    """
    report = read_bulletin_file(path, asked, book=book)
    once_as = _digest(report, asked)
    before = book.workspace.lake.receipt(once_as)
    if before is not None:
        return Recorded(report, before, (), 0, ())
    found = report.bulletin.observations
    if not found:
        raise InputError("V-121", where=Place(file=path.name), refused=len(report.bulletin.refused))
    added, known, aside = _sorted(found, observations_of(book))
    if not added:
        return Recorded(report, None, (), known, aside)
    receipt = book.workspace.lake.commit(
        {"observation": pa.Table.from_pylist([row_of(one) for one in added])},
        source=asked.source or path.name,
        origin=_ORIGIN,
        by=by,
        clock=lambda: now,
        once_as=once_as,
    )
    return Recorded(report, receipt, tuple(added), known, aside)


def _digest(report: BulletinReport, asked: Asked) -> str:
    """One for each content, and for each place and time the user gave it."""
    told = "\n".join((report.document.digest, asked.division, asked.period))
    return "bulletin:" + hashlib.sha256(told.encode()).hexdigest()


def _sorted(
    found: Iterable[Observation], held: Iterable[Observation]
) -> tuple[list[Observation], int, tuple[Aside, ...]]:
    """New figures, how many are known, and those that differ from what is known."""
    book: Mapping[Key, Observation] = {_key(one): one for one in held}
    added: list[Observation] = []
    aside: list[Aside] = []
    known = 0
    for one in found:
        own = book.get(_key(one))
        if own is None:
            added.append(one)
        elif _agrees(one, own):
            known += 1
        else:
            aside.append(Aside(one, own))
    return added, known, tuple(aside)


def _key(one: Observation) -> Key:
    return (one.indicator, one.division.text, one.period, one.status.value)


def _agrees(one: Observation, own: Observation) -> bool:
    ours, theirs = plain_of(one), plain_of(own)
    if ours is None or theirs is None or one.unit.dimension != own.unit.dimension:
        return ours is None
    return ours.meets(theirs)
