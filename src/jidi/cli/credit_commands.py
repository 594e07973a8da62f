"""``jidi credit``: the yearly evaluation, lists on record and what they bring, objections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table
from jidi.core.errors import InputError
from jidi.core.numbers_as_text import grouped

if TYPE_CHECKING:
    from jidi.service.books import Book
    from jidi.service.credit import Evaluation
    from jidi.service.credit_lists import Entry
    from jidi.supervision.credit import Change, Standing

app = typer.Typer(help="信用 / Credit of companies.", no_args_is_help=True)

YearOption = Annotated[int, typer.Option("--year", help="评定年度 / Year evaluated.")]
CompanyArgument = Annotated[str, typer.Argument(help="企业编号或名称 / Company.")]
ByOption = Annotated[str, typer.Option("--by", help="办理人 / Who does it.")]
WhyOption = Annotated[str, typer.Option("--why", help="理由 / Reason.")]
SchemeOption = Annotated[
    Path | None, typer.Option("--scheme", help="另一方案文件，作假设比较 / Suppose this scheme.")
]
SupposeOption = Annotated[
    list[str] | None,
    typer.Option("--suppose", help="假设某数值，可多次：penalty.points=-5 / Suppose a number."),
]


@app.command("evaluate")
def evaluate(
    context: typer.Context,
    year: YearOption,
    scheme: SchemeOption = None,
    suppose: SupposeOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """按年度方案评定全部企业；--scheme、--suppose 作假设比较。Evaluate a year; suppose: what if.

    :raises InputError: G-114 for both a scheme and numbers.
    """
    from jidi.service import credit, credit_words
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        changed: tuple[Change, ...] | None = None
        if scheme is not None and suppose:
            raise InputError("G-114")
        if scheme is not None:
            _, found, changed = credit.supposed(book, year, scheme)
        elif suppose:
            values = credit.read_numbers(_named_numbers(suppose))
            _, found, changed = credit.supposed_with(book, year, values)
        else:
            found = credit.evaluated(book, year)
        if as_json:
            told = credit_words.evaluation_json(book, found, now=_now())
            more = {} if changed is None else {"changes": credit_words.changes_json(changed)}
            print_json({**told, **more})
            return
        _print_evaluation(found, face)
        if changed is not None:
            _print_changes(found, changed, face)


def _named_numbers(told: Iterable[str]) -> Iterator[tuple[str, str]]:
    """:raises InputError: G-113."""
    for one in told:
        name, sign, number = one.partition("=")
        if not (sign and number.strip()):
            raise InputError("G-113", asked=one[:100])
        yield name.strip(), number


@app.command("show")
def show(
    context: typer.Context,
    company: CompanyArgument,
    year: YearOption,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """一家企业的信用档案：每项得分及其来源。One company: every point and what is behind it."""
    from jidi.service import credit, credit_words
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        found = credit.evaluated(book, year)
        one = found.standing(company)
        if as_json:
            told = credit_words.standing_json(book, found, one)
            short = credit_words.scheme_short(found.scheme)
            print_json({"year": year, "scheme": short, "synthetic": found.synthetic, **told})
            return
        _print_standing(book, found, one, face)


@app.command("list")
def show_lists(
    context: typer.Context,
    year: Annotated[int | None, typer.Option("--year", help="年度 / Year.")] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """已登记的名单及其激励约束措施。Lists on record and what they bring."""
    from jidi.service import credit_lists
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        kept = credit_lists.publications(book, year=year)
    if as_json:
        print_json([one.to_json() for one in kept])
        return
    for one in kept:
        _print_publication(one, face)
    if not kept:
        print_line(face.say("没有登记过名单。", "No lists are on record."))


@app.command("publish")
def publish(
    context: typer.Context,
    year: YearOption,
    by: ByOption,
    why: WhyOption,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """登记一个年度的名单（采集期满后）。Put a year's lists on record, once its window closed."""
    from jidi.service import credit, credit_lists
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        found = credit.evaluated(book, year)
        made = credit_lists.publish(book, found, by=by, why=why, now=_now())
    if as_json:
        print_json(made.to_json())
        return
    _print_publication(made, face)


