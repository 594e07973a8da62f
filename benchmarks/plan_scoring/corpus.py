"""Invented plans: a marked text with its truth, made into a document and a list of rows.

A file ``NAME.plan`` has three parts divided by lines of ``===``:

1. settings, ``key = value`` a line: ``format`` (txt, docx, html, pdf), ``encoding``, ``base``,
   ``aim`` (years), ``region``, ``ends`` (``lf`` or ``crlf``); and how the text is laid out:
   ``wrap`` and ``gap`` (width of lines, blank lines between), ``pages`` and ``every`` (a page mark
   such as ``—{}—`` after so many lines), ``spaced`` (a blank in every so-many-th word), ``digits``
   (``full``), ``point`` (code of the decimal point, hexadecimal);
2. the text, with ``⟦name:characters⟧`` around what a row of truth speaks of; several names for the
   same characters are split by commas. Tables stand between ``@table LAYOUT`` and ``@end``, cells
   divided by ``|``; ``^`` continues the cell above, ``<`` the cell to the left;
3. the truth, ``name; section; what; right names; value; unit; operator; when; key=value; …`` a
   line. An empty value is the number in the marked characters, an empty operator the one they
   print. ``also`` before the section marks what is true without being asked for. The kind ``row``
   stands for a table row: its marks are ``NAME`` + ``b`` (baseline), ``l`` (level), ``m``
   (interim level, its year in ``m=``), ``g`` (growth), ``i`` (increment).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from plan_scoring import layouts
from plan_scoring.anchored import Anchor, Anchored
from plan_scoring.plain_text import plain
from plan_scoring.tables import Table, laid_out
from plan_scoring.truth import Truth

_MARK = re.compile(r"⟦(?P<names>[^:⟦⟧]+):(?P<text>[^⟦⟧]*)⟧")
_ROW_PARTS = {"b": "baseline", "l": "level", "m": "level", "g": "growth", "i": "increment"}
_OPERATORS = (
    (r"[>＞〉﹥]|超过|突破|高于|余", ">"),
    (r"[≥⩾≧]|以上|不低于|不少于|不小于|至少", "≥"),
    (r"[<＜〈]|低于", "<"),
    (r"[≤⩽≦]|以下|不超过|不高于|以内", "≤"),
    (r"左右|约|近|上下|大约", "≈"),
)


@dataclass(frozen=True)
class Invented:
    """An invented plan: how it is written down, its parts, and what is true of it.

    :param parts: paragraphs (with their marks) and tables, in order.
    """

    name: str
    settings: dict[str, str]
    parts: tuple[str | Table, ...]
    rows: tuple[str, ...]
    made: Path | None = None
    """The document itself, where it lies ready beside the ``.plan`` file (PDF)."""

    @property
    def format(self) -> str:
        """txt, docx, html or pdf."""
        return self.settings.get("format", "txt")

    @property
    def marked(self) -> str:
        """The whole text with its marks, tables in their layout."""
        return "\n".join(p if isinstance(p, str) else laid_out(p) for p in self.parts)

    def anchored(self, *, also: bool = False) -> Anchored:
        """The text without marks; its rows of truth, or those also true."""
        plain_text, places = _unmarked(self.marked)
        anchors = []
        for row in self.rows:
            is_also = row.startswith("also ")
            if is_also == also:
                anchors += _anchors(row.removeprefix("also "), plain_text, places, self.settings)
        return _dressed(Anchored(plain_text, tuple(anchors)), self.settings)

    @property
    def truth(self) -> list[Truth]:
        """What has to be read; without lines in documents that have none of their own."""
        return self._lined(self.anchored().truth)

    @property
    def also(self) -> list[Truth]:
        """What may be read besides."""
        return self._lined(self.anchored(also=True).truth)

    def _lined(self, rows: list[Truth]) -> list[Truth]:
        if self.format == "txt":
            return rows
        return [Truth(**{**row.__dict__, "line": ""}) for row in rows]


def load(path: Path) -> Invented:
    """The invented plan of a ``.plan`` file."""
    head, body, foot = re.split(r"(?m)^===\n", path.read_text("utf-8"))
    pairs = (line.partition("=") for line in head.splitlines() if "=" in line)
    settings = {key.strip(): value.strip() for key, _, value in pairs}
    rows = tuple(
        line.strip() for line in foot.splitlines() if line.strip() and not line.startswith("#")
    )
    made = path.with_suffix(".pdf")
    parts = tuple(_parts(body.rstrip("\n")))
    return Invented(path.stem, settings, parts, rows, made if made.exists() else None)


def _dressed(text: Anchored, settings: dict[str, str]) -> Anchored:
    """The text in the layout the settings ask for."""
    if "spaced" in settings:
        text = layouts.spaced(text, every=int(settings["spaced"]))
    if "wrap" in settings:
        width, gap = int(settings["wrap"]), int(settings.get("gap", 0))
        text = layouts.wrapped(text, width=width, gap=gap)
    if "pages" in settings:
        text = layouts.paged(text, every=int(settings["every"]), mark=settings["pages"])
    if settings.get("digits") == "full":
        text = layouts.full_width(text)
    if "point" in settings:
        text = layouts.with_point(text, chr(int(settings["point"], 16)))
    return text


def _parts(body: str) -> list[str | Table]:
    parts: list[str | Table] = []
    for number, piece in enumerate(re.split(r"(?m)^@table (.*)\n([\s\S]*?)^@end\n?", body)):
        if number % 3 == 0:
            parts += [piece.rstrip("\n")] if piece.rstrip("\n") or not parts else []
        elif number % 3 == 1:
            layout = piece.strip()
        else:
            rows = [[cell.strip() for cell in line.split("|")] for line in piece.splitlines()]
            parts.append(Table(layout, tuple(tuple(row) for row in rows)))
    return parts


def _unmarked(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """The text without marks, and where each name's characters stand."""
    pieces, places, at, length = [], {}, 0, 0
    for mark in _MARK.finditer(marked):
        pieces += [marked[at : mark.start()], mark["text"]]
        length += mark.start() - at
        for name in mark["names"].split(","):
            if name in places:
                raise ValueError(f"the mark {name} stands twice")
            places[name] = (length, length + len(mark["text"]))
        length += len(mark["text"])
        at = mark.end()
    return "".join([*pieces, marked[at:]]), places


