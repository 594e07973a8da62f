"""What the door costs: pseudonyms of telephone numbers, beside one HMAC call for each row.

    python benchmarks/privacy.py [ROWS]

The same values three ways in one process: every value different, every value eight times, and the
last but under the Chinese suite. Beside them ``hmac.digest`` and ``hmac.new`` row by row, as a
straightforward program would, with the same normalised text in and the same pseudonym out. Also
seals, masks, and the hiding of small cells over a tree of 30,000 cells.
"""

from __future__ import annotations

import hashlib
import hmac
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from jidi.privacy import Cell, KeyRing, masked, pseudonyms, seal, suppressed
from jidi.privacy.key import new_ring

NOW = datetime(2026, 1, 20, tzinfo=UTC)


def main(rows: int = 500_000) -> None:
    rng = np.random.default_rng(14)
    different = _phones(rng.permutation(rows))
    repeated = _phones(rng.integers(0, max(rows // 8, 1), rows))
    ring, chinese = _ring("international"), _ring("guomi")
    secret = ring.current("person").secret
    print(f"{rows:,} telephone numbers, rows a second (best of three)")
    for name, values in (("all different", different), ("each 8 times", repeated)):
        ours = _rate(rows, lambda v=values: _made(v, ring))
        digest = _rate(rows, lambda v=values: _digest(v, secret))
        new = _rate(rows, lambda v=values: _new(v, secret))
        sm3 = _rate(rows, lambda v=values: _made(v, chinese))
        assert _made(values, ring).to_pylist() == _digest(values, secret) == _new(values, secret)
        print(f"  {name}: door {ours:,.0f}; hmac.digest {digest:,.0f} ({ours / digest:.1f}x); "
              f"hmac.new {new:,.0f} ({ours / new:.1f}x); door with SM3 {sm3:,.0f}")  # fmt: skip
    few = different[: rows // 10]
    places = [str(at) for at in range(len(few))]
    for name, keys in (("AES-256-GCM", ring), ("SM4-GCM", chinese)):
        rate = _rate(len(few), lambda k=keys: seal(few, places=places, purpose="complaint", keys=k))
        print(f"  sealed with {name}: {rate:,.0f}")
    print(f"  masked: {_rate(rows, lambda: masked(different, 'phone')):,.0f}")
    cells = _cells(rng)
    began = time.perf_counter()
    hidden = suppressed(cells)
    seconds = time.perf_counter() - began
    counts = f"{len(hidden.small):,} small, {len(hidden.others):,} others hidden"
    print(f"{len(cells):,} cells: {counts} in {seconds:.2f} s")


def _phones(numbers: np.ndarray) -> pa.Array:
    return pa.array([f"138{number:08d}" for number in numbers.tolist()])


def _ring(suite: str) -> KeyRing:
    return new_ring(suite=suite, entropy=lambda count: bytes(range(count)), now=NOW)


def _made(values: pa.Array, keys: KeyRing) -> pa.Array:
    return pseudonyms(values, kind="phone", purpose="person", keys=keys)


def _digest(values: pa.Array, secret: bytes) -> list[str]:
    return [
        _text(hmac.digest(secret, b"phone\x00" + value.encode(), "sha256"))
        for value in values.to_pylist()
    ]


def _new(values: pa.Array, secret: bytes) -> list[str]:
    return [
        _text(hmac.new(secret, b"phone\x00" + value.encode(), hashlib.sha256).digest())
        for value in values.to_pylist()
    ]


def _text(digest: bytes) -> str:
    return f"1.{urlsafe_b64encode(digest[:16]).decode().rstrip('=')}"


def _rate(rows: int, work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return rows / min(times)


def _cells(rng: np.random.Generator) -> list[Cell]:
    """A province of 11 cities, 10 counties each, 15 townships each, 17 villages each."""
    cells: list[Cell] = []

    def grow(name: str, parent: str | None, widths: tuple[int, ...]) -> float:
        if not widths:
            count = float(rng.poisson(rng.exponential(12)))
        else:
            count = sum(grow(f"{name}.{at}", name, widths[1:]) for at in range(widths[0]))
        cells.append(Cell(name, parent, (count,)))
        return count

    grow("p", None, (11, 10, 15, 17))
    return cells


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
