"""A county's joint network of several companies: designed, verified, kept, read back, told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jidi.core.errors import InputError, JidiError
from jidi.network.rural.cost_split import Objection, objections
from jidi.network.rural.design import Design
from jidi.network.rural.files import read_problem
from jidi.network.rural.joining import joined, players_of
from jidi.network.rural.joint import Joint, Members
from jidi.network.rural.joint_files import joint_bytes, read_joint
from jidi.network.rural.problem import Problem
from jidi.network.rural.split_rule import Rule
from jidi.network.rural.verdict import Violation
from jidi.network.rural.verify import verify
from jidi.network.rural.verify_joint import verify_joint
from jidi.service.books import Book
from jidi.service.design_forms import file_bytes
from jidi.service.rural_design import (
    Cancelled,
    Judged,
    Made,
    Progress,
    keep_beside,
    posed_again,
)


@dataclass(frozen=True)
class JointJudged:
    """A joint network with its problem, and what the checker says of it.

    :param notes: what had to be assumed to pose the problem.
    """

    problem: Problem
    joint: Joint
    violations: tuple[Violation, ...]
    notes: tuple[JidiError, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every network and every share is as the rules have it."""
        return not self.violations

    @property
    def together(self) -> Judged:
        """The joint network as a design of its own."""
        design = self.joint.together.design
        return Judged(self.problem, design, verify(self.problem, design), self.notes)

    @property
    def objections(self) -> list[Objection]:
        """Coalitions that would pay less by themselves, of those that were designed."""
        paid = [self.joint.pays((player,)) for player in self.joint.everyone]
        return objections(self.joint.costs, paid)

    @property
    def looked_at(self) -> tuple[int, int]:
        """How many coalitions short of everyone were designed, and how many there are."""
        return len(self.joint.coalitions) - 1, 2 ** len(self.joint.players) - 2


def designed_jointly(
    problem: Problem,
    *,
    solve: Callable[..., Design],
    rule: Rule,
    players: int,
    orders: int,
    seed: int,
    effort: int,
    progress: Progress,
    cancelled: Cancelled,
    made: Made = (),
    notes: tuple[JidiError, ...] = (),
) -> JointJudged:
    """The joint network and what each company pays of it, verified.

    :param players: the most players; smaller companies are one together.
    :param orders: orders of joining to be sampled where there are too many players for all.
    :raises InputError: N-570 to N-574; N-583 when the checker does not accept the result, which is
        then not given away.
    """

    def quietly(theirs: Problem) -> Design:
        return solve(
            theirs, seed=seed, effort=effort, progress=lambda *_: None, cancelled=cancelled
        )

    found = joined(
        problem,
        solve=quietly,
        rule=rule,
        players=players_of(problem, most=players),
        orders=orders,
        seed=seed,
        progress=progress,
        cancelled=cancelled,
    )
    how = (("seed", str(seed)), ("effort", str(effort)), *made)
    joint = replace(found, made=how)
    judged = JointJudged(problem, joint, verify_joint(problem, joint), notes)
    if not judged.holds:
        told = tuple(
            InputError("N-651", subject=v.code, text_zh=v.text("zh"), text_en=v.text("en"))
            for v in judged.violations
        )
        raise InputError("N-583", count=len(told), also=told)
    return judged


def keep_joint(found: JointJudged, *, joint: Path, problem: Path | None) -> None:
    """Write the joint network, and the problem where asked for; each file whole or not at all.

    :raises InputError: V-101 when a file cannot be written.
    """
    made = joint_bytes(found.joint, synthetic=found.problem.synthetic)
    keep_beside(found.problem, made, made_file=joint, problem_file=problem)


def judged_joint(joint_file: Path, *, problem_file: Path | None, book: Book | None) -> JointJudged:
    """A joint network out of a file, verified against the problem's file, or the book's problem.

    :raises InputError: as :func:`jidi.service.rural_design.judged`.
    """
    joint, _ = read_joint(file_bytes(joint_file), file=joint_file.name)
    if problem_file is not None:
        problem = read_problem(file_bytes(problem_file), file=problem_file.name)
        return JointJudged(problem, joint, verify_joint(problem, joint))
    if book is None:
        raise InputError("N-653", file=joint_file.name)
    return judged_in_book(joint, book, file=joint_file.name)


def judged_in_book(joint: Joint, book: Book, *, file: str) -> JointJudged:
    """A joint network verified against the problem posed again out of the book.

    :param file: where it came from.
    :raises InputError: N-653 when it does not say how it was posed.
    """
    problem, notes = posed_again(joint.made, book, file=file)
    return JointJudged(problem, joint, verify_joint(problem, joint), notes)


def joint_json(found: JointJudged) -> dict[str, Any]:
    """A joint network as plain values, its designs apart."""
    problem, joint = found.problem, found.joint
    checked, every = found.looked_at if found.holds else (0, 0)
    return {
        "holds": found.holds,
        "synthetic": problem.synthetic,
        "problem": problem.id,
        "name": problem.name,
        "digest": problem.digest,
        "rule": joint.rule.value,
        "made": dict(joint.made),
        "violations": [
            {
                "code": v.code,
                "subjects": list(v.subjects),
                "values": dict(v.values),
                "zh": v.text("zh"),
                "en": v.text("en"),
            }
            for v in found.violations
        ],
        **(_figures(found) if found.holds else {"cost": None}),
        "coalitions_checked": checked,
        "coalitions_possible": every,
        "notes": [note.to_json() for note in found.notes],
    }


def _figures(found: JointJudged) -> dict[str, Any]:
    joint = found.joint
    return {
        "cost": joint.together.cost,
        "cost_apart": joint.apart,
        "saving": saving(joint),
        "served": len(joint.together.design.services),
        "companies": [
            {
                "id": row.id,
                "name": row.name,
                "player": row.player,
                "parcels_a_day": row.parcels,
                "share_yuan_a_day": row.pays,
                "standard_error": row.error,
                "alone_yuan_a_day": row.alone,
                "yuan_a_parcel": row.pays / row.parcels if row.parcels else None,
            }
            for row in company_figures(found)
        ],
        "coalitions": [
            {"members": named(joint, c.members), "cost": c.cost, "pays": joint.pays(c.members)}
            for c in joint.coalitions
        ],
        "objections": [
            {"members": named(joint, o.members), "pays": o.pays, "alone": o.alone, "more": o.more}
            for o in found.objections
        ],
    }


def saving(joint: Joint) -> float | None:
    """By which share the joint network is cheaper than all players' own; None where they cost 0."""
    return 1 - joint.together.cost / joint.apart if joint.apart else None


def named(joint: Joint, members: Members) -> list[str]:
    """The names of players."""
    return [joint.players[n].name for n in members]


@dataclass(frozen=True)
class CompanyFigures:
    """What one company sends, pays, and would pay alone, yuan a day.

    :param player: the player it is, or is part of; ``alone``: None where it is part of one.
    """

    id: str
    name: str
    player: str
    parcels: float
    pays: float
    error: float | None
    alone: float | None


def company_figures(found: JointJudged) -> list[CompanyFigures]:
    """The companies with parcels, the largest first."""
    joint, rows = found.joint, []
    for number, player in enumerate(joint.players):
        for company in player.companies:
            known, share = found.problem.companies[company], joint.shares[company]
            alone = joint.cost((number,)) if len(player.companies) == 1 else None
            parcels, paid = known.parcels, share.yuan
            rows.append(
                CompanyFigures(known.id, known.name, player.name, parcels, paid, share.error, alone)
            )
    return sorted(rows, key=lambda row: (-row.parcels, row.id))
