"""``jidi serve`` as a process of its own over a copy of a book."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jidi.service.demo import make_demo

SEED = 14


@dataclass(frozen=True)
class Server:
    """``jidi serve``, running."""

    address: str
    pid: int
    root: Path

    @property
    def book(self) -> str:
        """The book's name in addresses."""
        return self.root.name

    def seconds(self) -> float:
        """Processor seconds so far."""
        told = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self) -> float:
        """Resident memory."""
        told = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", told)[1]) / 1024


@contextmanager
def served(book: Path | None, folder: Path) -> Iterator[Server]:
    """A copy of the book, served until the block ends."""
    root = folder / "shanxi"
    if book is None:
        make_demo("shanxi", into=root, seed=SEED, scale=None, keep=False,
                  now=datetime(2026, 1, 20, tzinfo=UTC), progress=lambda _s, _d: None)  # fmt: skip
    else:
        shutil.copytree(book, root)
    program = [sys.executable, "-m", "jidi.cli.main", "serve", "-w", str(root), "--port", "0"]
    started = time.perf_counter()
    running = subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        address = running.stdout.readline().strip().rstrip("/")
        print(f"jidi serve listens after {time.perf_counter() - started:.1f} s")
        yield Server(address, running.pid, root)
    finally:
        running.terminate()
        running.wait(20)
