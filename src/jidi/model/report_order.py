"""What is asked of a report over the network."""

from __future__ import annotations

from dataclasses import dataclass

from jidi.core.errors import Language


@dataclass(frozen=True)
class Order:
    """A report as it is asked for over the network.

    :param year: None for the usual one of the kind.
    :param at: the clock of the report, ISO 8601; the book's newest commit when empty.
    """

    kind: str = "annual"
    year: int | None = None
    lang: Language = "zh"
    format_name: str = "docx"
    forecast: bool = False
    at: str = ""
