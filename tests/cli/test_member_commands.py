"""Sorting, cold chain and border of a demo book: designed, kept, verified, exported, as jobs."""

from __future__ import annotations

import json
from importlib.resources import files

import openpyxl
import pytest

from jidi.core.errors import InputError, JidiError
from jidi.model.cold import cold_values
from jidi.model.hubs import other_provinces
from jidi.service import border_design, border_problem, cold_problem, hub_problem, sorting_problem
from jidi.service.books import open_book
from jidi.service.job_kinds import kind_named
from jidi.service.job_task import Task

HUBS: dict[object, object] = {}
"""The hub problem of the demo book, posed once for all these tests."""


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Two other provinces, and every question about hubs answered once."""
    near = tuple(p for p in other_provinces() if p.code[:2] in ("11", "15"))
    monkeypatch.setattr(hub_problem, "other_provinces", lambda: near)
    asked_of = sorting_problem.province_hubs

    def once(book, asked):
        if asked not in HUBS:
            HUBS[asked] = hub_problem.province_hubs(book, asked)
        return HUBS[asked]

    assert asked_of is hub_problem.province_hubs
    for module in (sorting_problem, cold_problem, border_problem):
        monkeypatch.setattr(module, "province_hubs", once)


def few_waves(folder):
    """The shipped values with three waves only."""
    text = (files("jidi.definitions") / "network" / "sorting.toml").read_text("utf-8")
    lines = [
        "begins = [0, 15, 19]" if line.startswith("begins =")
        else "hours = [6]" if line.startswith("hours =") else line
        for line in text.splitlines()
    ]  # fmt: skip
    path = folder / "own.toml"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_hub_gets_lines_waves_and_chutes(jidi, demo_books, tmp_path):
    book, design = str(demo_books["inner-mongolia"]), tmp_path / "sorting.json"
    status, out, err = jidi(
        "design", "sorting", "-w", book, "-o", str(design), "--hub", "乌海", "--why", "北京市",
        "--volume", "0.2",
        "--values", str(few_waves(tmp_path)), "--json",
    )  # fmt: skip
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["holds"] and told["synthetic"] and told["hub"] == "1503"
    assert told["lines"] >= told["needed_at_least"] > 0
    assert told["gap"] <= 0.005
    by_city = {hub["zh"]: hub for hub in told["hubs"]}
    assert by_city["乌海市"]["needed"] == told["needed_at_least"]
    assert len(told["hubs"]) == 12

    status, out, _ = jidi("--lang", "en", "verify", str(design), "-w", book)
    assert status == 0 and "Verified" in out and "Synthetic data" in out
    status, _, err = jidi("design", "export", str(design), "-w", book, "-o", f"{design}.xlsx")
    assert (status, err) == (0, "")
    status, _, err = jidi("design", "export", str(design), "-w", book, "-o", f"{design}.pdf")
    assert status != 0 and "N-668" in err

    kept = json.loads(design.read_text("utf-8"))
    kept["design"]["lines"] -= 1
    design.write_text(json.dumps(kept), "utf-8")
    status, out, _ = jidi("verify", str(design), "-w", book)
    assert status == 1 and "费用与核算不符：方案" in out
    kept["design"]["waves"] = [["noon", 1]]
    design.write_text(json.dumps(kept), "utf-8")
    status, _, err = jidi("verify", str(design), "-w", book)
    assert status != 0 and "N-976" in err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--hub", "太原"), "N-977"),
        (("--hub", "Wuhai", "--volume", "0.2", "--why", "太原"), "N-870"),
        (("--peak", "0"), "N-978"),
        (("--values", "/no/such"), "N-974"),
        (("--departures", "4"), "N-978"),
    ],
)
def test_what_sorting_cannot_be_is_refused(jidi, demo_books, tmp_path, words, code):
    book, design = str(demo_books["inner-mongolia"]), tmp_path / "sorting.json"
    status, _, err = jidi("design", "sorting", "-w", book, "-o", str(design), *words)
    assert status != 0 and code in err and not design.exists()


def several_windows(folder, name, change):
    """Few waves, large destinations from 100 parcels a day on, and a change."""
    text = (
        few_waves(folder).read_text("utf-8").replace("from_parcels = 20000", "from_parcels = 100")
    )
    path = folder / f"{name}.toml"
    path.write_text(change(text), "utf-8")
    return path


def test_large_destinations_leave_twice_a_day(jidi, demo_books, tmp_path):
    book, design = str(demo_books["inner-mongolia"]), tmp_path / "sorting.json"
    values = several_windows(
        tmp_path,
        "twice",
        lambda t: t.replace("begins = [0, 15, 19]", "begins = [0, 11, 18]").replace(
            "yuan_wave = 2000", "yuan_wave = 1"
        ),
    )
    words = ("design", "sorting", "-w", book, "-o", str(design), "--hub", "乌海", "--volume", "0.2",
             "--values", str(values), "--json")  # fmt: skip
    status, out, err = jidi(*words)
    assert (status, err) == (0, "")
    once = json.loads(out)
    status, out, err = jidi(*words, "--departures", "2", "--why", "北京市")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert (once["departures"], once["several"], told["departures"]) == (1, 0, 2)
    assert told["holds"] and 0 < told["several"] <= told["large"]
    # Who may leave twice may leave once: it costs no more, but for the gaps.
    assert told["cost"] <= once["cost"] * 1.005 and told["mean_wait_h"] < once["mean_wait_h"]

    status, out, _ = jidi("--lang", "en", "verify", str(design), "-w", book)
    assert status == 0 and "leave 2 times a day" in " ".join(out.split())
    status, _, err = jidi("design", "export", str(design), "-w", book, "-o", f"{design}.xlsx")
    assert (status, err) == (0, "")
    sheets = openpyxl.load_workbook(f"{design}.xlsx")
    cells = [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert cells.count("1/2") == cells.count("2/2") == told["several"]

    kept = json.loads(design.read_text("utf-8"))
    twice = [one for one in kept["design"]["placed"] if len(one) == 4]
    assert {one[3] for one in twice} == {1, 2}
    twice[0][3] = 3 - twice[0][3]
    design.write_text(json.dumps(kept), "utf-8")
    status, out, _ = jidi("verify", str(design), "-w", book)
    assert status == 1 and "没有这个发车，或赶不上：" in out
    twice[0].append(1)
    design.write_text(json.dumps(kept), "utf-8")
    status, _, err = jidi("verify", str(design), "-w", book)
    assert status != 0 and "N-976" in err


OLD_WINDOWS = (
    ("[[22, 3], [18, 20], [9, 12]]", "[22, 3]"),
    ("[[22, 5], [18, 20], [9, 12]]", "[22, 5]"),
    ("[[5, 8], [12, 14], [16, 18]]", "[5, 8]"),
)
FIVE = "[[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]"


def as_before(text):
    """A file of values as it was before there were several departures."""
    for new, old in OLD_WINDOWS:
        assert new in text
        text = text.replace(new, old)
    head, _, rest = text.partition("[departures]")
    return head + rest[rest.index("# Waves that may be run") :]


def test_a_file_of_values_written_for_one_departure_still_reads(tmp_path):
    old = sorting_problem.sorting_values(several_windows(tmp_path, "old", as_before))
    new = sorting_problem.sorting_values(few_waves(tmp_path))
    assert (old.departures, old.departures_a_day, old.windows.most) == (None, 1, 1)
    for name in ("province", "city", "township"):
        assert getattr(old.windows, name) == getattr(new.windows, name)[:1]
    with pytest.raises(InputError) as refused:
        sorting_problem.SortingAsked(2025, values=old, departures=2)
    assert refused.value.code == "N-978" and "1 ≤ … ≤ 1" in refused.value.message("en")


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("five", lambda t: t.replace(OLD_WINDOWS[0][0], FIVE), ("windows.province", "4")),
        ("lone", lambda t: as_before(t).replace("= [22, 3]", "= [[22, 3], [9, 12]]"),
         ("[departures]",)),
        ("many", lambda t: t.replace("a_day = 1", "a_day = 4"), ("a_day", "3")),
        ("hour", lambda t: t.replace(OLD_WINDOWS[0][0], "[22, 24]"), ("windows.province",)),
    ],
)  # fmt: skip
def test_departures_that_cannot_be_are_refused_with_the_limit(tmp_path, name, change, words):
    with pytest.raises(JidiError) as refused:
        sorting_problem.sorting_values(several_windows(tmp_path, name, change))
    told = " ".join(
        one.message("en") + str(one.where) for one in (refused.value, *refused.value.also)
    )
    assert all(word in told for word in words), told


def test_sorting_without_a_design_is_told_what_clashes_and_what_mends_it(
    jidi, demo_books, tmp_path
):
    path, design = few_waves(tmp_path), tmp_path / "sorting.json"
    text = path.read_text("utf-8").replace("begins = [0, 15, 19]", "begins = [9]")
    path.write_text(text.replace("hold_h = 4 ", "hold_h = 0 "), "utf-8")
    status, _, err = jidi(
        "design", "sorting", "-w", str(demo_books["inner-mongolia"]), "-o", str(design),
        "--hub", "乌海", "--volume", "0.2", "--values", str(path), "--json",
    )  # fmt: skip
    told = json.loads(err)["error"]
    assert status != 0 and told["code"] == "N-865" and not design.exists()
    codes = [one["code"] for one in told["also"]]
    assert codes[:4] == ["N-866", "N-866", "N-866", "N-867"] and codes[-1] == "N-971"
    places = " ".join(one["where"] for one in told["also"] if one["code"] == "N-866")
    assert "hold_h" in places and "begins" in places and "windows" in places


def test_every_fault_of_a_file_of_values_is_told_at_once(jidi, demo_books, tmp_path):
    path = few_waves(tmp_path)
    text = (
        path.read_text("utf-8")
        .replace("group = 12", "grop = 12")
        .replace("load_h = 1", "load_h = -1")
    )
    path.write_text(text, "utf-8")
    status, _, err = jidi(
        "design", "sorting", "-w", str(demo_books["inner-mongolia"]), "-o",
        str(tmp_path / "s.json"), "--values", str(path),
    )  # fmt: skip
    assert status != 0
    assert "grop" in err and "group" in err and "load_h" in err


def test_sorting_is_a_job_too(demo_books, tmp_path, monkeypatch):
    values = sorting_problem.sorting_values(few_waves(tmp_path))
    monkeypatch.setattr(sorting_problem.SortingAsked, "__init__", _with(values))
    kind = kind_named("sorting")
    with open_book(demo_books["inner-mongolia"]) as book:
        asked, division = kind.read(book, {"hub": "乌海市", "peak": 1.0, "volume": 0.2})
        found = kind.run(Task(book, asked, lambda _share, _step: None, lambda: False, tmp_path))
    assert division.name == "内蒙古自治区" and found.synthetic
    assert set(found.files) == {"sorting.json", "sorting-zh.xlsx", "sorting-en.xlsx"}
    assert found.told["peak"] == 1.0
    assert found.lines[0][0].startswith("乌海市 2025 年旺季日")


def _with(values):
    born = sorting_problem.SortingAsked.__init__

    def made(self, *given, **named):
        born(self, *given, **{**named, "values": values})

    return made


def few_places(folder):
    """The shipped values of the cold chain with few candidates."""
    text = (files("jidi.definitions") / "network" / "cold.toml").read_text("utf-8")
    for name, old, new in (("coolers_near", 2, 1), ("stores_near", 5, 2)):
        assert f"\n{name} = {old} " in text
        text = text.replace(f"\n{name} = {old} ", f"\n{name} = {new} ")
    path = folder / "cold.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_cold_chain_is_designed_with_the_nodes_that_the_plan_names(jidi, demo_books, tmp_path):
    book, design = str(demo_books["inner-mongolia"]), tmp_path / "cold.json"
    status, out, err = jidi(
        "design", "cold-chain", "-w", book, "-o", str(design), "--why", "包头", "--carbon", "100",
        "--values", str(few_places(tmp_path)), "--json",
    )  # fmt: skip
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["holds"] and told["synthetic"] and 0 < told["bound"] <= told["cost"]
    stores = {city for city, _ in told["design"]["stores"]}
    assert {"1501", "1509", "1504", "1505", "1508"} <= stores
    assert all(not base["synthetic"] and base["source"] for base in told["bases"])
    assert "N-953" in {note["code"] for note in told["notes"]}
    # 68.822 million parcels of dairy from January to November 2025, a fifth at each of five nodes.
    hohhot = [b for b in told["bases"] if b["county"][:4] == "1501" and b["product"] == "dairy"]
    assert sum(b["kg"] for b in hohhot) == pytest.approx(68_822_000 / 5 / 334 * 2.5 * 1.3, rel=1e-4)
    outlets = told["outlets"]
    reached = outlets["equipped"] + outlets["more"]
    assert reached >= outlets["recorded"] * outlets["wanted_share"]

    status, out, _ = jidi("--lang", "en", "verify", str(design), "-w", book)
    assert status == 0 and "Verified" in out and "cold_equipped_outlet_rate" in out
    status, _, err = jidi("design", "export", str(design), "-w", book, "-o", f"{design}.xlsx")
    assert (status, err) == (0, "")
    words = ("--lang", "en", "explain", str(design), "-w", book, "--place", "Baotou")
    assert "Synthetic data" in jidi(*words)[1]
    assert "G-177" in jidi("effect", str(design), "-w", book, "--left-out", "as_today")[2]
    told = json.loads(jidi("effect", str(design), "-w", book, "--period", "1990", "--json")[1])
    unknown = [row for row in told["rows"] if (row["before"] or {}).get("value") is None]
    assert unknown and all(row["after"] is None for row in unknown)
    kept = json.loads(design.read_text("utf-8"))
    kept["design"]["trucks"][-1][2] -= 1
    design.write_text(json.dumps(kept), "utf-8")
    status, out, _ = jidi("verify", str(design), "-w", book)
    assert status == 1 and "冷藏车不够：" in out and "费用与核算不符：方案" in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--scale", "-1"), "（0 < … ≤ 100）"),
        (("--scale", "0", "--budget", "0", "--coverage", "7"), "元/日"),
        (("--why", "北京"), "N-987"),
        (("--values", "/no/x"), "N-974"),
    ],
)
def test_what_a_cold_chain_cannot_be_is_refused(jidi, demo_books, tmp_path, words, code):
    book, design = str(demo_books["inner-mongolia"]), tmp_path / "cold.json"
    status, _, err = jidi("design", "cold-chain", "-w", book, "-o", str(design), *words)
    assert status != 0 and code in err and not design.exists()
    assert err.count("N-978") == sum(
        word in ("--scale", "--budget", "--coverage") for word in words
    )


def test_a_cold_chain_without_a_design_is_told_what_clashes_and_what_mends_it(
    jidi, demo_books, tmp_path
):
    book, out = str(demo_books["inner-mongolia"]), tmp_path / "cold.json"
    words = ("design", "cold-chain", "-w", book, "-o", str(out), "--scale", "20")
    status, _, err = jidi(*words)
    assert status != 0 and not out.exists()
    for code in ("N-988", "N-989", "N-956", "N-982"):
        assert code in err
    assert "coolers" in err and "已核验" in err
    status, _, err = jidi("--lang", "en", *words)
    assert status != 0 and "cannot be kept together" in err and "verified" in err


def test_gateways_are_chosen_and_one_more_run_is_weighed(jidi, demo_books, tmp_path, monkeypatch):
    monkeypatch.setattr(border_design, "DAYS", (2,))
    book, design = str(demo_books["inner-mongolia"]), tmp_path / "border.json"
    status, out, err = jidi("design", "cross-border", "-w", book, "-o", str(design), "--json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["holds"] and told["synthetic"] and told["gap"] == 0
    assert {"满洲里市", "二连浩特市", "呼和浩特市"} <= {line["gateway"] for line in told["lines"]}
    by_line = {line["id"]: line["gateway"] for line in told["lines"]}
    for flow, line, parcels in told["design"]["parcels"]:
        if by_line[line] == "二连浩特市" and parcels > 1e-3:
            assert not flow.endswith(("russia", "other"))
    assert {one["line"] for one in told["one_more"]} == set(by_line)
    # What comes in does so by the lines that go out, and some of it out of border stores.
    assert told["parcels_a_day_in"] > 0 and told["mean_hours_in"] > 0
    home = sum(sum(runs) for name in ("back", "restock") for runs in told["design"][name].values())
    assert home == pytest.approx(7 * told["parcels_a_day_in"], abs=0.1)
    (manzhouli,) = (one for one in told["gateways"] if one["name"] == "满洲里市")
    assert 0 < manzhouli["lies_in_it"] <= manzhouli["store_holds"]
    assert manzhouli["cleared_a_week"] <= manzhouli["customs_a_week"]
    assert told["without_stores"]["yuan_a_week"] >= 0
    assert {"N-891", "N-892", "N-999"} <= {note["code"] for note in told["notes"]}
    status, out, _ = jidi("explain", str(design), "-w", book, "--place", "满洲里市边境仓")
    assert status == 0 and "若没有满洲里市边境仓" in out
    # A run that is added costs no more than itself: nobody has to take it.
    assert all(one["yuan_a_week"] <= one["run_yuan"] + 0.01 for one in told["one_more"])

    status, out, _ = jidi("--lang", "en", "verify", str(design), "-w", book)
    assert status == 0 and "Verified" in out and "One more run" in out
    status, _, err = jidi("design", "export", str(design), "-w", book, "-o", f"{design}.xlsx")
    assert (status, err) == (0, "")
    kept = json.loads(design.read_text("utf-8"))
    kept["design"]["parcels"][0][2] *= 0.5
    design.write_text(json.dumps(kept), "utf-8")
    status, out, _ = jidi("verify", str(design), "-w", book)
    assert status == 1 and "货量对不上：" in out and "费用与核算不符：方案" in out


def test_a_line_abroad_of_unknown_length_is_left_out_and_counted(
    jidi, demo_books, tmp_path, monkeypatch
):
    monkeypatch.setattr(border_design, "DAYS", (2,))
    first = "route_id = (SELECT MIN(route_id) FROM told)"
    changed = f"CASE WHEN {first} THEN NULL ELSE length_km END AS length_km"
    lines = f"WITH told AS ({border_problem._LINES}) SELECT * REPLACE ({changed}) FROM told"
    book, words = str(demo_books["inner-mongolia"]), ["--json", "-o", str(tmp_path / "border.json")]
    words += ["--exports-only", "--no-stores"]
    whole = json.loads(jidi("design", "cross-border", "-w", book, *words)[1])
    monkeypatch.setattr(border_problem, "_LINES", lines)
    told = json.loads(jidi("design", "cross-border", "-w", book, *words)[1])
    assert len(told["lines"]) == len(whole["lines"]) - 1
    assert "N-997" in json.dumps(told)
    assert (told["parcels_a_day_in"], told["mean_hours_in"], told["without_stores"]) == (0,) + (
        None,
    ) * 2
    assert not any(told["design"][name] for name in ("back", "restock", "stocked"))


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--scale", "0"), "N-978"), (("--add", "IM-R1"), "N-995"), (("--scale", "100"), "N-992")],
)
def test_what_the_border_cannot_be_is_refused(jidi, demo_books, tmp_path, words, code):
    book, design = str(demo_books["inner-mongolia"]), tmp_path / "border.json"
    status, _, err = jidi("design", "cross-border", "-w", book, "-o", str(design), *words)
    assert status != 0 and code in err and not design.exists()


def test_a_cold_chain_within_a_budget_says_what_is_left_out_and_why(jidi, demo_books, tmp_path):
    few = ("-w", str(demo_books["inner-mongolia"]), "-o", str(tmp_path / "cold.json"),
           "--values", str(few_places(tmp_path)))  # fmt: skip
    status, out, _ = jidi("design", "cold-chain", *few, "--coverage", "0.8", "--json")
    told = json.loads(out)
    assert status == 0 and told["holds"] and 0.8 - 1e-6 <= told["coverage"] < 1
    assert told["design"]["left"]
    status, out, err = jidi(
        "design", "cold-chain", *few, "--coverage", "0.8", "--budget", "300000",
    )  # fmt: skip
    assert status != 0 and "N-955" in out + err
    assert (out + err).count("N-937") == 2
    status, out, err = jidi("design", "cold-chain", *few, "--coverage", "0.8", "--budget", "1")
    assert status != 0 and " 0.00%" not in out + err  # to carry nothing is no advice
    assert (out + err).count("N-937") == 1


def test_a_share_of_every_product_without_room_is_mended_by_a_share_that_there_is_room_for(
    jidi, demo_books, tmp_path
):
    few = ("-w", str(demo_books["inner-mongolia"]), "-o", str(tmp_path / "cold.json"),
           "--values", str(few_places(tmp_path)))  # fmt: skip
    status, out, err = jidi("design", "cold-chain", *few, "--scale", "20", "--each", "0.9")
    assert status != 0 and "N-982" in out + err
    assert "N-928" not in out + err  # nobody asked for a budget
    assert (out + err).count("N-937") == 1
    status, out, err = jidi("design", "cold-chain", *few, "--each", "0.9", "--budget", "1")
    assert status != 0 and "N-928" in out + err
    assert (out + err).count("N-937") >= 1


def test_a_cold_chain_has_a_frontier_in_file_workbook_and_job(
    jidi, demo_books, tmp_path, monkeypatch
):
    book, design = str(demo_books["inner-mongolia"]), tmp_path / "cold.json"
    values = few_places(tmp_path)
    text = values.read_text("utf-8")
    assert "\ncoverage = [0.5, 0.7, 0.8, 0.9]" in text
    values.write_text(text.replace("[0.5, 0.7, 0.8, 0.9]", "[0.6, 0.9]"), "utf-8")
    words = ("design", "cold-chain", "-w", book, "-o", str(design), "--values", str(values))
    status, out, err = jidi(*words, "--frontier", "--json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    points = told["frontier"]["points"]
    assert [one["coverage_asked"] for one in points] == [0.6, 0.9, None]
    assert all(one["holds"] for one in points)
    assert points[0]["yuan_a_day"] < points[1]["yuan_a_day"] <= points[2]["yuan_a_day"]
    assert points[2]["yuan_a_day"] == told["cost"]
    status, out, _ = jidi("--lang", "en", "verify", str(design), "-w", book)
    assert status == 0 and "Cost and coverage" in out and "Verified" in out
    status, _, err = jidi("design", "export", str(design), "-w", book, "-o", f"{design}.xlsx")
    assert (status, err) == (0, "")
    sheet = openpyxl.load_workbook(f"{design}.xlsx")["费用与运出"]
    assert {"60%", "90%", "来得及的全部"} <= {str(c.value) for row in sheet for c in row}
    kept = json.loads(design.read_text("utf-8"))
    kept["design"]["frontier"][0]["design"]["trucks"][-1][2] -= 1
    design.write_text(json.dumps(kept), "utf-8")
    status, out, _ = jidi("verify", str(design), "-w", book)
    assert status == 1 and "60%：冷藏车不够：" in out
    status, _, err = jidi(*words, "--frontier", "--coverage", "0.8")
    assert status != 0 and "N-940" in err

    monkeypatch.setattr(cold_problem.ColdAsked, "__init__", _cold_with(cold_values(values)))
    kind = kind_named("cold-chain")
    with open_book(demo_books["inner-mongolia"]) as opened:
        asked, _ = kind.read(opened, {"frontier": True})
        stop = iter([False, False]).__next__
        found = kind.run(
            Task(opened, asked, lambda _share, _step: None, lambda: _or_stop(stop), tmp_path)
        )
    assert found.tables[0].zh == "费用与运出" and len(found.told["frontier"]["points"]) == 5
    assert "没有方案" in " ".join(zh for zh, _ in found.lines)


def _or_stop(ask):
    try:
        return ask()
    except StopIteration:
        return True


def _cold_with(values):
    born = cold_problem.ColdAsked.__init__

    def made(self, **asked):
        born(self, **{**asked, "values": values})

    return made


def test_a_line_abroad_that_is_not_there_is_refused_before_a_job_waits(demo_books):
    kind = kind_named("cross-border")
    with open_book(demo_books["inner-mongolia"]) as book:
        assert kind.read(book, {})[0]["add"] == ""
        with pytest.raises(InputError) as caught:
            kind.read(book, {"add": "IM-R1"})
    assert caught.value.code == "N-995"
