"""A county's joint network as a design that a book keeps: told, drawn, verified when opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError, raise_together
from jidi.network.rural.codec import Reader, plain
from jidi.network.rural.joint import Joint
from jidi.network.rural.joint_files import read_joint
from jidi.network.rural.problem import CENTRE
from jidi.service import design_forms
from jidi.service.answer_parts import Drawn, Leg, Role, Spot, Term, Told
from jidi.service.books import Book
from jidi.service.design_answer import Answer
from jidi.service.design_forms import file_bytes
from jidi.service.job_task import ToldTable, both
from jidi.service.rural_joint import JointJudged, joint_json, judged_in_book
from jidi.service.rural_joint_words import (
    COALITION_HEADS,
    COMPANY_HEADS,
    coalition_texts,
    company_texts,
    joint_headline,
    joint_lines,
    joint_tables,
)
from jidi.service.rural_places import county_of
from jidi.service.rural_words import TERM_WORDS

ROLES: Final[Mapping[Role, Told]] = {
    "built": ("县级共配中心", "county centre"),
    "stands": ("启用的站点、服务的村", "open station, village served"),
    "place": ("未启用的站点、未服务的村", "closed station, village not served"),
}


def joint_answer(book: Book, found: JointJudged) -> Answer:
    """A joint network of a county of this book, with all that is said of it.

    :raises InputError: N-653 when its problem is not out of a book.
    """
    joint, problem = found.joint, found.problem
    made = dict(joint.made)
    try:
        version = int(made["data_version"])
    except (KeyError, ValueError) as error:
        raise InputError("N-653", file=problem.name) from error
    holds = found.holds
    return Answer(
        form=design_forms.JOINT,
        province=book.province.name,
        data_version=version,
        synthetic=problem.synthetic,
        asked=made,
        design=plain(joint),
        breaches=tuple(f"{one.code} {one.text('en')}" for one in found.violations),
        headline=both(joint_headline, found),
        tables=tuple(_tables(found)) if holds else (),
        lines=tuple(_lines(found)) if holds else (),
        told=_figures(found),
        notes=found.notes,
        bill=_bill(found) if holds else (),
        drawn=_drawn(found) if holds else None,
        keys={"分摊": 2, "组合": 1},
        sources=problem.sources,
        digest=problem.digest,
        county=county_of(book, made["county"]).code.text,
    )


def judged_joint_answer(book: Book, asked: Mapping[str, Any], kept: Mapping[str, Any]) -> Answer:
    """A kept joint network against the problem posed anew."""
    reader = Reader(design_forms.JOINT)
    joint: Joint = reader.read(Joint, kept, "design")
    raise_together(reader.errors)
    if dict(joint.made) != dict(asked):
        raise ValueError("asked ≠ design.made")
    return joint_answer(book, judged_in_book(joint, book, file=design_forms.JOINT))


def joint_answer_of_file(path: Path, book: Book) -> Answer:
    """A joint network out of its own file, judged at the data version it was designed for.

    :raises InputError: N-653 when its problem is not out of a book, N-654 when it cannot be read.
        :raises LakeError: L-301 for a data version the book does not have.
    """
    joint, _ = read_joint(file_bytes(path), file=path.name)
    version = dict(joint.made).get("data_version", "")
    if not version.isdecimal():
        raise InputError("N-653", file=path.name)
    with book.steady(int(version)):
        return joint_answer(book, judged_in_book(joint, book, file=path.name))


# Telling ---------------------------------------------------------------------


def _figures(found: JointJudged) -> dict[str, Any]:
    told = joint_json(found)
    without = ("notes", "violations", "synthetic", "holds", "digest")
    figures = {key: value for key, value in told.items() if key not in without}
    return {"bound": None, "gap": None, **figures}


def _lines(found: JointJudged) -> Iterator[Told]:
    """The rule, who objects, on which terms; mark and notes are told beside them."""
    zh, en = both(joint_lines, found)
    left_out = len(found.notes) + found.problem.synthetic
    yield from zip(zh[: len(zh) - left_out], en[: len(en) - left_out], strict=True)


def _bill(found: JointJudged) -> tuple[Term, ...]:
    bill = found.joint.together.design.bill
    return tuple(
        Term(name, words, getattr(bill, name))
        for name, words in TERM_WORDS.items()
        if getattr(bill, name)
    )


def _tables(found: JointJudged) -> Iterator[ToldTable]:
    yield ToldTable("分摊", "Split", COMPANY_HEADS, both(company_texts, found))
    yield ToldTable("组合", "Coalitions", COALITION_HEADS, both(coalition_texts, found))
    for zh, en in zip(*both(joint_tables, found), strict=True):
        heads = (",".join(zh.heads), ",".join(en.heads))
        yield ToldTable(
            f"共配{zh.name}", f"Joint {en.name.lower()}", heads, (list(zh.rows), list(en.rows))
        )


def _drawn(found: JointJudged) -> Drawn | None:
    """The joint network itself: centre, stations, villages, and the ways of its runs."""
    problem, design = found.problem, found.joint.together.design
    if problem.points is None:
        return None
    at = [(float(x), float(y)) for x, y in problem.points]
    served = {service.village for service in design.services}
    spots = [Spot(at[CENTRE], (problem.centre.name, problem.centre.name), "built")]
    for number, station in enumerate(problem.stations):
        role: Role = "stands" if number in design.open else "place"
        name = (station.name, station.name)
        spots.append(Spot(at[problem.station_node(number)], name, role))
    for number, village in enumerate(problem.villages):
        role = "stands" if number in served else "place"
        spots.append(Spot(at[problem.village_node(number)], (village.name, village.name), role))
    legs = tuple(
        Leg((here, there), (run.id, run.id))
        for run in (*design.feeders, *design.lines)
        for here, there in zip((run.depot, *run.stops), (*run.stops, run.depot), strict=True)
    )
    return Drawn(tuple(spots), legs, ROLES, ("行车", "run"))
