"""What a kind of job is given to work with, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # whoever tells of a job need not load what does every kind of work
    from jidi.service.books import Book
    from jidi.service.design_answer import Answer
    from jidi.service.hub_design import HubJudged
    from jidi.service.rural_designs import CountyDesign
    from jidi.service.trunk_design import TrunkJudged

Progress = Callable[[float, str], None]
"""Told the share that is done, 0 to 1, and the step."""


@dataclass(frozen=True)
class Task:
    """One attempt at a job.

    :param book: at the data version that was asked for.
    :param cancelled: asked between steps; when it says so, the best so far is wanted.
    :param folder: what is written here stays for the next attempt at the same work.
    :param processes: how many may work at once.
    """

    book: Book
    asked: Mapping[str, Any]
    progress: Progress
    cancelled: Callable[[], bool]
    folder: Path
    processes: int = 1


@dataclass(frozen=True)
class ToldTable:
    """A small table of what came out, in both languages."""

    zh: str
    en: str
    heads: tuple[str, str]
    """With commas between."""
    rows: tuple[Sequence[Sequence[Any]], Sequence[Sequence[Any]]]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "zh": self.zh,
            "en": self.en,
            "heads_zh": self.heads[0].split(","),
            "heads_en": self.heads[1].split(","),
            "rows_zh": [list(row) for row in self.rows[0]],
            "rows_en": [list(row) for row in self.rows[1]],
        }


@dataclass(frozen=True)
class Outcome:
    """What came of a job; it is kept when the job ends, all or nothing.

    :param designs: verified designs with their titles, for the book's store.
    :param hubs: a verified design of hubs with its title, for the same store.
    :param trunks: verified designs of trunk lanes with their titles, likewise.
    :param answer: a :class:`jidi.service.design_answer.Answer` with its title, likewise.
    :param files: other results by file name.
    :param lines: what is to be said, Chinese and English.
    :param told: figures, as plain JSON values.
    :param synthetic: whether it rests on synthetic data.
    :param folder_needed: whether the folder must stay, because there is more to do.
    """

    designs: tuple[tuple[CountyDesign, str], ...] = ()
    hubs: tuple[HubJudged, str] | None = None
    trunks: tuple[tuple[TrunkJudged, str], ...] = ()
    answer: tuple[Answer, str] | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    lines: tuple[tuple[str, str], ...] = ()
    tables: tuple[ToldTable, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
    synthetic: bool = False
    folder_needed: bool = False


Doer = Callable[[Task], Outcome]
"""Who does a kind of work."""
Doers = Callable[[], Mapping[str, Doer]]
"""Gives, by kind, those who do what only the floors above can: reports are written there. It is a
function of a module, so that a worker process can be handed it, and loads what does the work only
when it is called, with the first job."""


def nobody() -> Mapping[str, Doer]:
    """No doers besides those of the kinds themselves."""
    return {}


def both(say: Callable[..., Any], *about: Any) -> tuple[Any, Any]:
    """What a function says in Chinese and in English."""
    return say(*about, "zh"), say(*about, "en")


def lines_of(*said: tuple[list[str], list[str]]) -> tuple[tuple[str, str], ...]:
    """Lines in Chinese beside the same in English."""
    return tuple(pair for zh, en in said for pair in zip(zh, en, strict=True))
