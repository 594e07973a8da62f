"""What the crash tests of intake run in processes of their own. Imported there by name.

The rosters are loaded here, once, for all children of the server that forks them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from crash_writer import killer

from jidi.core.division import DivisionCode
from jidi.lake import Workspace
from jidi.model.divisions import load_country, load_divisions
from jidi.service.books import book_of
from jidi.service.capture import CaptureAsked, hand_in, run_job, waiting
from jidi.service.capture_files import Arrival
from jidi.service.intake import IntakeAsked, Setting, ingest_file

NOW = datetime(2026, 1, 20, 9, 0, tzinfo=UTC)

load_country()
load_divisions(DivisionCode.parse("14"))


def take_in(root: Path, file: Path, faults: Callable[[str], None]) -> None:
    """Take a file in; acknowledged by a file beside it."""
    with Workspace.open(root) as workspace:
        setting = Setting("test", NOW, faults=faults)
        asked = IntakeAsked(table="inspection")
        receipt = ingest_file(book_of(workspace), file, asked, setting)
    file.with_suffix(".acknowledged").write_text(receipt.id)


def hand_in_file(root: Path, file: Path) -> str:
    """Hand a file in as the network does; the number of its job."""
    with Workspace.open(root) as workspace, Arrival(workspace, file.name) as arrival:
        arrival.write(file.read_bytes())
        handed = arrival.finish()
        arrival.release()
        asked = CaptureAsked(by="test", table="inspection")
        return hand_in(book_of(workspace), handed, asked, now=NOW).id


def take_up(root: Path, faults: Callable[[str], None]) -> None:
    """Take in what was handed in and has not ended, as a server does that starts."""
    with Workspace.open(root) as workspace:
        book = book_of(workspace)
        for job in waiting(book):
            run_job(book, job, clock=lambda: NOW, faults=faults)


def take_up_and_die(root: Path, nth: int) -> None:
    """Die at the n-th step of it."""
    take_up(root, killer(nth))


def take_in_and_die(root: Path, file: Path, nth: int) -> None:
    """Die at the n-th step; a number past the last step leaves the work whole."""
    take_in(root, file, killer(nth))
