"""``jidi design rural`` and ``jidi verify``: a county's rural network, designed and judged."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Annotated, Any, Final, TypedDict

import typer

from jidi.cli.options import (
    HERE,
    BudgetOption,
    CountyOption,
    CoverageOption,
    DatumOption,
    DesignFileOption,
    EffortOption,
    FrequencyOption,
    JsonOption,
    KeptProblemOption,
    OvernightOption,
    SeedOption,
    ShiftOption,
    TimeOption,
    WorkspaceOption,
    place_for_file,
)
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar

if TYPE_CHECKING:
    from jidi.core.errors import Language
    from jidi.network.rural.problem import Problem
    from jidi.service.design_answer import Answer
    from jidi.service.hub_design import HubJudged
    from jidi.service.rural_clash import Asking, Solve
    from jidi.service.rural_companies import Companies
    from jidi.service.rural_design import Judged, Made
    from jidi.service.rural_joint import JointJudged
    from jidi.service.trunk_design import TrunkJudged

DesignArgument = Annotated[Path, typer.Argument(help="设计文件 / Design file.")]
BookOption = Annotated[
    Path | None, typer.Option("-w", "--workspace", help="工作区，重新提出题目 / Workspace.")
]
ProblemOption = Annotated[
    Path | None, typer.Option("--problem", help="题目文件 / File of its problem.")
]

app = typer.Typer(help="网络设计 / Designing networks.", no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    """Hang the commands on the program."""
    program.add_typer(app, name="design")
    program.command()(verify)


@app.command("rural")
def rural(
    context: typer.Context,
    output: DesignFileOption,
    workspace: WorkspaceOption = HERE,
    county: CountyOption = "",
    tables: Annotated[
        Path | None, typer.Option("--tables", help="自备表格的文件夹，代替工作区 / Own tables.")
    ] = None,
    datum: DatumOption = "wgs84",
    coverage: CoverageOption = None,
    budget: BudgetOption = None,
    frequency: FrequencyOption = "wanted",
    shift: ShiftOption = None,
    overnight: OvernightOption = None,
    distances: Annotated[
        Path | None, typer.Option("--distances", help="里程表 from,to,km / Table of distances.")
    ] = None,
    server: Annotated[
        str, typer.Option("--server", help="OSRM 式路径服务的地址 / Routing server.")
    ] = "",
    seed: SeedOption = 1,
    effort: EffortOption = 1,
    time: TimeOption = None,
    problem: KeptProblemOption = None,
    as_json: JsonOption = False,
) -> None:
    """设计一县的县乡村三级寄递网络。Design a county's rural network."""
    from jidi.service.rural_design import designed, keep

    with designing(seed=seed, quiet=as_json, lang=context.obj.lang, seconds=time) as (
        asking,
        search,
    ):
        asking.problem, made, notes = posed_as_asked(
            context.obj,
            workspace,
            county=county,
            tables=tables,
            datum=datum,
            coverage=coverage,
            budget=budget,
            frequency=frequency,
            shift=shift,
            overnight=overnight,
            distances=distances,
            server=server,
        )
        found = designed(asking.problem, effort=effort, made=made, notes=notes, **search)
    keep(found, design=output, problem=problem)
    _show(found, context.obj, as_json=as_json)


@app.command("export")
def export(
    context: typer.Context,
    design: DesignArgument,
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help="写到的文件：.xlsx、.geojson、.html / File.",
            callback=place_for_file,
        ),
    ],
    workspace: BookOption = None,
    problem: ProblemOption = None,
    as_json: JsonOption = False,
) -> None:
    """导出核验通过的设计：表格、地图、GeoJSON。Export a verified design."""
    from jidi.service import design_forms
    from jidi.service.rural_export import export_design, export_joint

    face: Face = context.obj
    form = design_forms.form_of(design)
    if form == design_forms.HUBS:
        from jidi.service.hub_words import export_hubs

        export_hubs(hub_network(face, design, workspace, problem), output, face.lang)
    elif form == design_forms.TRUNK:
        from jidi.service.trunk_words import export_trunk

        export_trunk(trunk_network(face, design, workspace), output, face.lang)
    elif form in design_forms.ANSWERS:
        from jidi.service.design_answer import export_answer

        export_answer(answered(face, design, workspace), output, face.lang)
    elif design_forms.holds_joint(design):
        export_joint(joint_network(face, design, workspace, problem), output, face.lang)
    else:
        export_design(judged_design(face, design, workspace, problem), output, face.lang)
    if as_json:
        print_json({"file": str(output)})
    else:
        print_line(face.say(f"已写出 {output}", f"Wrote {output}"))


