"""WordprocessingML elements in one line: ``w("pPr", w("pStyle", val="Body"))``."""

from __future__ import annotations

from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def w(tag: str, /, *children: Any, **attributes: str | int) -> Any:
    """An element of the main namespace; None among the children is left out."""
    element = etree.Element(f"{{{W}}}{tag}")
    for name, value in attributes.items():
        element.set(f"{{{W}}}{name}", str(value))
    for child in children:
        if child is not None:
            element.append(child)
    return element


def text(content: str) -> Any:
    """The text of a run, its blanks kept."""
    element = w("t")
    element.text = content
    element.set(_SPACE, "preserve")
    return element


def run(content: str, *properties: Any) -> Any:
    """A run of text with its properties."""
    return w("r", w("rPr", *properties) if properties else None, text(content))


def paragraph(style: str, *runs: Any, properties: tuple[Any, ...] = ()) -> Any:
    """A paragraph of a style."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), *runs)


def field(instruction: str, shown: str, *properties: Any) -> Any:
    """A field such as the page number."""
    return w("fldSimple", run(shown, *properties), instr=instruction)


def link(anchor: str, *runs: Any) -> Any:
    """A link to a bookmark of the same document."""
    return w("hyperlink", *runs, anchor=anchor, history=1)


def bookmark(name: str, number: int) -> tuple[Any, Any]:
    """Both ends of a bookmark."""
    return w("bookmarkStart", id=number, name=name), w("bookmarkEnd", id=number)
