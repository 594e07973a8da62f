"""Facts that read differently in Chinese and in English."""

import errno
import json
import pickle
from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import UnknownName
from jidi.core.nearest import suggestion
from jidi.core.worded import listed, reason_of

names = st.lists(st.text(alphabet="甲乙ab", min_size=1), max_size=6)


@given(names, st.integers(1, 8))
def test_names_are_joined_as_each_language_joins_them_and_what_is_left_out_is_told(given, most):
    told = listed(given, most=most)
    assert told.replace("、", ", ") == told.english
    assert told.endswith(" …") == (len(given) > most)
    assert told != "" and (told == "—") == (not given)


def test_english_messages_list_names_with_commas_and_chinese_ones_with_their_own_mark():
    error = UnknownName("C-207", asked="x", nearest=suggestion("x", ["甲", "乙"]))
    assert "甲、乙" in error.message("zh")
    assert "甲, 乙" in error.message("en") and "、" not in error.message("en")


def test_both_texts_survive_copies_pickles_and_json_has_the_chinese():
    told = listed(["甲", "乙"])
    for copied in (deepcopy(told), pickle.loads(pickle.dumps(told))):
        assert copied == "甲、乙" and copied.english == "甲, 乙"
    assert json.loads(json.dumps({"names": told})) == {"names": "甲、乙"}


def test_a_refusal_of_the_system_is_told_in_chinese_and_without_the_path():
    told = reason_of(FileNotFoundError(errno.ENOENT, "No such file or directory", "/secret"))
    assert told == "没有这个文件或文件夹" and told.english == "No such file or directory"
    assert reason_of(OSError("odd")) == "odd"
