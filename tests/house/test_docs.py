"""Documentation is tested like code: nothing a user can name is missing from it."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
import typer.main

from jidi.cli.main import app
from jidi.core.errors import wordings
from jidi.model.catalogue import Catalogue

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def reference(tmp_path_factory) -> Path:
    """The generated reference."""
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools/write_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("reference")
    module.main(folder)
    return folder


def test_every_definition_stands_in_the_reference(reference):
    catalogue = Catalogue()
    for page, names in {
        "indicators.md": catalogue.indicators,
        "checks.md": catalogue.checks,
        "rules.md": catalogue.rules,
        "measures.md": catalogue.measures,
        "tables.md": catalogue.tables,
        "codes.md": catalogue.code_lists,
        "errors.md": wordings(),
    }.items():
        text = (reference / page).read_text("utf-8")
        assert [name for name in names if name not in text] == []


def test_every_command_and_option_stands_in_the_reference(reference):
    text = (reference / "commands.md").read_text("utf-8")
    for path, command in _commands(typer.main.get_command(app), "jidi"):
        assert f"## {path}\n" in text
        for parameter in command.params:
            for option in parameter.opts:
                assert option.lstrip("-") in text or option in text


def _commands(command, path):
    """Every command; a group that does something by itself is one too."""
    inner = getattr(command, "commands", None)
    if inner is None or getattr(command, "invoke_without_command", False):
        yield path, command
    for name, below in (inner or {}).items():
        yield from _commands(below, f"{path} {name}")


PAGES = [
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md")),
    *sorted(p for p in (ROOT / "docs").rglob("*.md") if p.parent.name != "reference"),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_a_page_shows_exists(page):
    known = {path for path, _ in _commands(typer.main.get_command(app), "jidi")}
    groups = {path.rsplit(" ", 1)[0] for path in known} - known
    for line in re.findall(r"^(?:\.venv/bin/)?(jidi [a-z].*)$", page.read_text("utf-8"), re.M):
        words = line.split()
        depth = 2
        while " ".join(words[:depth]) in groups:
            depth += 1
        assert " ".join(words[:depth]) in known, line
        if " ".join(words[:2]) in known and len(words) > 2 and words[2].isalpha():
            below = [path for path in known if path.startswith(f"{' '.join(words[:2])} ")]
            assert not below or " ".join(words[:3]) in below, line


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_local_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if target.startswith(("http", "mailto")) or "reference/" in target:
            continue
        assert (page.parent / target).exists(), target


def test_every_make_target_a_page_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    for page in PAGES:
        named = set(re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text("utf-8"), re.M))
        assert named <= targets, (page.name, named - targets)


def test_every_word_in_the_catalogue_of_errors_has_a_code_of_its_package():
    assert all(re.fullmatch(r"[A-Z]-\d{3}", code) for code in wordings())
