"""What indicators have to do with each other: strictly read, and about indicators that exist."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from jidi.core.division import Level
from jidi.core.errors import DefinitionError, Place
from jidi.model.catalogue import Catalogue
from jidi.model.identity import Identities, load_identities
from jidi.model.statistics import published_indicators
from jidi.model.strict import build

FOLDER = files("jidi.definitions") / "identities"


def shipped(**changes):
    """The data of both files, with some of it changed."""
    data = {}
    for entry in FOLDER.iterdir():
        if entry.name.endswith(".toml"):
            data |= tomllib.loads(entry.read_text("utf-8"))
    return data | changes


def refused(**changes):
    with pytest.raises(DefinitionError) as caught:
        build(Identities, shipped(**changes), where=Place(file="test"))
    return str(caught.value)


def test_every_indicator_named_is_one_of_the_catalogue_or_published():
    known = set(Catalogue().indicators) | {p.indicator for p in published_indicators().values()}
    assert load_identities().indicators - known == set()
    assert len(load_identities().indicators) > 40


def test_kinds_of_projects_are_codes_of_their_list():
    known = Catalogue().code_lists["project_kind"].entries
    kinds = {kind for entry in load_identities().boxes for kind in entry.kinds}
    assert kinds <= set(known)


def test_nothing_names_a_plan():
    for entry in FOLDER.iterdir():
        if entry.name == "words.toml":
            text = entry.read_text("utf-8")
            assert not [name for name in ("山西", "内蒙古", "sx-", "im-") if name in text]


def test_unknown_keys_and_coverages_are_refused_with_the_nearest():
    assert "did you mean" in refused(share=[]).casefold()
    thing = {"coverage": "vilage_coverage", "words": ["村"]}
    assert "no coverage called vilage_coverage" in refused(things=[thing])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"low": 1}, "go together"),
        ({"low": 9, "high": 3, "basis_zh": "试", "basis_en": "x"}, "below"),
    ],
)
def test_a_usual_range_is_whole_and_rises(change, words):
    quotient = {"id": "q", "numerator": "a", "denominator": "b", "unit": "x", "zh": "比", "en": "q"}
    assert words in refused(quotients=[quotient | change])


def test_price_bases_hold_from_their_year_on():
    (prices,) = load_identities().constant_prices
    assert [prices.base_of(year) for year in (2009, 2015, 2020, 2021, 2030)] == [
        None,
        2010,
        2010,
        2020,
        2020,
    ]
    raw = shipped()["constant_prices"][0]
    assert "must rise" in refused(constant_prices=[raw | {"since": [2021, 2011]}])
    assert "go together" in refused(constant_prices=[raw | {"since": [2011]}])


def test_a_coverage_is_found_by_itself_and_by_what_it_counts():
    known = load_identities()
    assert known.coverage("county_centres") is known.coverage("county_centre_coverage")
    assert known.coverage("county_centres").level is Level.COUNTY
    assert known.coverage("express_revenue") is None


def test_relatives_of_a_coverage_leave_itself_out():
    known = load_identities()
    assert "rural_logistics_coverage" in known.relatives("village_coverage")
    assert "village_coverage" not in known.relatives("village_coverage")
    assert known.relatives("city_park_coverage") == ()
