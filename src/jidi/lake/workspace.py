"""A workspace: one province's book as a folder.

``jidi.toml`` says what it is; ``lake/`` holds the segments, ``registry.db`` the ledger and the
audit log, ``inbox/`` what came in, ``definitions/`` the user's own indicators and checks,
``reports/`` what went out.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Self

from sqlalchemy import URL

from jidi.core.closing import Closing
from jidi.core.division import DivisionCode, Level
from jidi.core.errors import Interrupted, LakeError, Place, WorkspaceError
from jidi.core.lean_arrow import settle_without_pandas
from jidi.lake.disk import Faults, no_faults, sync_file, sync_folder, writing
from jidi.lake.lake import Lake
from jidi.lake.settings import (
    FILE,
    PLANS,
    WorkspaceSettings,
    check_plan,
    check_settings,
    read_settings,
    toml_of,
)
from jidi.lake.sweep import STAGING
from jidi.model.catalogue import Catalogue
from jidi.model.divisions import load_country
from jidi.model.plan import Plan
from jidi.model.plan_writer import plan_toml
from jidi.model.strict import build
from jidi.registry import Registry, append, sqlite_url

_FOLDERS = (
    "lake",
    f"lake/{STAGING}",
    "inbox",
    "definitions",
    "definitions/indicators",
    "definitions/checks",
    "reports",
)
REGISTRY = "registry.db"
"""The file of the registry, where it is one."""
_OURS = frozenset({FILE, REGISTRY, *(name.split("/")[0] for name in _FOLDERS)})


class Workspace(Closing):
    """An open book. Made by :meth:`create` or :meth:`open`; a context manager.

    :param root: its folder.
    :param settings: the content of ``jidi.toml``.
    :param registry: the open registry.
    """

    def __init__(self, root: Path, *, settings: WorkspaceSettings, registry: Registry) -> None:
        self.root = root
        self.settings = settings
        self.registry = registry

    @classmethod
    def create(
        cls,
        root: Path | str,
        *,
        province: DivisionCode | str,
        plan: str,
        title: str,
        by: str,
        clock: Callable[[], datetime],
        engine: str = "duckdb",
        registry: str = "",
        own_plan: Plan | None = None,
        faults: Faults = no_faults,
    ) -> Self:
        """Make a new book, complete or not at all, and open it.

        It is made in the sibling folder ``<name>.partial`` and renamed when it is on the disk; what
        an earlier attempt left there is removed.

        :param province: code of the province in any form ``DivisionCode.parse`` takes, or its name.
        :param by: who makes it, for the audit log.
        :param registry: URL of a registry elsewhere; empty for ``registry.db`` in the folder.
        :param own_plan: the plan, where it is none of ours: it is kept in the book.
        :raises WorkspaceError: W-101 the folder exists and is not empty, W-105 unknown engine,
            W-106 not a province, W-107 the sibling holds files that are not ours, W-108 disk full,
            W-109 the folder cannot be written, W-111 the plan is of another province.
        :raises DefinitionError: D-102 for an empty title or plan.
        :raises ValueProblem: C-201 for digits that are no code.
        :raises UnknownName: C-207 for an unknown division, with the nearest; C-208 when several
            are called so; P-100 for an unknown plan.
        :raises Interrupted: W-110 when the user stops it; nothing remains.
        """
        root = Path(root).absolute()
        code = _division_of(str(province))
        given = {"title": title, "province": code, "plan": plan}
        given |= {"engine": engine, "registry": registry}
        settings = build(WorkspaceSettings, given, where=Place(file=FILE))
        check_settings(settings)
        check_plan(settings, own=own_plan)
        if root.exists() and not _is_empty(root):
            raise WorkspaceError("W-101", path=str(root))
        with _made_aside(root) as aside:
            _fill(aside, settings, own_plan, by=by, clock=clock, faults=faults)
        return cls.open(root)

    @classmethod
    def open(cls, root: Path | str) -> Self:
        """Open an existing book, and sweep what crashed writers left in its lake.

        A book that the disk or the permissions keep from being written can be read all the same;
        a commit to it says so (L-104).

        :raises WorkspaceError: W-102 no such folder, W-103 no ``jidi.toml`` in it, W-104 of a newer
            format, W-105 unknown engine, W-106 not a province, W-111 the plan is of another
            province, W-2xx for the registry.
        :raises UnknownName: P-100 for an unknown plan.
        :raises DefinitionError: D-100 to D-103 when ``jidi.toml`` is broken.
        """
        root = Path(root).absolute()
        if not root.is_dir():
            raise WorkspaceError("W-102", path=str(root))
        if not (root / FILE).is_file():
            raise WorkspaceError("W-103", path=str(root))
        settings = read_settings(root / FILE)
        check_plan(settings, path=root / FILE)
        workspace = cls(root, settings=settings, registry=Registry.open(_url(root, settings)))
        try:
            if not workspace.lake.read_only:
                workspace.lake.sweep()
        except BaseException:
            workspace.close()
            raise
        return workspace

    @classmethod
    def open_copy(cls, root: Path, *, registry: Path) -> Self:
        """The book in ``root`` as another copy of its registry tells it; only to read."""
        return cls(
            root,
            settings=read_settings(root / FILE),
            registry=Registry.open(sqlite_url(registry)),
        )

    @cached_property
    def catalogue(self) -> Catalogue:
        """Our definitions, overlaid with those of this book."""
        return Catalogue(own=self.definitions_folder)

    @cached_property
    def lake(self) -> Lake:
        """The book's events and observations."""
        settle_without_pandas()
        return Lake(self.root / "lake", registry=self.registry, tables=self.catalogue.tables)

    @property
    def definitions_folder(self) -> Path:
        """Where the user's own indicators and checks lie."""
        return self.root / "definitions"

    @property
    def plans_folder(self) -> Path:
        """Where plans of the book's own lie."""
        return self.root / PLANS

    @property
    def inbox_folder(self) -> Path:
        """Where files to be taken in are kept."""
        return self.root / "inbox"

    @property
    def reports_folder(self) -> Path:
        """Where reports are written."""
        return self.root / "reports"

    def close(self) -> None:
        """Let go of the registry."""
        self.registry.close()


