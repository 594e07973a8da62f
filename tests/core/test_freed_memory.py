"""A program that streams rows gives freed memory back."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import numpy as np, pyarrow as pa
from jidi.core.freed_memory import give_back_at_once
give_back_at_once()
print(pa.default_memory_pool().backend_name)
def held():
    return int(open("/proc/self/statm").read().split()[1]) // 256
before = held()
blocks = [np.ones(2**20) for _ in range(12)]
kept, blocks = [np.ones(10)], None
print(held() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory held is read from /proc")
def test_large_blocks_that_are_freed_do_not_stay_with_the_process():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    pool, mib = done.stdout.split()
    assert pool == "system"
    assert int(mib) < 8
