"""Words that senders use for codes."""

from __future__ import annotations

import pytest

from jidi.core.errors import JidiError
from jidi.model.catalogue import Catalogue
from jidi.model.intake_rules import Spelling, check_spellings, load_spellings, plain


def test_every_spelling_names_a_code_there_is_and_no_word_means_two():
    lists = Catalogue().code_lists
    check_spellings(load_spellings(), lists)
    meant: dict[tuple[str, str], str] = {}
    for one in load_spellings():
        assert meant.setdefault((one.list, plain(one.word)), one.code) == one.code
    for name, list_ in lists.items():
        for code, names in list_.entries.items():
            for word in names:
                assert meant.get((name, plain(word)), code) == code


@pytest.mark.parametrize(("list_", "code"), [("busines", "x"), ("business", "express")])
def test_a_spelling_of_nothing_is_refused_with_the_nearest(list_, code):
    spelt = (Spelling(list=list_, code=code, word="同城"),)
    with pytest.raises(JidiError) as refused:
        check_spellings(spelt, Catalogue().code_lists)
    assert refused.value.code == "D-106"
    assert "business" in str(refused.value.facts["nearest"]) or list_ == "business"
