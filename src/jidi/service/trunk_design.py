"""Designs of a province's trunk network: made, verified, kept in files, read back and judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError
from jidi.core.worded import oddity_of
from jidi.network.trunk import Carried, TrunkDesign, TrunkProblem, Verdict, solve, verify, worth
from jidi.network.trunk.costing import cost_of
from jidi.service import design_forms
from jidi.service.books import Book
from jidi.service.breach_words import breach_words
from jidi.service.design_forms import file_bytes
from jidi.service.trunk_problem import ProvinceTrunk, TrunkAsked, province_trunk
from jidi.service.whole_file import whole_file

PARTS: Final = 30
"""What one step of effort is: parts of the network improved."""
GAP: Final = 0.01
WORTH: Final = 20
"""So many lanes of which more room is worth most are told."""

Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class TrunkJudged:
    """A design with its problem and verdict.

    :param room: lanes of which a kg more room saves most, with what it saves, yuan;
        ``sorting``: the same of sorting at nodes. Told with departures as they are.
    """

    posed: ProvinceTrunk
    design: TrunkDesign
    verdict: Verdict
    seed: int
    effort: int
    room: tuple[tuple[int, float], ...] = ()
    sorting: tuple[tuple[int, float], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every rule is kept and every claim true."""
        return self.verdict.holds


def designed_trunk(
    posed: ProvinceTrunk,
    *,
    seed: int,
    effort: int,
    progress: Progress,
    cancelled: Cancelled,
    begin: TrunkDesign | None = None,
    gap: float | None = None,
) -> TrunkJudged:
    """A verified design, and where more room would save most.

    :param begin: a design of the same network to begin with, under other prices.
    :param gap: at which the search stops; :data:`GAP` where it is None.
    :raises InputError: N-933 to N-936 when there is none; N-947 when the checker refuses it.
    """
    steps = iter(range(1, 10_000))
    design = solve(
        posed.problem, gap=GAP if gap is None else gap, parts=PARTS * effort, seed=seed,
        begin=begin, cancelled=cancelled,
        step=lambda text: progress(_share(next(steps), effort), text),
    )  # fmt: skip
    verdict = _accepted(posed.problem, design)
    progress(0.95, "worth")
    found = worth(posed.problem, design, cancelled=cancelled)
    return TrunkJudged(
        posed, design, verdict, seed, effort,
        room=() if found is None else _most(_of_running(design, found.lanes)),
        sorting=() if found is None else _most(found.sorting),
    )  # fmt: skip


def under_other_prices(found: TrunkJudged, posed: ProvinceTrunk, *, bound: float) -> TrunkJudged:
    """A design as an answer to the same network under other prices, verified.

    What more room would save is not told: it was worked out under the prices it was made for.

    :param bound: of the problem under these prices. :raises InputError: N-947.
    """
    problem, made = posed.problem, found.design
    design = replace(
        made,
        cost=cost_of(problem, made.departures, made.empties, made.carried),
        bound=bound,
    )
    verdict = _accepted(problem, design)
    return TrunkJudged(posed, design, verdict, found.seed, found.effort)


def _accepted(problem: TrunkProblem, design: TrunkDesign) -> Verdict:
    """What the checker says of a design that holds. :raises InputError: N-947."""
    verdict = verify(problem, design)
    check_holds(verdict)
    return verdict


def check_holds(verdict: Verdict) -> None:
    """Refuse what the checker refuses. :raises InputError: N-947."""
    if not verdict.holds:
        first = breach_words(verdict.breaches[0])
        raise InputError("N-947", count=len(verdict.breaches), first=first)


def _share(step: int, effort: int) -> float:
    """How far a search of so many steps may be: it never tells beforehand."""
    return 0.95 * step / (step + 20.0 + 5.0 * effort)


def _of_running(design: TrunkDesign, values: tuple[float, ...]) -> tuple[float, ...]:
    """Only of lanes that run: others have no departure that could have more room."""
    return tuple(
        value if count else 0.0 for value, count in zip(values, design.departures, strict=True)
    )


def _most(values: tuple[float, ...]) -> tuple[tuple[int, float], ...]:
    best = sorted(enumerate(values), key=lambda one: (-one[1], one[0]))[:WORTH]
    return tuple((number, round(value, 6)) for number, value in best if value > 1e-6)


def keep_trunk(found: TrunkJudged, path: Path) -> None:
    """Write the design, whole or not at all. :raises InputError: V-101."""
    with whole_file(path) as aside:
        aside.write_bytes(design_bytes(found))


