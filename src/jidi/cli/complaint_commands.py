"""``jidi complaints``: the index, what a text is about, complaints that tell of the same."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WithinOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table
from jidi.core.errors import InputError
from jidi.core.numbers_as_text import NO_DATA, grouped

if TYPE_CHECKING:
    from jidi.service.books import Book
    from jidi.service.complaint_index import IndexTable
    from jidi.service.complaint_texts import Measured, Twins

app = typer.Typer(help="申诉 / Complaints.", no_args_is_help=True)


@app.command("index")
def show_index(
    context: typer.Context,
    period: Annotated[str, typer.Option("--period", help="时期：2025、2025-06 / Period.")],
    by: Annotated[str, typer.Option("--by", help="company|city|month / By what.")] = "company",
    company: Annotated[str, typer.Option("--company", help="只看一家企业 / One company.")] = "",
    within: WithinOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """本平台申诉处理指数：权重、分子、分母。The platform's index, with weights and parts."""
    from jidi.core.period import Period
    from jidi.service.books import open_book
    from jidi.service.complaint_index import index_json, index_table, read_way

    face: Face = context.obj
    asked, way = Period.parse(period), read_way(by)
    with open_book(workspace, engine=face.engine) as book:
        found = index_table(book, asked, way, company=company, within=within or "")
        if as_json:
            print_json(index_json(book, found))
            return
        _print_index(book, found, face)


