"""``jidi emergency``: levels, incidents and their reports, what is down, readiness, peak days."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.service.books import Book

app = typer.Typer(help="应急 / Emergencies.", no_args_is_help=True)

AtOption = Annotated[
    str | None,
    typer.Option("--at", help="时刻（北京时间），缺省账册最新 / When; the newest."),
]
IncidentArgument = Annotated[str, typer.Argument(help="事件编号 / Incident.")]


@app.command("levels")
def show_levels(context: typer.Context, as_json: JsonOption = False) -> None:
    """分级表：各级门槛、来源与可信度。The levels: limits, source and trust."""
    from jidi.service.emergency_json import rules_json

    face: Face = context.obj
    told = rules_json(on=datetime.now().astimezone().date())
    if as_json:
        print_json(told)
        return
    heads = face.say("数值,Ⅰ级,Ⅱ级,Ⅲ级,可信度,来源", "figure,I,II,III,trust,source").split(",")
    rows = [
        (
            f"{one['id']} {one[face.lang]}",
            *(f"≥{limit['value']:,.0f}" for limit in one["limits"]),
            one["limits"][0]["trust"],
            one["limits"][0]["source"],
        )
        for one in told["measures"]
    ]
    print_table(face.say("突发事件分级", "Levels"), heads, rows)
    for level in told["levels"]:
        answers = level[f"answers_{face.lang}"]
        print_line(f"{level[face.lang]} {level[f'colour_{face.lang}']}: {answers}")


@app.command("level")
def find_level(
    context: typer.Context,
    figures: Annotated[
        list[str] | None, typer.Option("--set", help="数值=数，如 deaths=3 / FIGURE=NUMBER.")
    ] = None,
    blocked: Annotated[
        str, typer.Option("--blocked", help="网络阻断范围 nation|province|city|county")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """由已知数值定级；未知的不当作零。The level that known figures make; unknown is not zero."""
    from jidi.service.emergency import level_asked
    from jidi.service.emergency_json import level_json

    face: Face = context.obj
    today = datetime.now().astimezone().date()
    told = level_json(level_asked(figures or (), blocked=blocked, on=today))
    if as_json:
        print_json(told)
        return
    _print_level(face, told)


@app.command("list")
def list_incidents(
    context: typer.Context,
    at: AtOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """账册中的突发事件。The incidents of the book."""
    from jidi.service import emergency
    from jidi.service.books import open_book
    from jidi.service.emergency_json import situation_json

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        when = _moment(book, at)
        found = [
            situation_json(emergency.situation(book, name, at=when))
            for name in emergency.incidents(book, at=when)
        ]
    if as_json:
        print_json(found)
        return
    heads = face.say("事件,级别,停用,不符", "incident,level,down,disagreements").split(",")
    rows = [
        (one["incident"], one["level"]["level"], str(len(one["down"])), str(one["disagreements"]))
        for one in found
    ]
    print_table(face.say("突发事件", "Incidents") + _mark(face, found), heads, rows)


@app.command("situation")
def show_situation(
    context: typer.Context,
    incident: IncidentArgument,
    at: AtOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """各级报告与上下级相加是否相等。Reports by division, and whether the parts add up."""
    from jidi.service import emergency
    from jidi.service.books import open_book
    from jidi.service.emergency_json import situation_json

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        told = situation_json(emergency.situation(book, incident, at=_moment(book, at)))
    if as_json:
        print_json(told)
        return
    print_line(f"{told['incident']} {told['at'][:16]}{_mark(face, [told])}")
    _print_level(face, told["level"])
    names = list(told["parts"][0]["figures"]) if told["parts"] else []
    rows = [
        (one["name"], (one["reported_at"] or "—")[:16], *(_cell(one["figures"][n]) for n in names))
        for one in told["parts"]
    ]
    heads = [*face.say("区划,报告时间", "division,reported").split(","), *names]
    print_table(face.say("各级报告", "Reports"), heads, rows)
    for part in told["parts"]:
        for one in part["additions"]:
            if one["verdict"] not in ("equal", "unknown"):
                said = one[f"verdict_{face.lang}"]
                sums = f"{_cell(one['whole'])} / {_cell(one['sum'])}"
                print_line(f"{part['name']} {one['measure']}: {said} {sums}")


@app.command("timeline")
def show_timeline(
    context: typer.Context,
    incident: IncidentArgument,
    at: AtOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """一起事件的经过。What happened, oldest first."""
    from jidi.service import emergency
    from jidi.service.books import open_book
    from jidi.service.emergency_json import timeline_json

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        told = timeline_json(emergency.timeline(book, incident, at=_moment(book, at)))
    if as_json:
        print_json(told)
        return
    for one in told:
        print_line(f"{one['at'][:16].replace('T', ' ')} {one[face.lang]} ({one['by']})")


@app.command("down")
def show_down(
    context: typer.Context,
    at: AtOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """停用的设施与中断的线路。Facilities and lanes that are out."""
    from jidi.service import emergency
    from jidi.service.books import open_book
    from jidi.service.emergency_json import row_json

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        told = [row_json(one) for one in emergency.down(book, at=_moment(book, at))]
    if as_json:
        print_json(told)
        return
    words = face.say("事件,类别,编号,名称,区划,自", "incident,kind,id,name,division,from")
    names = ("incident", "kind", "subject", "name", "division", "from_at")
    rows = [tuple(str(one[name] or "—") for name in names) for one in told]
    print_table(face.say("停用与中断", "Down"), words.split(","), rows)


@app.command("readiness")
def show_readiness(
    context: typer.Context,
    at: AtOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """预案、演练与整改、应急资源。Plans, drills with findings, resources."""
    from jidi.service import emergency
    from jidi.service.books import open_book
    from jidi.service.emergency_json import readiness_json

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        told = readiness_json(emergency.readiness(book, day=_moment(book, at).date()))
        kinds = book.catalogue.code_lists["emergency_resource_kind"]
    if as_json:
        print_json(told)
        return
    due = face.say("应评估", "review due")
    plans = [
        (p["name"], p["title"], str(p["version"]), p["in_force_from"], due * p["review_due"])
        for p in told["plans"]
    ]
    heads = face.say("区划,预案,版次,施行,评估", "division,plan,version,from,review").split(",")
    print_table(face.say("预案", "Plans") + _mark(face, [told]), heads, plans)
    words = face.say("年,应演练,已演练,问题,已整改,逾期", "year,due,held,findings,closed,overdue")
    drills = [tuple(str(value) for value in one.values()) for one in told["drills"]]
    print_table(face.say("演练", "Drills"), words.split(","), drills)
    words = face.say("类别,数量,可用,未查验", "kind,quantity,ready,unchecked")
    means = [
        (
            kinds.label(r["kind"], face.lang),
            *(str(r[n]) for n in ("quantity", "ready", "unchecked")),
        )
        for r in told["resources"]
    ]
    print_table(face.say("应急资源", "Resources"), words.split(","), means)


@app.command("peak")
def show_peak(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", help="首日 / First day.")],
    last: Annotated[str, typer.Option("--to", help="末日 / Last day.")],
    as_of: Annotated[
        str, typer.Option("--as-of", help="只用此前数据，如 2025-09 / Data until then.")
    ] = "",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """旺季、重大活动保障：逐日预测量与枢纽能力。Expected volume against hub capacity by day."""
    from jidi.core.period import Period
    from jidi.service.books import open_book
    from jidi.service.emergency_json import peak_json
    from jidi.service.emergency_peak import peak_view
    from jidi.service.register_input import read_day

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        until = Period.parse(as_of) if as_of else None
        found = peak_view(book, first=read_day(first), last=read_day(last), as_of=until)
    told = peak_json(found)
    if as_json:
        print_json(told)
        return
    heads = face.say(
        "日,旺季,预测 万件,80%上端 万件,能力 万件,利用率%,上限%,结论",
        "day,season,expected ×10⁴,upper 80 % ×10⁴,capacity ×10⁴,use %,limit %,verdict",
    ).split(",")
    rows = [
        (
            one["day"], one["season"] or "—",
            *(f"{one[name] / 10_000:.1f}" for name in ("expected", "upper", "capacity")),
            _cell(None if one["use"] is None else round(one["use"], 1)),
            f"{one['most']:g}", one[f"light_{face.lang}"],
        )
        for one in told["days"]
    ]  # fmt: skip
    print_table(face.say("保障视图", "Guarantee view") + _mark(face, [told]), heads, rows)
    zh = (
        f"按 {found.as_of} 以前数据预测（{found.method}）；{found.factor_source}；"
        f"峰均比 {found.peak_to_mean:.2f}；枢纽 {found.hubs} 处可用，{found.hubs_down} 处停用。"
    )
    en = (
        f"Forecast from data until {found.as_of} ({found.method}); a day of a season counts "
        f"{found.factor:g} ordinary ones (own choice); peak to mean {found.peak_to_mean:.2f}; "
        f"{found.hubs} hubs work, {found.hubs_down} are down."
    )
    print_line(face.say(zh, en))


def _print_level(face: Face, told: dict[str, Any]) -> None:
    least = face.say("（至少；未知：", " (at least; unknown: ") if told["at_least"] else ""
    more = f"{least}{', '.join(told['unknown'])}{face.say('）', ')')}" if least else ""
    print_line(f"{told[face.lang]} {told[f'colour_{face.lang}']}{more}")
    for one in told["reasons"]:
        limit = (
            ""
            if one["limit"] is None
            else f" ≥ {one['limit']:,.0f} [{one['trust']}] {one['source']}"
        )
        print_line(f"  {one['measure']} {one['value']}{limit}")
    print_line(face.say("由谁应对：", "Who answers: ") + told[f"answers_{face.lang}"])


def _mark(face: Face, told: list[dict[str, Any]]) -> str:
    return face.say("（合成数据）", " (synthetic)") if any(o["synthetic"] for o in told) else ""


def _cell(value: float | None) -> str:
    return "—" if value is None else f"{value:,.10g}"


def _moment(book: Book, text: str | None) -> datetime:
    from jidi.intake.times import BEIJING
    from jidi.service.supervision_rules import newest_moment, read_moment

    if text:
        return read_moment(text)
    return newest_moment(book, now=datetime.now(BEIJING))
