"""``jidi design keep`` and ``jidi design list``: designs kept in a book, for pages and API."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.design_commands import app as design
from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.service.answer_store import KeptAnswer
    from jidi.service.hub_store import KeptHubs
    from jidi.service.rural_store import Kept
    from jidi.service.trunk_store import KeptTrunk


def add_to(_: typer.Typer) -> None:
    """Hang the commands beside ``jidi design rural``."""
    design.command("keep")(keep)
    design.command("list")(listed)


def keep(
    context: typer.Context,
    designs: Annotated[
        list[Path], typer.Argument(help="设计文件，或 jidi design province 的文件夹 / Designs.")
    ],
    workspace: WorkspaceOption = HERE,
    by: Annotated[str, typer.Option("--by", help="由谁存入 / Who keeps it.")] = "",
    title: Annotated[str, typer.Option("--title", help="题名，缺省为县名 / Title.")] = "",
    as_json: JsonOption = False,
) -> None:
    """把核验通过的设计存入工作区，供网页与接口使用。Keep verified designs in the book."""
    from jidi.service import design_forms
    from jidi.service.answer_store import answer_of_file, keep_design_answer
    from jidi.service.books import open_book
    from jidi.service.hub_design import judged_hubs
    from jidi.service.hub_store import keep_hub_design
    from jidi.service.rural_designs import county_designs
    from jidi.service.rural_joint_answer import joint_answer_of_file
    from jidi.service.rural_store import keep_design
    from jidi.service.trunk_design import judged_trunk
    from jidi.service.trunk_store import keep_trunk_design

    face: Face = context.obj
    now = datetime.now().astimezone()
    forms = {path: design_forms.form_of(path) for path in designs if path.is_file()}
    hubs = [path for path, form in forms.items() if form == design_forms.HUBS]
    trunks = [path for path, form in forms.items() if form == design_forms.TRUNK]
    answers = [path for path, form in forms.items() if form in design_forms.ANSWERS]
    joints = [path for path in forms if design_forms.holds_joint(path)]
    rural = [path for path in designs if path not in (*hubs, *trunks, *answers, *joints)]
    with open_book(workspace, engine=face.engine) as book:
        made: list[Kept | KeptHubs | KeptTrunk | KeptAnswer] = [
            keep_hub_design(book, judged_hubs(path, book), by=by, title=title, now=now)
            for path in hubs
        ]
        made += [
            keep_trunk_design(book, judged_trunk(path, book), by=by, title=title, now=now)
            for path in trunks
        ]
        made += [
            keep_design_answer(book, answer_of_file(path, book), by=by, title=title, now=now)
            for path in answers
        ]
        made += [
            keep_design_answer(book, joint_answer_of_file(path, book), by=by, title=title, now=now)
            for path in joints
        ]
        counties = county_designs(book, rural) if rural else ()
        made += [keep_design(book, found, by=by, title=title, now=now) for found in counties]
    if as_json:
        print_json([one.to_json() for one in made])
        return
    for one in made:
        print_line(face.say(f"已存入 {one.id} {one.title}", f"Kept {one.id} {one.title}"))


def listed(
    context: typer.Context, workspace: WorkspaceOption = HERE, as_json: JsonOption = False
) -> None:
    """列出工作区存有的设计。List the designs kept in the book."""
    from jidi.service.answer_store import kept_answer_rows, kept_answers
    from jidi.service.books import open_book
    from jidi.service.hub_store import kept_hub_designs, kept_hub_rows
    from jidi.service.rural_store import kept_designs, kept_rows
    from jidi.service.trunk_store import kept_trunk_designs, kept_trunk_rows

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        kept, hubs, trunks = kept_designs(book), kept_hub_designs(book), kept_trunk_designs(book)
        answers = kept_answers(book)
    if as_json:
        print_json([one.to_json() for some in (kept, hubs, trunks, answers) for one in some])
        return
    heads = face.say("编号,题名,服务村,元/日,存入时间,由", "id,title,served,yuan a day,kept at,by")
    print_table(face.say("存入的设计", "Designs kept"), heads.split(","), kept_rows(kept))
    if hubs:
        heads = face.say(
            "编号,题名,枢纽,元/日,距最优至多,存入时间,由", "id,title,hubs,yuan a day,gap,kept at,by"
        )
        title = face.say("存入的枢纽方案", "Designs of hubs kept")
        print_table(title, heads.split(","), kept_hub_rows(hubs))
    if trunks:
        heads = face.say(
            "编号,题名,班/日,元/日,距下界至多,存入时间,由",
            "id,title,departures a day,yuan a day,gap,kept at,by",
        )
        title = face.say("存入的干线方案", "Designs of trunk lanes kept")
        print_table(title, heads.split(","), kept_trunk_rows(trunks))
    if answers:
        heads = face.say(
            "编号,种类,题名,费用,距下界至多,存入时间,由", "id,kind,title,cost,gap,kept at,by"
        )
        title = face.say("存入的其他方案", "Other designs kept")
        print_table(title, heads.split(","), kept_answer_rows(answers, face.lang))
