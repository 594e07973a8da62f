"""Lines that C prints meanwhile do not reach standard output."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = """
import ctypes
from jidi.network.printed_aside import printed_aside
c = ctypes.CDLL(None)
print("before")
with printed_aside():
    c.puts(b"outer")
    with printed_aside():
        c.puts(b"inner")
    c.puts(b"outer again")
c.puts(b"C after")
c.fflush(None)
print("after")
"""


@pytest.mark.skipif(os.name != "posix", reason="only there C's standard output is led aside")
def test_what_c_prints_inside_goes_to_standard_error_and_what_comes_after_does_not():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == ["before", "C after", "after", ""]
    assert done.stderr.split("\n") == ["outer", "inner", "outer again", ""]
