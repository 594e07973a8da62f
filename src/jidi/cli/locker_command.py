"""``jidi lockers``: cells, dwell, overdue, consent and notices of parcel lockers."""

from __future__ import annotations

import typer

from jidi.cli.options import HERE, JsonOption, WithinOption, WorkspaceOption
from jidi.cli.output import Face, print_json
from jidi.cli.safety_commands import ByOption, DayOption, LimitOption, PeriodOption, day_asked


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(lockers)


def lockers(
    context: typer.Context,
    period: PeriodOption = "",
    by: ByOption = "company",
    at: DayOption = "",
    within: WithinOption = None,
    limit: LimitOption = 30,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """智能快件箱：格口、时长、滞留、同意、通知，带分子分母。Parcel lockers with all parts."""
    from jidi.cli.told_text import print_no_data, print_told
    from jidi.service import lockers as service
    from jidi.service.books import open_book
    from jidi.service.safety_names import period_asked

    face: Face = context.obj
    way = service.read_way(by)
    with open_book(workspace, engine=face.engine) as book:
        when = period_asked(period, day_asked(book, at))
        found = service.lockers(book, when, way, within=within or "")
        if as_json:
            print_json(service.lockers_json(found))
        elif found.rows is None:
            print_no_data(face, "locker")
        else:
            print_told(face, service.lockers_told(book, found), most=limit)