def _division_of(asked: str) -> DivisionCode:
    """The code that is meant; a province must be one of the country's."""
    if not asked.strip().isdigit():
        return load_country().find(asked).code
    code = DivisionCode.parse(asked)
    return load_country().get(code).code if code.level is Level.PROVINCE else code


@contextmanager
def _made_aside(root: Path) -> Iterator[Path]:
    """A sibling folder that becomes ``root`` when the block ends well, and vanishes otherwise."""
    aside = root.with_name(f"{root.name}.partial")
    with _creating(root):
        _sweep_partial(aside)
        aside.mkdir(parents=True)
        try:
            yield aside
            if root.exists():
                root.rmdir()
            aside.replace(root)
            sync_folder(root.parent)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise


def _fill(
    root: Path,
    settings: WorkspaceSettings,
    own_plan: Plan | None,
    *,
    by: str,
    clock: Callable[[], datetime],
    faults: Faults,
) -> None:
    for name in _FOLDERS:
        (root / name).mkdir()
    if own_plan is not None:
        (root / PLANS / own_plan.id).mkdir(parents=True)
        (root / PLANS / own_plan.id / "plan.toml").write_text(plan_toml(own_plan), "utf-8")
    faults("folder")
    (root / FILE).write_text(toml_of(settings), "utf-8")
    faults("settings")
    with Registry.create(_url(root, settings)) as registry, registry.writing() as connection:
        append(
            connection,
            at=clock(),
            by=by,
            action="workspace.create",
            subject=settings.title,
            facts=settings.model_dump(mode="json", exclude={"registry", "keys"}),
        )
    faults("registry")
    for path in sorted(root.rglob("*")):
        sync_folder(path) if path.is_dir() else sync_file(path)
    faults("synced")


@contextmanager
def _creating(root: Path) -> Iterator[None]:
    try:
        with writing(root):
            yield
    except LakeError as error:
        code = "W-108" if error.code == "L-101" else "W-109"
        raise WorkspaceError(code, path=str(root), reason=error.facts["reason"]) from error
    except KeyboardInterrupt as stop:
        raise Interrupted("W-110", path=str(root)) from stop


def _sweep_partial(aside: Path) -> None:
    """Remove what an earlier attempt left, unless it is something else of that name."""
    if not aside.exists():
        return
    strange = sorted(path.name for path in aside.iterdir() if not _is_ours(path.name))
    if strange:
        raise WorkspaceError("W-107", path=str(aside), found=strange[0])
    shutil.rmtree(aside)


def _is_ours(name: str) -> bool:
    return name in _OURS or name.startswith(REGISTRY)


def _is_empty(root: Path) -> bool:
    return root.is_dir() and not any(root.iterdir())


def _url(root: Path, settings: WorkspaceSettings) -> URL | str:
    return settings.registry or sqlite_url(root / REGISTRY)
