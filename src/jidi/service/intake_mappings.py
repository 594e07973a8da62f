"""What a sender's heads mean: a TOML file, kept in the workspace under the sender's name."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

import tomli_w

from jidi.core.errors import Place
from jidi.intake.heads import HeadMapping
from jidi.lake.disk import writing
from jidi.model.strict import build, read_text, read_toml
from jidi.service.books import Book

FOLDER: Final = "intake/mappings"


def mapping_of(book: Book, sender: str, *, given: Path | None, save: bool) -> HeadMapping:
    """The mapping to read a file with: the one given, else the sender's own, else none.

    :param save: keep the given one for the sender.
    :raises DefinitionError: D-100 to D-103 when the file is broken.
    """
    if given is not None:
        mapping = _read(given)
        if save and sender:
            _save(_place(book, sender), mapping)
        return mapping
    kept = _place(book, sender)
    return _read(kept) if sender and kept.is_file() else HeadMapping()


def _read(path: Path) -> HeadMapping:
    where = Place(file=path.name)
    return build(HeadMapping, read_toml(read_text(path), file=path.name), where=where)


def _save(path: Path, mapping: HeadMapping) -> None:
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".partial")
        aside.write_text(tomli_w.dumps(mapping.model_dump(mode="json")), "utf-8")
        aside.replace(path)


def _place(book: Book, sender: str) -> Path:
    """A file name for any sender; one that had to be changed is told apart by its digest."""
    name = re.sub(r"[^\w-]", "_", sender)[:60]
    if name != sender:
        name = f"{name}-{hashlib.sha256(sender.encode()).hexdigest()[:12]}"
    return book.workspace.root / FOLDER / f"{name}.toml"
