"""How a report looks in either language: fonts, sizes, distances.

Chinese: the habits of GB/T 9704-2012. A4, margins 37/35/28/26 mm, title 方正小标宋简体 二号, body
仿宋_GB2312 三号 with 28 pt lines and an indent of two characters, headings 黑体, 楷体, 仿宋.
Sizes are in half points, as DOCX counts them; distances in twentieths of a point.
"""

from __future__ import annotations

from dataclasses import dataclass

from jidi.core.errors import Language

TITLE, CHAPTER, KAI, SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
BODY = "仿宋_GB2312"
ROMAN, SANS = "Times New Roman", "Arial"


@dataclass(frozen=True)
class Face:
    """A font for Latin and one for Chinese characters, a size, and whether it is bold."""

    latin: str
    east_asian: str
    size: int
    bold: bool = False


@dataclass(frozen=True)
class Look:
    """Everything that differs between the languages.

    :param line: exact height of a body line; 0 for one and a quarter lines.
    :param indent: first-line indent of the body, in hundredths of a character.
    """

    title: Face
    lead: Face
    headings: tuple[Face, Face, Face, Face]
    body: Face
    basis: Face
    note: Face
    caption: Face
    table: Face
    small_table: Face
    annex: Face
    header: Face
    footer: Face
    line: int
    indent: int
    chart_fonts: tuple[str, str]


_CHINESE = Look(
    title=Face(ROMAN, TITLE, 44),
    lead=Face(ROMAN, KAI, 24),
    headings=(
        Face(ROMAN, CHAPTER, 32),
        Face(ROMAN, KAI, 32),
        Face(ROMAN, BODY, 32, bold=True),
        Face(ROMAN, BODY, 32),
    ),
    body=Face(ROMAN, BODY, 32),
    basis=Face(ROMAN, KAI, 24),
    note=Face(ROMAN, SONG, 18),
    caption=Face(ROMAN, CHAPTER, 24),
    table=Face(ROMAN, SONG, 21),
    small_table=Face(ROMAN, SONG, 18),
    annex=Face(ROMAN, SONG, 15),
    header=Face(ROMAN, CHAPTER, 18),
    footer=Face(ROMAN, SONG, 28),
    line=560,
    indent=200,
    chart_fonts=(ROMAN, SONG),
)
_ENGLISH = Look(
    title=Face(SANS, CHAPTER, 40, bold=True),
    lead=Face(SANS, CHAPTER, 21),
    headings=(
        Face(SANS, CHAPTER, 30, bold=True),
        Face(SANS, CHAPTER, 26, bold=True),
        Face(SANS, CHAPTER, 23, bold=True),
        Face(SANS, CHAPTER, 22),
    ),
    body=Face(ROMAN, SONG, 22),
    basis=Face(ROMAN, SONG, 19),
    note=Face(ROMAN, SONG, 18),
    caption=Face(SANS, CHAPTER, 20, bold=True),
    table=Face(SANS, SONG, 17),
    small_table=Face(SANS, SONG, 16),
    annex=Face(SANS, SONG, 13),
    header=Face(SANS, CHAPTER, 16, bold=True),
    footer=Face(SANS, SONG, 18),
    line=0,
    indent=0,
    chart_fonts=(SANS, SONG),
)


def look_of(lang: Language) -> Look:
    """The look of a language."""
    return _CHINESE if lang == "zh" else _ENGLISH
