"""Strict reading of CSV definitions: just the columns expected; every finding with its line."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources.abc import Traversable
from typing import TypeVar

from pydantic import BaseModel

from jidi.core.errors import DefinitionError, JidiError, Place, raise_together
from jidi.core.nearest import suggestion
from jidi.model.strict import build, read_text

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

Row = list[str]


def read_rows(path: Traversable, columns: Sequence[str]) -> list[tuple[int, Row]]:
    """The data rows of a CSV file (``.csv`` or ``.csv.gz``), each with its line, counted from 1.

    :param columns: the names that the first line must hold, in that order.
    :raises DefinitionError: D-200 when the columns differ, D-201 for rows of another length (all
        of them in one pass), D-103 when the text is not UTF-8, D-208 when it is not gzip.
    """
    reader = csv.reader(io.StringIO(_text(path)))
    found = next(reader, [])
    if found != list(columns):
        raise _other_columns(path.name, found, columns)
    numbered = [(reader.line_num, row) for row in reader]
    raise_together(
        DefinitionError("D-201", where=Place(path.name, n), found=len(r), expected=len(columns))
        for n, r in numbered
        if len(r) != len(columns)
    )
    return numbered


def read_models(path: Traversable, model: type[M]) -> list[tuple[int, M]]:
    """One checked value per row; the model's fields are the columns, empty cells are left out.

    :raises DefinitionError: as :func:`read_rows`, and with the line D-102 for a value that does not
        fit, D-209 for a name that is not known; the findings of all rows come in one pass.
    """
    columns = list(model.model_fields)
    findings: list[JidiError] = []
    built: list[tuple[int, M]] = []
    for line, row in read_rows(path, columns):
        data = {name: cell for name, cell in zip(columns, row, strict=True) if cell != ""}
        try:
            built.append((line, build(model, data, where=Place(path.name, line))))
        except DefinitionError as error:
            findings += [error, *error.also]
        except JidiError as error:  # raised by a value while it was built: an unknown name
            place = Place(path.name, line)
            findings.append(DefinitionError("D-209", where=place, reason=str(error)))
    raise_together(findings)
    return built


def refuse_twins(
    rows: Iterable[tuple[int, T]], *, key: Callable[[T], str], path: Traversable
) -> None:
    """Refuse rows that share a key.

    :raises DefinitionError: D-202 with the line of each later one and of the first.
    """
    raise_together(_twins(rows, key, path.name))


def _twins(
    rows: Iterable[tuple[int, T]], key: Callable[[T], str], file: str
) -> Iterator[DefinitionError]:
    first_line: dict[str, int] = {}
    for line, row in rows:
        known = first_line.setdefault(key(row), line)
        if known != line:
            yield DefinitionError("D-202", where=Place(file, line), key=key(row), first=known)


def _text(path: Traversable) -> str:
    if not path.name.endswith(".gz"):
        return read_text(path)
    try:
        return gzip.decompress(path.read_bytes()).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DefinitionError("D-208", where=Place(path.name), reason=str(error)) from error


def _other_columns(file: str, found: list[str], expected: Sequence[str]) -> DefinitionError:
    strange = [name for name in found if name not in expected]
    return DefinitionError(
        "D-200",
        where=Place(file, 1),
        found=", ".join(found) or "—",
        expected=", ".join(expected),
        nearest=suggestion(strange[0], expected) if strange else ", ".join(expected),
    )
