"""Files that a job gives back, as bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from jidi.core.errors import Language


def files_of(
    keep: Callable[[Path], None],
    export: Callable[[Path, Language], None],
    exports: Mapping[str, Language],
    *,
    name: str,
) -> dict[str, bytes]:
    """The bytes of what functions write that only write into files."""
    with TemporaryDirectory(prefix="jidi-") as made:
        folder = Path(made)
        keep(folder / name)
        for file, lang in exports.items():
            export(folder / file, lang)
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
