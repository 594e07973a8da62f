"""Imports only go down; packages on one floor do not know each other. Every import is read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import jidi

SOURCE = Path(jidi.__file__).parent

FLOORS = {
    "core": 0,
    "model": 1,
    "documents": 2,
    "feeds": 2,
    "lake": 2,
    "privacy": 2,
    "registry": 2,
    "plan": 3,
    "indicators": 3,
    "intake": 3,
    "statistics": 3,
    "journeys": 3,
    "network": 3,
    "supervision": 3,
    "green": 3,
    "synth": 3,
    "forecast": 3,
    "service": 4,
    "report": 4,
    "cli": 5,
    "web": 5,
}
SAME_FLOOR = {("lake", "registry"), ("report", "service"), ("cli", "web")}
"""Neighbours that may be imported: the lake keeps its ledger in the registry, and ``jidi serve``
starts the web face."""

UPPER_LIBRARIES = {
    "duckdb": {"lake"},
    "sqlalchemy": {"lake", "registry"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "python_multipart": {"web"},
    "htpy": {"web", "report"},
    "typer": {"cli"},
    "rich": {"cli"},
    "pdfplumber": {"documents"},
    "docx": {"documents", "report"},
    "lxml": {"documents", "report"},
    "python_calamine": {"feeds", "service"},
    "statsforecast": {"forecast"},
    "scipy": {"forecast", "indicators", "network"},
    "highspy": {"network"},
    "cryptography": {"privacy"},
    "joserfc": {"service"},
    "urllib3": {"service"},
    "argon2": {"service"},
    "numba": {"core"},
    "sklearn": {"supervision"},
}
"""Libraries that belong to the named packages alone."""


@dataclass(frozen=True)
class Module:
    """A module as it is read once for all rules."""

    path: Path
    text: str
    calls: tuple[tuple[int, str], ...]
    imports: tuple[tuple[int, str], ...]

    @property
    def package(self) -> str:
        return self.path.relative_to(SOURCE).parts[0]

    def at(self, line: int) -> str:
        return f"{self.path.relative_to(SOURCE)}:{line}"


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    paths = sorted(p for p in SOURCE.rglob("*.py") if p.relative_to(SOURCE).parts[0] in FLOORS)
    assert len(paths) > 500
    return [_read(path) for path in paths]


def _read(path: Path) -> Module:
    text = path.read_text("utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    calls = [
        (node.lineno, node.func.attr)
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    return Module(path, text, tuple(calls), tuple(_imports(path, nodes)))


def _imports(path: Path, nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute here"
            yield node.lineno, node.module or ""


def test_every_package_has_a_floor():
    packages = {p.name for p in SOURCE.iterdir() if p.is_dir() and any(p.rglob("*.py"))}
    assert packages - {"definitions"} <= set(FLOORS)


def test_imports_only_go_down(modules):
    upwards = [
        f"{module.at(line)} imports {name}"
        for module in modules
        for line, name in module.imports
        if name.startswith("jidi.") and not _may_import(module.package, name.split(".")[1])
    ]
    assert upwards == []


def _may_import(here: str, there: str) -> bool:
    if there in (here, "definitions"):
        return True
    return FLOORS[there] < FLOORS[here] or (here, there) in SAME_FLOOR


def test_a_library_stays_on_its_floor(modules):
    astray = [
        f"{module.at(line)} imports {name}"
        for module in modules
        for line, name in module.imports
        if module.package not in UPPER_LIBRARIES.get(name.split(".")[0], {module.package})
    ]
    assert astray == []


def test_pure_floors_know_no_clock_and_no_ambient_randomness(modules):
    forbidden = {"now", "today", "utcnow", "default_rng", "getrandom", "urandom"}
    found = [
        f"{module.at(line)} calls {name}"
        for module in modules
        if FLOORS[module.package] in (0, 1, 3) or module.package == "privacy"
        for line, name in module.calls
        if name in forbidden
    ]
    assert found == []


def test_every_module_stays_readable(modules):
    names = {"utils", "helpers", "common", "base", "manager"}
    assert [m.path for m in modules if m.path.stem in names] == []
    assert [m.path for m in modules if len(m.text.splitlines()) > 500] == []
