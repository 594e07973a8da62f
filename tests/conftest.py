"""What all tests share: one small demonstration book, made once and only read."""

from __future__ import annotations

import fcntl
import gc
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from jidi.core.garbage import look_seldom
from postgresql_server import started

# Nothing that collecting tests makes is garbage; see ``pytest_collection_finish``.
gc.disable()

# Kernels are compiled once and lightly, in a folder of their own, so that nobody works with them
# afterwards. Without fast mathematics the figures are the same. `make soak` compiles them in full.
OPT = os.environ.setdefault("NUMBA_OPT", "1")
KERNELS = Path(__file__).parents[1] / ".pytest_cache" / f"kernels-{OPT}"
os.environ.setdefault("NUMBA_CACHE_DIR", str(KERNELS))

# No timing in tests: a busy machine is no fault of the code. The same examples every time, so that
# a red run can be repeated; `make soak` looks for new ones.
settings.register_profile("house", deadline=None, derandomize=True, max_examples=30)
settings.register_profile("soak", deadline=None, max_examples=1_000)
settings.load_profile("house")

LONGEST = (
    "tests/network/test_rural_joint",
    "tests/network/test_routing_solve",
    "tests/crash/",
    "tests/report/",
    "tests/browser/",
    "tests/synth/test_plan_baselines",
    "tests/cli/",
)
"""What takes more than twenty processor seconds a file, kernels first: begun early, so that no
worker waits for another at the end."""

BEIJING = timezone(timedelta(hours=8))
NOW = datetime(2026, 1, 20, 9, 0, tzinfo=BEIJING)
SHARED = Path(__file__).parents[2] / "shared"


def pytest_addoption(parser):
    parser.addoption("--regenerate-golden", action="store_true", help="write golden files anew")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file's tests stay on one worker; so do all of reports, which are made once for them.

    Not the files with most tests come first but those that take longest, see ``LONGEST``.
    """
    config.option.loadscopereorder = False
    return ByFile(config, log)


class ByFile(LoadScopeScheduling):
    """Tests parted by file, those of ``tests/report`` together."""

    def _split_scope(self, nodeid):
        file = nodeid.split("::", 1)[0]
        return "tests/report" if "tests/report/" in file else file


def pytest_collection_modifyitems(config, items):
    """The longest first; soak tests run only when asked for by ``-m soak``."""
    items.sort(key=_place_of)
    if "soak" in (config.option.markexpr or ""):
        return
    skip = pytest.mark.skip(reason="long; run by make soak")
    for item in items:
        if "soak" in item.keywords:
            item.add_marker(skip)


def pytest_configure(config):
    """Who only hands tests to workers collects none."""
    if config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput"):
        gc.enable()


def pytest_collection_finish(session):
    """What there is now stays to the end, and is not looked through for garbage again and again."""
    gc.freeze()
    gc.enable()
    look_seldom()


def pytest_sessionfinish(session):
    """What stayed may go now: else libraries tell of it as leaked when the process ends."""
    gc.unfreeze()


def _place_of(item) -> int:
    return next(
        (n for n, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST)
    )


@pytest.fixture(scope="session")
def now() -> datetime:
    """The clock of every test."""
    return NOW


@pytest.fixture(scope="session")
def shared_texts() -> Path:
    """The folder of plan texts beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the plan texts are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def demo_books(tmp_path_factory) -> dict[str, Path]:
    """Both demonstration books at a small scale, made once for all workers. Read only."""
    from jidi.service.demo import make_demo

    root = tmp_path_factory.getbasetemp()
    if root.name.startswith("popen-"):
        root = root.parent
    folders = {}
    for plan in ("shanxi", "inner-mongolia"):
        folder = root / "demo" / plan
        with (root / f"{plan}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            make_demo(
                plan,
                into=folder,
                seed=14,
                scale=0.0002,
                keep=True,
                now=NOW,
                progress=lambda _step, _share: None,
                supervised=False,
            )
        folders[plan] = folder
    return folders


@pytest.fixture(scope="session")
def postgresql():
    """The address of a PostgreSQL server made for the tests; skips where there can be none."""
    yield from started()


@pytest.fixture
def golden(request):
    """Compare a text with its golden file; ``--regenerate-golden`` writes the file instead."""

    def check(name: str, text: str) -> None:
        path = Path(__file__).parent / "golden" / name
        if request.config.getoption("--regenerate-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        assert path.read_text("utf-8") == text, f"{name} changed; read the difference"

    return check


@pytest.fixture
def jidi(capsys):
    """Run a command; its exit status, stdout and stderr."""

    from jidi.cli.main import run

    def call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            run(list(words))
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return call
