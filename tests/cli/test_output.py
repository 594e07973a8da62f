"""Tables and lines as they reach the terminal."""

from __future__ import annotations

import signal

import pytest

from jidi.cli.design_commands import stopped_by_user
from jidi.cli.output import print_line, print_table


@pytest.mark.parametrize("name", ["[bold]乙村[/bold]", "[/x]", ":on:", "[>9]"])
def test_a_name_is_printed_as_it_is_whatever_it_looks_like(capsys, name):
    print_table(name, [name], [(name,)])
    print_line(name)
    assert capsys.readouterr().out.count(name) == 4


def test_ctrl_c_is_answered_at_once_and_ends_the_work_when_pressed_again(capfd):
    with pytest.raises(KeyboardInterrupt), stopped_by_user() as stopped:
        assert not stopped()
        signal.raise_signal(signal.SIGINT)
        assert stopped() and "再按一次 Ctrl-C" in capfd.readouterr().err
        signal.raise_signal(signal.SIGINT)
