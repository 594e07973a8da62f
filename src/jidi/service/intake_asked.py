"""What is asked with rows on their way in, and the rows themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jidi.feeds import Block


@dataclass(frozen=True)
class IntakeAsked:
    """What is asked with a file.

    :param table: name of the table; told from sheet, file or heads when empty.
    :param sender: who handed it in; chooses the saved mapping.
    :param origin: reported, published or synthetic.
    :param mapping: a file that says what printed heads mean.
    :param save_mapping: keep that mapping for the sender.
    :param whole: take all rows or none: a row that would be held aside refuses the file.
    """

    table: str = ""
    sender: str = ""
    origin: str = "reported"
    mapping: Path | None = None
    save_mapping: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Incoming:
    """Rows on their way in: from a file, or rows held aside that come again.

    :param once_as: the digest under which this content comes in once.
    :param resubmits: rows held aside that come again with it.
    """

    file: str
    once_as: str
    blocks: Callable[[], Iterator[Block]]
    about: dict[str, Any]
    resubmits: tuple[tuple[str, int], ...] = ()
