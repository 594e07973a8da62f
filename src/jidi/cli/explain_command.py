"""``jidi explain``: why a design is as it is: villages, stations, modes, lanes, other designs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jidi.cli.design_answer_text import explain_placed
from jidi.cli.design_commands import (
    BookOption,
    DesignArgument,
    ProblemOption,
    judged_design,
    stopped_by_user,
)
from jidi.cli.options import JsonOption
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar

if TYPE_CHECKING:
    from jidi.service.rural_design import Judged


def add_to(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command()(explain)


def explain(
    context: typer.Context,
    design: DesignArgument,
    village: Annotated[str, typer.Option("--village", help="村的代码或名称 / Village.")] = "",
    station: Annotated[str, typer.Option("--station", help="站点的编号或名称 / Station.")] = "",
    mode: Annotated[
        str,
        typer.Option(
            "--mode",
            help="如强制或不用某方式：own|postal|bus|drone|robot，可与 --village 同用 / Mode.",
        ),
    ] = "",
    place: Annotated[
        str,
        typer.Option("--place", help="枢纽县、分拣去向、冷链市县、跨境线路或口岸 / Place or line."),
    ] = "",
    alternatives: Annotated[
        int | None,
        typer.Option("--alternatives", min=1, help="求几个明显不同的方案 / Other designs."),
    ] = None,
    lane: Annotated[
        str, typer.Option("--lane", help="干线方案的线路，如 太原-北京 / A lane of a trunk design.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="另存各方案的文件夹 / Folder for them.")
    ] = None,
    workspace: BookOption = None,
    problem: ProblemOption = None,
    most: Annotated[int, typer.Option("--most", min=1, help="列出几种方式 / Ways to list.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """说明方案为何如此：村、站点、方式，以及费用相近的其他方案。Why a design is as it is."""
    from jidi.cli.explain_trunk import explain_trunk, trunk_alternatives
    from jidi.core.errors import InputError
    from jidi.service import design_forms
    from jidi.service.rural_supposing import check_one_question
    from jidi.service.rural_words import SYNTHETIC

    face: Face = context.obj
    _check_file(design, output=output, alternatives=alternatives)
    form = design_forms.form_of(design)
    if form in (design_forms.HUBS, *design_forms.ANSWERS):
        if not place or any((village, station, mode, lane, alternatives is not None)):
            raise InputError("G-172")
        explain_placed(design, place, face, workspace, problem, as_json=as_json)
        return
    if place:
        raise InputError("G-173")
    if form == design_forms.TRUNK:
        if village or station or mode or (lane and alternatives is not None):
            raise InputError("N-963")
        if alternatives is None:
            explain_trunk(face, design, workspace, lane=lane, most=most, as_json=as_json)
            return
        trunk_alternatives(
            face, design, workspace, wanted=alternatives, folder=output, as_json=as_json
        )
        return
    if lane:
        raise InputError("N-964", file=design.name)
    check_one_question(village=village, station=station, mode=mode, alternatives=alternatives)
    judged = judged_design(face, design, workspace, problem)
    if alternatives is not None:
        _alternatives(judged, face, wanted=alternatives, folder=output, as_json=as_json)
    else:
        _of_a_county(judged, village, station, mode, face, workspace, most=most, as_json=as_json)
    if judged.problem.synthetic and not as_json:
        print_line(face.say(*SYNTHETIC))


def _of_a_county(
    judged: Judged,
    village: str,
    station: str,
    mode: str,
    face: Face,
    workspace: Path | None,
    *,
    most: int,
    as_json: bool,
) -> None:
    """The one question that is asked of a county's design."""
    if station:
        _station(judged, station, face, as_json=as_json)
    elif village:
        _village(judged, village, mode, face, workspace, most=most, as_json=as_json)
    else:
        _mode(judged, mode, face, as_json=as_json)


def _check_file(design: Path, *, output: Path | None, alternatives: int | None) -> None:
    """A file that is not there is told before what may be asked of it. :raises InputError: N-654,
    G-178."""
    from jidi.core.errors import InputError
    from jidi.service.design_forms import file_bytes

    file_bytes(design)
    if output is not None and alternatives is None:
        raise InputError("G-178")


