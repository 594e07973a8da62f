"""How fast handed-in files are read, beside peers, and what hostile files cost before refusal.

    python benchmarks/feeds.py [--rows 2000000] [--only hostile] [--json]

Scans of a provincial day as companies hand them in. Each reading runs in a process of its own, so
that its peak memory is its own; files are warm. "1 % spoilt" means rows with a cell too many, a
quote not closed, bytes of another encoding, in equal parts; in lines of JSON, lines cut off. The
peers read every cell as text, too. Polars is measured where it is installed. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import multiprocessing as mp
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from jidi.core.errors import InputError
from jidi.feeds import open_feed

HEADER = (
    "event_id,parcel_id,step,operator_id,division,facility_id,occurred_at,received_at,bag_id,网点"
)
TESTS = Path(__file__).parents[1] / "tests" / "feeds"


def rows(count: int) -> Iterator[list[str]]:
    for i in range(count):
        second = f"2025-06-01 {i // 3600 % 24:02d}:{i // 60 % 60:02d}:{i % 60:02d}"
        yield [
            *(f"E{i:011d}", f"P{i // 6:011d}", "arrived_hub", f"OP{i % 20:02d}"),
            *(f"140105{i % 1000:03d}", f"F{i % 5000:05d}", second, second, f"B{i // 100:08d}"),
            "城东营业部",
        ]


def spoilt(line: str, at: int) -> bytes:
    if at % 100:
        return line.encode()
    how = at // 100 % 3
    if how == 0:
        return line.replace(",", ",,", 1).encode()
    if how == 1:
        return line.replace("arrived", '"arrived').replace("_hub,", ",").encode()[:-1] + b"\n"
    return line.encode().replace(b"arrived", b"arriv\xff\xfe")


def make_files(folder: Path, count: int) -> dict[str, Path]:
    lines = [",".join(row) + "\n" for row in rows(count)]
    objects = [
        json.dumps(dict(zip(HEADER.split(","), row, strict=True)), ensure_ascii=False) + "\n"
        for row in rows(count)
    ]
    text = (HEADER + "\n" + "".join(lines)).encode()
    quoted = text.replace(b",", b'","').replace(b"\n", b'"\n"')
    made = {
        "CSV": text,
        "CSV, every cell quoted": b'"' + quoted[:-1],
        "CSV in GB18030": text.decode().encode("gb18030"),
        "CSV, 1 % spoilt": HEADER.encode()
        + b"\n"
        + b"".join(spoilt(line, at) for at, line in enumerate(lines)),
        "CSV in gz": gzip.compress(text, 5),
        "lines of JSON": "".join(objects).encode(),
        "lines of JSON, 1 % spoilt": b"".join(
            o.encode() if at % 100 else o.encode()[:-40] + b"\n" for at, o in enumerate(objects)
        ),
    }
    paths = {}
    for name, data in made.items():
        paths[name] = folder / f"{len(paths)}"
        paths[name].write_bytes(data)
    columns = list(zip(*rows(count), strict=True))
    table = pa.table(dict(zip(HEADER.split(","), columns, strict=True)))
    paths["Parquet"] = folder / "parquet"
    pq.write_table(table, paths["Parquet"], compression="zstd")
    paths["XLSX, 100,000 rows"] = folder / "xlsx"
    make_book(paths["XLSX, 100,000 rows"], min(count, 100_000))
    return paths


def make_book(path: Path, count: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(","))
        for at, row in enumerate(rows(count), 1):
            sheet.write_row(at, 0, row)


def by_jidi(path: Path) -> int:
    found = 0
    with open_feed(path) as feed:
        for block in feed.blocks():
            found += block.cells.num_rows + len(block.broken)
    return found


def by_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def by_json(path: Path) -> int:
    with path.open(encoding="utf-8") as file:
        return sum(1 for line in file if json.loads(line))


def by_polars(path: Path) -> int:
    import polars as pl

    return pl.read_csv(path, infer_schema=False).height


def by_polars_json(path: Path) -> int:
    import polars as pl

    return pl.read_ndjson(path).height


def by_calamine(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()) - 1


def by_openpyxl(path: Path) -> int:
    from openpyxl import load_workbook

    with path.open("rb") as file:
        sheet = load_workbook(file, read_only=True).active
        return sum(1 for _ in sheet.iter_rows(values_only=True)) - 1


PEERS: dict[str, dict[str, Callable[[Path], int]]] = {
    "CSV": {"csv module": by_csv, "Polars": by_polars},
    "CSV, every cell quoted": {"csv module": by_csv, "Polars": by_polars},
    "CSV, 1 % spoilt": {"Polars": by_polars},
    "lines of JSON": {"json module": by_json, "Polars": by_polars_json},
    "lines of JSON, 1 % spoilt": {"Polars": by_polars_json},
    "XLSX, 100,000 rows": {"calamine alone": by_calamine, "openpyxl": by_openpyxl},
}


def status(name: str) -> int:
    """A figure of this process's memory in KiB."""
    text = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(name))


