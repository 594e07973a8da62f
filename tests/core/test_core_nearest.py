"""The nearest known name."""

from hypothesis import given
from hypothesis import strategies as st

from jidi.core.nearest import nearest, suggestion

NAMES = ["severity", "subject", "太原市", "太谷区"]
words = st.text(alphabet="abcdefgh", min_size=1, max_size=8)


def test_a_slip_of_the_pen_finds_the_name():
    assert nearest("serverity", NAMES) == "severity"
    assert nearest("太原", NAMES) == "太原市"


def test_case_does_not_matter():
    assert nearest("SUBJECT", NAMES) == "subject"


def test_nothing_close_is_nothing():
    assert nearest("xyz", NAMES) is None


def test_of_two_names_equal_but_for_case_the_first_is_offered():
    assert nearest("name", ["NAME", "name"]) == "NAME"


def test_when_nothing_is_close_the_most_alike_are_listed():
    assert suggestion("zzzzst", ["abc", "stz"], most=1) == "stz …"
    assert suggestion("xyz", ["abc", "def"]) == "abc、def"


def test_where_nothing_is_known_a_dash_stands():
    assert suggestion("x", []) == "—"


def test_a_close_name_is_suggested_alone():
    assert suggestion("subjct", NAMES) == "subject"


@given(st.lists(words, min_size=1, unique=True), st.data())
def test_a_known_name_is_its_own_nearest(names, data):
    name = data.draw(st.sampled_from(names))
    assert nearest(name, names) == name
