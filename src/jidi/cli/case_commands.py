"""``jidi case``: cases of supervision, and the clocks they run by."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.service.books import Book
    from jidi.supervision.cases import Case

app = typer.Typer(help="案件与时限 / Cases and their clocks.", no_args_is_help=True)

CaseArgument = Annotated[str, typer.Argument(help="案件编号 / Case.")]
ByOption = Annotated[str, typer.Option("--by", help="办理人 / Who does it.")]
WhyOption = Annotated[str, typer.Option("--why", help="理由 / Reason.")]
AtOption = Annotated[
    str | None, typer.Option("--at", help="时刻（北京时间），缺省此刻 / When; now.")
]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="字段=值，可多次 / FIELD=VALUE.")
]
KeysOption = Annotated[
    Path | None, typer.Option("--keys", envvar="JIDI_KEYS", help="密钥文件 / Key file.")
]
PauseOption = Annotated[
    list[str] | None,
    typer.Option(
        "--pause", help="暂停：开始/结束/原因，可多次；结束可空 / A pause: FROM/TO/REASON."
    ),
]


@app.command("clocks")
def list_clocks(context: typer.Context, as_json: JsonOption = False) -> None:
    """全部时限、计算规则及其出处。Every clock, the rules of counting and their sources."""
    from jidi.model.clock import load_clocks
    from jidi.service.case_clocks import clocks_json
    from jidi.service.clock_words import law_text

    face: Face = context.obj
    if as_json:
        print_json(clocks_json())
        return
    clocks, today = load_clocks(), _now().date()
    rows = [(one.id, law_text(one, one.rule(today), face.lang)) for one in clocks.clocks.values()]
    print_table(face.say("时限", "Clocks"), face.say("编号,时限", "id,clock").split(","), rows)
    for rule in clocks.counting.values():
        article = f" {rule.article}" if rule.article else ""
        print_line(f"{face.say(rule.zh, rule.en)} ({rule.source}{article})")


@app.command("clock")
def show_clock(
    context: typer.Context,
    clock: Annotated[str, typer.Argument(help="时限编号 / Clock.")],
    start: Annotated[str, typer.Option("--from", help="起算时刻（北京时间）/ When it begins.")],
    pause: PauseOption = None,
    as_json: JsonOption = False,
) -> None:
    """一个期限何时届满，逐日说明理由。When a deadline is due, with every day's reason."""
    from jidi.service.case_clocks import read_clock, read_moment, read_pause

    face: Face = context.obj
    found = read_clock(clock, read_moment(start), [read_pause(one) for one in pause or ()])
    if as_json:
        print_json(found.to_json())
        return
    for line in found.said(face.lang):
        print_line(line)


@app.command("kinds")
def list_kinds(context: typer.Context, as_json: JsonOption = False) -> None:
    """案件类别：字段、状态、环节、由谁办理。Kinds of cases: fields, states, steps, who may."""
    from jidi.model.case import case_kinds
    from jidi.service.case_json import kind_json

    face: Face = context.obj
    if as_json:
        print_json([kind_json(kind) for kind in case_kinds().values()])
        return
    for kind in case_kinds().values():
        print_line(f"{kind.id}  {face.say(kind.zh, kind.en)}")
        fields = [f"{one.name}{'*' if one.required else ''}" for one in kind.fields]
        print_line(f"  {face.say('字段', 'fields')}: {' '.join(fields)}")
        for step in kind.steps:
            said = f"{step.id} {face.say(step.zh, step.en)}: {'、'.join(step.from_)} → {step.to}"
            print_line(f"  {said} ({'、'.join(step.who)})")


@app.command("open")
def open_one(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="类别 / Kind.")],
    by: ByOption,
    division: Annotated[
        str,
        typer.Option("--division", help="所属区划；由预警、巡查事件立案时可省 / Division."),
    ] = "",
    alert: Annotated[
        int | None, typer.Option("--alert", help="由此预警立案 / From this alert.")
    ] = None,
    patrol: Annotated[
        str, typer.Option("--patrol", help="由此巡查事件立案 / From this patrol event.")
    ] = "",
    fields: SetOption = None,
    why: WhyOption = "",
    at: AtOption = None,
    keys: KeysOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """立案；个人信息加密保存。Open a case; personal values are sealed."""
    from jidi.service.books import open_book
    from jidi.service.case_fields import read_pairs
    from jidi.service.case_sources import open_about
    from jidi.service.personal_values import key_ring

    with open_book(workspace, engine=context.obj.engine) as book:
        made = open_about(
            book, kind, read_pairs(fields or ()), division=division, by=by, why=why, now=_now(),
            at=_moment(at), keys=key_ring(book.workspace, keys), alert=alert, patrol=patrol,
        )  # fmt: skip
        _print_case(context.obj, book, made, as_json)