@app.command("object")
def object_to(
    context: typer.Context,
    company: CompanyArgument,
    year: YearOption,
    record: Annotated[str, typer.Option("--record", help="信用信息编号 / Record.")],
    by: ByOption,
    why: WhyOption,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """登记企业异议，立案并起算核查期限。Open an objection; its clocks begin."""
    from jidi.service import credit_lists
    from jidi.service.books import open_book
    from jidi.service.case_json import whole_json
    from jidi.service.cases import clocks_of

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        case = credit_lists.object_to(
            book, company, year, record=record, by=by, why=why, now=_now()
        )
    if as_json:
        print_json(whole_json(case, now=_now()))
        return
    print_line(f"{case.id}  {face.say(case.kind.zh, case.kind.en)}")
    for clock in clocks_of(case, running=True):
        for line in clock.reading.said(face.lang):
            print_line(line)


@app.command("effect")
def effect(
    context: typer.Context,
    company: CompanyArgument,
    effect: Annotated[str, typer.Argument(help="措施：green_channel … / Effect.")],
    matter: Annotated[str, typer.Option("--matter", help="何事 / For what.")],
    by: ByOption,
    why: WhyOption,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """登记名单带来的措施：绿色通道、容缺受理。Record what a list brought to a company."""
    from jidi.service import credit_lists
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        made = credit_lists.record_effect(
            book, company, effect, matter=matter, by=by, why=why, now=_now()
        )
    if as_json:
        print_json(made.to_json())
        return
    print_line(_effect_text(made, face))


@app.command("effects")
def list_effects(
    context: typer.Context, workspace: WorkspaceOption = HERE, as_json: JsonOption = False
) -> None:
    """已登记的措施。What lists brought, on record."""
    from jidi.service import credit_lists
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        found = credit_lists.effects(book)
    if as_json:
        print_json([one.to_json() for one in found])
        return
    for one in found:
        print_line(_effect_text(one, face))
    if not found:
        print_line(face.say("没有登记过措施。", "Nothing is on record."))


@app.command("scheme")
def show_scheme(
    context: typer.Context,
    year: YearOption,
    file: Annotated[
        Path | None, typer.Option("--file", help="另存方案，供修改后比较 / Keep it, to change it.")
    ] = None,
    numbers: Annotated[
        bool, typer.Option("--numbers", help="可假设的数值 / Numbers that --suppose takes.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """一个年度的评定方案：项目、分值、名单、出处。A year's scheme: items, points, lists."""
    from jidi.model.credit import scheme_of, scheme_text
    from jidi.model.credit_varied import numbers_of
    from jidi.service.credit_words import item_rule, list_rule

    face: Face = context.obj
    found = scheme_of(year)
    if file is not None:
        file.write_text(scheme_text(found), "utf-8")
    if as_json:
        told = numbers_of(found) if numbers else found.model_dump(mode="json")
        print_json(told)
        return
    if numbers:
        pairs = [(name, f"{value:g}") for name, value in numbers_of(found).items()]
        heads = face.say("名称,数值", "name,number")
        print_table(face.say(found.zh, found.en), heads.split(","), pairs)
        return
    own = face.say("本平台取法", "own choice")
    rows = [
        (one.id, face.say(one.zh, one.en), item_rule(one, face.lang), one.source or own)
        for one in found.items
    ]
    heads = face.say("编号,项目,计分,出处", "id,item,points,source")
    print_table(face.say(found.zh, found.en), heads.split(","), rows)
    for one in found.lists:
        print_line(f"{face.say(one.zh, one.en)}: {list_rule(found, one, face.lang)}")
    print_line(f"{face.say('依据', 'By')}: {found.source} · SHA-256 {found.digest[:16]}")


def _print_evaluation(found: Evaluation, face: Face) -> None:
    from jidi.service.credit_words import list_word, reasons, unknown_text

    rows = [
        (
            one.company,
            found.names[one.company],
            grouped(one.score, 1),
            list_word(found.scheme, one.list_id, face.lang),
            reasons(one, face.lang) or "—",
            unknown_text(one, face.lang) or "—",
        )
        for one in found.standings
    ]
    title = face.say(
        f"{found.year} 年度信用评定 · {found.scheme.zh}", f"Credit {found.year} · {found.scheme.en}"
    )
    heads = face.say("企业,名称,得分,名单,加减分,无数据", "id,company,score,list,points,no data")
    print_table(title, heads.split(","), rows)
    print_line(_remark(found, face))


def _remark(found: Evaluation, face: Face) -> str:
    from jidi.service.credit_words import remarks

    return face.say("；", "; ").join(remarks(found, face.lang))


def _print_changes(found: Evaluation, changed: tuple[Change, ...], face: Face) -> None:
    from jidi.service.credit_words import list_word

    title = face.say(f"与现行方案相比：{len(changed)} 家变动", f"{len(changed)} companies change")
    heads = face.say("企业,得分,名单,变动项目", "company,score,list,items that change")
    rows = []
    for one in changed:
        old, new = one.before, one.after
        lists = [list_word(found.scheme, name, face.lang) if name in _ids(found) else name
                 for name in (old.list_id, new.list_id)]  # fmt: skip
        items = (f"{name} {a:g}→{b:g}" for name, (a, b) in one.items.items())
        rows.append(
            (one.company, f"{old.score:g} → {new.score:g}", " → ".join(lists), "；".join(items))
        )
    print_table(title, heads.split(","), rows)


def _ids(found: Evaluation) -> set[str]:
    return {"", *(one.id for one in found.scheme.lists)}


def _print_standing(book: Book, found: Evaluation, one: Standing, face: Face) -> None:
    from jidi.service import credit_words as words

    listed = words.list_word(found.scheme, one.list_id, face.lang)
    title = f"{one.company} {found.names[one.company]} · {grouped(one.score, 1)} · {listed}"
    rows = [
        (
            face.say(item.item.zh, item.item.en),
            words.signed(item.points),
            face.say(*words.STATE_WORDS[item.state]),
            words.scored_text(book, item, face.lang),
        )
        for item in one.items
    ]
    heads = face.say("项目,分,状态,来源", "item,points,state,from")
    print_table(title, heads.split(","), rows)
    known = {record.id: record for record in found.records if record.company == one.company}
    for name, mark in one.marks.items():
        record = known[name]
        what = words.code_word(book, record.code, face.lang)
        who = words.source_word(book, record, face.lang)
        said = face.say(*words.MARK_WORDS[mark])
        objection = f" · {record.objection}" if record.objection else ""
        print_line(f"{name}  {record.happened_on}  {what}  {who}  {said}{objection}")
    print_line(_remark(found, face))


def _print_publication(one: Entry, face: Face) -> None:
    facts = one.facts
    mark = face.say("（合成数据）", " (synthetic)") if facts["synthetic"] else ""
    print_line(
        f"#{one.number} {one.at[:10]} {one.by} · {facts['year']} · {facts['scheme']}{mark} · "
        f"{facts['why']}"
    )
    for name, listed in facts["lists"].items():
        on = [f"{key} {c['name']}" for key, c in facts["companies"].items() if c["list"] == name]
        brings = "、".join(
            face.say(facts["effects"][e]["zh"], facts["effects"][e]["en"])
            for e in listed["effects"]
        )
        print_line(f"  {face.say(listed['zh'], listed['en'])} ({brings}): {len(on)}")
        for company in on:
            print_line(f"    {company}")


def _effect_text(one: Entry, face: Face) -> str:
    facts = one.facts
    mark = face.say("（合成数据）", " (synthetic)") if facts["synthetic"] else ""
    what = face.say(facts["effect_zh"], facts["effect_en"])
    return (
        f"#{one.number} {one.at[:10]} {facts['company']} {what}: {facts['matter']} · "
        f"{facts['year']} #{facts['published']} · {one.by} · {facts['why']}{mark}"
    )


def _now() -> datetime:
    return datetime.now().astimezone()
