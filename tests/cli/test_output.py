"""Tables and lines as they reach the terminal."""

from __future__ import annotations

import pytest

from jidi.cli.output import print_line, print_table


@pytest.mark.parametrize("name", ["[bold]乙村[/bold]", "[/x]", ":on:", "[>9]"])
def test_a_name_is_printed_as_it_is_whatever_it_looks_like(capsys, name):
    print_table(name, [name], [(name,)])
    print_line(name)
    assert capsys.readouterr().out.count(name) == 4
