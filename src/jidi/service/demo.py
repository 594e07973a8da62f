"""The demonstration: a real plan on real divisions, with a synthetic operation of the province."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jidi.core.errors import Language, WorkspaceError
from jidi.model.plan_loader import load_plan
from jidi.service.books import Book, open_book
from jidi.service.demo_office import do_the_work
from jidi.service.founding import make_book
from jidi.service.people import add_demo_people
from jidi.service.register import missing
from jidi.service.register_publish import publish_register
from jidi.service.register_synthesis import ACTOR, fill_register
from jidi.service.synthesis import SynthReport, synthesise_into
from jidi.synth import read_recipe

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Demo:
    """A demonstration book: what it is and, when it was made just now, what was written."""

    folder: Path
    title_zh: str
    title_en: str
    version: int
    made: SynthReport | None

    def sentence(self, lang: Language) -> str:
        """What happened, in one line."""
        if self.made is None:
            if lang == "zh":
                return f"演示工作区已在：{self.folder}（数据版本 {self.version}）"
            return f"The demo is there already: {self.folder} (data version {self.version})"
        rows = sum(self.made.rows.values())
        if lang == "zh":
            return (
                f"已建立演示工作区：{self.folder}；合成数据 {rows:,} 行，种子 {self.made.seed}。"
                "规划、区划与公布数据是真实的。"
            )
        return (
            f"Made the demo: {self.folder}; {rows:,} synthetic rows, seed {self.made.seed}. "
            "Plan, divisions and published figures are real."
        )

    def to_json(self) -> dict[str, Any]:
        """The demo as plain values."""
        return {
            "folder": str(self.folder),
            "title_zh": self.title_zh,
            "title_en": self.title_en,
            "data_version": self.version,
            "made": None if self.made is None else self.made.to_json(),
        }


def make_demo(
    province: str,
    *,
    into: Path | None,
    seed: int,
    scale: float | None,
    keep: bool,
    now: datetime,
    progress: Progress,
    supervised: bool = True,
) -> Demo:
    """Make a demonstration book, or with ``keep`` open the one that is there.

    :param into: its folder; ``demo/PLAN`` when None.
    :param supervised: whether what an office would have done is done too, see
        :mod:`jidi.service.demo_office`.
    :raises UnknownName: when there is no such plan; offers the nearest.
    :raises WorkspaceError: W-101 when the folder holds something and ``keep`` is not given, or
        the book of another plan.
    """
    plan = load_plan(province)
    root = into or Path("demo") / plan.id
    if keep and (root / "jidi.toml").is_file():
        with open_book(root) as book:
            if book.plan.id != plan.id:
                raise WorkspaceError("W-101", path=str(root))
            _complete(book, seed=seed, now=now)
            if book.synthetic and not book.workspace.registry.read_only:
                add_demo_people(book, now=now)
            return _demo(root, book, None)
    root.parent.mkdir(parents=True, exist_ok=True)
    reports: list[SynthReport] = []

    def fill(book: Book) -> None:
        reports.append(
            synthesise_into(book, seed=seed, scale=scale, days=None, now=now, progress=progress)
        )
        add_demo_people(book, now=now)
        if supervised:
            do_the_work(book, now=now)

    with make_book(root, plan=plan.id, now=now, fill=fill) as book:
        return _demo(root, book, reports[0])


def _complete(book: Book, *, seed: int, now: datetime) -> None:
    """Give a demonstration that an earlier version made the register it lacks."""
    lacks = missing(book)
    if lacks is not None and lacks.code == "R-302" and book.synthetic:
        fill_register(book, read_recipe(book.plan.id.replace("-", "_")), seed=seed, now=now)
        publish_register(book, by=ACTOR, now=now)


def _demo(root: Path, book: Book, made: SynthReport | None) -> Demo:
    return Demo(root, book.title("zh"), book.title("en"), book.version, made)
