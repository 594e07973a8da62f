"""``jidi trace``: where a parcel was; what a bag, a vehicle, a facility handled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.service.trace import Passed, Traced


def add_to(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command()(trace)


def trace(
    context: typer.Context,
    parcel: Annotated[str | None, typer.Argument(help="快件编号 / Parcel id.")] = None,
    workspace: WorkspaceOption = HERE,
    bag: Annotated[str | None, typer.Option("--bag", help="总包编号 / Bag id.")] = None,
    vehicle: Annotated[str | None, typer.Option("--vehicle", help="车辆编号 / Vehicle id.")] = None,
    facility: Annotated[
        str | None, typer.Option("--facility", help="设施编号，与 --hour 同用 / Facility id.")
    ] = None,
    day: Annotated[str | None, typer.Option("--day", help="某日 2025-11-11 / One day.")] = None,
    hour: Annotated[
        str | None, typer.Option("--hour", help="某一钟点 2025-11-11T09 / One hour.")
    ] = None,
    at: Annotated[int | None, typer.Option("--at", help="数据版本 / Data version to read.")] = None,
    as_json: JsonOption = False,
) -> None:
    """追踪快件、总包、车辆或设施。Trace a parcel, a bag, a vehicle or a facility."""
    from jidi.service.books import open_book
    from jidi.service.trace import Traced, trace_asked

    face: Face = context.obj
    with open_book(workspace, at=at, engine=context.obj.engine) as book:
        found = trace_asked(
            book, parcel=parcel, bag=bag, vehicle=vehicle, facility=facility, day=day, hour=hour
        )
    if as_json:
        print_json(found.to_json())
    elif isinstance(found, Traced):
        _print_course(found, face)
    else:
        _print_passed(found, face)


def _print_course(found: Traced, face: Face) -> None:
    from jidi.service.trace import marks_text, span_text
    from jidi.service.trace_words import course_lines
    from jidi.service.wording import ORIGIN_WORDS

    names, lang = found.names, face.lang
    heads = face.say(
        "时间,环节,地点,设施,企业,间隔,备注,来源",
        "time,step,place,facility,company,since the last,remarks,origin",
    )
    rows = [
        (
            f"{scan.row['occurred_at']:%Y-%m-%d %H:%M:%S}",
            names.step(scan.row["step"], lang),
            names.division(scan.row["division"], lang),
            names.facility(scan.row["facility_id"]),
            names.operator(scan.row["operator_id"]),
            span_text(scan.since_previous, lang),
            marks_text(scan.marks, lang),
            face.say(*ORIGIN_WORDS[scan.row["origin"]]),
        )
        for scan in found.course.scans
    ]
    print_table(face.say(f"快件 {found.key}", f"Parcel {found.key}"), heads.split(","), rows)
    for line in course_lines(found, lang):
        print_line(line)


def _print_passed(found: Passed, face: Face) -> None:
    from jidi.service.trace_words import passed_lines
    from jidi.service.wording import ORIGIN_WORDS

    names, lang = found.names, face.lang
    heads = face.say(
        "时间,快件,环节,地点,设施,总包,车辆,来源",
        "time,parcel,step,place,facility,bag,vehicle,origin",
    )
    rows = [
        (
            f"{row['occurred_at']:%Y-%m-%d %H:%M:%S}",
            row["parcel_id"],
            names.step(row["step"], lang),
            names.division(row["division"], lang),
            names.facility(row["facility_id"]),
            row["bag_id"] or "",
            row["vehicle_id"] or "",
            face.say(*ORIGIN_WORDS[row["origin"]]),
        )
        for row in found.rows
    ]
    print_table(found.key, heads.split(","), rows)
    for line in passed_lines(found, lang):
        print_line(line)
