"""A told table on the command line."""

from __future__ import annotations

from jidi.cli.output import Face, print_line, print_table
from jidi.service.told import Told, said


def print_told(face: Face, told: Told, *, most: int | None = None) -> None:
    """The table, how many rows were left out, and its notes."""
    heads = [said((head.zh, head.en), face.lang) for head in told.heads]
    print_table(said(told.title, face.lang), heads, told.texts(face.lang, most=most))
    left = len(told.lines) - (most if most is not None else len(told.lines))
    if left > 0:
        print_line(face.say(f"另有 {left} 行（--limit）", f"{left} rows more (--limit)"))
    for note in told.notes:
        print_line(said(note, face.lang))


def print_no_data(face: Face, table: str) -> None:
    """Says that a table holds nothing: no data, never zero."""
    print_line(face.say(f"无数据：表 {table} 为空", f"no data: the table {table} holds nothing"))
