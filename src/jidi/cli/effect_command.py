"""``jidi effect``: what designs do to the indicators, and in which order to open villages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.design_answer_text import show_answer_effect, show_trunk_effect
from jidi.cli.design_commands import stopped_by_user
from jidi.cli.options import HERE, JsonOption, WorkspaceOption, place_for_file
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar

if TYPE_CHECKING:
    from jidi.service.books import Book
    from jidi.service.rural_designs import CountyDesign


def add_to(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command()(effect)


def effect(
    context: typer.Context,
    designs: Annotated[
        list[Path], typer.Argument(help="设计文件，或 jidi design province 的文件夹 / Designs.")
    ],
    workspace: WorkspaceOption = HERE,
    period: Annotated[
        str, typer.Option("--period", help="比较的时期，缺省为最近一年 / Period.")
    ] = "",
    left_out: Annotated[
        str, typer.Option("--left-out", help="方案未服务的村：not_served|as_today / Left out.")
    ] = "not_served",
    frontier: Annotated[
        bool, typer.Option("--frontier", help="按每村费用从低到高的开通次序 / Order of opening.")
    ] = False,
    budget: Annotated[
        float | None, typer.Option("--budget", help="预算，元/日：走到哪一步 / Yuan a day.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="写出次序：.xlsx、.csv、.svg / File.", callback=place_for_file
        ),
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="列出几步 / Steps to list.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """设计对各项指标的影响，以及开通各村的次序。What designs do to the indicators."""
    from jidi.core.errors import InputError
    from jidi.service import design_forms
    from jidi.service.books import open_book
    from jidi.service.rural_designs import county_designs

    face: Face = context.obj
    if not frontier and (budget is not None or output is not None):
        raise InputError("N-732")
    forms = {path: design_forms.form_of(path) for path in designs if path.is_file()}
    if of_hubs := next((path for path, form in forms.items() if form == design_forms.HUBS), None):
        raise InputError("G-176", file=of_hubs.name)
    is_answer = not design_forms.ANSWERS.isdisjoint(forms.values())
    is_trunk = design_forms.TRUNK in forms.values()
    if (is_answer or is_trunk) and left_out != "not_served":
        raise InputError("G-177")
    if is_answer:
        if len(designs) > 1 or frontier:
            raise InputError("G-174")
        show_answer_effect(designs[0], face, workspace=workspace, period=period, as_json=as_json)
        return
    if is_trunk:
        if len(designs) > 1 or frontier:
            raise InputError("G-174")
        show_trunk_effect(designs[0], face, workspace=workspace, period=period, as_json=as_json)
        return
    with open_book(workspace, engine=face.engine) as book:
        found = county_designs(book, designs)
        if not frontier:
            _effect(book, found, face, period=period, left_out=left_out, as_json=as_json)
    if frontier:
        _opening(found, face, budget=budget, output=output, most=most, as_json=as_json)


def _effect(
    book: Book,
    designs: tuple[CountyDesign, ...],
    face: Face,
    *,
    period: str,
    left_out: str,
    as_json: bool,
) -> None:
    from jidi.service.rural_effect import effect_as_asked
    from jidi.service.rural_effect_words import effect_lines, effect_rows
    from jidi.service.rural_words import SYNTHETIC

    found = effect_as_asked(book, designs, period=period, left_out=left_out)
    if as_json:
        print_json(found.to_json())
        return
    heads = face.say(
        "区划,指标,单位,之前,之后（设计）,变化,之后的分子/分母（缺数）",
        "division,indicator,unit,before,after (designed),change,numerator/denominator (missing)",
    )
    print_table(face.say("设计的影响", "Effect"), heads.split(","), effect_rows(found, face.lang))
    for line in effect_lines(found, face.lang):
        print_line(line)
    if found.synthetic:
        print_line(face.say(*SYNTHETIC))


def _opening(
    designs: tuple[CountyDesign, ...],
    face: Face,
    *,
    budget: float | None,
    output: Path | None,
    most: int,
    as_json: bool,
) -> None:
    from jidi.service.rural_frontier import opening_lines, opening_of, opening_rows
    from jidi.service.rural_frontier_files import export_opening
    from jidi.service.rural_words import SYNTHETIC

    with stopped_by_user() as cancelled, progress_bar(quiet=as_json, lang=face.lang) as bar:
        found = opening_of(
            designs,
            budget=budget,
            progress=lambda share, step: bar(step, share),
            cancelled=cancelled,
        )
    if output is not None:
        export_opening(found, output, face.lang)
    if as_json:
        print_json({**found.to_json(), "file": None if output is None else str(output)})
        return
    heads = face.say(
        "次序,县,新开村,其中,每村 元/日,累计 元/日,累计服务村,覆盖率",
        "order,county,opened,among them,yuan a day each,yuan a day so far,served,coverage",
    )
    title = face.say("开通次序", "Order of opening")
    print_table(title, heads.split(","), opening_rows(found, face.lang, most=most))
    hidden = len(found.order) - most
    if hidden > 0:
        print_line(face.say(f"另有 {hidden} 步未列（--most）", f"{hidden} more steps (--most)"))
    for line in opening_lines(found, face.lang):
        print_line(line)
    if found.synthetic:
        print_line(face.say(*SYNTHETIC))
    if output is not None:
        print_line(face.say(f"已写出 {output}", f"Wrote {output}"))
