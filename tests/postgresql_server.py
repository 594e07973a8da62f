"""A PostgreSQL server of its own for the tests that want one, where the programs are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import URL


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    path = shutil.which("initdb") or (str(found[-1]) if found else None)
    return Path(path).parent if path else None


def _as_owner(command: list[str]) -> None:
    """The server refuses to run as root: then it runs as the user it was installed with."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")


def started() -> Iterator[URL]:
    """The address of a running server; skips with the reason where there can be none."""
    pytest.importorskip("psycopg", reason="the PostgreSQL driver is not installed")
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(mkdtemp(prefix="pg"))  # short: the socket's path may have 107 characters
    folder.chmod(0o777)
    data = folder / "data"
    try:
        owner = ["-U", "jidi", "-A", "trust", "-E", "UTF8", "--locale", "C"]
        _as_owner([str(programs / "initdb"), "-D", str(data), *owner])
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"no PostgreSQL cluster can be made here: {error}")
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    _as_owner([*control, "-o", options, "-l", str(folder / "log"), "start"])
    try:
        yield URL.create(
            "postgresql+psycopg", "jidi", database="postgres", query={"host": str(folder)}
        )
    finally:
        _as_owner([*control, "-m", "immediate", "stop"])
        shutil.rmtree(folder, ignore_errors=True)
