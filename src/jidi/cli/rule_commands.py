"""``jidi rules`` and ``jidi watch``: rules of supervision, tried, replayed, asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar
from jidi.core.numbers_as_text import grouped

if TYPE_CHECKING:
    from jidi.model.catalogue import Catalogue
    from jidi.service.supervision_replay import Replay
    from jidi.service.supervision_rules import Answer

app = typer.Typer(help="监管规则 / Rules of supervision.", no_args_is_help=True)

MaybeWorkspace = Annotated[
    Path | None, typer.Option("-w", "--workspace", help="含自定义规则 / With its own rules.")
]
RuleArgument = Annotated[str, typer.Argument(help="规则 id / Rule id.")]
AtOption = Annotated[
    str | None, typer.Option("--at", help="时刻，2025-11-14T18:00；缺省为账册最新 / Moment.")
]
SHOWN = 20


def add_to(parent: typer.Typer) -> None:
    """Add ``watch`` to the command line."""
    parent.command("watch")(watch)


@app.command("list")
def list_rules(
    context: typer.Context, workspace: MaybeWorkspace = None, as_json: JsonOption = False
) -> None:
    """列出规则：何事、谁办、多久、依据。List the rules: what, who acts, how soon, by what."""
    from jidi.model.rule import CAUSES, SEVERITIES
    from jidi.service.supervision_rules import rule_json

    face: Face = context.obj
    rules = list(_catalogue(workspace).rules.values())
    if as_json:
        print_json([rule_json(rule) for rule in rules])
        return
    rows = [
        (
            face.say(*SEVERITIES[rule.severity]),
            rule.id,
            face.say(rule.zh, rule.en),
            face.say(*CAUSES[rule.cause]),
            face.say(rule.who_zh, rule.who_en),
            str(rule.act_within_hours),
            rule.article or face.say("本平台设计", "own choice"),
        )
        for rule in rules
    ]
    heads = face.say(
        "级别,id,规则,事由,谁办,时限（小时）,依据",
        "severity,id,rule,cause,who acts,within (hours),article",
    )
    title = face.say(f"共 {len(rows)} 条规则", f"{len(rows)} rules")
    print_table(title, heads.split(","), rows)


@app.command("test")
def test_rules(
    context: typer.Context,
    rule: Annotated[str | None, typer.Argument(help="规则 id / Rule id.")] = None,
    workspace: MaybeWorkspace = None,
    as_json: JsonOption = False,
) -> None:
    """用规则自带的用例检验规则。Hold the rules against the cases they bring along."""
    from jidi.service.rule_cases import run_cases, without_cases

    face: Face = context.obj
    catalogue = _catalogue(workspace)
    results = run_cases(catalogue, only=rule)
    bare = without_cases(catalogue) if rule is None else ()
    failed = [one for one in results if not one.passed]
    if as_json:
        print_json({"cases": [one.to_json() for one in results], "without_cases": list(bare)})
    else:
        for one in results:
            mark = face.say("通过", "passed") if one.passed else face.say("不符", "FAILED")
            print_line(f"{mark}  {one.case.rule}  ({one.case.file})")
            for line in one.missing:
                print_line(face.say("  应有：", "  missing: ") + line)
            for line in one.extra:
                print_line(face.say("  多出：", "  extra: ") + line)
        for name in bare:
            print_line(face.say(f"无用例  {name}", f"no case  {name}"))
        print_line(
            face.say(
                f"{len(results)} 个用例，{len(failed)} 个不符，{len(bare)} 条规则无用例",
                f"{len(results)} cases, {len(failed)} failed, {len(bare)} rules without a case",
            )
        )
    if failed or bare:
        raise typer.Exit(1)


@app.command("replay")
def replay_rule(
    context: typer.Context,
    rule: RuleArgument,
    start: Annotated[str, typer.Option("--from", help="起点，2025-01-01 / From.")],
    end: Annotated[str, typer.Option("--to", help="终点 / To.")],
    workspace: WorkspaceOption = HERE,
    every: Annotated[
        int | None,
        typer.Option("--every", min=1, help="间隔小时，缺省 24 / Hours between moments."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """在过去的数据上回放一条规则：每日预警、准确率、对象。Replay a rule over the past."""
    from jidi.service.books import open_book
    from jidi.service.supervision_replay import replay
    from jidi.service.supervision_rules import read_moment

    face: Face = context.obj
    with (
        open_book(workspace, engine=face.engine) as book,
        progress_bar(as_json, lang=face.lang) as progress,
    ):
        found = replay(
            book,
            book.catalogue.rule(rule),
            first=read_moment(start),
            last=read_moment(end),
            step=timedelta(hours=every) if every else None,
            progress=progress,
        )
        synthetic = book.synthetic
    if as_json:
        print_json({**found.to_json(), "synthetic": synthetic})
        return
    _print_replay(found, face, synthetic=synthetic)


def watch(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    at: AtOption = None,
    only: Annotated[str | None, typer.Option("--rule", help="只问一条规则 / One rule.")] = None,
    keep: Annotated[
        bool, typer.Option("--record", help="登记预警，须 --by / Record the alerts; needs --by.")
    ] = False,
    by: Annotated[str, typer.Option("--by", help="登记人 / Who records.")] = "",
    as_json: JsonOption = False,
) -> None:
    """此刻触发规则的对象；--record 登记为预警。What breaches the rules; --record keeps alerts."""
    if keep and only is None:
        _record(context.obj, workspace, at, by=by, as_json=as_json)
        return
    from jidi.intake.times import BEIJING
    from jidi.service.books import open_book
    from jidi.service.kept_scans import KeptScans
    from jidi.service.supervision_rules import Moment, newest_moment, read_moment

    face: Face = context.obj
    now = datetime.now(BEIJING).replace(tzinfo=None)
    with open_book(workspace, engine=face.engine) as book:
        rules = [book.catalogue.rule(only)] if only else list(book.catalogue.rules.values())
        moment = read_moment(at) if at else newest_moment(book, now=now)
        with book.steady():
            answers = Moment(book, moment, kept=KeptScans(book)).ask_all(rules)
        version, synthetic = book.version, book.synthetic
    if as_json:
        print_json(
            {
                "at": moment.isoformat(),
                "version": version,
                "synthetic": synthetic,
                "answers": [answer.to_json() for answer in answers],
            }
        )
        return
    _print_watch(answers, moment, face, version=version, synthetic=synthetic)


def _record(face: Face, workspace: Path, at: str | None, *, by: str, as_json: bool) -> None:
    from jidi.intake.times import BEIJING
    from jidi.service.alerts import CHANGE_WORDS, record
    from jidi.service.books import open_book
    from jidi.service.supervision_rules import newest_moment, read_moment

    now = datetime.now(BEIJING)
    with open_book(workspace, engine=face.engine) as book:
        moment = read_moment(at) if at else newest_moment(book, now=now)
        done = record(book, at=moment, by=by, now=now)
    if as_json:
        print_json(done.to_json())
        return
    changes = [f"{face.say(*CHANGE_WORDS[c])} {n}" for c, n in done.changes.items()]
    told = face.say("、", ", ").join(changes) or face.say("没有变化", "no change")
    print_line(
        face.say(
            f"第 {done.run} 次登记，时刻 {moment}，数据版本 {done.version}：{told}；"
            f"静默压下的消息 {done.suppressed} 条",
            f"run {done.run} at {moment}, data version {done.version}: {told}; "
            f"{done.suppressed} messages suppressed",
        )
    )
    if done.unjudged_rules:
        names = ", ".join(done.unjudged_rules)
        print_line(face.say(f"未能判断的规则：{names}", f"rules that could not judge: {names}"))


def _catalogue(workspace: Path | None) -> Catalogue:
    from jidi.lake import Workspace
    from jidi.model.catalogue import Catalogue
    from jidi.service.own_definitions import check_own

    if workspace is None:
        return Catalogue()
    with Workspace.open(workspace) as book:
        catalogue = Catalogue(book.definitions_folder)
        check_own(catalogue)
        return catalogue


def _print_watch(
    answers: tuple[Answer, ...], at: datetime, face: Face, *, version: int, synthetic: bool
) -> None:
    from jidi.service.supervision_rules import STATE_WORDS, explained, in_order

    mark = face.say("（合成数据）", " (synthetic)") if synthetic else ""
    print_line(
        face.say(
            f"时刻 {at:%Y-%m-%d %H:%M} · 数据版本 {version}{mark}",
            f"at {at:%Y-%m-%d %H:%M} · data version {version}{mark}",
        )
    )
    rows = [
        (
            answer.rule.id,
            face.say(answer.rule.zh, answer.rule.en),
            face.say(*STATE_WORDS[answer.state]),
            grouped(answer.count, 0),
            grouped(len(answer.breaches), 0),
            ", ".join(answer.missing),
        )
        for answer in in_order(answers)
    ]
    heads = face.say(
        "id,规则,状态,判断对象,触发,缺表", "id,rule,state,judged,breaches,missing tables"
    )
    print_table(face.say("规则", "Rules"), heads.split(","), rows)
    for answer in in_order(answers):
        breaches = answer.breaches
        for verdict in breaches[:SHOWN]:
            print_line(explained(answer.rule, verdict, face.lang))
        if len(breaches) > SHOWN:
            more = len(breaches) - SHOWN
            print_line(face.say(f"… {answer.rule.zh}另有 {more} 个", f"… {more} more of it"))


def _print_replay(found: Replay, face: Face, *, synthetic: bool) -> None:
    from jidi.service.supervision_replay import about_truth

    mark = face.say("（合成数据）", " (synthetic)") if synthetic else ""
    rule = found.rule
    print_line(f"{face.say(rule.zh, rule.en)} · {found.first} → {found.last}{mark}")
    mean = len(found.fired) / found.days
    print_line(
        face.say(
            f"问了 {found.moments} 次，其中 {found.silent} 次没有可判断的对象；预警 "
            f"{len(found.fired)} 起，平均每日 {mean:.2f} 起",
            f"asked {found.moments} times, {found.silent} of them without anyone to judge; "
            f"{len(found.fired)} alerts, {mean:.2f} a day",
        )
    )
    print_line(about_truth(found, face.lang))
    days = [(day.isoformat(), str(number)) for day, number in found.per_day.items()]
    if days:
        print_table(
            face.say("每日预警", "Alerts a day"), face.say("日期,起", "day,alerts").split(","), days
        )
    rows = [
        (
            one.subject,
            f"{one.at:%Y-%m-%d %H:%M}",
            f"{one.until:%Y-%m-%d %H:%M}" if one.until else "—",
            f"{one.value:.6g}",
            f"{one.threshold:.6g}",
        )
        for one in found.fired
    ]
    heads = face.say("对象,预警,解除,数值,界限", "subject,fired,resolved,value,threshold")
    print_table(face.say("对象", "Subjects"), heads.split(","), rows)
