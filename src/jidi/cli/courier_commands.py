"""``jidi couriers``: quota and piece-fee floor, and the returns of a month held against them."""

from __future__ import annotations

from typing import Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

app = typer.Typer(help="快递员权益 / Couriers' rights.", no_args_is_help=True)

WageOption = Annotated[
    float | None, typer.Option("--wage", help="月最低工资，元 / Least monthly wage, yuan.")
]


@app.command("quota")
def show_quota(
    context: typer.Context, wage: WageOption = None, as_json: JsonOption = False
) -> None:
    """劳动定额与派费下限（本平台模型）。The quota and the least fee; our own model."""
    from jidi.model.couriers import load_courier_terms
    from jidi.service.couriers import norms_json

    face: Face = context.obj
    told = norms_json(load_courier_terms(), wage=wage)
    if as_json:
        print_json(told)
        return
    heads = face.say("地区,分钟/件,定额 件/日,派费下限 元/件", "area,minutes,quota a day,floor")
    rows = [
        (one[face.lang], f"{one['minutes']:.2f}", f"{one['quota']:.0f}", f"{one['floor']:.2f}")
        for one in told["profiles"].values()
    ]
    print_table(face.say("劳动定额与派费下限", "Quota and floor"), heads.split(","), rows)
    own = face.say("本平台模型，非官方标准", "our own model, no official standard")
    print_line(f"{own}；{told['wage']:g} {told['wage_source']}")


@app.command("assess")
def assess_month(
    context: typer.Context,
    period: Annotated[str, typer.Option("--period", help="月份，缺省最新 / Month.")] = "",
    within: Annotated[str, typer.Option("--within", help="区划 / Division.")] = "",
    wage: WageOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多行数 / Most rows.")] = 30,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """各企业各县一月的派费、定额、罚款、参保。Fees, load, fines, insurance of a month."""
    from jidi.core.period import Period
    from jidi.service.books import open_book
    from jidi.service.courier_words import FLAG_WORDS
    from jidi.service.couriers import courier_view, view_json

    face: Face = context.obj
    month = Period.parse(period) if period else None
    with open_book(workspace, engine=face.engine) as book:
        told = view_json(courier_view(book, month=month, within=within, wage=wage))
    if as_json:
        print_json(told)
        return
    mark = face.say("（合成数据）", " (synthetic)") if told["synthetic"] else ""
    for flag, words in FLAG_WORDS.items():
        unknown = told["unknown"][flag]
        print_line(
            face.say(
                f"{words[0]}：{told['flags'][flag]}/{told['cells']}，无数据 {unknown}",
                f"{words[1]}: {told['flags'][flag]} of {told['cells']}, no data {unknown}",
            )
        )
    heads = face.say(
        "企业,区划,派费 元/件,件/人日,罚款%,参保%,问题",
        "company,division,fee yuan,pieces a day,fines %,insured %,found",
    )
    rows = [
        (
            one["operator"],
            one["name"],
            *(_cell(one[name]) for name in ("fee", "daily", "fines", "insured")),
            face.say("、", ", ").join(face.say(*FLAG_WORDS[flag]) for flag in one["flags"]) or "—",
        )
        for one in told["rows"][:limit]
    ]
    print_table(f"{told['month']}{mark}", heads.split(","), rows)


def _cell(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"