def measured(work: Callable[[], object]) -> dict[str, object]:
    """Seconds of the clock and of the processor, and memory above what was there before."""
    Path("/proc/self/clear_refs").write_text("5")
    before, clock, cpu = status("VmRSS"), time.perf_counter(), time.process_time()
    try:
        answer: object = work()
    except InputError as error:
        answer = error.code
    except Exception as error:
        answer = f"{type(error).__name__}: {str(error).splitlines()[0][:60]}"
    return {
        "answer": answer,
        "seconds": time.perf_counter() - clock,
        "cpu": time.process_time() - cpu,
        "mib": (status("VmHWM") - before) / 1024,
    }


def apart(work: Callable[[], object]) -> dict[str, object]:
    """The same in a process of its own."""
    context = mp.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=lambda: sender.send(measured(work)))
    child.start()
    found: dict[str, object] = receiver.recv()
    child.join()
    return found


def afresh(work: Callable[[Path], int], path: Path) -> dict[str, object]:
    """The same in a new process, whose memory nothing was taken from before."""
    context = mp.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(sender, work, path))
    child.start()
    found: dict[str, object] = receiver.recv()
    child.join()
    return found


def _send(sender: object, work: Callable[[Path], int], path: Path) -> None:
    import pyarrow.compute  # noqa: F401  # as in a running program

    if work is by_polars or work is by_polars_json:
        import polars  # noqa: F401
    sender.send(measured(lambda: work(path)))


def speeds(folder: Path, count: int) -> Iterator[dict[str, object]]:
    for name, path in make_files(folder, count).items():
        for reader, work in {"Jidi": by_jidi, **PEERS.get(name, {})}.items():
            if reader == "Polars" and not _has("polars"):
                continue
            found = afresh(work, path)
            yield {"file": name, "mib_file": path.stat().st_size / 2**20, "reader": reader, **found}


def _has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def hostile(folder: Path) -> Iterator[dict[str, object]]:
    sys.path.insert(0, str(TESTS))
    import test_hostile_files
    import test_sheets

    warm = folder / "warm"
    for sound in (b"a,b\n1,2\n", b'{"a":1}\n', test_sheets.SMALL):
        warm.write_bytes(sound)
        by_jidi(warm)
    known = {**test_hostile_files.HOSTILE, **test_sheets.HOSTILE}
    for name, (data, _) in known.items():
        path = folder / "hostile"
        path.write_bytes(data)
        yield {"file": name, **apart(lambda path=path: by_jidi(path))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--only", choices=["speeds", "hostile"])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.only != "hostile":
            for row in speeds(Path(folder), asked.rows):
                print(json.dumps(row, ensure_ascii=False) if asked.json else speed_text(row))
        if asked.only != "speeds":
            found = list(hostile(Path(folder)))
            for row in found:
                print(json.dumps(row, ensure_ascii=False) if asked.json else hostile_text(row))
            print(f"{len(found)} hostile files, slowest {max(r['seconds'] for r in found):.2f} s,")
            print(f"most memory {max(r['mib'] for r in found):.0f} MiB")


def speed_text(row: dict[str, object]) -> str:
    answer = row["answer"]
    rate = f"{answer / row['cpu'] / 1e6:6.2f} M rows/s" if isinstance(answer, int) else answer
    return (
        f"{row['file']:26} {row['mib_file']:7.0f} MiB  {row['reader']:15} {rate}"
        f"  clock {row['seconds']:6.2f} s  processor {row['cpu']:6.2f} s  +{row['mib']:.0f} MiB"
    )


def hostile_text(row: dict[str, object]) -> str:
    return f"{row['file']:34} {row['answer']!s:7} {row['seconds']:6.3f} s  +{row['mib']:.1f} MiB"


if __name__ == "__main__":
    main()
