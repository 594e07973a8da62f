"""An export before it becomes a file: columns, rows in batches, and where they are from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from jidi.core.errors import Language


@dataclass(frozen=True)
class Note:
    """One thing that must be said with the rows."""

    name: str
    zh: str
    en: str

    def text(self, lang: Language) -> str:
        """The note in a language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Export:
    """Rows on their way out.

    :param name: what is exported, such as ``readings`` or a table's name.
    :param heads: for each column its Chinese and English name.
    :param batches: the rows, made anew with each call; never all in memory at once.
    :param notes: provenance: data version, synthetic mark, what was hidden or masked and why.
    :param rows: how many there are, where that is known beforehand.
    """

    name: str
    zh: str
    en: str
    schema: pa.Schema
    heads: tuple[tuple[str, str], ...]
    batches: Callable[[], Iterator[pa.RecordBatch]]
    notes: tuple[Note, ...]
    rows: int
    synthetic: bool
    version: int
    is_statistical: bool = False
    """Whether the columns are those of figures, which SDMX can take."""

    def title(self, lang: Language) -> str:
        """What it is called."""
        return self.zh if lang == "zh" else self.en

    def table(self) -> pa.Table:
        """All rows in memory; for small exports."""
        return pa.Table.from_batches(self.batches(), self.schema)


def provenance(*, version: int, synthetic: bool) -> tuple[Note, ...]:
    """The notes that every export carries."""
    mark = (
        Note("synthetic", "※ 含合成数据：由程序生成，不是真实统计。",
             "※ Holds synthetic data: made by a program, not real statistics.")
        if synthetic
        else Note("synthetic", "不含合成数据。", "Holds no synthetic data.")
    )  # fmt: skip
    return (Note("data_version", f"数据版本 {version}", f"data version {version}"), mark)
