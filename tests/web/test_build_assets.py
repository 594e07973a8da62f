"""The build hook puts the pinned browser code in place, once, or says why it cannot."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGET = Path("static/vendor")


@pytest.fixture(scope="module")
def hook():
    spec = importlib.util.spec_from_file_location("build_assets", ROOT / "tools/build_assets.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_assets"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path):
    """A checkout that ships one file of one package."""
    lists = {"jidi": {"shipped": {"a.js": "pack/dist/a.js"}}}
    (tmp_path / "package.json").write_text(json.dumps(lists))
    locked = {"packages": {"node_modules/pack": {"version": "1.2.3"}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(locked))
    return tmp_path


@pytest.fixture
def fetched(hook, monkeypatch):
    """What npm would install; counts how often it is asked."""
    asked = []

    def install(root, scratch, *, with_tests):
        asked.append(root)
        file = scratch / "node_modules/pack/dist/a.js"
        file.parent.mkdir(parents=True)
        file.write_text("one();")
        return scratch / "node_modules"

    monkeypatch.setattr(hook, "installed_modules", install)
    return asked


def put(hook, checkout):
    hook.put_in_place(checkout, "shipped", TARGET, tell=lambda _text: None)


def test_files_are_copied_with_their_versions(hook, checkout, fetched):
    put(hook, checkout)
    assert (checkout / TARGET / "a.js").read_text() == "one();"
    stamp = json.loads((checkout / TARGET / "versions.json").read_text())
    assert stamp["versions"] == {"pack": "1.2.3"}


def test_nothing_is_fetched_twice(hook, checkout, fetched):
    put(hook, checkout)
    put(hook, checkout)
    assert len(fetched) == 1


@pytest.mark.parametrize("harm", ["changed", "deleted", "newer", "unstamped"])
def test_files_that_are_not_the_pinned_ones_are_fetched_again(hook, checkout, fetched, harm):
    put(hook, checkout)
    if harm == "changed":
        (checkout / TARGET / "a.js").write_text("two();")
    elif harm == "deleted":
        (checkout / TARGET / "a.js").unlink()
    elif harm == "unstamped":
        (checkout / TARGET / "versions.json").unlink()
    else:
        lock = checkout / "package-lock.json"
        lock.write_text(lock.read_text().replace("1.2.3", "1.2.4"))
    put(hook, checkout)
    assert len(fetched) == 2
    assert (checkout / TARGET / "a.js").read_text() == "one();"


def test_a_file_that_the_package_lacks_is_named(hook, checkout, fetched):
    lists = {"jidi": {"shipped": {"b.js": "pack/dist/b.js"}}}
    (checkout / "package.json").write_text(json.dumps(lists))
    with pytest.raises(hook.AssetsError, match=r"pack/dist/b\.js"):
        put(hook, checkout)
    assert not (checkout / TARGET).exists()


def test_a_failing_npm_is_reported_with_its_words_and_what_to_do(hook, checkout, monkeypatch):
    command = [sys.executable, "-c", "import sys; sys.exit('no route to the registry')"]
    monkeypatch.setattr(hook, "npm_command", lambda: command)
    with pytest.raises(hook.AssetsError) as raised:
        put(hook, checkout)
    assert "no route to the registry" in str(raised.value)
    assert "npm config get registry" in str(raised.value)


def test_the_lock_file_records_no_addresses_but_every_digest():
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    named = {name: entry for name, entry in locked.items() if name}
    assert named
    assert all("resolved" not in entry for entry in named.values())
    assert all(entry["integrity"].startswith("sha512-") for entry in named.values())


def test_every_package_is_pinned_to_one_version():
    lists = json.loads((ROOT / "package.json").read_text("utf-8"))
    pins = {**lists["dependencies"], **lists["devDependencies"]}
    assert all(version[0].isdigit() for version in pins.values())