def design_bytes(found: TrunkJudged) -> bytes:
    """The design as a file holds it; the same design, the same bytes."""
    posed, problem, design = found.posed, found.posed.problem, found.design
    kept = {
        "form": design_forms.TRUNK,
        "synthetic": posed.synthetic,
        "province": posed.name,
        "data_version": posed.hubs.version,
        "asked": posed.asked.told(),
        "seed": found.seed,
        "effort": found.effort,
        "bound": design.bound,
        "cost": design.cost,
        "grams": design.grams,
        "departures": {
            lane.id: count
            for lane, count in zip(problem.lanes, design.departures, strict=True) if count
        },
        "empties": [
            [run.vehicle, problem.nodes[run.origin].id, problem.nodes[run.target].id, count]
            for run, count in zip(problem.empties, design.empties, strict=True) if count
        ],
        "carried": [
            [*_named(problem, part.flow), [problem.lanes[n].id for n in part.lanes], part.kg,
             part.minutes, *(() if part.day is None else (part.day,))]
            for part in design.carried
        ],
        "room": [[problem.lanes[n].id, value] for n, value in found.room],
        "sorting": [[problem.nodes[n].id, value] for n, value in found.sorting],
    }  # fmt: skip
    text = json.dumps(kept, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode() + b"\n"


def _named(problem: TrunkProblem, flow: int) -> tuple[str, str, str]:
    one = problem.flows[flow]
    return (
        problem.nodes[one.origin].id,
        problem.nodes[one.target].id,
        problem.products[one.product].id,
    )


def judged_trunk(path: Path, book: Book) -> TrunkJudged:
    """A design out of a file, verified against the problem posed anew out of the book.

    :raises InputError: N-946 when the file does not fit, N-856 when it is another province's; what
        posing the problem tells.
    """
    try:
        kept = json.loads(file_bytes(path))
        asked, made = TrunkAsked.of(kept["asked"]), str(kept["province"])
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(path, error) from error
    if made != book.province.name:
        raise InputError("N-856", made=made, book=book.province.name)
    return judged_with(path, province_trunk(book, asked))


def accepted_trunk(path: Path, book: Book) -> TrunkJudged:
    """A design out of a file that the checker accepts.

    :raises InputError: as :func:`judged_trunk`, and N-947.
    """
    found = judged_trunk(path, book)
    check_holds(found.verdict)
    return found


def judged_with(path: Path, posed: ProvinceTrunk) -> TrunkJudged:
    """A design out of a file, verified against a problem.

    :raises InputError: N-946 when the file cannot be read or does not fit.
    """
    try:
        kept = json.loads(file_bytes(path))
        if kept["form"] != design_forms.TRUNK:
            raise ValueError("form")
        design = _read(posed.problem, kept)
        lanes = {lane.id: n for n, lane in enumerate(posed.problem.lanes)}
        nodes = {node.id: n for n, node in enumerate(posed.problem.nodes)}
        room = tuple((lanes[name], float(value)) for name, value in kept["room"])
        sorting = tuple((nodes[name], float(value)) for name, value in kept["sorting"])
        seed, effort = int(kept["seed"]), int(kept["effort"])
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(path, error) from error
    verdict = verify(posed.problem, design)
    return TrunkJudged(posed, design, verdict, seed, effort, room, sorting)


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError("N-946", file=path.name, reason=oddity_of(error))


def _read(problem: TrunkProblem, kept: dict[str, Any]) -> TrunkDesign:
    lanes = {lane.id: n for n, lane in enumerate(problem.lanes)}
    flows = {_named(problem, n): n for n in range(len(problem.flows))}
    runs = {
        (run.vehicle, problem.nodes[run.origin].id, problem.nodes[run.target].id): n
        for n, run in enumerate(problem.empties)
    }
    departures, empties = [0] * len(problem.lanes), [0] * len(problem.empties)
    for name, count in kept["departures"].items():
        departures[lanes[name]] = count
    for vehicle, origin, target, count in kept["empties"]:
        empties[runs[vehicle, origin, target]] = count
    return TrunkDesign(
        departures=tuple(departures),
        empties=tuple(empties),
        carried=tuple(
            Carried(
                flows[origin, target, product], tuple(lanes[name] for name in names), float(kg),
                int(minutes), *(int(day) for day in day),
            )
            for origin, target, product, names, kg, minutes, *day in kept["carried"]
        ),
        cost=float(kept["cost"]),
        grams=float(kept["grams"]),
        bound=float(kept["bound"]),
    )  # fmt: skip
