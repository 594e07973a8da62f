"""The styles of the document, and the fonts that may stand in for absent ones."""

from __future__ import annotations

from typing import Any

from jidi.core.errors import Language
from jidi.report.word.look import BODY, CHAPTER, KAI, ROMAN, SANS, SONG, TITLE, Face, Look
from jidi.report.word.xml import w

BLUE, GREY, RED = "1D4F91", "52606D", "9B1C1C"
_BODY_LINES = 300
"""One and a quarter lines, in 240ths."""


def fill_styles(styles: Any, look: Look, lang: Language) -> None:
    """Replace the styles of the template by ours."""
    for child in list(styles):
        styles.remove(child)
    styles.append(_defaults(look, lang))
    for style in (*_paragraph_styles(look), *_character_styles(look), _table_style()):
        styles.append(style)


def _defaults(look: Look, lang: Language) -> Any:
    language = w("lang", val="en-US", eastAsia="zh-CN")
    if lang == "en":
        language = w("lang", val="en-GB", eastAsia="zh-CN")
    return w(
        "docDefaults",
        w("rPrDefault", w("rPr", *_font(look.body), language)),
        w("pPrDefault", w("pPr", w("spacing", after=0, line=240, lineRule="auto"))),
    )


def _font(face: Face, colour: str = "") -> tuple[Any, ...]:
    """Run properties of a face, in the order the schema asks for."""
    return (
        w(
            "rFonts",
            hint="eastAsia",
            ascii=face.latin,
            hAnsi=face.latin,
            eastAsia=face.east_asian,
            cs=face.latin,
        ),
        w("b") if face.bold else w("b", val=0),
        *((w("color", val=colour),) if colour else ()),
        w("sz", val=face.size),
        w("szCs", val=face.size),
    )


def _style(kind: str, name: str, *children: Any, id_: str = "", default: bool = False) -> Any:
    own = {"default": 1} if default else {}
    return w("style", w("name", val=name), *children, type=kind, styleId=id_ or name, **own)


def _paragraph_styles(look: Look) -> list[Any]:
    exact = {"line": look.line, "lineRule": "exact"} if look.line else {"line": _BODY_LINES}

    def body(side: str = "both") -> tuple[Any, ...]:
        spacing = w("spacing", after=0 if look.line else 120, **exact)
        return (spacing, _indent(look, look.body), w("jc", val=side))

    made = [
        _style("paragraph", "Normal", w("qFormat"), id_="Normal", default=True),
        _shown("Title", look.title, _centred(before=60, after=120)),
        _shown(
            "Lead", look.lead, (w("spacing", before=200, after=240), w("jc", val="center")), GREY
        ),
        _shown("Body", look.body, body()),
        _shown("Item", look.body, body("left")),
        _shown("Banner", look.caption, (_frame(), w("spacing", before=60, after=180)), RED),
        _shown("Note", look.note, (w("spacing", before=40, after=120),), GREY),
        _shown("FigureHolder", look.note, (w("keepNext"), w("jc", val="center"))),
        _shown("UnitLine", look.note, (w("keepNext"), w("jc", val="right")), GREY),
        _shown("TableText", look.table, (w("spacing", before=20, after=20),)),
        _shown("SmallTableText", look.small_table, (w("spacing", before=10, after=10),)),
        _shown("AnnexText", look.annex, ()),
        _shown("header", look.header, (w("jc", val="center"),), RED, id_="Header"),
        _shown("footer", look.footer, (), id_="Footer"),
    ]
    made += [_caption(look, "caption", "TableCaption"), _caption(look, "figure", "FigureCaption")]
    made += [_heading(look, level) for level in range(1, 5)]
    return made


def _shown(
    name: str, face: Face, properties: tuple[Any, ...], colour: str = "", *, id_: str = ""
) -> Any:
    return _style(
        "paragraph",
        name,
        w("basedOn", val="Normal"),
        w("qFormat"),
        w("pPr", *properties),
        w("rPr", *_font(face, colour)),
        id_=id_ or name,
    )


def _centred(*, before: int, after: int) -> tuple[Any, ...]:
    return (w("spacing", before=before, after=after), w("jc", val="center"))


def _frame() -> Any:
    """A line around a paragraph."""
    sides = ("top", "left", "bottom", "right")
    return w("pBdr", *(w(side, val="single", sz=8, space=4, color=RED) for side in sides))


def _caption(look: Look, kind: str, style: str) -> Any:
    """Captions stand above tables and stay with them; below figures, they end them."""
    above = kind == "caption"
    properties = (
        w("keepNext") if above else None,
        w("spacing", before=200 if above else 40, after=60 if above else 160),
        w("jc", val="center"),
    )
    return _shown(style, look.caption, properties, id_=style)


def _heading(look: Look, level: int) -> Any:
    face = look.headings[level - 1]
    spacing = w("spacing", before=0, after=0, line=look.line, lineRule="exact")
    if not look.line:
        spacing = w("spacing", before=320 - 40 * level, after=100)
    return _style(
        "paragraph",
        f"heading {level}",
        w("basedOn", val="Normal"),
        w("next", val="Body"),
        w("qFormat"),
        w(
            "pPr",
            w("keepNext"),
            w("keepLines"),
            spacing,
            _indent(look, face),
            w("outlineLvl", val=level - 1),
        ),
        w("rPr", *_font(face)),
        id_=f"Heading{level}",
    )


def _indent(look: Look, face: Face) -> Any | None:
    """The indent of a first line; the width in points stands in where characters are not known."""
    if not look.indent:
        return None
    return w("ind", firstLineChars=look.indent, firstLine=face.size * look.indent // 10)


def _character_styles(look: Look) -> list[Any]:
    return [
        _style("character", "Cited", w("rPr", w("color", val="auto"), w("u", val="none"))),
        _style(
            "character",
            "Mark",
            w(
                "rPr",
                w("b", val=0),
                w("color", val=BLUE),
                w("u", val="none"),
                w("vertAlign", val="superscript"),
            ),
        ),
        _style("character", "Basis", w("rPr", *_font(look.basis, GREY))),
    ]


def _table_style() -> Any:
    """三线表: a heavy line above and below, a light one under the head."""
    margins = w(
        "tblCellMar",
        w("left", w=40, type="dxa"),
        w("right", w=40, type="dxa"),
    )
    borders = w(
        "tblBorders",
        w("top", val="single", sz=12, space=0, color="000000"),
        w("bottom", val="single", sz=12, space=0, color="000000"),
    )
    return _style("table", "ThreeLines", w("tblPr", borders, margins))


_STAND_INS = {
    TITLE: ("FZXiaoBiaoSong-B05S,宋体,SimSun", "86", "roman"),
    BODY: ("仿宋,FangSong,STFangsong,华文仿宋", "86", "modern"),
    KAI: ("楷体,KaiTi,STKaiti,华文楷体", "86", "modern"),
    CHAPTER: ("SimHei,黑体,Noto Sans CJK SC", "86", "swiss"),
    SONG: ("SimSun,宋体,Noto Serif CJK SC", "86", "roman"),
    ROMAN: ("Liberation Serif,Tinos", "00", "roman"),
    SANS: ("Liberation Sans,Arimo", "00", "swiss"),
}
"""Other names, character set and family by which a program finds another font for an absent one."""


def font_table() -> Any:
    """The fonts of the document with what may stand in for them."""
    fonts = w("fonts")
    for name, (others, charset, family) in _STAND_INS.items():
        fonts.append(
            w(
                "font",
                w("altName", val=others),
                w("charset", val=charset),
                w("family", val=family),
                w("pitch", val="variable"),
                name=name,
            )
        )
    return fonts
