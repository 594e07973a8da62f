"""Running commands inside the process."""

from __future__ import annotations

import pytest

from jidi.cli.main import run


@pytest.fixture
def jidi(capsys):
    """Run a command; its exit status, stdout and stderr."""

    def call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            run(list(words))
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return call
