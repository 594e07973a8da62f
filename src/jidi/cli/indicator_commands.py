"""``jidi indicators``: what is measured, how, and the readings with their parts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import (
    HERE,
    JsonOption,
    LevelOption,
    PeriodOption,
    WithinOption,
    WorkspaceOption,
)
from jidi.cli.output import Face, print_json, print_line, print_table
from jidi.core.numbers_as_text import grouped

if TYPE_CHECKING:
    from jidi.model.reading import Reading
    from jidi.service.readings import Readings

app = typer.Typer(help="指标 / Indicators.", no_args_is_help=True)

IdArgument = Annotated[str, typer.Argument(help="指标 id / Indicator id.")]


@app.command("list")
def list_indicators(
    context: typer.Context,
    topic: Annotated[str | None, typer.Option("--topic", help="主题 / Topic.")] = None,
    workspace: Annotated[
        Path | None, typer.Option("-w", "--workspace", help="含自定义指标 / With its own.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """列出指标。List the indicators."""
    from jidi.service.definitions import header_of, indicators_about

    face: Face = context.obj
    found = indicators_about(topic, workspace)
    if as_json:
        print_json([header_of(i) for i in found])
        return
    rows = [(i.id, face.say(i.zh, i.en), i.unit, i.topic, ", ".join(i.plan_items)) for i in found]
    heads = face.say("id,指标,单位,主题,规划条目", "id,indicator,unit,topic,plan items")
    print_table(
        face.say(f"共 {len(rows)} 项指标", f"{len(rows)} indicators"), heads.split(","), rows
    )


@app.command("show")
def show_indicator(context: typer.Context, name: IdArgument, as_json: JsonOption = False) -> None:
    """显示指标的定义、公式与 SQL。Show definition, formula and SQL."""
    from jidi.model.catalogue import Catalogue
    from jidi.service.definitions import header_of

    face: Face = context.obj
    indicator = Catalogue().indicator(name)
    if as_json:
        print_json({**header_of(indicator), "sql": indicator.sql})
        return
    for zh, en, text in (
        ("指标", "Indicator", f"{indicator.zh} · {indicator.en} ({indicator.unit})"),
        ("公式", "Formula", face.say(indicator.formula_zh, indicator.formula_en)),
        ("分子", "Numerator", face.say(indicator.numerator_zh, indicator.numerator_en)),
        (
            "分母",
            "Denominator",
            face.say(indicator.denominator_zh, indicator.denominator_en) or "—",
        ),
        ("口径", "Scope", face.say(indicator.scope_zh, indicator.scope_en)),
        ("数据表", "Tables", ", ".join(indicator.tables)),
        ("规划条目", "Plan items", ", ".join(indicator.plan_items) or "—"),
        ("依据", "Reference", indicator.reference),
    ):
        print_line(f"{face.say(zh, en)}: {text}")
    print_line("")
    print_line(indicator.sql.strip())


@app.command("run")
def run_indicator(
    context: typer.Context,
    name: IdArgument,
    workspace: WorkspaceOption = HERE,
    period: PeriodOption = None,
    by: LevelOption = "city",
    within: WithinOption = None,
    at: Annotated[int | None, typer.Option("--at", help="数据版本 / Data version to read.")] = None,
    as_json: JsonOption = False,
) -> None:
    """计算指标，给出分子、分母与来源。Compute an indicator with its parts and sources."""
    from jidi.service.books import open_book
    from jidi.service.readings import read_as_asked

    face: Face = context.obj
    with open_book(workspace, at=at, engine=context.obj.engine) as book:
        readings = read_as_asked(book, name, periods=period, level=by, within=within)
        if as_json:
            print_json(readings.to_json())
            return
        _print_readings(readings, face)


def _print_readings(readings: Readings, face: Face) -> None:
    heads = face.say(
        f"区划,代码,时期,数值（{readings.indicator.unit}）,分子,分母,状态",
        f"division,code,period,value ({readings.indicator.unit}),numerator,denominator,status",
    ).split(",")
    title = face.say(readings.indicator.zh, readings.indicator.en)
    print_table(title, heads, [_cells(readings, row, face) for row in readings.rows])
    if readings.published:
        rows = [_cells(readings, row, face) for row in readings.published]
        print_table(face.say("公布值", "Published"), heads, rows)
    for line in readings.remarks(face.lang):
        print_line(line)


def _cells(readings: Readings, row: Reading, face: Face) -> tuple[str, ...]:
    return (
        readings.names.get(row.division, ""),
        row.division,
        str(row.period),
        grouped(row.value, readings.indicator.precision),
        grouped(row.numerator, None),
        grouped(row.denominator, None),
        face.say(*readings.status_words(row)),
    )