def _anchors(
    row: str, text: str, places: dict[str, tuple[int, int]], settings: dict[str, str]
) -> list[Anchor]:
    cells = [cell.strip() for cell in row.split(";")]
    if len(cells) < 4:
        raise ValueError(f"too few cells in the row of truth: {row}")
    fixed, extra = [*cells[:8], *[""] * (8 - len(cells))], dict(_pair(c) for c in cells[8:] if c)
    name, _, what, *_ = fixed
    if what != "row":
        return [_anchor(fixed, extra, text, places[name])]
    found = []
    for letter, kind in _ROW_PARTS.items():
        if name + letter in places:
            cells_of = _of_row(fixed, extra, letter, kind, settings)
            found.append(_anchor(cells_of, extra, text, places[name + letter]))
    if not found:
        raise ValueError(f"no mark for the row {name}")
    return found


def _pair(cell: str) -> tuple[str, str]:
    key, _, value = cell.partition("=")
    return key.strip(), value.strip()


def _of_row(
    fixed: list[str], extra: dict[str, str], letter: str, kind: str, settings: dict[str, str]
) -> list[str]:
    """The cells of one part of a table row."""
    name, section, _, zh, _, unit, _, when = fixed
    years = {"b": extra.get("b", settings["base"]), "m": extra.get("m", "")}
    unit = "%" if letter == "g" else unit
    value = extra.get(f"{letter}_value", "")
    return [name, section, kind, zh, value, unit, "", years.get(letter, when or settings["aim"])]


def _anchor(cells: list[str], extra: dict[str, str], text: str, place: tuple[int, int]) -> Anchor:
    name, section, what, zh, value, unit, operator, when = cells
    words = text[place[0] : place[1]]
    low, _, high = (value or _number(words, what)).partition("-")
    listed = extra.get("listed", "").replace("、", "；")
    low = str(len(listed.split("；"))) if what == "list" else low
    row = Truth(
        item=name,
        section=section,
        what=what,
        name=zh,
        must=extra.get("must", ""),
        value=low,
        high=high,
        unit=unit,
        operator=operator or (_operator(words) if low and what != "list" else ""),
        certainty=extra.get("certainty", ""),
        when=when,
        base=extra.get("since", ""),
        line="",
        text="",
        listed=listed,
    )
    return Anchor(row, *place)


def _number(words: str, what: str) -> str:
    if what in ("area", "box", "notation", "list"):
        return ""
    found = re.search(r"\d+(?:\.\d+)?", plain(words).replace(",", ""))
    return found.group() if found else ""


def _operator(words: str) -> str:
    return next((sign for pattern, sign in _OPERATORS if re.search(pattern, words)), "=")
