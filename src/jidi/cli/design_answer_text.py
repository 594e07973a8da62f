"""What is printed of a design that is an :class:`Answer`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from jidi.cli.output import Face, print_json, print_line, print_table
from jidi.core.worded import Worded

if TYPE_CHECKING:
    from jidi.service.answer_effect import AnswerEffect
    from jidi.service.design_answer import Answer

ROWS: Final = 20
"""Of a long table; the whole stands in the workbook and in ``--json``."""

ValuesOption = Annotated[
    Path | None,
    typer.Option("--values", help="本省取值的 TOML 文件 / The province's own values."),
]


def show_answer(found: Answer, face: Face, *, as_json: bool) -> None:
    """Headline, tables, what else is to be told, what the checker found."""
    from jidi.service.design_answer import answer_json

    if as_json:
        print_json(answer_json(found))
        return
    en = face.lang == "en"
    print_line(found.headline[en])
    for table in found.tables:
        rows = table.rows[en]
        title = table.en if en else table.zh
        if len(rows) > ROWS + 5:
            left = len(rows) - ROWS
            rest = face.say(f"另有 {left} 行见导出", f"{left} more rows in the export")
            title, rows = f"{title}（{rest}）" if not en else f"{title} ({rest})", rows[:ROWS]
        if rows:
            print_table(title, table.heads[en].split(","), [[str(c) for c in r] for r in rows])
    if found.bill:
        rows = [[term.words[en], f"{term.yuan:,.0f}"] for term in found.bill]
        print_table(face.say("费用", "Cost"), [face.say("项目", "term"), found.per[en]], rows)
    for line in found.said(face.lang):
        print_line(line)
    for breach in found.breaches:
        print_line(breach.english if en and isinstance(breach, Worded) else breach)
    if found.holds:
        print_line(face.say("核验通过", "Verified"))


def explain_placed(
    design: Path,
    place: str,
    face: Face,
    workspace: Path | None,
    problem: Path | None,
    *,
    as_json: bool,
) -> None:
    """Why a design is as it is about one place or line."""
    from jidi.core.errors import InputError
    from jidi.service.answer_store import explained_answer
    from jidi.service.books import open_book
    from jidi.service.design_forms import HUBS, file_bytes, form_of
    from jidi.service.hub_design import judged_hubs, judged_with
    from jidi.service.hub_explaining import explained_hub
    from jidi.service.hub_files import posed_of
    from jidi.service.rural_words import SYNTHETIC

    if workspace is None:
        raise InputError("N-653", file=design.name)
    with open_book(workspace, engine=face.engine) as book:
        if form_of(design) == HUBS:
            hubs = (
                judged_hubs(design, book)
                if problem is None
                else judged_with(design, posed_of(problem))
            )
            lines, synthetic = explained_hub(book, hubs, place), hubs.posed.synthetic
        else:
            lines, synthetic = explained_answer(book, file_bytes(design), place, file=design.name)
    if as_json:
        print_json({"place": place, "synthetic": synthetic,
                    "said_zh": [zh for zh, _ in lines],
                    "said_en": [en for _, en in lines]})  # fmt: skip
        return
    for line in lines:
        print_line(line[face.lang == "en"])
    if synthetic:
        print_line(face.say(*SYNTHETIC))


def show_answer_effect(
    design: Path, face: Face, *, workspace: Path, period: str, as_json: bool
) -> None:
    """What a design does to the province's indicators."""
    from jidi.service.answer_effect import answer_effect
    from jidi.service.answer_store import answer_of_file
    from jidi.service.books import open_book
    from jidi.service.design_answer import checked

    with open_book(workspace, engine=face.engine) as book:
        found = answer_effect(book, checked(answer_of_file(design, book)), period=period)
    _show_effect(found, face, as_json=as_json)


def show_trunk_effect(
    design: Path, face: Face, *, workspace: Path, period: str, as_json: bool
) -> None:
    """What a trunk design does to the province's indicators."""
    from jidi.service.books import open_book
    from jidi.service.trunk_design import accepted_trunk
    from jidi.service.trunk_effect import DAILY, trunk_effect

    with open_book(workspace, engine=face.engine) as book:
        found = trunk_effect(book, accepted_trunk(design, book), period=period)
    _show_effect(found, face, as_json=as_json)
    if not as_json:
        print_line(face.say(*DAILY))


def _show_effect(found: AnswerEffect, face: Face, *, as_json: bool) -> None:
    from jidi.service.answer_effect import EFFECT_HEADS
    from jidi.service.rural_words import SYNTHETIC

    if as_json:
        print_json(found.to_json())
        return
    heads = EFFECT_HEADS[face.lang == "en"].split(",")
    title = face.say("设计的影响", "Effect")
    print_table(f"{title} {found.period}", heads, found.texts(face.lang))
    if not found.rows:
        print_line(face.say("没有与之对应的指标", "No indicator tells of it"))
    if found.synthetic:
        print_line(face.say(*SYNTHETIC))
