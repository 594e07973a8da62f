"""UPU S10 identifiers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import ValueProblem
from jidi.core.s10 import S10, Service, check_digit

letters = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)
serials = st.integers(0, 99_999_999)
items = st.builds(S10.make, letters, serials, letters)


@pytest.mark.parametrize("serial, digit", [("47312482", 9), ("00071761", 8)])
def test_the_check_digit_of_published_examples(serial, digit):
    assert check_digit(serial) == digit


def test_a_published_identifier_reads():
    item = S10.parse("EB000717618HK")
    assert (item.service_indicator, item.serial, item.country) == ("EB", "00071761", "HK")
    assert item.service is Service.EMS


@pytest.mark.parametrize("remainder, digit", [(1, 0), (0, 5)])
def test_the_two_remainders_without_a_digit_have_one_of_their_own(remainder, digit):
    weights = (8, 6, 4, 2, 3, 5, 9, 7)
    found = next(
        f"{n:08d}"
        for n in range(1, 1000)
        if sum(w * int(d) for w, d in zip(weights, f"{n:08d}", strict=True)) % 11 == remainder
    )
    assert check_digit(found) == digit


@given(items)
def test_an_identifier_reads_back(item):
    assert S10.parse(str(item)) == item
    assert S10.parse(str(item).lower()) == item
    assert len(str(item)) == 13


@given(items, st.integers(2, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed_unless_two_remainders_share_a_digit(item, place, shift):
    """S10 folds eleven remainders onto ten digits: 0 and 6 both show as 5."""
    text = str(item)
    wrong = text[:place] + str((int(text[place]) + shift) % 10) + text[place + 1 :]
    if check_digit(wrong[2:10]) == item.check_digit:
        weights = (8, 6, 4, 2, 3, 5, 9, 7)
        sums = [
            sum(w * int(d) for w, d in zip(weights, t[2:10], strict=True)) % 11
            for t in (text, wrong)
        ]
        assert set(sums) == {0, 6}
        return
    with pytest.raises(ValueProblem) as caught:
        S10.parse(wrong)
    assert caught.value.code == "C-502"


@pytest.mark.parametrize(
    "text",
    ["", "EB000717618H", "E1000717618HK", "EB00071761XHK", "EB0007176１8HKX", "EB0007x7618HK"],
)
def test_what_has_not_the_form_is_refused(text):
    with pytest.raises(ValueProblem) as caught:
        S10.parse(text)
    assert caught.value.code == "C-501"


def test_spaces_and_full_width_are_forgiven():
    assert str(S10.parse("EB 000 717 618 HK")) == "EB000717618HK"
    assert str(S10.parse("ＥＢ０００７１７６１８ＨＫ")) == "EB000717618HK"


def test_a_serial_of_nine_digits_is_refused():
    with pytest.raises(ValueProblem):
        S10.make("EB", 100_000_000, "HK")
    with pytest.raises(ValueProblem):
        check_digit("123")


@pytest.mark.parametrize(
    "indicator, service",
    [
        ("EA", Service.EMS),
        ("CP", Service.PARCEL),
        ("RR", Service.REGISTERED),
        ("LZ", Service.TRACKED_LETTER),
        ("UA", Service.UNTRACKED_LETTER),
        ("VV", Service.INSURED),
        ("HA", Service.ECOMMERCE_PARCEL),
        ("MA", Service.M_BAG),
        ("QA", Service.IBRS),
        ("QM", Service.IBRS),
        ("QN", Service.RESERVED),
        ("AV", Service.DOMESTIC_OR_BILATERAL),
        ("AA", Service.RESERVED),
        ("GA", Service.DOMESTIC_OR_BILATERAL),
        ("GB", Service.RESERVED),
        ("GD", Service.DOMESTIC_OR_BILATERAL),
        ("JA", Service.RESERVED),
        ("ZZ", Service.DOMESTIC_OR_BILATERAL),
    ],
)
def test_the_letters_announce_the_class_of_item(indicator, service):
    assert S10.make(indicator, 1, "CN").service is service
