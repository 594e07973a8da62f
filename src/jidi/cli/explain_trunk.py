"""``jidi explain`` of a trunk design: a lane, or where it is tight."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jidi.cli.design_commands import stopped_by_user, trunk_network
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar

if TYPE_CHECKING:
    from jidi.service.trunk_design import TrunkJudged


def explain_trunk(
    face: Face, design: Path, workspace: Path | None, *, lane: str, most: int, as_json: bool
) -> None:
    """Print why a lane runs or does not; without a lane, bottlenecks and promises."""
    found = trunk_network(face, design, workspace)
    if lane:
        _lane(found, lane, face, most=most, as_json=as_json)
    else:
        _tight(found, face, most=most, as_json=as_json)


def trunk_alternatives(
    face: Face,
    design: Path,
    workspace: Path | None,
    *,
    wanted: int,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Print clearly different designs of nearly the same cost, and keep them in a folder."""
    from jidi.service import trunk_alternatives as telling
    from jidi.service.other_designs import ready_folder
    from jidi.service.rural_words import SYNTHETIC

    found = trunk_network(face, design, workspace)
    if folder is not None:
        ready_folder(folder)
    with stopped_by_user() as cancelled, progress_bar(quiet=as_json, lang=face.lang) as bar:
        told = telling.trunk_alternatives_told(
            found, wanted=wanted, cancelled=cancelled,
            progress=lambda share, step: bar(step, share),
        )  # fmt: skip
    files = () if folder is None else telling.keep_trunk_alternatives(told, folder)
    if as_json:
        known = telling.trunk_alternatives_json(told)
        print_json({**known, "files": [str(file) for file in files]})
        return
    heads = face.say(*telling.ALTERNATIVE_HEADS).split(",")
    title = face.say("明显不同的方案", "Clearly different designs")
    print_table(title, heads, telling.alternative_texts(told, face.lang))
    print_line(telling.alternatives_line(told, face.lang))
    if found.posed.synthetic:
        print_line(face.say(*SYNTHETIC))
    for file in files:
        print_line(face.say(f"已写出 {file}", f"Wrote {file}"))


def _lane(found: TrunkJudged, lane: str, face: Face, *, most: int, as_json: bool) -> None:
    from jidi.service import trunk_explaining as telling
    from jidi.service.rural_words import SYNTHETIC

    with stopped_by_user() as cancelled:
        told = telling.lane_explained(found, lane, cancelled=cancelled)
    if as_json:
        print_json(telling.lane_json(told))
        return
    heads = face.say(*telling.LANE_HEADS).split(",")
    print_table(lane, heads, telling.lane_texts(told, face.lang))
    print_line(face.say(*telling.HELD))
    title = face.say("这一流向的件怎样走", "How its parcels go")
    heads = face.say(*telling.WAY_HEADS).split(",")
    print_table(title, heads, telling.way_texts(told, face.lang, most=most))
    if told.synthetic:
        print_line(face.say(*SYNTHETIC))


def _tight(found: TrunkJudged, face: Face, *, most: int, as_json: bool) -> None:
    from jidi.service import trunk_explaining as telling
    from jidi.service import trunk_words as words

    told = telling.trunk_explained(found)
    if as_json:
        print_json(telling.trunk_explained_json(told, most=most))
        return
    for title, heads, rows in (
        (
            ("最紧的线路", "Tightest lanes"),
            words.LANE_HEADS,
            words.tight_texts(found, face.lang, most=most),
        ),
        (("中转", "Hubs"), words.HUB_HEADS, words.hub_texts(found, face.lang)),
        (
            ("失守最多的流向", "Pairs that miss most"),
            telling.PAIR_HEADS,
            telling.pair_texts(found, face.lang, most=most),
        ),
    ):
        print_table(face.say(*title), face.say(*heads).split(","), rows)
    for line in telling.trunk_explained_lines(told, face.lang):
        print_line(line)
