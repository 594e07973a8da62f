"""The reader under examination, called as a user calls it: ``jidi plan read FILE --json``."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from jidi.cli.main import run
from plan_scoring.statements import Record


class NotReadError(Exception):
    """The reader refused the document; the message is what it said."""


def is_there() -> bool:
    """Whether this Jidi has a command that reads plans."""
    status, _, _ = _called("plan", "read", "--help")
    return status == 0


def read(path: Path) -> Record:
    """The plan draft made of the document at ``path``.

    :raises NotReadError: when the reader ends with an error.
    """
    status, output, errors = _called("plan", "read", str(path), "--json")
    if status != 0:
        raise NotReadError((errors or output).strip())
    plan: Record = json.loads(output)
    return plan


def _called(*words: str) -> tuple[int, str, str]:
    """Exit status, standard output and error output of one command."""
    output, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(output), redirect_stderr(errors):
        try:
            run(list(words))
        except SystemExit as end:
            return int(end.code or 0), output.getvalue(), errors.getvalue()
    return 0, output.getvalue(), errors.getvalue()
