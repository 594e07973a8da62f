"""What a plan consists of besides figures: its source, goal areas, boxes, named systems, the rest.

A reader of documents fills these; the audit uses areas and boxes, a person works off the rest.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from jidi.model.plan_record import Passage, Passages
from jidi.model.strict import Strict


class SourceText(Strict):
    """The document a draft was read from; spans count characters of its decoded text.

    :param digest: SHA-256 of the file's bytes, in hexadecimal.
    :param encoding: how the bytes were decoded; empty for DOCX and PDF.
    """

    file: str
    kind: Literal["txt", "docx", "pdf", "html"]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    encoding: str = ""
    characters: Annotated[int, Field(ge=0)]
    reader: str = ""
    """Version of the rules that read it."""


class Area(Strict):
    """A goal area the plan announces (规模效益, 绿色发展 …), in the plan's order."""

    zh: str
    at: Passages


class Box(Strict):
    """A box (专栏) with its number as printed and its title."""

    number: str = ""
    zh: str
    at: Passages


class Mechanism(Strict):
    """A named system, platform, mechanism or institution the plan asks for, without a number."""

    id: str
    kind: Literal["system", "platform", "mechanism", "institution", "programme"]
    zh: str
    at: Passages


class Unread(Strict):
    """A figure or table cell that no rule understood; it waits for a person.

    :param reason_zh: why it was left.
    """

    text: str
    reason_zh: str
    reason_en: str
    at: tuple[Passage, ...] = ()
