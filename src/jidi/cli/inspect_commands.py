"""``jidi inspect``: the random draw of places and inspectors (双随机), and drawing it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

app = typer.Typer(help="双随机抽查 / Random draw of inspections.", no_args_is_help=True)


@app.command("draw")
def make_draw(
    context: typer.Context,
    seed: Annotated[str, typer.Option("--seed", help="随机种子，公开可复核 / Seed.")],
    inspectors: Annotated[
        list[str], typer.Option("--inspector", help="检查人员，可多次 / Inspector.")
    ],
    within: Annotated[str, typer.Option("--within", help="区划 / Division.")],
    day: Annotated[str, typer.Option("--at", help="回看至何日 / Looked back from; today.")] = "",
    avoid: Annotated[
        list[str] | None, typer.Option("--avoid", help="回避：姓名=企业，可多次 / NAME=COMPANY.")
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="登记并逐一立检查案 / Record, and open inspections.")
    ] = False,
    matter: Annotated[str, typer.Option("--matter", help="检查事项 / Matter.")] = "safety",
    by: Annotated[str, typer.Option("--by", help="登记人 / Who records it.")] = "",
    why: Annotated[str, typer.Option("--why", help="理由 / Reason.")] = "",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """按风险分档随机抽取检查对象与检查人员。Draw places by class of risk, and inspectors."""
    from jidi.service import inspection_draw as draws
    from jidi.service.books import open_book
    from jidi.service.register_input import read_day

    face: Face = context.obj
    kept_away = draws.read_avoid(avoid or ())
    draws.check_names(kept_away, inspectors)
    asked = draws.DrawAsked(
        seed=seed,
        within=within,
        day=read_day(day) if day else _now().date(),
        inspectors=tuple(inspectors),
        avoid=kept_away,
    )
    with open_book(workspace, engine=face.engine) as book:
        asked = replace(asked, listed=draws.listed_companies(book))
        made = draws.make_draw(book, asked)
        opened = (
            draws.record_draw(book, made, matter=matter, by=by, why=why, now=_now())
            if record
            else ()
        )
    told = made.to_json()
    if as_json:
        print_json({**told, "cases": list(opened)})
        return
    heads = face.say(
        "设施,区划,企业,风险,分,检查人员", "place,division,company,risk,points,inspectors"
    )
    rows = [
        (
            one["place"],
            one["division"],
            one["operator"] or "—",
            one["risk"],
            f"{one['points']}",
            "、".join(one["inspectors"]),
        )
        for one in told["drawn"]
    ]
    print_table(face.say("抽取结果", "Drawn"), heads.split(","), rows)
    for name, count in told["classes"].items():
        said = face.say("抽取 {drawn} / {places}", "{drawn} of {places} drawn").format(**count)
        print_line(f"{name}: {said}")
    print_line(f"{face.say('名录摘要', 'list')} SHA-256 {told['sha256']}")
    if told["synthetic"]:
        print_line(face.say("合成数据", "synthetic data"))
    if opened:
        print_line(face.say(f"立检查案 {len(opened)} 件。", f"{len(opened)} inspections opened."))


@app.command("rank")
def rank(
    context: typer.Context,
    within: Annotated[str, typer.Option("--within", help="区划，缺省全省 / Division; all.")] = "",
    day: Annotated[str, typer.Option("--at", help="回看至何日 / Looked back from; today.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多行数 / Most rows.")] = 30,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """按风险排序的检查对象，逐项列出依据。Places to inspect by risk, with what it rests on."""
    from jidi.cli.told_text import print_told
    from jidi.service import inspection_risk as risks
    from jidi.service.books import open_book
    from jidi.service.register_input import read_day

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        found = risks.ranking(book, read_day(day) if day else _now().date(), within=within)
        if as_json:
            print_json(risks.ranking_json(found, most=limit))
        else:
            print_told(face, risks.ranking_told(book, found), most=limit)


@app.command("redraw")
def redraw(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """按登记的种子与数据版本重抽，核对是否一致。Draw every draw on record again and compare."""
    from jidi.service import inspection_draw as draws
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        records = draws.recorded_draws(book)
    found = []
    for one in records:
        with open_book(workspace, at=one["version"], engine=face.engine) as book:
            again = draws.make_draw(book, draws.asked_of(one), rules=draws.rules_of(one))
            same = draws.is_the_same(one, again)
        found.append({"entry": one["entry"], "at": one["at"], "seed": one["seed"], "same": same})
    if as_json:
        print_json(found)
    for one in () if as_json else found:
        said = face.say("一致", "the same") if one["same"] else face.say("不一致", "NOT the same")
        print_line(f"{one['entry']} {one['at'][:16]} {one['seed']}: {said}")
    if not all(one["same"] for one in found):
        raise typer.Exit(1)


def _now() -> datetime:
    return datetime.now().astimezone()
