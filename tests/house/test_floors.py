"""Imports only go down; packages on one floor do not know each other. Every import is read."""

from __future__ import annotations

import ast
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
    "cryptography": {"privacy"},
    "numba": {"network"},
}
"""Libraries that belong to the named packages alone."""


def _modules() -> list[Path]:
    return sorted(p for p in SOURCE.rglob("*.py") if p.relative_to(SOURCE).parts[0] in FLOORS)


def _imports(path: Path) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute here"
            found.append((node.lineno, node.module or ""))
    return found


def test_every_package_has_a_floor():
    packages = {p.name for p in SOURCE.iterdir() if p.is_dir() and any(p.rglob("*.py"))}
    assert packages - {"definitions"} <= set(FLOORS)


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_only_go_down(path):
    here = path.relative_to(SOURCE).parts[0]
    for line, name in _imports(path):
        if not name.startswith("jidi."):
            continue
        there = name.split(".")[1]
        if there in (here, "definitions"):
            continue
        allowed = FLOORS[there] < FLOORS[here] or (here, there) in SAME_FLOOR
        assert allowed, f"{path.name}:{line}: {here} (floor {FLOORS[here]}) imports {name}"


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_library_stays_on_its_floor(path):
    here = path.relative_to(SOURCE).parts[0]
    for line, name in _imports(path):
        owners = UPPER_LIBRARIES.get(name.split(".")[0])
        assert owners is None or here in owners, f"{path.name}:{line}: {name} belongs to {owners}"


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_pure_floors_know_no_clock_and_no_ambient_randomness(path):
    package = path.relative_to(SOURCE).parts[0]
    if FLOORS[package] not in (0, 1, 3) and package != "privacy":
        return
    forbidden = {"now", "today", "utcnow", "default_rng", "getrandom", "urandom"}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in forbidden, f"{path.name}:{node.lineno}: {node.func.attr}"


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_stays_readable(path):
    assert path.stem not in {"utils", "helpers", "common", "base", "manager"}
    assert len(path.read_text("utf-8").splitlines()) <= 500
