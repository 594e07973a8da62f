"""Designs of a county's rural network: made, verified, kept in files, read back and judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

from jidi.core.errors import InputError, JidiError
from jidi.network.rural.design import Design
from jidi.network.rural.files import design_bytes, problem_bytes, read_design, read_problem
from jidi.network.rural.joint_files import is_joint, read_joint
from jidi.network.rural.problem import Problem
from jidi.network.rural.verdict import Verdict
from jidi.network.rural.verify import verify
from jidi.service.books import Book
from jidi.service.design_forms import file_bytes
from jidi.service.rural_companies import FROM_BOOK
from jidi.service.rural_problem import county_problem
from jidi.service.whole_file import whole_file

Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]
Made = tuple[tuple[str, str], ...]
OVERNIGHT: Final = "overnight"
"""In how a design was made: days a week at least that overnight trips feed far stations."""


class Solver(Protocol):
    """What makes a design: ``jidi.network.rural.solve.solve``."""

    def __call__(
        self,
        problem: Problem,
        *,
        seed: int,
        effort: int,
        progress: Progress,
        cancelled: Cancelled,
    ) -> Design:
        """The best design found, also when cancelled."""


@dataclass(frozen=True)
class Judged:
    """A design with its problem, and what the checker says of it.

    :param notes: what had to be assumed to pose the problem.
    """

    problem: Problem
    design: Design
    verdict: Verdict
    notes: tuple[JidiError, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every rule is kept and every claim true."""
        return self.verdict.holds


def designed(
    problem: Problem,
    *,
    solve: Solver,
    seed: int,
    effort: int,
    progress: Progress,
    cancelled: Cancelled,
    made: Made = (),
    notes: tuple[JidiError, ...] = (),
) -> Judged:
    """A design of the problem, verified by the independent checker.

    :param made: what to keep with it of how the problem was posed, so that it can be posed again.
    :raises InputError: N-650 when the checker does not accept the solver's own design: it is then
        not given away.
    """
    found = solve(problem, seed=seed, effort=effort, progress=progress, cancelled=cancelled)
    design = replace(found, made=(*found.made, *made))
    verdict = verify(problem, design)
    if not verdict.holds:
        told = tuple(
            InputError("N-651", subject=v.code, text_zh=v.text("zh"), text_en=v.text("en"))
            for v in verdict.violations
        )
        raise InputError("N-650", count=len(told), also=told)
    return Judged(problem, design, verdict, notes)


def asked_as(
    *,
    county: str,
    coverage: float,
    budget: float | None,
    frequency: str,
    book: Book,
    companies: bool = False,
    shift: float | None = None,
    overnight: int | None = None,
) -> Made:
    """How a problem was asked for out of a book, as it is kept in the design.

    :param companies: whether the book was asked whose parcels they are.
    """
    return (
        ("county", county),
        ("coverage", repr(coverage)),
        ("budget", "" if budget is None else repr(budget)),
        ("frequency", frequency),
        ("data_version", str(book.version)),
        *((("companies", FROM_BOOK),) if companies else ()),
        *(() if shift is None else (("shift", repr(shift)),)),
        *(() if overnight is None else ((OVERNIGHT, str(overnight)),)),
    )


def judged(design_file: Path, *, problem_file: Path | None, book: Book | None) -> Judged:
    """A design out of a file, verified against the problem's file, or the book's problem.

    Out of a joint network's file it is that of all companies together.

    :raises InputError: N-653 when neither is given or the design does not say how its problem was
        asked for; N-654 when a file cannot be read; what the reading of files tells.
    """
    design = _design_in(file_bytes(design_file), file=design_file.name)
    if problem_file is not None:
        problem = read_problem(file_bytes(problem_file), file=problem_file.name)
        return Judged(problem, design, verify(problem, design))
    if book is None:
        raise InputError("N-653", file=design_file.name)
    problem, notes = posed_again(design.made, book, file=design_file.name)
    return Judged(problem, design, verify(problem, design), notes)


