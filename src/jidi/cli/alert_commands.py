"""``jidi alerts``: what was recorded, why, what was kept silent and by whom."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.service.alerts import Shown

app = typer.Typer(help="预警 / Alerts.", no_args_is_help=True)

NumberArgument = Annotated[int, typer.Argument(help="预警编号 / Alert.")]
ByOption = Annotated[str, typer.Option("--by", help="姓名 / Who does it.")]
WhyOption = Annotated[str, typer.Option("--why", help="理由 / Reason.")]


@app.command("list")
def list_alerts(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    every: Annotated[bool, typer.Option("--all", help="含已解除 / Resolved ones too.")] = False,
    severity: Annotated[
        str | None, typer.Option("--severity", help="urgent|warning|notice")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多行数 / Most rows.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """列出预警，按级别与事由分组。List the alerts, worst first, by cause and place."""
    from jidi.service.alert_words import group_text, read_severity, subject_text
    from jidi.service.alerts import shown
    from jidi.service.books import open_book

    face: Face = context.obj
    wanted = read_severity(severity)
    with open_book(workspace, engine=face.engine) as book:
        found = [s for s in shown(book, all_states=every) if wanted in (None, s.severity)]
        if as_json:
            print_json([one.to_json() for one in found])
            return
        rows = [_row(one, group_text(book, one.group, face.lang), face) for one in found[:limit]]
        names = [subject_text(book, one.alert, face.lang) for one in found[:limit]]
    rows = [(*row[:4], name, *row[4:]) for row, name in zip(rows, names, strict=True)]
    heads = face.say(
        "编号,级别,分组,规则,对象,状态,数值,界限,自,知悉",
        "id,severity,group,rule,subject,state,value,threshold,since,seen",
    )
    title = face.say(f"共 {len(found)} 起预警", f"{len(found)} alerts")
    print_table(title, heads.split(","), rows)


@app.command("show")
def show_alert(
    context: typer.Context,
    number: NumberArgument,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """一起预警：数值、窗口、界限、依据、谁办、经过。One alert, explained, and all that happened."""
    from jidi.service.alert_words import explanation, history, history_json
    from jidi.service.alerts import one_alert
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        one, events = one_alert(book, number)
        if as_json:
            print_json({**one.to_json(), "history": history_json(events)})
            return
        for term, meaning in explanation(book, one, face.lang):
            print_line(f"{term}: {meaning}")
        print_line("")
        for line in history(events, face.lang):
            print_line(line)


@app.command("silence")
def silence_alerts(
    context: typer.Context,
    until: Annotated[str, typer.Option("--until", help="终点（账册时刻）/ End.")],
    workspace: WorkspaceOption = HERE,
    rule: Annotated[str, typer.Option("--rule", help="规则 / Rule.")] = "",
    subject: Annotated[str, typer.Option("--subject", help="对象 / Subject.")] = "",
    division: Annotated[str, typer.Option("--division", help="区划 / Place.")] = "",
    begin: Annotated[
        str | None, typer.Option("--from", help="起点，缺省为账册最新时刻 / Beginning.")
    ] = None,
    by: ByOption = "",
    why: WhyOption = "",
    as_json: JsonOption = False,
) -> None:
    """一段时间内压下消息，每一条都有记录。Keep messages back for a time; each is recorded."""
    from jidi.intake.times import BEIJING
    from jidi.service.alerts import silence
    from jidi.service.books import open_book
    from jidi.service.supervision_rules import newest_moment, read_moment

    face: Face = context.obj
    now = datetime.now(BEIJING)
    with open_book(workspace, engine=face.engine) as book:
        begins = read_moment(begin) if begin else newest_moment(book, now=now)
        number = silence(
            book,
            rule=rule,
            subject=subject,
            division=division,
            begins=begins,
            ends=read_moment(until),
            why=why,
            by=by,
            now=now,
        )
    if as_json:
        print_json({"silence": number})
        return
    print_line(face.say(f"静默 {number}，至 {until}", f"silence {number} until {until}"))


@app.command("silences")
def list_silences(
    context: typer.Context, workspace: WorkspaceOption = HERE, as_json: JsonOption = False
) -> None:
    """全部静默，及各自压下的消息。Every silence, and the messages it kept back."""
    from jidi.service.alert_words import silences_json, silences_text
    from jidi.service.alerts import alert_book
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        kept = alert_book(book)
        found = silences_json(kept.silences(), kept.suppressed())
    if as_json:
        print_json(found)
        return
    for line in silences_text(found, face.lang):
        print_line(line)


@app.command("acknowledge")
def acknowledge_alert(
    context: typer.Context,
    number: NumberArgument,
    workspace: WorkspaceOption = HERE,
    by: ByOption = "",
    why: WhyOption = "",
    as_json: JsonOption = False,
) -> None:
    """写明已知悉、正在怎么办。Write that an alert was seen, and what is done."""
    from jidi.intake.times import BEIJING
    from jidi.service.alerts import acknowledge
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        acknowledge(book, number, why=why, by=by, now=datetime.now(BEIJING))
    if as_json:
        print_json({"alert": number, "acknowledged": True})
        return
    print_line(face.say(f"预警 {number} 已知悉", f"alert {number} acknowledged"))


def _row(one: Shown, group: str, face: Face) -> tuple[str, ...]:
    from jidi.model.rule import SEVERITIES
    from jidi.service.alert_words import state_text
    from jidi.service.supervision_rules import number_text

    alert, rule = one.alert, one.rule
    return (
        str(one.id),
        face.say(*SEVERITIES[one.severity]),
        group,
        face.say(rule.zh, rule.en) if rule else alert.rule,
        state_text(one, face.lang),
        number_text(alert.verdict.value),
        number_text(alert.verdict.threshold),
        f"{alert.since:%Y-%m-%d %H:%M}",
        face.say("是", "yes") if one.acknowledged else "",
    )
