"""The receipt of a file that was handed in: what came, and what became of every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jidi.core.errors import Language
from jidi.intake.times import BEIJING
from jidi.registry.intake import FiledReceipt


@dataclass(frozen=True)
class Counts:
    """What became of the rows: every one was accepted, held aside, or known already.

    :raises AssertionError: when they do not add up; no such receipt is ever given.
    """

    rows: int = 0
    accepted: int = 0
    held: int = 0
    duplicate: int = 0

    def __post_init__(self) -> None:
        if self.rows != self.accepted + self.held + self.duplicate:
            raise AssertionError(f"{self} does not add up")

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.rows + other.rows,
            self.accepted + other.accepted,
            self.held + other.held,
            self.duplicate + other.duplicate,
        )

    def to_json(self) -> dict[str, int]:
        """``in`` and what it is made of."""
        return {
            "in": self.rows,
            "accepted": self.accepted,
            "held": self.held,
            "duplicate": self.duplicate,
        }


def counts_of(plain: Mapping[str, int]) -> Counts:
    """Counts as they are kept."""
    return Counts(plain["in"], plain["accepted"], plain["held"], plain["duplicate"])


@dataclass(frozen=True)
class IntakeReceipt:
    """What became of one file.

    :param id: its number; empty when nothing was written (a dry run).
    :param body: everything else that is kept, as plain JSON values: kind, encoding, parts, reasons,
        sums, notes.
    :param repeated: this content had come before; this is the receipt it got then.
    """

    id: str
    file: str
    sender: str
    at: str
    by: str
    batch: str | None
    counts: Counts
    body: Mapping[str, Any] = field(repr=False)
    held_file: str | None = None
    repeated: bool = False

    @classmethod
    def of(cls, filed: FiledReceipt, *, repeated: bool = False) -> IntakeReceipt:
        """The receipt as it was filed."""
        return cls(
            id=filed.id,
            file=filed.file,
            sender=filed.sender,
            at=filed.at,
            by=filed.by,
            batch=filed.batch,
            counts=counts_of(filed.body["counts"]),
            body=filed.body,
            held_file=filed.held_file,
            repeated=repeated,
        )

    @property
    def written(self) -> bool:
        """Whether it was filed; not in a dry run."""
        return bool(self.id)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables whose rows came."""
        return tuple(dict.fromkeys(part["table"] for part in self.body["parts"]))

    def sentence(self, lang: Language) -> str:
        """The receipt in one sentence."""
        c = self.counts
        sum_ = f"{c.accepted:,} + {c.held:,} + {c.duplicate:,} = {c.rows:,}"
        if lang == "zh":
            if self.repeated:
                left = (
                    f"当时退回的 {c.held:,} 行可用 jidi ingest held resubmit {self.id} 重报。"
                    if c.held
                    else ""
                )
                return (
                    f"{self.file}：内容相同的文件已于 {_clock(self.at)} 收到（{self.id}，接收 "
                    f"{c.accepted:,}，退回 {c.held:,}，重复 {c.duplicate:,}），没有再次读入。{left}"
                )
            done = f"{self.id}" if self.written else "试运行，未写入"
            return (
                f"{self.file}（{done}）：共 {c.rows:,} 行，接收 {c.accepted:,}，退回 {c.held:,}，"
                f"重复 {c.duplicate:,}（{sum_}）。"
            )
        if self.repeated:
            left = (
                f" The {c.held:,} rows that were held aside come again with jidi ingest held "
                f"resubmit {self.id}."
                if c.held
                else ""
            )
            return (
                f"{self.file}: the same content came on {_clock(self.at)} ({self.id}: "
                f"{c.accepted:,} accepted, {c.held:,} held aside, {c.duplicate:,} duplicates); "
                f"nothing was done.{left}"
            )
        done = self.id if self.written else "dry run, nothing written"
        return (
            f"{self.file} ({done}): {c.rows:,} rows, {c.accepted:,} accepted, {c.held:,} held "
            f"aside, {c.duplicate:,} duplicates ({sum_})."
        )

    def to_json(self) -> dict[str, Any]:
        """The receipt as plain values."""
        return {
            "receipt": self.id or None,
            "file": self.file,
            "sender": self.sender,
            "at": self.at,
            "by": self.by,
            "batch": self.batch,
            "written": self.written,
            "repeated": self.repeated,
            **self.body,
            "summary_zh": self.sentence("zh"),
            "summary_en": self.sentence("en"),
        }


def _clock(at: str) -> str:
    """A time as it is kept, to the minute by the clock of Beijing."""
    return datetime.fromisoformat(at).astimezone(BEIJING).isoformat(" ", "minutes")[:16]