@app.command("leads")
def show_leads(
    context: typer.Context,
    period: Annotated[str, typer.Option("--period", help="时期：2025、2025-06 / Period.")],
    by: Annotated[str, typer.Option("--by", help="kind|company|city / By what.")] = "kind",
    within: WithinOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """有效申诉转执法线索的比例，线索的去向。Complaints that became leads, and what came of them."""
    from jidi.cli.told_text import print_no_data, print_told
    from jidi.core.period import Period
    from jidi.service import complaint_leads as service
    from jidi.service.books import open_book

    face: Face = context.obj
    asked, way = Period.parse(period), service.read_way(by)
    with open_book(workspace, engine=face.engine) as book:
        found = service.leads_of(book, asked, way, within=within or "")
        if as_json:
            print_json(service.leads_json(found))
        elif found.rows is None:
            print_no_data(face, "complaint")
        else:
            print_told(face, service.leads_told(book, found))


@app.command("suggest")
def suggest(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="申诉内容 / Text.")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="每行一段 / A text a line.")] = None,
    transcript: Annotated[
        Path | None, typer.Option("--transcript", help="语音转写：文本、SRT、VTT / Of speech.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """建议申诉类别；不确定则不建议。Suggest the category of a complaint, or none."""
    from jidi.model.catalogue import Catalogue
    from jidi.service import complaint_texts as service

    face: Face = context.obj
    texts = [text] if text else []
    if file is not None:
        texts += [line for line in _text_of(file).splitlines() if line.strip()]
    if transcript is not None:
        texts.append(service.spoken(_text_of(transcript)))
    if not texts:
        raise InputError("G-124", place=1)
    found = service.suggest(texts)
    if as_json:
        told = service.suggestions_json(texts, found)
        print_json({"suggestions": told, "note": service.caveat(face.lang)})
        return
    kinds = Catalogue().code_lists["complaint_kind"]
    for one in found:
        sure = kinds.label(one.kind, face.lang) if one.kind else face.say("不确定", "not certain")
        likely = (f"{kinds.label(k, face.lang)} {chance:.0%}" for k, chance in one.likely[:3])
        print_line(f"{sure}  ({'  '.join(likely)})")
    print_line(service.caveat(face.lang))


@app.command("twins")
def show_twins(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="CSV：id,company,received_on,text[,parcel] / Texts at hand."),
    ] = None,
    cases: Annotated[
        bool, typer.Option("--cases", help="比对案件的加密内容，须 --by --why / Sealed texts.")
    ] = False,
    keys: Annotated[
        Path | None, typer.Option("--keys", envvar="JIDI_KEYS", help="密钥文件 / Key file.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="何人 / Who.")] = "",
    why: Annotated[str, typer.Option("--why", help="理由 / Reason.")] = "",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """重复申诉：按运单号，按内容。Complaints that tell of the same: by waybill, by text."""
    from jidi.service import complaint_texts as service
    from jidi.service.books import open_book
    from jidi.service.personal_values import needed_ring

    face: Face = context.obj
    if file is not None:
        found = service.twins_of_file(file, now=_now())
    else:
        with open_book(workspace, engine=face.engine) as book:
            if cases:
                ring = needed_ring(book.workspace, keys)
                found = service.twins_of_cases(book, keys=ring, by=by, why=why, now=_now())
            else:
                found = service.twins_of_table(book)
    if as_json:
        print_json(found.to_json())
        return
    _print_twins(found, face)


@app.command("measure")
def measure(context: typer.Context, as_json: JsonOption = False) -> None:
    """在合成句上测得的准确率与重复识别率。Accuracy and twins, measured on made sentences."""
    from jidi.service import complaint_texts as service

    face: Face = context.obj
    found = service.measured()
    if as_json:
        print_json({**found.to_json(), "note": service.caveat(face.lang)})
        return
    _print_measured(found, face)
    print_line(service.caveat(face.lang))


def _print_index(book: Book, found: IndexTable, face: Face) -> None:
    from jidi.service import complaint_index as service

    measures = book.catalogue.measures
    parts = [measures[part.measure] for part in found.definition.parts]
    rows = [
        (
            service.subject_name(book, found, one.subject, face.lang),
            NO_DATA if one.rank is None else str(one.rank),
            grouped(one.value, 1),
            grouped(one.cases, 0),
            *(service.share_text(one.parts[part.id]) for part in parts),
            *(service.rate_text(found.rates[one.subject][name]) for name in service.RATES),
        )
        for one in found.rows
    ]
    heads = [
        face.say(*service.WAYS[found.by]),
        *face.say("名次,指数,结案件数", "rank,index,closed").split(","),
        *(face.say(f"{part.zh} %", f"{part.en} %") for part in parts),
        *(face.say(measures[n].zh, measures[n].en) for n in service.RATES),
    ]
    title = face.say(found.definition.zh, found.definition.en)
    print_table(f"{title} · {found.period}", heads, rows)
    print_line(face.say("；", "; ").join(service.remarks(book, found, face.lang)))


def _print_twins(found: Twins, face: Face) -> None:
    from jidi.service.complaint_texts import pairs_text

    heads = face.say("先,后,依据,相似度", "first,second,by,alike").split(",")
    title = face.say(f"可能重复 {len(found.pairs)} 对", f"{len(found.pairs)} pairs may be one")
    print_table(title, heads, list(pairs_text(found, face.lang)))
    print_line(
        face.say(
            f"比对：有运单号 {found.compared} 件，有内容 {found.with_text} 件，"
            f"{found.window_days} 天之内。",
            f"Compared: {found.compared} with a waybill, {found.with_text} with a text, "
            f"within {found.window_days} days.",
        )
    )
    for line, zh, en in found.aside:
        print_line(face.say(f"第 {line} 行未比对：{zh}", f"line {line} kept aside: {en}"))
    if found.planted is not None:
        print_line(
            face.say(
                f"与植入的重复相比：找到 {found.found}/{found.planted}，"
                f"列出 {len(found.pairs)}（合成数据）。",
                f"Against planted repeats: {found.found} of {found.planted} found, "
                f"{len(found.pairs)} shown (synthetic).",
            )
        )


def _print_measured(found: Measured, face: Face) -> None:
    from jidi.model.catalogue import Catalogue

    a, t = found.accuracy, found.twins
    kinds = Catalogue().code_lists["complaint_kind"]
    rows = [
        (kinds.label(kind, face.lang), f"{right}/{texts}")
        for kind, (right, texts) in a.by_kind.items()
    ]
    print_table(
        face.say("类别建议（合成句）", "Categories suggested (made sentences)"),
        face.say("类别,正确", "category,right").split(","),
        rows,
    )
    told, precision = a.texts - a.silent, f"{a.right / (a.texts - a.silent):.1%}"
    print_line(
        face.say(
            f"训练句 {found.taught_sentences}，测试句 {a.sentences}"
            f"（多数正确 {a.sentences_right}）；测试文本 {a.texts}："
            f"正确 {a.right}（{a.right / a.texts:.1%}），不作建议 {a.silent}，"
            f"作出建议的 {told} 件中正确 {precision}。",
            f"{found.taught_sentences} sentences taught, {a.sentences} held out "
            f"({a.sentences_right} mostly right); {a.texts} texts: {a.right} right "
            f"({a.right / a.texts:.1%}), {a.silent} without a suggestion, of {told} suggestions "
            f"{precision} right.",
        )
    )
    words = {"sent_again": ("原文再发", "sent again"), "reworded": ("换了说法", "reworded")}
    forms = "，".join(
        f"{face.say(*words[name])} {hits}/{pairs}" for name, (hits, pairs) in t.by_form.items()
    )
    print_line(
        face.say(
            f"重复申诉：列出 {t.shown} 对，准确率 {t.found / max(t.shown, 1):.1%}，"
            f"召回率 {t.found / t.pairs:.1%}（{forms}）。",
            f"Twins: {t.shown} pairs shown, precision {t.found / max(t.shown, 1):.1%}, "
            f"recall {t.found / t.pairs:.1%} ({forms}).",
        )
    )


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("G-122", path=str(path), reason=str(error)) from error


def _now() -> datetime:
    return datetime.now().astimezone()