def _design_in(content: bytes, *, file: str) -> Design:
    if not is_joint(content):
        return read_design(content, file=file)[0]
    joint, _ = read_joint(content, file=file)
    design = joint.together.design
    return replace(design, made=tuple((dict(design.made) | dict(joint.made)).items()))


def posed_again(how: Made, book: Book, *, file: str) -> tuple[Problem, tuple[JidiError, ...]]:
    """The problem posed again out of the book, as a design says it was; and what was assumed.

    :raises InputError: N-653 when the design does not say it.
    """
    made = dict(how)
    try:
        budget = float(made["budget"]) if made["budget"] else None
        coverage, county, rule = float(made["coverage"]), made["county"], made["frequency"]
        shift = float(made["shift"]) if "shift" in made else None
        overnight = int(made[OVERNIGHT]) if OVERNIGHT in made else None
    except (KeyError, ValueError) as error:
        raise InputError("N-653", file=file) from error
    found = county_problem(
        book,
        county,
        coverage=coverage,
        budget=budget,
        frequency=rule,
        shift=shift,
        overnight=overnight,
        companies=FROM_BOOK if made.get("companies") == FROM_BOOK else None,
    )
    return found.problem, found.notes


def keep(found: Judged, *, design: Path, problem: Path | None) -> None:
    """Write the design, and the problem where asked for; each file whole or not at all.

    :raises InputError: V-101 when a file cannot be written.
    """
    made = design_bytes(found.design, synthetic=found.problem.synthetic)
    keep_beside(found.problem, made, made_file=design, problem_file=problem)


def keep_beside(
    problem: Problem, made: bytes, *, made_file: Path, problem_file: Path | None
) -> None:
    """Write what was made for a problem, and the problem where asked for.

    :raises InputError: V-101 when a file cannot be written.
    """
    if problem_file is not None:
        with whole_file(problem_file) as aside:
            aside.write_bytes(problem_bytes(problem))
    with whole_file(made_file) as aside:
        aside.write_bytes(made)


def judged_json(found: Judged) -> dict[str, Any]:
    """A verdict as plain values."""
    problem, design, verdict = found.problem, found.design, found.verdict
    return {
        "holds": verdict.holds,
        "synthetic": problem.synthetic,
        "problem": problem.id,
        "name": problem.name,
        "digest": problem.digest,
        "made": dict(design.made),
        "violations": [
            {
                "code": v.code,
                "subjects": list(v.subjects),
                "values": dict(v.values),
                "zh": v.text("zh"),
                "en": v.text("en"),
            }
            for v in verdict.violations
        ],
        **_figures(found),
        "notes": [note.to_json() for note in found.notes],
    }


def _figures(found: Judged) -> dict[str, Any]:
    design, verdict = found.design, found.verdict
    if verdict.bill is None:
        return {"cost": None}
    bound = design.proof.bound
    return {
        "cost": {**vars(verdict.bill), "total": verdict.bill.total},
        "cost_per_parcel": cost_per_parcel(found),
        "bound": bound,
        "gap": design.proof.gap(verdict.bill.total),
        "bound_method": design.proof.method,
        "km_a_day": verdict.km,
        "grams_co2e_a_day": verdict.grams,
        "served": verdict.served,
        "villages": verdict.villages,
        "coverage": verdict.coverage,
        "stations_open": len(design.open),
        "fleet": dict(verdict.fleet),
    }


def cost_per_parcel(found: Judged) -> float | None:
    """Yuan a parcel carried, both ways, stations' own included; None where none is carried."""
    if found.verdict.bill is None:
        return None
    parcels = parcels_of_design(found)
    return found.verdict.bill.total / parcels if parcels else None


def parcels_of_design(found: Judged) -> float:
    """Parcels a day of a design whose references exist, both ways, stations' own included."""
    problem, design = found.problem, found.design
    parcels = sum(problem.villages[s.village].parcels for s in design.services)
    return parcels + sum(problem.stations[n].down + problem.stations[n].up for n in design.open)