def verify(
    context: typer.Context,
    design: DesignArgument,
    workspace: BookOption = None,
    problem: ProblemOption = None,
    as_json: JsonOption = False,
) -> None:
    """独立核验一份网络设计；不通过时退出码为 1。Verify a design; exit 1 when it does not hold."""
    from jidi.cli.design_answer_text import show_answer
    from jidi.cli.design_hubs_command import show_hubs
    from jidi.cli.design_joint_command import show_joint
    from jidi.cli.design_trunk_command import show_trunk
    from jidi.service import design_forms

    form = design_forms.form_of(design)
    if form == design_forms.HUBS:
        hubs = hub_network(context.obj, design, workspace, problem)
        show_hubs(hubs, context.obj, as_json=as_json)
        holds = hubs.holds
    elif form == design_forms.TRUNK:
        trunk = trunk_network(context.obj, design, workspace)
        show_trunk(trunk, context.obj, as_json=as_json)
        holds = trunk.holds
    elif form in design_forms.ANSWERS:
        answer = answered(context.obj, design, workspace)
        show_answer(answer, context.obj, as_json=as_json)
        holds = answer.holds
    elif design_forms.holds_joint(design):
        joint = joint_network(context.obj, design, workspace, problem)
        show_joint(joint, context.obj, as_json=as_json)
        holds = joint.holds
    else:
        found = judged_design(context.obj, design, workspace, problem)
        _show(found, context.obj, as_json=as_json)
        holds = found.holds
    if not holds:
        raise typer.Exit(1)


def hub_network(
    face: Face, design: Path, workspace: Path | None, problem: Path | None
) -> HubJudged:
    """A design of hubs, judged against its problem's file, or the problem out of the book."""
    from jidi.core.errors import InputError
    from jidi.service.books import open_book
    from jidi.service.hub_design import judged_hubs, judged_with
    from jidi.service.hub_files import posed_of

    if problem is not None:
        return judged_with(design, posed_of(problem))
    if workspace is None:
        raise InputError("N-653", file=design.name)
    with open_book(workspace, engine=face.engine) as book:
        return judged_hubs(design, book)


def answered(face: Face, design: Path, workspace: Path | None) -> Answer:
    """A kept design of one shape, judged against the problem posed again out of the book."""
    from jidi.core.errors import InputError
    from jidi.service.books import open_book
    from jidi.service.design_answer import read_answer
    from jidi.service.design_judges import JUDGES

    if workspace is None:
        raise InputError("N-653", file=design.name)
    with open_book(workspace, engine=face.engine) as book:
        return read_answer(design, book, JUDGES)


def trunk_network(face: Face, design: Path, workspace: Path | None) -> TrunkJudged:
    """A trunk design, judged against the problem posed again out of the book."""
    from jidi.core.errors import InputError
    from jidi.service.books import open_book
    from jidi.service.trunk_design import judged_trunk

    if workspace is None:
        raise InputError("N-653", file=design.name)
    with open_book(workspace, engine=face.engine) as book:
        return judged_trunk(design, book)


def joint_network(
    face: Face, joint: Path, workspace: Path | None, problem: Path | None
) -> JointJudged:
    """The joint network, judged against its problem's file, or the problem out of the book."""
    from jidi.service.books import open_book
    from jidi.service.rural_joint import judged_joint

    if workspace is None or problem is not None:
        return judged_joint(joint, problem_file=problem, book=None)
    with open_book(workspace, engine=face.engine) as book:
        return judged_joint(joint, problem_file=None, book=book)


def judged_design(face: Face, design: Path, workspace: Path | None, problem: Path | None) -> Judged:
    """The design, judged against its problem's file, or the problem posed again out of the book."""
    from jidi.service.books import open_book
    from jidi.service.rural_design import judged

    if workspace is None or problem is not None:
        return judged(design, problem_file=problem, book=None)
    with open_book(workspace, engine=face.engine) as book:
        return judged(design, problem_file=None, book=book)


