"""A plan document for tests: the one of the demonstration, which is of our own invention."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def plan_text(region: str = "山西省") -> str:
    """The text, said of a region."""
    text = (files("jidi.definitions") / "synth" / "plan_document.txt").read_text("utf-8")
    return text.replace("{region}", region)


def plan_file(folder: Path, name: str = "规划.txt") -> Path:
    """The document on the disk."""
    path = folder / name
    path.write_text(plan_text(), "utf-8")
    return path
