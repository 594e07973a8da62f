"""Alternatives to a design, told and kept, whatever is designed: counts, summary, files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from jidi.core.errors import InputError, Language
from jidi.network.alternatives import Sought

A = TypeVar("A")
J = TypeVar("J")


def ready_folder(folder: Path) -> Path:
    """A folder to write alternatives to, made where it is missing: to be asked for before designs
    are sought for minutes.

    :raises InputError: V-101 when there can be none.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("V-101", path=str(folder), reason=str(error)) from error
    return folder


def keep_numbered(
    designs: Iterable[J], folder: Path, keep: Callable[[J, Path], object]
) -> tuple[Path, ...]:
    """Write each as a design of its own, ``alternative-1.json`` and so on.

    :raises InputError: V-101 when a file cannot be written.
    """
    ready_folder(folder)
    paths = []
    for number, design in enumerate(designs, start=1):
        paths.append(folder / f"alternative-{number}.json")
        keep(design, paths[-1])
    return tuple(paths)


def sought_line(found: Sought[A], apart: tuple[str, str], lang: Language) -> str:
    """How many were found, by which measure, and what became of the other tries.

    :param apart: what of two designs differs at the least, in both languages.
    """
    if lang == "zh":
        return (
            f"找到 {len(found.found)}/{found.wanted} 个明显不同的方案"
            f"（费用多不过 {found.nearly:.0%}，两两之间至少 {found.clearly:.0%} {apart[0]}，"
            f"自定标准），均经独立核验；共试 {found.tried} 个：{found.dear} 个过贵，"
            f"{found.alike} 个雷同，{found.failed} 个不成。"
        )
    return (
        f"{len(found.found)} of {found.wanted} clearly different designs found (at most "
        f"{found.nearly:.0%} dearer, at least {found.clearly:.0%} {apart[1]} between any two: own "
        f"choice), all verified; {found.tried} tried: {found.dear} too dear, {found.alike} alike, "
        f"{found.failed} failed."
    )


def sought_json(
    found: Sought[A], alternatives: Sequence[dict[str, Any]], *, synthetic: bool
) -> dict[str, Any]:
    """What was found as plain values, with each alternative as the caller tells it."""
    return {
        "wanted": found.wanted,
        "found": len(found.found),
        "tried": found.tried,
        "too_dear": found.dear,
        "alike": found.alike,
        "failed": found.failed,
        "dearer_at_most": found.nearly,
        "apart_at_least": found.clearly,
        "measure_own_choice": True,
        "synthetic": synthetic,
        "alternatives": list(alternatives),
    }