def posed_as_asked(
    face: Face,
    workspace: Path,
    *,
    county: str,
    tables: Path | None,
    datum: str,
    coverage: float | None,
    budget: float | None,
    frequency: str,
    distances: Path | None,
    server: str,
    companies: Companies = None,
    shift: float | None = None,
    overnight: int | None = None,
) -> tuple[Problem, Made, tuple[Any, ...]]:
    """The problem, how it was asked for, and what had to be assumed."""
    from jidi.core.errors import InputError
    from jidi.network.rural.drafting import posed
    from jidi.service.books import open_book
    from jidi.service.rural_design import asked_as
    from jidi.service.rural_distances import distances_as_asked
    from jidi.service.rural_problem import county_problem
    from jidi.service.rural_tables import draft_of_folder

    if bool(county) == (tables is not None):
        raise InputError("N-655")
    if tables is None and datum != "wgs84":
        raise InputError("N-675")
    if tables is not None:
        if shift is not None or overnight is not None:
            raise InputError("N-672")
        if frequency != "wanted" or server:
            raise InputError("N-657")
        draft = draft_of_folder(
            tables, datum=datum, coverage=coverage, budget=budget, distances=distances
        )
        return posed(draft), (("tables", draft.name),), ()
    roads, share = distances_as_asked(distances, server), 1.0 if coverage is None else coverage
    with open_book(workspace, engine=face.engine) as book:
        found = county_problem(
            book,
            county,
            coverage=share,
            budget=budget,
            frequency=frequency,
            shift=shift,
            overnight=overnight,
            distances=roads,
            companies=companies,
        )
        made = asked_as(
            county=found.county.code.short,
            coverage=share,
            budget=budget,
            frequency=frequency,
            book=book,
            companies=companies is not None,
            shift=shift,
            overnight=overnight,
        )
    own = distances is not None or bool(server) or isinstance(companies, Path)
    return found.problem, () if own else made, found.notes


def _show(found: Judged, face: Face, *, as_json: bool) -> None:
    from jidi.service.rural_design import judged_json
    from jidi.service.rural_words import bill_rows, detail_lines, headline, verdict_line

    if as_json:
        print_json(judged_json(found))
        return
    print_line(headline(found, face.lang))
    rows = bill_rows(found, face.lang)
    if rows:
        heads = face.say("费用,元/日", "cost,yuan a day").split(",")
        print_table(face.say("费用", "Bill"), heads, rows)
    for line in detail_lines(found, face.lang):
        print_line(line)
    print_line(verdict_line(found, face.lang))
    for violation in found.verdict.violations:
        print_line(f"{violation.code} {violation.text(face.lang)}")


class Search(TypedDict):
    """What every search for a design is given."""

    solve: Solve
    seed: int
    progress: Callable[[float, str], None]
    cancelled: Callable[[], bool]


@contextmanager
def designing(
    *, seed: int, quiet: bool, lang: Language, seconds: float | None = None
) -> Iterator[tuple[Asking, Search]]:
    """Around posing and solving: progress, an end by Ctrl-C, and why where nothing is found."""
    from jidi.network.rural.solve import solve
    from jidi.service.rural_clash import told_why
    from jidi.service.rural_within import Within

    with stopped_by_user() as cancelled, progress_bar(quiet=quiet, lang=lang) as bar:
        search = Search(
            solve=solve,
            seed=seed,
            progress=lambda share, step: bar(step, share),
            cancelled=cancelled,
        )
        with told_why(**search) as asking:
            if seconds is not None:
                search["solve"] = Within(solve, seconds, process_time)
            yield asking, search


_STOPPING: Final = (
    "\n正在停下，取此刻最好的结果；再按一次 Ctrl-C 立即结束，不留结果。"
    "Stopping with the best so far; Ctrl-C again ends at once and keeps nothing.\n"
)
"""Said at once: what has been found is still verified and written, which may take a while."""


@contextmanager
def stopped_by_user() -> Iterator[Callable[[], bool]]:
    """Ctrl-C asks for the best so far; pressed again it stops at once."""
    asked = threading.Event()

    def stop(*_: object) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        os.write(2, _STOPPING.encode())

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
