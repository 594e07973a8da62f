"""``jidi licences``: renewals due; stocks, annual reports, e-licences and ratings."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WithinOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table
from jidi.core.numbers_as_text import NO_DATA, grouped

if TYPE_CHECKING:
    from jidi.service.books import Book
    from jidi.service.licences import Licensing

app = typer.Typer(help="许可与备案 / Licences and filings.", no_args_is_help=True)

DayOption = Annotated[
    str, typer.Option("--at", help="日期，缺省为账册最新 / Day; the newest of the book.")
]


@app.command("due")
def show_due(
    context: typer.Context,
    within_days: Annotated[int, typer.Option("--days", min=0, help="多少天内到期 / Days.")] = 90,
    kind: Annotated[str, typer.Option("--kind", help="licence|branch / Kind.")] = "",
    at: DayOption = "",
    within: WithinOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多行数 / Rows.")] = 50,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """已过期、将到期的许可与备案，何日前申请延续。What has expired or will, apply by when."""
    from jidi.service import licences as service
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        day = _day(book, at)
        found = service.licences_due(
            book, day, within_days=within_days, kind=kind, within=within or ""
        )
        kinds, synthetic = book.catalogue.code_lists["licence_kind"], book.synthetic
    if as_json:
        print_json({"day": day.isoformat(), "synthetic": synthetic, "due": service.due_json(found)})
        return
    rows = [
        (
            face.say(*service.STATE_WORDS[one.state]),
            one.id,
            kinds.label(one.kind, face.lang),
            one.company,
            one.division,
            one.expires_on.isoformat(),
            one.apply_by.isoformat(),
        )
        for one in found[:limit]
    ]
    heads = face.say(
        "状态,证号,类别,企业,区划,有效期至,延续申请截止",
        "state,licence,kind,company,division,expires,apply by",
    )
    title = face.say(f"{len(found)} 件，截至 {day}", f"{len(found)} as of {day}")
    print_table(title, heads.split(","), rows)
    if synthetic:
        print_line(face.say("含合成数据", "holds synthetic data"))


@app.command("summary")
def show_summary(
    context: typer.Context,
    at: DayOption = "",
    within: WithinOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """存量、电子证照、备案及时、年度报告、好差评。Stocks, e-licences, reports, ratings."""
    from jidi.service import licences as service
    from jidi.service.books import open_book

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        found = service.licensing(book, _day(book, at), within=within or "")
        if as_json:
            print_json(service.licensing_json(found))
            return
        _print_summary(book, found, face)


def _print_summary(book: Book, found: Licensing, face: Face) -> None:
    from jidi.service import licences as service
    from jidi.service.told import share_text

    lists = book.catalogue.code_lists
    stocks = [
        (
            lists["licence_kind"].label(one.kind, face.lang),
            grouped(one.standing, 0),
            grouped(one.expired, 0),
            share_text(one.electronic),
            share_text(one.filed_late),
        )
        for one in found.stocks
    ]
    heads = face.say(
        "类别,在册,已过期,电子证照,逾期备案", "kind,standing,expired,electronic,filed late"
    )
    print_table(face.say("许可与备案", "Licences and filings"), heads.split(","), stocks)
    print_line(_reports_text(found, face))
    if found.ratings is None:
        print_line(face.say("好差评：无数据", "ratings: no data"))
    else:
        rows = [
            (
                lists["service_matter"].label(one.matter, face.lang),
                grouped(one.rated, 0),
                share_text(one.good),
                share_text(one.answered),
            )
            for one in found.ratings
        ]
        heads = face.say("事项,评价,好评,差评回复", "matter,rated,good,bad answered")
        print_table(
            face.say(f"好差评 {found.year}", f"Ratings {found.year}"), heads.split(","), rows
        )
    print_line(service.limits_text(found, face.lang))
    if found.synthetic:
        print_line(face.say("含合成数据", "holds synthetic data"))


def _reports_text(found: Licensing, face: Face) -> str:
    from jidi.service.licences import REPORT_WORDS

    head = face.say(
        f"{found.year} 年度报告（{found.reports_by} 前）",
        f"annual reports of {found.year} (by {found.reports_by})",
    )
    if found.reports is None:
        return f"{head}: {NO_DATA}"
    counts = Counter(one.state for one in found.reports)
    told = (f"{face.say(*words)} {counts[state]}" for state, words in REPORT_WORDS.items())
    return f"{head}: {'，'.join(told)}"


def _day(book: Book, text: str) -> date:
    from jidi.service.register_input import read_day
    from jidi.service.supervision_rules import newest_moment

    return read_day(text) if text else newest_moment(book, now=datetime.now().astimezone()).date()
