"""Tracing a parcel: cold, warm, over the API, and as a command."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyarrow.parquet as pq
from fastapi.testclient import TestClient

from jidi.service.books import Book, open_book
from jidi.service.trace import trace_parcel
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

sys.path.insert(0, str(Path(__file__).parents[1]))
from lake_parts.timing import Spent, drop, timed, told_many

WARM, COLD, COMMANDS = 40, 7, 3


def traced(root: Path) -> Iterator[tuple[str, str]]:
    keys = some_keys(root)
    cold = [_cold(root, key) for key in keys[:COLD]]
    for place, title in enumerate(("opening the book", "first trace", "second trace")):
        yield f"cold: {title}", told_many([each[place] for each in cold])
    with open_book(root) as book:
        trace_parcel(book, keys[0])
        spent = [timed(lambda key=key: trace_parcel(book, key).to_json()) for key in keys]
        yield "warm, in the process", told_many(spent)
    yield "warm, over the API", told_many(_served(root, keys))
    words = [sys.executable, "-m", "jidi.cli.main", "trace", keys[0], "-w", str(root), "--json"]
    runs = [
        timed(lambda: subprocess.run(words, check=True, capture_output=True))
        for _ in range(COMMANDS)
    ]
    yield "jidi trace, the command (wall; Python and all)", told_many(runs)


def some_keys(root: Path) -> list[str]:
    """Parcels from files all over the book."""
    choose = random.Random(1)
    with open_book(root) as book:
        files = [s.file for s in book.workspace.lake.segments("event")]
    keys = []
    for file in choose.sample(files, min(WARM, len(files))):
        with pq.ParquetFile(file) as parquet:
            group = choose.randrange(parquet.num_row_groups)
            found = parquet.read_row_group(group, columns=["parcel_id"])["parcel_id"]
        keys += [found[choose.randrange(len(found))].as_py() for _ in range(-(-WARM // len(files)))]
    return keys[:WARM]


def _cold(root: Path, key: str) -> list[Spent]:
    """In a process of its own, with no file of the book in the page cache."""
    drop([root / "registry.db", *(root / "lake").glob("*/*.parquet")])
    run = subprocess.run(
        [sys.executable, str(Path(__file__)), str(root), key],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [(wall, cpu) for wall, cpu in json.loads(run.stdout)]


def _served(root: Path, keys: list[str]) -> list[Spent]:
    """Over the API as it is served, but for the network."""
    with open_book(root) as book, TestClient(create_app(Shelf({"book": book}))) as client:

        def asked(key: str) -> None:
            address = "/api/v1/books/book/trace"
            client.get(address, params={"parcel": key}).raise_for_status()

        return [timed(lambda key=key: asked(key)) for key in keys][1:]


def _in_a_new_process(root: Path, key: str) -> None:
    with ExitStack() as stack:
        held: list[Book] = []
        spent = [timed(lambda: held.append(stack.enter_context(open_book(root))))]
        spent += [timed(lambda: trace_parcel(held[0], key).to_json()) for _ in range(2)]
    print(json.dumps(spent))


if __name__ == "__main__":
    _in_a_new_process(Path(sys.argv[1]), sys.argv[2])
