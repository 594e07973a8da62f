"""``jidi design hubs`` on a demo book: designed, kept, verified, exported; bad input is refused."""

from __future__ import annotations

import json

import pytest

from book_copies import copied
from jidi.service import hub_design


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(hub_design, "TRIES", 2)
    monkeypatch.setattr(hub_design, "ROUNDS", 5)
    monkeypatch.setattr(hub_design, "FORCED_ROUNDS", 2)
    monkeypatch.setattr(hub_design, "GUARD", 0.5)
    monkeypatch.setattr(hub_design, "AGAIN", 1)
    monkeypatch.setattr(hub_design, "_asked_about", a_hub_and_none)


def a_hub_and_none(posed, design):
    hubs = sorted(dict(design.hubs))
    return [hubs[0], next(c for c in posed.problem.candidates if c not in hubs)]


def test_hubs_are_designed_kept_verified_and_exported(jidi, demo_books, tmp_path):
    book, design = str(demo_books["inner-mongolia"]), tmp_path / "hubs.json"
    words = ("design", "hubs", "-w", book, "-o", str(design), "--p", "2", "--json")
    status, out, err = jidi(*words)
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["holds"] and told["synthetic"] and len(told["hubs"]) == 2
    worth = told["hubs"][0]
    assert 0 <= worth["without_at_least"] <= worth["without_yuan_a_day"]
    assert sum(worth["without_terms"].values()) == pytest.approx(
        worth["without_yuan_a_day"], abs=0.05
    )
    (other,) = told["not_hubs"]
    assert 0 <= other["at_least"] <= other["at_most"]
    assert 0 < told["bound"] <= told["cost"]["total"]
    parcels = told["parcels_a_day"]
    assert parcels["sent"] == pytest.approx(4e8 / 365, rel=1e-6)
    assert sum(hub["counties"] for hub in told["hubs"]) == told["counties"]
    assert {note["code"] for note in told["notes"]} >= {"N-848", "N-849"}

    status, out, _ = jidi("--lang", "en", "verify", str(design), "-w", book)
    assert status == 0 and "Verified" in out and "Synthetic data" in out
    for form in ("xlsx", "geojson"):
        status, _, err = jidi("design", "export", str(design), "-w", book, "-o", f"{design}.{form}")
        assert (status, err) == (0, "")
    drawn = json.loads((tmp_path / "hubs.json.geojson").read_text("utf-8"))
    assert drawn["synthetic"] and len(drawn["features"]) == told["counties"]

    hub = told["hubs"][0]
    for place in (hub["code"], hub["name"], hub["name_en"]):
        status, out, err = jidi("explain", str(design), "-w", book, "--place", place, "--json")
        said = json.loads(out)
        assert (status, err) == (0, "") and said["synthetic"]
        assert f"{hub['counties']} 个县" in said["said_zh"][0]
        assert f"{hub['without_yuan_a_day']:,.0f}" in said["said_en"][1]
    status, out, _ = jidi(
        "--lang", "en", "explain", str(design), "-w", book, "--place", other["name"]
    )
    assert status == 0 and out.startswith(other["name_en"]) and "Synthetic data" in out
    assert f"{other['at_most']:,.0f} in the best design found" in out
    elsewhere = str(demo_books["shanxi"])
    for words, code in (
        (("explain", str(design), "-w", book), "G-172"),
        (("explain", str(design), "-w", book, "--place", "太原"), "N-916"),
        (("explain", str(design), "-w", book, "-o", str(tmp_path)), "G-178"),
        (("effect", str(design), "-w", book), "G-176"),
        (("verify", str(design), "-w", elsewhere), "N-856"),
    ):
        status, _, err = jidi(*words)
        assert status == 2 and err.startswith(code), err

    writable = str(copied(book, tmp_path / "book"))
    words = ("design", "keep", str(design), "-w", writable, "--json")
    assert "N-740" in jidi(*words)[2]
    status, out, err = jidi(*words, "--by", "王", "--title", "方案")
    assert (status, err) == (0, "")
    (kept,) = json.loads(out)
    assert kept["kind"] == "hubs" and kept["figures"]["cost"] == told["cost"]
    assert json.loads(jidi(*words, "--by", "李")[1]) == [kept]
    assert json.loads(jidi("design", "list", "-w", writable, "--json")[1]) == [kept]
    beside = tmp_path / "book" / "designs" / kept["id"]
    files = (str(beside / "design.json"), "--problem", str(beside / "problem.json"))
    status, out, _ = jidi("verify", *files, "--json")
    assert status == 0 and json.loads(out)["cost"] == told["cost"]

    kept = json.loads(design.read_text("utf-8"))
    kept["cost"] *= 0.9
    design.write_text(json.dumps(kept), "utf-8")
    status, out, _ = jidi("verify", str(design), "-w", book)
    assert status == 1 and "费用与核算不符：方案，所称" in out


