"""``jidi forecast`` as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from jidi.service.founding import make_book


@pytest.fixture(scope="module")
def book(tmp_path_factory, now):
    """A book of published figures only."""
    folder = tmp_path_factory.mktemp("forecast") / "inner-mongolia"
    with make_book(folder, plan="15", now=now):
        pass
    return str(folder)


def test_a_forecast_is_printed_with_all_it_rests_on(jidi, book):
    status, out, err = jidi(
        "forecast", "-w", book, "--indicator", "express_volume", "--as-of", "2020"
    )
    assert (status, err) == (0, "")
    for part in ("80%预测区间", "可能性", "方法比较", "按公布增速链接", "未经比较", "需要 3 个"):
        assert part in out


def test_english_is_complete(jidi, book):
    words = ("forecast", "-w", book, "--indicator", "express_volume", "--as-of", "2020")
    status, out, _ = jidi("--lang", "en", *words)
    assert status == 0
    for part in ("80 % interval", "chance of", "chained by printed growth", "follows a rule"):
        assert part in out
    assert "数据" not in out


def test_json_holds_the_whole_answer(jidi, book):
    words = ("forecast", "-w", book, "--indicator", "express_volume", "--as-of", "2020", "--json")
    _, out, _ = jidi(*words)
    found = json.loads(out)
    assert found["status"] == "forecast"
    assert found["method"]["chosen_by"] == "rule"
    assert [point["how"] for point in found["series"]["points"]][:2] == ["chained", "printed"]
    assert found["series"]["points"][0]["basis"] == "1.5 ÷ (1 + 37.8%)"
    assert 0 < found["target"]["chance"] < 1
    assert {one["kind"] for one in found["target"]["conditions"]} == {"level", "growth"}
    assert [year["period"] for year in found["years"]] == ["2021", "2022", "2023", "2024", "2025"]
    # Run again, to the byte.
    assert jidi(*words)[1] == out


def test_too_little_data_is_an_answer_and_no_error(jidi, book):
    status, out, _ = jidi("forecast", "-w", book, "--indicator", "village_coverage", "--json")
    found = json.loads(out)
    assert (status, found["status"], found["reason"]["code"]) == (0, "no_forecast", "H-101")


@pytest.mark.parametrize(
    "words, code",
    [
        (("--indicator", "express_volum"), "D-113"),
        (("--indicator", "express_volume", "--until", "2019"), "H-107"),
        (("--indicator", "express_volume", "--until", "2090"), "H-108"),
        (("--indicator", "express_volume", "--source", "return"), "H-111"),
        (("--indicator", "express_volume", "--as-of", "soon"), "C-101"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_code(jidi, book, words, code):
    status, out, err = jidi("forecast", "-w", book, *words, "--json")
    assert (status, out) == (2, "")
    assert json.loads(err)["error"]["code"] == code


def test_help_loads_no_forecasting_library():
    """In a process of its own: what is loaded when the help is shown."""
    code = (
        "import sys\n"
        "from jidi.cli.main import run\n"
        "try:\n    run(['forecast', '--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'statsforecast', 'pandas', 'statsmodels', 'scipy', 'numpy'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "heavy: []" in done.stdout