@app.command("import")
def import_all(
    context: typer.Context,
    by: ByOption,
    since: Annotated[str, typer.Option("--since", help="自何日起受理的 / Received since.")] = "",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """把账册中的申诉立为案件，不合条件的另列原因。Open the book's complaints as cases."""
    from datetime import date

    from jidi.service.books import open_book
    from jidi.service.case_import import import_complaints
    from jidi.service.register_input import read_day

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        first = read_day(since) if since else date.min
        found = import_complaints(book, by=by, now=_now(), since=first)
    if as_json:
        print_json(found.to_json())
        return
    print_line(
        face.say(
            f"申诉 {found.rows} 件：立案 {len(found.opened)}，不予受理 {len(found.refused)}，"
            f"退回 {len(found.broken)}，此前已立 {found.known}。",
            f"{found.rows} complaints: {len(found.opened)} opened, {len(found.refused)} not "
            f"accepted, {len(found.broken)} kept aside, {found.known} known before.",
        )
    )
    print_line(
        face.say(
            f"按规则计算的期限与表中应答复日期不同的：{found.due_differs} 件。",
            f"{found.due_differs} have a counted deadline other than the table's due day.",
        )
    )
    for one in (*found.refused, *found.broken):
        reasons = face.say("；", "; ").join(face.say(*reason) for reason in one.reasons)
        print_line(f"{one.complaint} {one.case} {reasons}")


@app.command("list")
def list_all(
    context: typer.Context,
    kind: Annotated[str, typer.Option("--kind", help="类别 / Kind.")] = "",
    state: Annotated[str, typer.Option("--state", help="状态 / State.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="含已办结 / Also those over.")] = False,
    within: Annotated[str, typer.Option("--within", help="区划 / Division.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多 / At most.")] = 200,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """列出案件。List cases."""
    from jidi.service import cases
    from jidi.service.books import open_book
    from jidi.service.case_json import case_json

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        found = cases.list_cases(
            book, kind=kind, state=state, is_open=not everything, within=within, limit=limit
        )
        told = [case_json(one, now=_now()) for one in found]
    if as_json:
        print_json(told)
        return
    heads = face.say(
        "案件,类别,状态,立案,区划,期限,来源", "case,kind,state,opened,division,due,origin"
    )
    rows = [
        (
            one["case"],
            one[f"kind_{face.lang}"],
            one[f"state_{face.lang}"],
            one["opened_at"][:10],
            one["division"],
            " ".join(f"{c[face.lang]} {c['last_day'] or '—'}" for c in one["clocks"]),
            one["origin"],
        )
        for one in told
    ]
    print_table(face.say("案件", "Cases"), heads.split(","), rows)


@app.command("show")
def show_one(
    context: typer.Context,
    case: CaseArgument,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """一件案件：经过、各期限及其计算。One case: its history, every deadline explained."""
    from jidi.service import cases
    from jidi.service.books import open_book

    with open_book(workspace, engine=context.obj.engine) as book:
        _print_case(context.obj, book, cases.case_named(book, case), as_json)


@app.command("step")
def take_step(
    context: typer.Context,
    case: CaseArgument,
    step: Annotated[str, typer.Argument(help="环节 / Step.")],
    by: ByOption,
    fields: SetOption = None,
    why: WhyOption = "",
    at: AtOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """办理一个环节。Take a step."""
    from jidi.service import cases
    from jidi.service.books import open_book
    from jidi.service.case_fields import read_pairs

    with open_book(workspace, engine=context.obj.engine) as book:
        made = cases.take_step(
            book, case, step, read_pairs(fields or ()), by=by, why=why, now=_now(), at=_moment(at)
        )
        _print_case(context.obj, book, made, as_json)


@app.command("pause")
def pause_one(
    context: typer.Context,
    case: CaseArgument,
    by: ByOption,
    why: WhyOption = "",
    at: AtOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """暂停计时，须写理由。Stop the clocks; takes a reason."""
    from jidi.service import cases
    from jidi.service.books import open_book

    with open_book(workspace, engine=context.obj.engine) as book:
        made = cases.pause_case(book, case, by=by, why=why, now=_now(), at=_moment(at))
        _print_case(context.obj, book, made, as_json)


@app.command("resume")
def resume_one(
    context: typer.Context,
    case: CaseArgument,
    by: ByOption,
    why: WhyOption = "",
    at: AtOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """恢复计时。Let the clocks run again."""
    from jidi.service import cases
    from jidi.service.books import open_book

    with open_book(workspace, engine=context.obj.engine) as book:
        made = cases.resume_case(book, case, by=by, why=why, now=_now(), at=_moment(at))
        _print_case(context.obj, book, made, as_json)


@app.command("evidence")
def put_evidence(
    context: typer.Context,
    case: CaseArgument,
    file: Annotated[Path, typer.Argument(help="文件 / File.")],
    by: Annotated[str, typer.Option("--by", help="登记人 / Who puts it on record.")] = "",
    note: Annotated[str, typer.Option("--note", help="说明 / Note.")] = "",
    check: Annotated[bool, typer.Option("--check", help="只核对是否原件 / Only check.")] = False,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """登记证据的摘要，文件留在原处；--check 核对原件。Record a file's digest, or check it."""
    from jidi.service import cases
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        if check:
            found = cases.check_evidence(book, case, file)
            if as_json:
                print_json(dict(found))
                return
            said = f"{found['file']} {found['sha256'][:16]}… {found['at']} {found['by']}"
            print_line(face.say("与登记的证据一致：", "It is the evidence on record: ") + said)
            return
        made = cases.add_evidence(book, case, file, by=by, now=_now(), note=note)
        _print_case(face, book, made, as_json)


@app.command("raise")
def raise_one(
    context: typer.Context,
    case: CaseArgument,
    to: Annotated[str, typer.Argument(help="转为何类案件 / Kind of the other case.")],
    by: ByOption,
    why: WhyOption = "",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """转出：申诉转执法线索等，两案互相注明。Raise another case, such as an enforcement lead."""
    from jidi.service import cases
    from jidi.service.books import open_book

    with open_book(workspace, engine=context.obj.engine) as book:
        _, made = cases.raise_case(book, case, to, by=by, why=why, now=_now())
        _print_case(context.obj, book, made, as_json)


@app.command("due")
def list_due(
    context: typer.Context,
    days: Annotated[
        int | None, typer.Option("--within", min=0, help="多少日内到期 / Due within days.")
    ] = None,
    kind: Annotated[str, typer.Option("--kind", help="类别 / Kind.")] = "",
    at: AtOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """到期与逾期的期限，逾期最久的在前。Deadlines that run, the longest overdue first."""
    from jidi.service import cases
    from jidi.service.books import open_book
    from jidi.service.case_json import due_json

    face: Face = context.obj
    moment = _moment(at) or _now()
    with open_book(workspace, engine=context.obj.engine) as book:
        found = cases.due_clocks(cases.list_cases(book, kind=kind), now=moment, within_days=days)
    told = due_json(found, now=moment)
    if as_json:
        print_json(told)
        return
    heads = face.say("案件,时限,状态,最后一日,区划", "case,clock,state,last day,division")
    rows = [
        (o["case"], o[face.lang], o[f"state_{face.lang}"], o["last_day"] or "—", o["division"])
        for o in told
    ]
    print_table(face.say("期限", "Deadlines"), heads.split(","), rows)


@app.command("retention")
def show_retention(
    context: typer.Context,
    apply: Annotated[bool, typer.Option("--apply", help="清除个人信息 / Remove them.")] = False,
    by: Annotated[str, typer.Option("--by", help="办理人 / Who.")] = "",
    why: WhyOption = "",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """已过保存期的案件；其个人信息可清除，经过保留。Cases past their term; history stays."""
    from jidi.service import cases
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        found = cases.forgettable(book, now=_now())
        gone = cases.forget_personal(book, by=by, why=why, now=_now()) if apply else 0
    told = {"cases": [one.id for one in found], "removed": gone}
    if as_json:
        print_json(told)
        return
    print_line(
        face.say(
            f"已过保存期且仍存有个人信息的案件 {len(found)} 件；清除 {gone} 项。",
            f"{len(found)} cases past their term hold personal values; {gone} were removed.",
        )
    )


def _print_case(face: Face, book: Book, case: Case, as_json: bool) -> None:
    from jidi.service.case_json import field_name, field_text, whole_json

    told = whole_json(case, now=_now())
    if as_json:
        print_json(told)
        return
    lang, colon = face.lang, face.say("：", ": ")
    print_line(f"{told['case']}  {told[f'kind_{lang}']}  {told[f'state_{lang}']}")
    if told["origin"] == "synthetic":
        print_line(face.say("合成数据", "synthetic"))
    for name, value in told["values"].items():
        said = field_text(book, case.kind, name, value, lang)
        print_line(f"  {field_name(case.kind, name, lang)}{colon}{said}")
    for name in told["sealed"]:
        said = face.say("［已加密］", "[sealed]")
        print_line(f"  {field_name(case.kind, name, lang)}{colon}{said}")
    for event in told["history"]:
        why = f" — {event['why']}" if event["why"] else ""
        print_line(f"{event['at'][:16].replace('T', ' ')} {event[lang]} ({event['by']}){why}")
    for clock in told["clocks"]:
        print_line(f"{clock[lang]}{colon}{clock[f'state_{lang}']}")
        for line in clock["reading"][f"said_{lang}"]:
            print_line(f"  {line}")
    for one in told["evidence"]:
        print_line(f"{face.say('证据', 'evidence')}{colon}{one['file']} {one['sha256']}")
    for one in told["links"]:
        arrow = "→" if one["role"] == "to" else "←"
        print_line(f"{arrow} {one['case']}")
    for rule in told["eligibility"]:
        holds = {True: "✓", False: "✗", None: "?"}[rule["holds"]]
        print_line(f"{holds} {rule[lang]} ({rule['source']} {rule['article'] or ''})")
    steps = "、".join(f"{one['step']} {one[lang]}" for one in told["next_steps"]) or "—"
    print_line(f"{face.say('可以办理', 'may be taken')}{colon}{steps}")
    for one in told["may_raise"]:
        print_line(f"{face.say('可以转出', 'may raise')}{colon}{one['to']} ({one[lang]})")


def _moment(text: str | None) -> datetime | None:
    from jidi.service.case_clocks import read_moment

    return None if text is None else read_moment(text)


def _now() -> datetime:
    return datetime.now().astimezone()
