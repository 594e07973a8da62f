"""``jidi stability``: how stable outlets run, sign by sign, and how the score did in the past."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WithinOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar
from jidi.core.numbers_as_text import NO_DATA, grouped

if TYPE_CHECKING:
    from jidi.service.books import Book
    from jidi.service.stability import BackTest, Stabilities
    from jidi.supervision.stability import Stable

_SHOWN = 20


def add_to(parent: typer.Typer) -> None:
    """Add ``stability`` to the command line."""
    parent.command("stability")(stability)


def stability(
    context: typer.Context,
    outlet: Annotated[str, typer.Option("--outlet", help="一个网点 / One outlet.")] = "",
    outlets: Annotated[
        bool, typer.Option("--outlets", help="逐网点，缺省按企业与县 / Outlet by outlet.")
    ] = False,
    at: Annotated[
        str, typer.Option("--at", help="时刻，缺省为账册最新 / Moment; the newest.")
    ] = "",
    within: WithinOption = None,
    backtest: Annotated[
        bool, typer.Option("--backtest", help="以植入的故障检验，须 --from --to / Held to truth.")
    ] = False,
    start: Annotated[str, typer.Option("--from", help="起点 / From.")] = "",
    end: Annotated[str, typer.Option("--to", help="终点 / To.")] = "",
    every: Annotated[int, typer.Option("--every", min=1, help="间隔小时 / Hours apart.")] = 24,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多行数 / Rows.")] = _SHOWN,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """末端网点稳定分：每个迹象的数值与界限；--backtest 误报。Stability of outlets, sign by sign."""
    from jidi.service import stability as service
    from jidi.service.books import open_book
    from jidi.service.supervision_rules import newest_moment, read_moment

    face: Face = context.obj
    with open_book(workspace, engine=face.engine) as book:
        if backtest:
            with progress_bar(as_json, lang=face.lang) as progress:
                first, last = read_moment(start), read_moment(end)
                step = timedelta(hours=every)
                test = service.back_test(book, first=first, last=last, step=step, progress=progress)
            _print_test(test, face, as_json=as_json, synthetic=book.synthetic)
            return
        moment = read_moment(at) if at else newest_moment(book, now=_now())
        if outlet:
            found, one = service.outlet_stability(book, moment, outlet)
            _print_one(book, found, one, face, as_json=as_json)
            return
        found = service.stabilities(book, moment, outlets=outlets, within=within or "")
        if as_json:
            print_json(service.stability_json(book, found, found.rows[:limit]))
            return
        _print_all(book, found, face, limit=limit)


def _print_all(book: Book, found: Stabilities, face: Face, *, limit: int) -> None:
    from jidi.service.stability import main_sign, remarks

    rows = [
        (
            one.subject,
            NO_DATA if one.score is None else grouped(one.score, 1),
            main_sign(book, one, face.lang),
            f"{len(one.unknown)}/{len(one.taken)}",
        )
        for one in found.rows[:limit]
    ]
    title = face.say(found.definition.zh, found.definition.en)
    heads = face.say("对象,分,最重的迹象,无数据", "subject,score,worst sign,no data")
    print_table(f"{title} · {found.at:%Y-%m-%d %H:%M}", heads.split(","), rows)
    scored = sum(one.score is not None for one in found.rows)
    few, watched = len(found.rows) - scored, len(found.watched)
    print_line(
        face.say(
            f"{scored} 个有分，{few} 个数据不足，{watched} 个须关注。",
            f"{scored} scored, {few} with too little data, {watched} to be watched.",
        )
    )
    print_line(face.say("；", "; ").join(remarks(book, found, face.lang)))


def _print_one(book: Book, found: Stabilities, one: Stable, face: Face, *, as_json: bool) -> None:
    from jidi.service.stability import remarks, sign_text, stability_json

    if as_json:
        print_json(stability_json(book, found, (one,)))
        return
    rules = book.catalogue.rules
    rows = [
        (
            face.say(rules[taken.sign.rule].zh, rules[taken.sign.rule].en),
            f"−{taken.points:.1f}" if taken.points else NO_DATA,
            NO_DATA if taken.risk is None else f"{taken.risk:.0%}",
            f"{taken.sign.weight:.0%}",
            taken.of or NO_DATA,
            sign_text(book, taken, face.lang),
        )
        for taken in one.taken
    ]
    score = NO_DATA if one.score is None else grouped(one.score, 1)
    heads = face.say("迹象,扣分,风险,权重,对象,来源", "sign,takes,risk,weight,of,from")
    print_table(f"{one.subject} · {score} · {found.at:%Y-%m-%d %H:%M}", heads.split(","), rows)
    print_line(face.say("；", "; ").join(remarks(book, found, face.lang)))


def _print_test(found: BackTest, face: Face, *, as_json: bool, synthetic: bool) -> None:
    if as_json:
        print_json({**found.to_json(), "synthetic": synthetic})
        return
    rows = [
        (
            one.subject,
            f"{one.at:%Y-%m-%d}",
            f"{one.until:%Y-%m-%d}" if one.until else NO_DATA,
            grouped(one.value, 1),
        )
        for one in found.alarms
    ]
    heads = face.say("对象,开始,结束,分", "subject,from,until,score").split(",")
    count = len(found.alarms)
    print_table(face.say(f"{count} 次关注", f"{count} alarms"), heads, rows)
    got = found.score
    if got is None:
        print_line(face.say("没有真值：账册中没有植入的故障。", "No truth: nothing was planted."))
        return
    precision = NO_DATA if got.precision is None else f"{got.precision:.1%}"
    recall = NO_DATA if got.recall is None else f"{got.recall:.1%}"
    right, hits = f"{got.right}/{got.judged}", f"{got.found}/{got.planted}"
    false = f"{found.false_a_week:.2f}"
    print_line(
        face.say(
            f"与植入的故障相比：准确率 {precision}（{right}），召回率 {recall}（{hits}），"
            f"每周误报 {false} 次（合成数据）。",
            f"Against planted failures: precision {precision} ({right}), recall {recall} ({hits}), "
            f"{false} false alarms a week (synthetic).",
        )
    )


def _now() -> datetime:
    return datetime.now().astimezone()
