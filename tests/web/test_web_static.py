"""Files for the browser: from memory, compressed, named by content, ours all the way."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from pathlib import Path

import pytest

from jidi.core.errors import UnknownName, WorkspaceError
from jidi.web import static_files
from jidi.web.static_files import Asset, StaticFiles

ROOT = Path(__file__).parents[2]
# The browsers of the users: Chrome 86. What came later must not stand in our code.
TOO_NEW_JS = {
    r"\.at\(": "Array.at (92)",
    r"structuredClone": "structuredClone (98)",
    r"^await ": "top-level await (89)",
    r"^\s*static \{": "static blocks (94)",
    r"Object\.hasOwn": "Object.hasOwn (93)",
    r"\.findLast": "findLast (97)",
    r"\.toSorted|\.toReversed": "toSorted (110)",
    r"importmap": "import maps (89)",
}
TOO_NEW_CSS = (
    r"\binset\s*:",
    r"@layer",
    r":has\(",
    r"@container",
    r"color-mix",
    r"oklch",
    r"\bdvh\b",
    r"aspect-ratio",
    r"accent-color",
    r"^\s*&",
    r":is\(",
    r":where\(",
)


@pytest.fixture(scope="module")
def static():
    return StaticFiles.of_package()


def own(static, ending):
    names = [n for n in static.names() if n.endswith(ending) and not n.startswith("vendor/")]
    assert names
    return [(name, static.get(name).plain.decode()) for name in names]


def test_a_file_is_kept_for_ever_under_its_digest(client, static):
    answer = client.get(static.url("app.css"))
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == static.get("app.css").plain.decode()


def test_a_browser_that_cannot_unpack_gets_it_plain(client, static):
    answer = client.get(static.url("app.css"), headers={"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == static.get("app.css").plain


def test_an_old_digest_gets_the_new_file_but_may_not_keep_it(client):
    answer = client.get("/static/000000000000/app.css")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


def test_scripts_are_called_scripts_whatever_the_machine_believes(client, static):
    for name in static.names():
        if name.endswith(".js"):
            assert (
                client.get(static.url(name)).headers["content-type"].startswith("text/javascript")
            )


def test_another_content_gives_another_address(static):
    assets = {name: static.get(name) for name in static.names()}
    changed = Asset("app.css", "text/css", b"body{}", gzip.compress(b"body{}"))
    other = StaticFiles({**assets, "app.css": changed})
    assert other.url("app.css") != static.url("app.css")
    assert other.url("vendor/leaflet.js") == static.url("vendor/leaflet.js")


def test_a_missing_asset_is_named_at_the_start(static):
    assets = {n: static.get(n) for n in static.names() if n != "vendor/leaflet.js"}
    with pytest.raises(WorkspaceError) as raised:
        StaticFiles(assets)
    assert raised.value.code == "F-204"
    assert "vendor/leaflet.js" in raised.value.message("en")


def test_a_mistyped_asset_offers_the_nearest(static):
    with pytest.raises(UnknownName) as raised:
        static.url("app.cs")
    assert raised.value.facts["nearest"] == "app.css"


def test_everything_the_build_ships_is_required_and_nothing_else():
    shipped = json.loads((ROOT / "package.json").read_text("utf-8"))["jidi"]["shipped"]
    assert set(static_files._REQUIRED) == {f"vendor/{name}" for name in shipped}


def test_our_scripts_and_styles_speak_to_nobody_else(static):
    for name, text in own(static, ".js") + own(static, ".css"):
        assert not re.search(r"https?://|//[a-z]+\.[a-z]", text), name


def test_our_scripts_run_in_old_browsers(static):
    for name, text in own(static, ".js"):
        for pattern, why in TOO_NEW_JS.items():
            assert not re.search(pattern, text, re.M), f"{name}: {why}"


def test_our_styles_work_in_old_browsers(static):
    for name, text in own(static, ".css"):
        for pattern in TOO_NEW_CSS:
            assert not re.search(pattern, text, re.M), f"{name}: {pattern}"


def test_our_scripts_never_write_markup_from_values(static):
    for name, text in own(static, ".js"):
        assert not re.search(r"\.(inner|outer)HTML|insertAdjacentHTML|\beval\(", text), name
        assert not re.search(r"(bindTooltip|setContent|bindPopup)\([`\"']", text), name


@pytest.fixture(scope="module")
def looks(static):
    """The tokens of both looks."""
    light, dark = (
        dict(re.findall(r"(--[a-z0-9-]+): ([^;]+);", static.get(name).plain.decode()))
        for name in ("app.css", "dark.css")
    )
    return {"light": light, "dark": dark}


def test_dark_gives_every_token_that_is_a_colour_of_its_own(looks):
    assert list(looks["dark"]) == list(looks["light"])


def test_styles_and_scripts_name_no_colour_beside_the_tokens(static):
    """White on the blue heading is the same in both looks."""
    css = static.get("app.css").plain.decode().partition("}")[2]
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", css)) <= {"#fff", "#6aaed6"}
    for name, text in own(static, ".js"):
        assert not re.search(r"[\"'`]#[0-9a-fA-F]{3,8}\b", text), name


def test_every_token_that_is_asked_for_is_there(static, looks):
    for name, text in own(static, ".css") + own(static, ".js"):
        asked = set(re.findall(r"var\((--[a-z0-9-]+)\)", text))
        asked |= set(re.findall(r"[\"'](--[a-z0-9-]+)[\"']", text))
        assert asked <= set(looks["light"]), name


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(
    ("foreground", "background", "least"),
    [
        ("--text", "--page", 7),
        ("--text", "--card", 7),
        ("--text", "--tint", 7),
        ("--text", "--row", 7),
        ("--text", "--target-row", 7),
        ("--second", "--row", 4.5),
        ("--second", "--code", 4.5),
        ("--primary", "--page", 4.5),
        ("--on-primary", "--primary", 4.5),
        ("--on-primary", "--primary-hover", 4.5),
        ("--good", "--row", 4.5),
        ("--watch", "--row", 4.5),
        ("--bad", "--row", 4.5),
        ("--bad", "--page", 4.5),
        ("--synthetic", "--card", 4.5),
        ("--synthetic-text", "--synthetic-tint", 7),
        ("--place-name", "--halo", 7),
        ("--field-line", "--field", 3),
        ("--series", "--card", 3),
        ("--way", "--card", 3),
        ("--carried", "--card", 3),
        ("--path", "--card", 3),
        ("--state-good", "--map", 3),
        ("--state-missing", "--map", 3),
        ("--state-unknown", "--map", 3),
        ("--feeder", "--page", 3),
        ("--border-chosen", "--class-1", 3),
        ("--border-city", "--class-1", 3),
        ("--second", "--card", 4.5),
        ("--second", "--page", 4.5),
        ("--primary", "--card", 4.5),
        ("--primary", "--tint", 4.5),
        ("--good", "--card", 4.5),
        ("--watch", "--card", 4.5),
        ("--bad", "--card", 4.5),
        ("--synthetic", "--synthetic-tint", 4.5),
        ("--watch-fill", "--card", 3),
    ],
)
def test_colours_can_be_told_apart(looks, look, foreground, background, least):
    assert _contrast(looks[look][foreground], looks[look][background]) >= least


@pytest.mark.parametrize("look", ["light", "dark"])
def test_classes_of_a_map_go_one_way_and_differ_step_by_step(looks, look):
    steps = [_luminance(looks[look][f"--class-{n}"]) for n in range(1, 6)]
    assert steps in (sorted(steps), sorted(steps, reverse=True))
    lighter = sorted(steps, reverse=True)
    ratios = [(a + 0.05) / (b + 0.05) for a, b in itertools.pairwise(lighter)]
    assert min(ratios) > 1.25


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * d for d in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_page_names_all_modules_that_its_modules_import_and_nothing_twice():
    static = StaticFiles.of_package()
    found = static.imported("js/map.js")
    assert len(set(found)) == len(found)
    told = re.findall(r'from "\./([a-z_]+\.js)"', static.get("js/map.js").plain.decode())
    assert {f"js/{name}" for name in told} <= set(found)
    assert set(static.imported("js/design.js")) <= set(found)
    assert static.imported("js/job.js") == ()
