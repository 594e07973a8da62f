"""The draft profile of the delivery address code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.address_code import AddressCode, mod_37_36
from jidi.core.errors import ValueProblem
from jidi.core.grid import GridCell

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
words = st.text(alphabet=ALPHABET, min_size=1, max_size=25)


def test_the_reference_vector():
    code = AddressCode("156", GridCell.parse("N49J93422E3200152017"))
    assert code.body == "156BDN49J93422E3200152017"
    assert code.check == "R"
    assert AddressCode.parse("156BDN49J93422E3200152017R") == code


def test_the_check_character_of_published_identifiers():
    """Global Release Identifiers of the music industry use the same system."""
    assert mod_37_36("A12425GABC1234002") == "M"


def valid_by_definition(text):
    """ISO 7064: the hybrid sum of a correct string, its check character included, is 1."""
    carried = 36
    for sign in text[:-1]:
        total = (carried + ALPHABET.index(sign)) % 36
        carried = (total or 36) * 2 % 37
    return (carried + ALPHABET.index(text[-1])) % 36 == 1


@given(words)
def test_the_check_character_completes_the_hybrid_sum(text):
    assert valid_by_definition(text + mod_37_36(text))


@given(words, st.data())
def test_every_single_slip_is_noticed(text, data):
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.sampled_from(ALPHABET).filter(lambda s: s != text[place]))
    assert mod_37_36(text[:place] + sign + text[place + 1 :]) != mod_37_36(text)


cells = st.builds(
    lambda lat, lon, level: GridCell.at(latitude=lat, longitude=lon, level=level),
    st.floats(-87, 87),
    st.floats(-179, 179),
    st.integers(1, 10),
)


@given(st.from_regex(r"[0-9]{3}", fullmatch=True), cells, st.one_of(st.just(""), words))
def test_a_code_reads_back(country, cell, extension):
    code = AddressCode(country, cell, extension)
    assert AddressCode.parse(str(code)) == code
    assert AddressCode.parse(str(code).lower()) == code


def test_no_value_may_pass_as_certified():
    code = AddressCode("156", GridCell.parse("N49J93422E32"))
    assert (code.profile, code.certified) == ("draft-1", False)
    assert "not certified" in code.notice
    assert "未经" in code.notice


@pytest.mark.parametrize(
    "text, problem",
    [
        ("", "C-701"),
        ("156GPN49J93422E3200152017R", "C-701"),
        ("156BDN49J93422E3200152017Q", "C-702"),
        ("156BDN99J93422E3200152017R", "C-601"),
        ("156BDN49J93422E3200152017R-?", "C-701"),
    ],
)
def test_what_is_no_code_is_refused(text, problem):
    with pytest.raises(ValueProblem) as caught:
        AddressCode.parse(text)
    assert caught.value.code == problem


@pytest.mark.parametrize(
    "country, extension", [("15", ""), ("15A", ""), ("156", "a"), ("156", "-")]
)
def test_a_code_with_a_malformed_part_cannot_exist(country, extension):
    with pytest.raises(ValueProblem):
        AddressCode(country, GridCell.parse("N50J"), extension)


def test_a_hemisphere_is_no_delivery_location():
    with pytest.raises(ValueProblem):
        AddressCode("156", GridCell.parse("N"))


@pytest.mark.parametrize("text", ["", "a", "Ａ"])
def test_only_digits_and_capitals_have_a_check_character(text):
    with pytest.raises(ValueProblem) as caught:
        mod_37_36(text)
    assert caught.value.code == "C-703"