def _village(
    judged: Judged,
    village: str,
    mode: str,
    face: Face,
    workspace: Path | None,
    *,
    most: int,
    as_json: bool,
) -> None:
    from jidi.service.books import open_book
    from jidi.service.rural_explaining import explained, explained_json, standing_line, way_rows
    from jidi.service.rural_supposing import village_mode_explained
    from jidi.service.rural_supposing_words import village_mode_json, village_mode_lines

    if workspace is None:
        found = explained(judged, village)
    else:
        with open_book(workspace, engine=face.engine) as book:
            found = explained(judged, village, book)
    of_mode = village_mode_explained(found, mode) if mode else None
    if as_json:
        print_json(explained_json(found) if of_mode is None else village_mode_json(of_mode))
        return
    print_line(standing_line(found, face.lang))
    if of_mode is not None:
        for line in village_mode_lines(of_mode, face.lang):
            print_line(line)
        return
    heads = face.say("方式,由,班期,加价 元/日,结论", "way,by,days,yuan a day more,verdict")
    title = face.say("各种方式", "Every way")
    print_table(title, heads.split(","), way_rows(found, face.lang, most=most))
    hidden = len(found.reasons.ways) - most
    if hidden > 0:
        print_line(face.say(f"另有 {hidden} 种方式未列（--most）", f"{hidden} more ways (--most)"))


def _station(judged: Judged, station: str, face: Face, *, as_json: bool) -> None:
    from jidi.service.rural_supposing import station_explained
    from jidi.service.rural_supposing_words import CHANCE, station_json, station_lines

    with _designing(face, quiet=as_json) as how:
        found = station_explained(judged, station, **how)
    if as_json:
        print_json(station_json(found))
        return
    for line in (*station_lines(found, face.lang), face.say(*CHANCE)):
        print_line(line)


def _mode(judged: Judged, mode: str, face: Face, *, as_json: bool) -> None:
    from jidi.service.rural_supposing import mode_explained
    from jidi.service.rural_supposing_words import CHANCE, mode_json, mode_lines

    with _designing(face, quiet=as_json) as how:
        found = mode_explained(judged, mode, **how)
    if as_json:
        print_json(mode_json(found))
        return
    for line in (*mode_lines(found, face.lang), face.say(*CHANCE)):
        print_line(line)


def _alternatives(
    judged: Judged, face: Face, *, wanted: int, folder: Path | None, as_json: bool
) -> None:
    from jidi.service.other_designs import ready_folder
    from jidi.service.rural_alternatives import (
        alternative_rows,
        alternatives_json,
        alternatives_told,
        keep_alternatives,
        summary_line,
    )

    if folder is not None:
        ready_folder(folder)
    with _designing(face, quiet=as_json) as how:
        told = alternatives_told(judged, wanted=wanted, **how)
    files = () if folder is None else keep_alternatives(told, folder)
    if as_json:
        print_json({**alternatives_json(told), "files": [str(file) for file in files]})
        return
    heads = face.say(
        "方案,元/日,差,服务村,不同,与最近者不同,服务不同,站点不同,方式不同,班期不同,同线不同",
        "design,yuan a day,more,served,apart,from nearest,served,station,mode,days,company",
    )
    title = face.say("明显不同的方案", "Clearly different designs")
    print_table(title, heads.split(","), alternative_rows(told, face.lang))
    print_line(summary_line(told, face.lang))
    for file in files:
        print_line(face.say(f"已写出 {file}", f"Wrote {file}"))


@contextmanager
def _designing(face: Face, *, quiet: bool) -> Iterator[dict[str, Any]]:
    """What designing anew needs: the solver, a bar, Ctrl-C for the best so far."""
    from jidi.network.rural.solve import solve

    with stopped_by_user() as cancelled, progress_bar(quiet=quiet, lang=face.lang) as bar:
        progress: Callable[[float, str], None] = lambda share, step: bar(step, share)  # noqa: E731
        yield {"solve": solve, "progress": progress, "cancelled": cancelled}
