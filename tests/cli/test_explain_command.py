"""``jidi explain``: a village of a small county, as it is printed and as JSON."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from small_county import county

from jidi.network.rural.files import design_bytes, digested, problem_bytes
from jidi.network.rural.problem import Wanted
from jidi.network.rural.solve import solve
from jidi.network.rural.verify import verify


@pytest.fixture(scope="module")
def handed(tmp_path_factory):
    """A design that leaves out the dearest villages, with its problem, as files."""
    problem = digested(replace(county(11), wanted=Wanted(coverage=0.6)))
    design = solve(problem, seed=1)
    folder = tmp_path_factory.mktemp("design")
    (folder / "problem.json").write_bytes(problem_bytes(problem))
    (folder / "design.json").write_bytes(design_bytes(design, synthetic=True))
    return problem, design, folder


def words(folder, village):
    files = (str(folder / "design.json"), "--problem", str(folder / "problem.json"))
    return ("explain", *files, "--village", village)


def left_out(problem, design):
    return next(v for n, v in enumerate(problem.villages) if n not in design.served)


def test_a_village_left_out_is_told_the_price_of_serving_it(jidi, handed):
    problem, design, folder = handed
    village = left_out(problem, design)
    status, out, err = jidi(*words(folder, village.id), "--json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["standing"] == "enough"
    prices = [way["extra_yuan_a_day"] for way in told["ways"] if way["open"]]
    assert prices == sorted(prices)
    # The price is true: a design that must serve one village more need not cost more than it.
    more = (len(design.served) + 1) / len(problem.villages)
    dearer = solve(replace(problem, wanted=Wanted(coverage=more)), seed=1)
    assert verify(problem, design).bill.total + prices[0] >= dearer.bill.total - 1e-6


def test_a_village_that_is_served_is_told_by_whom_and_what_it_saves(jidi, handed):
    problem, design, folder = handed
    service = design.services[0]
    status, out, err = jidi(*words(folder, problem.villages[service.village].id))
    assert (status, err) == (0, "")
    assert f"由 {service.by} 服务" in out
    assert "可省" in out


def test_a_way_that_is_closed_names_the_rule(jidi, handed):
    problem, design, folder = handed
    village = left_out(problem, design)
    _, out, _ = jidi("--lang", "en", *words(folder, village.id), "--most", "100", "--json")
    closed = [way for way in json.loads(out)["ways"] if not way["open"]]
    assert closed
    assert all(rule["code"].startswith("N-3") for way in closed for rule in way["closed_by"])


def test_an_unknown_village_names_the_nearest(jidi, handed):
    _, _, folder = handed
    status, _, err = jidi(*words(folder, "v00"))
    assert (status, err[:5]) == (2, "N-701")
    assert "v0" in err


def asked(folder, *words):
    files = (str(folder / "design.json"), "--problem", str(folder / "problem.json"))
    return ("explain", *files, *words)


def test_a_station_is_told_what_binds_and_what_closing_it_costs(jidi, handed):
    problem, design, folder = handed
    station = problem.stations[design.open[0]]
    status, out, err = jidi("--lang", "en", *asked(folder, "--station", station.name))
    assert (status, err) == (0, "")
    assert f"{station.id} {station.name}: open; somebody waits at its counter" in out
    cost = verify(problem, design).bill.total
    closed, change = re.search(r"closed .*: ([\d,.]+) yuan a day \(([+−][\d,.]+),", out).groups()
    change = float(change.replace("−", "-").replace(",", ""))
    assert float(closed.replace(",", "")) == pytest.approx(cost + change, abs=0.011)
    assert "no proof" in out


def test_a_mode_is_told_for_the_county_and_for_a_village(jidi, handed):
    _, _, folder = handed
    status, out, err = jidi(*asked(folder, "--mode", "bus", "--json"))
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["forbidden"]["served_by_mode"] == 0
    assert told["forced"]["served_by_mode"] == told["could"] == 2
    status, out, _ = jidi(*asked(folder, "--mode", "postal_van", "--village", "v2", "--json"))
    assert status == 0
    assert json.loads(out)["forced"]["by"] == "postal"
    _, out, _ = jidi(*asked(folder, "--mode", "postal_van", "--village", "v0"))
    assert "如用邮快合作：没有可行的方式" in out


def test_alternatives_are_told_kept_and_verified(jidi, handed, tmp_path):
    _, _, folder = handed
    words = asked(folder, "--alternatives", "1", "-o", str(tmp_path), "--json")
    status, out, err = jidi(*words)
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["found"] == len(told["files"]) == 1
    status, out, _ = jidi(
        "verify", told["files"][0], "--problem", str(folder / "problem.json"), "--json"
    )
    assert status == 0
    assert json.loads(out)["made"]["alternative"] == told["alternatives"][0]["asked"]
    assert json.loads(out)["cost"]["total"] == pytest.approx(told["alternatives"][0]["cost"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "N-713"),
        (("--station", "s1", "--mode", "bus"), "N-713"),
        (("--station", "s9"), "N-710"),
        (("--mode", "buss"), "N-712"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(jidi, handed, words, code):
    status, _, err = jidi(*asked(handed[2], *words))
    assert (status, err[:5]) == (2, code)