@pytest.mark.parametrize(
    "words, code",
    [
        (("--p", "99"), "N-852"),
        (("--p", "1", "--keep"), "N-852"),
        (("--volume", "-3"), "N-851"),
        (("--year", "2031"), "N-843"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(jidi, demo_books, tmp_path, words, code):
    book, out = str(demo_books["inner-mongolia"]), tmp_path / "hubs.json"
    status, _, err = jidi("design", "hubs", "-w", book, "-o", str(out), *words)
    assert status != 0 and code in err and not out.exists()


def test_a_number_of_hubs_below_those_kept_is_told_with_the_least(jidi, demo_books, tmp_path):
    words = ("-w", str(demo_books["inner-mongolia"]), "-o", str(tmp_path / "hubs.json"))
    _, _, err = jidi("design", "hubs", *words, "--p", "1", "--keep")
    least = int(err.split("不在 ")[1].split(" 与")[0])
    assert least > 1 and f"保留现有枢纽 {least} 个" in err


def test_a_year_without_volume_names_each_year_that_has_one_once(jidi, demo_books, tmp_path):
    words = ("-w", str(demo_books["inner-mongolia"]), "-o", str(tmp_path / "hubs.json"))
    _, _, err = jidi("design", "hubs", *words, "--year", "2031")
    assert "2020、2025 年" in err and err.count("2025、") == 0


def test_hubs_with_the_levels_of_the_plan_are_designed_kept_verified_and_exported(
    jidi, demo_books, tmp_path, monkeypatch
):
    monkeypatch.setattr(hub_design, "LEVEL_TRIES", 40)
    monkeypatch.setattr(hub_design, "LEVEL_COLUMNS", 0)  # the proof takes half a minute
    book, design = str(demo_books["inner-mongolia"]), tmp_path / "levels.json"
    words = ("design", "hubs", "-w", book, "-o", str(design), "--levels", "plan", "--json")
    words += ("--year", "2026", "--volume", "8")
    status, out, err = jidi(*words)
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["holds"] and told["bound"] <= told["cost"]["total"]
    assert told["without_levels"] <= told["cost"]["total"]
    levels = [hub["level"] for hub in told["hubs"]]
    assert [levels.count(n) for n in ("national", "international", "regional", "port")] == [
        1, 1, 11, 2,
    ]  # fmt: skip
    where = {hub["code"]: hub for hub in told["hubs"]}
    assert {"150781", "152501"} == {code for code, hub in where.items() if hub["level"] == "port"}
    assert len({code[:4] for code, hub in where.items() if hub["level"] == "regional"}) == 11
    (top,) = (code for code, hub in where.items() if hub["under"] is None)
    assert where[top]["level"] == "national" and top.startswith("1501")
    assert "N-862" in {note["code"] for note in told["notes"]}

    status, out, _ = jidi("--lang", "en", "verify", str(design), "-w", book)
    assert status == 0 and "Verified" in out and "levels cost" in out and "regional" in out
    status, _, err = jidi("design", "export", str(design), "-w", book, "-o", f"{design}.xlsx")
    assert (status, err) == (0, "")
    phases = ("design", "hub-phases", str(design), "-w", book)
    assert "N-857" in jidi(*phases, "--budget", "1")[2]
    status, out, err = jidi(*phases, "--budget", "100", "--json")
    assert (status, err) == (0, "")
    (year,) = json.loads(out)["years"]
    assert year["levels"] == "1+1+11+2"
    assert year["yuan_a_day"] == pytest.approx(told["cost"]["total"]) and len(year["ranked"]) == 15

    writable = str(copied(book, tmp_path / "book"))
    status, out, err = jidi("design", "keep", str(design), "-w", writable, "--by", "王", "--json")
    assert (status, err) == (0, "")
    beside = tmp_path / "book" / "designs" / json.loads(out)[0]["id"]
    files = (str(beside / "design.json"), "--problem", str(beside / "problem.json"))
    assert json.loads(jidi("verify", *files, "--json")[1])["hubs"] == told["hubs"]

    kept = json.loads(design.read_text("utf-8"))
    port = next(rank for rank in kept["ranks"] if rank[0] == "150781")
    port[2] = next(rank[0] for rank in kept["ranks"] if rank[0] == "152501")
    design.write_text(json.dumps(kept), "utf-8")
    status, out, _ = jidi("verify", str(design), "-w", book)
    assert status == 1 and "上级枢纽的层级不对：节点" in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--allocation", "both"), "N-823"),
        (("--allocation", "multiple", "--levels", "plan"), "N-824"),
        (("--levels", "二级"), "N-860"), (("--levels", "1+3"), "N-860"),
        (("--levels", "1+0+6"), "N-860"), (("--levels", "plan", "--p", "3"), "N-861"),
        (("--levels", "1+3+600"), "N-863"),
    ],
)  # fmt: skip
def test_levels_that_cannot_be_are_refused(jidi, demo_books, tmp_path, words, code):
    book, design = str(demo_books["inner-mongolia"]), tmp_path / "levels.json"
    status, _, err = jidi("design", "hubs", "-w", book, "-o", str(design), *words)
    assert status != 0 and code in err and not design.exists()


def test_with_each_flow_its_own_way_counties_go_by_several_hubs(
    jidi, demo_books, tmp_path, monkeypatch
):
    for name, amount in (("FLOW_TRIES", 5), ("FLOW_ROUNDS", 60), ("FLOW_PARTS", 2)):
        monkeypatch.setattr(hub_design, name, amount)
    book, design = str(demo_books["inner-mongolia"]), tmp_path / "flows.json"
    words = ("design", "hubs", "-w", book, "-o", str(design), "--allocation", "multiple")
    status, out, err = jidi(*words, "--json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["holds"] and 0 < told["bound"] <= told["cost"]["total"] and told["gap"] < 0.2
    assert told["allocation"] == {} and told["by_flows"] > 5_000
    assert sum(hub["counties"] for hub in told["hubs"]) > told["counties"]
    parcels = told["parcels_a_day"]
    taken_in = sum(hub["parcels_a_day"] for hub in told["hubs"])
    assert taken_in == pytest.approx(
        parcels["sent"] + parcels["from_other_provinces"], rel=1e-6
    )  # each is counted once, at its first hub

    status, out, _ = jidi("--lang", "en", "verify", str(design), "-w", book)
    assert status == 0 and "Verified" in out and "Multiple allocation: of" in out
    for form in ("xlsx", "geojson"):
        status, _, err = jidi("design", "export", str(design), "-w", book, "-o", f"{design}.{form}")
        assert (status, err) == (0, "")
    drawn = json.loads((tmp_path / "flows.json.geojson").read_text("utf-8"))
    lines = [
        one["properties"] for one in drawn["features"]
        if one["geometry"]["type"] == "LineString"
    ]  # fmt: skip
    assert len(lines) > len({one["from"] for one in lines})
    assert all(0 <= one["share"] <= 1 for one in lines)
    assert "N-825" in jidi("design", "hub-phases", str(design), "-w", book, "--budget", "1")[2]

    writable = str(copied(book, tmp_path / "book"))
    status, out, err = jidi("design", "keep", str(design), "-w", writable, "--by", "王", "--json")
    assert (status, err) == (0, "")
    beside = tmp_path / "book" / "designs" / json.loads(out)[0]["id"]
    files = (str(beside / "design.json"), "--problem", str(beside / "problem.json"))
    assert json.loads(jidi("verify", *files, "--json")[1])["hubs"] == told["hubs"]

    kept = json.loads(design.read_text("utf-8"))
    kept["paths"].pop()
    design.write_text(json.dumps(kept), "utf-8")
    status, out, _ = jidi("verify", str(design), "-w", book)
    assert status == 1 and "有的流量没有走法：从" in out
